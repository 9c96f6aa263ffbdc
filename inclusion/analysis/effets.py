"""Ce que change un scénario : personnes gagnées ou perdues avec leur fourchette, communes avant et après.

Une personne est gagnée si elle passe de plus de T minutes à T ou moins, temps estimés. La fourchette tient à celle des
temps, chaque trajet pouvant se tromper seul : sûrement gagnée si 0,8·avant > T et 1,25·après ≤ T ; peut-être si
1,25·avant > T et 0,8·après ≤ T, et que le nouveau lieu est plus proche que l'ancien.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from inclusion.analysis.scenarios import Probleme, Vecteur
from inclusion.analysis.temps_trajet import zones

ETATS = {
    "proche": "déjà à {horizon} minutes ou moins",
    "gagnee": "passerait à {horizon} minutes ou moins",
    "peut_etre": "y passerait peut-être : la fourchette de temps passe par {horizon} minutes",
    "loin": "resterait à plus de {horizon} minutes",
    "perdue": "serait perdue par la fermeture",
}
ARRONDI = 1e-6
"""Minutes en deçà desquelles deux temps sont le même."""


@dataclass(frozen=True)
class Fourchette:
    """Un nombre de personnes : sûr, estimé, possible."""

    bas: float
    central: float
    haut: float

    @property
    def part_sure(self) -> float | None:
        """La part (0-1) du nombre estimé qui tient dans toute la fourchette de temps."""
        return self.bas / self.central if self.central else None


def minutes_apres(probleme: Probleme, sites: Sequence[int]) -> Vecteur:
    """Minutes jusqu'au plus proche des sites retenus ; `inf` s'il n'y en a pas."""
    if not len(sites):
        return np.full(len(probleme.communes), np.inf)
    resultat: Vecteur = probleme.temps[:, list(sites)].min(axis=1)
    return resultat


def gain(probleme: Probleme, sites: Sequence[int], *, ailleurs: bool = False) -> Fourchette:
    """Les personnes du bassin (hors du bassin avec `ailleurs`) que ces sites rapprochent sous l'horizon."""
    masques = gagnees(probleme, minutes_apres(probleme, sites))
    return _personnes(probleme, masques, ~probleme.dedans if ailleurs else probleme.dedans)


def gagnees(probleme: Probleme, apres: Vecteur) -> tuple[npt.NDArray[np.bool_], ...]:
    """Communes sûrement, vraisemblablement, peut-être gagnées."""
    r, t = probleme.reglages, probleme.horizon
    avant, connus = probleme.colonne("avant"), probleme.colonne("avant_connus")
    return (
        (r.bas * avant > t) & (r.haut * apres <= t),
        (avant > t) & (apres <= t),
        (r.haut * connus > t) & (r.bas * apres <= t) & (apres < connus - ARRONDI),
    )


def perte(probleme: Probleme) -> Fourchette:
    """Les personnes du bassin que la fermeture seule éloigne au-delà de l'horizon."""
    r, t = probleme.reglages, probleme.horizon
    avant, apres = probleme.colonne("aujourd_hui"), probleme.colonne("avant")
    masques = (
        (r.haut * avant <= t) & (r.bas * apres > t),
        (avant <= t) & (apres > t),
        (r.bas * avant <= t) & (r.haut * apres > t) & (apres > avant + ARRONDI),
    )
    return _personnes(probleme, masques, probleme.dedans)


def _personnes(
    probleme: Probleme, masques: tuple[npt.NDArray[np.bool_], ...], dedans: npt.NDArray[np.bool_]
) -> Fourchette:
    colonnes = ("personnes_bas", "personnes", "personnes_haut")
    return Fourchette(
        *(float(probleme.colonne(c)[m & dedans].sum()) for c, m in zip(colonnes, masques, strict=True))
    )


def couverts(probleme: Probleme, minutes: Vecteur) -> float:
    """Les personnes du bassin à l'horizon ou moins, temps estimés."""
    return float(probleme.colonne("personnes")[probleme.dedans & (minutes <= probleme.horizon)].sum())


def restent(probleme: Probleme, sites: Sequence[int]) -> Fourchette:
    """Les personnes du bassin encore trop loin ensuite : sûrement, d'après les temps estimés, peut-être."""
    return _personnes(probleme, _loin_apres(probleme, sites), probleme.dedans)


def parts_atteintes(probleme: Probleme, sites: Sequence[int]) -> Fourchette | None:
    """La part (0-1) des personnes du bassin à l'horizon ou moins ensuite ; None s'il n'y a personne."""
    personnes = probleme.colonne("personnes")
    total = float(personnes[probleme.dedans].sum())
    if not total:
        return None
    sures, estimees, possibles = (
        1 - float(personnes[loin & probleme.dedans].sum()) / total
        for loin in reversed(_loin_apres(probleme, sites))
    )
    return Fourchette(sures, estimees, possibles)


def _loin_apres(probleme: Probleme, sites: Sequence[int]) -> tuple[npt.NDArray[np.bool_], ...]:
    """Communes sûrement, vraisemblablement, peut-être trop loin ensuite."""
    r, t, nouveaux = probleme.reglages, probleme.horizon, minutes_apres(probleme, sites)
    apres = np.minimum(probleme.colonne("avant"), nouveaux)
    connus = np.minimum(probleme.colonne("avant_connus"), nouveaux)
    return r.bas * apres > t, apres > t, r.haut * connus > t


def incertains(probleme: Probleme) -> float:
    """Les personnes du bassin proches d'après le temps estimé, mais dont la fourchette dépasse l'horizon."""
    avant, t = probleme.colonne("avant"), probleme.horizon
    douteux = probleme.dedans & (avant <= t) & (probleme.reglages.haut * avant > t)
    return float(probleme.colonne("personnes")[douteux].sum())


def avant_apres(probleme: Probleme, sites: Sequence[int]) -> pd.DataFrame:
    """Les communes du bassin : code_insee, nom, personnes, aujourd_hui, avant, apres (minutes), etat (ETATS),
    zone_avant et zone_apres (zones de temps, aujourd'hui et ensuite).
    """
    table = probleme.communes
    nouveaux = minutes_apres(probleme, sites)
    apres = np.minimum(probleme.colonne("avant"), nouveaux)
    _, acquises, possibles = gagnees(probleme, nouveaux)
    t, aujourd_hui = probleme.horizon, probleme.colonne("aujourd_hui")
    etats = np.select(
        [acquises, (aujourd_hui <= t) & (apres > t), apres <= t, possibles],
        ["gagnee", "perdue", "proche", "peut_etre"],
        default="loin",
    )
    complet = table.assign(
        apres=apres,
        etat=pd.array(etats, dtype="str"),
        zone_avant=_zones(probleme, aujourd_hui),
        zone_apres=_zones(probleme, apres),
    )
    return complet[probleme.dedans].reset_index(drop=True)


def _zones(probleme: Probleme, durees: Vecteur) -> npt.NDArray[np.str_]:
    connues = np.where(np.isinf(durees), np.nan, durees)
    return zones(connues, probleme.horizon, probleme.reglages)
