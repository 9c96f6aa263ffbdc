"""Ce que le réseau emprunte à la couverture et au besoin : qui atteint quoi, combien de personnes."""

import pandas as pd

from inclusion.analysis import portee
from inclusion.model.provenance import Provenance
from inclusion.model.territoires import Territoire
from inclusion.queries.jeu import observation


def personnes_en_besoin(territoire: Territoire) -> tuple[float | None, tuple[Provenance, ...]]:
    """Le besoin théorique lié à l'âge d'un territoire, en personnes (None si un âge manque), et ses sources."""
    return portee.personnes_en_besoin(observation(), territoire)


def horizon_min() -> float:
    """Le seuil de portée, en minutes : celui de `[trajet.horizon_defaut]`."""
    return portee.horizon_min(observation())


def atteignables() -> pd.DataFrame:
    """code_insee, id_lieu : chaque commune et les lieux à `horizon_min` minutes estimées au plus (valeur centrale)."""
    return portee.atteignables(observation())
