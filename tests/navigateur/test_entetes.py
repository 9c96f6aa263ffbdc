"""La politique de contenu laisse toutes les pages marcher, et arrête ce qu'elle doit arrêter."""

import json
import socket
import threading
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.navigateur.conftest import CHEMINS, DONNEES, _servir


@pytest.mark.parametrize("chemin", CHEMINS)
def test_une_page_depliee_ne_heurte_pas_la_politique(chemin: str, visite: Any) -> None:
    visite.ouvrir(chemin)
    visite.deplier()
    visite.page.wait_for_timeout(500)
    assert visite.violations == []
    assert visite.erreurs == []
    assert visite.exterieures == []
    expect(visite.page.locator("html")).to_have_attribute("lang", "fr")  # le script de langue s'exécute


def test_un_script_ajoute_a_la_page_ne_s_execute_pas(visite: Any) -> None:
    page = visite.ouvrir("/")
    page.evaluate(
        """() => {
            const intrus = document.createElement("script");
            intrus.textContent = "window.intrus = true";
            document.body.append(intrus);
            document.body.insertAdjacentHTML("beforeend", '<img src="data:," onerror="window.intrus = true">');
        }"""
    )
    page.wait_for_timeout(500)
    assert page.evaluate("() => window.intrus") is None
    assert visite.violations != []
    visite.violations.clear()


def test_la_page_n_atteint_aucun_autre_site(visite: Any) -> None:
    page = visite.ouvrir("/")
    dit = page.evaluate("() => fetch('https://exemple.invalid/').then(() => 'parti', () => 'retenu')")
    assert dit == "retenu"
    assert any("connect-src" in v for v in visite.violations)
    visite.violations.clear()


def test_evaluer_un_texte_est_permis_au_cadre_de_la_carte_et_a_lui_seul(visite: Any) -> None:
    page = visite.ouvrir("/carte")
    visite.carte_dessinee()
    (carte,) = [cadre for cadre in page.frames if "/component/" in cadre.url]
    essai = """() => new Promise(dire => setTimeout(() => {
        try { dire((0, eval)('6 * 7')) } catch (faute) { dire(faute.name) }
    }))"""  # plus tard : ce que l'on évalue du dehors échappe à la politique
    assert carte.evaluate(essai) == 42
    assert visite.violations == []
    assert page.evaluate(essai) == "EvalError"
    visite.violations.clear()


# Le poste local


@pytest.mark.parametrize("nom", ["localhost", "127.0.0.1"])
def test_sur_son_poste_on_ecrit_par_tous_les_noms_de_la_machine(
    nom: str, adresse: str, visiteur: Callable[..., Any]
) -> None:
    page = visiteur(adresse.replace("localhost", nom)).ouvrir("/saisir")
    expect(page.get_by_text("sans s'y enregistrer")).to_have_count(0)
    expect(page.get_by_role("button", name="Enregistrer")).to_be_visible()


def test_sur_son_poste_le_serveur_n_ecoute_que_la_machine_quoi_qu_on_glisse_apres(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """127.0.0.2 est aussi cette machine : un serveur qui écouterait partout y répondrait."""
    options = ("--ecriture-locale", "--", "--server.address", "0.0.0.0")
    for adresse in _servir(DONNEES, tmp_path_factory.mktemp("journal") / "tirets.txt", options=options):
        port = urlsplit(adresse).port
        with socket.socket() as ici, socket.socket() as partout:
            assert ici.connect_ex(("127.0.0.1", port)) == 0
            assert partout.connect_ex(("127.0.0.2", port)) != 0


class _SiteTiers(BaseHTTPRequestHandler):
    """Un autre site, qui met dans un cadre l'adresse qu'on lui donne."""

    def do_GET(self) -> None:
        (vers,) = parse_qs(urlsplit(self.path).query).get("vers", ["about:blank"])
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(f'<!doctype html><iframe src="{vers}" width="1200" height="900"></iframe>'.encode())

    def log_message(self, *_: object) -> None:
        """Sans journal."""


@pytest.fixture(scope="module")
def site_tiers() -> Iterator[int]:
    """Son port ; `127.0.0.1` est le site nommé, `localhost` un site qui ne l'est pas."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _SiteTiers) as serveur:
        threading.Thread(target=serveur.serve_forever, daemon=True).start()
        yield serveur.server_port
        serveur.shutdown()


@pytest.fixture(scope="module")
def adresse_publique(tmp_path_factory: pytest.TempPathFactory, site_tiers: int) -> Iterator[str]:
    """L'application démarrée sans option, sur le même jeu, qu'un site nommé intègre."""
    with pytest.MonkeyPatch.context() as ailleurs:
        ailleurs.setenv("INCLUSION_INTEGRATIONS", f"http://127.0.0.1:{site_tiers}")
        yield from _servir(DONNEES, tmp_path_factory.mktemp("journal") / "publique.txt", options=())


def test_sans_l_option_qui_est_devant_la_machine_lit_seulement(
    adresse_publique: str, visiteur: Callable[..., Any]
) -> None:
    page = visiteur(adresse_publique).ouvrir("/saisir")
    expect(page.get_by_text("se consulte sans se modifier")).to_be_visible()


# L'intégration


def test_un_site_nomme_integre_l_application_et_sa_carte(
    adresse_publique: str, site_tiers: int, visiteur: Callable[..., Any]
) -> None:
    page = visiteur(f"http://127.0.0.1:{site_tiers}").page
    page.goto(f"http://127.0.0.1:{site_tiers}/?vers={adresse_publique}/carte")
    carte = page.frame_locator("iframe").frame_locator('iframe[title^="streamlit_folium"]')
    carte.locator("path.leaflet-interactive").first.wait_for(state="attached", timeout=30_000)


def test_un_site_qui_n_est_pas_nomme_n_integre_rien(
    adresse_publique: str, site_tiers: int, visiteur: Callable[..., Any]
) -> None:
    visite = visiteur(f"http://localhost:{site_tiers}")
    visite.page.goto(f"http://localhost:{site_tiers}/?vers={adresse_publique}/carte")
    expect(visite.page.frame_locator("iframe").locator('[data-testid="stApp"]')).to_have_count(0)
    assert any("frame-ancestors" in v for v in visite.violations)
    visite.violations.clear()


def test_le_site_qui_integre_ne_commande_pas_la_page(adresse_publique: str) -> None:
    with urllib.request.urlopen(f"{adresse_publique}/_stcore/host-config") as reponse:
        assert json.load(reponse)["allowedOrigins"] == []
