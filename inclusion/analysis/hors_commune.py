"""Les points qui ne tombent pas dans la commune que dit leur fiche."""

import geopandas as gpd
import pandas as pd

TOLERANCE_M = 3_000.0
SITUEES = ("adresse", "rue")
LAMBERT_93 = "EPSG:2154"


def distance_a_la_commune_m(lieux: pd.DataFrame, communes: gpd.GeoDataFrame) -> pd.Series:
    """Mètres (Lambert-93) du point d'un lieu au contour de sa commune ; 0 dedans.

    Manquante sans coordonnées, sans contour de la commune, ou si le point n'est que celui de la mairie.
    """
    contours = gpd.GeoSeries(
        communes["geometry"].to_list(), index=communes["code_insee"].to_list(), crs="EPSG:4326"
    ).to_crs(LAMBERT_93)
    contours = contours[contours.notna()]
    juges = lieux[
        lieux["precision_localisation"].isin(SITUEES)
        & lieux[["latitude", "longitude"]].notna().all(axis=1)
        & lieux["code_insee"].isin(contours.index)
    ]
    points = gpd.GeoSeries(
        gpd.points_from_xy(juges["longitude"], juges["latitude"]), index=juges.index, crs="EPSG:4326"
    ).to_crs(LAMBERT_93)
    siens = gpd.GeoSeries(contours.reindex(juges["code_insee"]).to_list(), index=juges.index, crs=LAMBERT_93)
    return pd.Series(points.distance(siens), index=juges.index, dtype="float64").reindex(lieux.index)


def hors_commune(
    lieux: pd.DataFrame, communes: gpd.GeoDataFrame, *, tolerance_m: float = TOLERANCE_M
) -> pd.Series:
    """Masque des lieux dont le point est à plus de `tolerance_m` de leur commune."""
    return distance_a_la_commune_m(lieux, communes).gt(tolerance_m)
