"""Tout texte libre de toute table, remplacé par un piège : rien ne s'évalue, sur aucune page.

Les pages sont d'abord lancées sans navigateur, sur des jeux où chaque texte est piégé, et tout ce qu'elles envoient est
relevé. Ce que lit un moteur que l'on sait rejouer (plotly, carte, grilles, listes) est jugé ici ; ce qui est du Markdown
est montré par Streamlit dans le vrai navigateur, et relu. Puis chaque page est ouverte pour de bon.
"""

import csv
import json
import multiprocessing
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from inclusion.data.lecture import load_jeu
from inclusion.model.schemas import schemas
from inclusion.model.territoires import Niveau, Territoire
from tests.balayage import monde
from tests.balayage.charges import CHARGES, TEXTES, alteres, presents
from tests.balayage.oracles import evalues, moteur
from tests.balayage.releve import Texte, relever
from tests.navigateur.conftest import CHEMINS, RACINE, _port_libre, _pret, _servir

VIVANTS = (
    'a[href*="//exemple.invalid"], a[href^="javascript"], a[href^="mailto:a@"], img[src*="exemple.invalid"], img[src="x"], '
    'iframe[src*="exemple.invalid"], link[href*="exemple.invalid"], meta[http-equiv="refresh"], .katex, [onerror], [onload]'
)
PAGES = [p.stem for p in sorted(RACINE.glob("pages/vues/*.py"))]
TOURS = 3
RAPPORT = RACINE / "rapports" / "balayage.csv"
LOT = 300
Releves = list[tuple[Texte, list[str]]]


@pytest.fixture(scope="module")
def jeux(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Un jeu hostile par tour : de l'un à l'autre, chaque valeur rencontre d'autres pièges."""
    return [monde.jeu_hostile(tmp_path_factory.mktemp(f"hostile{tour}"), tour) for tour in range(TOURS)]


def demandes(dossier: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Chaque page au département, dans une intercommunalité et dans une commune ; chaque table ; des fiches ouvertes."""
    jeu = load_jeu(dossier)
    communes, lieux = jeu["communes"], jeu["lieux"]
    commune = communes[communes["code_insee"].eq("84003")].iloc[0]
    nom_epci = jeu["epci"].set_index("siren").loc[commune["siren_epci"], "nom_court"]
    territoires = (
        "", Territoire("", nom_epci, Niveau.EPCI).libelle, Territoire("84003", commune["nom"], Niveau.COMMUNE).libelle,
    )  # fmt: skip
    for page in PAGES:
        yield from ((page, {"territoire": territoire} if territoire else {}) for territoire in territoires)
    yield from (("donnees", {"table": nom}) for nom in schemas())
    yield from (("carte", {"lieu": identifiant}) for identifiant in lieux["id"].iloc[::25])
    yield ("carte", {"texte": TEXTES[16], "services": TEXTES[33]})
    yield from (("deposer", {"fichier": nom, "contenu": contenu}) for nom, contenu in depots())


def depots() -> Iterator[tuple[str, str]]:
    """Des fichiers piégés jusqu'à leur nom : des lieux avec une colonne de trop, et le tableau d'un partenaire."""
    entete = "id,nom,commune,code_postal,code_insee,adresse,services,frais_a_charge,itinerance,date_maj"
    lieux = [f"{entete},{_cite(TEXTES[42])}"]
    partenaire = [",".join(["Lieu dit", "Où", *map(_cite, TEXTES[41:45])])]
    for rang, texte in enumerate(TEXTES):
        autre = TEXTES[(rang + 31) % len(TEXTES)]
        lieux.append(
            ",".join(map(_cite, [f"essai-{rang}", texte, autre, texte, "84007", *[autre, texte] * 3]))
        )
        partenaire.append(",".join(map(_cite, [texte, "Apt", *[autre] * 4])))
    yield "**lieux** {{7*7}} [x](http://exemple.invalid).csv", "\n".join(lieux)
    yield "partenaires $x$ :smile:.csv", "\n".join(partenaire)


def _cite(texte: str) -> str:
    return '"' + texte.replace('"', '""') + '"'


@pytest.fixture(scope="module")
def releves(jeux: list[Path]) -> Releves:
    """Ce que toutes les pages envoient : les textes qui portent un piège, et les pannes de chaque page."""
    a_faire = [(str(dossier), page, dit) for dossier in jeux for page, dit in demandes(dossier)]
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as ouvriers:
        rendus = list(ouvriers.map(relever, *zip(*a_faire, strict=True), chunksize=8))
    assert [
        (page, dit, pannes) for (_, page, dit), (_, pannes) in zip(a_faire, rendus, strict=True) if pannes
    ] == []
    return [t for textes, _ in rendus for t in textes if presents(t.dit) or "arrow_data" in t.endroit]


@pytest.fixture(scope="module")
def montres(
    releves: list[Texte], browser: Any, tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, str], Any]:
    """(endroit, texte Markdown) → ce que Streamlit en montre : le texte, et ce qu'il en a fait de vivant."""
    paires = sorted({(t.endroit, t.dit) for t in releves if moteur(t.endroit) in {"markdown", "etiquette"}})
    dossier = tmp_path_factory.mktemp("markdown")
    rendus: dict[tuple[str, str], Any] = {}
    for debut in range(0, len(paires), LOT):
        lot = paires[debut : debut + LOT]
        fichier = dossier / f"{debut}.json"
        fichier.write_text(json.dumps(lot), encoding="utf-8")
        rendus |= dict(zip(lot, _montrer(fichier, browser), strict=True))
    return rendus


def _montrer(fichier: Path, browser: Any) -> list[Any]:
    port = _port_libre()
    commande = [sys.executable, "-m", "streamlit", "run", str(RACINE / "tests" / "balayage" / "ecran.py"),
                "--server.port", str(port), "--", str(fichier)]  # fmt: skip
    with subprocess.Popen(
        commande, cwd=RACINE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as serveur:
        try:
            _pret(f"http://localhost:{port}", serveur)
            contexte = browser.new_context(locale="fr-FR")
            page = contexte.new_page()
            page.goto(f"http://localhost:{port}", wait_until="domcontentloaded")
            page.get_by_text("Fin.", exact=True).wait_for(timeout=120_000)
            expect(page.locator('[data-testid="stSkeleton"]:visible')).to_have_count(0, timeout=60_000)
            page.wait_for_timeout(500)
            lus: list[Any] = page.evaluate(LIRE)
            contexte.close()
            return lus
        finally:
            serveur.terminate()


LIRE = """() => [...document.querySelectorAll('[class*="st-key-texte-"]')]
  .sort((a, b) => rang(a) - rang(b))
  .map(n => ({dit: n.textContent, vivant: [...n.querySelectorAll(
    'a, img, script, iframe, style, link, .katex, [data-testid="stIconMaterial"]')]
    .map(v => v.outerHTML)}));
  function rang(n) { return Number(/st-key-texte-(\\d+)/.exec(n.className)[1]); }"""


# Ce que lisent les moteurs que l'on sait rejouer


def test_chaque_piege_et_chaque_moteur_sont_passes(releves: list[Texte]) -> None:
    """Sans quoi le reste ne prouve rien."""
    vus = {rang for t in releves for rang in presents(t.dit)}
    assert [TEXTES[r] for r in range(len(TEXTES)) if r not in vus] == []
    assert {moteur(t.endroit) for t in releves} >= {
        "markdown",
        "etiquette",
        "plotly",
        "carte",
        "json",
        "grille",
        "texte",
    }


def test_aucun_moteur_n_evalue_un_piege(releves: list[Texte]) -> None:
    fautes = [(t.page, t.endroit, TEXTES[rang], lu) for t in releves for rang, lu in evalues(t).items()]
    assert fautes == []


# Ce que Streamlit fait du Markdown


def test_le_markdown_montre_chaque_piege_en_entier(montres: dict[tuple[str, str], Any]) -> None:
    fautes = [
        (endroit, TEXTES[rang], lu)
        for (endroit, _), rendu in montres.items()
        for rang, lu in alteres(rendu["dit"]).items()
    ]
    assert fautes == []


def test_le_markdown_ne_fait_rien_de_vivant_d_un_piege(montres: dict[tuple[str, str], Any]) -> None:
    """Hors du lien d'un titre vers lui-même, aucun lien ne porte de piège ; ni image, ni formule, ni icône n'en viennent."""
    vivants = [
        (endroit, balisage)
        for (endroit, _), rendu in montres.items()
        for balisage in rendu["vivant"]
        if not balisage.startswith('<a href="#')
        if presents(balisage) or re.search(r"exemple\.invalid|alert\(|katex|stIconMaterial", balisage)
    ]
    assert vivants == []


# Les pages pour de bon


@pytest.fixture(scope="module")
def adresse_hostile(jeux: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from _servir(jeux[0], tmp_path_factory.mktemp("journal") / "hostile.txt")


@pytest.mark.parametrize("chemin", CHEMINS)
def test_aucune_page_n_execute_ni_n_appelle(
    chemin: str, adresse_hostile: str, visiteur: Callable[..., Any]
) -> None:
    visite = visiteur(adresse_hostile)
    page = visite.ouvrir(chemin)
    visite.deplier()
    page.wait_for_timeout(500)
    assert visite.dialogues == []
    assert visite.erreurs == []
    assert visite.exterieures == []
    for cadre in page.frames:
        vivants = cadre.locator(VIVANTS)
        assert vivants.evaluate_all("ns => ns.map(n => n.outerHTML)") == []


# La table du balayage


def test_la_table_du_balayage_est_ecrite(releves: list[Texte], montres: dict[tuple[str, str], Any]) -> None:
    """piège × page × endroit × issue : « tel quel », ou ce qui s'y lit à la place."""
    issues: Counter[tuple[str, str, str, str, str]] = Counter()
    for t in releves:
        genre = moteur(t.endroit)
        fautes = (
            alteres(montres[t.endroit, t.dit]["dit"]) if genre in {"markdown", "etiquette"} else evalues(t)
        )
        for rang in presents(t.dit):
            issue = f"évalué : {fautes[rang]}" if rang in fautes else "tel quel"
            issues[TEXTES[rang], CHARGES[TEXTES[rang]], t.page, t.endroit, issue] += 1
    RAPPORT.parent.mkdir(exist_ok=True)
    with RAPPORT.open("w", encoding="utf-8", newline="") as fichier:
        ecrivain = csv.writer(fichier)
        ecrivain.writerow(["piège", "famille", "page", "endroit", "issue", "fois"])
        ecrivain.writerows([*cle, fois] for cle, fois in sorted(issues.items()))
    assert {issue for *_, issue in issues} == {"tel quel"}
    assert len({piege for piege, *_ in issues}) == len(TEXTES) == 120
