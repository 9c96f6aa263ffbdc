"""Le fond de carte d'un territoire : contours, limites, villes, emprise, sans tuiles."""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd

from inclusion.analysis.contours import contours, emprise, limites_epci
from inclusion.analysis.selection import communes_du_territoire
from inclusion.model.provenance import Provenance
from inclusion.model.reponses import FondDeCarte
from inclusion.model.territoires import Niveau, Territoire

VILLES = {Niveau.DEPARTEMENT: 12, Niveau.EPCI: 6, Niveau.COMMUNE: 1}
Traces = tuple[Mapping[str, Any], list[Any]]


def traces(communes: pd.DataFrame) -> Traces:
    """Contours de chaque commune et limites d'intercommunalités (EPSG:4326) ; le calcul long, à faire une fois."""
    connues = _tracees(communes)
    return dict(contours(connues)), list(limites_epci(connues))


def _tracees(communes: pd.DataFrame) -> gpd.GeoDataFrame:
    """Les communes dont le contour est connu (EPSG:4326) ; quelques-unes, en France, n'en ont pas."""
    return gpd.GeoDataFrame(communes[communes["geometry"].notna()], geometry="geometry", crs="EPSG:4326")


def fond_de_carte(
    communes: pd.DataFrame, territoire: Territoire, tracees: Traces, source: Provenance
) -> FondDeCarte:
    """De quoi lire la carte d'un territoire ; `tracees` : voir `traces`."""
    ici = communes_du_territoire(communes, territoire)
    principales = ici[ici["chef_lieu"].notna()].nlargest(VILLES[territoire.niveau], "population")
    a_cadrer = _tracees(ici) if ici["geometry"].notna().any() else _tracees(communes)
    return FondDeCarte(
        contours=dict(tracees[0]),
        noms=dict(zip(communes["code_insee"], communes["nom"], strict=True)),
        limites=tracees[1],
        villes=tuple((v.nom, v.chef_lieu.y, v.chef_lieu.x) for v in principales.itertuples()),
        emprise=emprise(a_cadrer),
        dedans=frozenset(ici["code_insee"]),
        sources=(source,),
    )
