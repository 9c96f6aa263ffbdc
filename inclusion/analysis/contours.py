"""Les contours allégés que dessine la carte (EPSG:4326, 4 décimales, frontières communes gardées)."""

from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import shapely

TOLERANCE_DEGRES = 0.0008
DECIMALES = 4

Anneaux = list[list[list[float]]]


def contours(communes: gpd.GeoDataFrame) -> dict[str, list[Anneaux]]:
    """code_insee → polygones → anneaux → [latitude, longitude], simplifiés sans jour entre voisines."""
    simples = shapely.coverage_simplify(communes.geometry.to_numpy(), TOLERANCE_DEGRES)
    return {
        code: [_anneaux(polygone) for polygone in _polygones(forme)]
        for code, forme in zip(communes["code_insee"], simples, strict=True)
    }


def limites_epci(communes: gpd.GeoDataFrame) -> list[list[list[float]]]:
    """Les limites entre intercommunalités et le bord du département : lignes de [latitude, longitude]."""
    simples = shapely.coverage_simplify(communes.geometry.to_numpy(), TOLERANCE_DEGRES)
    unions = (
        communes.assign(forme=simples)
        .groupby("siren_epci")["forme"]
        .agg(lambda s: shapely.union_all(s.to_numpy()))
    )
    bords = shapely.line_merge(shapely.union_all([forme.boundary for forme in unions]))
    return [_points(ligne.coords) for ligne in getattr(bords, "geoms", [bords])]


def emprise(communes: gpd.GeoDataFrame) -> list[list[float]]:
    """[[latitude, longitude] sud-ouest, [latitude, longitude] nord-est]."""
    ouest, sud, est, nord = communes.total_bounds
    return [[float(sud), float(ouest)], [float(nord), float(est)]]


def _polygones(forme: Any) -> Iterable[Any]:
    return [p for p in getattr(forme, "geoms", [forme]) if not p.is_empty]


def _anneaux(polygone: Any) -> Anneaux:
    return [_points(anneau.coords) for anneau in (polygone.exterior, *polygone.interiors)]


def _points(coordonnees: Any) -> list[list[float]]:
    return [[round(y, DECIMALES), round(x, DECIMALES)] for x, y, *_ in coordonnees]
