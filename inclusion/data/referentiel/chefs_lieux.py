"""Le chef-lieu de chaque commune, et les communes voisines d'un département."""

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from inclusion.data.referentiel.anomalies import Anomalie, anomalies
from inclusion.data.referentiel.communes import WGS84, communes_decrites
from inclusion.data.referentiel.sources import Sources

LAMBERT_93 = "EPSG:2154"
ECART_TOLERE_M = 500
VOISINAGE_M = 30_000
METRES_PAR_DEGRE = 111_000
COLONNES_VOISINES = [
    "code_insee",
    "nom",
    "siren_epci",
    "code_departement",
    "population",
    "pop_65_plus",
    "superficie_km2",
    "chef_lieu",
    "chef_lieu_origine",
    "distance_m",
]


def projection_locale(zone: str, communes: gpd.GeoDataFrame) -> str:
    """Une projection en mètres : Lambert-93 en métropole, l'UTM du lieu outre-mer."""
    return LAMBERT_93 if zone == "metro" else str(communes.estimate_utm_crs().to_string())


def avec_chef_lieu(communes: gpd.GeoDataFrame, *, projection: str) -> gpd.GeoDataFrame:
    """Ajoute `chef_lieu` (point WGS84), `chef_lieu_origine` (mairie, interieur ou `""`), `ecart_mairie_m`.

    Le point de la mairie est gardé s'il est dans la commune à `ECART_TOLERE_M` près (compris), ou si l'on
    n'a pas de contour pour en juger ; sinon un point intérieur au contour le remplace.
    """
    connus = communes["point_mairie"].map(lambda p: None if pd.isna(p) else p)
    mairies = gpd.GeoSeries(connus, index=communes.index, crs=WGS84)
    ecart_m = mairies.to_crs(projection).distance(communes.geometry.to_crs(projection), align=False)
    bonne = mairies.notna() & ~(ecart_m > ECART_TOLERE_M)
    interieurs = communes.geometry.representative_point()
    points = mairies.where(bonne, interieurs)
    origine = pd.Series(np.where(bonne, "mairie", "interieur"), index=communes.index, dtype="str")
    return communes.assign(
        chef_lieu=points,
        chef_lieu_origine=origine.where(points.notna(), ""),
        ecart_mairie_m=ecart_m,
    )


def communes_voisines(
    sources: Sources, departement: str, communes: gpd.GeoDataFrame, *, projection: str
) -> gpd.GeoDataFrame:
    """Les communes des autres départements dont le chef-lieu est à moins de 30 km du contour.

    `distance_m` : du chef-lieu au contour du département, en mètres de la projection. Géométrie : chef_lieu.
    """
    contour = communes.geometry.to_crs(projection).union_all()
    codes = codes_proches(sources, departement, communes.total_bounds)
    candidates = avec_chef_lieu(communes_decrites(sources, codes), projection=projection)
    distance_m = candidates["chef_lieu"].to_crs(projection).distance(contour)
    proches = candidates.assign(distance_m=distance_m.round())[distance_m < VOISINAGE_M]
    return gpd.GeoDataFrame(proches, geometry="chef_lieu", crs=WGS84)


def codes_proches(
    sources: Sources, departement: str, emprise: "np.ndarray[tuple[int], np.dtype[np.float64]]"
) -> set[str]:
    """Les communes des autres départements qui touchent l'emprise (degrés) élargie du voisinage."""
    ouest, sud, est, nord = emprise
    marge = (VOISINAGE_M + ECART_TOLERE_M) / METRES_PAR_DEGRE + 0.01
    marge_est = marge / math.cos(math.radians(max(abs(sud), abs(nord)) + marge))
    traces = [
        c or p for c, p in zip(sources.contours["contour"], sources.contours["point_mairie"], strict=True)
    ]
    bornes = shapely.bounds(np.array(traces, dtype=object))
    touche = (
        (bornes[:, 0] <= est + marge_est)
        & (bornes[:, 2] >= ouest - marge_est)
        & (bornes[:, 1] <= nord + marge)
        & (bornes[:, 3] >= sud - marge)
    )
    ailleurs = sources.communes.loc[sources.communes["code_departement"] != departement, "code_insee"]
    return set(sources.contours.loc[touche, "code_insee"]) & set(ailleurs)


def anomalies_voisinage(sources: Sources, voisines: gpd.GeoDataFrame) -> list[Anomalie]:
    """Les communes des départements voisins que rien ne situe : on ne sait pas si elles sont proches."""
    contours = sources.contours
    situees = contours.loc[contours["contour"].notna() | contours["point_mairie"].notna(), "code_insee"]
    autour = sources.communes["code_departement"].isin(voisines["code_departement"])
    return anomalies(
        sources.communes, autour & ~sources.communes["code_insee"].isin(situees), "voisine_non_localisee"
    )


def anomalies_chefs_lieux(communes: gpd.GeoDataFrame) -> list[Anomalie]:
    """Les points de mairie absents ou remplacés."""
    return [
        *anomalies(communes, communes["point_mairie"].isna(), "sans_mairie"),
        *anomalies(
            communes,
            communes["ecart_mairie_m"] > ECART_TOLERE_M,
            "mairie_hors_commune",
            lambda c: f"point de mairie à {round(c['ecart_mairie_m'])} m du contour de la commune",
        ),
    ]
