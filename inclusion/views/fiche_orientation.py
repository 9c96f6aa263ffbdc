"""La fiche à remettre et la position de la personne : deux composants qui vivent dans le navigateur.

La fiche ne renvoie rien : le prénom et les notes ne passent ni par le serveur, ni par l'URL. La position ne renvoie que le
code de la commune où elle tombe. Voir docs/decisions/0017-orienter.md.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

import streamlit as st

from inclusion.model.orientation import Orientation
from inclusion.model.provenance import Provenance

DOSSIER = Path(__file__).resolve().parents[2] / "static" / "orientation"
CLE_POSITION = "position de la personne"


def _lire(nom: str) -> str:
    return (DOSSIER / nom).read_text(encoding="utf-8")


_fiche = st.components.v2.component(
    "fiche_d_orientation", html=_lire("fiche.html"), css=_lire("formulaire.css"), js=_lire("fiche.js")
)
_position = st.components.v2.component(
    "position_de_la_personne",
    html=_lire("position.html"),
    css=_lire("formulaire.css"),
    js=_lire("position.js"),
)


def show(orientation: Orientation) -> None:
    """Le formulaire de la fiche et son impression : les lieux ouverts sont cochés, à défaut ceux à vérifier."""
    coches = orientation.meilleurs or orientation.possibles
    lieux = (*orientation.meilleurs, *orientation.possibles)
    _fiche(
        key="fiche d'orientation",
        data={
            "recapitulatif": orientation.recapitulatif,
            "lieux": [asdict(lieu) | {"coche": lieu in coches} for lieu in lieux],
            "pied": _pied(orientation.source),
            "styles": {"feuille": _lire("feuille.css"), "impression": _lire("impression.css")},
        },
    )


def _pied(source: Provenance) -> str:
    return (
        f"Lieux : {source.producteur} ({source.quand}). Trajets en voiture, estimés sans réseau routier. Horaires et "
        "accueil ont pu changer : appeler avant de se déplacer. Observatoire de l'inclusion numérique."
    )


def position(
    contours: Mapping[str, object], noms: Mapping[str, str], choisir: Callable[[str | None], None]
) -> None:
    """Un bouton qui cherche dans le navigateur la commune où l'on se trouve, puis la choisit."""

    def au_choix() -> None:
        code = (st.session_state[CLE_POSITION] or {}).get("commune")
        if code in noms:
            choisir(code)

    _position(
        key=CLE_POSITION,
        data={"contours": dict(contours), "noms": dict(noms)},
        on_commune_change=au_choix,
    )
