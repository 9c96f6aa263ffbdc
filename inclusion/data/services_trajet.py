"""Les services de routes que l'on peut choisir d'interroger : table OSRM, isochrones de l'IGN.

Il n'en sort que des positions (5 décimales) : ni nom, ni identifiant, ni habitant. Chaque réponse est jugée, gardée sur
disque, et jamais redemandée.
"""

import hashlib
import json
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import numpy as np
import pandas as pd
from shapely import Point, contains_xy
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from inclusion.data.sources import Source, SourceError
from inclusion.data.telechargement import Limites, Telecharge, deja_pris, download
from inclusion.model.temps_calcules import DECIMALES, VOL_D_OISEAU, Matrice

OSRM, IGN = "osrm", "ign"
REGLAGES = "parametres.toml, section [moteurs]"
TYPES = ("application/json", "application/geo+json")
LOT = 90  # un serveur OSRM ordinaire admet 100 points par demande
KMH_MAX, JEU_KM, ACCROCHE_M = 200.0, 2.0, 5_000.0
KM_PAR_DEGRE = 111.195
PATIENCE = Limites(connexion_s=5.0, silence_s=20.0, duree_s=60.0, essais=2, pause_s=1.0, redirections=0)

Calcul = Callable[[pd.DataFrame, pd.DataFrame], Matrice]
"""(communes, points) → minutes : voir `Moteur`."""
Position = tuple[float, float]
"""(longitude, latitude), EPSG:4326, arrondies."""


class MoteurError(Exception):
    """Un moteur n'a pas pu répondre, ou a répondu n'importe quoi ; le message dit quoi faire."""


@dataclass(frozen=True)
class Service:
    """Un service distant : son adresse, où garder ses réponses, l'estimation qui vaut dans une même commune."""

    adresse: str
    cache: Path
    calcul: Calcul
    limites: Limites = PATIENCE
    repos_s: float = 0.0
    dormir: Callable[[float], None] = field(default=time.sleep, repr=False)
    nom: str = ""
    libelle: str = ""

    def phrase(self) -> str:
        return (
            f"Minutes de route calculées par {self.libelle} ({urlsplit(self.adresse).hostname}), sans circulation ; "
            "dans une même commune, estimées à vol d'oiseau."
        )

    def minutes(self, communes: pd.DataFrame, points: pd.DataFrame) -> Matrice:
        estimees = self.calcul(communes, points)
        meme = communes["code_insee"].to_numpy()[:, None] == points["code_insee"].to_numpy()[None, :]
        de = [_position(p.x, p.y) if p else None for p in communes["chef_lieu"]]
        vers = [_position(lon, lat) for lon, lat in zip(points["longitude"], points["latitude"], strict=True)]
        origines = sorted({p for p in de if p})
        colonnes = {arrivee: self._vers(origines, arrivee) for arrivee in sorted({p for p in vers if p})}
        rangs = np.array([origines.index(p) if p else -1 for p in de], dtype=int)
        inconnue = np.full(len(origines) + 1, np.nan)
        lues = [np.append(colonnes[p], np.nan)[rangs] if p else inconnue[rangs] for p in vers]
        routes = np.column_stack(lues) if lues else np.empty((len(communes), 0))
        return np.where(meme, estimees, self._raisonnees(routes, estimees))

    def _vers(self, origines: list[Position], arrivee: Position) -> Matrice:
        raise NotImplementedError

    def _raisonnees(self, routes: Matrice, estimees: Matrice) -> Matrice:  # noqa: ARG002 l'isochrone s'en sert
        return routes

    def _lire(self, adresse: str, verifier: Callable[[Any], Matrice]) -> Matrice:
        """La réponse vérifiée à une demande, gardée ou prise ; une réponse absurde est jetée, pas gardée."""
        source = self._source(adresse)
        pris = deja_pris(source, self.cache) or self._prendre(source)
        try:
            return verifier(json.loads(pris.chemin.read_bytes()))
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, ShapelyError) as erreur:
            pris.chemin.unlink(missing_ok=True)
            dit = str(erreur) if isinstance(erreur, _AbsurdeError) else "réponse que l'on ne comprend pas"
            raise MoteurError(
                f"{self.libelle} ({urlsplit(self.adresse).hostname}) : {dit}. Vérifier le service dans {REGLAGES}, ou y "
                f"remettre actif = « {VOL_D_OISEAU} »."
            ) from erreur

    def _prendre(self, source: Source) -> Telecharge:
        self.dormir(self.repos_s)
        try:
            return download(source, self.cache, limites=self.limites, dormir=self.dormir)
        except SourceError as erreur:
            raise MoteurError(f"{erreur} Ou remettre actif = « {VOL_D_OISEAU} » dans {REGLAGES}.") from erreur

    def _source(self, adresse: str) -> Source:
        fichier = f"{self.nom}-{hashlib.sha256(adresse.encode()).hexdigest()[:24]}.json"
        return Source(self.nom, self.libelle, adresse, fichier, TYPES, "", self.libelle, "", 10.0, REGLAGES)


class _AbsurdeError(ValueError):
    """Une réponse bien formée, mais impossible."""


@dataclass(frozen=True)
class TableOSRM(Service):
    """Le service « table » d'un serveur OSRM : une demande par lieu et par lot de chefs-lieux."""

    profil: str = "driving"
    nom: str = OSRM
    libelle: str = "OSRM"

    def _vers(self, origines: list[Position], arrivee: Position) -> Matrice:
        lots = [origines[k : k + LOT] for k in range(0, len(origines), LOT)]
        return np.concatenate([self._lot(lot, arrivee) for lot in lots]) if lots else np.empty(0)

    def _lot(self, origines: list[Position], arrivee: Position) -> Matrice:
        points = ";".join(f"{lon:.{DECIMALES}f},{lat:.{DECIMALES}f}" for lon, lat in [*origines, arrivee])
        sources = ";".join(str(k) for k in range(len(origines)))
        demande = f"sources={sources}&destinations={len(origines)}&annotations=duration"
        adresse = f"{self.adresse.rstrip('/')}/table/v1/{self.profil}/{points}?{demande}"
        return self._lire(adresse, lambda dit: self._durees(dit, origines, arrivee))

    def _durees(self, dit: Any, origines: list[Position], arrivee: Position) -> Matrice:
        if dit["code"] != "Ok":
            raise _AbsurdeError(f"refuse la demande ({dit['code']})")
        loin = [p.get("distance", 0.0) for p in [*dit.get("sources", []), *dit.get("destinations", [])]]
        if loin and max(loin) > ACCROCHE_M:
            raise _AbsurdeError("ne connaît pas les routes de cette région")
        if len(dit["durations"]) != len(origines) or any(len(ligne) != 1 for ligne in dit["durations"]):
            raise _AbsurdeError("n'a pas rendu une durée par trajet demandé")
        secondes = [math.nan if ligne[0] is None else float(ligne[0]) for ligne in dit["durations"]]
        for origine, duree in zip(origines, secondes, strict=True):
            km = _km(origine, arrivee)
            if duree < 0 or math.isinf(duree) or km > JEU_KM + KMH_MAX * duree / 3600:
                raise _AbsurdeError(f"durée impossible : {km:.0f} km à vol d'oiseau en {duree:.0f} secondes")
        return np.array(secondes) / 60


@dataclass(frozen=True)
class IsochroneIGN(Service):
    """Les isochrones de la Géoplateforme (IGN) : une demande par lieu et par horizon.

    Une isochrone ne dit pas une durée mais une bande (entre 10 et 15 minutes) : l'estimation à vol d'oiseau y est ramenée.
    """

    horizons: tuple[float, ...] = (10.0, 15.0, 20.0, 30.0)
    ressource: str = "bdtopo-valhalla"
    nom: str = IGN
    libelle: str = "les isochrones de l'IGN"
    repos_s: float = 0.25  # la Géoplateforme admet 5 demandes par seconde

    def phrase(self) -> str:
        bandes = ", ".join(f"{h:g}" for h in self.horizons)
        return f"{super().phrase()} Bandes de {bandes} minutes ; à l'intérieur d'une bande, estimées à vol d'oiseau."

    def _vers(self, origines: list[Position], arrivee: Position) -> Matrice:
        """Le plus petit horizon dont l'isochrone contient le chef-lieu ; infini au-delà du dernier."""
        bande = np.full(len(origines), np.inf)
        for horizon in sorted(self.horizons, reverse=True):
            dedans = self._lire(self._demande(arrivee, horizon), self._juge(origines, arrivee, horizon))
            bande = np.where(dedans > 0, horizon, bande)
        return bande

    def _raisonnees(self, routes: Matrice, estimees: Matrice) -> Matrice:
        bornes = [0.0, *sorted(self.horizons)]
        bas = np.select([routes == h for h in bornes[1:]], bornes[:-1], default=bornes[-1])
        bas = np.where(
            bas > 0, np.nextafter(bas, np.inf), 0.0
        )  # être au-delà de 10 minutes n'est pas être à 10
        return np.where(np.isnan(routes), np.nan, np.clip(estimees, bas, routes))

    def _demande(self, arrivee: Position, horizon: float) -> str:
        reglages = {
            "resource": self.ressource,
            "point": f"{arrivee[0]:.{DECIMALES}f},{arrivee[1]:.{DECIMALES}f}",
            "costType": "time",
            "costValue": f"{horizon * 60:.0f}",
            "timeUnit": "second",
            "profile": "car",
            "direction": "arrival",
            "geometryFormat": "geojson",
            "crs": "EPSG:4326",
        }
        return f"{self.adresse}?{urlencode(reglages)}"

    @staticmethod
    def _juge(origines: list[Position], arrivee: Position, horizon: float) -> Callable[[Any], Matrice]:
        def juger(dit: Any) -> Matrice:
            zone: BaseGeometry = shape(dit["geometry"])
            if zone.geom_type not in {"Polygon", "MultiPolygon"} or zone.is_empty or not zone.is_valid:
                raise _AbsurdeError("isochrone qui n'est pas une surface")
            ouest, sud, est, nord = zone.bounds
            coins = [(ouest, sud), (ouest, nord), (est, sud), (est, nord)]
            if zone.distance(Point(arrivee)) * KM_PAR_DEGRE > JEU_KM:
                raise _AbsurdeError("isochrone qui n'entoure pas le lieu demandé")
            if max(_km(coin, arrivee) for coin in coins) > JEU_KM + 1.5 * KMH_MAX * horizon / 60:
                raise _AbsurdeError(f"isochrone trop vaste pour {horizon:g} minutes")
            longitudes, latitudes = (np.array([p[k] for p in origines]) for k in (0, 1))
            return np.asarray(contains_xy(zone, longitudes, latitudes), dtype=float)

        return juger


def _position(longitude: float, latitude: float) -> Position | None:
    if pd.isna(longitude) or pd.isna(latitude):
        return None
    return round(float(longitude), DECIMALES), round(float(latitude), DECIMALES)


def _km(a: Position, b: Position) -> float:
    """À vol d'oiseau, assez juste pour dire qu'une durée est impossible."""
    est = (a[0] - b[0]) * math.cos(math.radians((a[1] + b[1]) / 2))
    return KM_PAR_DEGRE * math.hypot(est, a[1] - b[1])
