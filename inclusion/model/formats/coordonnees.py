"""Une latitude et une longitude en degrés (EPSG:4326), d'où qu'elles viennent."""

import math
import re
from dataclasses import dataclass

from pyproj import Transformer

from inclusion.model.anomalies import Gravite

LAMBERT_93 = (range(-400_000, 1_400_000), range(6_000_000, 7_300_000))
_VERS_DEGRES = Transformer.from_crs(2154, 4326, always_xy=True)


@dataclass(frozen=True)
class Point:
    """Une position lue : None = inconnue ; `regle` vide si rien n'a changé."""

    latitude: float | None
    longitude: float | None
    regle: str = ""
    gravite: Gravite = Gravite.CORRIGE


def point(latitude: str, longitude: str) -> Point:  # noqa: PLR0911 une règle par ligne
    """Virgule décimale, 0 = inconnu, Lambert-93 (EPSG:2154) reconverti, latitude et longitude inversées.

    L'inversion ne se devine qu'en France métropolitaine, où la latitude (41 à 52) n'est jamais une longitude.
    """
    y, x = _lu(latitude), _lu(longitude)
    if not latitude.strip() and not longitude.strip():
        return Point(None, None)
    if y is None or x is None:
        return Point(None, None, "coordonnées illisibles ou incomplètes", Gravite.A_VERIFIER)
    if x == 0 and y == 0:
        return Point(None, None, "coordonnées à 0 : inconnues")
    for est, nord in ((x, y), (y, x)):
        if int(est) in LAMBERT_93[0] and int(nord) in LAMBERT_93[1]:
            lon, lat = _VERS_DEGRES.transform(est, nord)
            return Point(round(lat, 6), round(lon, 6), "coordonnées Lambert-93 converties en degrés")
    if 41 <= x <= 52 and -6 <= y <= 10:
        return Point(x, y, "latitude et longitude inversées")
    if abs(y) > 90 or abs(x) > 180:
        return Point(None, None, "coordonnées hors bornes", Gravite.A_VERIFIER)
    virgule = "," in latitude or "," in longitude
    return Point(y, x, "coordonnées à virgule" if virgule else "")


def _lu(texte: str) -> float | None:
    propre = re.sub(r"[\s°]", "", texte).replace(",", ".")
    try:
        lue = float(propre)
    except ValueError:
        return None
    return lue if math.isfinite(lue) else None
