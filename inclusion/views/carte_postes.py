"""Les postes de conseillers sur la carte : coordonné ou non, le coordinateur plus grand, la légende fait les totaux."""

from typing import Any

import pandas as pd

from inclusion.analysis.reseau import COORDINATIONS, LIEU_ACTIVITE
from inclusion.model.francais import nombre
from inclusion.model.reponses import FondDeCarte
from inclusion.views import cartes, palette

# Coordination : forme, taille en pixels
SIGNES = {
    "coordinateur": ("hexagone", 38),
    "coordonne": ("rond", 24),
    "non_coordonne": ("losange", 24),
    "inconnu": ("croix", 22),
}


def show(postes: pd.DataFrame, fond: FondDeCarte, titre: str) -> None:
    """Dessine les postes placés ; une grappe en dit le nombre."""
    donnees = cartes.donnees(fond, postes.assign(id="").head(0))
    places = postes[postes["latitude_carte"].notna()]
    cartes.show(donnees | {"lieux": [_ligne(poste) for poste in places.itertuples()]}, cle=titre, hauteur=420)


def _ligne(poste: Any) -> list[Any]:
    forme, taille = SIGNES[poste.coordination]
    siege = poste.rattachement != LIEU_ACTIVITE
    ou = f"{poste.commune} ({poste.rattachement})"
    return [
        float(poste.latitude_carte),
        float(poste.longitude_carte),
        poste.structure_employeuse,
        f"{ou} — {poste.coordination_dite.lower()}, poste {poste.etat_dit.lower()}",
        forme,
        palette.COORDINATION[poste.coordination],
        0,
        int(siege),
        0,
        taille,
    ]


def legende(postes: pd.DataFrame) -> None:
    """Chaque signe, son sens et son effectif sur la carte."""
    comptes = postes["coordination"].value_counts()
    cartes.legende_de_signes(
        [
            (forme, palette.COORDINATION[code], f"{COORDINATIONS[code]} ({nombre(comptes.get(code, 0))})")
            for code, (forme, _) in SIGNES.items()
        ],
        ["┄ bord tireté : au siège de l'employeur"],
    )
