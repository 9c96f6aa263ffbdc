"""Les graphiques du parcours : courbes mensuelles des étapes, barres dont une valeur masquée s'écrit."""

from collections.abc import Mapping

import pandas as pd

from inclusion.views.graphiques import NOMS, coupe, encre, montrer
from inclusion.views.graphiques_reseau import LIGNE_PX, Dessin, empilees, mensuelles

TRAITS = ("solid", "dash", "dot", "longdash")
SYMBOLES = ("circle", "diamond", "square", "triangle-up")


def courbes(table: pd.DataFrame, titre: str) -> None:
    """Une courbe par étape, un trait et un symbole chacune ; un mois masqué y laisse un trou.

    `table` : mois, etape_dite, effectif.
    """
    traces = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": str(etape),
            "x": [f"{m[5:]}/{m[2:4]}" for m in part["mois"]],
            "y": [None if pd.isna(n) else float(n) for n in part["effectif"]],
            "connectgaps": False,
            "line": {"dash": trait, "width": 2},
            "marker": {"symbol": symbole, "size": 7},
            "hovertemplate": f"%{{x}}<br>{etape} : %{{y}}<extra></extra>",
        }
        for (etape, part), trait, symbole in zip(
            table.groupby("etape_dite", sort=False), TRAITS, SYMBOLES, strict=False
        )
    ]
    mise_en_page = {
        "height": 380,
        "margin": {"l": 0, "r": 12, "t": 10, "b": 40},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        "xaxis": {"type": "category", "fixedrange": True, "automargin": True, "nticks": 9},
        "yaxis": {
            "title": {"text": "passages"},
            "rangemode": "tozero",
            "fixedrange": True,
            "tickformat": ",d",
        },
    }
    montrer(traces, mise_en_page, titre)


def entonnoir(table: pd.DataFrame, titre: str) -> None:
    """Chaque étape, et en hachuré ce qui s'est arrêté avant elle. `table` : etape_dite, comptes, perdus (nombres)."""
    series = {"comptes": "Y sont passés", "perdus": "Arrêtés à l'étape d'avant"}
    empilees(table, categorie="etape_dite", series=series, unite="passages", titre=titre)


def par_type(types: Mapping[str, str]) -> Dessin:
    """Le dessin d'un relevé mensuel, une série par type : mois, type, temps."""
    return lambda table, titre: mensuelles(table, series=types, unite="accompagnements", titre=titre)


def barres(unite: str) -> Dessin:
    """Le dessin d'un relevé en barres : `nom`, `combien`, et `dit`, le texte de chaque barre (« masqué » compris)."""
    return lambda table, titre: _barres(table, titre, unite)


def _barres(table: pd.DataFrame, titre: str, unite: str) -> None:
    trace = {
        "type": "bar",
        "orientation": "h",
        "x": table["combien"].astype(float).tolist(),
        "y": [coupe(str(n), 24) for n in table["nom"]],
        "text": table["dit"].tolist(),
        "textposition": "outside",
        "cliponaxis": False,
        "textfont": {"color": encre()},
        "hovertemplate": "%{y} : %{text}<extra></extra>",
    }
    plafond = float(table["combien"].max()) or 1.0
    mise_en_page = {
        "height": 70 + LIGNE_PX * len(table),
        "margin": {"l": 0, "r": 10, "t": 10, "b": 40},
        "yaxis": NOMS,
        "xaxis": {
            "title": {"text": unite},
            "range": [0, 1.35 * plafond],
            "fixedrange": True,
            "tickformat": ",d",
            "nticks": 5,
        },
    }
    montrer([trace], mise_en_page, titre)
