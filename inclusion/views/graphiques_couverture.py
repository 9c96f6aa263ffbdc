"""Les graphiques de la couverture : zones de temps, partage de l'offre, groupes, matrice par service."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from inclusion.model.francais import nombre, pourcentage
from inclusion.views import palette
from inclusion.views.cartes import legende_de_signes, sombre
from inclusion.views.graphiques import NOMS, coupe, encre, montrer, neutre, trame

Dessin = Callable[[pd.DataFrame, str], None]
# Zone : libellé, motif
ZONES = {
    "sous": ("Sûrement en deçà", ""),
    "a_verifier": ("À vérifier", "/"),
    "au_dela": ("Sûrement au-delà", "x"),
    "inconnu": ("Aucun lieu connu", "."),
}
SYMBOLES = {"A": "circle", "B": "diamond", "C": "square", "": "circle-open"}
HAUT = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"}
LISIBLE = 0.08


def personnes(table: pd.DataFrame, titre: str) -> None:
    """Une barre de 0 à 100 % par public et par seuil. `table` : grandeur, horizon, une colonne par zone, total."""
    noms = [f"{g} · {h:g} min" for g, h in zip(table["grandeur"], table["horizon"], strict=True)]
    traces = []
    for zone, (libelle, motif) in ZONES.items():
        parts = (table[zone] / table["total"]).fillna(0.0).tolist()
        if zone == "inconnu" and not any(parts):
            continue
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "y": noms,
                "x": [100 * p for p in parts],
                "name": libelle,
                "marker": {
                    "color": palette.TEMPS[zone],
                    "pattern": {"shape": motif, "size": 8, "solidity": 0.15, "fillmode": "overlay"}
                    | {"fgcolor": palette.ENCRE_SOMBRE, "fgopacity": 0.3},
                },
                "text": [pourcentage(p) if p >= LISIBLE else "" for p in parts],
                "textposition": "inside",
                "insidetextfont": {"color": palette.ENCRES_TEMPS[zone]},
                "insidetextanchor": "middle",
                "textangle": 0,
                "customdata": [nombre(v) for v in table[zone]],
                "hovertemplate": f"%{{y}}<br>{libelle} : %{{customdata}} personnes (%{{x:.1f}} %)<extra></extra>",
            }
        )
    mise_en_page = {
        "barmode": "stack",
        "height": 120 + 30 * len(table),
        "margin": {"l": 0, "r": 16, "t": 10, "b": 40},
        "legend": HAUT,
        "yaxis": NOMS,
        "xaxis": {"title": {"text": "% des personnes"}, "range": [0, 100], "fixedrange": True},
    }
    montrer(traces, mise_en_page, titre)


def partage(courbe: pd.DataFrame, titre: str) -> None:
    """La courbe de Lorenz et la diagonale de l'égalité. `courbe` : part_population, part_valeur (0-1)."""
    couleur = palette.BARRE_SOMBRE if sombre() else palette.BARRE_CLAIR
    x, y = (100 * courbe["part_population"]).tolist(), (100 * courbe["part_valeur"]).tolist()
    traces = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [0, 100],
            "y": [0, 100],
            "name": "Si tout était égal",
            "line": {"color": trame(), "dash": "dash", "width": 2},
            "hoverinfo": "skip",
        },
        {
            "type": "scatter",
            "mode": "lines",
            "x": x,
            "y": y,
            "name": "Partage constaté",
            "fill": "tonexty",
            "fillcolor": palette.VOILE_SOMBRE if sombre() else palette.VOILE_CLAIR,
            "line": {"color": couleur, "width": 3},
            "hovertemplate": "les %{x:.0f} % les moins bien servis<br>ont %{y:.0f} % de l'offre<extra></extra>",
        },
    ]
    axe = {"range": [0, 100], "fixedrange": True, "ticksuffix": "\u202f%"}
    mise_en_page = {
        "height": 380,
        "margin": {"l": 0, "r": 16, "t": 10, "b": 40},
        "legend": HAUT,
        "xaxis": axe | {"title": {"text": "personnes en besoin, des moins aux mieux servies"}},
        "yaxis": axe | {"title": {"text": "temps d'accompagnement"}, "automargin": True},
    }
    montrer(traces, mise_en_page, titre)


def groupes(table: pd.DataFrame, titre: str) -> None:
    """Un trait par intercommunalité, de la borne basse à la haute ; grisée si elle n'est pas comparée.

    `table` : epci, groupe, valeur, bas, haut, unite.
    """
    noms = [f"{g or '—'} · {coupe(e, 24)}" for g, e in zip(table["groupe"], table["epci"], strict=True)]
    unite, traces = neutre(str(table["unite"].iloc[0])), []
    for groupe in dict.fromkeys(table["groupe"]):
        masque = table["groupe"].eq(groupe).to_numpy()
        part = table[masque]
        couleur = encre() if groupe else palette.HACHURE
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": part["valeur"].tolist(),
                "y": [nom for nom, garde in zip(noms, masque, strict=True) if garde],
                "name": f"groupe {groupe}" if groupe else "pas comparée",
                "marker": {"symbol": SYMBOLES[groupe], "size": 11, "color": couleur},
                "error_x": {
                    "type": "data",
                    "symmetric": False,
                    "array": (part["haut"] - part["valeur"]).tolist(),
                    "arrayminus": (part["valeur"] - part["bas"]).tolist(),
                    "color": couleur,
                    "thickness": 2 if groupe else 1,
                },
                "hovertemplate": f"%{{y}}<br>%{{x:.1f}} {unite}<extra></extra>",
            }
        )
    mise_en_page = {
        "height": 110 + 36 * len(table),
        "margin": {"l": 0, "r": 16, "t": 10, "b": 40},
        "legend": HAUT,
        "xaxis": {"title": {"text": unite}, "rangemode": "tozero", "fixedrange": True},
        "yaxis": NOMS | {"categoryorder": "array", "categoryarray": noms},
    }
    montrer(traces, mise_en_page, titre)


def matrice(colonnes: Sequence[str], *, ton: str) -> Dessin:
    """Le dessin d'un relevé `ligne` × `colonnes` ; chaque case est écrite, son fond est celui de la colonne `ton…`."""

    def dessin(table: pd.DataFrame, titre: str) -> None:
        fonds = palette.tons_de_temps(sombre=sombre())
        trace = {
            "type": "heatmap",
            "x": list(colonnes),
            "y": [coupe(str(n), 18) for n in table["ligne"]],
            "z": table[[f"{ton}{c}" for c in colonnes]].to_numpy(dtype=float).tolist(),
            "text": table[list(colonnes)].to_numpy().tolist(),
            "texttemplate": "%{text}",
            "textfont": {"size": 11, "color": encre()},
            "colorscale": [[i / (len(fonds) - 1), couleur] for i, couleur in enumerate(fonds)],
            "zmin": 0,
            "zmax": len(fonds) - 1,
            "showscale": False,
            "xgap": 2,
            "ygap": 2,
            "hovertemplate": "%{y}<br>%{x} : %{text}<extra></extra>",
        }
        mise_en_page = {
            "height": 130 + 30 * len(table),
            "margin": {"l": 0, "r": 0, "t": 80, "b": 6},
            "xaxis": {"side": "top", "fixedrange": True, "tickangle": -60, "tickfont": {"size": 11}}
            | {"showgrid": False},
            "yaxis": NOMS,
        }
        montrer([trace], mise_en_page, titre)

    return dessin


def legende_matrice(libelles: Mapping[str, str]) -> None:
    """Le sens de chaque fond de case, dans l'ordre des tons."""
    fonds = palette.tons_de_temps(sombre=sombre())
    legende_de_signes([("carre", fond, dit) for fond, dit in zip(fonds, libelles.values(), strict=True)], [])
