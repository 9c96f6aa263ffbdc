"""Parquet, ou GeoParquet quand la table a une géométrie ; la provenance est dans les métadonnées du fichier."""

import json
from io import BytesIO

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from inclusion.exports.mentions import mentions
from inclusion.model.provenance import Provenance

CLE = b"provenance"
WGS84 = "EPSG:4326"
GEOMETRIES = ("geometry", "chef_lieu")


def to_parquet(table: pd.DataFrame, provenance: Provenance, *, territoire: str = "") -> bytes:
    """Une table en Parquet ; des lieux (latitude, longitude) y gagnent une géométrie de points (EPSG:4326)."""
    tampon = BytesIO()
    en_geometrie(table).to_parquet(tampon, index=False)
    arrow = pq.read_table(pa.BufferReader(tampon.getvalue()))
    dites = json.dumps(mentions(provenance, territoire=territoire), ensure_ascii=False).encode("utf-8")
    sortie = BytesIO()
    pq.write_table(arrow.replace_schema_metadata({**(arrow.schema.metadata or {}), CLE: dites}), sortie)
    return sortie.getvalue()


def en_geometrie(table: pd.DataFrame) -> pd.DataFrame | gpd.GeoDataFrame:
    """La table, avec sa géométrie si elle en a une ou si elle a des coordonnées."""
    tracees = [c for c in GEOMETRIES if c in table.columns]
    if tracees:
        series = {c: gpd.GeoSeries(table[c], index=table.index, crs=WGS84) for c in tracees}
        return gpd.GeoDataFrame(table.assign(**series), geometry=tracees[0], crs=WGS84)
    if not {"latitude", "longitude"} <= set(table.columns):
        return table
    x, y = (
        table[c].astype("Float64").to_numpy("float64", na_value=float("nan"))
        for c in ("longitude", "latitude")
    )
    points = gpd.GeoSeries(gpd.points_from_xy(x, y), index=table.index, crs=WGS84)
    return gpd.GeoDataFrame(table, geometry=points.where(~pd.isna(x) & ~pd.isna(y)), crs=WGS84)
