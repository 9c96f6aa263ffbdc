"""Une table typée → des textes, et des octets : l'inverse exact de `lecture`."""

import csv
from io import BytesIO, StringIO
from pathlib import PurePosixPath

import geopandas as gpd
import pandas as pd

from inclusion.data.lecture import typee
from inclusion.model.schemas import Schema

GEOMETRIES = ("geometry", "chef_lieu")  # les communes voisines n'ont que leur chef-lieu


def en_textes(table: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """Une colonne de texte par champ : dates ISO, point décimal, `true` et `false`, vide pour l'inconnu."""
    return pd.DataFrame(
        {nom: _textes(table[nom]) for nom in schema.colonnes}, columns=schema.colonnes
    ).reset_index(drop=True)


def normalisee(textes: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """Une table de textes conforme, écrite comme nous l'écrivons (`44.050` → `44.05`)."""
    return en_textes(typee(textes[schema.colonnes].reset_index(drop=True), schema), schema)


def to_octets(table: pd.DataFrame, schema: Schema) -> bytes:
    """Le fichier d'une table, au format que dit le chemin de son schéma : CSV (UTF-8, virgule) ou GeoParquet."""
    if PurePosixPath(schema.chemin).suffix == ".parquet":
        tampon = BytesIO()
        geometrie = next(c for c in GEOMETRIES if c in schema.colonnes)
        gpd.GeoDataFrame(table[schema.colonnes], geometry=geometrie, crs=4326).to_parquet(tampon)
        return tampon.getvalue()
    return en_csv(en_textes(table, schema)).encode("utf-8")


def en_csv(textes: pd.DataFrame) -> str:
    """Le CSV fidèle d'une table de textes : rien n'est ajouté aux valeurs, à relire par une machine."""
    sortie = StringIO(newline="")
    ecrivain = csv.writer(sortie, lineterminator="\r\n")  # \r\n : fait protéger un retour chariot isolé
    ecrivain.writerow(textes.columns)
    ecrivain.writerows(textes.to_numpy().tolist())
    return sortie.getvalue()


def _textes(serie: pd.Series) -> pd.Series:
    if serie.dtype == "str":
        return serie.fillna("").reset_index(drop=True)
    if pd.api.types.is_datetime64_any_dtype(serie):
        serie = serie.dt.strftime("%Y-%m-%d")
    return pd.Series([_texte(v) for v in serie], dtype="str")


def _texte(valeur: object) -> str:
    if isinstance(valeur, str):
        return valeur
    if pd.isna(valeur):
        return ""
    if pd.api.types.is_bool(valeur):
        return "true" if valeur else "false"
    return repr(float(valeur)).removesuffix(".0") if isinstance(valeur, float) else str(valeur)
