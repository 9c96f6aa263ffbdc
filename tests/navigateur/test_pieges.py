"""Un nom qui se prend pour du code reste un nom, partout."""

import csv
import re
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import expect

COMMUNES = {
    "piege-image": "Vedène (84141)",
    "piege-formule": "Le Thor (84132)",
    "piege-gabarit": "Entraigues-sur-la-Sorgue (84043)",
    "piege-markdown": "Saint-Léger-du-Ventoux (84110)",
    "piege-accent": "Lagnes (84062)",
    "piege-moustache": "Gigondas (84049)",
}


def rien_ne_s_est_execute(visite: Any) -> None:
    assert visite.dialogues == []
    assert visite.erreurs == []
    assert visite.exterieures == []
    assert [a for a in visite.demandes if re.search(r"/x$|/a\.png$", a)] == [], "aucune image piégée demandée"
    injectees = 'img[src="x"], img[onerror], img[src*="exemple.invalid"], a[href^="http://exemple"], a[href^="javascript"]'
    for cadre in visite.page.frames:
        assert cadre.locator(injectees).evaluate_all("ns => ns.map(n => n.outerHTML)") == []


@pytest.fixture
def piegee(visiteur: Callable[..., Any], adresse_piegee: str) -> Any:
    return visiteur(adresse_piegee)


@pytest.mark.parametrize("identifiant", COMMUNES)
def test_un_nom_piege_s_affiche_tel_quel_et_sa_fiche_s_ouvre_au_clic(
    identifiant: str, pieges: dict[str, str], piegee: Any
) -> None:
    nom = pieges[identifiant]
    page = piegee.ouvrir("/carte", territoire=COMMUNES[identifiant])
    signe = piegee.carte_dessinee().locator(".signe").first
    piegee.stable()
    signe.hover()
    expect(piegee.carte.locator(".leaflet-tooltip strong").first).to_have_text(nom)
    signe.click()
    page.wait_for_url(re.compile(f"lieu={identifiant}"), wait_until="commit")
    piegee.calme()
    fiche = page.locator(".st-key-fiche")
    expect(fiche.get_by_role("heading", level=4)).to_have_text(nom)
    expect(
        fiche.locator("p").filter(has_text=re.compile(rf"Adresse\s*:\s*{re.escape(nom)}$"))
    ).to_be_visible()
    choisi = page.get_by_role("combobox", name=re.compile("fiche d'un lieu")).first
    expect(choisi).to_have_value(re.compile(re.escape(nom)))
    choisi.click()
    expect(page.get_by_role("option").filter(has_text=nom).first).to_be_visible()
    page.keyboard.press("Escape")
    piegee.deplier()
    page.get_by_text("Objet : erreur sur la fiche").wait_for()
    rien_ne_s_est_execute(piegee)


@pytest.mark.parametrize("chemin", ["/", "/carte", "/a_propos", "/donnees"])
def test_aucun_ecran_n_execute_un_nom_piege(chemin: str, piegee: Any) -> None:
    demandes = {"table": "lieux"} if chemin == "/donnees" else {}
    piegee.ouvrir(chemin, **demandes)
    if chemin in {"/", "/carte"}:
        piegee.carte_dessinee()
    piegee.deplier()
    rien_ne_s_est_execute(piegee)


@pytest.mark.parametrize(
    ("chemin", "cles"),
    [("/carte", ("territoire", "services", "lieu", "couleur", "liste", "moment")), ("/donnees", ("table",))],
)
def test_un_lien_piege_est_dit_sans_s_executer(chemin: str, cles: tuple[str, ...], piegee: Any) -> None:
    piege = "<img src=x onerror=alert(1)>![x](http://exemple.invalid/a.png)"
    page = piegee.ouvrir(chemin, texte=piege, **dict.fromkeys(cles, piege))
    expect(page.get_by_role("alert").filter(has_text="<img src=x onerror=alert(1)>")).to_have_count(len(cles))
    rien_ne_s_est_execute(piegee)


def test_les_fichiers_emportes_neutralisent_les_noms_pieges(piegee: Any) -> None:
    page = piegee.ouvrir("/carte", territoire=COMMUNES["piege-formule"])
    piegee.carte_dessinee()
    piegee.stable()

    def emporter(bouton: str) -> bytes:
        piegee.calme()
        with page.expect_download() as attendu:
            page.get_by_role("button", name=re.compile(bouton)).click()
        return Path(attendu.value.path()).read_bytes()

    (ligne,) = csv.DictReader(StringIO(emporter("CSV").decode("utf-8-sig"), newline=""))
    assert ligne["nom"] == '\'=HYPERLINK("x")'
    assert not [valeur for valeur in ligne.values() if valeur.startswith(("=", "@"))]
    feuille = openpyxl.load_workbook(BytesIO(emporter("XLSX"))).worksheets[0]
    assert [c for rangee in feuille.rows for c in rangee if c.data_type == "f"] == []
    assert '\'=HYPERLINK("x")' in {c.value for c in feuille[2]}
