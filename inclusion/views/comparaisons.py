"""Comparer : chaque mesure sur une ligne, un territoire par case ; puis les intervalles d'une mesure."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import pandas as pd
import streamlit as st

from inclusion.analysis.chiffres.comparaisons import Mesure
from inclusion.model.chiffres import nature
from inclusion.views import cadres, palette
from inclusion.views.cartes import sombre
from inclusion.views.graphiques import coupe, encre, montrer, neutre, trame
from inclusion.views.markdown import inerte


class Ligne(Protocol):
    """Une mesure et ses valeurs, territoire par territoire."""

    @property
    def libelle(self) -> str: ...
    @property
    def valeurs(self) -> tuple[tuple[str, Mesure], ...]: ...


def cote_a_cote(lignes: Sequence[Ligne], quand: Callable[[Any], str]) -> None:
    """Une ligne encadrée par mesure ; chaque case dit sa valeur, sa fraction et sa date, la ligne sa source."""
    for ligne in lignes:
        with st.container(border=True, gap="xsmall"):
            _ligne(ligne, quand)


def _ligne(ligne: Ligne, quand: Callable[[Any], str]) -> None:
    premier = ligne.valeurs[0][1].chiffre
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.markdown(f"**{inerte(ligne.libelle)}** ({inerte(premier.unite)})", width="content")
        with st.popover("Définition", type="tertiary", key=f"définition comparée {premier.cle}"):
            st.markdown(inerte(premier.definition))
            cadres.sources(premier.sources)
    dates = list(dict.fromkeys(quand(m.chiffre) for _, m in ligne.valeurs))
    with st.grid(4, min_column_width=150):
        for nom, mesure in ligne.valeurs:
            with st.container(gap="xsmall"):
                valeur = mesure.chiffre.ecrite
                st.markdown(inerte(nom))
                st.metric(inerte(nom), valeur, label_visibility="collapsed")
                date_propre = f" Données : {inerte(quand(mesure.chiffre))}." if len(dates) > 1 else ""
                st.caption(f"{inerte(mesure.chiffre.phrase)}{date_propre}")
    _pied(ligne, dates)


def _pied(ligne: Ligne, dates: Sequence[str]) -> None:
    """La source d'une ligne, sa date si elle est la même pour tous, et les réserves."""
    sources = tuple(dict.fromkeys(s for _, m in ligne.valeurs for s in m.chiffre.sources))
    producteurs = " ; ".join(dict.fromkeys(s.producteur for s in sources))
    date_commune = f" Données : {inerte(dates[0])}." if len(dates) == 1 else ""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        cadres.badge(nature(sources))
        st.caption(f"Source : {inerte(producteurs)}.{date_commune}")
    for reserve in dict.fromkeys(m.reserve for _, m in ligne.valeurs if m.reserve):
        concernes = ", ".join(nom for nom, m in ligne.valeurs if m.reserve == reserve)
        st.caption(f"⚠️ {inerte(concernes)} : {inerte(reserve)}")


def intervalles(table: pd.DataFrame, titre: str) -> None:
    """Une valeur et ses bornes par territoire, dans l'ordre donné ; le territoire choisi est un losange."""
    fond = palette.BARRE_SOMBRE if sombre() else palette.BARRE_CLAIR
    noms = [coupe(n, 24) for n in table["nom"]]
    valeurs = table["valeur"].astype(float)
    trace = {
        "type": "scatter",
        "mode": "markers",
        "x": valeurs.tolist(),
        "y": noms,
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": (table["haut"].astype(float) - valeurs).clip(lower=0).tolist(),
            "arrayminus": (valeurs - table["bas"].astype(float)).clip(lower=0).tolist(),
            "thickness": 4,
            "width": 7,
            "color": fond,
        },
        "marker": {
            "size": [16 if c else 11 for c in table["choisi"]],
            "symbol": ["diamond" if c else "circle" for c in table["choisi"]],
            "color": [encre() if c else fond for c in table["choisi"]],
        },
        "hovertext": [neutre(p) for p in table["phrase"]],
        "hovertemplate": "%{y} : %{x}<br>%{hovertext}<extra></extra>",
        "showlegend": False,
    }
    repere = table["departement"].iloc[0]
    trait = {"type": "line", "x0": repere, "x1": repere, "y0": 0, "y1": 1, "yref": "paper"}
    montrer(
        [trace],
        {
            "height": 90 + 46 * len(table),
            "margin": {"l": 0, "r": 16, "t": 10, "b": 44},
            "xaxis": {
                "title": {"text": neutre(str(table["unite"].iloc[0]))},
                "rangemode": "tozero",
                "fixedrange": True,
                "automargin": True,
            },
            "yaxis": {
                "type": "category",
                "autorange": "reversed",
                "automargin": True,
                "fixedrange": True,
                "tickfont": {"size": 12},
            },
            "shapes": []
            if pd.isna(repere)
            else [trait | {"line": {"dash": "dash", "color": trame(), "width": 2}}],
        },
        titre,
    )
