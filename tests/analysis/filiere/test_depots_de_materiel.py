"""Les points de dépôt : qui en a un à quinze, à vingt minutes, aux bornes près."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from inclusion.analysis.filiere import depots
from inclusion.analysis.temps_trajet import Trajet


def acteurs(role: str) -> pd.DataFrame:
    """Un seul acteur, à la mairie d'Amont."""
    return pd.DataFrame(
        {"id": ["a"], "code_insee": ["84901"], "role": [role], "latitude": [44.05], "longitude": [5.05]}
    )


@pytest.mark.parametrize(("minutes", "sous_15"), [(14.9, 500.0), (15.0, 500.0), (15.1, 0.0), (np.nan, 0.0)])
def test_quinze_minutes_tout_juste_comptent_et_un_temps_inconnu_non(minutes: float, sous_15: float) -> None:
    table = pd.DataFrame(
        {
            "population": [500],
            "minutes": [minutes],
            "minutes_basses": [0.8 * minutes],
            "minutes_hautes": [1.25 * minutes],
        }
    )
    compte = depots.a_moins_de(table, 15)
    assert (compte.estimes, compte.en_tout) == (sous_15, 500)


def test_la_fourchette_encadre_l_estimation() -> None:
    """Douze minutes estimées, de 9,6 à 15 : sûr. Seize, de 12,8 à 20 : possible. Trente : hors de portée."""
    centrales = np.array([12.0, 16.0, 30.0])
    table = pd.DataFrame(
        {
            "population": [100, 10, 1],
            "minutes": centrales,
            "minutes_basses": 0.8 * centrales,
            "minutes_hautes": 1.25 * centrales,
        }
    )
    compte = depots.a_moins_de(table, 15)
    assert (compte.au_moins, compte.estimes, compte.au_plus) == (100, 100, 110)


def test_le_temps_croit_avec_la_distance_au_depot(communes: gpd.GeoDataFrame) -> None:
    table = depots.temps_au_depot(communes.assign(relief=False), acteurs("ressourcerie"), Trajet())
    amont, aval, loin = table["minutes"]
    assert 0 < amont < aval < loin
    assert aval == pytest.approx(1.3 * 8_025 / 750, rel=0.02)  # 0,1 degré à 44,05° N : 8,0 km, à 45 km/h


def test_un_distributeur_n_est_pas_un_point_de_depot(communes: gpd.GeoDataFrame) -> None:
    table = depots.temps_au_depot(communes.assign(relief=False), acteurs("distributeur"), Trajet())
    assert table["minutes"].isna().all()
