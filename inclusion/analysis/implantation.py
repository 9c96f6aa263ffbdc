"""Où ouvrir : modèles de localisation en nombres entiers, résolus par HiGHS (`scipy.optimize.milp`).

MCLP (Church et ReVelle, 1974) : la plus grande demande couverte avec p sites. LSCP (Toregas et al., 1971) : le plus
petit nombre de sites qui couvre tout. p-médiane (Hakimi, 1964) : le moindre coût total demande × distance.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

Vecteur = npt.NDArray[np.float64]
LIMITE_S = 120.0


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
    reduit, poids = _regroupees(couvre[np.ix_(utiles, permis)], population[utiles])
    m, n = reduit.shape
    contraintes = [
        LinearConstraint(sparse.hstack([sparse.csr_array(reduit, dtype=float), -sparse.eye_array(m)]), lb=0),
        LinearConstraint(sparse.csr_array(np.r_[np.ones(n), np.zeros(m)][None, :]), ub=p),
    ]
    resultat = milp(
        -np.r_[np.zeros(n), poids],
        integrality=np.r_[np.ones(n), np.zeros(m)],
        bounds=Bounds(0, 1),
        constraints=contraintes,
        options={"mip_rel_gap": 0.0, "time_limit": LIMITE_S},
    )
    if resultat.x is None:
        raise InfaisableError(f"Pas de solution trouvée : {resultat.message}")
    choisis = permis[np.flatnonzero(resultat.x[:n] > 0.5)]
    couverts = deja | couvre[:, choisis].any(axis=1)
    total = float(population[couverts].sum())
    utiles_choisis = _sans_inutile(couvre, population, deja, choisis)
    return Solution(total, utiles_choisis, total, resultat.status == 0, float(resultat.mip_gap or 0.0))


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


def pmediane(couts: Vecteur, population: Vecteur, p: int, *, existants: Sequence[int] = ()) -> Solution:
    """p-médiane : min Σ P_i·c_i(plus proche site retenu), p sites de plus que les existants, qui restent ouverts.

    `couts` : demandes × candidats, `inf` = inatteignable. Formulation par rayons (Elloumi, 2010) : une variable par
    palier de coût de chaque demande au lieu d'une par couple ; les paliers qu'aucune solution optimale n'atteint sont
    retirés d'après une solution de départ. Lève `InfaisableError` si des demandes restent inatteignables.
    """
    if p + len(existants) <= 0:
        raise InfaisableError("Il faut au moins un site : p vaut 0 et aucun site existant n'est donné.")
    if p + len(set(existants)) > couts.shape[1]:
        raise InfaisableError(f"p = {p} dépasse le nombre de candidats ({couts.shape[1]}).")
    demandes = np.flatnonzero(population > 0)
    if np.isinf(couts[demandes]).all(axis=1).any():
        raise InfaisableError("Une demande n'est à portée d'aucun candidat : compléter les temps.")
    depart = _echanges(couts[demandes], population[demandes], p, existants)
    borne = _total(couts[demandes], population[demandes], depart)
    programme = _rayons(couts[demandes], population[demandes], p, existants, borne)
    objectif, contraintes, bornes, entiers, fixe = programme
    resultat = milp(
        objectif,
        integrality=entiers,
        bounds=bornes,
        constraints=contraintes,
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
    prouve = resultat.status == 0 and fixe + float(resultat.fun) >= valeur - 1e-6 * max(1.0, valeur)
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
    courant = finis[:, sites].min(axis=1) if sites else np.full(len(population), 1e12)
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


def _rayons(couts: Vecteur, population: Vecteur, p: int, existants: Sequence[int], borne: float):  # type: ignore[no-untyped-def]
    """Le programme par rayons : objectif, contraintes, bornes, intégralité, et la part fixe du coût.

    Pour chaque demande, z_k = 1 si aucun site n'est à moins du k-ième coût distinct : coût = c_0 + Σ (c_k+1 − c_k)·z_k.
    """
    m, n = couts.shape
    poids: list[float | None] = []
    lignes: list[int] = []
    colonnes: list[int] = []
    fixe, droite = 0.0, 0
    planchers = population * couts.min(axis=1)
    marge = borne - planchers.sum()
    for i in range(m):
        paliers = np.unique(couts[i][np.isfinite(couts[i])])
        fixe += float(planchers[i])
        plafond = paliers[0] + marge / population[i] if np.isfinite(marge) else np.inf
        for k, palier in enumerate(paliers):
            suivant = paliers[k + 1] if k + 1 < len(paliers) else None
            proches = np.flatnonzero(couts[i] <= palier)
            lignes += [droite] * len(proches)
            colonnes += proches.tolist()
            if suivant is None or suivant > plafond + 1e-9:
                droite += 1
                poids.append(None)
                break
            poids.append(float(population[i] * (suivant - palier)))
            droite += 1
    variables = [k for k, w in enumerate(poids) if w is not None]
    rangs = {ligne: n + r for r, ligne in enumerate(variables)}
    taille = n + len(variables)
    lignes += variables
    colonnes += [rangs[ligne] for ligne in variables]
    matrice = sparse.csr_array((np.ones(len(lignes)), (lignes, colonnes)), shape=(droite, taille))
    objectif = np.r_[np.zeros(n), [w for w in poids if w is not None]]
    bas = np.zeros(taille)
    bas[sorted(set(existants))] = 1.0
    compte = sparse.csr_array(np.r_[np.ones(n), np.zeros(taille - n)][None, :])
    ouverts = p + len(set(existants))
    contraintes = [LinearConstraint(matrice, lb=1), LinearConstraint(compte, lb=ouverts, ub=ouverts)]
    entiers = np.r_[np.ones(n), np.zeros(taille - n)]
    return objectif, contraintes, Bounds(bas, 1), entiers, fixe


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
