"""Le petit monde des réponses : ses territoires, ses lignes, son instant.

Le monde est celui de `tests/conftest.py`, complété : Amont (10 000 habitants, 100 km²) et Aval (2 000, 50 km²) forment
« Deux Rives », Loin (500, 50 km²) est seule dans « Les Confins ». Entre deux chefs-lieux voisins il y a 0,1 degré de
longitude, soit 8,0 km à vol d'oiseau : 1,3 × 8,0 / 45 × 60 = 13,9 minutes ; dans Amont, ½·√100 = 5 km : 8,7 minutes ;
dans Aval, ½·√50 = 3,5 km : 6,1 minutes.
"""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import pandas as pd
from shapely.geometry import Point

from inclusion.data.lecture import typee
from inclusion.model.schemas import schemas
from inclusion.model.territoires import Niveau, Territoire

DEPARTEMENT = Territoire("84", "Essai", Niveau.DEPARTEMENT)
DEUX_RIVES = Territoire("200000001", "Deux Rives", Niveau.EPCI, siren_epci="200000001")
CONFINS = Territoire("200000002", "Les Confins", Niveau.EPCI, siren_epci="200000002")
AMONT = Territoire("84901", "Amont", Niveau.COMMUNE, siren_epci="200000001")
AVAL = Territoire("84902", "Aval", Niveau.COMMUNE, siren_epci="200000001")
LOIN = Territoire("84903", "Loin", Niveau.COMMUNE, siren_epci="200000002")
INSTANT = datetime(2026, 11, 24, 10, 30, tzinfo=ZoneInfo("Europe/Paris"))
"""Un mardi, à 10 h 30 : la médiathèque d'Amont est ouverte."""

Lignes = list[dict[str, Any]]


def table(nom: str, lignes: Lignes) -> pd.DataFrame:
    """Des lignes à trous → la table, aux types du schéma ; réelle sauf mention contraire."""
    schema = schemas()[nom]
    nature = {"nature": "reel"} if "nature" in schema.colonnes else {}
    brute = pd.DataFrame(
        [{c: str(({**nature, **ligne}).get(c, "")) for c in schema.colonnes} for ligne in lignes],
        columns=list(schema.colonnes),
        dtype="str",
    )
    return typee(brute, schema)


EPCI: Lignes = [
    {
        "siren": "200000001",
        "nom": "CC des Deux Rives",
        "nom_court": "Deux Rives",
        "nature": "CC",
        "communes_departement": 2,
        "communes_total": 2,
        "population_departement": 12_000,
        "deborde": "false",
    },
    {
        "siren": "200000002",
        "nom": "CC des Confins",
        "nom_court": "Les Confins",
        "nature": "CC",
        "communes_departement": 1,
        "communes_total": 1,
        "population_departement": 500,
        "deborde": "false",
    },
]


def le(texte: str) -> date:
    return date.fromisoformat(texte)


def voisine(code: str, longitude: float) -> pd.DataFrame:
    """Une commune voisine, à cette longitude."""
    return gpd.GeoDataFrame(
        {"code_insee": [code], "nom": ["Voisine"], "siren_epci": [""], "code_departement": ["30"]}
        | {"superficie_km2": [10.0], "distance_m": [0.0]},
        geometry=[Point(longitude, 44.05)],
        crs="EPSG:4326",
    ).rename_geometry("chef_lieu")
