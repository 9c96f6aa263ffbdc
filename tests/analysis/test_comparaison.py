"""Deux états d'une table, comparés à la main."""

import pandas as pd
import pytest

from inclusion.analysis.comparaison import comparer, par_epci

AVANT = pd.DataFrame(
    {
        "id": ["a", "b", "c"],
        "nom": ["Amont", "Aval", "Confins"],
        "places": pd.array([3, None, 5], dtype="Int64"),
        "date_maj": pd.to_datetime(["2024-01-01", None, "2024-01-03"]),
        "code_insee": ["84901", "84902", "84903"],
    }
)
APRES = pd.DataFrame(
    {
        "id": ["d", "c", "a"],
        "nom": ["Neuf", "Confins", "Amont-la-Ville"],
        "places": pd.array([1, 5, None], dtype="Int64"),
        "date_maj": pd.to_datetime(["2026-01-01", "2024-01-03", "2024-01-01"]),
        "code_insee": ["84901", "84903", "84901"],
    }
)


def test_un_lieu_ouvre_un_lieu_ferme_et_un_lieu_change_de_nom() -> None:
    lue = comparer(AVANT, APRES, cle=["id"])
    assert lue.apparues["id"].to_list() == ["d"]
    assert lue.disparues["id"].to_list() == ["b"]
    assert lue.changements.to_numpy().tolist() == [
        ["a", "nom", "Amont", "Amont-la-Ville"],
        ["a", "places", "3", ""],
    ]
    assert lue.changees == 1
    assert not lue.vide


def test_un_meme_etat_dans_un_autre_ordre_n_a_pas_change() -> None:
    lue = comparer(AVANT, AVANT.iloc[::-1], cle=["id"])
    assert lue.vide
    assert lue.changees == 0


def test_les_types_differents_d_une_meme_valeur_ne_sont_pas_un_changement() -> None:
    avant = pd.DataFrame({"id": ["a"], "valeur": pd.array([3], dtype="Int64"), "jour": ["2024-01-01"]})
    apres = pd.DataFrame({"id": ["a"], "valeur": [3.0], "jour": pd.to_datetime(["2024-01-01"])})
    assert comparer(avant, apres, cle=["id"]).vide


def test_un_champ_ignore_ou_absent_d_un_cote_ne_compte_pas() -> None:
    apres = APRES.drop(columns="places").assign(neuf="x")
    champs = comparer(AVANT, apres, cle=["id"], ignorer=["nom"]).changements
    assert champs.empty
    assert list(champs.columns) == ["cle", "champ", "avant", "apres"]


def test_une_cle_de_plusieurs_colonnes_se_lit_d_un_trait() -> None:
    avant = pd.DataFrame({"mois": ["2026-01", "2026-01"], "etape": ["repere", "oriente"], "effectif": [4, 9]})
    apres = avant.assign(effectif=[4, 10])
    lue = comparer(avant, apres, cle=["mois", "etape"])
    assert lue.changements.to_numpy().tolist() == [["2026-01 · oriente", "effectif", "9", "10"]]


def test_une_table_sans_cle_compte_ses_lignes_identiques_autant_de_fois_qu_elles_y_sont() -> None:
    avant = pd.DataFrame({"date": ["2026-01-01", "2026-01-01"], "type": ["atelier", "atelier"]})
    apres = pd.concat([avant, avant.head(1)])
    lue = comparer(avant, apres, cle=[])
    assert (len(lue.apparues), len(lue.disparues), lue.changees) == (1, 0, 0)


def test_une_table_vide_se_compare() -> None:
    assert len(comparer(AVANT.head(0), APRES, cle=["id"]).apparues) == 3
    assert len(comparer(AVANT, APRES.head(0), cle=["id"]).disparues) == 3


def test_les_comptes_par_intercommunalite_ont_pour_total_celui_des_tables(communes: pd.DataFrame) -> None:
    epci = pd.DataFrame(
        {"siren": ["200000001", "200000002", "200000003"], "nom_court": ["Deux Rives", "Confins", "Vide"]}
    )
    avant = AVANT.assign(code_insee=["84901", "84902", "99999"])
    table = par_epci(avant, APRES, communes, epci)
    assert table[["nom", "avant", "apres", "ecart"]].to_numpy().tolist() == [
        ["Deux Rives", 2, 2, 0],
        ["Confins", 0, 1, 1],
        ["Vide", 0, 0, 0],
        ["hors des intercommunalités connues", 1, 0, -1],
    ]
    assert (table["avant"].sum(), table["apres"].sum()) == (len(avant), len(APRES))


@pytest.mark.parametrize("ecart", [0, 1])
def test_les_tables_recues_ne_sont_pas_modifiees(ecart: int) -> None:
    avant, apres = AVANT.copy(), APRES.iloc[ecart:].copy()
    temoins = avant.copy(), apres.copy()
    comparer(avant, apres, cle=["id"])
    pd.testing.assert_frame_equal(avant, temoins[0])
    pd.testing.assert_frame_equal(apres, temoins[1])
