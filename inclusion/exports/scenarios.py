"""Un scénario en GeoJSON : les communes avant et après, les permanences, et les paramètres qui les ont faites."""

import json
from collections.abc import Mapping
from math import isinf
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import mapping

from inclusion.exports.mentions import mentions
from inclusion.model.releves import Releve

PROPRIETES = [
    "code_insee",
    "nom",
    "personnes",
    "aujourd_hui",
    "avant",
    "apres",
    "etat",
    "zone_avant",
    "zone_apres",
]


def to_geojson(
    communes: gpd.GeoDataFrame,
    points: pd.DataFrame,
    *,
    parametres: Releve,
    territoire: str,
) -> bytes:
    """FeatureCollection (EPSG:4326) : `genre` vaut commune, permanence, existant ou arrete ; minutes vides : null.

    `communes` : PROPRIETES et geometry ; `points` : genre, code_insee, nom, detail, latitude, longitude ;
    `parametres` : un relevé parametre, valeur, dont les sources sont celles du fichier.
    """
    return json.dumps(
        {
            "type": "FeatureCollection",
            "parametres": dict(parametres.lignes.itertuples(index=False, name=None)),
            "provenances": [mentions(source, territoire=territoire) for source in parametres.sources],
            "features": [
                *(_commune(ligne) for ligne in communes.to_dict("records")),
                *(_point(ligne) for ligne in points.to_dict("records")),
            ],
        },
        ensure_ascii=False,
    ).encode("utf-8")


def _commune(ligne: Mapping[str, Any]) -> dict[str, Any]:
    geometrie = ligne["geometry"]
    return {
        "type": "Feature",
        "geometry": None if geometrie is None else mapping(geometrie),
        "properties": {"genre": "commune"} | {nom: _valeur(ligne[nom]) for nom in PROPRIETES},
    }


def _point(ligne: Mapping[str, Any]) -> dict[str, Any]:
    x, y = ligne["longitude"], ligne["latitude"]
    return {
        "type": "Feature",
        "geometry": None if pd.isna(x) else {"type": "Point", "coordinates": [float(x), float(y)]},
        "properties": {nom: ligne[nom] for nom in ("genre", "code_insee", "nom", "detail")},
    }


def _valeur(valeur: Any) -> Any:
    if isinstance(valeur, str):
        return valeur
    if pd.isna(valeur) or isinf(valeur):
        return None
    return int(valeur) if float(valeur).is_integer() else round(float(valeur), 2)
