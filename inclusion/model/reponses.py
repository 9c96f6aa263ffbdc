"""Ce que l'écran reçoit : la sélection de lieux, la fiche d'un lieu, le fond de carte."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from inclusion.model.provenance import Provenance
from inclusion.model.schemas import Schema


@dataclass(frozen=True, eq=False)
class LieuxRetenus:
    """Les lieux qui répondent à la demande, et ceux que seuls des horaires inconnus écartent."""

    lieux: pd.DataFrame
    horaires_inconnus: pd.DataFrame
    du_territoire: int
    source: Provenance
    table_fournie: bool


@dataclass(frozen=True, eq=False)
class Fiche:
    """La fiche d'un lieu : sa ligne, son état, sa semaine et ce qui manque à sa description."""

    lieu: pd.Series
    etat: str
    semaine: pd.DataFrame
    heures_semaine: float | None
    manques: tuple[str, ...]
    groupes_services: tuple[tuple[str, tuple[str, ...]], ...]
    source: Provenance
    dans_le_territoire: bool


@dataclass(frozen=True, eq=False)
class FondDeCarte:
    """Contours, limites d'EPCI, noms des villes et emprise : de quoi lire la carte sans tuiles."""

    contours: dict[str, Any]
    noms: dict[str, str]
    limites: list[Any]
    villes: tuple[tuple[str, float, float], ...]
    emprise: list[list[float]]
    dedans: frozenset[str]
    sources: tuple[Provenance, ...]


@dataclass(frozen=True, eq=False)
class ContenuTable:
    """Une table du jeu, restreinte au territoire quand elle sait où sont ses lignes."""

    schema: Schema
    source: Provenance
    lignes: pd.DataFrame
    total: int
    absente: bool
    restriction: str
