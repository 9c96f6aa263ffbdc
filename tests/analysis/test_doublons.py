"""Les doublons : proposés avec leurs raisons, jamais réunis d'eux-mêmes, jamais reproposés une fois décidés."""

from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest

from bancs.doublons import fiches, jugees, load_paires, mesures
from inclusion.analysis.doublons import COLONNES, SEUIL, doublons, voisines
from inclusion.analysis.fusion import DISTINCTS, decision
from inclusion.analysis.noms_de_lieux import nom, ressemblance, ressemblance_adresses
from inclusion.model.schemas import schemas

PAIRES = load_paires()


def lieux(*fiches_dites: dict[str, Any]) -> pd.DataFrame:
    vide = dict.fromkeys(schemas()["lieux"].colonnes, "")
    base = {
        "code_insee": "84901",
        "commune": "Amont",
        "latitude": 44.0,
        "longitude": 5.0,
        "precision_localisation": "commune",
    }
    return pd.DataFrame([vide | base | {"id": f"l{rang}"} | f for rang, f in enumerate(fiches_dites)])


def test_le_jeu_d_essai_a_de_quoi_juger() -> None:
    assert len(PAIRES) >= 60
    assert PAIRES["meme"].value_counts().min() >= 25


def test_au_seuil_de_l_application_le_rappel_et_la_precision_sont_tenus() -> None:
    precision, rappel = mesures(jugees(PAIRES), SEUIL)
    assert rappel >= 0.95
    assert precision >= 0.95


def test_l_ordre_des_fiches_ne_change_pas_le_score() -> None:
    for _, paire in PAIRES.iterrows():
        table = fiches(paire)
        retournee = table.iloc[::-1].reset_index(drop=True).assign(id=["a", "b"])
        contigues = [("84901", "84902")]
        une, autre = (
            doublons(t, voisines=contigues, seuil=0.0)["score"].tolist() for t in (table, retournee)
        )
        assert une == pytest.approx(autre), paire["pourquoi"]


def test_une_paire_dit_son_score_et_ses_raisons() -> None:
    table = lieux(
        {"nom": "La Boussole", "adresse": "4 avenue des Cèdres", "telephone": "+33490000000"},
        {"nom": "Centre social La Boussole", "adresse": "4 av des Cèdres", "telephone": "+33490000000"},
    )
    (paire,) = doublons(table).to_dict("records")
    assert (paire["id_a"], paire["id_b"], paire["score"]) == ("l0", "l1", 1.0)
    assert paire["raisons"] == "noms proches|même adresse|même téléphone ou courriel"


def test_la_position_de_la_mairie_ne_rapproche_pas_deux_lieux() -> None:
    table = lieux({"nom": "Atelier Clair"}, {"nom": "Maison Ronde"})
    assert doublons(table, seuil=0.0).empty


@pytest.mark.parametrize(("metres", "attendu"), [(99, 1.0), (550, 0.875), (1_000, 0.75), (5_000, 0.75)])
def test_la_distance_compte_de_cent_a_mille_metres(metres: int, attendu: float) -> None:
    """Noms égaux (poids 6, valeur 1) et distance (poids 2) : (6 + 2 d) / 8 ; d = 1 à 100 m, 0,5 à 550 m, 0 à 1 000 m."""
    situe = {"nom": "Atelier Clair", "precision_localisation": "adresse"}
    table = lieux(situe, situe | {"latitude": 44.0 + metres / 111_195})
    assert doublons(table, seuil=0.0)["score"].iloc[0] == pytest.approx(attendu, abs=0.002)


def test_un_demenagement_reste_propose_et_dit_l_adresse_differente() -> None:
    table = lieux(
        {"nom": "Avilab", "adresse": "14 impasse Lescure"},
        {"nom": "AVILAB Fablab", "adresse": "264 avenue Haute"},
    )
    (paire,) = doublons(table).to_dict("records")
    assert paire["score"] == 0.75
    assert "mais adresses différentes" in paire["raisons"]


def test_deux_communes_qui_ne_se_touchent_pas_ne_se_comparent_pas() -> None:
    table = lieux({"nom": "Avilab"}, {"nom": "Avilab", "code_insee": "84903", "commune": "Loin"})
    assert doublons(table, voisines=[("84901", "84902")]).empty
    assert len(doublons(table, voisines=[("84901", "84903")])) == 1


def test_une_paire_decidee_n_est_plus_proposee() -> None:
    table = lieux({"nom": "Avilab"}, {"nom": "Avilab"}, {"nom": "Avilab"})
    assert len(doublons(table)) == 3
    decidee = decision("l2", "l0", DISTINCTS, a_date=date(2026, 11, 23))
    restantes = doublons(table, decisions=decidee)
    assert list(zip(restantes["id_a"], restantes["id_b"], strict=True)) == [("l0", "l1"), ("l1", "l2")]


def test_des_decisions_et_aucune_paire_ressemblante_ne_font_pas_tomber_la_recherche() -> None:
    table = lieux({"nom": "Avilab"}, {"nom": "Médiathèque Pierre Boulle"})
    decidee = decision("l8", "l9", DISTINCTS, a_date=date(2026, 11, 23))
    assert list(doublons(table, decisions=decidee).columns) == COLONNES


def test_sans_lieu_la_table_est_vide_mais_a_ses_colonnes() -> None:
    assert list(doublons(lieux({"nom": "Seul"})).columns) == COLONNES
    assert list(doublons(lieux({"nom": "Seul"}).iloc[:0]).columns) == COLONNES


def test_un_lieu_sans_commune_ne_se_compare_a_aucun_autre() -> None:
    table = lieux({"nom": "Avilab", "code_insee": ""}, {"nom": "Avilab", "code_insee": ""})
    assert doublons(table, seuil=0.0).empty


def test_la_table_recue_n_est_pas_modifiee() -> None:
    table = lieux({"nom": "Avilab"}, {"nom": "Avilab"})
    copie = table.copy(deep=True)
    doublons(table)
    pd.testing.assert_frame_equal(table, copie)


def test_les_communes_voisines_sont_celles_qui_se_touchent(communes: gpd.GeoDataFrame) -> None:
    """Trois carrés côte à côte : Amont touche Aval, Aval touche Loin."""
    assert voisines(communes) == [("84901", "84902"), ("84902", "84903")]


def test_le_nom_se_lit_sans_la_sorte_ni_la_commune() -> None:
    lu = nom("Médiathèque municipale Jean-Giono d'Apt", ["Apt"])
    assert lu.sortes == {"bibliotheque"}
    assert lu.propres == ("jean", "giono")


def test_un_sigle_vaut_ses_mots() -> None:
    assert ressemblance(nom("CCAS"), nom("Centre communal d'action sociale")) == 0.95


@pytest.mark.parametrize(
    ("a", "b", "attendu"),
    [
        ("12 rue de la République", "12, RUE DE LA REPUBLIQUE", 1.0),
        ("4 av. du Gal de Gaulle", "4 avenue du Général de Gaulle", 1.0),
        ("12 rue Haute", "14 rue Haute", 0.25),
        ("12 rue Haute", "12 boulevard Pasteur", 0.0),
        ("rue Haute", "12 rue Haute", 1.0),
        ("12 rue Haute", "", None),
    ],
)
def test_deux_adresses_se_comparent(a: str, b: str, attendu: float | None) -> None:
    assert ressemblance_adresses(a, b) == attendu
