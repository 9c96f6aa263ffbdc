"""La courbe de gain : ce que rapproche chaque permanence de plus, et la fourchette."""

import pandas as pd

from inclusion.model.francais import nombre
from inclusion.views import palette
from inclusion.views.cartes import sombre
from inclusion.views.graphiques import encre, montrer


def courbe(table: pd.DataFrame, titre: str) -> None:
    """Gain selon le nombre de permanences. `table` : nombre, gain_bas, gain, gain_haut, retenu (le nombre choisi)."""
    fonce, voile = (
        (palette.BARRE_SOMBRE, palette.VOILE_SOMBRE)
        if sombre()
        else (palette.BARRE_CLAIR, palette.VOILE_CLAIR)
    )
    x = table["nombre"].tolist()
    bord = {"type": "scatter", "mode": "lines", "x": x, "line": {"width": 0}, "hoverinfo": "skip"}
    choisi = table[table["nombre"].eq(table["retenu"])]
    traces = [
        bord | {"y": table["gain_haut"].tolist(), "showlegend": False},
        bord
        | {
            "y": table["gain_bas"].tolist(),
            "fill": "tonexty",
            "fillcolor": voile,
            "name": "De sûr à possible",
        },
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": x,
            "y": table["gain"].tolist(),
            "name": "Gain estimé",
            "line": {"color": fonce, "width": 2, "shape": "linear"},
            "marker": {"size": 7, "color": fonce},
            "hovertemplate": "%{x} permanence(s) : %{y:,.0f} personnes<extra></extra>",
        },
        {
            "type": "scatter",
            "mode": "markers+text",
            "x": choisi["nombre"].tolist(),
            "y": choisi["gain"].tolist(),
            "name": "Nombre choisi",
            "text": [nombre(v) for v in choisi["gain"]],
            "textposition": "top center",
            "textfont": {"color": encre(), "size": 14},
            "marker": {"size": 15, "symbol": "diamond", "color": encre()},
            "hoverinfo": "skip",
        },
    ]
    mise_en_page = {
        "height": 340,
        "margin": {"l": 0, "r": 12, "t": 10, "b": 44},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        "xaxis": {
            "title": {"text": "permanences nouvelles"},
            "fixedrange": True,
            "tickvals": [1, 5, 10, 15, 20],
            "range": [0.5, max(x) + 0.5],
        },
        "yaxis": {
            "title": {"text": "personnes de plus"},
            "range": [0, 1.12 * max(1, *table["gain_haut"])],
            "fixedrange": True,
            "automargin": True,
            "tickformat": ",d",
        },
    }
    montrer(traces, mise_en_page, titre)
