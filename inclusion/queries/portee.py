"""Ce que le réseau emprunte à la couverture et au besoin : qui atteint quoi, combien de personnes."""

import pandas as pd

from inclusion.analysis import portee
from inclusion.model.etat import Etat
from inclusion.model.provenance import Provenance
from inclusion.model.territoires import Territoire


def personnes_en_besoin(etat: Etat, territoire: Territoire) -> tuple[float | None, tuple[Provenance, ...]]:
    """Le besoin théorique lié à l'âge d'un territoire, en personnes (None si un âge manque), et ses sources."""
    return portee.personnes_en_besoin(etat, territoire)


def horizon_min(etat: Etat) -> float:
    """Le seuil de portée, en minutes : celui de `[trajet.horizon_defaut]`."""
    return portee.horizon_min(etat)


def atteignables(etat: Etat) -> pd.DataFrame:
    """code_insee, id_lieu : chaque commune et les lieux à `horizon_min` minutes estimées au plus (valeur centrale)."""
    return portee.atteignables(etat)
