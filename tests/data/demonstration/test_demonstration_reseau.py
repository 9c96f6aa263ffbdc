"""La démonstration du réseau : reproductible, fictive et reconnaissable, sans rien ajouter au réel."""

from collections.abc import Mapping
from datetime import date

import pandas as pd
import pytest

from inclusion.data.demonstration import cadre, reseau
from inclusion.data.lecture import load_jeu
from inclusion.model.nomenclatures import valeurs

A_DATE = date(2026, 10, 31)


@pytest.fixture(scope="module")
def reel() -> Mapping[str, pd.DataFrame]:
    tables = load_jeu().tables
    return {**tables, **cadre.sans(tables)}


@pytest.fixture(scope="module")
def lignes(reel: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    return cadre.engendrees(reel, {"reseau": reseau}, a_date=A_DATE)


def test_la_meme_graine_donne_les_memes_lignes(
    reel: Mapping[str, pd.DataFrame], lignes: dict[str, pd.DataFrame]
) -> None:
    encore = cadre.engendrees(reel, {"reseau": reseau}, a_date=A_DATE)
    for nom, table in lignes.items():
        pd.testing.assert_frame_equal(table, encore[nom])


def test_une_autre_graine_donne_d_autres_postes(
    reel: Mapping[str, pd.DataFrame], lignes: dict[str, pd.DataFrame]
) -> None:
    autres = cadre.engendrees(reel, {"reseau": reseau}, graine=1, a_date=A_DATE)
    assert not autres["postes"]["date_fin_contrat"].equals(lignes["postes"]["date_fin_contrat"])


def test_toutes_les_lignes_sont_marquees(lignes: dict[str, pd.DataFrame]) -> None:
    assert set(lignes) == {
        "partenaires",
        "relations",
        "postes",
        "animations",
        "appels_a_projets",
        "candidatures",
    }
    assert {n for table in lignes.values() for n in table["nature"]} == {"demonstration"}


@pytest.mark.parametrize(
    ("table", "colonne"),
    [
        ("partenaires", "nom"),
        ("postes", "structure_employeuse"),
        ("appels_a_projets", "nom"),
        ("candidatures", "structure"),
    ],
)
def test_chaque_structure_inventee_se_reconnait_a_son_nom(
    lignes: dict[str, pd.DataFrame], table: str, colonne: str
) -> None:
    assert lignes[table][colonne].str.endswith("(démonstration)").all()


def test_aucune_candidature_n_est_pretee_a_l_appel_reel(lignes: dict[str, pd.DataFrame]) -> None:
    assert set(lignes["candidatures"]["id_aap"]) <= set(lignes["appels_a_projets"]["id"])


def test_rien_n_est_date_apres_la_demonstration_sauf_les_echeances(lignes: dict[str, pd.DataFrame]) -> None:
    limite = pd.Timestamp(A_DATE)
    assert lignes["animations"]["date"].le(limite).all()
    assert lignes["postes"]["date_debut_contrat"].le(limite).all()
    assert lignes["postes"]["date_constat"].le(limite).all()
    assert lignes["appels_a_projets"]["ouverture"].le(limite).all()


def test_deux_postes_coordonnent_les_autres_l_un_du_departement_l_autre_d_une_intercommunalite(
    lignes: dict[str, pd.DataFrame],
) -> None:
    postes = lignes["postes"]
    assert postes["typologie"].value_counts().to_dict() == {"conum": 24, "coordo": 2}
    assert list(postes.loc[postes["typologie"].eq("coordo"), "nature_employeur"]) == ["departement", "epci"]


def test_chaque_sorte_de_relation_a_son_exemple(lignes: dict[str, pd.DataFrame]) -> None:
    assert set(lignes["relations"]["type"]) == set(valeurs("type_relation"))


def test_un_poste_vacant_a_un_contrat_passe(lignes: dict[str, pd.DataFrame]) -> None:
    vacants = lignes["postes"][lignes["postes"]["etat"].eq("vacant")]
    assert len(vacants) > 0
    assert vacants["date_fin_contrat"].lt(pd.Timestamp(A_DATE)).all()


def test_l_argent_verse_ne_depasse_ni_l_accorde_ni_l_enveloppe(lignes: dict[str, pd.DataFrame]) -> None:
    acceptees = lignes["candidatures"].query("statut == 'acceptee'")
    assert acceptees["verse_eur"].le(acceptees["accorde_eur"]).all()
    assert acceptees["accorde_eur"].le(acceptees["demande_eur"]).all()
    enveloppes = lignes["appels_a_projets"].set_index("id")["enveloppe_eur"]
    accordes = acceptees.groupby("id_aap")["accorde_eur"].sum()
    assert (accordes <= enveloppes[accordes.index]).all()


def test_seules_les_candidatures_acceptees_ont_un_montant_accorde(lignes: dict[str, pd.DataFrame]) -> None:
    autres = lignes["candidatures"].query("statut != 'acceptee'")
    assert autres["accorde_eur"].isna().all()


def test_sans_communes_le_theme_ne_rend_rien(reel: Mapping[str, pd.DataFrame]) -> None:
    assert reseau.engendrer({**reel, "communes": reel["communes"].head(0)}, graine=1, a_date=A_DATE) == {}
