"""Les figures de la filière : diagramme de flux, cascade, cohortes, délais."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from inclusion.model.francais import nombre
from inclusion.model.nomenclatures import libelle
from inclusion.model.releves import Releve
from inclusion.model.reponses import FondDeCarte
from inclusion.views import cadres, cartes, graphiques, palette, tableaux
from inclusion.views.cartes import sombre
from inclusion.views.graphiques import configuration

HAUTEUR = 420


def _tracer(
    donnees: Sequence[Mapping[str, Any]], mise_en_page: Mapping[str, Any], *, cle: str, alt: str
) -> None:
    commune = {"separators": ",\u202f", "margin": {"l": 10, "r": 10, "t": 10, "b": 40}, "height": HAUTEUR}
    figure = {"data": list(donnees), "layout": commune | dict(mise_en_page)}
    st.plotly_chart(figure, key=cle, config=configuration(), alt=alt)


def _teintes() -> tuple[str, str, str]:
    """Barre, perte, texte du thème."""
    fond = palette.FOND_SOMBRE if sombre() else palette.FOND_CLAIR
    return (palette.BARRE_SOMBRE if sombre() else palette.BARRE_CLAIR), fond.choisi, fond.texte


def diagramme(releve: Releve) -> None:
    """Le diagramme de flux, de gauche à droite ; chaque nœud écrit son nom et sa somme."""
    liens = releve.lignes
    barre, perte, texte = _teintes()
    noms = list(dict.fromkeys([*liens["source"], *liens["cible"]]))
    sommes = {
        n: max(
            liens.loc[liens["source"].eq(n), "valeur"].sum(), liens.loc[liens["cible"].eq(n), "valeur"].sum()
        )
        for n in noms
    }
    rang = {nom: i for i, nom in enumerate(noms)}
    unite = liens["unite"].iloc[0]
    _tracer(
        [
            {
                "type": "sankey",
                "arrangement": "snap",
                "node": {
                    "label": [f"{n} : {nombre(sommes[n])}" for n in noms],
                    "color": [perte if n in palette.PERTES_FILIERE else barre for n in noms],
                    "pad": 22,
                    "thickness": 14,
                    "hovertemplate": "%{label}<extra></extra>",
                },
                "link": {
                    "source": [rang[s] for s in liens["source"]],
                    "target": [rang[c] for c in liens["cible"]],
                    "value": liens["valeur"].tolist(),
                    "color": palette.VOILE_SOMBRE if sombre() else palette.VOILE_CLAIR,
                    "hovertemplate": f"%{{source.label}} → %{{target.label}} : %{{value}} {unite}<extra></extra>",
                },
                "textfont": {"color": texte, "size": 13, "shadow": "none"},
            }
        ],
        {"height": 480},
        cle="filiere-diagramme",
        alt="Diagramme de flux du matériel, de l'origine à la remise",
    )


def cascade(releve: Releve) -> None:
    """Les marches du stock : ce qui ajoute, ce qui retire."""
    barre, perte, texte = _teintes()
    marches = releve.lignes
    dernier = len(marches) - 1
    _tracer(
        [
            {
                "type": "waterfall",
                "x": marches["marche"].tolist(),
                "y": marches["valeur"].tolist(),
                "measure": ["absolute" if i in {0, dernier} else "relative" for i in range(len(marches))],
                "text": [nombre(v) for v in marches["valeur"]],
                "textposition": "outside",
                "cliponaxis": False,
                "increasing": {"marker": {"color": barre}},
                "decreasing": {"marker": {"color": perte}},
                "totals": {"marker": {"color": texte}},
                "connector": {"line": {"color": palette.HACHURE, "width": 1}},
                "hovertemplate": "%{x} : %{y} équipements<extra></extra>",
            }
        ],
        {
            "xaxis": {"automargin": True, "fixedrange": True},
            "yaxis": {"title": {"text": "équipements"}, "fixedrange": True, "rangemode": "tozero"},
            "margin": {"l": 10, "r": 10, "t": 30, "b": 40},
        },
        cle="filiere-cascade",
        alt="Du stock de début au stock de fin",
    )


def rendements(releve: Releve) -> None:
    """La part remise à trois, six et douze mois par cohorte ; la fourchette des plus jeunes en trait vertical."""
    cohortes = releve.lignes
    traces = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": f"à {horizon} mois",
            "x": cohortes["mois"].tolist(),
            "y": (100 * cohortes[f"part_basse_{horizon}"]).round(1).tolist(),
            "line": {"dash": trait, "width": 2},
            "marker": {"symbol": signe, "size": 8},
            "error_y": {
                "type": "data",
                "symmetric": False,
                "array": (100 * (cohortes[f"part_haute_{horizon}"] - cohortes[f"part_basse_{horizon}"]))
                .round(1)
                .tolist(),
                "arrayminus": [0.0] * len(cohortes),
                "thickness": 1,
            },
            "hovertemplate": "%{x|%B %Y} : au moins %{y} %<extra></extra>",
        }
        for horizon, trait, signe in ((3, "dot", "circle"), (6, "dash", "square"), (12, "solid", "diamond"))
    ]
    _tracer(
        traces,
        {
            "xaxis": {
                "type": "category",
                "title": {"text": "mois de collecte"},
                "fixedrange": True,
                "automargin": True,
            },
            "yaxis": {"title": {"text": "% remis"}, "range": [0, 105], "fixedrange": True},
            "legend": {"orientation": "h", "y": 1.15},
            "margin": {"l": 10, "r": 10, "t": 30, "b": 60},
        },
        cle="filiere-rendements",
        alt="Part remise à 3, 6 et 12 mois, par mois de collecte",
    )


def colonnes(releve: Releve, *, categorie: str, valeur: str, unite: str, cle: str, alt: str) -> None:
    """Des colonnes verticales dans l'ordre des lignes (tranches de délai, mois)."""
    barre, _, _ = _teintes()
    table = releve.lignes
    _tracer(
        [
            {
                "type": "bar",
                "x": table[categorie].tolist(),
                "y": table[valeur].tolist(),
                "text": [nombre(v) for v in table[valeur]],
                "textposition": "outside",
                "cliponaxis": False,
                "marker": {"color": barre},
                "hovertemplate": f"%{{x}} : %{{y}} {unite}<extra></extra>",
            }
        ],
        {
            "height": 340,
            "xaxis": {"automargin": True, "fixedrange": True, "type": "category"},
            "yaxis": {"title": {"text": unite}, "rangemode": "tozero", "fixedrange": True},
            "margin": {"l": 10, "r": 10, "t": 30, "b": 60},
        },
        cle=cle,
        alt=alt,
    )


def trajectoire(table: pd.DataFrame, cible: float) -> None:
    """Les remises cumulées du simulateur : la médiane, et l'espace où tombent huit tirages sur dix."""
    barre, perte, _ = _teintes()
    mois = table["mois"].tolist()
    _tracer(
        [
            {"type": "scatter", "mode": "lines", "x": mois, "y": table["remis_90"].tolist(), "line": {"width": 0},
             "showlegend": False, "hoverinfo": "skip"},
            {"type": "scatter", "mode": "lines", "x": mois, "y": table["remis_10"].tolist(), "line": {"width": 0},
             "fill": "tonexty", "fillcolor": palette.VOILE_SOMBRE if sombre() else palette.VOILE_CLAIR,
             "name": "huit fois sur dix", "hoverinfo": "skip"},
            {"type": "scatter", "mode": "lines", "x": mois, "y": table["remis_50"].tolist(), "name": "au milieu",
             "line": {"color": barre, "width": 3}, "hovertemplate": "mois %{x} : %{y} remis<extra></extra>"},
            {"type": "scatter", "mode": "lines", "x": mois, "y": [cible] * len(mois), "name": "cible",
             "line": {"color": perte, "dash": "dash"}, "hovertemplate": "cible : %{y}<extra></extra>"},
        ],
        {
            "xaxis": {"title": {"text": "mois"}, "fixedrange": True},
            "yaxis": {"title": {"text": "équipements remis, cumul"}, "fixedrange": True, "rangemode": "tozero"},
            "legend": {"orientation": "h", "y": 1.15},
            "margin": {"l": 10, "r": 10, "t": 30, "b": 40},
        },
        cle="simulateur-trajectoire",
        alt="Équipements remis, cumul mois par mois",
    )  # fmt: skip


def show(figures: Mapping[str, Releve]) -> None:
    """Toutes les figures d'une période, chacune avec sa lecture, sa source et son tableau."""
    titres = {
        "Flux": "De l'origine à la remise",
        "Stock": "Le stock, du début à la fin",
        "Bilan": "Le bilan de chaque étape",
        "Cohortes": "La part remise à 3, 6 et 12 mois",
        "Délais": "Le délai, de la collecte à la remise",
        "Équité": "À qui vont les équipements",
        "Vérificateur": "Le vérificateur : ce qui rompt le bilan",
    }
    dessins: dict[str, Callable[[Releve], None]] = {
        "Flux": diagramme,
        "Stock": cascade,
        "Cohortes": rendements,
        "Délais": _delais,
        "Équité": _equite,
    }
    for cle, releve in figures.items():
        dessin = dessins.get(cle, tableaux.releve)
        cadres.releve(titres[cle], releve, lambda d=dessin, r=releve: d(r), cle=f"filiere {cle}")  # type: ignore[misc]


def _delais(releve: Releve) -> None:
    colonnes(
        releve,
        categorie="tranche",
        valeur="quantite",
        unite="équipements",
        cle="délais",
        alt="Équipements par délai",
    )


def _equite(releve: Releve) -> None:
    graphiques.barres(
        releve.lignes,
        categorie="epci",
        valeur="pour_1000",
        unite="remis pour 1 000 personnes en besoin",
        cle="équité",
        alt="Remis pour 1 000 personnes en besoin, par intercommunalité",
    )


def show_acteurs(releve: Releve, fond: FondDeCarte) -> None:
    """Les acteurs, placés à la mairie de leur commune."""
    libelles = {code: libelle("role_filiere", code) for code in palette.SIGNES_FILIERE}
    points = releve.lignes.assign(detail_carte=releve.lignes["commune"] + " — " + releve.lignes["role_dit"])
    donnees = cartes.donnees_de_points(
        fond, points, palette.SIGNES_FILIERE, signe="role", detail="detail_carte"
    )
    cadres.releve(
        "Les acteurs recensés",
        releve,
        lambda: cartes.show(donnees, cle="filiere-acteurs", hauteur=420),
        legende=lambda: cartes.legende_points(points, palette.SIGNES_FILIERE, libelles, signe="role"),
        cle="filiere acteurs",
    )


def show_gisements(releve: Releve) -> None:
    """Le calendrier des dons annoncés."""
    cadres.releve("Les dons annoncés", releve, lambda: tableaux.releve(releve), cle="filiere gisements")
