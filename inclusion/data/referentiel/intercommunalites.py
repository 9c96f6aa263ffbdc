"""Les intercommunalités à fiscalité propre qui ont une commune dans le département."""

import re
from collections.abc import Iterable

import pandas as pd

NATURES = {"MET69": "METRO"}
SIGLE = re.compile(r"\s*\([^)]*\)")
FORME = re.compile(r"^(?:CC|CA|CU|Métropole)\s+(?:de l'|d'|(?:du|des|de la|de)\s+)?")
COLONNES = [
    "siren",
    "nom",
    "nom_court",
    "nature",
    "communes_departement",
    "communes_total",
    "population_departement",
    "deborde",
]


def intercommunalites(membres: pd.DataFrame, codes: Iterable[str]) -> pd.DataFrame:
    """Une ligne par EPCI ayant une commune parmi `codes` (les communes du département), triée par SIREN.

    `deborde` : des membres sont hors du département ; `population_departement` ne compte que ceux du
    département. La nature de la métropole de Lyon (MET69) est rendue METRO.
    """
    dedans = membres["code_insee"].isin(set(codes))
    habitants = membres["population"].where(dedans)
    table = (
        membres.assign(
            nom_epci=membres["nom_epci"].str.split().str.join(" "), dedans=dedans, habitants=habitants
        )
        .groupby(["siren_epci", "nom_epci", "nature"], as_index=False)
        .agg(
            communes_departement=("dedans", "sum"),
            communes_total=("code_insee", "size"),
            population_departement=("habitants", "sum"),
        )
        .rename(columns={"siren_epci": "siren", "nom_epci": "nom"})
    )
    ici = table[table["communes_departement"] > 0].sort_values("siren", ignore_index=True)
    return ici.assign(
        nom_court=noms_courts(ici),
        nature=ici["nature"].replace(NATURES),
        deborde=ici["communes_departement"] < ici["communes_total"],
    )[COLONNES]


def noms_courts(epci: pd.DataFrame) -> "pd.Series[str]":
    """Noms courts uniques : à égalité, le nom entier, et s'il ne suffit pas le nom et le SIREN."""
    courts = epci["nom"].map(nom_court)
    entiers = courts.mask(courts.duplicated(keep=False), epci["nom"])
    return entiers.mask(entiers.duplicated(keep=False), epci["nom"] + " (" + epci["siren"] + ")")


def nom_court(nom: str) -> str:
    """`CA du Grand Avignon (COGA)` → « Grand Avignon »."""
    court = FORME.sub("", SIGLE.sub("", nom)).strip()
    return court[:1].upper() + court[1:]
