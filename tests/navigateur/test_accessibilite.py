"""Ce que dit axe-core de chaque écran, en clair et en sombre ; et ce que l'on fait au clavier."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, Page

from tests.navigateur.conftest import CHEMINS

GRAVES = {"serious", "critical"}

THEME_POSE = """theme => {
  const fond = getComputedStyle(document.querySelector('[data-testid="stApp"]')).backgroundColor;
  return (parseInt(fond.match(/\\d+/)[0], 10) < 128) === (theme === 'dark');
}"""
MENU = '[data-testid="stSidebarNav"]'
# Règles dont Streamlit lui-même est la cause, et où : (règle, élément) → raison. Toute autre est à nous.
DE_STREAMLIT = {
    ("list", MENU): "les titres de section du menu sont des div dans la liste de liens",
    ("listitem", MENU): "les liens du menu ne sont pas posés directement dans la liste",
}


def violations(ou: Page | Frame) -> list[str]:
    """Une phrase par élément gravement fautif, hors exceptions nommées."""
    return [
        f"{regle['id']} ({regle['impact']}) : {element['html'][:160]} — {element.get('failureSummary', '')[:200]}"
        for regle in Axe().run(ou).response["violations"]
        if regle["impact"] in GRAVES
        for element in regle["nodes"]
        if not any(regle["id"] == nom and _dans(ou, element["target"][0], zone) for nom, zone in DE_STREAMLIT)
    ]


def _dans(ou: Page | Frame, cible: str, zone: str) -> bool:
    """L'élément désigné par axe est dans la zone."""
    return bool(ou.evaluate("([c, z]) => !!document.querySelector(c)?.closest(z)", [cible, zone]))


@pytest.mark.parametrize("chemin", CHEMINS)
def test_aucun_defaut_grave_d_accessibilite_en_clair_puis_en_sombre(chemin: str, visite: Any) -> None:
    demandes = {"lieu": "84003-edes-d-apt", "couleur": "densite"} if chemin == "/carte" else {}
    page = visite.ouvrir(chemin, **demandes)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.wait_for_function(THEME_POSE, arg=theme)
        visite.attendre()
        assert (theme, violations(page)) == (theme, [])
        if chemin == "/carte":
            visite.carte_dessinee()
            cadre = next(c for c in page.frames if "streamlit_folium" in c.url)
            assert (theme, violations(cadre)) == (theme, [])


def test_une_definition_s_ouvre_au_clavier(visite: Any) -> None:
    page = visite.ouvrir("/")
    bouton = page.get_by_role("button", name=re.compile("Définition")).first
    bouton.focus()
    page.keyboard.press("Enter")
    page.get_by_text("Somme des populations municipales").wait_for()
    page.keyboard.press("Escape")
    page.get_by_text("Somme des populations municipales").wait_for(state="hidden")


def test_un_lieu_se_choisit_au_clavier_dans_la_liste_deroulante(visite: Any) -> None:
    page = visite.ouvrir("/carte", territoire="Avignon (84007)")
    liste = page.get_by_role("combobox", name=re.compile("fiche d'un lieu")).first
    liste.focus()
    page.keyboard.press("ArrowDown")
    page.get_by_role("option").nth(1).wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"[?&]lieu=84007-"), wait_until="commit")
    visite.calme()
    page.get_by_text("Partager ou signaler une erreur").wait_for()


def test_un_marqueur_s_atteint_et_s_ouvre_au_clavier(visite: Any) -> None:
    page = visite.ouvrir("/carte", territoire="Bonnieux (84020)")
    carte = visite.carte_dessinee()
    carte.locator(".signe").first.wait_for()
    carte.locator(".leaflet-container").focus()
    actif = "document.activeElement.classList.contains('signe')"
    cadre = next(c for c in page.frames if "streamlit_folium" in c.url)
    for _ in range(12):
        page.keyboard.press("Tab")
        if cadre.evaluate(actif):
            break
    assert cadre.evaluate(actif), "Tab atteint un marqueur"
    assert cadre.evaluate("document.activeElement.getAttribute('aria-label')"), "un marqueur dit son nom"
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"[?&]lieu=84020-"), wait_until="commit")
    visite.calme()
    page.get_by_text("Partager ou signaler une erreur").wait_for()
