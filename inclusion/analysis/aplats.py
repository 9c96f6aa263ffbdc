"""Une variable par commune, découpée en classes aux bornes figées."""

from collections.abc import Callable, Sequence

import pandas as pd

Variable = Callable[[pd.DataFrame, pd.DataFrame], pd.Series]


def densite(communes: pd.DataFrame, _lieux: pd.DataFrame) -> pd.Series:
    """Habitants par km²."""
    return communes["population"] / communes["superficie_km2"]


def part_65_plus(communes: pd.DataFrame, _lieux: pd.DataFrame) -> pd.Series:
    """Part des 65 ans et plus (0-100), numérateur et dénominateur du même recensement."""
    ages = communes[["pop_0_19", "pop_20_64", "pop_65_plus"]]
    return 100 * communes["pop_65_plus"] / ages.sum(axis=1, skipna=False)


def lieux_10_000(communes: pd.DataFrame, lieux: pd.DataFrame) -> pd.Series:
    """Lieux pour 10 000 habitants."""
    nombre = communes["code_insee"].map(lieux["code_insee"].value_counts()).fillna(0)
    return 10_000 * nombre / communes["population"]


VARIABLES: dict[str, Variable] = {
    "densite": densite,
    "part_65_plus": part_65_plus,
    "lieux_10_000": lieux_10_000,
}


def valeurs(variable: str, communes: pd.DataFrame, lieux: pd.DataFrame) -> pd.DataFrame:
    """code_insee, nom, valeur (Float64, manquante si un terme manque ou si le dénominateur est nul)."""
    brute = VARIABLES[variable](communes, lieux).astype("Float64")
    finie = brute.where(brute.abs() < float("inf"))
    return communes[["code_insee", "nom"]].assign(valeur=finie.to_numpy())


def rangs(serie: pd.Series, bornes: Sequence[float]) -> pd.Series:
    """Le rang de classe (0…n) de chaque valeur : une borne appartient à la classe du dessus."""
    rang = sum((serie >= borne).astype("Int64") for borne in bornes)
    return pd.Series(rang, index=serie.index, dtype="Int64").where(serie.notna())
