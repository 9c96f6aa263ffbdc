"""L'inégale répartition d'une valeur entre habitants : Lorenz, Gini, Palma, Theil, FGT, pondérés par la population.

Chaque unité (commune, EPCI) vaut sa population : tous ses habitants reçoivent sa valeur.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

Vecteur = npt.NDArray[np.float64]
RIEN = 1e-12  # une part plus petite est l'arrondi d'une borne qui tombe entre deux unités


def _tries(valeurs: Vecteur, population: Vecteur) -> tuple[Vecteur, Vecteur]:
    """Sans les unités vides ni inconnues, de la plus petite valeur à la plus grande ; lève `ValueError` sinon."""
    connues = ~np.isnan(valeurs) & ~np.isnan(population) & (population > 0)
    v, p = valeurs[connues].astype(float), population[connues].astype(float)
    if not len(v):
        raise ValueError("Aucune valeur connue pour une population non nulle.")
    if (v < 0).any():
        raise ValueError(
            "Une valeur est négative : ces mesures ne sont définies que pour des valeurs positives ou nulles."
        )
    ordre = np.argsort(v, kind="stable")
    return v[ordre], p[ordre]


def lorenz(valeurs: Vecteur, population: Vecteur) -> pd.DataFrame:
    """part_population, part_valeur (0-1, cumulées) : de (0, 0) à (1, 1), des moins aux mieux dotés."""
    v, p = _tries(valeurs, population)
    masse = v * p
    total = masse.sum()
    cumul = np.cumsum(masse) / total if total > 0 else np.cumsum(p) / p.sum()
    return pd.DataFrame(
        {"part_population": np.r_[0.0, np.cumsum(p) / p.sum()], "part_valeur": np.r_[0.0, cumul]}
    )


def gini(valeurs: Vecteur, population: Vecteur) -> float:
    """Indice de Gini : 1 − 2 × aire sous la courbe de Lorenz (trapèzes). 0 si toutes les valeurs sont égales."""
    courbe = lorenz(valeurs, population)
    x, y = courbe["part_population"].to_numpy(), courbe["part_valeur"].to_numpy()
    return float(max(0.0, 1.0 - np.sum(np.diff(x) * (y[1:] + y[:-1]))))


def palma(valeurs: Vecteur, population: Vecteur) -> float | None:
    """Part des 10 % les mieux dotés / part des 40 % les moins dotés ; vide si ces derniers n'ont rien.

    Les bornes tombent à l'intérieur d'une unité : la courbe de Lorenz y est interpolée (Cobham et Sumner, 2013).
    """
    courbe = lorenz(valeurs, population)
    x, y = courbe["part_population"].to_numpy(), courbe["part_valeur"].to_numpy()
    bas, haut = float(np.interp(0.4, x, y)), 1.0 - float(np.interp(0.9, x, y))
    quelque_chose = float(np.nansum(valeurs * population)) > 0
    return haut / bas if quelque_chose and bas > RIEN else None


def theil(valeurs: Vecteur, population: Vecteur) -> float | None:
    """Indice de Theil T : Σ p·(v/µ)·ln(v/µ) / Σ p, avec 0·ln 0 = 0 ; vide si la moyenne est nulle."""
    v, p = _tries(valeurs, population)
    moyenne = float(np.average(v, weights=p))
    if moyenne == 0:
        return None
    rapport = v / moyenne
    termes = np.where(rapport > 0, rapport * np.log(np.where(rapport > 0, rapport, 1.0)), 0.0)
    return float(np.average(termes, weights=p))


def fgt(valeurs: Vecteur, population: Vecteur, *, seuil: float, alpha: int) -> float:
    """Foster, Greer et Thorbecke (1984) : moyenne de ((seuil − v) / seuil)^alpha sur ceux qui sont SOUS le seuil.

    alpha 0 : part de la population strictement sous le seuil ; 1 : profondeur moyenne ; 2 : sévérité.
    """
    if seuil <= 0:
        raise ValueError("Le seuil doit être positif.")
    v, p = _tries(valeurs, population)
    manque = np.where(v < seuil, (seuil - v) / seuil, 0.0)
    termes = (manque > 0).astype(float) if alpha == 0 else manque**alpha
    return float(np.average(termes, weights=p))


def mesures(valeurs: Vecteur, population: Vecteur, *, seuil: float | None = None) -> dict[str, float | None]:
    """gini, palma, theil, fgt0, fgt1, fgt2 ; les trois derniers sont vides sans seuil."""
    degres: dict[str, Callable[[], float | None]] = {
        "gini": lambda: gini(valeurs, population),
        "palma": lambda: palma(valeurs, population),
        "theil": lambda: theil(valeurs, population),
    }
    resultat = {nom: calcul() for nom, calcul in degres.items()}
    for alpha in (0, 1, 2):
        resultat[f"fgt{alpha}"] = (
            None if seuil is None else fgt(valeurs, population, seuil=seuil, alpha=alpha)
        )
    return resultat


def groupes(intervalles: pd.DataFrame) -> pd.Series:
    """Le groupe (« A », « B », « C »…) de chaque unité, d'après des intervalles `bas`, `haut` (index : unité).

    Triées par leur milieu, deux unités qui se suivent changent de groupe quand l'intervalle de la suivante ne recouvre
    plus celui d'aucune unité du groupe en cours : dans un même groupe, on ne peut pas dire qui est devant. Au plus trois
    groupes : au-delà, seules les deux plus grandes séparations sont gardées. Sans intervalle connu, le groupe est vide.
    """
    connus = intervalles[["bas", "haut"]].dropna()
    ordre = connus.assign(milieu=(connus["bas"] + connus["haut"]) / 2).sort_values("milieu", kind="stable")
    plafond = ordre["haut"].cummax().shift()
    ecarts = (ordre["bas"] - plafond).where(lambda e: e > 0)
    coupures = ecarts.dropna().nlargest(2).index
    rang = ordre.index.isin(coupures).cumsum()
    lettres = pd.Series([chr(ord("A") + r) for r in rang], index=ordre.index, dtype="str")
    return lettres.reindex(intervalles.index, fill_value="")
