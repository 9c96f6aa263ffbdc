"""La démonstration de la filière tombe juste, sauf le lot fait pour ne pas tomber juste."""

from datetime import date

import pandas as pd
import pytest

from inclusion.analysis.filiere.bilan import bilan
from inclusion.analysis.filiere.verification import verifier
from inclusion.data.demonstration import cadre, filiere
from inclusion.data.lecture import load_jeu

A_DATE = date(2026, 10, 31)


@pytest.fixture(scope="module")
def lignes() -> dict[str, pd.DataFrame]:
    tables = dict(load_jeu().tables)
    return cadre.engendrees(tables | cadre.sans(tables), {"filiere": filiere}, graine=84, a_date=A_DATE)


def test_seul_le_lot_fait_pour_cela_rompt_le_bilan(lignes: dict[str, pd.DataFrame]) -> None:
    ruptures = verifier(lignes["flux_equipements"], lignes["stocks"], {"portable": 1.65, "fixe": 5.26})
    assert set(ruptures.loc[ruptures["table"].eq("flux_equipements"), "id_lot"]) == {filiere.LOT_FAUX}
    assert ruptures["regle"].tolist() == ["sortie sans entrée", "écart d'inventaire"]
    assert ruptures["quantite"].tolist() == [2, -3]


def test_tous_les_inventaires_tombent_juste_sauf_celui_des_tablettes(lignes: dict[str, pd.DataFrame]) -> None:
    table = bilan(lignes["flux_equipements"], lignes["stocks"], debut=date(2025, 1, 1), fin=A_DATE)
    assert set(table.loc[table["ecart"].fillna(0).ne(0), "categorie"]) == {"tablette"}
    assert table["ecart"].notna().sum() > 15


def test_un_lot_de_benne_entre_dechet_et_ne_se_remet_que_produit(lignes: dict[str, pd.DataFrame]) -> None:
    flux, fiches = lignes["flux_equipements"], lignes["lots"]
    benne = set(fiches.loc[fiches["statut_juridique"].eq("dechet"), "id_lot"])
    passages = flux[flux["id_lot"].isin(benne)]
    assert set(passages.loc[passages["etape_vers"].eq("collecte"), "statut_juridique"]) == {"dechet"}
    assert set(passages.loc[passages["etape_vers"].eq("distribue"), "statut_juridique"]) == {"produit"}
    assert set(fiches.loc[fiches["id_lot"].isin(benne), "origine"]) == {"particulier"}


def test_tout_est_marque_et_rien_n_est_date_apres(lignes: dict[str, pd.DataFrame]) -> None:
    assert all(table["nature"].eq("demonstration").all() for table in lignes.values())
    assert lignes["flux_equipements"]["date"].max() <= pd.Timestamp(A_DATE)
    assert lignes["gisements"]["donateur"].str.contains("démonstration").all()


def test_la_meme_graine_donne_les_memes_lignes(lignes: dict[str, pd.DataFrame]) -> None:
    tables = load_jeu().tables
    autre = cadre.engendrees(tables, {"filiere": filiere}, graine=84, a_date=A_DATE)
    pd.testing.assert_frame_equal(autre["flux_equipements"], lignes["flux_equipements"])
    differente = cadre.engendrees(tables, {"filiere": filiere}, graine=85, a_date=A_DATE)
    assert not differente["flux_equipements"].equals(lignes["flux_equipements"])
