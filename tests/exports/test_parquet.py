"""Parquet et GeoParquet : types, géométrie et provenance reviennent."""

import json
from datetime import date
from io import BytesIO

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq

from inclusion.exports.parquet import to_parquet
from inclusion.exports.tables import to_geojson
from inclusion.model.provenance import Provenance

SOURCE = Provenance("Lieux", "ANCT", "Licence Ouverte 2.0", date(2024, 8, 1), nature="demonstration")


def test_les_lieux_ont_une_geometrie_de_points(lieux: pd.DataFrame) -> None:
    trou = lieux.assign(latitude=[44.05, None, 44.05, 44.05])
    lus = gpd.read_parquet(BytesIO(to_parquet(trou, SOURCE)))
    assert (lus.geometry[0].x, lus.geometry[0].y) == (5.05, 44.05)
    assert lus.geometry[1] is None
    assert lus.crs == "EPSG:4326"


def test_une_table_sans_position_reste_un_parquet_simple(postes: pd.DataFrame) -> None:
    assert pd.read_parquet(BytesIO(to_parquet(postes, SOURCE)))["etat"].tolist() == [
        "occupe",
        "vacant",
        "occupe",
    ]


def test_les_communes_gardent_leurs_contours(communes: gpd.GeoDataFrame) -> None:
    lues = gpd.read_parquet(BytesIO(to_parquet(communes, SOURCE)))
    assert lues.geometry[0].equals(communes.geometry[0])


def test_la_provenance_voyage_dans_le_fichier(lieux: pd.DataFrame) -> None:
    metadonnees = pq.read_schema(BytesIO(to_parquet(lieux, SOURCE, territoire="Amont"))).metadata
    dite = json.loads(metadonnees[b"provenance"])
    assert (dite["date_donnees"], dite["nature"], dite["territoire"]) == (
        "2024-08-01",
        "démonstration",
        "Amont",
    )
    assert b"geo" in metadonnees


def test_le_geojson_dit_aussi_sa_provenance(lieux: pd.DataFrame) -> None:
    assert json.loads(to_geojson(lieux, SOURCE))["provenance"]["producteur"] == "ANCT"
    assert "provenance" not in json.loads(to_geojson(lieux))
