"""Ce qu'un tableur pourrait prendre pour une formule est écrit comme un texte."""

import re
import unicodedata

import pandas as pd

NOMBRE_OU_TELEPHONE = re.compile(r"[+-]?\d[\d .,]*", re.ASCII)
SIGNES = "=+-@"
BLANCS_ET_INVISIBLES = {"Zs", "Zl", "Zp", "Cc", "Cf"}
COMMANDES = "\t\r\n"


def inerte(texte: str) -> str:
    """Un texte qu'aucun tableur n'exécute : une apostrophe devant `=`, `+`, `-`, `@`, tabulation, retour.

    Le signe se cherche derrière les blancs et les invisibles, et sous ses formes larges ou petites (`＝`, `﹦`).
    Les nombres négatifs et les téléphones `+33…` restent tels quels. Source : OWASP, « CSV Injection ».
    """
    if NOMBRE_OU_TELEPHONE.fullmatch(texte):
        return texte
    return f"'{texte}" if texte.startswith(tuple(COMMANDES)) or _premier_signe(texte) in SIGNES else texte


def _premier_signe(texte: str) -> str:
    """Le premier caractère qui se voit, sous sa forme ordinaire ; un blanc s'il n'y en a pas."""
    vus = (c for c in texte if unicodedata.category(c) not in BLANCS_ET_INVISIBLES)
    return unicodedata.normalize("NFKC", next(vus, " "))[:1]


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
