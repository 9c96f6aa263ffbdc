"""La carte : folium pour le fond, nos contours et nos lieux dessinés sans aucune requête extérieure."""

import json
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import folium
import pandas as pd
import streamlit as st
from branca.element import MacroElement
from folium.template import Template
from streamlit_folium import st_folium

from inclusion.model.chiffres import Aplat
from inclusion.model.francais import nombre, pluriel
from inclusion.model.nomenclatures import NOMENCLATURES, libelle
from inclusion.model.reponses import FondDeCarte, LieuxRetenus
from inclusion.views import dessins, palette, url
from inclusion.views.filtres import LIEU

# Relatif au cadre du composant : marche aussi derrière un chemin de base.
STATIQUE = "../../app/static/"
IGN = (
    "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2"
    "&STYLE=normal&FORMAT=image/png&TILEMATRIXSET=PM&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}"
)
AIDE_IGN = (
    "Éteint, la carte ne contacte personne. Allumé, votre navigateur demande les images du plan à data.geopf.fr "
    "(IGN, Géoplateforme), qui voit alors votre adresse et la zone regardée. Ce réglage n'est pas dans le lien partagé."
)


OUVRANTE = re.compile(r"\{(?=[{%#])")
BALISANTS = {ord(c): f"\\u{ord(c):04x}" for c in "<>&'"}


class Carte(folium.Map):
    """Une carte dont Leaflet et ses extensions viennent de `static/vendor/`."""

    default_js = [  # noqa: RUF012 attribut de classe de folium
        ("leaflet", f"{STATIQUE}vendor/leaflet/leaflet.js"),
        ("grappes", f"{STATIQUE}vendor/leaflet.markercluster/leaflet.markercluster.js"),
        ("carte", f"{STATIQUE}carte/carte.js"),
    ]
    default_css = [  # noqa: RUF012
        ("leaflet", f"{STATIQUE}vendor/leaflet/leaflet.css"),
        ("grappes", f"{STATIQUE}vendor/leaflet.markercluster/MarkerCluster.css"),
    ]


class Dessin(MacroElement):
    """Les données à dessiner, passées en JSON à `static/carte/carte.js`."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "observatoire.dessiner({{ this._parent.get_name() }}, {{ this.json }});"
        "{% endmacro %}"
    )

    def __init__(self, donnees: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Dessin"
        self.json = json_inerte(donnees)


def json_inerte(donnees: Mapping[str, Any]) -> str:
    """Le JSON de la carte, où aucun texte n'est un gabarit ni du balisage : la seule porte vers folium.

    branca compile en gabarit Jinja ce qu'il a déjà rendu, et le navigateur lit ce JSON dans un script : dans une chaîne,
    l'accolade d'un `{{`, d'un `{%` ou d'un `{#`, et ce qui ouvre ou ferme une balise, s'écrivent `\\u007b`, `\\u003c`…
    """
    brut = json.dumps(donnees, ensure_ascii=True)
    return OUVRANTE.sub(r"\\u007b", brut).translate(BALISANTS)


def fond(*, ign: bool) -> folium.Map:
    """Le fond constant : sans tuiles, ou avec le plan de l'IGN si le visiteur l'a demandé."""
    carte = Carte(tiles=None, max_zoom=18, maxZoom=18, zoomSnap=0.25)
    if ign:
        folium.TileLayer(IGN, attr="© IGN, Géoplateforme", max_zoom=18, opacity=0.8).add_to(carte)
    return carte


def show(
    donnees: Mapping[str, Any],
    *,
    cle: str,
    hauteur: int = 520,
    lieux: pd.DataFrame | None = None,
    ign: bool = False,
) -> None:
    """Dessine la carte ; un lieu cliqué est écrit dans l'URL."""
    dessins.noter(donnees)
    groupe = folium.FeatureGroup(name="Observatoire")
    Dessin(donnees).add_to(groupe)
    cliquable = lieux is not None

    def au_clic() -> None:
        clic = (st.session_state[cle] or {}).get("last_object_clicked")
        if clic and lieux is not None:
            url.ecrire(LIEU, [lieu_clique(lieux, clic["lat"], clic["lng"]) or st.query_params.get(LIEU, "")])

    st_folium(
        fond(ign=ign),
        key=cle,
        height=hauteur,
        use_container_width=True,
        feature_group_to_add=groupe,
        returned_objects=["last_object_clicked", "last_object_clicked_count"] if cliquable else [],
        on_change=au_clic if cliquable else None,
    )


def lieu_clique(lieux: pd.DataFrame, latitude: float, longitude: float) -> str:
    """L'identifiant du lieu dessiné exactement là (`""` : le clic portait sur une commune)."""
    ici = (lieux["latitude_carte"] - latitude).abs().lt(1e-7) & (
        lieux["longitude_carte"] - longitude
    ).abs().lt(1e-7)
    return str(lieux.loc[ici, "id"].iloc[0]) if ici.any() else ""


def donnees(
    fond_de_carte: FondDeCarte,
    lieux: pd.DataFrame,
    *,
    aplat: Aplat | None = None,
    choisi: str = "",
    ign: bool = False,
) -> dict[str, Any]:
    """Ce que la carte dessine, en JSON ; les textes y restent des textes.

    Sur un aplat, un nom a sa plaque : il se lit sur tout fond.
    """
    fond_theme = palette.FOND_SOMBRE if sombre() else palette.FOND_CLAIR
    return {
        "formes": palette.FORMES,
        "teintes": fond_theme._asdict()
        | {"hachure": palette.HACHURE, "plaque": fond_theme.halo if aplat else "transparent"},
        "contours": {} if ign and aplat is None else fond_de_carte.contours,
        "noms": fond_de_carte.noms,
        "dedans": sorted(fond_de_carte.dedans),
        "limites": fond_de_carte.limites,
        "villes": [] if ign else [list(v) for v in fond_de_carte.villes],
        "cadre": _cadre(fond_de_carte, lieux, choisi),
        "couleurs": couleurs(aplat) if aplat else None,
        "textes": dict(zip(aplat.valeurs["code_insee"], aplat.valeurs["texte"], strict=True))
        if aplat
        else None,
        "lieux": [_ligne(lieu, choisi) for lieu in lieux[lieux["latitude_carte"].notna()].itertuples()],
    }


def donnees_de_points(
    fond_de_carte: FondDeCarte,
    points: pd.DataFrame,
    signes: Mapping[str, palette.Signe],
    *,
    signe: str,
    detail: str,
) -> dict[str, Any]:
    """Le fond et des points qui ne sont pas des lieux : `signe` et `detail` nomment deux colonnes de `points`."""
    places = points[points["latitude_carte"].notna()]
    lignes = places[["latitude_carte", "longitude_carte", "nom", detail, signe]].itertuples(
        index=False, name=None
    )
    return donnees(fond_de_carte, points.head(0)) | {
        "lieux": [
            [float(y), float(x), nom, dit, signes[code].forme, signes[code].couleur, 0, 1, 0]
            for y, x, nom, dit, code in lignes
        ]
    }


def legende_points(
    points: pd.DataFrame, signes: Mapping[str, palette.Signe], libelles: Mapping[str, str], *, signe: str
) -> None:
    """Chaque signe, son libellé (une constante du projet) et son effectif."""
    comptes = points[signe].value_counts()
    _ligne_de_legende(
        [
            _puce(palette.FORMES[s.forme], s.couleur, f"{libelles[code]} ({nombre(comptes.get(code, 0))})")
            for code, s in signes.items()
        ]
    )


def _cadre(fond_de_carte: FondDeCarte, lieux: pd.DataFrame, choisi: str) -> list[list[float]]:
    """L'emprise du territoire, ou les environs du lieu choisi."""
    lieu = lieux[(lieux["id"] == choisi) & lieux["latitude_carte"].notna()]
    if lieu.empty:
        return fond_de_carte.emprise
    y, x = float(lieu["latitude_carte"].iloc[0]), float(lieu["longitude_carte"].iloc[0])
    return [[y - 0.06, x - 0.09], [y + 0.06, x + 0.09]]


def _ligne(lieu: Any, choisi: str) -> list[Any]:
    signe = palette.SIGNES[lieu.famille]
    approche = lieu.precision_localisation != "adresse"
    detail = f"{lieu.commune} — {libelle('famille', lieu.famille)}"
    return [
        float(lieu.latitude_carte),
        float(lieu.longitude_carte),
        lieu.nom,
        f"{detail} (position approchée : mairie de la commune)" if approche else detail,
        signe.forme,
        signe.couleur,
        int("Itinérant" in lieu.itinerance),
        int(approche),
        int(lieu.id == choisi),
    ]


def couleurs(aplat: Aplat) -> dict[str, str]:
    """La couleur de chaque commune ; sans donnée : hachures."""
    return {
        code: "url(#hachures)" if pd.isna(rang) else palette.CLASSES[int(rang)]
        for code, rang in zip(aplat.valeurs["code_insee"], aplat.valeurs["rang"], strict=True)
    }


def sombre() -> bool:
    """Le visiteur est en thème sombre."""
    return st.context.theme.type == "dark"


def legende_lieux(lieux: pd.DataFrame) -> None:
    """Les huit familles : forme, couleur et nombre de lieux affichés ; puis les deux précisions."""
    comptes = lieux["famille"].value_counts()
    entrees = [
        _puce(
            palette.FORMES[palette.SIGNES[v.code].forme],
            palette.SIGNES[v.code].couleur,
            f"{v.libelle} ({nombre(comptes.get(v.code, 0))})",
        )
        for v in NOMENCLATURES["famille"]
    ]
    entrees.append(_texte("◌ anneau : itinérant"))
    entrees.append(_texte("┄ bord tireté : position approchée (mairie de la commune)"))
    _ligne_de_legende(entrees)


def legende_aplat(aplat: Aplat, *, objets: str = "communes") -> None:
    """Les classes d'un aplat : couleur, bornes et nombre de communes (ou d'autres `objets`), « sans donnée » comprise."""
    entrees = [
        _puce(
            palette.FORMES["carre"],
            palette.SANS_DONNEE if c.rang is None else palette.CLASSES[c.rang],
            f"{c.libelle} ({nombre(c.effectif)})",
        )
        for c in aplat.classes
    ]
    _ligne_de_legende([_texte(f"{aplat.titre} ({aplat.unite}), {objets} :"), *entrees])


def legende_de_signes(signes: Sequence[tuple[str, str, str]], notes: Sequence[str]) -> None:
    """Une légende : (forme, couleur, texte) de chaque signe, puis des notes ; rien n'y vient des données."""
    puces = [_puce(palette.FORMES[forme], couleur, texte) for forme, couleur, texte in signes]
    _ligne_de_legende([*puces, *(_texte(note) for note in notes)])


def _puce(forme: str, couleur: str, texte: str) -> str:
    """Une entrée de légende ; `forme` et `couleur` sont des constantes du projet, `texte` un texte."""
    dessins.noter_legende(forme, couleur, texte)
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 28 28">'
        f'<path d="{forme}" fill="{couleur}" stroke="{palette.HACHURE}" stroke-width="1.5"/></svg>'
    )
    image = f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
    return (
        '<span style="display:inline-flex;align-items:center;gap:.35em;margin:0 1em .3em 0">'
        f'<img alt="" width="18" height="18" src="{image}"><span>{escape(texte)}</span></span>'
    )


def _texte(texte: str) -> str:
    dessins.noter_legende("", "", texte)
    return f'<span style="margin:0 1em .3em 0">{escape(texte)}</span>'


def _ligne_de_legende(entrees: Sequence[str]) -> None:
    st.html(f'<div style="display:flex;flex-wrap:wrap;font-size:.85rem">{"".join(entrees)}</div>')


def legendes(lieux: pd.DataFrame, aplat: Aplat | None) -> None:
    """La légende des lieux, et celle de l'aplat s'il y en a un."""
    legende_lieux(lieux)
    if aplat:
        legende_aplat(aplat)


def lecture(retenus: LieuxRetenus, nom: str, aplat: Aplat | None = None) -> str:
    """La phrase de lecture de la carte."""
    lieux = retenus.lieux
    if lieux.empty:
        debut = f"aucun lieu à montrer pour {nom}"
    else:
        debut = (
            f"{pluriel(len(lieux), 'lieu', 'lieux')} dans {pluriel(lieux['code_insee'].nunique(), 'commune')}"
        )
    approches = int(lieux["precision_localisation"].ne("adresse").sum())
    place = (
        f", dont {nombre(approches)} placés autour de la mairie faute d'adresse connue" if approches else ""
    )
    perdus = int(lieux["latitude_carte"].isna().sum())
    place += f", {nombre(perdus)} sans position, absents de la carte" if perdus else ""
    return f"{debut}{place}. {aplat.lecture}" if aplat else f"{debut}{place}."
