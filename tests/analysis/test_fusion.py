"""Réunir deux fiches : rien de ce que l'une ou l'autre savait n'est perdu, et rien ne se fait sans choix."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from inclusion.analysis.fusion import (
    MEME_LIEU,
    NaturesDifferentesError,
    decision,
    fusionner,
    references_reportees,
)
from inclusion.model.schemas import conforme, schemas


def fiche(identifiant: str, **dit: Any) -> dict[str, Any]:
    vide: dict[str, Any] = dict.fromkeys(schemas()["lieux"].colonnes, "")
    base = {"latitude": 44.05, "longitude": 5.05, "precision_localisation": "commune", "nature": "reel"}
    return vide | {"code_insee": "84901", "commune": "Amont", "id": identifiant} | base | dit


def table(*fiches: dict[str, Any]) -> pd.DataFrame:
    brute = pd.DataFrame(list(fiches))
    return brute.assign(
        date_maj=pd.to_datetime(brute["date_maj"]), capacite_etp=pd.array([None] * len(brute))
    )


A = fiche(
    "a", nom="La Boussole", services="Aide aux démarches administratives", source="Hub", date_maj="2023-05-17"
)
B = fiche(
    "b",
    nom="Centre social La Boussole",
    adresse="4 avenue des Cèdres",
    services="Utilisation sécurisée du numérique|Aide aux démarches administratives",
    source="CAF",
    date_maj="2024-08-01",
    precision_localisation="adresse",
    latitude=44.051,
    longitude=5.052,
)
C = fiche("c", nom="Autre lieu", source="Hub", date_maj="2023-05-17")


def reunie(*fiches: dict[str, Any], **choix: str) -> pd.Series:
    return fusionner(table(*fiches), "a", "b", choix).set_index("id").loc["a"]


def test_la_fiche_gardee_prend_ce_qui_lui_manquait() -> None:
    lieu = reunie(A, B)
    assert (lieu["nom"], lieu["adresse"]) == ("La Boussole", "4 avenue des Cèdres")


def test_les_listes_et_les_sources_s_ajoutent_sans_repetition() -> None:
    lieu = reunie(A, B)
    assert lieu["services"] == "Aide aux démarches administratives|Utilisation sécurisée du numérique"
    assert lieu["source"] == "Hub ; CAF"


def test_la_position_vient_tout_entiere_de_la_fiche_la_mieux_situee() -> None:
    lieu = reunie(A, B)
    assert (lieu["latitude"], lieu["longitude"], lieu["precision_localisation"]) == (44.051, 5.052, "adresse")


def test_la_date_est_la_plus_recente() -> None:
    assert reunie(A, B)["date_maj"] == pd.Timestamp(2024, 8, 1)


def test_un_choix_impose_la_valeur() -> None:
    assert reunie(A, B, nom="b")["nom"] == "Centre social La Boussole"
    assert reunie(A, B, services="a")["services"] == "Aide aux démarches administratives"


def test_deux_communes_differentes_l_adresse_reste_celle_de_la_fiche_gardee() -> None:
    lieu = reunie(A, B | {"code_insee": "84902", "commune": "Aval"})
    assert (lieu["code_insee"], lieu["adresse"], lieu["latitude"]) == ("84901", "", 44.05)


def test_il_reste_une_fiche_de_moins_a_sa_place_et_les_types_ne_changent_pas() -> None:
    avant = table(C, A, B)
    apres = fusionner(avant, "a", "b")
    assert apres["id"].tolist() == ["c", "a"]
    assert apres.dtypes.to_dict() == avant.dtypes.to_dict()
    assert avant["id"].tolist() == ["c", "a", "b"]


def test_le_reel_et_la_demonstration_ne_se_reunissent_pas() -> None:
    with pytest.raises(NaturesDifferentesError):
        fusionner(table(A, B | {"nature": "demonstration"}), "a", "b")


def test_une_fiche_disparue_ne_se_reunit_pas() -> None:
    with pytest.raises(KeyError):
        fusionner(table(A, C), "a", "b")


def test_les_postes_du_lieu_reuni_suivent() -> None:
    tables = {nom: pd.DataFrame(columns=s.colonnes, dtype="str") for nom, s in schemas().items()}
    postes = pd.DataFrame(
        {"id_lieu_principal": ["b", "c", ""], "ids_lieux_secondaires": ["c", "a|b", ""]}, dtype="str"
    )
    changees = references_reportees({**tables, "postes": postes}, "b", "a")
    assert list(changees) == ["postes"]
    assert changees["postes"]["id_lieu_principal"].tolist() == ["a", "c", ""]
    assert changees["postes"]["ids_lieux_secondaires"].tolist() == ["c", "a", ""]


def test_une_decision_est_une_ligne_conforme() -> None:
    ligne = decision("b", "a", MEME_LIEU, a_date=date(2026, 11, 23), garde="a")
    textes = ligne.assign(date_decision=ligne["date_decision"].dt.strftime("%Y-%m-%d"))
    assert conforme(textes, schemas()["decisions_doublons"], fichier="d", lignes=[1]) == []
    assert (textes["id_a"][0], textes["id_b"][0]) == ("a", "b")
