"""Choisir et classer des sites : les meilleurs, la courbe de gain, les solutions presque aussi bonnes, les tournées."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from inclusion.analysis.effets import Fourchette, couverts, gagnees, gain, minutes_apres
from inclusion.analysis.implantation import Solution, alternatives, courbe_de_gain, mclp
from inclusion.analysis.scenarios import Probleme, Vecteur
from inclusion.model.scenarios import P_MAX

DEPARTAGE = 0.5
"""Personnes que pèse en tout la certitude dans le choix : moins qu'une, elle ne fait que départager."""
PRESQUE = 0.95
"""Part du gain au-dessus de laquelle une autre solution est dite presque aussi bonne."""


def _modele(probleme: Probleme) -> tuple[npt.NDArray[np.bool_], Vecteur, npt.NDArray[np.bool_]]:
    """couvre, population, deja : le problème tel que le lisent les modèles de localisation.

    Chaque commune y est deux fois : pour son gain estimé, puis pour son gain sûr, qui ne pèse au total qu'une demi-personne.
    De deux choix qui gagnent autant, on prend ainsi celui qui en est le plus sûr.
    """
    r, t, avant = probleme.reglages, probleme.horizon, probleme.colonne("avant")
    poids = np.where(probleme.dedans, probleme.colonne("personnes"), 0.0)
    surs = np.where(probleme.dedans & (r.bas * avant > t), probleme.colonne("personnes_bas"), 0.0)
    return (
        np.vstack([probleme.temps <= t, r.haut * probleme.temps <= t]),
        np.r_[poids, DEPARTAGE * surs / max(1.0, surs.sum())],
        np.r_[avant <= t, r.bas * avant <= t],
    )


def resoudre(probleme: Probleme, nombre: int) -> Solution:
    """Les `nombre` candidats au plus qui rapprochent le plus de personnes du bassin (MCLP), à égalité le plus sûrement.

    `objectif` et `population_couverte` : les personnes du bassin à l'horizon ou moins, temps estimés.
    """
    couvre, poids, deja = _modele(probleme)
    solution = mclp(couvre, poids, nombre, deja=deja)
    apres = np.minimum(probleme.colonne("avant"), minutes_apres(probleme, solution.sites))
    total = couverts(probleme, apres)
    return replace(solution, objectif=total, population_couverte=total)


def courbe(probleme: Probleme, *, p_max: int = P_MAX) -> pd.DataFrame:
    """nombre (1 à p_max), gain_bas, gain, gain_haut (personnes), ajoute : de plus qu'avec une permanence de moins.

    Quand plus rien n'est à gagner, la courbe reste plate.
    """
    couvre, poids, deja = _modele(probleme)
    solutions = courbe_de_gain(couvre, poids, p_max, deja=deja) if len(probleme.candidats) else []
    gains = [gain(probleme, s.sites) for s in solutions]
    tous = [*gains, *[gains[-1] if gains else Fourchette(0.0, 0.0, 0.0)] * (p_max - len(gains))]
    table = pd.DataFrame(
        {
            "nombre": range(1, p_max + 1),
            "gain_bas": [g.bas for g in tous],
            "gain": [g.central for g in tous],
            "gain_haut": [g.haut for g in tous],
        }
    )
    return table.assign(ajoute=table["gain"].diff().fillna(table["gain"]))


def classement(probleme: Probleme, sites: Sequence[int]) -> pd.DataFrame:
    """Les sites retenus, celui qui apporte le plus d'abord : rang, site (rang du candidat), code_insee, nom, ajoute,
    ajoute_sur (ce qu'il ajoute aux précédents), seul (s'il était le seul), propre (perdu si on y renonce), communes.
    """
    lignes: list[dict[str, object]] = []
    restants, retenus = list(sites), list[int]()
    total = gain(probleme, sites).central
    while restants:
        deja = gain(probleme, retenus)
        suivant = max(restants, key=lambda j: _rang(gain(probleme, [*retenus, j])))
        retenus.append(suivant)
        restants.remove(suivant)
        avec = gain(probleme, retenus)
        lignes.append(
            {
                "rang": len(retenus),
                "site": suivant,
                "ajoute": avec.central - deja.central,
                "ajoute_sur": max(0.0, avec.bas - deja.bas),
                "seul": gain(probleme, [suivant]).central,
                "propre": total - gain(probleme, [j for j in sites if j != suivant]).central,
                "communes": "|".join(_servies(probleme, suivant)),
            }
        )
    colonnes = ["rang", "site", "ajoute", "ajoute_sur", "seul", "propre", "communes"]
    table = pd.DataFrame(lignes, columns=colonnes)
    places = probleme.candidats.iloc[table["site"].to_list()].reset_index(drop=True)
    return table.join(places)


def _rang(fourchette: Fourchette) -> tuple[float, float]:
    """Le plus grand gain estimé d'abord, à égalité le plus sûr."""
    return fourchette.central, fourchette.bas


def _servies(probleme: Probleme, site: int) -> list[str]:
    """Les communes du bassin que ce site seul ferait passer sous l'horizon, la plus peuplée d'abord."""
    servie = gagnees(probleme, minutes_apres(probleme, [site]))[1] & probleme.dedans
    servies = probleme.communes[servie].sort_values("personnes", ascending=False, kind="stable")
    return [str(nom) for nom in servies["nom"]]


def autres_solutions(probleme: Probleme, retenue: Solution, nombre: int) -> pd.DataFrame:
    """Pour chaque site retenu, la meilleure solution sans lui : sans, avec (listes `|`), gain, gain_sur, ecart (0-1).

    La moins coûteuse d'abord ; `presque` : au moins 95 % du gain.
    """
    couvre, poids, deja = _modele(probleme)
    reference = gain(probleme, retenue.sites).central
    noms = probleme.candidats["nom"].tolist()
    sans = [(exclu, s.sites) for exclu, s in alternatives(couvre, poids, nombre, deja=deja, retenue=retenue)]
    gains = [gain(probleme, sites) for _, sites in sans]
    table = pd.DataFrame(
        {
            "sans": [noms[exclu] for exclu, _ in sans],
            "avec": ["|".join(noms[j] for j in sites) for _, sites in sans],
            "gain": [g.central for g in gains],
            "gain_sur": [g.bas for g in gains],
        }
    )
    ecart = 1 - table["gain"] / reference if reference else table["gain"]
    return table.assign(ecart=ecart, presque=table["gain"].ge(PRESQUE * reference))


def candidats_seuls(probleme: Probleme) -> pd.DataFrame:
    """Chaque candidat s'il était le seul : code_insee, nom, gain_bas, gain, gain_haut ; le plus utile d'abord."""
    gains = [gain(probleme, [j]) for j in range(len(probleme.candidats))]
    table = probleme.candidats[["code_insee", "nom"]].assign(
        gain_bas=[g.bas for g in gains], gain=[g.central for g in gains], gain_haut=[g.haut for g in gains]
    )
    return table.sort_values(["gain", "gain_haut", "nom"], ascending=[False, False, True], ignore_index=True)


def tournees(probleme: Probleme, sites: Sequence[int]) -> list[tuple[int, ...]]:
    """Les arrêts d'une même équipe, deux par deux, les plus proches ensemble ; le dernier reste seul s'ils sont impairs.

    Par proximité d'abord (appariement glouton) : un ordre de grandeur, pas une tournée optimisée.
    """
    rangs = {code: i for i, code in enumerate(probleme.communes["code_insee"])}
    chez = [rangs[code] for code in probleme.candidats["code_insee"]]
    couples = sorted((float(probleme.temps[chez[a], b]), a, b) for a in sites for b in sites if a < b)
    pris: set[int] = set()
    equipes: list[tuple[int, ...]] = []
    for _, a, b in couples:
        if not {a, b} & pris:
            equipes.append((a, b))
            pris |= {a, b}
    return [*equipes, *((seul,) for seul in sites if seul not in pris)]
