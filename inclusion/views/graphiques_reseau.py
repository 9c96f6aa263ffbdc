"""Les graphiques du réseau : barres empilées, frise, matrice, liens, périodes. Aucun ne parle par la seule couleur."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from inclusion.analysis.partenaires import colonnes
from inclusion.model.francais import jour, nombre, pluriel
from inclusion.views import palette
from inclusion.views.cartes import sombre
from inclusion.views.graphiques import NOMS, coupe, encre, montrer, neutre, trame

Dessin = Callable[[pd.DataFrame, str], None]
MOTIFS = ("", "/", ".", "x", "-")
LIGNE_PX = 34
LEGENDE_PX = 26
"""Une légende de trois entrées prend jusqu'à trois lignes sur un téléphone : la barre ne doit pas passer dessous."""
PEU = 4
"""Jusqu'à ce maximum, une graduation par unité : sinon l'axe répète « 0 1 1 2 2 »."""
CARACTERE = 0.035
"""Part de la plus longue barre que prend un caractère sur un téléphone."""
NOEUDS_MAX = 12
TRAITS = {
    "finance": "solid",
    "emploie": "longdash",
    "heberge": "dash",
    "oriente_vers": "dot",
    "conventionne": "dashdot",
}


def empilees(
    table: pd.DataFrame,
    *,
    categorie: str,
    series: Mapping[str, str],
    unite: str,
    titre: str,
    debout: bool = False,
) -> None:
    """Des barres empilées, une couleur et un motif par série, chaque valeur non nulle écrite.

    `debout` : la catégorie est le temps, de gauche à droite.
    """
    axe, mesure = ("x", "y") if debout else ("y", "x")
    traces = [
        {
            "type": "bar",
            "orientation": "v" if debout else "h",
            axe: [coupe(str(c), 26) for c in table[categorie]],
            mesure: table[colonne].tolist(),
            "name": nom,
            "marker": {"pattern": {"shape": motif, "size": 6, "solidity": 0.25}},
            "hovertemplate": f"%{{{axe}}}<br>{nom} : %{{{mesure}}} {unite}<extra></extra>",
        }
        for (colonne, nom), motif in zip(series.items(), MOTIFS, strict=False)
    ]
    plafond = float(table[list(series)].sum(axis=1).max()) if len(table) else 0.0
    nombres = {"title": {"text": unite}, "rangemode": "tozero", "fixedrange": True, "tickformat": ",d"}
    if plafond <= PEU:
        nombres |= {"dtick": 1, "range": [0, PEU]}
    elif not debout:
        nombres |= {"range": [0, 1.4 * plafond], "nticks": 6}
    temps = {"fixedrange": True, "automargin": True}
    noms = temps if debout else temps | {"autorange": "reversed"}
    mise_en_page = {
        "barmode": "stack",
        "height": 320 if debout else 90 + LEGENDE_PX * len(series) + LIGNE_PX * len(table),
        "margin": {"l": 0, "r": 16, "t": 10, "b": 40},
        "annotations": [] if debout else _nombres(table, list(series), max(plafond, PEU)),
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
        f"{axe}axis": noms | {"type": "category"},
        f"{mesure}axis": nombres,
    }
    montrer(traces, mise_en_page, titre)


def _nombres(table: pd.DataFrame, series: list[str], plafond: float) -> list[dict[str, Any]]:
    """Chaque nombre non nul d'une barre, sur le fond de la page : aucune hachure ne le barre.

    Au milieu de sa part ; si l'une est trop courte, tous après la barre, dans l'ordre de la légende.
    """
    fond = (palette.FOND_SOMBRE if sombre() else palette.FOND_CLAIR).halo
    commun = {"showarrow": False, "font": {"size": 11, "color": encre()}, "bgcolor": fond, "borderpad": 1}
    notes: list[dict[str, Any]] = []
    for rang, valeurs in enumerate(table[series].astype(float).itertuples(index=False)):
        dits = {place: nombre(v) for place, v in enumerate(valeurs) if v}
        if any(valeurs[place] < CARACTERE * (len(dit) + 1) * plafond for place, dit in dits.items()):
            apres = {"xanchor": "left", "xshift": 3} | commun
            notes.append({"x": sum(valeurs), "y": rang, "text": " + ".join(dits.values())} | apres)
            continue
        for place, dit in dits.items():
            milieu = sum(valeurs[:place]) + valeurs[place] / 2
            notes.append({"x": milieu, "y": rang, "text": dit} | commun)
    return notes


def empilement(categorie: str, series: Mapping[str, str], unite: str) -> Dessin:
    """Le dessin d'un relevé en barres empilées, de la plus longue à la plus courte telles qu'il les donne."""
    return lambda table, titre: empilees(table, categorie=categorie, series=series, unite=unite, titre=titre)


def grille(colonne: str, *, texte: str, rang: str) -> Dessin:
    """Le dessin d'un relevé en matrice, une ligne par intercommunalité."""
    return lambda table, titre: cases(
        table, ligne="epci", colonne=colonne, texte=texte, rang=rang, titre=titre
    )


def mensuelles(table: pd.DataFrame, *, series: Mapping[str, str], unite: str, titre: str) -> None:
    """Des barres par mois, empilées par type ; un mois sans rien reste à sa place. `table` : mois, type, temps."""
    mois = [str(m) for m in pd.period_range(table["mois"].min(), table["mois"].max(), freq="M")]
    larges = table.pivot_table(index="mois", columns="type", values="temps", aggfunc="sum", fill_value=0)
    larges = (
        larges.reindex(index=mois, columns=list(series), fill_value=0).rename_axis(index="mois").reset_index()
    )
    dits = [f"{m[5:]}/{m[2:4]}" for m in larges["mois"]]
    empilees(larges.assign(mois=dits), categorie="mois", series=series, unite=unite, titre=titre, debout=True)


def paires(table: pd.DataFrame, titre: str) -> None:
    """Réalisé (barre) contre engagé (trait vertical), une ligne par structure.

    `table` : structure, engagement_heures, realise_heures, part.
    """
    noms = [coupe(n, 24) for n in table["structure"]]
    barre = {
        "type": "bar",
        "orientation": "h",
        "y": noms,
        "x": table["realise_heures"].tolist(),
        "name": "Heures réalisées",
        "text": [f"{p:.0f}\u202f%" for p in table["part"]],
        "textposition": "auto",
        "textangle": 0,
        "hovertemplate": "%{y}<br>%{x} heures réalisées<extra></extra>",
    }
    promesse = {
        "type": "scatter",
        "mode": "markers",
        "y": noms,
        "x": table["engagement_heures"].tolist(),
        "name": "Heures engagées",
        "marker": {"symbol": "line-ns-open", "size": 20, "line": {"width": 4}, "color": encre()},
        "hovertemplate": "%{y}<br>%{x} heures engagées<extra></extra>",
    }
    mise_en_page = {
        "height": 110 + 40 * len(table),
        "margin": {"l": 0, "r": 20, "t": 10, "b": 40},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
        "xaxis": {"title": {"text": "heures"}, "rangemode": "tozero", "fixedrange": True, "tickformat": ",d"},
        "yaxis": NOMS,
    }
    montrer([barre, promesse], mise_en_page, titre)


def frise(table: pd.DataFrame, titre: str) -> None:
    """Les fins de contrat et de convention, une ligne par poste, avec les bornes à 3, 6 et 12 mois.

    `table` : structure_employeuse, id_poste, ce_qui_finit, quand, a_date.
    """
    a_date = table["a_date"].iloc[0]
    ordre = table.groupby("id_poste")["quand"].min().sort_values().index.tolist()
    noms = dict(zip(table["id_poste"], table["structure_employeuse"], strict=True))
    traces = [
        {
            "type": "scatter",
            "mode": "markers",
            "x": [q.strftime("%Y-%m-%d") for q in part["quand"]],
            "y": part["id_poste"].tolist(),
            "name": f"Fin de {str(sorte).lower()}",
            "marker": {"symbol": forme, "size": 13, "line": {"width": 1, "color": encre()}},
            "customdata": [
                [neutre(noms[p]), jour(q)] for p, q in zip(part["id_poste"], part["quand"], strict=True)
            ],
            "hovertemplate": f"%{{customdata[0]}}<br>fin de {str(sorte).lower()} le %{{customdata[1]}}<extra></extra>",
        }
        for (sorte, part), forme in zip(table.groupby("ce_qui_finit"), ("diamond", "circle"), strict=False)
    ]
    bornes = {0: "aujourd'hui"} | {m: f"{m} mois" for m in (3, 6, 12)}
    jours = {m: (a_date + pd.DateOffset(months=m)).strftime("%Y-%m-%d") for m in bornes}
    mise_en_page = {
        "height": 120 + 30 * len(ordre),
        "margin": {"l": 0, "r": 12, "t": 40, "b": 60},
        "legend": {"orientation": "h", "y": -0.02, "yanchor": "top", "x": 0},
        "xaxis": {"type": "date", "fixedrange": True, "side": "top", "tickformat": "%m/%y", "nticks": 6},
        "yaxis": NOMS
        | {
            "categoryorder": "array",
            "categoryarray": ordre,
            "tickvals": ordre,
            "ticktext": [coupe(noms[p]) for p in ordre],
        },
        "shapes": [
            {"type": "line", "x0": j, "x1": j, "y0": 0, "y1": 1, "yref": "paper"}
            | {
                "line": {
                    "color": encre() if m == 0 else trame(),
                    "width": 2,
                    "dash": "solid" if m == 0 else "dot",
                }
            }
            for m, j in jours.items()
        ],
        "annotations": [
            {"x": j, "y": 0, "yref": "paper", "text": bornes[m], "showarrow": False, "textangle": -90}
            | {"yanchor": "bottom", "xanchor": "left", "font": {"size": 11, "color": encre()}}
            for m, j in jours.items()
        ],
    }
    montrer(traces, mise_en_page, titre)


def cases(table: pd.DataFrame, *, ligne: str, colonne: str, texte: str, rang: str, titre: str) -> None:
    """Une matrice dont chaque case est écrite ; `rang` (0 : vide, puis du moins au plus) donne le fond."""
    lignes, colonnes = table[ligne].drop_duplicates().tolist(), table[colonne].drop_duplicates().tolist()
    textes = table.pivot_table(index=ligne, columns=colonne, values=texte, aggfunc="first", sort=False)
    tons = table.pivot_table(index=ligne, columns=colonne, values=rang, aggfunc="first", sort=False)
    fond = palette.FOND_SOMBRE if sombre() else palette.FOND_CLAIR
    echelle = palette.cases(sombre=sombre())
    niveaux = len(echelle) - 1
    trace = {
        "type": "heatmap",
        "x": [coupe(c, 7) for c in colonnes],
        "y": [coupe(l_, 20) for l_ in lignes],
        "z": tons.loc[lignes, colonnes].clip(upper=niveaux).to_numpy().tolist(),
        "text": [[neutre(str(v)) for v in rangee] for rangee in textes.loc[lignes, colonnes].to_numpy()],
        "texttemplate": "%{text}",
        "textfont": {"size": 12},
        "colorscale": [[i / niveaux, couleur] for i, couleur in enumerate(echelle)],
        "zmin": 0,
        "zmax": niveaux,
        "showscale": False,
        "xgap": 3,
        "ygap": 3,
        "hovertemplate": "%{y}<br>%{x} : %{text}<extra></extra>",
    }
    mise_en_page = {
        "height": 70 + 38 * len(lignes),
        "margin": {"l": 0, "r": 0, "t": 46, "b": 6},
        "plot_bgcolor": fond.mer,
        "xaxis": {
            "type": "category",
            "side": "top",
            "fixedrange": True,
            "tickangle": 0,
            "tickfont": {"size": 11},
            "showgrid": False,
        },
        "yaxis": NOMS,
    }
    montrer([trace], mise_en_page, titre)


def liens(table: pd.DataFrame, titre: str) -> None:
    """Les relations entre structures : deux colonnes de noms, un trait par relation, un style par sorte.

    `table` : de, vers, type, type_dit. Les noms s'écrivent au-dessus de leur point : la figure tient sur 340 px.
    """
    gauche, droite = colonnes(table, NOEUDS_MAX)
    montres = table[table["de"].isin(gauche) & table["vers"].isin(droite)]
    if len(montres) < len(table):
        st.caption(
            f"{pluriel(len(table) - len(montres), 'lien moins central est', 'liens moins centraux sont')} dans le tableau "
            f"seulement : la figure montre les {NOEUDS_MAX} structures les plus liées de chaque côté."
        )
    traces = [_traits(str(sorte), part, gauche, droite) for sorte, part in montres.groupby("type")]
    traces += [_points(gauche, 0), _points(droite, 1)]
    etages = max(len(gauche), len(droite))
    mise_en_page = {
        "height": 90 + 46 * etages,
        "margin": {"l": 0, "r": 0, "t": 30, "b": 10},
        "legend": {"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0},
        "xaxis": {"visible": False, "fixedrange": True, "range": [-0.03, 1.03]},
        "yaxis": {"visible": False, "fixedrange": True, "range": [etages - 0.4, -1]},
        "hovermode": "closest",
        "annotations": [*_noms(gauche, 0), *_noms(droite, 1)],
    }
    montrer(traces, mise_en_page, titre)


def _traits(
    sorte: str, part: pd.DataFrame, gauche: Mapping[str, int], droite: Mapping[str, int]
) -> dict[str, Any]:
    x: list[float | None] = []
    y: list[float | None] = []
    for lien in part.itertuples():
        x += [0, 1, None]
        y += [gauche[lien.de], droite[lien.vers], None]
    nom = f"{part['type_dit'].iloc[0]} ({len(part)})"
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "name": nom,
        "line": {"dash": TRAITS.get(sorte, "solid"), "width": 2},
        "hoverinfo": "skip",
    }


def _points(noms: Mapping[str, int], cote: int) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [cote] * len(noms),
        "y": list(noms.values()),
        "marker": {"size": 9, "color": encre()},
        "hovertext": [neutre(n) for n in noms],
        "hoverinfo": "text",
        "showlegend": False,
        "cliponaxis": False,
    }


def _noms(noms: Mapping[str, int], cote: int) -> list[dict[str, Any]]:
    """Le nom de chaque point, au-dessus de lui, sur le fond de la page : un trait ne le barre pas."""
    fond = (palette.FOND_SOMBRE if sombre() else palette.FOND_CLAIR).halo
    return [
        {
            "x": cote,
            "y": rang,
            "text": coupe(nom, 24),
            "showarrow": False,
            "yshift": 8,
            "borderpad": 0,
        }
        | {"xanchor": "right" if cote else "left", "yanchor": "bottom", "align": "right" if cote else "left"}
        | {"font": {"size": 11, "color": encre()}, "bgcolor": fond, "opacity": 0.92}
        for nom, rang in noms.items()
    ]


def periodes(table: pd.DataFrame, titre: str) -> None:
    """Des périodes de `debut` à `fin`, une ligne par nom, et un trait pour aujourd'hui (`a_date`)."""
    noms = [coupe(n, 30) for n in table["nom"]]
    trace = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [v for d, f in zip(table["debut"], table["fin"], strict=True) for v in (_iso(d), _iso(f), None)],
        "y": [v for n in noms for v in (n, n, None)],
        "line": {"width": 10, "color": palette.BARRE_SOMBRE if sombre() else palette.BARRE_CLAIR},
        "marker": {"size": 14, "symbol": "diamond", "color": encre()},
        "hovertemplate": "%{y}<br>%{x|%d/%m/%Y}<extra></extra>",
    }
    jour_dit = _iso(table["a_date"].iloc[0])
    mise_en_page = {
        "height": 90 + 52 * len(table),
        "margin": {"l": 0, "r": 16, "t": 30, "b": 30},
        "xaxis": {"type": "date", "fixedrange": True, "tickformat": "%m/%y", "nticks": 5, "tickangle": 0},
        "yaxis": NOMS,
        "shapes": [
            {"type": "line", "x0": jour_dit, "x1": jour_dit, "y0": 0, "y1": 1, "yref": "paper"}
            | {"line": {"color": encre(), "width": 2}}
        ],
        "annotations": [
            {"x": jour_dit, "y": 1, "yref": "paper", "text": "aujourd'hui", "showarrow": False}
            | {"yanchor": "bottom", "font": {"size": 11, "color": encre()}}
        ],
    }
    montrer([trace], mise_en_page, titre)


def _iso(quand: pd.Timestamp) -> str:
    return str(quand.date())
