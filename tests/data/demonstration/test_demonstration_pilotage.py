"""La démonstration du pilotage : marquée, rejouable, et qui n'invente rien là où le réel répond."""

from collections.abc import Mapping

import pandas as pd
import pytest

from inclusion.analysis.indicateurs import calculables
from inclusion.data.demonstration import cadre, pilotage, reseau
from inclusion.data.demonstration.cadre import A_DATE, GRAINE
from inclusion.data.lecture import JEU_EMBARQUE, load_jeu
from inclusion.model.nomenclatures import valeurs

LMV = "200040442"


@pytest.fixture(scope="module")
def reel() -> Mapping[str, pd.DataFrame]:
    jeu = load_jeu(JEU_EMBARQUE)
    return {**jeu.tables, **cadre.sans(jeu.tables)}


@pytest.fixture(scope="module")
def lignes(reel: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    rendues = cadre.engendrees(reel, {"reseau": reseau, "pilotage": pilotage})
    return {nom: rendues[nom] for nom in ("actions", "mesures", "cibles", "decisions")}


def test_toutes_les_lignes_sont_marquees_et_nommees(lignes: dict[str, pd.DataFrame]) -> None:
    assert {n for t in lignes.values() for n in t["nature"]} == {"demonstration"}
    for nom, colonne in (
        ("actions", "nom"),
        ("actions", "pilote"),
        ("cibles", "adoptee_par"),
        ("decisions", "objet"),
    ):
        assert lignes[nom][colonne].str.endswith("(démonstration)").all(), (nom, colonne)


def test_la_meme_graine_donne_les_memes_lignes(
    reel: Mapping[str, pd.DataFrame], lignes: dict[str, pd.DataFrame]
) -> None:
    encore = cadre.engendrees(reel, {"reseau": reseau, "pilotage": pilotage}, graine=GRAINE)
    for nom, table in lignes.items():
        pd.testing.assert_frame_equal(encore[nom], table)
    autres = cadre.engendrees(reel, {"reseau": reseau, "pilotage": pilotage}, graine=GRAINE + 1)
    assert not autres["mesures"].equals(lignes["mesures"])


def test_les_huit_statuts_se_voient(lignes: dict[str, pd.DataFrame]) -> None:
    assert set(lignes["actions"]["statut"]) == set(valeurs("statut_action"))


def test_seules_les_feuilles_deployees_recoivent_des_actions_et_des_cibles(
    lignes: dict[str, pd.DataFrame],
) -> None:
    assert set(lignes["actions"]["id_feuille"]) == {"fdr-84", f"fdr-{LMV}"}
    assert set(lignes["cibles"]["code_territoire"]) == {"84", LMV}


def test_les_actions_d_une_intercommunalite_sont_pilotees_par_un_acteur_qui_y_est(
    reel: Mapping[str, pd.DataFrame], lignes: dict[str, pd.DataFrame]
) -> None:
    fictifs = cadre.engendrees(reel, {"reseau": reseau})["partenaires"].set_index("nom")["code_territoire"]
    communes = reel["communes"]
    dedans = {LMV, *communes.loc[communes["siren_epci"].eq(LMV), "code_insee"]}
    pilotes = set(lignes["actions"].query(f"id_feuille == 'fdr-{LMV}'")["pilote"])
    assert pilotes
    assert {fictifs.get(p, LMV) for p in pilotes} <= dedans


def test_aucune_valeur_n_est_inventee_pour_un_indicateur_que_l_observatoire_calcule(
    lignes: dict[str, pd.DataFrame],
) -> None:
    assert set(lignes["mesures"]["id_indicateur"]).isdisjoint(calculables())


def test_rien_n_est_date_apres_la_demonstration_sauf_les_echeances(lignes: dict[str, pd.DataFrame]) -> None:
    limite = pd.Timestamp(A_DATE)
    assert lignes["mesures"]["date"].le(limite).all()
    assert lignes["decisions"]["date_comite"].le(limite).all()
    assert lignes["cibles"]["date_reference"].le(limite).all()
    commencees = lignes["actions"][lignes["actions"]["statut"].isin(["en_cours", "realise"])]
    assert commencees["date_debut"].dropna().le(limite).all()


def test_sans_communes_le_pilotage_ne_rend_rien(reel: Mapping[str, pd.DataFrame]) -> None:
    vide = {**reel, "communes": reel["communes"].head(0)}
    assert pilotage.engendrer(vide, graine=1, a_date=A_DATE) == {}
