import pandas as pd
import pytest

from inclusion.analysis.portrait import portrait
from inclusion.model.territoires import Niveau, Territoire

DEUX_RIVES = Territoire("200000001", "Deux Rives", Niveau.EPCI)
LOIN = Territoire("84903", "Loin", Niveau.COMMUNE)


def test_le_portrait_d_une_intercommunalite(communes, lieux, postes):
    p = portrait(DEUX_RIVES, communes=communes, lieux=lieux, postes=postes)
    assert (p.communes, p.habitants, p.pop_65_plus) == (2, 12_000, 2_600)
    assert p.part_65_plus == pytest.approx(2_600 / 12_000)
    assert (p.offre.lieux, p.offre.france_services, p.offre.communes_sans_lieu) == (4, 1, 0)
    assert p.lieux_pour_10_000 == pytest.approx(4 / 1.2)
    assert (p.reseau.attribues, p.reseau.occupes) == (2, 1)


def test_les_heures_ne_comptent_que_les_horaires_connus(communes, lieux, postes):
    p = portrait(DEUX_RIVES, communes=communes, lieux=lieux, postes=postes)
    assert p.offre.horaires_connus == 2
    assert p.offre.heures_semaine == 5 * 2 + 2  # mardi à samedi 10 h-12 h, lundi 17 h-19 h


def test_une_commune_sans_lieu(communes, lieux, postes):
    p = portrait(LOIN, communes=communes, lieux=lieux, postes=postes)
    assert (p.offre.lieux, p.offre.communes_sans_lieu, p.lieux_pour_10_000, p.offre.heures_semaine) == (
        0,
        1,
        0,
        0,
    )


def test_une_population_inconnue_rend_la_somme_inconnue(communes, lieux, postes):
    trouee = communes.assign(population=pd.array([10_000, pd.NA, 500], dtype="Int64"))
    p = portrait(DEUX_RIVES, communes=trouee, lieux=lieux, postes=postes)
    assert p.habitants is None
    assert p.lieux_pour_10_000 is None


def test_une_table_non_fournie_donne_un_effectif_inconnu_jamais_zero(communes):
    p = portrait(DEUX_RIVES, communes=communes, lieux=None, postes=None)
    assert (p.offre, p.reseau, p.lieux_pour_10_000) == (None, None, None)
    assert p.habitants == 12_000
