"""Les graphiques de la filière et du simulateur : flux, cascade, cohortes, colonnes, trajectoire."""

import textwrap
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from inclusion.model.francais import mois_nomme, nombre
from inclusion.model.releves import Releve
from inclusion.views import flux_debout, palette
from inclusion.views.cartes import sombre
from inclusion.views.graphiques import coupe, encre, montrer, neutre

STYLE = Path(__file__).parent / "styles" / "filiere.css"
LARGE, ETROIT = "diagramme-large", "diagramme-etroit"
PERTES = (
    "Pièces",
    "Recyclage",
    "Recyclage et rebut",
    "Rebut dangereux",
    "Échec au test",
    "Écart : manquants",
)
MARGES = {"l": 10, "r": 10, "t": 30, "b": 50}
# Horizon en mois : trait, signe, épaisseur, taille ; le plus large est dessous
COHORTES = ((12, "solid", "diamond", 4, 11), (6, "dash", "square", 2, 7), (3, "dot", "circle", 2, 7))
LEGENDE = {"orientation": "h", "y": 1.02, "yanchor": "bottom"}


def _barre() -> str:
    return palette.BARRE_SOMBRE if sombre() else palette.BARRE_CLAIR


def _perte() -> str:
    return (palette.FOND_SOMBRE if sombre() else palette.FOND_CLAIR).choisi


def _voile() -> str:
    return palette.VOILE_SOMBRE if sombre() else palette.VOILE_CLAIR


def diagramme(releve: Releve) -> None:
    """Le diagramme de flux : de gauche à droite, et de haut en bas sur un téléphone (la feuille de style choisit)."""
    st.html(STYLE)
    with st.container(key=LARGE):
        _flux(releve.lignes, debout=False)
    with st.container(key=ETROIT):
        _flux(releve.lignes, debout=True)


def _flux(liens: pd.DataFrame, *, debout: bool) -> None:
    noms = list(dict.fromkeys([*liens["source"], *liens["cible"]]))
    entrants, sortants = (liens.groupby(bout)["valeur"].sum() for bout in ("cible", "source"))
    sommes = {n: float(max(entrants.get(n, 0.0), sortants.get(n, 0.0))) for n in noms}
    rang = {nom: i for i, nom in enumerate(noms)}
    unite = liens["unite"].iloc[0]
    dits = [f"{coupe(n, 24)}<br>{nombre(sommes[n])}" for n in noms]
    places = flux_debout.places(liens, sommes) if debout else {}
    places = {n: places[n] for n in noms if debout}
    trace: dict[str, Any] = {
        "type": "sankey",
        "orientation": "v" if debout else "h",
        "arrangement": "fixed" if debout else "snap",
        "node": {
            "label": [""] * len(noms) if debout else dits,
            "customdata": dits,
            "color": [_perte() if n in PERTES else _barre() for n in noms],
            "align": "left",
            "pad": flux_debout.ecart_px(liens, sommes) if debout else 26,
            "thickness": 12 if debout else 14,
            "hovertemplate": "%{customdata}<extra></extra>",
        }
        | (flux_debout.noeuds(places) if debout else {}),
        "link": {
            "source": [rang[s] for s in liens["source"]],
            "target": [rang[c] for c in liens["cible"]],
            "value": liens["valeur"].tolist(),
            "color": _voile(),
            "hovertemplate": f"%{{source.customdata}} → %{{target.customdata}} : %{{value}} {unite}<extra></extra>",
        },
        "textfont": {"color": encre(), "size": 13, "shadow": "none"},
    }
    page: dict[str, Any] = {"height": 520, "margin": {"l": 10, "r": 10, "t": 20, "b": 30}}
    if debout:
        page = {
            "width": flux_debout.LARGEUR_PX,
            "height": flux_debout.HAUTEUR_PX,
            "margin": flux_debout.MARGE,
            "annotations": [_etiquette(n, sommes[n], places[n]) for n in noms],
        }
    sens = "de haut en bas" if debout else "de gauche à droite"
    montrer([trace], page, f"Diagramme de flux du matériel, {sens}", largeur=page.get("width", "stretch"))


def _etiquette(nom: str, somme: float, place: tuple[float, float]) -> dict[str, Any]:
    """Le nom et la somme d'un nœud debout, écrits sous lui."""
    mots = textwrap.wrap(nom.removeprefix("Remis : "), 12, break_long_words=False)
    fleche = "→ " if nom.startswith("Remis : ") else ""
    return {
        "text": fleche + "<br>".join(neutre(m) for m in mots) + f"<br><b>{nombre(somme)}</b>",
        "x": place[0],
        "y": 1 - place[1],
        "xref": "paper",
        "yref": "paper",
        "yshift": -8,
        "yanchor": "top",
        "xanchor": "center",
        "showarrow": False,
        "font": {"color": encre(), "size": 11},
    }


def cascade(releve: Releve) -> None:
    """Les marches du stock, de haut en bas : ce qui ajoute, ce qui retire."""
    marches = releve.lignes
    dernier = len(marches) - 1
    montrer(
        [
            {
                "type": "waterfall",
                "orientation": "h",
                "y": [coupe(m, 16) for m in marches["marche"]],
                "x": marches["valeur"].tolist(),
                "measure": ["absolute" if i in {0, dernier} else "relative" for i in range(len(marches))],
                "text": [nombre(v) for v in marches["valeur"]],
                "textposition": "outside",
                "cliponaxis": False,
                "increasing": {"marker": {"color": _barre()}},
                "decreasing": {"marker": {"color": _perte()}},
                "totals": {"marker": {"color": encre()}},
                "connector": {"line": {"color": palette.HACHURE, "width": 1}},
                "hovertemplate": "%{y} : %{x} équipements<extra></extra>",
            }
        ],
        {
            "height": 400,
            "yaxis": {"automargin": True, "fixedrange": True, "autorange": "reversed"},
            "xaxis": {"title": {"text": "équipements"}, "fixedrange": True, "rangemode": "tozero"},
            "margin": MARGES | {"r": 40},
        },
        "Du stock de début au stock de fin",
    )


def rendements(releve: Releve) -> None:
    """La part remise à trois, six et douze mois par cohorte ; tant que l'horizon n'est pas passé, une fourchette."""
    cohortes = releve.lignes
    mois = [mois_nomme(pd.Period(m, "M").start_time.date()) for m in cohortes["mois"]]
    traces = [
        trace
        for couleur, (horizon, trait, signe, largeur, taille) in zip(
            palette.SERIES_SOMBRE if sombre() else palette.SERIES_CLAIR, COHORTES, strict=False
        )
        for trace in (
            _connues(cohortes, mois, horizon)
            | {
                "line": {"dash": trait, "width": largeur, "color": couleur},
                "marker": {"symbol": signe, "size": taille},
            },
            _fourchettes(cohortes, mois, horizon, couleur),
        )
    ]
    montrer(
        traces,
        {
            "height": 420,
            "xaxis": {
                "type": "category",
                "categoryarray": mois,
                "title": {"text": "mois de collecte"},
                "fixedrange": True,
                "automargin": True,
                "nticks": 8,
            },
            "yaxis": {"title": {"text": "% remis"}, "range": [0, 105], "fixedrange": True},
            "legend": LEGENDE,
            "margin": MARGES | {"b": 80},
        },
        "Part remise à 3, 6 et 12 mois, par mois de collecte",
    )


def _connues(cohortes: pd.DataFrame, mois: list[str], horizon: int) -> dict[str, Any]:
    """Les cohortes dont l'horizon est passé, ou dont plus rien n'attend."""
    part = 100 * cohortes[f"part_basse_{horizon}"]
    sure = cohortes[f"part_basse_{horizon}"].eq(cohortes[f"part_haute_{horizon}"])
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": f"à {horizon} mois",
        "x": mois,
        "y": [round(p, 1) if s else None for p, s in zip(part, sure, strict=True)],
        "hovertemplate": "%{x} : %{y} %<extra></extra>",
    }


def _fourchettes(cohortes: pd.DataFrame, mois: list[str], horizon: int, couleur: str) -> dict[str, Any]:
    """Les cohortes encore ouvertes : un trait vertical, de « au moins » à « au plus »."""
    bas, haut = (100 * cohortes[f"part_{borne}_{horizon}"] for borne in ("basse", "haute"))
    ouverte = bas.ne(haut)
    return {
        "type": "scatter",
        "mode": "markers",
        "showlegend": False,
        "x": [m for m, o in zip(mois, ouverte, strict=True) if o],
        "y": bas[ouverte].round(1).tolist(),
        "customdata": haut[ouverte].round(1).tolist(),
        "marker": {"symbol": "line-ew-open", "size": 10, "color": couleur},
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": (haut - bas)[ouverte].round(1).tolist(),
            "arrayminus": [0.0] * int(ouverte.sum()),
            "thickness": 2,
            "color": couleur,
        },
        "hovertemplate": f"%{{x}}, à {horizon} mois : de %{{y}} à %{{customdata}} %<extra></extra>",
    }


def colonnes(table: pd.DataFrame, *, categorie: str, valeur: str, unite: str, titre: str) -> None:
    """Des colonnes verticales dans l'ordre des lignes (tranches de délai, mois), chaque valeur écrite."""
    montrer(
        [
            {
                "type": "bar",
                "x": [coupe(c, 12) for c in table[categorie]],
                "y": table[valeur].tolist(),
                "text": [nombre(v) for v in table[valeur]],
                "textposition": "outside",
                "cliponaxis": False,
                "marker": {"color": _barre()},
                "hovertemplate": f"%{{x}} : %{{y}} {unite}<extra></extra>",
            }
        ],
        {
            "height": 340,
            "xaxis": {"automargin": True, "fixedrange": True, "type": "category"},
            "yaxis": {
                "title": {"text": unite},
                "rangemode": "tozero",
                "fixedrange": True,
            },
            "margin": MARGES,
        },
        titre,
    )


def trajectoire(table: pd.DataFrame, titre: str) -> None:
    """Les remises cumulées : la médiane, l'espace où tombent huit futurs sur dix, et la cible."""
    mois = table["mois"].tolist()
    montrer(
        [
            _ligne(mois, table["remis_90"], {"width": 0}, showlegend=False, hoverinfo="skip"),
            _ligne(mois, table["remis_10"], {"width": 0}, fill="tonexty", fillcolor=_voile(), name="huit futurs sur dix",
                   hoverinfo="skip"),
            _ligne(mois, table["remis_50"], {"color": _barre(), "width": 3}, name="au milieu",
                   customdata=table["quand"].tolist(), hovertemplate="%{customdata} : %{y:,.0f} remis<extra></extra>"),
            _ligne(mois, table["cible"], {"color": _perte(), "dash": "dash"}, name="cible",
                   hovertemplate="cible : %{y}<extra></extra>"),
        ],
        _axes("équipements remis, cumul"),
        titre,
    )  # fmt: skip


def file(table: pd.DataFrame, titre: str) -> None:
    """Ce qui attend à l'atelier, mois par mois."""
    montrer(
        [
            _ligne(table["mois"].tolist(), table["file_50"], {"color": _barre(), "width": 3}, fill="tozeroy",
                   fillcolor=_voile(), customdata=table["quand"].tolist(), showlegend=False,
                   hovertemplate="%{customdata} : %{y:,.0f} en attente<extra></extra>"),
        ],
        _axes("équipements en attente") | {"height": 280},
        titre,
    )  # fmt: skip


def _ligne(mois: list[int], valeurs: pd.Series, trait: dict[str, Any], **autres: Any) -> dict[str, Any]:
    return {"type": "scatter", "mode": "lines", "x": mois, "y": valeurs.tolist(), "line": trait} | autres


def _axes(ordonnee: str) -> dict[str, Any]:
    return {
        "height": 400,
        "xaxis": {"title": {"text": "mois à compter d'aujourd'hui"}, "fixedrange": True},
        "yaxis": {
            "title": {"text": ordonnee},
            "fixedrange": True,
            "rangemode": "tozero",
        },
        "legend": LEGENDE,
        "margin": MARGES,
    }
