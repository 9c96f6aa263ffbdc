"""Un point hors de sa commune : au-delà de 3 km, et seulement si le point est bien celui du lieu."""

import geopandas as gpd
import pandas as pd
import pytest
from pyproj import Transformer

from inclusion.analysis.hors_commune import distance_a_la_commune_m, hors_commune

# À 44,05° N, au sud de la commune d'Amont (son bord sud est à 44,0° N)
VERS_WGS84 = Transformer.from_crs(2154, 4326, always_xy=True)
VERS_LAMBERT = Transformer.from_crs(4326, 2154, always_xy=True)


def a_metres(sud_m: float) -> tuple[float, float]:
    """(longitude, latitude) d'un point au sud du milieu du bord d'Amont, à `sud_m` mètres de Lambert."""
    x, y = VERS_LAMBERT.transform(5.05, 44.0)
    longitude, latitude = VERS_WGS84.transform(x, y - sud_m)
    return float(longitude), float(latitude)


def lieu(longitude: float, latitude: float, precision: str = "adresse", code: str = "84901") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "code_insee": [code],
            "longitude": [longitude],
            "latitude": [latitude],
            "precision_localisation": [precision],
        }
    )


def test_un_point_dans_la_commune_est_a_zero_metre(communes: gpd.GeoDataFrame) -> None:
    assert distance_a_la_commune_m(lieu(5.05, 44.05), communes).tolist() == [0.0]


@pytest.mark.parametrize(("metres", "hors"), [(2_950, False), (3_050, True)])
def test_la_borne_est_a_trois_kilometres(metres: float, hors: bool, communes: gpd.GeoDataFrame) -> None:
    table = lieu(*a_metres(metres))
    assert distance_a_la_commune_m(table, communes)[0] == pytest.approx(metres, abs=20)
    assert hors_commune(table, communes).tolist() == [hors]


@pytest.mark.parametrize(
    "table",
    [lieu(2.0, 46.0, "commune"), lieu(2.0, 46.0, code="84999"), lieu(float("nan"), 46.0)],
    ids=["point de la mairie", "commune inconnue", "sans longitude"],
)
def test_ce_que_l_on_ne_peut_pas_juger_n_est_pas_accuse(
    table: pd.DataFrame, communes: gpd.GeoDataFrame
) -> None:
    assert distance_a_la_commune_m(table, communes).isna().all()
    assert hors_commune(table, communes).tolist() == [False]
