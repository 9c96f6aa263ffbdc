"""La liste de travail : une ligne par chose à réparer, avec pourquoi et comment."""

import geopandas as gpd
import pandas as pd

from inclusion.analysis.qualite import CRITERES
from inclusion.analysis.travaux import COLONNES, PAR_CRITERE, bilan, travaux

AUCUNE = pd.DataFrame({"id_a": [], "id_b": [], "score": [], "raisons": []}, dtype="str")


def personne(lieux: pd.DataFrame) -> pd.Series:
    return pd.Series(False, index=lieux.index)


def liste(lieux: pd.DataFrame, communes: gpd.GeoDataFrame, paires: pd.DataFrame = AUCUNE) -> pd.DataFrame:
    return travaux(lieux, communes, paires, personne(lieux))


def choses(table: pd.DataFrame, identifiant: str) -> set[str]:
    return set(table[table["id"] == identifiant]["quoi"])


def test_chaque_critere_de_completude_a_sa_reparation() -> None:
    assert set(PAR_CRITERE) == set(CRITERES)


def test_le_nombre_de_lignes_est_celui_des_choses_a_reparer(
    lieux: pd.DataFrame, communes: gpd.GeoDataFrame
) -> None:
    """Aucune fiche n'a pivot, adresse, position, contact, site, modalités (deux critères) ni présentation : 8 x 4.

    Frais : connus à la médiathèque et à l'atelier, donc 2. Services : inconnus à l'atelier, 1. Horaires : vides à
    l'écluse, 1 ; illisibles à l'atelier, 1. Âge : le bus a 12 mois (à vérifier), l'écluse 34 (à actualiser) : 2.
    """
    assert len(liste(lieux, communes)) == 8 * 4 + 2 + 1 + 1 + 1 + 2


def test_une_fiche_dit_tout_ce_qui_lui_manque(lieux: pd.DataFrame, communes: gpd.GeoDataFrame) -> None:
    table = liste(lieux, communes)
    assert list(table.columns) == COLONNES
    assert {"horaires inconnus", "fiche de plus de 18 mois", "frais inconnus"} <= choses(table, "aval-cs")
    assert {"horaires illisibles", "services inconnus"} <= choses(table, "amont-asso")
    assert "horaires inconnus" not in choses(table, "amont-asso")
    assert "fiche de 12 à 18 mois" in choses(table, "amont-bus")
    assert not choses(table, "amont-mediatheque") & {
        "horaires inconnus",
        "services inconnus",
        "frais inconnus",
    }


def test_les_urgences_viennent_d_abord_et_chaque_ligne_dit_pourquoi_et_comment(
    lieux: pd.DataFrame, communes: gpd.GeoDataFrame
) -> None:
    table = liste(lieux, communes)
    assert table["priorite"].is_monotonic_increasing
    assert table[["pourquoi", "comment", "siren_epci"]].ne("").all(axis=None)


def test_une_fiche_sans_date_n_est_pas_dite_vieille_mais_sans_date(
    lieux: pd.DataFrame, communes: gpd.GeoDataFrame
) -> None:
    sans = lieux.assign(date_maj=pd.NaT, fraicheur="a_actualiser")
    dites = choses(liste(sans, communes), "aval-cs")
    assert "date inconnue" in dites
    assert "fiche de plus de 18 mois" not in dites


def test_un_doublon_nomme_l_autre_fiche_et_ses_raisons(
    lieux: pd.DataFrame, communes: gpd.GeoDataFrame
) -> None:
    paire = pd.DataFrame(
        {
            "id_a": ["amont-asso"],
            "id_b": ["amont-bus"],
            "score": [0.9],
            "raisons": ["noms proches|même adresse"],
        }
    )
    table = liste(lieux, communes, paire)
    (ligne,) = table[table["quoi"] == "doublon possible"].to_dict("records")
    assert ligne["id"] == "amont-asso"
    assert "« Bus des Deux Rives » (amont-bus) : noms proches, même adresse" in ligne["pourquoi"]


def test_un_point_hors_commune_est_dans_la_liste(lieux: pd.DataFrame, communes: gpd.GeoDataFrame) -> None:
    egare = lieux["id"].eq("amont-bus")
    table = travaux(lieux, communes, AUCUNE, egare)
    assert table[table["quoi"] == "point hors de la commune"]["id"].tolist() == ["amont-bus"]


def test_le_bilan_d_un_groupe_se_rapporte_a_ses_fiches(
    lieux: pd.DataFrame, communes: gpd.GeoDataFrame
) -> None:
    """Amont : 3 fiches, dont 2 aux horaires connus et 1 à jour (la médiathèque) ; Aval : 1 fiche, aux horaires inconnus."""
    table = bilan(lieux, lieux["commune"], liste(lieux, communes)).set_index("groupe")
    assert table.loc["Amont", "fiches"] == 3
    assert table.loc["Amont", "horaires_connus"] == 2 / 3
    assert table.loc["Amont", "a_jour"] == 1 / 3
    assert (table.loc["Aval", "fiches"], table.loc["Aval", "horaires_connus"]) == (1, 0)


def test_le_bilan_sans_fiche_est_vide(lieux: pd.DataFrame, communes: gpd.GeoDataFrame) -> None:
    rien = lieux.iloc[:0]
    assert bilan(rien, rien["commune"], liste(rien, communes)).empty
