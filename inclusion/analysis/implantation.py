"""Où ouvrir : modèles de localisation en nombres entiers, résolus par HiGHS (`scipy.optimize.milp`).

MCLP (Church et ReVelle, 1974) : la plus grande demande couverte avec p sites. LSCP (Toregas et al., 1971) : le plus
petit nombre de sites qui couvre tout. La p-médiane est dans `p_mediane`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp

Vecteur = npt.NDArray[np.float64]
LIMITE_S = 120.0
ENTIER = 1e-6


class InfaisableError(ValueError):
    """Aucune solution ne respecte les contraintes ; le message dit pourquoi."""


@dataclass(frozen=True, eq=False)
class Solution:
    """Une implantation : `sites` (rangs des candidats retenus), `objectif`, et ce qu'elle couvre.

    `population_couverte` compte ceux que des sites existants couvrent déjà ; `ecart` est l'écart d'optimalité prouvé.
    """

    objectif: float
    sites: tuple[int, ...]
    population_couverte: float
    prouve_optimal: bool
    ecart: float = 0.0


def mclp(
    couvre: npt.NDArray[np.bool_],
    population: Vecteur,
    p: int,
    *,
    deja: npt.NDArray[np.bool_] | None = None,
    interdits: Sequence[int] = (),
) -> Solution:
    """Couverture maximale : max Σ P_i·z_i, z_i ≤ Σ_{j couvre i} y_j, Σ y_j ≤ p.

    `couvre` : demandes × candidats ; `deja` : demandes déjà couvertes par un site existant ; `interdits` : candidats
    exclus. `objectif` est la population couverte, existants compris.
    """
    deja = np.zeros(len(population), dtype=bool) if deja is None else deja
    acquis = float(population[deja].sum())
    permis = np.setdiff1d(np.arange(couvre.shape[1]), np.asarray(interdits, dtype=int))
    utiles = np.flatnonzero(~deja & (population > 0) & couvre[:, permis].any(axis=1))
    if p <= 0 or not len(utiles):
        return Solution(acquis, (), acquis, prouve_optimal=True)
    permis = permis[_non_domines(couvre[np.ix_(utiles, permis)])]
    reduit, poids = _regroupees(couvre[np.ix_(utiles, permis)], population[utiles])
    m, n = reduit.shape
    contraintes = [
        LinearConstraint(sparse.hstack([sparse.csr_array(reduit, dtype=float), -sparse.eye_array(m)]), lb=0),
        LinearConstraint(sparse.csr_array(np.r_[np.ones(n), np.zeros(m)][None, :]), ub=p),
    ]
    resultat = _le_plus(np.r_[np.zeros(n), poids], n, contraintes)
    if resultat.x is None:
        raise InfaisableError(f"Pas de solution trouvée : {resultat.message}")
    choisis = permis[np.flatnonzero(resultat.x[:n] > 0.5)]
    couverts = deja | couvre[:, choisis].any(axis=1)
    total = float(population[couverts].sum())
    utiles_choisis = _sans_inutile(couvre, population, deja, choisis)
    return Solution(total, utiles_choisis, total, resultat.status == 0, float(resultat.mip_gap or 0.0))


def _le_plus(poids: Vecteur, entiers: int, contraintes: list[LinearConstraint]) -> OptimizeResult:
    """Le plus grand `poids` · x, x entre 0 et 1, ses `entiers` premiers à 0 ou 1.

    Le programme sans entiers va plus vite et tombe souvent sur des entiers : son optimum est alors le bon.
    """
    commun = {"c": -poids, "bounds": Bounds(0, 1), "constraints": contraintes}
    relache = milp(**commun)
    if relache.status == 0 and np.abs(relache.x[:entiers] - np.round(relache.x[:entiers])).max() < ENTIER:
        return relache
    integralite = np.r_[np.ones(entiers), np.zeros(len(poids) - entiers)]
    return milp(**commun, integrality=integralite, options={"mip_rel_gap": 0.0, "time_limit": LIMITE_S})


def _non_domines(couvre: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """Les candidats dont aucun autre ne couvre tout ce qu'ils couvrent ; entre deux pareils, le premier."""
    creuse = sparse.csr_array(couvre, dtype=np.int32)
    communs = (creuse.T @ creuse).tocoo()
    taille = couvre.sum(axis=0)
    j, k = communs.coords
    devant = (taille[k] > taille[j]) | ((taille[k] == taille[j]) & (k < j))
    garde = taille > 0
    garde[j[(communs.data == taille[j]) & devant]] = False
    return np.flatnonzero(garde)


def _regroupees(couvre: npt.NDArray[np.bool_], population: Vecteur) -> tuple[npt.NDArray[np.bool_], Vecteur]:
    """Les demandes que couvrent exactement les mêmes candidats n'en font qu'une : même optimum, programme plus petit."""
    lignes, groupe = np.unique(couvre, axis=0, return_inverse=True)
    return lignes, np.bincount(groupe.ravel(), weights=population, minlength=len(lignes)).astype(float)


def _sans_inutile(
    couvre: npt.NDArray[np.bool_],
    population: Vecteur,
    deja: npt.NDArray[np.bool_],
    choisis: npt.NDArray[np.intp],
) -> tuple[int, ...]:
    """Les sites retenus, sans ceux qui n'ajoutent personne."""
    garde: list[int] = []
    couverts = deja.copy()
    for site in sorted(choisis, key=lambda j: -float(population[couvre[:, j] & ~deja].sum())):
        if population[couvre[:, site] & ~couverts].sum() > 0:
            garde.append(int(site))
            couverts |= couvre[:, site]
    return tuple(sorted(garde))


def lscp(
    couvre: npt.NDArray[np.bool_], population: Vecteur, *, deja: npt.NDArray[np.bool_] | None = None
) -> Solution:
    """Couverture totale : le plus petit nombre de sites tel que toute demande soit couverte.

    Lève `InfaisableError` si une demande n'est couverte par aucun candidat. `objectif` est le nombre de sites.
    """
    deja = np.zeros(len(population), dtype=bool) if deja is None else deja
    reste = couvre[~deja]
    orphelines = int((~reste.any(axis=1)).sum())
    if orphelines:
        raise InfaisableError(
            f"{orphelines} demande(s) ne sont à portée d'aucun candidat : augmenter le seuil ou les candidats."
        )
    total = float(population.sum())
    if not len(reste):
        return Solution(0.0, (), total, prouve_optimal=True)
    lignes = np.unique(reste, axis=0)
    n = couvre.shape[1]
    resultat = milp(
        np.ones(n),
        integrality=np.ones(n),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(sparse.csr_array(lignes, dtype=float), lb=1),
        options={"mip_rel_gap": 0.0, "time_limit": LIMITE_S},
    )
    if resultat.x is None:
        raise InfaisableError(f"Pas de solution trouvée : {resultat.message}")
    sites = tuple(int(j) for j in np.flatnonzero(resultat.x > 0.5))
    return Solution(float(len(sites)), sites, total, resultat.status == 0, float(resultat.mip_gap or 0.0))


def courbe_de_gain(
    couvre: npt.NDArray[np.bool_], population: Vecteur, p_max: int, *, deja: npt.NDArray[np.bool_]
) -> list[Solution]:
    """La meilleure couverture pour p = 1 … p_max ; s'arrête quand tout ce qui peut l'être est couvert."""
    atteignable = float(population[deja | couvre.any(axis=1)].sum())
    solutions: list[Solution] = []
    for p in range(1, p_max + 1):
        if solutions and solutions[-1].population_couverte >= atteignable - 1e-9:
            break
        solutions.append(mclp(couvre, population, p, deja=deja))
    return solutions


def alternatives(
    couvre: npt.NDArray[np.bool_],
    population: Vecteur,
    p: int,
    *,
    deja: npt.NDArray[np.bool_],
    retenue: Solution,
) -> list[tuple[int, Solution]]:
    """Pour chaque site retenu, la meilleure solution qui s'en passe : (site exclu, solution), la moins coûteuse d'abord."""
    sans = [(site, mclp(couvre, population, p, deja=deja, interdits=(site,))) for site in retenue.sites]
    return sorted(sans, key=lambda paire: -paire[1].population_couverte)
