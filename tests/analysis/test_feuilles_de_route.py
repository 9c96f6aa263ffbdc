"""Les feuilles de route : ce qui est en retard, ce qui couvre qui, ce qui se recopie, ce qui se porte."""

from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest

from inclusion.analysis import feuilles_de_route as feuilles
from inclusion.data.lecture import typee
from inclusion.model.schemas import conforme, schemas
from inclusion.model.territoires import Niveau, Territoire

A_DATE = date(2026, 11, 22)
DEUX_RIVES = Territoire("200000001", "Deux Rives", Niveau.EPCI, siren_epci="200000001")
AMONT = Territoire("84901", "Amont", Niveau.COMMUNE, siren_epci="200000001")


def table(nom: str, *lignes: dict[str, str]) -> pd.DataFrame:
    vide = dict.fromkeys(schemas()[nom].colonnes, "")
    brute = pd.DataFrame(
        [{**vide, "nature": "reel", **ligne} for ligne in lignes], columns=list(vide), dtype="str"
    )
    return typee(brute, schemas()[nom])


def action(rang: int, statut: str = "en_cours", fin: str = "", **autres: str) -> dict[str, str]:
    dite = {"id": f"a-{rang}", "id_feuille": "fdr-1", "axe": "I", "nom": f"Action {rang}", "source": "s"}
    return {**dite, "statut": statut, "date_fin": fin, **autres}


FEUILLES = table(
    "feuilles_de_route",
    {
        "id": "fdr-84",
        "code_territoire": "84",
        "perimetre": "departemental",
        "statut": "deployee",
        "source": "s",
    },
    {"id": "fdr-1", "code_territoire": "200000001", "perimetre": "epci", "statut": "deployee", "source": "s"},
    {
        "id": "fdr-2",
        "code_territoire": "200000002",
        "perimetre": "epci",
        "statut": "redaction",
        "source": "s",
    },
)


@pytest.mark.parametrize(
    ("statut", "fin", "lu", "jours"),
    [
        ("en_cours", "2026-11-21", "en_retard", 1),
        ("en_cours", "2026-11-22", "en_cours", None),
        ("a_venir", "2026-10-23", "en_retard", 30),
        ("", "2026-11-21", "en_retard", 1),
        ("", "", "", None),
        ("en_retard", "", "en_retard", None),
        ("bloque", "2026-11-21", "bloque", 1),
        ("en_pause", "2026-11-21", "en_pause", 1),
        ("realise", "2026-11-21", "realise", None),
        ("abandonne", "2026-11-21", "abandonne", None),
    ],
)
def test_le_retard_se_deduit_de_la_date_de_fin(statut: str, fin: str, lu: str, jours: int | None) -> None:
    (ligne,) = feuilles.classer(table("actions", action(1, statut, fin)), A_DATE).to_dict("records")
    assert ligne["statut_lu"] == lu
    assert (None if pd.isna(ligne["retard_jours"]) else ligne["retard_jours"]) == jours


def test_les_effectifs_ont_les_huit_statuts_et_sans_statut_meme_a_zero() -> None:
    actions = table("actions", action(1), action(2, fin="2026-01-01"), action(3, "", axe="III"))
    comptes = feuilles.par_statut(actions, A_DATE)
    assert len(comptes) == 3 * 9
    non_nuls = comptes[comptes["actions"] > 0]
    assert set(non_nuls.itertuples(index=False, name=None)) == {
        ("I", "en_cours", 1),
        ("I", "en_retard", 1),
        ("III", "", 1),
    }


def test_une_commune_suit_la_feuille_de_route_de_son_intercommunalite() -> None:
    actions = table("actions", action(1), action(2, id_feuille="fdr-2"), action(3, id_feuille="fdr-84"))
    for territoire in (DEUX_RIVES, AMONT):
        assert list(feuilles.actions_de(actions, FEUILLES, territoire)["id"]) == ["a-1"]


def test_la_population_couverte_ne_compte_que_les_feuilles_d_intercommunalite_adoptees(
    communes: gpd.GeoDataFrame,
) -> None:
    assert feuilles.couverture_population(FEUILLES, communes) == pytest.approx(12_000 / 12_500)
    assert feuilles.couverture_population(FEUILLES.head(1), communes) == 0
    inconnue = communes.assign(population=pd.array([10_000, None, 500], dtype="Int64"))
    assert feuilles.couverture_population(FEUILLES, inconnue) is None


def test_le_cadre_recopie_est_une_table_d_actions_conforme_et_sans_rien_de_propre_au_depart() -> None:
    depart = table(
        "actions",
        action(
            1, "realise", "2026-01-01", priorite="eleve", pilote="CCAS", avancement_pct="100", budget_eur="5"
        ),
        action(2, axe="II"),
        action(3, axe="I"),
    )
    copie = feuilles.cadre_copie(depart, vers="fdr-2")
    assert conforme(copie, schemas()["actions"], fichier="f", lignes=[1, 2, 3]) == []
    assert list(copie["id"]) == ["fdr-2-i-copie-1", "fdr-2-ii-copie-1", "fdr-2-i-copie-2"]
    assert list(copie["nom"]) == ["Action 1", "Action 2", "Action 3"]
    assert set(copie["statut"]) == {"a_discuter"}
    assert copie["priorite"].iloc[0] == "eleve"
    for colonne in ("pilote", "date_debut", "date_fin", "avancement_pct", "budget_eur", "cofinancements"):
        assert set(copie[colonne]) == {""}, colonne


def test_le_cadre_d_une_demonstration_reste_une_demonstration() -> None:
    copie = feuilles.cadre_copie(table("actions", action(1, nature="demonstration")), vers="fdr-2")
    assert list(copie["nature"]) == ["demonstration"]


DECISIONS: list[dict[str, Any]] = [
    {"date_comite": "2026-01-10", "objet": "Vieille", "echeance": "2026-11-21", "statut": "a_faire"},
    {"date_comite": "2026-01-10", "objet": "Faite", "echeance": "2026-02-01", "statut": "fait"},
    {"date_comite": "2026-06-10", "objet": "Du jour", "echeance": "2026-11-22", "statut": "en_cours"},
    {"date_comite": "2026-11-22", "objet": "Neuve", "echeance": "", "statut": "a_faire"},
    {"date_comite": "2026-11-23", "objet": "À venir", "echeance": "", "statut": "a_faire"},
]


def test_les_decisions_ouvertes_se_portent_d_un_comite_a_l_autre() -> None:
    portees = feuilles.decisions_portees(table("decisions", *DECISIONS), A_DATE)
    assert list(portees["objet"]) == ["Vieille", "Du jour", "Neuve", "Faite"], (
        "un comité à venir n'a rien décidé"
    )
    lues = portees.set_index("objet")
    assert lues["ouverte"].to_dict() == {"Vieille": True, "Du jour": True, "Neuve": True, "Faite": False}
    assert lues["en_retard"].to_dict() == {"Vieille": True, "Du jour": False, "Neuve": False, "Faite": False}
    assert lues["comites"].to_dict() == {"Vieille": 2, "Du jour": 1, "Neuve": 0, "Faite": 2}
