"""Le verdict d'un juge : ce qu'une ligne déposée ferait aux lignes déjà connues, au-delà de sa propre forme."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from inclusion.model.anomalies import Gravite


@dataclass(frozen=True)
class Verdict:
    """Ce qu'un juge dit d'une ligne : `rang` est son index dans la table jugée ; `phrase` dit pourquoi et de combien."""

    rang: int
    colonne: str
    regle: str
    gravite: Gravite
    phrase: str


Juge = Callable[[pd.DataFrame, Mapping[str, pd.DataFrame], Mapping[str, Any]], Sequence[Verdict]]
"""(lignes déposées typées, tables du jeu, paramètres du jeu) → un verdict par faute."""
Juges = Mapping[str, Juge]
"""Nom de table → son juge."""
