"""Déposer un fichier dans un vrai navigateur, assis devant la machine du serveur : le droit d'écrire en dépend."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from inclusion.data.instantanes import copier, instantanes
from inclusion.data.lecture import JEU_EMBARQUE, load_jeu
from tests.navigateur.conftest import _servir

SUITE = "rue Vide,Maîtrise des outils numériques du quotidien,Gratuit,Fixe,2026-01-02"
LIEUX = (
    "id,nom,commune,code_postal,code_insee,adresse,services,frais_a_charge,itinerance,date_maj\n"
    f"essai-1,Atelier <b>du Pont</b> ${{alert(1)}},Avignon,84000,84007,1 {SUITE}\n"
    f"essai-2,,Orange,84100,84087,2 {SUITE}\n"
)


@pytest.fixture(scope="module")
def jeu(tmp_path_factory: pytest.TempPathFactory) -> Path:
    dossier = tmp_path_factory.mktemp("depot") / "jeu"
    copier(JEU_EMBARQUE, dossier)
    return dossier


@pytest.fixture(scope="module")
def serveur(jeu: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from _servir(jeu, tmp_path_factory.mktemp("journal") / "serveur-depot.txt")


@pytest.fixture
def fichier(tmp_path: Path) -> Path:
    chemin = tmp_path / "lieux.csv"
    chemin.write_text(LIEUX, encoding="utf-8")
    return chemin


def deposer(visite: Any, fichier: Path) -> Page:
    page: Page = visite.ouvrir("/deposer")
    page.locator('input[type="file"]').set_input_files(fichier)
    page.get_by_text("Ce que cela change").wait_for()
    visite.calme()
    return page


@pytest.mark.parametrize("largeur", [1440, 390])
def test_la_page_tient_dans_l_ecran_et_parle_francais(
    largeur: int, serveur: str, fichier: Path, visiteur: Callable[..., Any]
) -> None:
    visite = visiteur(serveur, largeur=largeur)
    page = visite.ouvrir("/deposer")
    bouton = page.get_by_test_id("stFileUploaderDropzone").locator("button")
    expect(bouton).to_have_accessible_name("Choisir un fichier")
    assert "per file" not in page.locator("body").inner_text()
    page = deposer(visite, fichier)
    expect(
        page.get_by_test_id("stFileUploader").get_by_text(f"{len(LIEUX.encode())},0 octets")
    ).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert visite.erreurs == []
    assert visite.dialogues == []
    assert visite.exterieures == []


def test_deposer_accepter_puis_restaurer(
    jeu: Path, serveur: str, fichier: Path, visiteur: Callable[..., Any]
) -> None:
    visite = visiteur(serveur)
    page = deposer(visite, fichier)
    page.get_by_role("button", name="Accepter et enregistrer").click()
    expect(page.get_by_text("Enregistré dans l'instantané")).to_be_visible()
    visite.calme()
    lieux = load_jeu(jeu)["lieux"].set_index("id")
    assert lieux.loc["essai-1", "nom"].startswith("Atelier")
    assert "essai-2" not in lieux.index
    expect(page.get_by_role("button", name="Accepter et enregistrer")).to_be_disabled()
    page.get_by_role("button", name="Restaurer cet état").click()
    expect(page.get_by_text("restauré")).to_be_visible()
    assert len(load_jeu(jeu)["lieux"]) == 97
    assert len(instantanes(jeu)) == 2
    assert visite.dialogues == []


def test_les_lignes_refusees_et_le_rapport_s_emportent(
    serveur: str, fichier: Path, visiteur: Callable[..., Any], tmp_path: Path
) -> None:
    page = deposer(visiteur(serveur), fichier)
    with page.expect_download() as emporte:
        page.get_by_role("button", name="Lignes refusées (CSV)").click()
    refus = tmp_path / "refus.csv"
    emporte.value.save_as(refus)
    texte = refus.read_text(encoding="utf-8-sig")
    assert emporte.value.suggested_filename == "refusees-lieux.csv"
    assert "motif_refus" in texte
    assert "essai-2" in texte


def test_le_depot_se_fait_au_clavier(serveur: str, fichier: Path, visiteur: Callable[..., Any]) -> None:
    visite = visiteur(serveur)
    # Écouté avant d'ouvrir la page : demandée au moment de la touche, l'écoute peut arriver après la fenêtre de choix.
    visite.page.on("filechooser", lambda choix: choix.set_files(fichier))
    page = visite.ouvrir("/deposer")
    page.get_by_test_id("stFileUploaderDropzone").locator("button").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Ce que cela change").wait_for()
    visite.calme()
    page.get_by_role("button", name="Accepter et enregistrer").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Enregistré dans l'instantané")).to_be_visible()


def test_une_demande_relayee_n_entre_pas_en_ecriture_locale(
    serveur: str, visiteur: Callable[..., Any]
) -> None:
    """Le même serveur, derrière un mandataire qui se nomme : le visiteur n'est plus devant la machine."""
    page = visiteur(serveur).page
    page.set_extra_http_headers({"X-Forwarded-For": "203.0.113.7"})
    reponse = page.goto(serveur)
    assert reponse is not None
    assert reponse.status == 403
    expect(page.get_by_text("ne répond qu'à la machine où elle tourne")).to_be_visible()


@pytest.fixture
def serveur_public(jeu: Path, tmp_path: Path) -> Iterator[str]:
    """Le même jeu, servi sans choisir l'écriture locale."""
    yield from _servir(jeu, tmp_path / "serveur-public.txt", options=())


def test_sans_ecriture_locale_on_ne_peut_que_lire(
    jeu: Path, serveur_public: str, fichier: Path, visiteur: Callable[..., Any]
) -> None:
    page = deposer(visiteur(serveur_public), fichier)
    expect(page.get_by_text("se consulte sans se modifier")).to_be_visible()
    expect(page.get_by_role("button", name="Accepter et enregistrer")).to_be_disabled()
    shutil.rmtree(jeu / "refus", ignore_errors=True)
