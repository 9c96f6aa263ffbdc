"""Où dessiner un lieu dont on ne connaît que la commune."""

import math

import pandas as pd

ANGLE_D_OR = math.pi * (3 - math.sqrt(5))
ECART_M = 220.0
METRES_PAR_DEGRE = 111_320.0


def situes(lieux: pd.DataFrame, chefs_lieux: pd.DataFrame) -> pd.DataFrame:
    """Place à la mairie de leur commune les lieux sans coordonnées (0 vaut inconnu), et le dit.

    `chefs_lieux` : code_insee, latitude, longitude (EPSG:4326). Un lieu ainsi placé a la précision « commune » ;
    un lieu dont la commune n'est pas connue reste sans coordonnées.
    """
    mairies = chefs_lieux.drop_duplicates("code_insee").set_index("code_insee")
    manque = lieux[["latitude", "longitude"]].isna().any(axis=1) | lieux[["latitude", "longitude"]].eq(0).all(
        axis=1
    )
    return lieux.assign(
        latitude=lieux["latitude"].mask(manque, lieux["code_insee"].map(mairies["latitude"])),
        longitude=lieux["longitude"].mask(manque, lieux["code_insee"].map(mairies["longitude"])),
        precision_localisation=lieux["precision_localisation"].mask(manque, "commune"),
    )


def etalees(lieux: pd.DataFrame, *, ecart_m: float = ECART_M) -> pd.DataFrame:
    """Ajoute `latitude_carte` et `longitude_carte` (EPSG:4326, 6 décimales).

    Les lieux qui partagent un même point sont étalés autour de lui en tournesol (spirale de Vogel, 1979 :
    rayon = écart × √k, angle = k × angle d'or), dans l'ordre des identifiants : la place d'un lieu ne dépend
    pas des filtres si la table entière est passée. Un lieu seul garde sa place ; un lieu situé à son adresse
    aussi.
    """
    tries = lieux.sort_values("id")
    approches = tries["precision_localisation"] != "adresse"
    rang = tries[approches].groupby(["latitude", "longitude"]).cumcount().reindex(tries.index).fillna(0)
    nombre = tries[approches].groupby(["latitude", "longitude"])["id"].transform("size").reindex(tries.index)
    rayon = (ecart_m * (rang + 0.5).pow(0.5)).where(nombre.fillna(1) > 1, 0.0)
    angle = rang * ANGLE_D_OR
    nord = rayon * angle.map(math.cos) / METRES_PAR_DEGRE
    est = (
        rayon
        * angle.map(math.sin)
        / (METRES_PAR_DEGRE * tries["latitude"].astype("float64").map(_cos_degres))
    )
    return lieux.assign(
        latitude_carte=(tries["latitude"] + nord).round(6).reindex(lieux.index),
        longitude_carte=(tries["longitude"] + est).round(6).reindex(lieux.index),
    )


def _cos_degres(latitude: float) -> float:
    return math.cos(math.radians(latitude))
