"""Deux navigateurs sur la même ligne : rien ne s'écrase, les deux valeurs sont montrées."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from inclusion.data.instantanes import copier, instantanes
from inclusion.data.lecture import JEU_EMBARQUE, load_jeu
from tests.navigateur.conftest import _servir


@pytest.fixture(scope="module")
def jeu(tmp_path_factory: pytest.TempPathFactory) -> Path:
    dossier = tmp_path_factory.mktemp("saisie") / "jeu"
    copier(JEU_EMBARQUE, dossier)
    return dossier


@pytest.fixture(scope="module")
def serveur(jeu: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from _servir(jeu, tmp_path_factory.mktemp("journal") / "serveur-saisie.txt")


def ecrire_le_nom(visite: Any, avant: str, texte: str) -> Page:
    """Change au clavier le nom de la première action, qui se lit `avant`."""
    page: Page = visite.page
    page.bring_to_front()  # le clavier va à la page de devant
    grille = page.locator('[data-testid="stDataFrame"]').first
    grille.scroll_into_view_if_needed()
    cadre = grille.bounding_box()
    assert cadre is not None
    page.mouse.click(cadre["x"] + 60, cadre["y"] + 52)
    dessin = grille.locator("canvas").first
    expect(dessin).to_be_focused()
    for colonne in range(3):
        expect(dessin.locator('td[aria-selected="true"]')).to_have_id(f"glide-cell-{colonne + 1}-0")
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    editeur = page.locator("#portal textarea")
    expect(editeur).to_have_value(avant)  # la grille a ouvert l'éditeur de cette cellule-là
    editeur.fill(texte)
    editeur.press("Enter")
    return page


def test_deux_navigateurs_sur_la_meme_ligne_voient_les_deux_valeurs(
    serveur: str, jeu: Path, visiteur: Callable[..., Any]
) -> None:
    moi, autre = visiteur(serveur), visiteur(serveur)
    for visite in (moi, autre):
        visite.ouvrir("/saisir", table="actions")
        visite.page.locator('[data-testid="stDataFrame"] canvas').first.wait_for()
        visite.calme()
    origine = load_jeu(jeu)["actions"]["nom"].iloc[0]
    page = ecrire_le_nom(autre, origine, "Nom de l'autre")
    page.get_by_text(re.compile(r"1\sgeste\.")).wait_for()
    page.get_by_role("button", name="Enregistrer la saisie").click()
    page.get_by_text("Enregistré le").wait_for()

    page = ecrire_le_nom(moi, origine, "Mon nom")
    expect(page.get_by_text("Quelqu'un a enregistré pendant cette saisie")).to_be_visible()
    a_trancher = page.locator('[data-testid="stRadio"]').filter(has_text="Leur valeur")
    expect(a_trancher).to_be_visible()
    expect(a_trancher).to_contain_text("Nom de l'autre")
    expect(a_trancher).to_contain_text("Mon nom")
    expect(page.get_by_role("button", name="Enregistrer la saisie")).to_be_disabled()
    page.get_by_text("Leur valeur").click()
    page.get_by_text("Rien pour l'instant.").wait_for()
    assert load_jeu(jeu)["actions"]["nom"].iloc[0] == "Nom de l'autre"

    page.get_by_text("Ma valeur").click()
    page.get_by_text(re.compile(r"1\sgeste\.")).wait_for()
    page.get_by_role("button", name="Enregistrer la saisie").click()
    page.get_by_text("Enregistré le").wait_for()
    assert load_jeu(jeu)["actions"]["nom"].iloc[0] == "Mon nom"
    assert len([i for i in instantanes(jeu) if i.gestes]) == 2
