"""Nombres, dates et accords à la française (espace fine insécable, virgule décimale)."""

import unicodedata
from datetime import date
from typing import Any

import pandas as pd
from babel.dates import format_date
from babel.numbers import format_decimal

INSECABLE = "\u202f"
INCONNU = "non connu"


def nombre(valeur: float | None, *, decimales: int = 0) -> str:
    """`1234.5` → « 1 234,5 » ; une valeur manquante s'écrit « non connu »."""
    if valeur is None or pd.isna(valeur):
        return INCONNU
    motif = "#,##0" + ("." + "0" * decimales if decimales else "")
    return str(format_decimal(valeur, format=motif, locale="fr_FR"))


def pourcentage(part: float | None, *, decimales: int = 0) -> str:
    """Une part (0-1) → « 12,3 % »."""
    if part is None or pd.isna(part):
        return INCONNU
    return f"{nombre(100 * part, decimales=decimales)}{INSECABLE}%"


def jour(quand: date | None) -> str:
    """`2024-08-01` → « 1er août 2024 »."""
    if quand is None or pd.isna(quand):
        return "date inconnue"
    texte = format_date(quand, "d MMMM y", locale="fr_FR")
    return "1er" + texte[1:] if texte.startswith("1 ") else texte


def pluriel(effectif: float, singulier: str, au_pluriel: str = "") -> str:
    """`(2, "lieu", "lieux")` → « 2 lieux » ; en français le pluriel commence à 2."""
    mot = singulier if effectif < 2 else au_pluriel or f"{singulier}s"
    return f"{nombre(effectif)}{INSECABLE}{mot}"


def enumeration(mots: list[str]) -> str:
    """`["a", "b", "c"]` → « a, b et c »."""
    return " et ".join(filter(None, [", ".join(mots[:-1]), *mots[-1:]]))


def sans_accents(texte: Any) -> str:
    """Forme de comparaison : minuscules, sans accents, apostrophes et tirets unifiés."""
    decompose = unicodedata.normalize("NFKD", str(texte).lower().replace("œ", "oe"))
    nu = "".join(c for c in decompose if not unicodedata.combining(c))
    return " ".join(nu.replace("’", " ").replace("'", " ").replace("-", " ").split())


def periode(dates: pd.Series) -> str:
    """La date d'un ensemble de lignes : « 1er août 2024 », « du … au … », ou `""` si aucune n'est connue."""
    connues = dates.dropna()
    if connues.empty:
        return ""
    debut, fin = connues.min().date(), connues.max().date()
    return jour(fin) if debut == fin else f"du {jour(debut)} au {jour(fin)}"
