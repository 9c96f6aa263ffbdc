"""La carte : liens partagés, filtres, fiches, fichiers que l'on emporte."""

import csv
import json
import re
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import openpyxl
from playwright.sync_api import Page, expect

from inclusion.data.lecture import load_jeu
from inclusion.exports.tables import colonnes_nationales
from inclusion.model.territoires import Niveau, Territoire

LMV = Territoire("", "Luberon Monts de Vaucluse", Niveau.EPCI).libelle
SERVICE = "Maîtrise des outils numériques du quotidien"
LIEN: dict[str, str | list[str]] = {
    "territoire": "Avignon (84007)",
    "services": SERVICE,
    "couleur": "densite",
}
BLANC = r"[\s\u202f\u00a0]"


def lieux_d_avignon() -> list[str]:
    lieux = load_jeu()["lieux"]
    ici = lieux[lieux["code_insee"].eq("84007") & lieux["services"].str.contains(SERVICE)]
    return sorted(ici["id"])


def compte(page: Page) -> int:
    """« N lieux sur M » : N."""
    texte = page.get_by_text(re.compile(rf"^\d+{BLANC}lieux? sur")).first.inner_text()
    return int(re.match(r"\d+", texte).group())  # type: ignore[union-attr]


def demandes(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def vue(visite: Any) -> dict[str, Any]:
    """Ce que montre la carte : de quoi comparer deux visites."""
    page = visite.page
    visite.carte_dessinee()
    visite.carte.locator(".signe, .grappe").first.wait_for()
    page.get_by_text("Partager ou signaler une erreur").wait_for()
    return {
        "url": demandes(page),
        "titres": [t for t in page.get_by_role("heading").all_inner_texts() if t],
        "compte": compte(page),
        "choisi": page.get_by_role("combobox", name=re.compile("fiche d'un lieu")).first.input_value(),
        "teintes": sorted(
            visite.carte.locator("path.leaflet-interactive").evaluate_all(
                "ns => ns.map(n => n.getAttribute('fill'))"
            )
        ),
        "titre d'onglet": page.title(),
    }


def test_un_lien_partage_rouvre_exactement_la_meme_vue(visite: Any) -> None:
    identifiants = lieux_d_avignon()
    page = visite.ouvrir("/carte", **LIEN, lieu=identifiants[0])
    premiere = vue(visite)
    assert premiere["url"] == {cle: [valeur] for cle, valeur in (LIEN | {"lieu": identifiants[0]}).items()}
    assert premiere["compte"] == len(identifiants)
    assert any("Densité" in t for t in premiere["titres"])
    assert "Avignon" in premiere["titres"]
    page.reload(wait_until="domcontentloaded")
    visite.attendre()
    assert vue(visite) == premiere
    visite.deplier()
    choix = page.locator('[data-testid="stMultiSelect"]').filter(has_text="Services").first
    expect(choix).to_contain_text(SERVICE)


def test_changer_un_filtre_change_le_lien_et_le_compte(visite: Any) -> None:
    page = visite.ouvrir("/carte", territoire=LMV)
    visite.carte_dessinee()
    visite.stable()
    avant = compte(page)
    page.locator('[data-testid="stExpander"] summary').filter(has_text="Filtres").first.click()
    famille = page.get_by_role("combobox", name=re.compile("Famille de lieu")).first
    famille.scroll_into_view_if_needed()
    page.wait_for_timeout(500)  # un défilement en cours referme la liste
    famille.click()
    page.get_by_role("option", name=re.compile(r"^France services")).click()
    page.wait_for_url(re.compile("famille=france_services"), wait_until="commit")
    visite.calme()
    expect(page.get_by_text(re.compile(rf"^{avant}{BLANC}lieux? sur"))).to_have_count(0)
    assert 0 < compte(page) < avant
    filtre = compte(page)
    page.reload(wait_until="domcontentloaded")
    visite.attendre()
    assert compte(page) == filtre
    page.keyboard.press("Escape")
    visite.deplier()
    page.get_by_role("button", name="Retirer tous les filtres").click()
    page.wait_for_url(lambda adresse: "famille" not in adresse, wait_until="commit")
    assert demandes(page)["territoire"] == [LMV]


def test_une_recherche_s_ecrit_dans_le_lien_accents_et_casse_ignores(visite: Any) -> None:
    page = visite.ouvrir("/carte")
    visite.carte_dessinee()
    visite.stable()
    champ = page.get_by_role("textbox", name=re.compile("Nom ou commune"))
    champ.fill("MEDIATHEQUE")
    champ.press("Enter")
    page.wait_for_url(re.compile("texte=MEDIATHEQUE"), wait_until="commit")
    visite.calme()
    expect(page.get_by_text(re.compile(rf"^97{BLANC}lieux sur")).first).to_be_hidden()
    assert 0 < compte(page) < 97


def test_une_valeur_inconnue_du_lien_est_dite(visite: Any) -> None:
    page = visite.ouvrir("/carte", territoire="Ys (99999)", services="Coiffure", lieu="nulle-part")
    for inconnu in ("Ys (99999)", "Coiffure", "nulle-part"):
        expect(page.get_by_role("alert").filter(has_text=inconnu).first).to_be_visible()


def test_cliquer_un_marqueur_ouvre_sa_fiche_et_l_ecrit_dans_le_lien(visite: Any) -> None:
    page = visite.ouvrir("/carte", territoire="Bonnieux (84020)")
    signe = visite.carte_dessinee().locator(".signe").first
    visite.stable()
    signe.click()
    page.wait_for_url(re.compile(r"[?&]lieu=84020-"), wait_until="commit")
    visite.calme()
    page.get_by_text("Partager ou signaler une erreur").wait_for()
    assert demandes(page)["territoire"] == ["Bonnieux (84020)"]


def test_le_premier_clic_porte_meme_si_la_carte_depasse_de_l_ecran(
    visiteur: Callable[..., Any], adresse: str
) -> None:
    """Prendre le focus ne doit pas faire défiler la page entre l'appui et le relâchement."""
    visite = visiteur(adresse, hauteur=600)
    page = visite.ouvrir("/carte", territoire="Aubignan (84004)")
    signe = visite.carte_dessinee().locator(".signe").first
    visite.stable()
    signe.hover()
    boite = signe.bounding_box()
    page.mouse.down()
    page.evaluate("() => new Promise(fini => requestAnimationFrame(() => requestAnimationFrame(fini)))")
    assert signe.bounding_box() == boite, "la page n'a pas bougé sous la souris"
    page.mouse.up()
    page.wait_for_url(re.compile(r"[?&]lieu=84004-"), wait_until="commit")


def test_cliquer_une_commune_n_ouvre_ni_ne_ferme_de_fiche(visite: Any) -> None:
    page = visite.ouvrir("/carte", lieu="84003-edes-d-apt")
    visite.carte_dessinee().locator(".leaflet-container").click(position={"x": 40, "y": 260})
    visite.calme()
    assert demandes(page)["lieu"] == ["84003-edes-d-apt"]


def test_le_territoire_suit_le_visiteur_de_page_en_page(visite: Any) -> None:
    page = visite.ouvrir("/", territoire=LMV)
    suite = {
        "Carte": "Où trouver",
        "Données et modèles": "Les données",
        "À propos et méthode": "À propos",
        "Synthèse": "Où en est",
    }
    for lien, titre in suite.items():
        page.get_by_test_id("stSidebarNav").get_by_role("link", name=re.compile(lien)).click()
        page.get_by_role("heading", level=1, name=re.compile(titre)).wait_for()
        visite.attendre()
        expect(page.get_by_role("combobox", name=re.compile("Territoire")).first).to_have_value(LMV)
        assert demandes(page)["territoire"] == [LMV]


def test_chaque_point_de_vigilance_ouvre_la_liste_du_meme_compte(visite: Any) -> None:
    page = visite.ouvrir("/", territoire=LMV)
    liens_de_page = page.locator('[data-testid="stMain"] [data-testid="stPageLink"] a')
    lignes = liens_de_page.filter(has_not_text="plus vieilles que prévu")  # ce lien-là mène à la provenance
    lignes.first.wait_for()
    liens = [(ligne.inner_text(), ligne.get_attribute("href") or "") for ligne in lignes.all()]
    assert len(liens) >= 4
    for dit, href in liens:
        effectif = re.search(r"\d+", dit).group()  # type: ignore[union-attr]
        page.goto(href if href.startswith("http") else f"{visite.adresse}/{href.lstrip('/')}")
        visite.attendre()
        quoi = rf"(^|\D){effectif}{BLANC}?(lieux?|communes?|postes?|lignes?)"
        expect(page.get_by_test_id("stMain").get_by_text(re.compile(quoi)).first).to_be_visible()
        assert demandes(page)["territoire"] == [LMV]


def test_un_point_de_vigilance_se_clique(visite: Any) -> None:
    page = visite.ouvrir("/")
    ligne = page.get_by_role("link", name=re.compile("sans horaires connus"))
    effectif = int(re.search(r"\d+", ligne.inner_text()).group())  # type: ignore[union-attr]
    ligne.click()
    page.wait_for_url(re.compile(r"/carte\?.*horaires=inconnus"), wait_until="commit")
    page.get_by_role("heading", name=re.compile("Où trouver")).wait_for()
    visite.attendre()
    assert compte(page) == effectif


# Ce que l'on emporte


def emporter(visite: Any, bouton: str) -> bytes:
    page = visite.page
    visite.calme()
    with page.expect_download() as attendu:
        page.get_by_role("button", name=re.compile(bouton)).click()
    return Path(attendu.value.path()).read_bytes()


def test_les_fichiers_emportes_ont_les_lieux_filtres(visite: Any) -> None:
    page = visite.ouvrir("/carte", famille="france_services", territoire=LMV)
    visite.carte_dessinee()
    visite.stable()
    attendus = compte(page)
    assert 0 < attendus < 97

    lignes = list(csv.reader(StringIO(emporter(visite, "CSV").decode("utf-8-sig"), newline="")))
    assert lignes[0] == colonnes_nationales()
    assert len(lignes[0]) == 32
    assert len(lignes) - 1 == attendus

    geojson = json.loads(emporter(visite, "GeoJSON"))
    assert geojson["type"] == "FeatureCollection"
    assert len(geojson["features"]) == attendus
    assert all(4 < f["geometry"]["coordinates"][0] < 6.5 for f in geojson["features"])

    classeur = openpyxl.load_workbook(BytesIO(emporter(visite, "XLSX")))
    donnees, rappel = classeur.worksheets
    assert donnees.max_row - 1 == attendus
    dit = " ".join(str(c.value) for ligne in rappel.rows for c in ligne)
    assert "Luberon Monts de Vaucluse" in dit
    assert "France services" in dit
    assert re.search(r"\d{4}", dit)


def test_emporter_un_fichier_ne_relance_pas_la_page(visite: Any) -> None:
    """Un second bouton cliqué aussitôt après le premier donne son fichier, lui aussi."""
    page = visite.ouvrir("/donnees", table="postes")
    page.wait_for_timeout(1000)
    emporter(visite, "Table")
    with page.expect_download() as attendu:
        page.get_by_role("button", name=re.compile("Modèle de saisie")).click()
    assert attendu.value.suggested_filename.endswith(".xlsx")


def test_le_modele_de_saisie_s_emporte(visite: Any) -> None:
    visite.ouvrir("/donnees", table="postes")
    classeur = openpyxl.load_workbook(BytesIO(emporter(visite, "Modèle de saisie")))
    assert classeur["Saisie"]["A1"].value == "id_poste"
