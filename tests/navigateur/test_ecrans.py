"""Chaque écran, sur ordinateur et sur téléphone : rien ne part ailleurs, tout est en français, tout tient."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.navigateur.conftest import CHEMINS

ANGLAIS = (
    "Search", "Choose", "Submit", "Loading", "Settings", "Deploy", "Zoom in", "Zoom out", "Fullscreen", "Rerun",
    "Running", "Download", "Upload", "Browse files", "Select all", "No results", "No options", "Clear", "Close",
    "Show", "Hide", "Copy", "Error", "Warning", "Traceback", "Click", "Press Enter", "empty", "nan", "None", "NaT",
)  # fmt: skip
TEXTES_VISIBLES = """() => {
  const icone = n => n.closest('[data-testid="stIconMaterial"], [translate="no"], pre, code');
  const visible = n => { const c = n.getClientRects(); return c.length && c[0].width > 2 && c[0].height > 2; };
  const dits = [];
  const marche = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (marche.nextNode()) {
    const n = marche.currentNode.parentElement;
    if (n && !['SCRIPT', 'STYLE'].includes(n.tagName) && !icone(n) && visible(n)) dits.push(marche.currentNode.data);
  }
  for (const n of document.querySelectorAll('[placeholder], [title]')) {
    if (visible(n)) dits.push((!n.value && n.getAttribute('placeholder')) || '', n.getAttribute('title') || '');
  }
  return dits.filter(t => t.trim());
}"""


@pytest.mark.parametrize("largeur", [1440, 390])
@pytest.mark.parametrize("chemin", CHEMINS)
def test_un_ecran_ne_parle_qu_a_son_serveur_et_qu_en_francais(
    chemin: str, largeur: int, visiteur: Callable[..., Any], adresse: str
) -> None:
    visite = visiteur(adresse, largeur=largeur)
    page = visite.ouvrir(chemin)
    if chemin in {"/", "/carte"}:
        visite.carte_dessinee()
    assert page.evaluate("document.documentElement.lang") == "fr"
    assert re.search(r"Inclusion numérique", page.title())
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (
        "aucun défilement horizontal"
    )
    principal = page.locator('[data-testid="stMain"]')
    assert principal.evaluate("n => n.scrollWidth <= n.clientWidth"), "aucun défilement horizontal du contenu"
    assert page.get_by_role("heading", level=1).first.is_visible()
    territoire = page.get_by_role("combobox", name=re.compile("Territoire")).first
    territoire.scroll_into_view_if_needed()
    assert territoire.is_visible(), "le sélecteur de territoire est atteignable"
    visite.deplier()
    dits = page.evaluate(TEXTES_VISIBLES)
    assert [(mot, t[:80]) for t in dits for mot in ANGLAIS if re.search(rf"\b{mot}\b", t)] == []
    assert visite.exterieures == []
    assert any(a.startswith("ws:") for a in visite.demandes), "le websocket est compté"
    assert visite.erreurs == []


def test_une_adresse_inconnue_le_dit_en_francais_et_mene_a_la_synthese(visite: Any) -> None:
    page = visite.ouvrir("/synthèse-générale")
    avis = page.get_by_role("dialog")
    expect(avis).to_contain_text("Page introuvable")
    expect(avis).to_contain_text("Aucune page ne porte cette adresse : voici la Synthèse.")
    assert "Page not found" not in page.locator("body").inner_text()
    avis.get_by_role("button", name="Fermer").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_tout_ouvert_rien_ne_part_ailleurs(visite: Any) -> None:
    page = visite.ouvrir("/carte", couleur="densite", lieu="84003-edes-d-apt", famille="solidarites")
    visite.carte_dessinee()
    visite.deplier()
    page.get_by_text("Partager ou signaler une erreur").wait_for()
    visite.carte.locator(".signe").first.hover()
    assert visite.exterieures == []
    assert visite.erreurs == []


def test_le_plan_de_l_ign_ne_part_que_lorsqu_on_le_demande(visite: Any) -> None:
    page = visite.ouvrir("/carte", territoire="Avignon (84007)")
    visite.carte_dessinee()
    assert visite.exterieures == []
    with page.expect_request(lambda requete: "data.geopf.fr" in requete.url, timeout=15_000):
        page.get_by_text("Plan de l'IGN").click()
    assert {re.sub(r"^https://([^/]+)/.*", r"\1", a) for a in visite.exterieures} == {"data.geopf.fr"}


@pytest.mark.parametrize("chemin", ["/", "/carte"])
def test_la_carte_se_dessine_sans_reseau(chemin: str, visite: Any) -> None:
    visite.ouvrir(chemin)
    carte = visite.carte_dessinee()
    carte.locator(".signe, .grappe").first.wait_for()
    expect(carte.locator(".leaflet-zoom-anim, .leaflet-cluster-anim")).to_have_count(0)
    assert carte.locator("path.leaflet-interactive").count() >= 151
    comptes = [int(n) for n in carte.locator(".grappe").all_inner_texts()]
    assert sum(comptes) + carte.locator(".signe").count() == 97, (
        "chaque lieu est sur la carte, seul ou en grappe"
    )
    assert carte.locator(".ville").count() >= 5
    locaux = [a for a in visite.demandes if a.endswith(".js") and "leaflet" in a]
    assert locaux
    assert all("/app/static/vendor/" in a for a in locaux)
    assert visite.erreurs == []


def test_la_barre_d_un_tableau_et_ses_menus_parlent_francais(
    visiteur: Callable[..., Any], adresse: str
) -> None:
    page = visiteur(adresse).ouvrir("/saisir", saisie="actions")
    tableau = page.get_by_test_id("stDataFrame").first
    tableau.scroll_into_view_if_needed()
    tableau.hover()
    page.get_by_role("button", name="Choisir les colonnes : Saisie : Actions").click()
    menu = page.get_by_test_id("stDataFrameColumnVisibilityMenu")
    expect(menu).to_contain_text("Toutes")
    expect(menu).not_to_contain_text("Select all")
    page.keyboard.press("Escape")
    tableau.hover()
    page.get_by_role("button", name="Chercher : Saisie : Actions").hover()
    expect(page.get_by_role("tooltip")).to_have_text("Chercher")


RECOUVREMENTS = """() => {
  const cadres = choix => [...document.querySelectorAll(choix)]
    .filter(n => n.style.visibility !== 'hidden').map(n => n.getBoundingClientRect());
  const touche = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const noms = cadres('.ville span'), signes = cadres('.grappe, .signe');
  return {
    noms: noms.length,
    sur_un_nom: noms.filter((a, i) => noms.slice(0, i).some(b => touche(a, b))).length,
    sur_un_signe: noms.filter(a => signes.some(b => touche(a, b))).length,
  };
}"""


@pytest.mark.parametrize("largeur", [1440, 390])
def test_un_nom_de_ville_ne_couvre_ni_un_autre_ni_une_grappe(
    largeur: int, visiteur: Callable[..., Any], adresse: str
) -> None:
    visite = visiteur(adresse, largeur=largeur)
    visite.ouvrir("/carte")
    visite.carte_dessinee()
    visite.stable()
    places = visite.carte.locator("body").evaluate(RECOUVREMENTS)
    assert places["noms"] >= 4
    assert places["sur_un_nom"] == 0
    assert places["sur_un_signe"] <= 4, "les quatre premières villes sont toujours nommées"


def test_le_fond_de_carte_suit_le_theme(visiteur: Callable[..., Any], adresse: str) -> None:
    clartes = []
    for sombre in (False, True):
        visite = visiteur(adresse, sombre=sombre)
        visite.ouvrir("/")
        fond = (
            visite.carte_dessinee()
            .locator(".leaflet-container")
            .evaluate("n => getComputedStyle(n).backgroundColor")
        )
        page = visite.page.evaluate(
            "getComputedStyle(document.querySelector('[data-testid=\"stApp\"]')).backgroundColor"
        )
        clartes.append((_clarte(fond), _clarte(page)))
    (carte_claire, page_claire), (carte_sombre, page_sombre) = clartes
    assert min(carte_claire, page_claire) > 200
    assert max(carte_sombre, page_sombre) < 60


def _clarte(couleur: str) -> float:
    composantes = [float(c) for c in re.findall(r"[\d.]+", couleur)[:3]]
    return sum(composantes) / 3


def test_au_telephone_le_menu_et_le_territoire_s_atteignent(
    visiteur: Callable[..., Any], adresse: str
) -> None:
    visite = visiteur(adresse, largeur=390)
    page = visite.ouvrir("/")
    territoire = page.get_by_role("combobox", name=re.compile("Territoire")).first
    territoire.click()
    territoire.fill("Gordes")
    page.get_by_role("option", name=re.compile("Gordes")).click()
    page.wait_for_url(re.compile("territoire=Gordes"), wait_until="commit")
    visite.calme()
    page.get_by_role("heading", name="Gordes").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
