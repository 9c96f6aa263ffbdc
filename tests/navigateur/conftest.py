"""L'application réelle dans un vrai navigateur : deux serveurs (jeu embarqué, jeu piégé), un seul Chromium."""

import csv
import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, FrameLocator, Page, expect

RACINE = Path(__file__).resolve().parents[2]
DONNEES = RACINE / "data"
CHEMINS = [
    "/" if page.stem == "synthese" else f"/{page.stem}" for page in sorted(RACINE.glob("pages/vues/*.py"))
]
"""L'adresse de chaque page : les nouvelles sont prises d'elles-mêmes."""
LOCAL = {"localhost", "127.0.0.1"}
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
DELAI_DEMARRAGE_S = 60
VIOLATION = "Content Security Policy"
expect.set_options(timeout=15_000)

PIEGES = {
    "image": "<img src=x onerror=alert(1)>",
    "formule": '=HYPERLINK("x")',
    "gabarit": "${alert(1)}",
    "markdown": "![x](http://exemple.invalid/a.png)",
    "accent": "un ` deux ` trois",
    "moustache": "{{7*7}}",
}
VILLES = {
    "image": ("Vedène", "84141"), "formule": ("Le Thor", "84132"), "gabarit": ("Entraigues-sur-la-Sorgue", "84043"),
    "markdown": ("Saint-Léger-du-Ventoux", "84110"), "accent": ("Lagnes", "84062"), "moustache": ("Gigondas", "84049"),
}  # fmt: skip


# Le navigateur


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.navigateur)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.fail("Chromium est absent : « make tester » l'installe (outils/chromium.sh).")
    return {"executable_path": chromium, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def reglages_navigateur() -> dict[str, Any]:
    """Un visiteur français."""
    return {"locale": "fr-FR", "timezone_id": "Europe/Paris", "accept_downloads": True}


# Les serveurs


def _port_libre() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


def _pret(adresse: str, serveur: subprocess.Popen[bytes]) -> None:
    """Attend que le serveur réponde ; échoue s'il s'arrête ou se tait."""
    limite = monotonic() + DELAI_DEMARRAGE_S
    while serveur.poll() is None and monotonic() < limite:
        try:
            with urllib.request.urlopen(f"{adresse}/_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            try:
                serveur.wait(timeout=0.2)
            except subprocess.TimeoutExpired:
                continue
    pytest.fail("Le serveur n'a pas démarré.")


def _servir(
    donnees: Path, journal: Path, *, options: Sequence[str] = ("--ecriture-locale",)
) -> Iterator[str]:
    """L'application démarrée comme `make lancer` la démarre, ou avec d'autres options."""
    port = _port_libre()
    commande = [sys.executable, str(RACINE / "outils" / "lancer.py"), *options]
    with journal.open("wb") as sortie:
        serveur = subprocess.Popen(
            commande,
            cwd=RACINE,
            env={**os.environ, "INCLUSION_DONNEES": str(donnees), "STREAMLIT_SERVER_PORT": str(port)},
            stdout=sortie,
            stderr=subprocess.STDOUT,
        )
        try:
            adresse = f"http://localhost:{port}"
            _pret(adresse, serveur)
            yield adresse
        finally:
            serveur.terminate()
            serveur.wait(timeout=20)


@pytest.fixture(scope="session")
def adresse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """L'application sur le jeu embarqué."""
    yield from _servir(DONNEES, tmp_path_factory.mktemp("journal") / "serveur.txt")


@pytest.fixture(scope="session")
def jeu_piege(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Le jeu embarqué, plus six lieux et un partenaire aux noms piégés, chacun dans une commune sans autre lieu."""
    dossier = tmp_path_factory.mktemp("jeux") / "piege"
    shutil.copytree(DONNEES, dossier)
    with (dossier / "lieux.csv").open(encoding="utf-8-sig", newline="") as fichier:
        lecteur = csv.DictReader(fichier)
        lieux, colonnes = list(lecteur), list(lecteur.fieldnames or [])
    with (dossier / "mairies.csv").open(encoding="utf-8-sig", newline="") as fichier:
        mairies = {ligne["code_insee"]: ligne for ligne in csv.DictReader(fichier)}
    for nom, piege in PIEGES.items():
        ville, code = VILLES[nom]
        vide = dict.fromkeys(colonnes, "")
        lieux.append(
            vide
            | {
                "id": f"piege-{nom}", "nom": piege, "commune": ville, "code_insee": code, "adresse": piege,
                "horaires": piege, "presentation_resume": piege, "structure_parente": piege, "source": piege,
                "site_web": "javascript:alert(1)", "courriels": piege, "typologie": "ASSO",
                "code_postal": "84000", "date_maj": "2024-08-01", "precision_localisation": "commune",
                "latitude": mairies[code]["latitude"], "longitude": mairies[code]["longitude"], "nature": "reel",
            }
        )  # fmt: skip
    with (dossier / "lieux.csv").open("w", encoding="utf-8", newline="") as fichier:
        ecrivain = csv.DictWriter(fichier, colonnes, lineterminator="\n")
        ecrivain.writeheader()
        ecrivain.writerows(lieux)
    return dossier


@pytest.fixture(scope="session")
def adresse_piegee(jeu_piege: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """L'application sur le jeu piégé."""
    yield from _servir(jeu_piege, tmp_path_factory.mktemp("journal") / "serveur-piege.txt")


# Le visiteur


@dataclass
class Visite:
    """Une page ouverte, et tout ce que le navigateur a demandé, crié ou affiché en secret."""

    page: Page
    adresse: str
    demandes: list[str] = field(default_factory=list)
    erreurs: list[str] = field(default_factory=list)
    dialogues: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    def ouvrir(self, chemin: str = "/", **demandes: str | list[str]) -> Page:
        """Va à une adresse de l'application et attend que la page soit entière."""
        requete = urlencode(demandes, doseq=True)
        self.page.goto(
            f"{self.adresse}{chemin}{'?' if requete else ''}{requete}", wait_until="domcontentloaded"
        )
        return self.attendre()

    def attendre(self) -> Page:
        """Le pied est écrit et le script a fini."""
        expect(self.page.get_by_text("Sources.", exact=False).first).to_be_attached(timeout=30_000)
        expect(self.page.locator('[data-testid="stSkeleton"]:visible')).to_have_count(0)
        self.calme()
        expect(self.page.get_by_text("n'a pas pu être affichée")).to_have_count(0)
        return self.page

    def calme(self) -> None:
        """Aucun script ne tourne."""
        self.page.wait_for_selector(
            '[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=30_000
        )

    @property
    def carte(self) -> FrameLocator:
        return self.page.frame_locator('iframe[title^="streamlit_folium"]').first

    def carte_dessinee(self) -> FrameLocator:
        """La carte, une fois ses contours dessinés."""
        self.page.locator('iframe[title^="streamlit_folium"]').first.scroll_into_view_if_needed()
        self.carte.locator("path.leaflet-interactive").first.wait_for(state="attached", timeout=30_000)
        return self.carte

    def stable(self) -> None:
        """La carte est rendue et sa première valeur, qui relance le script, est passée."""
        self.carte.locator(".signe, .grappe").first.wait_for()
        self.page.wait_for_timeout(1000)
        self.calme()

    def deplier(self) -> None:
        """Ouvre tout ce qui se déplie."""
        self.calme()
        plies = self.page.locator('[data-testid="stExpander"] details:not([open]) > summary')
        while restants := plies.count():
            plies.first.evaluate("pli => pli.click()")  # là où il est, même si un dessin le déplace
            expect(plies).to_have_count(restants - 1)
        self.calme()

    @property
    def exterieures(self) -> list[str]:
        """Ce qui a été demandé à un autre hôte."""
        return [a for a in self.demandes if urlsplit(a).hostname not in LOCAL and _reseau(a)]


def _reseau(adresse: str) -> bool:
    return urlsplit(adresse).scheme not in {"data", "blob", "about"}


@pytest.fixture(scope="session")
def visiteurs(
    browser: Browser, reglages_navigateur: dict[str, Any]
) -> Iterator[Callable[..., BrowserContext]]:
    """Un visiteur par écran et par thème, gardé d'un test à l'autre : son cache évite de tout recharger."""
    contextes: dict[tuple[int, int, bool], BrowserContext] = {}

    def contexte(largeur: int, hauteur: int, *, sombre: bool) -> BrowserContext:
        cle = (largeur, hauteur, sombre)
        if cle not in contextes:
            contextes[cle] = browser.new_context(
                **reglages_navigateur,
                viewport={"width": largeur, "height": hauteur},
                color_scheme="dark" if sombre else "light",
            )
            contextes[cle].set_default_timeout(15_000)
        return contextes[cle]

    yield contexte
    for ouvert in contextes.values():
        ouvert.close()


@pytest.fixture
def visiteur(visiteurs: Callable[..., BrowserContext]) -> Iterator[Callable[..., Visite]]:
    """Ouvre des visites : `visiteur(adresse, largeur=390, sombre=True)`."""
    pages: list[Page] = []
    visites: list[Visite] = []

    def nouveau(adresse: str, *, largeur: int = 1440, hauteur: int = 1000, sombre: bool = False) -> Visite:
        page = visiteurs(largeur, hauteur, sombre=sombre).new_page()
        pages.append(page)
        visite = Visite(page, adresse)
        visites.append(visite)

        def dialogue(ouvert: Dialog) -> None:
            visite.dialogues.append(ouvert.message)
            ouvert.dismiss()

        page.on("request", lambda requete: visite.demandes.append(requete.url))
        page.on("websocket", lambda prise: visite.demandes.append(prise.url))
        page.on("console", lambda dit: VIOLATION in dit.text and visite.violations.append(dit.text))
        page.on("pageerror", lambda erreur: visite.erreurs.append(str(erreur)))
        page.on("dialog", dialogue)
        return visite

    yield nouveau
    for page in pages:
        page.close()
    assert [v for visite in visites for v in visite.violations] == [], (
        "rien ne heurte la politique de contenu"
    )


@pytest.fixture
def visite(visiteur: Callable[..., Visite], adresse: str) -> Visite:
    """Un visiteur ordinaire, sur ordinateur."""
    return visiteur(adresse)


@pytest.fixture(scope="session")
def pieges() -> dict[str, str]:
    """Identifiant → nom piégé."""
    return {f"piege-{nom}": piege for nom, piege in PIEGES.items()}
