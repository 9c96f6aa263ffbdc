"""Les territoires semblables par leur taille et leur densité, et ce que l'on peut dire de l'un face aux autres."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

FACTEUR = 2.0
"""Deux territoires sont semblables si leurs populations, et leurs densités, sont entre la moitié et le double."""
AU_PLUS = 6


@dataclass(frozen=True)
class Intervalle:
    """Une valeur et ses bornes ; une valeur inconnue est None, et ne se compare pas."""

    valeur: float | None
    bas: float | None = None
    haut: float | None = None

    @property
    def bornes(self) -> tuple[float, float] | None:
        """(basse, haute) ; la valeur elle-même quand elle n'a pas de bornes."""
        if self.valeur is None:
            return None
        return (
            self.valeur if self.bas is None else self.bas,
            self.valeur if self.haut is None else self.haut,
        )


@dataclass(frozen=True)
class Position:
    """Face à d'autres : combien sont sûrement au-dessous, sûrement au-dessus, ou ne se distinguent pas."""

    au_dessus_de: int
    au_dessous_de: int
    indiscernables: int

    @property
    def connus(self) -> int:
        return self.au_dessus_de + self.au_dessous_de + self.indiscernables


def semblables(
    table: pd.DataFrame, code: str, *, facteur: float = FACTEUR, au_plus: int = AU_PLUS
) -> pd.DataFrame:
    """Les territoires semblables à `code`, le plus proche d'abord ; vide s'il n'y en a pas.

    `table` : code, population, superficie_km2 (une ligne par territoire). Rend code, rapport_population, rapport_densite
    (celui de l'autre sur le sien), `ecart` : distance euclidienne des deux rapports en logarithmes. Une borne est
    comprise : la moitié juste et le double juste sont semblables. Lève `KeyError` si `code` n'est pas dans la table.
    """
    mesures = table.set_index("code")[["population", "superficie_km2"]].astype(float)
    if code not in mesures.index:
        raise KeyError(code)
    population, densite = mesures["population"], mesures["population"] / mesures["superficie_km2"]
    rapports = pd.DataFrame(
        {
            "rapport_population": population / population[code],
            "rapport_densite": densite / densite[code],
        }
    ).drop(index=code)
    logs = np.log(rapports.where(rapports > 0))
    proches = logs.abs().le(np.log(facteur) + 1e-12).all(axis=1)
    ecart = np.sqrt((logs**2).sum(axis=1))
    retenus = rapports.assign(ecart=ecart)[proches].sort_values("ecart", kind="stable").head(au_plus)
    return retenus.rename_axis("code").reset_index()


def position(ici: Intervalle, autres: Sequence[Intervalle]) -> Position:
    """Ce que l'on peut dire d'un territoire face aux autres : deux intervalles qui se touchent ne se distinguent pas.

    Une valeur inconnue, ici ou là, ne compte nulle part.
    """
    bornes = ici.bornes
    connus = [autre.bornes for autre in autres if autre.bornes is not None]
    if bornes is None:
        return Position(0, 0, 0)
    dessous = sum(haut < bornes[0] for _, haut in connus)
    dessus = sum(bas > bornes[1] for bas, _ in connus)
    return Position(dessous, dessus, len(connus) - dessous - dessus)
