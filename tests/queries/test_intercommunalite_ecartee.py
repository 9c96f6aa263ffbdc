"""« Les Confins » est écartée du jeu : ses communes n'en sortent pas, et aucun effectif ne devient négatif."""

import pytest

from inclusion.analysis.observations import noms_epci
from inclusion.model.etat import Etat
from inclusion.queries import deserts, feuilles_de_route
from tests.queries.conftest import Monter
from tests.queries.petit_monde import DEPARTEMENT, EPCI

FEUILLES = [
    {"id": f"f{code[-1]}", "code_territoire": code, "perimetre": "epci", "statut": statut}
    for code, statut in (("200000001", "adoptee"), ("200000002", "diagnostic"))
]


@pytest.fixture
def etat(monde: Monter) -> Etat:
    return monde(epci=EPCI[:1], feuilles_de_route=FEUILLES)


def test_elle_garde_son_siren_pour_nom(etat: Etat) -> None:
    assert noms_epci(etat) == {"200000001": "Deux Rives", "200000002": "intercommunalité 200000002"}


def test_la_matrice_des_services_lui_garde_sa_ligne(etat: Etat) -> None:
    lignes = deserts.matrice(etat, DEPARTEMENT, "tous", horizon=15).lignes
    assert list(lignes["ligne"]) == ["Deux Rives", "intercommunalité 200000002"]


def test_les_feuilles_de_route_se_comptent_sur_deux(etat: Etat) -> None:
    """Une adoptée, un diagnostic : aucune n'est sans feuille, et surtout pas « -1 »."""
    classes = {c.libelle: c.effectif for c in feuilles_de_route.aplat_feuilles(etat).classes}
    assert classes["non renseigné"] == 0
    assert sum(classes.values()) == 2
    assert feuilles_de_route.chiffres_territoires(etat)[0].phrase == "adoptées ou déployées, sur 2."


def test_sans_sa_feuille_elle_est_non_renseignee(monde: Monter) -> None:
    etat = monde(epci=EPCI[:1], feuilles_de_route=FEUILLES[:1])
    classes = {c.libelle: c.effectif for c in feuilles_de_route.aplat_feuilles(etat).classes}
    assert classes["non renseigné"] == 1
