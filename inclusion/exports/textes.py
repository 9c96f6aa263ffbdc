"""Ce qu'un tableur pourrait prendre pour une formule est écrit comme un texte."""

import re

import pandas as pd

NOMBRE_OU_TELEPHONE = re.compile(r"[+-]?\d[\d .,]*")
DANGEREUX = ("=", "+", "-", "@", "\t", "\r")


def inerte(texte: str) -> str:
    """Un texte qu'aucun tableur n'exécute : une apostrophe devant `=`, `+`, `-`, `@`, tabulation, retour.

    Les nombres négatifs et les téléphones `+33…` restent tels quels. Source : OWASP, « CSV Injection ».
    """
    dangereux = texte.startswith(DANGEREUX) and not NOMBRE_OU_TELEPHONE.fullmatch(texte)
    return f"'{texte}" if dangereux else texte


def textes(table: pd.DataFrame) -> pd.DataFrame:
    """La table en textes : dates ISO, vide pour ce qui manque."""
    return pd.DataFrame({nom: _textes(table[nom]) for nom in table.columns}, index=table.index)


def inertes(table: pd.DataFrame) -> pd.DataFrame:
    """La table en textes, sans rien d'exécutable."""
    return textes(table).map(inerte)


def _textes(serie: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(serie):
        serie = serie.dt.strftime("%Y-%m-%d")
    return serie.map(lambda valeur: "" if pd.isna(valeur) else str(valeur))
