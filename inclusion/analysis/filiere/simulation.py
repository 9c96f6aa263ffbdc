"""Le simulateur : si nous collectons tant par mois, quand aurons-nous remis tant d'équipements ?"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

MOIS_MAX = 120
GRAINE, TIRAGES = 84, 2000
QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Hypotheses:
    """Les réglages : équipements par mois, parts de 0 à 1, délai en mois."""

    collecte_mensuelle: float
    rendement: float
    capacite_mensuelle: float
    cible: float
    delai_mois: int = 1
    incertitude: float = 0.2
    stock_pret: float = 0.0
    file_attente: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.rendement <= 1:
            raise ValueError(f"Le rendement est une part entre 0 et 1, pas {self.rendement}.")
        quantites = (self.collecte_mensuelle, self.capacite_mensuelle, self.cible, self.delai_mois)
        if min(*quantites, self.stock_pret, self.file_attente) < 0:
            raise ValueError("Collecte, capacité, cible, délai, stock et file ne sont pas négatifs.")
        if not 0 <= self.incertitude <= 1:
            raise ValueError(f"L'incertitude est une part entre 0 et 1, pas {self.incertitude}.")


@dataclass(frozen=True, eq=False)
class Simulation:
    """Le mois où la cible est atteinte (quantiles ; vide si elle ne l'est pas) et la marche mois par mois.

    `trajectoire` : mois (1…), remis_10, remis_50, remis_90 (cumuls), file_50 (équipements en attente d'atelier).
    """

    mois: tuple[int | None, int | None, int | None]
    part_atteinte: float
    trajectoire: pd.DataFrame
    goulot: str


def simuler(
    scenario: Hypotheses, *, graine: int = GRAINE, tirages: int = TIRAGES, mois: int = MOIS_MAX
) -> Simulation:
    """Simule la filière mois par mois, à graine fixe.

    Chaque mois : collecte tirée d'une loi de Poisson dont la moyenne varie de ± `incertitude` d'un tirage à l'autre ;
    l'atelier traite au plus `capacite_mensuelle` équipements de la file ; chacun est reconditionné avec une
    probabilité égale au rendement (variant de même) ; ce qui est prêt est remis `delai_mois` plus tard.
    """
    hasard = np.random.default_rng(graine)
    ecarts = hasard.uniform(1 - scenario.incertitude, 1 + scenario.incertitude, size=(2, tirages))
    moyenne = scenario.collecte_mensuelle * ecarts[0]
    rendement = np.clip(scenario.rendement * ecarts[1], 0.0, 1.0)
    file = np.full(tirages, float(scenario.file_attente))
    prets = np.zeros((mois + scenario.delai_mois + 1, tirages))
    prets[0] = scenario.stock_pret
    files = np.zeros((mois, tirages))
    for m in range(mois):
        file += hasard.poisson(moyenne)
        traites = np.minimum(file, scenario.capacite_mensuelle)
        file -= traites
        prets[m + scenario.delai_mois] += hasard.binomial(traites.astype(int), rendement)
        files[m] = file
    remis = prets[:mois].cumsum(axis=0)
    return Simulation(
        mois=_mois_atteint(remis, scenario.cible),
        part_atteinte=float((remis[-1] >= scenario.cible).mean()),
        trajectoire=_trajectoire(remis, files),
        goulot=_goulot(scenario),
    )


def _mois_atteint(remis: np.ndarray, cible: float) -> tuple[int | None, int | None, int | None]:
    """Mois (à partir de 1) où la cible est atteinte pour 10, 50 et 90 % des tirages ; vide au-delà de la simulation."""
    atteint = remis >= cible
    premier = np.where(atteint.any(axis=0), atteint.argmax(axis=0) + 1.0, np.inf)
    valeurs = [float(np.quantile(premier, q, method="inverted_cdf")) for q in QUANTILES]
    bas, centre, haut = (None if np.isinf(v) else int(v) for v in valeurs)
    return bas, centre, haut


def _trajectoire(remis: np.ndarray, files: np.ndarray) -> pd.DataFrame:
    bas, centre, haut = np.quantile(remis, QUANTILES, axis=1)
    return pd.DataFrame(
        {
            "mois": range(1, len(remis) + 1),
            "remis_10": bas,
            "remis_50": centre,
            "remis_90": haut,
            "file_50": np.median(files, axis=1),
        }
    )


def _goulot(scenario: Hypotheses) -> str:
    """Ce qui limite : l'atelier quand on collecte plus qu'il ne traite, sinon la collecte."""
    return "atelier" if scenario.collecte_mensuelle > scenario.capacite_mensuelle else "collecte"
