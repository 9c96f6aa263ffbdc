"""Les communes : population, âges, logements, contour, superficie."""

from collections.abc import Iterable, Mapping

import geopandas as gpd
import pandas as pd
import shapely
from pyproj import Geod

from inclusion.data.referentiel.anomalies import Anomalie, anomalies
from inclusion.data.referentiel.sources import RECENSEMENT, Sources

WGS84 = "EPSG:4326"
ELLIPSOIDE = Geod(ellps="GRS80")
ECART_RECENSEMENT = 0.25
ECART_RECENSEMENT_HABITANTS = 100
COLONNES = [
    "code_insee",
    "nom",
    "siren_epci",
    "code_departement",
    "codes_postaux",
    "population",
    "pop_0_19",
    "pop_20_64",
    "pop_65_plus",
    "residences_principales",
    "logements",
    "superficie_km2",
    "geometry",
    "chef_lieu",
    "chef_lieu_origine",
]


def communes_decrites(sources: Sources, codes: Iterable[str]) -> gpd.GeoDataFrame:
    """Tout ce que les sources disent des communes nommées, triées par code, aucune perdue.

    Population municipale de la table des intercommunalités, à défaut celle du code géographique, à
    défaut celle du paquet des contours (`population_origine` : epci, cog, ancienne ou `""`). Superficie
    géodésique (GRS80) en km². Géométrie en WGS84. Lève `pandas.errors.MergeError` sur un code en double.
    """
    retenues = sources.communes[sources.communes["code_insee"].isin(set(codes))].sort_values("code_insee")
    table = (
        retenues.merge(sources.membres, on="code_insee", how="left", validate="1:1")
        .merge(recensement(sources.iris, sources.rattachements), on="code_insee", how="left", validate="1:1")
        .merge(sources.contours, on="code_insee", how="left", validate="1:1")
        .pipe(avec_population)
    )
    contours = gpd.GeoSeries(table["contour"].map(lambda g: None if pd.isna(g) else g), crs=WGS84)
    valides = contours.map(polygones)
    complete = table.drop(columns="contour").assign(
        geometry=valides,
        siren_epci=table["siren_epci"].fillna(""),
        contour_repare=contours.notna() & ~contours.is_valid,
        contour_reconstitue=table["contour_reconstitue"].fillna(False).astype(bool),
        superficie_km2=pd.array([superficie_km2(g) for g in valides], dtype="Float64"),
    )
    return gpd.GeoDataFrame(complete, geometry="geometry", crs=WGS84)


def avec_population(table: pd.DataFrame) -> pd.DataFrame:
    """Remplit `population` par replis successifs et dit d'où elle vient."""
    origine = pd.Series("", index=table.index)
    for nom, colonne in (
        ("ancienne", "population_ancienne"),
        ("cog", "population_cog"),
        ("epci", "population"),
    ):
        origine = origine.mask(table[colonne].notna(), nom)
    population = table["population"].fillna(table["population_cog"]).fillna(table["population_ancienne"])
    return table.assign(population=population.astype("Int64"), population_origine=origine)


def recensement(iris: pd.DataFrame, rattachements: Mapping[str, str]) -> pd.DataFrame:
    """Somme des IRIS par commune actuelle, à l'entier ; un effectif absent partout reste manquant."""
    actuels = iris["code_insee"].map(lambda code: rattachements.get(code, code))
    effectifs = iris.assign(code_insee=actuels).groupby("code_insee")[list(RECENSEMENT.values())]
    return effectifs.sum(min_count=1).round().astype("Int64").reset_index()


def polygones(geometrie: shapely.Geometry | None) -> shapely.Geometry | None:
    """La géométrie si elle est valide, sinon la partie surfacique de sa réparation (`make_valid`)."""
    if geometrie is None or geometrie.is_valid:
        return geometrie
    parties = shapely.get_parts(shapely.make_valid(geometrie))
    return shapely.union_all([p for p in parties if p.geom_type in ("Polygon", "MultiPolygon")])


def superficie_km2(geometrie: shapely.Geometry | None) -> float | None:
    """Aire géodésique en km², arrondie à 0,01 ; None sans géométrie."""
    if geometrie is None:
        return None
    aire_m2, _ = ELLIPSOIDE.geometry_area_perimeter(shapely.orient_polygons(geometrie))
    return round(float(abs(aire_m2)) / 1e6, 2)


def anomalies_communes(communes: gpd.GeoDataFrame) -> list[Anomalie]:
    """Ce qui manque ou a été remplacé dans les communes décrites."""
    origine = communes["population_origine"]
    ecart = (communes["pop_recensement"] - communes["population"]).abs()
    loin = ecart.gt(ECART_RECENSEMENT * communes["population"]) & ecart.gt(ECART_RECENSEMENT_HABITANTS)
    return [
        *anomalies(communes, communes["pop_65_plus"].isna(), "absente_du_recensement"),
        *anomalies(communes, communes["geometry"].isna(), "sans_contour"),
        *anomalies(communes, communes["contour_reconstitue"], "contour_reconstitue"),
        *anomalies(communes, communes["contour_repare"], "contour_repare"),
        *anomalies(communes, communes["siren_epci"] == "", "sans_intercommunalite"),
        *anomalies(communes, origine == "", "sans_population"),
        *anomalies(
            communes,
            origine.isin(["cog", "ancienne"]),
            "population_de_repli",
            lambda c: (
                f"{c['population']} habitants, lus dans "
                + ("communes.json (COG)" if c["population_origine"] == "cog" else "le paquet des contours")
            ),
        ),
        *anomalies(
            communes,
            loin.fillna(False).astype(bool),
            "recensement_eloigne",
            lambda c: (
                f"{c['pop_recensement']} habitants au recensement, {c['population']} en population municipale"
            ),
        ),
    ]
