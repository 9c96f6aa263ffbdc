"""La p-médiane (Hakimi, 1964) : ouvrir p sites pour le moindre coût total population × temps, par HiGHS."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from inclusion.analysis.implantation import LIMITE_S, InfaisableError, Solution, Vecteur

PLUS_GRAND = float(np.finfo(float).max)


def pmediane(couts: Vecteur, population: Vecteur, p: int, *, existants: Sequence[int] = ()) -> Solution:
    """p-médiane : min Σ P_i·c_i(plus proche site retenu), p sites de plus que les existants, qui restent ouverts.

    `couts` : demandes × candidats, `inf` = inatteignable. Formulation par rayons (Elloumi, 2010) : une variable par
    palier de coût de chaque demande au lieu d'une par couple ; les paliers qu'aucune solution optimale n'atteint sont
    retirés d'après une solution de départ. Lève `InfaisableError` si des demandes restent inatteignables, si p dépasse le
    nombre de candidats ou s'il n'y a personne à servir.
    """
    if p + len(existants) <= 0:
        raise InfaisableError("Il faut au moins un site : p vaut 0 et aucun site existant n'est donné.")
    if p + len(set(existants)) > couts.shape[1]:
        raise InfaisableError(f"p = {p} dépasse le nombre de candidats ({couts.shape[1]}).")
    demandes = np.flatnonzero(population > 0)
    if not len(demandes):
        raise InfaisableError("Il n'y a personne à servir : la population est nulle partout.")
    if np.isinf(couts[demandes]).all(axis=1).any():
        raise InfaisableError("Une demande n'est à portée d'aucun candidat : compléter les temps.")
    depart = _echanges(couts[demandes], population[demandes], p, existants)
    borne = _total(couts[demandes], population[demandes], depart)
    programme = _rayons(couts[demandes], population[demandes], p, existants, borne)
    resultat = milp(
        programme.objectif,
        integrality=programme.entiers,
        bounds=programme.bornes,
        constraints=programme.contraintes,
        options={"mip_rel_gap": 0.0, "time_limit": LIMITE_S},
    )
    n = couts.shape[1]
    if resultat.x is None and np.isinf(borne):
        raise InfaisableError(
            "Aucun choix de sites ne rend toutes les demandes atteignables : augmenter p ou compléter les temps."
        )
    if resultat.x is None:
        return Solution(borne, depart, float(population.sum()), prouve_optimal=False, ecart=1.0)
    sites = tuple(int(j) for j in np.flatnonzero(resultat.x[:n] > 0.5))
    valeur = _total(couts[demandes], population[demandes], sites)
    if valeur > borne:
        sites, valeur = depart, borne
    prouve = resultat.status == 0 and programme.fixe + float(resultat.fun) >= valeur - 1e-6 * max(1.0, valeur)
    return Solution(
        valeur, tuple(sorted(sites)), float(population.sum()), bool(prouve), float(resultat.mip_gap or 0.0)
    )


def _total(couts: Vecteur, population: Vecteur, sites: Sequence[int]) -> float:
    return float(population @ couts[:, list(sites)].min(axis=1)) if len(sites) else float("inf")


def _echanges(couts: Vecteur, population: Vecteur, p: int, existants: Sequence[int]) -> tuple[int, ...]:
    """Une bonne solution de départ : gloutonne, puis échanges un contre un (Teitz et Bart, 1968)."""
    fixes = sorted(set(existants))
    finis = np.where(np.isinf(couts), 1e9, couts) * population[:, None]
    sites = list(fixes)
    courant = finis[:, sites].min(axis=1) if sites else np.full(len(population), np.inf)
    for _ in range(p):
        gains = np.minimum(courant[:, None], finis).sum(axis=0)
        gains[sites] = np.inf
        meilleur = int(gains.argmin())
        sites.append(meilleur)
        courant = np.minimum(courant, finis[:, meilleur])
    while True:
        echange = _meilleur_echange(finis, sites, fixes)
        if echange is None:
            return tuple(sorted(sites))
        sort, entre = echange
        sites[sites.index(sort)] = entre


def _meilleur_echange(finis: Vecteur, sites: list[int], fixes: Sequence[int]) -> tuple[int, int] | None:
    """(site à fermer, site à ouvrir) qui diminue le plus le coût ; None s'il n'y en a pas."""
    avant = finis[:, sites].min(axis=1).sum()
    meilleur, trouve = avant - 1e-9, None
    for sort in (s for s in sites if s not in fixes):
        reste = [s for s in sites if s != sort]
        base = finis[:, reste].min(axis=1) if reste else np.full(len(finis), np.inf)
        totaux = np.minimum(base[:, None], finis).sum(axis=0)
        totaux[sites] = np.inf
        entre = int(totaux.argmin())
        if totaux[entre] < meilleur:
            meilleur, trouve = float(totaux[entre]), (sort, entre)
    return trouve


@dataclass(frozen=True, eq=False)
class _Programme:
    """Un programme linéaire en nombres entiers, et la part fixe de son coût."""

    objectif: Vecteur
    contraintes: list[LinearConstraint]
    bornes: Bounds
    entiers: Vecteur
    fixe: float


def _rayons(
    couts: Vecteur, population: Vecteur, p: int, existants: Sequence[int], borne: float
) -> _Programme:
    """Le programme par rayons.

    Pour chaque demande, z_k = 1 si aucun site n'est à son k-ième coût distinct ou plus près : coût = c_0 + Σ (c_k+1 −
    c_k)·z_k, et z_k + Σ_{j au coût c_k} y_j ≥ z_k−1 (z_−1 = 1). Au palier le plus loin qu'une solution optimale peut
    atteindre, il n'y a plus de z : un site y est obligatoire.
    """
    n = couts.shape[1]
    planchers = population * couts.min(axis=1)
    marge = borne - float(planchers.sum())
    trouvees: list[tuple[int, int, float]] = []  # ligne, colonne, coefficient
    droites: list[float] = []
    poids: list[float] = []
    for i in range(len(couts)):
        paliers, rang = np.unique(couts[i], return_inverse=True)
        plafond = paliers[0] + marge / population[i] if np.isfinite(marge) else PLUS_GRAND
        gardes = int(np.searchsorted(paliers, min(plafond * (1 + 1e-9) + 1e-9, PLUS_GRAND), side="right"))
        for k in range(gardes):
            ligne = len(droites)
            trouvees += [(ligne, int(j), 1.0) for j in np.flatnonzero(rang == k)]
            droites.append(0.0 if k else 1.0)
            if k:
                trouvees.append((ligne, n + len(poids) - 1, -1.0))
            if k < gardes - 1:
                trouvees.append((ligne, n + len(poids), 1.0))
                poids.append(float(population[i] * (paliers[k + 1] - paliers[k])))
    lignes, colonnes, coefficients = zip(*trouvees, strict=True)
    taille = n + len(poids)
    matrice = sparse.csr_array((coefficients, (lignes, colonnes)), shape=(len(droites), taille))
    ouverts = p + len(set(existants))
    compte = sparse.csr_array(np.r_[np.ones(n), np.zeros(len(poids))][None, :])
    bas = np.zeros(taille)
    bas[sorted(set(existants))] = 1.0
    return _Programme(
        objectif=np.r_[np.zeros(n), poids],
        contraintes=[
            LinearConstraint(matrice, lb=np.array(droites)),
            LinearConstraint(compte, lb=ouverts, ub=ouverts),
        ],
        bornes=Bounds(bas, 1),
        entiers=np.r_[np.ones(n), np.zeros(len(poids))],
        fixe=float(planchers.sum()),
    )
