"""Où ouvrir : MCLP p = 1 à 20 sur le département (moins d'une seconde en tout), et les optimums d'OR-Library.

python -m bancs.implantation [DOSSIER_OU_FICHIER_PMED …]
"""

import sys
from pathlib import Path
from time import perf_counter

import numpy as np
import numpy.typing as npt
import pandas as pd

from inclusion.analysis.implantation import courbe_de_gain
from inclusion.analysis.p_mediane import pmediane
from inclusion.analysis.temps_trajet import minutes, trajet
from inclusion.data.lecture import load_jeu

P_MAX = 20
LIMITE_S = 1.0
PASSAGES = 3  # le meilleur : les autres disent ce que faisait la machine
HORIZONS = (10, 15, 20, 30)


def load_pmed(chemin: Path) -> tuple[npt.NDArray[np.float64], int]:
    """(distances entre tous les nœuds, p) d'un fichier d'OR-Library : « n arêtes p », puis « i j coût ».

    Quand une arête est répétée, sa dernière occurrence l'emporte ; les distances sont les plus courts chemins.
    """
    lignes = [
        [int(n) for n in ligne.split()] for ligne in chemin.read_text("utf-8").splitlines() if ligne.strip()
    ]
    n, _, p = lignes[0]
    couts = np.full((n, n), np.inf)
    for i, j, cout in lignes[1:]:
        couts[i - 1, j - 1] = couts[j - 1, i - 1] = cout
    np.fill_diagonal(couts, 0)
    for k in range(n):
        couts = np.minimum(couts, couts[:, [k]] + couts[[k], :])
    return couts, p


def departement() -> float:
    """La plus longue des courbes de gain, en secondes (meilleur de trois passages).

    On couvre des habitants, tout est à faire, et les candidats sont toutes les mairies.
    """
    jeu = load_jeu()
    communes = jeu["communes"]
    mairies = pd.DataFrame(
        {
            "code_insee": communes["code_insee"],
            "latitude": [point.y for point in communes["chef_lieu"]],
            "longitude": [point.x for point in communes["chef_lieu"]],
            "relief": communes["relief"],
        }
    )
    durees = minutes(communes, mairies, trajet(jeu.parametres))
    population = communes["population"].to_numpy(dtype=float)
    print(f"{len(communes)} communes, {population.sum():.0f} habitants ; p = 1 à {P_MAX}")
    pire = 0.0
    for horizon in HORIZONS:
        debut = perf_counter()
        courbe = courbe_de_gain(
            durees <= horizon, population, P_MAX, deja=np.zeros(len(communes), dtype=bool)
        )
        duree = perf_counter() - debut
        pire = max(pire, duree)
        part = courbe[-1].population_couverte / population.sum()
        prouve = "toutes optimales" if all(s.prouve_optimal for s in courbe) else "NON PROUVÉES"
        print(
            f"  {horizon:>2} min : {len(courbe):>2} solutions, {prouve}, {part:6.1%} couverts, {duree:.2f} s"
        )
    return pire


def optimums(chemins: list[Path]) -> bool:
    """Résout des p-médianes d'OR-Library ; faux si l'une n'a pas l'optimum publié à côté (pmedopt.txt)."""
    fichiers = [f for c in chemins for f in (sorted(c.glob("pmed[0-9]*.txt")) if c.is_dir() else [c])]
    justes = True
    for fichier in fichiers:
        couts, p = load_pmed(fichier)
        debut = perf_counter()
        solution = pmediane(couts, np.ones(len(couts)), p)
        duree = perf_counter() - debut
        publie = _publie(fichier)
        juste = solution.prouve_optimal and publie in {None, solution.objectif}
        justes &= juste
        print(
            f"  {fichier.stem} : n = {len(couts)}, p = {p}, {solution.objectif:.0f} "
            f"(publié : {publie if publie is not None else '?'}) {'prouvé' if juste else 'FAUX'}, {duree:.2f} s"
        )
    return justes


def _publie(fichier: Path) -> float | None:
    table = fichier.with_name("pmedopt.txt")
    lues = [ligne.split() for ligne in table.read_text("utf-8").splitlines()] if table.exists() else []
    return next((float(mots[1]) for mots in lues if mots and mots[0] == fichier.stem), None)


def main() -> int:
    pire = departement()
    print(f"  la plus longue courbe : {pire:.2f} s (limite {LIMITE_S:.0f} s)")
    chemins = [Path(argument) for argument in sys.argv[1:]]
    if not chemins:
        print("OR-Library : donner un fichier pmedN.txt ou son dossier en argument.")
    return 0 if optimums(chemins) and pire < LIMITE_S else 1


if __name__ == "__main__":
    sys.exit(main())
