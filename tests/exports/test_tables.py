"""Ce que l'on emporte : CSV national, GeoJSON, XLSX ; rien d'exécutable, rien de perdu."""

import csv
import json
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.exports.tables import colonnes_nationales, to_csv, to_csv_national, to_geojson, to_xlsx
from inclusion.exports.textes import inerte

NATIONALES = [
    "id", "pivot", "nom", "commune", "code_postal", "code_insee", "adresse", "complement_adresse", "latitude",
    "longitude", "typologie", "telephone", "courriels", "site_web", "horaires", "presentation_resume",
    "presentation_detail", "source", "itinerance", "structure_parente", "date_maj", "services",
    "publics_specifiquement_adresses", "prise_en_charge_specifique", "frais_a_charge",
    "dispositif_programmes_nationaux", "formations_labels", "autres_formations_labels", "modalites_acces",
    "modalites_accompagnement", "fiche_acces_libre", "prise_rdv",
]  # fmt: skip
PIEGES = [
    '=HYPERLINK("http://exemple.invalid")', "=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(1;2)", "\t=1+1", "\r=1+1",
    "-@SUM(A1)", "+33=A1", " =1+1", "\u00a0=1+1", "\u202f\u200b=1+1", "\ufeff=1+1", "\n=1+1", "＝1+1", "＋1+1", "－1+1",
    "＠SUM(1)", "﹦1", "＋33 4 90 00 00 00", "\u3000=1+1",
]  # fmt: skip
SURS = [
    "",
    "Médiathèque",
    "-12.5",
    "+33490000000",
    "+33 4 90 00 00 00",
    "2024-08-01",
    "<img src=x onerror=alert(1)>",
    "a=1",
    "L'atelier @ Apt",
    " ",
    "\u2212 3",
]
RAPPEL = [("Territoire", "Amont"), ("Filtres", "=1+1"), ("Date des données", "1er août 2024")]


def lues(octets: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(octets.decode("utf-8-sig"), newline="")))


def feuilles(octets: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(octets))


def test_le_csv_national_a_les_32_colonnes_dans_l_ordre(lieux: pd.DataFrame) -> None:
    texte = to_csv_national(lieux).decode("utf-8")
    assert colonnes_nationales() == NATIONALES
    assert texte.splitlines()[0] == ",".join(NATIONALES)
    assert not texte.startswith("\ufeff")


def test_le_csv_national_a_une_ligne_par_lieu_et_garde_la_barre_entre_valeurs(lieux: pd.DataFrame) -> None:
    lignes = lues(to_csv_national(lieux))
    assert [ligne["id"] for ligne in lignes] == lieux["id"].tolist()
    assert (
        lignes[1]["services"] == "Aide aux démarches administratives|Accès internet et matériel informatique"
    )
    assert lignes[0]["date_maj"] == "2026-10-01"
    assert (lignes[0]["latitude"], lignes[0]["longitude"]) == ("44.05", "5.05")
    assert lignes[0]["telephone"] == ""


def test_un_csv_garde_les_zeros_des_codes() -> None:
    table = pd.DataFrame({"code_insee": ["01004", "2A004"], "telephone": ["0490000000", "+33490000000"]})
    assert lues(to_csv(table)) == table.to_dict("records")


def test_un_csv_pour_tableur_porte_la_marque_d_ordre() -> None:
    assert to_csv(pd.DataFrame({"nom": ["Sénas"]})).startswith(b"\xef\xbb\xbf")


def test_un_csv_sans_ligne_garde_ses_colonnes(lieux: pd.DataFrame) -> None:
    assert to_csv_national(lieux[:0]).decode().strip() == ",".join(NATIONALES)


def test_une_cellule_a_saut_de_ligne_guillemets_et_virgule_revient_entiere() -> None:
    texte = 'ligne 1\nligne 2, "citée"; fin'
    assert lues(to_csv(pd.DataFrame({"presentation": [texte]}))) == [{"presentation": texte}]


@pytest.mark.parametrize("piege", PIEGES)
def test_un_texte_qu_un_tableur_executerait_est_neutralise(piege: str, lieux: pd.DataFrame) -> None:
    pieges = lieux.assign(nom=piege)
    for octets in (to_csv(pieges), to_csv_national(pieges)):
        assert {ligne["nom"] for ligne in lues(octets)} == {f"'{piege}"}
    feuille = feuilles(to_xlsx(pieges, RAPPEL))["Données"]
    cellule = feuille.cell(2, lieux.columns.get_loc("nom") + 1)
    assert cellule.data_type in {"s", "inlineStr"}
    assert not str(cellule.value).startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("sur", SURS)
def test_un_texte_ordinaire_n_est_pas_touche(sur: str) -> None:
    assert inerte(sur) == sur


@given(st.text())
def test_aucun_texte_neutralise_ne_commence_comme_une_formule(texte: str) -> None:
    rendu = inerte(texte)
    assert rendu in (texte, f"'{texte}")
    assert not rendu.startswith(("=", "@", "\t", "\r"))


def test_le_geojson_est_valide_et_dit_ce_que_vaut_chaque_point(lieux: pd.DataFrame) -> None:
    contenu = json.loads(to_geojson(lieux))
    assert contenu["type"] == "FeatureCollection"
    assert len(contenu["features"]) == 4
    premier = contenu["features"][0]
    assert premier["type"] == "Feature"
    assert premier["geometry"] == {"type": "Point", "coordinates": [5.05, 44.05]}
    assert premier["properties"]["nom"] == "Médiathèque d'Amont"
    assert premier["properties"]["precision_localisation"] == "commune"
    assert premier["properties"]["nature"] == "reel"


def test_un_geojson_sans_lieu_reste_valide(lieux: pd.DataFrame) -> None:
    assert json.loads(to_geojson(lieux[:0])) == {"type": "FeatureCollection", "features": []}


def test_le_classeur_porte_les_lieux_et_le_rappel_des_filtres(lieux: pd.DataFrame) -> None:
    classeur = feuilles(to_xlsx(lieux, RAPPEL))
    donnees, rappel = classeur.worksheets
    assert [c.value for c in donnees[1]] == [str(c) for c in lieux.columns]
    assert donnees.max_row == 5
    assert donnees.freeze_panes == "A2"
    assert [tuple(c.value for c in ligne[:2]) for ligne in rappel.rows] == [
        ("Territoire", "Amont"),
        ("Filtres", "'=1+1"),
        ("Date des données", "1er août 2024"),
    ]


def test_le_classeur_garde_les_codes_en_texte_et_les_nombres_en_nombres() -> None:
    table = pd.DataFrame(
        {"code_insee": ["01004", "2A004"], "population": pd.array([12, None], dtype="Int64")}
    )
    (feuille, _) = feuilles(to_xlsx(table, RAPPEL)).worksheets
    assert [[c.value for c in ligne] for ligne in feuille.rows] == [
        ["code_insee", "population"],
        ["01004", 12],
        ["2A004", None],
    ]


def test_un_classeur_sans_ligne_s_ouvre(lieux: pd.DataFrame) -> None:
    assert feuilles(to_xlsx(lieux[:0], [])).worksheets[0].max_row == 1


def test_une_adresse_web_n_y_est_jamais_un_lien() -> None:
    table = pd.DataFrame({"site_web": ["http://exemple.invalid"]})
    (feuille, _) = feuilles(to_xlsx(table, RAPPEL)).worksheets
    assert feuille["A2"].hyperlink is None


def test_l_export_ne_modifie_pas_la_table_recue(lieux: pd.DataFrame) -> None:
    avant = lieux.copy(deep=True)
    to_csv_national(lieux), to_geojson(lieux), to_xlsx(lieux, RAPPEL)
    pd.testing.assert_frame_equal(lieux, avant)
