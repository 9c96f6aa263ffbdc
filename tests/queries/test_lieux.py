"""Les lieux du petit monde, un mardi à 10 h 30."""

import importlib

from inclusion.model.facettes import ChoixLieux
from tests.queries.conftest import Monter
from tests.queries.petit_monde import AMONT, AVAL, CONFINS, DEPARTEMENT, LOIN

lieux = importlib.import_module("inclusion.queries.lieux")


def test_les_lieux_d_ici_par_commune_puis_par_nom(monde: Monter) -> None:
    etat = monde()
    rendu = lieux.lieux(etat, DEPARTEMENT, ChoixLieux())
    assert list(rendu.lieux["id"]) == ["amont-asso", "amont-bus", "amont-mediatheque", "aval-cs"]
    assert list(lieux.lieux(etat, AVAL, ChoixLieux()).lieux["id"]) == ["aval-cs"]
    assert lieux.lieux(etat, LOIN, ChoixLieux()).lieux.empty


def test_les_communes_et_leurs_lieux_zero_compris(monde: Monter) -> None:
    etat = monde()
    table = lieux.communes(etat, DEPARTEMENT).set_index("nom")
    assert dict(table["lieux"]) == {"Amont": 3, "Aval": 1, "Loin": 0}
    assert list(lieux.communes(etat, DEPARTEMENT, sans_lieu=True)["nom"]) == ["Loin"]
    assert dict(table["epci"])["Loin"] == "Les Confins"


def test_les_communes_sans_lieu_les_plus_peuplees_d_abord(monde: Monter) -> None:
    etat = monde(lieux=[])
    assert list(lieux.communes(etat, DEPARTEMENT, sans_lieu=True)["population"]) == [10_000, 2_000, 500]


def test_la_fiche_dit_ses_heures_et_si_elle_est_d_ici(monde: Monter) -> None:
    etat = monde()
    fiche = lieux.fiche(etat, "amont-mediatheque", AMONT)
    assert (fiche.heures_semaine, fiche.dans_le_territoire) == (10, True)
    assert lieux.fiche(etat, "amont-mediatheque", CONFINS).dans_le_territoire is False
    assert lieux.fiche(etat, "aval-cs", AVAL).heures_semaine is None
    assert lieux.fiche(etat, "inconnu", AMONT) is None
