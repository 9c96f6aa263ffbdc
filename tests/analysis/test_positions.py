import itertools
import math

import pandas as pd
import pytest

from inclusion.analysis.positions import METRES_PAR_DEGRE, etalees, situes


def distance_m(a, b) -> float:
    est = (a.longitude_carte - b.longitude_carte) * math.cos(math.radians(44.05))
    return METRES_PAR_DEGRE * math.hypot(a.latitude_carte - b.latitude_carte, est)


def test_les_lieux_d_un_meme_point_sont_tous_distincts(lieux):
    places = list(etalees(lieux).itertuples())
    assert min(distance_m(a, b) for a, b in itertools.combinations(places, 2)) > 100


def test_un_lieu_seul_garde_sa_place(lieux):
    seul = etalees(lieux[lieux["id"] == "aval-cs"]).iloc[0]
    assert (seul["latitude_carte"], seul["longitude_carte"]) == (44.05, 5.05)


def test_un_lieu_situe_a_son_adresse_garde_sa_place(lieux):
    precis = lieux.assign(precision_localisation="adresse")
    assert (etalees(precis)["latitude_carte"] == 44.05).all()


def test_l_etalement_ne_depend_pas_de_l_ordre_des_lignes(lieux):
    endroit, envers = etalees(lieux).set_index("id"), etalees(lieux.iloc[::-1]).set_index("id")
    assert endroit["latitude_carte"].to_dict() == envers["latitude_carte"].to_dict()


def test_l_etalement_reste_a_moins_d_un_kilometre(lieux):
    assert all(abs(p.latitude_carte - 44.05) * METRES_PAR_DEGRE < 1000 for p in etalees(lieux).itertuples())


CHEFS_LIEUX = pd.DataFrame(
    {"code_insee": ["84901", "84902"], "latitude": [44.06, 44.07], "longitude": [5.06, 5.07]}
)


@pytest.mark.parametrize("inconnue", [0.0, None])
def test_un_lieu_sans_coordonnees_est_place_a_la_mairie_et_le_dit(lieux, inconnue):
    perdu = lieux.assign(latitude=inconnue, longitude=inconnue, precision_localisation="adresse")
    place = situes(perdu, CHEFS_LIEUX).set_index("id").loc["aval-cs"]
    assert (place["latitude"], place["longitude"], place["precision_localisation"]) == (
        44.07,
        5.07,
        "commune",
    )


def test_un_lieu_aux_coordonnees_connues_n_est_pas_deplace(lieux):
    assert (situes(lieux, CHEFS_LIEUX)["latitude"] == 44.05).all()


def test_un_lieu_de_commune_inconnue_reste_sans_position_et_ne_fait_rien_tomber(lieux):
    ailleurs = lieux.assign(latitude=None, longitude=None, code_insee="13001")
    assert etalees(situes(ailleurs, CHEFS_LIEUX))["latitude_carte"].isna().all()
