"""Les minutes estimées : à la main, aux bornes des zones, et les réglages que le jeu peut changer."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inclusion.analysis.temps_trajet import (
    A_VERIFIER,
    AU_DELA,
    INCONNU,
    SOUS,
    Trajet,
    chefs_lieux,
    minutes,
    positions,
    trajet,
    zones,
)

REGLAGES = Trajet()


def points(*lignes: tuple[str, float, float, bool]) -> pd.DataFrame:
    return pd.DataFrame(lignes, columns=["code_insee", "latitude", "longitude", "relief"])


@pytest.fixture
def trois(communes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Amont en plaine ; Aval et Loin en relief."""
    return communes.assign(relief=[False, True, True])


def test_l_origine_du_lambert_93_est_a_700_000_6_600_000() -> None:
    xy = positions(pd.Series([46.5, None]), pd.Series([3.0, 3.0]))
    assert xy[0] == pytest.approx([700_000, 6_600_000], abs=1e-3)
    assert np.isnan(xy[1]).all()


def test_dans_une_meme_commune_on_fait_la_moitie_de_la_racine_de_la_superficie(
    trois: gpd.GeoDataFrame,
) -> None:
    """Amont, 100 km² : 5 km à vol d'oiseau, 6,5 km de route à 45 km/h ; jamais 0, même au chef-lieu."""
    au_chef_lieu = points(("84901", 44.05, 5.05, False))
    assert minutes(trois, au_chef_lieu, REGLAGES)[0, 0] == pytest.approx(6.5 / 45 * 60)


def test_entre_deux_communes_on_suit_le_vol_d_oiseau(trois: gpd.GeoDataFrame) -> None:
    """Plaine : 1,3·d/45 ; un bout en relief : la moyenne avec 1,3·d/30 ; les deux : 1,3·d/30."""
    xy = chefs_lieux(trois)
    d_km = np.hypot(*(xy[0] - xy[1])) / 1000
    assert d_km == pytest.approx(8.0, abs=0.05)  # 0,1 degré de longitude à 44,05° : 111,3·cos(44,05°)/10
    plaine, montagne = 1.3 * d_km / 45 * 60, 1.3 * d_km / 30 * 60
    vers = points(("84902", 44.05, 5.15, False), ("84902", 44.05, 5.15, True))
    assert minutes(trois.iloc[[0]], vers, REGLAGES)[0] == pytest.approx([plaine, (plaine + montagne) / 2])
    retour = points(("84901", 44.05, 5.05, False), ("84901", 44.05, 5.05, True))
    assert minutes(trois.iloc[[1]], retour, REGLAGES)[0] == pytest.approx([(plaine + montagne) / 2, montagne])


def test_une_position_inconnue_donne_un_temps_inconnu(trois: gpd.GeoDataFrame) -> None:
    assert np.isnan(minutes(trois, points(("84999", np.nan, 5.0, False)), REGLAGES)).all()


@pytest.mark.parametrize(
    ("duree", "zone"),
    [
        (0, SOUS),
        (15.999, SOUS),
        (16, SOUS),
        (16.001, A_VERIFIER),
        (25, A_VERIFIER),
        (25.001, AU_DELA),
        (np.nan, INCONNU),
    ],
)
def test_trois_zones_et_leurs_bornes_a_20_minutes(duree: float, zone: str) -> None:
    """Sous : 1,25·t ≤ 20, donc t ≤ 16 ; au-delà : 0,8·t > 20, donc t > 25."""
    assert zones(np.array([duree]), 20, REGLAGES).tolist() == [zone]


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 200), st.floats(0, 60), st.floats(0, 60))
def test_un_horizon_plus_long_ne_recule_personne(duree: float, a: float, b: float) -> None:
    rang = {SOUS: 0, A_VERIFIER: 1, AU_DELA: 2}
    court, long = sorted((a, b))
    avant, apres = (rang[str(zones(np.array([duree]), h, REGLAGES)[0])] for h in (court, long))
    assert apres <= avant


def test_le_jeu_peut_changer_chaque_reglage_et_le_projet_repond_a_defaut() -> None:
    assert trajet({}) == Trajet(45, 30, 1.3, 0.8, 1.25)
    dits = {
        "vitesse_plaine": {"valeur": 50},
        "vitesse_relief": {"valeur": 35},
        "detour": {"valeur": 1.4},
        "fourchette": {"bornes": [0.7, 1.5]},
    }
    assert trajet({"trajet": dits}) == Trajet(50, 35, 1.4, 0.7, 1.5)
