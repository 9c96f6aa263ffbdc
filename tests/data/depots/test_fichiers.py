"""Lire n'importe quel fichier : séparateurs, encodages, guillemets, tableurs, JSON, GeoJSON."""

import csv
import json
import zipfile
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from inclusion.data.depots.fichiers import IllisibleError, load_brut

ENTETE = ["nom", "commune", "note"]
LIGNES = [["Café l'Écluse", "Avignon", "deux\nlignes"], ["Atelier; du | Pont", "Apt", 'dit "le pont"']]


def en_csv(separateur: str, encodage: str, rangees: list[list[str]] = LIGNES) -> bytes:
    sortie = StringIO()
    csv.writer(sortie, delimiter=separateur).writerows([ENTETE, *rangees])
    return sortie.getvalue().encode(encodage)


@pytest.mark.parametrize("separateur", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
def test_un_csv_se_lit_quels_que_soient_separateur_et_encodage(separateur: str, encodage: str) -> None:
    lu = load_brut(en_csv(separateur, encodage), nom="essai.csv")
    assert lu.colonnes == ENTETE
    assert [ligne.replace("\r\n", "\n") for ligne in lu.table["note"]] == ["deux\nlignes", 'dit "le pont"']
    assert lu.table["nom"].to_list() == ["Café l'Écluse", "Atelier; du | Pont"]


def test_une_cellule_sur_deux_lignes_ne_decale_pas_les_numeros_de_ligne() -> None:
    assert load_brut(en_csv(",", "utf-8")).lignes == [2, 4]


def test_des_lignes_vides_et_un_titre_avant_l_en_tete_sont_passes() -> None:
    lu = load_brut(b"Annuaire 2026,,\n,,\nnom,commune,note\nA,Apt,x\n\nB,Sault,y\n")
    assert (lu.colonnes, lu.lignes) == (ENTETE, [4, 6])


def test_une_ligne_trop_longue_est_mise_a_part_et_dite_jamais_perdue() -> None:
    lu = load_brut(b"nom,commune,note\nA,Apt,x,un de trop\nB,Sault,y\n")
    assert lu.lignes == [3]
    assert [ligne for ligne, _ in lu.mal_formees] == [2]
    assert "4 valeurs pour 3 colonnes" in lu.anomalies[0].regle


def test_deux_encodages_dans_un_fichier_sont_lus_et_dits() -> None:
    lu = load_brut("nom,commune,note\nCafé,Apt,é\n".encode() + "Écluse,Apt,à\n".encode("cp1252"))
    assert lu.table["nom"].to_list() == ["Café", "Écluse"]
    assert [a.ligne for a in lu.anomalies] == [3]


def test_deux_colonnes_du_meme_nom_restent_deux() -> None:
    lu = load_brut(b"nom,nom,commune,adresse,services,\nA,B,C,D,E,F\n")
    assert lu.colonnes == ["nom", "nom_2", "commune", "adresse", "services", "colonne_6"]


def classeur(feuilles: dict[str, list[list[object]]]) -> bytes:
    sortie, livre = BytesIO(), Workbook()
    livre.remove(livre.active)
    for nom, rangees in feuilles.items():
        page = livre.create_sheet(nom)
        for rangee in rangees:
            page.append(rangee)
    livre.save(sortie)
    return sortie.getvalue()


def test_un_classeur_se_lit_a_la_feuille_choisie_et_les_codes_restent_des_textes() -> None:
    octets = classeur(
        {"Lisez-moi": [["bonjour"]], "Lieux": [["nom", "code_postal"], ["A", 84000], ["B", "01000"]]}
    )
    lu = load_brut(octets, nom="essai.xlsx", feuille="Lieux")
    assert lu.table["code_postal"].to_list() == ["84000", "01000"]
    assert lu.feuilles == ("Lisez-moi", "Lieux")


def test_une_feuille_qui_n_existe_pas_est_refusee_avec_la_liste_des_autres() -> None:
    with pytest.raises(IllisibleError, match="Lieux"):
        load_brut(classeur({"Lieux": [["nom"], ["A"]]}), nom="essai.xlsx", feuille="Liste")


ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Lieux">{}</table:table></office:spreadsheet></office:body></office:document-content>'
)
MANIFESTE = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
CELLULE = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'


def en_ods(*rangees: list[str]) -> bytes:
    lignes = "".join(
        f"<table:table-row>{''.join(CELLULE.format(c) for c in r)}</table:table-row>" for r in rangees
    )
    sortie = BytesIO()
    with zipfile.ZipFile(sortie, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFESTE)
        archive.writestr("content.xml", ODS.format(lignes))
    return sortie.getvalue()


def test_un_ods_se_lit_comme_un_xlsx() -> None:
    lu = load_brut(en_ods(["nom", "commune"], ["A", "Apt"]), nom="essai.ods")
    assert lu.table.to_dict("records") == [{"nom": "A", "commune": "Apt"}]


@pytest.mark.parametrize(
    "contenu",
    [
        [{"nom": "A", "commune": "Apt"}],
        {"data": [{"nom": "A", "commune": "Apt"}]},
        {
            "type": "FeatureCollection",
            "features": [{"properties": {"nom": "A", "commune": "Apt"}, "geometry": None}],
        },
    ],
)
def test_un_json_est_une_liste_un_objet_qui_en_porte_une_ou_du_geojson(contenu: object) -> None:
    lu = load_brut(json.dumps(contenu).encode())
    assert lu.table[["nom", "commune"]].to_dict("records") == [{"nom": "A", "commune": "Apt"}]


def test_un_objet_d_objets_garde_la_cle_de_chacun() -> None:
    lu = load_brut(json.dumps({"Mairie d'Apt": {"postes": 2}, "CCAS": {"postes": 1}}).encode())
    assert lu.table.to_dict("records") == [
        {"cle": "Mairie d'Apt", "postes": "2"},
        {"cle": "CCAS", "postes": "1"},
    ]


def test_un_point_geojson_donne_sa_longitude_et_sa_latitude() -> None:
    entite = {"properties": {"nom": "A"}, "geometry": {"type": "Point", "coordinates": [4.81, 43.95]}}
    lu = load_brut(json.dumps({"type": "FeatureCollection", "features": [entite]}).encode())
    assert lu.table.to_dict("records") == [{"nom": "A", "longitude": "4.81", "latitude": "43.95"}]


CELLULES = st.text(
    alphabet=st.characters(codec="utf-8", exclude_characters="\x00\r"), min_size=1, max_size=12
)


@given(rangees=st.lists(st.tuples(CELLULES, CELLULES, CELLULES), min_size=1, max_size=6))
def test_ce_qui_est_ecrit_en_csv_est_relu_tel_quel(rangees: list[tuple[str, str, str]]) -> None:
    lignes = [list(r) for r in rangees if any(c.strip() for c in r)]
    if not lignes:
        return
    lu = load_brut(en_csv(",", "utf-8", [["modele", "Apt", "1"], *lignes]))
    assert lu.table.to_numpy().tolist()[1:] == lignes
