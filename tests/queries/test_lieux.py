"""Les lieux du petit monde, un mardi à 10 h 30."""

import importlib

from inclusion.model.facettes import ChoixLieux
from tests.queries.conftest import Monter
from tests.queries.petit_monde import AMONT, AVAL, CONFINS, DEPARTEMENT, LOIN

lieux = importlib.import_module("inclusion.queries.lieux")


def test_les_lieux_d_ici_par_commune_puis_par_nom(monde: Monter) -> None:
    rendu = lieux.lieux(DEPARTEMENT, ChoixLieux())
    assert list(rendu.lieux["id"]) == ["amont-asso", "amont-bus", "amont-mediatheque", "aval-cs"]
    assert list(lieux.lieux(AVAL, ChoixLieux()).lieux["id"]) == ["aval-cs"]
    assert lieux.lieux(LOIN, ChoixLieux()).lieux.empty


def test_les_communes_et_leurs_lieux_zero_compris(monde: Monter) -> None:
    table = lieux.communes(DEPARTEMENT).set_index("nom")
    assert dict(table["lieux"]) == {"Amont": 3, "Aval": 1, "Loin": 0}
    assert list(lieux.communes(DEPARTEMENT, sans_lieu=True)["nom"]) == ["Loin"]
    assert dict(table["epci"])["Loin"] == "Les Confins"


def test_les_communes_sans_lieu_les_plus_peuplees_d_abord(monde: Monter) -> None:
    monde(lieux=[])
    assert list(lieux.communes(DEPARTEMENT, sans_lieu=True)["population"]) == [10_000, 2_000, 500]


def test_la_fiche_dit_ses_heures_et_si_elle_est_d_ici(monde: Monter) -> None:
    fiche = lieux.fiche("amont-mediatheque", AMONT)
    assert (fiche.heures_semaine, fiche.dans_le_territoire) == (10, True)
    assert lieux.fiche("amont-mediatheque", CONFINS).dans_le_territoire is False
    assert lieux.fiche("aval-cs", AVAL).heures_semaine is None
    assert lieux.fiche("inconnu", AMONT) is None
