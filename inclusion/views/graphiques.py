"""Les graphiques plotly, en français et à nos couleurs."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import streamlit as st

from inclusion.model.francais import nombre, pluriel
from inclusion.views import dessins, palette
from inclusion.views.cartes import sombre

NOMS = {"type": "category", "autorange": "reversed", "automargin": True, "fixedrange": True,
        "tickfont": {"size": 11}}  # fmt: skip
"""Un axe de noms, le premier en haut : un nom qui ressemble à une date ou à un nombre reste un nom."""
LOCALE = Path(__file__).resolve().parents[2] / "static" / "vendor" / "plotly" / "fr.json"


@cache
def _locale() -> dict[str, Any]:
    """Le dictionnaire français de plotly, posé par la mise en route."""
    contenu: dict[str, Any] = json.loads(LOCALE.read_text(encoding="utf-8"))
    return contenu


def configuration() -> dict[str, Any]:
    """La configuration commune : menus en français, ni logo ni barre permanente."""
    return {"locale": "fr", "locales": {"fr": _locale()}, "displaylogo": False, "displayModeBar": False}


def montrer(
    traces: list[dict[str, Any]],
    mise_en_page: dict[str, Any],
    titre: str,
    *,
    largeur: int | Literal["stretch"] = "stretch",
) -> None:
    """Trace une figure à nos couleurs ; `titre` en est la clé et le texte de remplacement ; `largeur` en pixels."""
    couleurs = {"colorway": palette.SERIES_SOMBRE if sombre() else palette.SERIES_CLAIR}
    figure = {"data": traces, "layout": couleurs | {"separators": ",\u202f"} | mise_en_page}
    dessins.noter(figure)
    st.plotly_chart(figure, key=titre, config=configuration(), alt=titre, width=largeur)


def encre() -> str:
    """La couleur du texte, selon le thème."""
    return (palette.FOND_SOMBRE if sombre() else palette.FOND_CLAIR).texte


def trame() -> str:
    """La couleur d'un trait discret, selon le thème."""
    return (palette.FOND_SOMBRE if sombre() else palette.FOND_CLAIR).trait


def coupe(texte: str, largeur: int = 22) -> str:
    """Un texte venu des données en étiquette, neutre, sur deux lignes au plus, « … » au-delà : lisible sur un téléphone."""
    lignes = [""]
    for mot in texte.split():
        if lignes[-1] and len(lignes[-1]) + 1 + len(mot) > largeur:
            lignes.append("")
        lignes[-1] = f"{lignes[-1]} {mot}".strip()
    return "<br>".join(neutre(ligne) for ligne in lignes[:2]) + ("…" if len(lignes) > 2 else "")


ACTIFS = {ord(c): f"&#{ord(c)};" for c in '&<>%$"'}


def neutre(texte: str) -> str:
    """Un texte venu des données, la seule porte vers plotly : ni balise, ni `%{…}` de gabarit, ni formule entre `$`."""
    return texte.translate(ACTIFS)


def barres(table: pd.DataFrame, *, categorie: str, valeur: str, unite: str, cle: str, alt: str) -> None:
    """Des barres horizontales, la plus longue en haut, chaque valeur écrite."""
    figure = {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "x": table[valeur].tolist(),
                "y": [coupe(str(c), 28) for c in table[categorie]],
                "text": [nombre(v, decimales=0 if float(v).is_integer() else 1) for v in table[valeur]],
                "textposition": "outside",
                "cliponaxis": False,
                "marker": {"color": palette.BARRE_SOMBRE if sombre() else palette.BARRE_CLAIR},
                "hovertemplate": f"%{{y}} : %{{x}} {unite}<extra></extra>",
            }
        ],
        "layout": {
            "height": 60 + 34 * len(table),
            "margin": {"l": 0, "r": 40, "t": 10, "b": 40},
            "separators": ",\u202f",
            "yaxis": {"type": "category", "autorange": "reversed", "automargin": True, "fixedrange": True},
            "xaxis": {
                "title": {"text": unite},
                "rangemode": "tozero",
                "fixedrange": True,
                "tickformat": ",d",
                **({} if table[valeur].max() > 4 else {"dtick": 1, "range": [0, 4]}),
            },
        },
    }
    dessins.noter(figure)
    st.plotly_chart(figure, key=cle, config=configuration(), alt=alt)


def lecture_barres(table: pd.DataFrame, categorie: str, valeur: str) -> str:
    """Une phrase de lecture : la barre la plus longue, et ce qui manque."""
    premiere = table.iloc[0]
    absents = int(table[valeur].eq(0).sum())
    if not premiere[valeur]:
        return "aucun lieu recensé n'offre l'un de ces services."
    manque = f" ; {pluriel(absents, 'service')} sans aucun lieu recensé" if absents else ""
    return f"« {premiere[categorie]} » est proposé par {pluriel(premiere[valeur], 'lieu', 'lieux')}{manque}."
