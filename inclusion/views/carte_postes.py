"""Les postes de conseillers sur la carte : coordonné ou non, le coordinateur d'autant plus grand que son périmètre l'est.

La légende fait les totaux de ce que la carte montre.
"""

from typing import Any

import pandas as pd

from inclusion.analysis.reseau import COORDINATEUR, COORDINATIONS, LIEU_ACTIVITE
from inclusion.model.francais import nombre
from inclusion.model.reponses import FondDeCarte
from inclusion.views import cartes, palette

# Coordination : forme, taille en pixels
SIGNES = {
    "coordinateur_departement": ("hexagone", 46),
    "coordinateur_epci": ("hexagone", 38),
    "coordinateur_commune": ("hexagone", 32),
    "coordinateur": ("hexagone", 32),
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
        _couleur(poste.coordination),
        0,
        int(siege),
        0,
        taille,
    ]


def legende(postes: pd.DataFrame) -> None:
    """Chaque signe, son sens et son effectif sur la carte ; des coordinateurs, les périmètres qu'on y voit."""
    comptes = postes["coordination"].value_counts()
    coordinateurs = [c for c in SIGNES if c.startswith(COORDINATEUR) and c in comptes] or [COORDINATEUR]
    montres = [*coordinateurs, *(c for c in SIGNES if not c.startswith(COORDINATEUR))]
    cartes.legende_de_signes(
        [
            (SIGNES[code][0], _couleur(code), f"{COORDINATIONS[code]} ({nombre(comptes.get(code, 0))})")
            for code in montres
        ],
        [
            "le coordinateur est plus grand, d'autant plus que son périmètre (celui de son employeur) est large",
            "┄ bord tireté : au siège de l'employeur",
        ],
    )


def _couleur(coordination: str) -> str:
    return palette.COORDINATION[COORDINATEUR if coordination.startswith(COORDINATEUR) else coordination]
