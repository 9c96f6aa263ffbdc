import itertools
import math

from inclusion.analysis.positions import METRES_PAR_DEGRE, etalees


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
