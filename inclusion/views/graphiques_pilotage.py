"""Les graphiques du pilotage : statuts par axe, chemin vers une cible, calendrier des actions."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from inclusion.analysis.trajectoires import STATUTS
from inclusion.views import palette
from inclusion.views.graphiques import coupe, encre, montrer, neutre, trame

MOTIFS_STATUT = {
    "moyen": "x",
    "jeune": ".",
    "pas_encore": "/",
    "petit_effectif": "+",
    "donnee_en_retard": "\\",
    "cible_refusee": "-",
    "sans_cible": "|",
}
"""Les statuts que rien ne juge : un motif chacun, car leurs couleurs restent pâles."""
MOTIFS = ("", "/", ".", "x", "-", "|", "\\", "+", "", "/", ".", "x")
TRAITS = {
    "relevé ou calculé": ("solid", "lines+markers", 3),
    "chemin prévu": ("dash", "lines+markers", 2),
    "au rythme observé": ("dot", "lines+markers", 2),
}
ICONES = {
    "en_bonne_voie": "✔",
    "leger_retard": "◔",
    "retard": "■",
    "s_eloigne": "▼",
    "moyen": "◇",
    "jeune": "△",
    "pas_encore": "◷",
    "petit_effectif": "·",
    "donnee_en_retard": "↻",
    "cible_refusee": "✖",
    "sans_cible": "○",
    "sans_donnee": "?",
}
LIGNE_PX, LEGENDE_PX = 46, 5
"""La hauteur d'une barre ; celle que chaque nom de la légende demande en plus, pour tenir entière sur un téléphone."""


def statuts(table: pd.DataFrame, titre: str) -> None:
    """Une barre par axe, une part par statut, chaque effectif écrit. `table` : axe_dit, puis une colonne par statut."""
    series = {code: f"{ICONES[code]} {STATUTS[code]}" for code in STATUTS if code in table.columns}
    motifs = [MOTIFS_STATUT.get(code, "") for code in series]
    _empilees(table, series, palette.STATUTS, "indicateurs", titre, motifs=motifs)


def statuts_actions(series: Mapping[str, str]) -> Any:
    """Le dessin des actions par axe ; `series` : code → libellé, qui est aussi le nom de la colonne."""
    couleurs = {dit: palette.STATUTS_ACTION[code] for code, dit in series.items()}
    return lambda table, titre: _empilees(
        table, {dit: dit for dit in series.values() if table[dit].sum()}, couleurs, "actions", titre
    )


def _empilees(
    table: pd.DataFrame,
    series: Mapping[str, str],
    couleurs: Mapping[str, str],
    unite: str,
    titre: str,
    *,
    motifs: Sequence[str] = MOTIFS,
) -> None:
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "y": table["axe_dit"].tolist(),
            "x": table[colonne].tolist(),
            "name": nom,
            "marker": {
                "color": couleurs[colonne],
                "line": {"color": trame(), "width": 1},
                "pattern": {
                    "shape": motif,
                    "fillmode": "overlay",
                    "fgcolor": trame(),
                    "size": 9,
                    "solidity": 0.1,
                },
            },
            "text": ["" if not v else str(v) for v in table[colonne]],
            "textposition": "inside",
            "textangle": 0,
            "insidetextanchor": "middle",
            "hovertemplate": f"%{{y}}<br>{nom} : %{{x}} {unite}<extra></extra>",
        }
        for (colonne, nom), motif in zip(series.items(), motifs, strict=False)
    ]
    montrer(
        traces,
        {
            "barmode": "stack",
            "height": 170 + LIGNE_PX * len(table) + LEGENDE_PX * len(series),
            "margin": {"l": 0, "r": 16, "t": 10, "b": 10},
            "legend": {
                "orientation": "h",
                "y": -0.18,
                "yanchor": "top",
                "x": 0,
                "traceorder": "normal",
                "maxheight": 0.7,
            },
            "xaxis": {
                "title": {"text": unite},
                "rangemode": "tozero",
                "fixedrange": True,
                "tickformat": ",d",
                "dtick": 1 if table[list(series)].sum(axis=1).max() <= 8 else 5,
                "side": "top",
            },
            "yaxis": {"autorange": "reversed", "automargin": True, "fixedrange": True},
        },
        titre,
    )


def chemin(table: pd.DataFrame, titre: str) -> None:
    """La série, le chemin prévu et le rythme observé. `table` : trait, date, valeur, unite."""
    traces = [
        {
            "type": "scatter",
            "mode": TRAITS[trait][1],
            "x": [d.strftime("%Y-%m-%d") for d in part["date"]],
            "y": part["valeur"].astype(float).tolist(),
            "name": trait,
            "line": {"dash": TRAITS[trait][0], "width": TRAITS[trait][2]},
            "marker": {"size": 9},
            "hovertemplate": f"{trait}<br>%{{x|%d/%m/%Y}} : %{{y:.1f}} {neutre(str(table['unite'].iloc[0]))}<extra></extra>",
        }
        for trait in TRAITS
        if len(part := table[table["trait"].eq(trait)])
    ]
    montrer(
        traces,
        {
            "height": 340,
            "margin": {"l": 0, "r": 16, "t": 10, "b": 30},
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
            "xaxis": {"type": "date", "fixedrange": True, "tickformat": "%Y", "dtick": "M12"},
            "yaxis": {
                "title": {"text": neutre(str(table["unite"].iloc[0]))},
                "fixedrange": True,
                "automargin": True,
            },
        },
        titre,
    )


def calendrier(table: pd.DataFrame, titre: str) -> None:
    """Une barre par action, du premier au dernier jour ; la part faite est pleine, un trait dit aujourd'hui.

    `table` : id, axe, nom, statut_lu, statut_dit, date_debut, date_fin, avancement_pct, a_date.
    """
    ordre = table["id"].tolist()
    durees = (table["date_fin"] - table["date_debut"]).dt.days.clip(lower=1)
    faits = durees * table["avancement_pct"].astype("Float64").fillna(0).astype(float) / 100
    commun = {"type": "bar", "orientation": "h", "y": ordre, "showlegend": False}
    debuts = [d.strftime("%Y-%m-%d") for d in table["date_debut"]]
    dits = [
        f"{neutre(nom)}<br>{statut}" for nom, statut in zip(table["nom"], table["statut_dit"], strict=True)
    ]
    couleurs = [palette.STATUTS_ACTION[s] for s in table["statut_lu"]]
    jour_ms = 86_400_000
    traces = [
        {
            **commun,
            "base": debuts,
            "x": (durees * jour_ms).tolist(),
            "marker": {"color": couleurs, "opacity": 0.35, "line": {"color": encre(), "width": 1}},
            "hovertext": dits,
            "hoverinfo": "text",
        },
        {
            **commun,
            "base": debuts,
            "x": (faits * jour_ms).tolist(),
            "marker": {"color": couleurs},
            "hovertext": dits,
            "hoverinfo": "text",
        },
    ]
    a_date = str(table["a_date"].iloc[0].date())
    noms = [
        f"{axe} · {coupe(nom, 26)}<br><i>{statut.lower()}</i>"
        for axe, nom, statut in zip(table["axe"], table["nom"], table["statut_dit"], strict=True)
    ]
    montrer(
        traces,
        {
            "barmode": "overlay",
            "height": 100 + 62 * len(table),
            "margin": {"l": 0, "r": 12, "t": 40, "b": 30},
            "bargap": 0.45,
            "xaxis": {"type": "date", "fixedrange": True, "tickformat": "%m/%y", "nticks": 6, "side": "top"},
            "yaxis": {
                "type": "category",
                "categoryorder": "array",
                "categoryarray": ordre,
                "tickvals": ordre,
                "ticktext": noms,
                "autorange": "reversed",
                "automargin": True,
                "fixedrange": True,
                "tickfont": {"size": 11},
            },
            "shapes": [
                {"type": "line", "x0": a_date, "x1": a_date, "y0": 0, "y1": 1, "yref": "paper"}
                | {"line": {"color": encre(), "width": 2}}
            ],
            "annotations": [
                {"x": a_date, "y": 0, "yref": "paper", "text": "aujourd'hui", "showarrow": False}
                | {"yanchor": "top", "font": {"size": 11, "color": encre()}}
            ],
        },
        titre,
    )
