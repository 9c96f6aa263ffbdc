import pandas as pd
import pytest
import shapely

from inclusion.analysis.aplats import rangs, valeurs
from inclusion.analysis.contours import contours, emprise, limites_epci


def test_la_densite_est_le_nombre_d_habitants_par_km2(communes, lieux):
    assert list(valeurs("densite", communes, lieux)["valeur"]) == [100.0, 40.0, 10.0]


def test_la_part_des_65_ans_et_plus(communes, lieux):
    assert list(valeurs("part_65_plus", communes, lieux)["valeur"]) == pytest.approx([20.0, 30.0, 40.0])


def test_une_commune_sans_lieu_vaut_zero_non_sans_donnee(communes, lieux):
    assert list(valeurs("lieux_10_000", communes, lieux)["valeur"]) == pytest.approx([3.0, 5.0, 0.0])


def test_une_population_manquante_ou_nulle_donne_une_valeur_manquante(communes, lieux):
    trouee = communes.assign(population=pd.array([pd.NA, 0, 500], dtype="Int64"))
    assert list(valeurs("lieux_10_000", trouee, lieux)["valeur"].isna()) == [True, True, False]


def test_une_borne_appartient_a_la_classe_du_dessus():
    serie = pd.Series([9.9, 10.0, 19.9, 20.0, None], dtype="Float64")
    assert list(rangs(serie, [10, 20]).astype("object").where(serie.notna(), None)) == [0, 1, 1, 2, None]


def test_les_contours_gardent_toutes_les_communes_et_leurs_frontieres_communes(communes):
    traces = contours(communes)
    formes = {
        code: shapely.Polygon([(x, y) for y, x in polygones[0][0]]) for code, polygones in traces.items()
    }
    assert set(formes) == {"84901", "84902", "84903"}
    assert shapely.union_all(list(formes.values())).geom_type == "Polygon"


def test_la_limite_entre_deux_communes_d_une_meme_intercommunalite_n_est_pas_tracee(communes):
    lignes = shapely.MultiLineString([[(x, y) for y, x in ligne] for ligne in limites_epci(communes)])
    assert lignes.distance(shapely.Point(5.2, 44.05)) < 1e-6
    assert lignes.distance(shapely.Point(5.1, 44.05)) > 0.04


def test_l_emprise_va_du_sud_ouest_au_nord_est(communes):
    assert emprise(communes) == [[44.0, 5.0], [44.1, 5.3]]
