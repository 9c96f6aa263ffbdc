"""Les territoires du petit monde, et leurs noms."""

from inclusion.queries.territoires import epci_du_territoire, nom_de, territoires
from tests.queries.conftest import Monter
from tests.queries.petit_monde import AMONT, AVAL, CONFINS, DEPARTEMENT, DEUX_RIVES, LOIN


def test_le_departement_puis_les_intercommunalites_puis_les_communes(monde: Monter) -> None:
    etat = monde()
    assert [t.code for t in territoires(etat)] == [
        t.code for t in (DEPARTEMENT, DEUX_RIVES, CONFINS, AMONT, AVAL, LOIN)
    ]


def test_les_intercommunalites_que_regarde_un_territoire(monde: Monter) -> None:
    etat = monde()
    siren = {t.nom: list(epci_du_territoire(etat, t)["siren"]) for t in (DEPARTEMENT, CONFINS, AMONT)}
    assert siren == {
        "Essai": ["200000001", "200000002"],
        "Les Confins": ["200000002"],
        "Amont": ["200000001"],
    }


def test_le_nom_de_chaque_code_a_defaut_le_code(monde: Monter) -> None:
    etat = monde()
    noms = [nom_de(etat, c) for c in ("84", "200000002", "84903", "99999")]
    assert noms == ["Essai", "Les Confins", "Loin", "99999"]
