"""Un jeu de données regardé un jour donné : tout ce que lisent un calcul, un écran et un document."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from inclusion.model.provenance import Provenance
from inclusion.model.territoires import Territoire


@dataclass(frozen=True, eq=False)
class Observation:
    """Les tables d'un jeu, leur provenance, ses paramètres, ses lieux décrits, et le jour où on le regarde.

    `lieux` : la table « lieux » avec famille, fraîcheur, horaires lus et position sur la carte (EPSG:4326) à `a_date` ;
    `part` : comment dire la part d'un EPCI qui déborde du département.
    """

    tables: Mapping[str, pd.DataFrame]
    provenances: Mapping[str, Provenance]
    parametres: Mapping[str, Any]
    departement: Territoire
    part: str
    lieux: pd.DataFrame
    a_date: date

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.tables[table]

    def fournie(self, table: str) -> bool:
        """La table est là et a des lignes : sans cela ses effectifs sont inconnus, pas nuls."""
        return len(self.tables[table]) > 0
