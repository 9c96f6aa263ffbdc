"""La valeur d'un indicateur et tout ce qui permet de la refaire à la main."""

from dataclasses import dataclass

import pandas as pd

from inclusion.model.periodes import Periode

DEPARTEMENTAL = "se lit au niveau du département"
"""Pourquoi un territoire plus petit n'a pas de valeur : rien n'y manque."""


@dataclass(frozen=True)
class Valeur:
    """Une valeur calculée ; None : elle n'est pas connue, et `detail` dit pourquoi.

    `effectif` : ce que compte le dénominateur (la règle du petit effectif s'y applique), None s'il n'y en a pas ;
    `bas`, `haut` : la fourchette, vides si l'on n'en a pas ; `tables` : celles dont la valeur dépend ; `periode` :
    celle que la valeur compte, vide pour un état.
    """

    valeur: float | None
    tables: tuple[str, ...]
    numerateur: float | None = None
    denominateur: float | None = None
    effectif: float | None = None
    bas: float | None = None
    haut: float | None = None
    detail: str = ""
    periode: Periode | None = None


def inconnue(pourquoi: str, *tables: str) -> Valeur:
    """Une valeur que l'on ne sait pas calculer, et pourquoi."""
    return Valeur(None, tables, detail=pourquoi)


def part(
    numerateur: float, denominateur: float, *tables: str, detail: str = "", periode: Periode | None = None
) -> Valeur:
    """100 × numérateur / dénominateur ; inconnue si le dénominateur est nul."""
    if not denominateur:
        return inconnue("rien à quoi rapporter ici", *tables)
    return Valeur(
        100 * numerateur / denominateur,
        tables,
        numerateur=numerateur,
        denominateur=denominateur,
        effectif=denominateur,
        detail=detail,
        periode=periode,
    )


def somme(valeurs: pd.Series) -> float | None:
    """La somme, inconnue si une seule valeur l'est ou s'il n'y en a pas."""
    return None if valeurs.empty or valeurs.isna().any() else float(valeurs.sum())
