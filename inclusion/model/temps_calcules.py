"""Des minutes de route déjà calculées par un moteur, gardées à côté du jeu : des données comme les autres."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

Matrice = npt.NDArray[np.float64]
VOL_D_OISEAU = "vol_d_oiseau"
"""Le moteur d'office, qui ne calcule rien d'avance."""
DECIMALES = 5
"""Un mètre : deux lieux à la même porte n'en font qu'un, et rien de plus fin ne sort."""


@dataclass(frozen=True, eq=False)
class TempsCalcules:
    """Les minutes d'une commune à une position ; `moteur` dit comment elles ont été faites, `date` quand (AAAA-MM-JJ).

    `table` : code_insee, latitude, longitude (EPSG:4326, 5 décimales), minutes (NaN : on ne peut pas y aller).
    """

    moteur: str
    date: str
    table: pd.DataFrame

    def sinon(
        self, estimees: Matrice, codes: Sequence[str], latitudes: Sequence[float], longitudes: Sequence[float]
    ) -> Matrice:
        """Communes × positions : les minutes calculées ; là où il n'y en a pas, celles estimées."""
        lignes, colonnes, minutes, connues = self._grille
        i = lignes.get_indexer(pd.Index(codes, dtype=object))
        j = colonnes.get_indexer(_positions(latitudes, longitudes))
        trouve = (i >= 0)[:, None] & (j >= 0)[None, :]
        return np.where(trouve & connues[np.ix_(i, j)], minutes[np.ix_(i, j)], estimees)

    @cached_property
    def _grille(self) -> tuple[pd.Index, pd.MultiIndex, Matrice, npt.NDArray[np.bool_]]:
        """Communes, positions, minutes, et ce qui y est connu ; une dernière ligne et colonne vides pour l'introuvable."""
        positions = _positions(self.table["latitude"].to_list(), self.table["longitude"].to_list())
        codes = pd.Index(self.table["code_insee"], dtype=object)
        lignes, colonnes = codes.unique(), positions.unique()
        i, j = lignes.get_indexer(codes), colonnes.get_indexer(positions)
        minutes = np.full((len(lignes) + 1, len(colonnes) + 1), np.nan)
        connues = np.zeros(minutes.shape, dtype=bool)
        minutes[i, j], connues[i, j] = self.table["minutes"].to_numpy(dtype=float), True
        return lignes, colonnes, minutes, connues


def _positions(latitudes: Sequence[float], longitudes: Sequence[float]) -> pd.MultiIndex:
    arrondies = [np.round(np.asarray(c, dtype=float), DECIMALES) for c in (latitudes, longitudes)]
    return pd.MultiIndex.from_arrays(arrondies)
