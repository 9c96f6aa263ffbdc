"""Minutes de voiture estimées sans réseau routier, avec leur fourchette.

d = distance à vol d'oiseau (Lambert-93, EPSG:2154, mètres) ; dans une même commune, d = ½·√superficie, jamais 0.
temps = détour × d / vitesse ; vitesse de relief si les deux bouts sont en relief, moyenne des deux temps si un seul
l'est. Calé sur une matrice OSRM de 512 communes de l'Isère (docs/calibration.md). Quand un moteur de routes a calculé des
minutes pour ce jeu (data.moteurs_trajet), elles remplacent l'estimation, trajet par trajet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from inclusion.model.temps_calcules import TempsCalcules

METRIQUE = "EPSG:2154"
SOUS, AU_DELA, A_VERIFIER, INCONNU = "sous", "au_dela", "a_verifier", "inconnu"
ZONES = {
    SOUS: "à moins de {horizon} minutes",
    AU_DELA: "à plus de {horizon} minutes",
    A_VERIFIER: "à vérifier : la fourchette de temps passe par {horizon} minutes",
    INCONNU: "aucun lieu atteignable connu",
}
Matrice = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Trajet:
    """Les réglages du temps de trajet : km/h, rapport route / vol d'oiseau, fourchette (facteurs), minutes calculées."""

    vitesse_plaine: float = 45.0
    vitesse_relief: float = 30.0
    detour: float = 1.3
    bas: float = 0.8
    haut: float = 1.25
    calcules: TempsCalcules | None = None

    def minutes_par_m(self, vitesse: float) -> float:
        return self.detour * 60 / (vitesse * 1000)


def trajet(parametres: Mapping[str, Any]) -> Trajet:
    """Les réglages de `[trajet]` de parametres.toml ; ceux du projet à défaut."""
    dits = parametres.get("trajet", {})
    defaut = Trajet()
    bas, haut = dits.get("fourchette", {}).get("bornes", (defaut.bas, defaut.haut))
    return Trajet(
        dits.get("vitesse_plaine", {}).get("valeur", defaut.vitesse_plaine),
        dits.get("vitesse_relief", {}).get("valeur", defaut.vitesse_relief),
        dits.get("detour", {}).get("valeur", defaut.detour),
        bas,
        haut,
        parametres.get("temps_calcules"),
    )


def moteur(reglages: Trajet) -> str:
    """La phrase qui dit quel moteur a fait les minutes."""
    r = reglages
    estimees = (
        f"Minutes estimées à vol d'oiseau ({_fr(r.detour)} × la distance, à {_fr(r.vitesse_plaine)} km/h, "
        f"{_fr(r.vitesse_relief)} en relief), sans réseau routier."
    )
    if r.calcules is None:
        return estimees
    le = "/".join(reversed(r.calcules.date.split("-")))
    return f"{r.calcules.moteur} Calculées le {le} ; pour un trajet qui n'y est pas : {estimees[0].lower()}{estimees[1:]}"


def _fr(valeur: float) -> str:
    return f"{valeur:g}".replace(".", ",")


def positions(latitudes: pd.Series, longitudes: pd.Series) -> Matrice:
    """Coordonnées Lambert-93 (mètres, n × 2) de points EPSG:4326 ; NaN si l'une manque."""
    points = gpd.GeoSeries(
        gpd.points_from_xy(longitudes.astype("float64"), latitudes.astype("float64"), crs="EPSG:4326")
    ).to_crs(METRIQUE)
    connus = (latitudes.notna() & longitudes.notna()).to_numpy()
    xy = np.column_stack([points.x.to_numpy(dtype=float), points.y.to_numpy(dtype=float)])
    return np.where(connus[:, None], xy, np.nan)


def chefs_lieux(communes: pd.DataFrame) -> Matrice:
    """Coordonnées Lambert-93 (mètres, n × 2) des chefs-lieux ; NaN si inconnu."""
    points = gpd.GeoSeries(communes["chef_lieu"], crs="EPSG:4326").to_crs(METRIQUE)
    return np.column_stack([points.x.to_numpy(dtype=float), points.y.to_numpy(dtype=float)])


def minutes(communes: pd.DataFrame, points: pd.DataFrame, reglages: Trajet) -> Matrice:
    """Minutes centrales du chef-lieu de chaque commune à chaque point (communes × points).

    `communes` : code_insee, chef_lieu, superficie_km2, relief ; `points` : code_insee, latitude, longitude (EPSG:4326),
    relief. Un point de la commune même est à ½·√superficie, même si ses coordonnées sont celles du chef-lieu, ou
    inconnues. NaN ailleurs si la position est inconnue, ou si le moteur de routes n'a pas trouvé de route.
    """
    de, vers = chefs_lieux(communes), positions(points["latitude"], points["longitude"])
    distance_m = np.hypot(de[:, None, 0] - vers[None, :, 0], de[:, None, 1] - vers[None, :, 1])
    meme = communes["code_insee"].to_numpy()[:, None] == points["code_insee"].to_numpy()[None, :]
    interne_m = 500 * np.sqrt(communes["superficie_km2"].to_numpy(dtype=float))
    distance_m = np.where(meme, interne_m[:, None], distance_m)
    relief = (
        communes["relief"].to_numpy(dtype=float)[:, None] + points["relief"].to_numpy(dtype=float)[None, :]
    )
    plaine = distance_m * reglages.minutes_par_m(reglages.vitesse_plaine)
    montagne = distance_m * reglages.minutes_par_m(reglages.vitesse_relief)
    estimees: Matrice = plaine + (montagne - plaine) * relief / 2
    if reglages.calcules is None:
        return estimees
    calculees = reglages.calcules.sinon(
        estimees,
        communes["code_insee"].to_list(),
        points["latitude"].to_list(),
        points["longitude"].to_list(),
    )
    return np.where(meme, estimees, calculees)


def zones(minutes_centrales: Matrice, horizon: float, reglages: Trajet) -> npt.NDArray[np.str_]:
    """La zone de chaque durée : « sous » si 1,25·t ≤ T, « au_dela » si 0,8·t > T, sinon « a_verifier »."""
    bornes = [
        np.isnan(minutes_centrales),
        reglages.haut * minutes_centrales <= horizon,
        reglages.bas * minutes_centrales > horizon,
    ]
    return np.select(bornes, [INCONNU, SOUS, AU_DELA], default=A_VERIFIER)
