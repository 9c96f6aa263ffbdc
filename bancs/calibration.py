"""Rejoue la calibration des temps de trajet : nos minutes contre une vraie matrice de routes.

python -m bancs.calibration DOSSIER

DOSSIER contient `TimeDistCarIsere.csv` (secondes de voiture OSRM entre 512 communes, sans circulation) et `isere.geojson`
(id, population, lon, lat de la mairie, contour) : dépôt neocarto/rspatial, licence MIT. Les chiffres imprimés sont ceux de
docs/calibration.md.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from inclusion.analysis.temps_trajet import (
    A_VERIFIER,
    AU_DELA,
    METRIQUE,
    SOUS,
    Trajet,
    chefs_lieux,
    minutes,
    zones,
)

Matrice = npt.NDArray[np.float64]
COURT_M, HORIZON, TIRAGES, GRAINE = 15_000.0, 20.0, 300, 84
LIEUX = (30, 50, 80)


@dataclass(frozen=True, eq=False)
class Terrain:
    """Les communes, leurs distances à vol d'oiseau (m), leurs minutes vraies (OSRM) et estimées."""

    communes: gpd.GeoDataFrame
    distance_m: Matrice
    vraies: Matrice
    estimees: Matrice

    @property
    def plaine(self) -> npt.NDArray[np.bool_]:
        """Le nord-ouest du département : au nord de 45,3° et à l'ouest de 5,7°."""
        return (self._latitude > 45.3) & (self.communes.chef_lieu.x.to_numpy() < 5.7)

    @property
    def montagne(self) -> npt.NDArray[np.bool_]:
        """Le sud, au-dessous de 45,15° : Vercors, Trièves, Oisans."""
        return self._latitude < 45.15

    @property
    def _latitude(self) -> Matrice:
        return self.communes.chef_lieu.y.to_numpy(dtype=float)


def load_terrain(dossier: Path, reglages: Trajet) -> Terrain:
    """Lit les deux fichiers ; la montagne y est en relief, le reste non."""
    lues = gpd.read_file(dossier / "isere.geojson")
    chefs = gpd.GeoSeries(gpd.points_from_xy(lues["lon"], lues["lat"]), crs="EPSG:4326")
    communes = gpd.GeoDataFrame(
        {
            "code_insee": lues["id"].astype("str"),
            "population": lues["population"].to_numpy(dtype=float),
            "superficie_km2": lues.to_crs(METRIQUE).area.to_numpy() / 1e6,
            "relief": chefs.y.to_numpy() < 45.15,
            "chef_lieu": chefs,
        },
        geometry=lues.geometry,
    )
    temps = pd.read_csv(dossier / "TimeDistCarIsere.csv", dtype={"id": "str"}).set_index("id")
    ordre = communes["code_insee"].to_list()
    points = communes.assign(latitude=chefs.y, longitude=chefs.x)
    xy = chefs_lieux(communes)
    return Terrain(
        communes=communes,
        distance_m=np.hypot(*(xy[:, None] - xy[None, :]).transpose(2, 0, 1)),
        vraies=temps.loc[ordre, ordre].to_numpy(dtype=float) / 60,
        estimees=minutes(communes, points, reglages),
    )


def courts(terrain: Terrain, de: npt.NDArray[np.bool_], vers: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Les trajets de 15 km au plus d'un ensemble à un autre, d'une commune à une autre."""
    ailleurs = ~np.eye(len(terrain.vraies), dtype=bool)
    masque: npt.NDArray[np.bool_] = ailleurs & (terrain.distance_m <= COURT_M) & de[:, None] & vers[None, :]
    return masque


def ecarts(
    terrain: Terrain, masque: npt.NDArray[np.bool_], reglages: Trajet
) -> tuple[int, float, float, float]:
    """(trajets, biais, erreur absolue moyenne, part des vraies durées dans la fourchette) : minutes, puis 0-1."""
    vraies, estimees = terrain.vraies[masque], terrain.estimees[masque]
    dedans = (vraies >= reglages.bas * estimees) & (vraies <= reglages.haut * estimees)
    ecart = estimees - vraies
    return int(masque.sum()), float(ecart.mean()), float(np.abs(ecart).mean()), float(dedans.mean())


@dataclass(frozen=True)
class Loin:
    """Ce que l'on dit des habitants à plus de 20 minutes, moyenne des tirages ; parts 0-1."""

    vraie: float
    estimee: float
    ecart: float
    a_verifier: float
    sous_juste: float
    au_dela_juste: float
    communes_a_5_min_pres: float


def loin(terrain: Terrain, reglages: Trajet, lieux: int) -> Loin:
    """Des lieux tirés au sort parmi les communes, au prorata des habitants ; le plus proche, vrai et estimé."""
    des = np.random.default_rng(GRAINE)
    habitants = terrain.communes["population"].to_numpy(dtype=float)
    p = habitants / habitants.sum()
    lignes = []
    for _ in range(TIRAGES):
        choisis = des.choice(len(p), lieux, replace=False, p=p)
        vraies, estimees = terrain.vraies[:, choisis].min(axis=1), terrain.estimees[:, choisis].min(axis=1)
        zone = zones(estimees, HORIZON, reglages)
        dehors = np.ones(len(p), dtype=bool)
        dehors[choisis] = False
        lignes.append(
            [
                p[vraies > HORIZON].sum(),
                p[estimees > HORIZON].sum(),
                abs(p[vraies > HORIZON].sum() - p[estimees > HORIZON].sum()),
                p[zone == A_VERIFIER].sum(),
                _part(p, zone == SOUS, vraies <= HORIZON),
                _part(p, zone == AU_DELA, vraies > HORIZON),
                (np.abs(vraies - estimees)[dehors & terrain.montagne] <= 5).mean(),
            ]
        )
    return Loin(*np.nanmean(lignes, axis=0).tolist())


def _part(p: Matrice, parmi: npt.NDArray[np.bool_], vrai: npt.NDArray[np.bool_]) -> float:
    return float(p[parmi & vrai].sum() / p[parmi].sum()) if p[parmi].sum() else float("nan")


def main() -> int:
    if len(sys.argv) != 2 or not (Path(sys.argv[1]) / "isere.geojson").is_file():
        print(__doc__)
        return 2
    reglages = Trajet()
    terrain = load_terrain(Path(sys.argv[1]), reglages)
    plaine, montagne = terrain.plaine, terrain.montagne
    entre = ~plaine & ~montagne
    tous = np.ones(len(plaine), dtype=bool)
    print(
        f"{len(tous)} communes : {plaine.sum()} de plaine, {montagne.sum()} de montagne, {entre.sum()} entre les deux"
    )
    print("trajets de 15 km au plus      nombre  biais  erreur  dans la fourchette")
    paires = {
        "plaine": (plaine, plaine),
        "montagne": (montagne, montagne),
        "entre les deux": (entre, entre),
        "tous": (tous, tous),
    }
    for nom, (de, vers) in paires.items():
        n, biais, erreur, dedans = ecarts(terrain, courts(terrain, de, vers), reglages)
        print(f"  {nom:<26} {n:>8} {biais:>6.1f} {erreur:>7.1f} {dedans:>10.0%}")
    print(f"habitants à plus de {HORIZON:.0f} minutes, {TIRAGES} tirages de lieux")
    for lieux in LIEUX:
        dit = loin(terrain, reglages, lieux)
        print(
            f"  {lieux} lieux : vrai {dit.vraie:.1%}, estimé {dit.estimee:.1%}, écart moyen d'un tirage {dit.ecart:.1%} ; "
            f"à vérifier {dit.a_verifier:.1%} ; sous 20 : juste pour {dit.sous_juste:.1%} ; au-delà : juste pour "
            f"{dit.au_dela_juste:.0%} ; communes de montagne à 5 minutes près : {dit.communes_a_5_min_pres:.0%}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
