"""La construction pure : des sources nationales aux tables d'un département."""

from collections.abc import Callable
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from inclusion.data.referentiel.anomalies import Anomalie
from inclusion.data.referentiel.chefs_lieux import (
    COLONNES_VOISINES,
    anomalies_chefs_lieux,
    anomalies_voisinage,
    avec_chef_lieu,
    communes_voisines,
    projection_locale,
)
from inclusion.data.referentiel.communes import COLONNES, anomalies_communes, communes_decrites
from inclusion.data.referentiel.intercommunalites import intercommunalites
from inclusion.data.referentiel.mairies import mairies
from inclusion.data.referentiel.sources import Sources


class DepartementInconnuError(ValueError):
    """Le code n'est celui d'aucun département dont les sources donnent les contours."""


@dataclass(frozen=True)
class Referentiel:
    """Les tables d'un département et ce que les sources avaient de travers."""

    code_departement: str
    nom_departement: str
    communes: gpd.GeoDataFrame
    communes_voisines: gpd.GeoDataFrame
    epci: pd.DataFrame
    mairies: pd.DataFrame
    anomalies: tuple[Anomalie, ...]


def code_normalise(code: str) -> str:
    """`1` → « 01 », `2a` → « 2A »."""
    return code.strip().upper().zfill(2)


def construire(
    sources: Sources, departement: str, *, annoncer: Callable[[str], None] = lambda _: None
) -> Referentiel:
    """Les tables du référentiel d'un département, aucune commune perdue.

    `annoncer` reçoit l'étape qui commence. Lève `DepartementInconnuError` si le code est inconnu ou si
    les sources n'ont aucun contour pour lui (collectivités d'outre-mer).
    """
    nom, zone = _departement(sources, departement)
    codes = set(sources.communes.loc[sources.communes["code_departement"] == departement, "code_insee"])
    annoncer(f"contours et populations de {len(codes)} communes…")
    decrites = communes_decrites(sources, codes)
    if decrites.geometry.isna().all():
        raise DepartementInconnuError(
            f"Les paquets publics n'ont aucun contour pour « {nom} » ({departement}) : rien à construire."
        )
    projection = projection_locale(zone, decrites)
    annoncer(f"chefs-lieux (distances en {projection})…")
    communes = avec_chef_lieu(decrites, projection=projection)
    annoncer("communes voisines à moins de 30 km…")
    voisines = communes_voisines(sources, departement, communes, projection=projection)
    annoncer("intercommunalités et mairies…")
    table_mairies, anomalies_mairies = mairies(communes)
    return Referentiel(
        code_departement=departement,
        nom_departement=nom,
        communes=gpd.GeoDataFrame(communes[COLONNES], geometry="geometry").reset_index(drop=True),
        communes_voisines=gpd.GeoDataFrame(voisines[COLONNES_VOISINES], geometry="chef_lieu").reset_index(
            drop=True
        ),
        epci=intercommunalites(sources.membres, codes),
        mairies=table_mairies.reset_index(drop=True),
        anomalies=(
            *anomalies_communes(communes),
            *anomalies_chefs_lieux(communes),
            *anomalies_mairies,
            *anomalies_communes(voisines),
            *anomalies_chefs_lieux(voisines),
            *anomalies_voisinage(sources, voisines),
        ),
    )


def _departement(sources: Sources, code: str) -> tuple[str, str]:
    """Nom et zone (metro, drom, com) d'un département."""
    trouve = sources.departements[sources.departements["code"] == code]
    if trouve.empty:
        raise DepartementInconnuError(
            f"Département « {code} » inconnu. Attendu : un code comme 84, 01, 2A ou 974 "
            "(la métropole de Lyon est dans le 69)."
        )
    return str(trouve["nom"].iloc[0]), str(trouve["zone"].iloc[0])
