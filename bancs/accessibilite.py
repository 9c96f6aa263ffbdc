"""Accessibilité (E2SFCA), arbre compris : le département, puis la France entière, puis PySAL `access` sur les mêmes couples.

python -m bancs.accessibilite [--court]   (--court : sans la France ni PySAL)
"""

import resource
import sys
import warnings
from collections.abc import Callable
from statistics import median
from time import perf_counter

import numpy as np
import pandas as pd
from access import Access, weights

from inclusion.analysis.accessibilite import PALIERS, Paires, deux_etapes_ponderees, paires_proches
from inclusion.analysis.temps_trajet import Trajet

DEPARTEMENT, DEPARTEMENT_M, LIMITE_MS = (151, 300), 60_000.0, 20.0
FRANCE, FRANCE_M, LIMITE_S = (34_878, 20_000), 740_000.0, 1.0
FOIS = 3.0
MINUTES_PAR_M = Trajet().minutes_par_m(Trajet().vitesse_plaine)
RAYON_M = PALIERS[-1][0] / MINUTES_PAR_M
GRAINE = 84

Monde = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def monde(taille: tuple[int, int], cote_m: float) -> Monde:
    """(communes, lieux, population, capacité) : des communes au hasard, des lieux serrés autour des plus peuplées."""
    des = np.random.default_rng(GRAINE)
    communes = des.uniform(0, cote_m, (taille[0], 2))
    population = des.lognormal(6.2, 1.3, taille[0])
    siege = des.choice(taille[0], taille[1], p=population / population.sum())
    lieux = communes[siege] + des.normal(0, 2_000, (taille[1], 2))
    return communes, lieux, population, des.uniform(0.1, 3, taille[1])


def mesurer(monde: Monde) -> tuple[Paires, np.ndarray]:
    communes, lieux, population, capacite = monde
    couples = paires_proches(communes, lieux, rayon_m=RAYON_M, minutes_par_m=MINUTES_PAR_M)
    return couples, deux_etapes_ponderees(couples, population, capacite)


def chronometre(calcul: Callable[[], object], fois: int) -> float:
    """Secondes, médiane de plusieurs passages."""
    durees = []
    for _ in range(fois):
        debut = perf_counter()
        calcul()
        durees.append(perf_counter() - debut)
    return median(durees)


def memoire_mo() -> float:
    """Mémoire de pointe du processus depuis son début."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def pysal(monde: Monde, couples: Paires) -> tuple[pd.DataFrame, float, np.ndarray]:
    """PySAL sur les mêmes couples : (sa table de couples, secondes pour E2SFCA, valeurs)."""
    _, _, population, capacite = monde
    temps = pd.DataFrame({"de": couples.demande, "vers": couples.offre, "minutes": couples.minutes})
    calcul = Access(
        demand_df=pd.DataFrame({"population": population}).rename_axis("geoid"),
        demand_index=True,
        demand_value="population",
        supply_df=pd.DataFrame({"capacite": capacite}).rename_axis("geoid"),
        supply_index=True,
        supply_value="capacite",
        cost_df=temps,
        cost_origin="de",
        cost_dest="vers",
        cost_name="minutes",
    )
    par_paliers = weights.step_fn(dict(PALIERS))
    debut = perf_counter()
    calcul.enhanced_two_stage_fca(name="e", weight_fn=par_paliers)
    duree = perf_counter() - debut
    valeurs = calcul.access_df["e_capacite"].reindex(range(couples.demandes)).fillna(0.0)
    return calcul.cost_df, duree, valeurs.to_numpy()


def main() -> int:
    petit = monde(DEPARTEMENT, DEPARTEMENT_M)
    couples, _ = mesurer(petit)
    duree_ms = 1_000 * chronometre(lambda: mesurer(petit), 50)
    print(f"{DEPARTEMENT[0]} × {DEPARTEMENT[1]} : {len(couples.minutes)} couples, {duree_ms:.1f} ms "
          f"(limite {LIMITE_MS:.0f} ms)")  # fmt: skip
    if "--court" in sys.argv:
        return 0 if duree_ms < LIMITE_MS else 1
    grand = monde(FRANCE, FRANCE_M)
    avant = memoire_mo()
    couples, valeurs = mesurer(grand)
    duree_s = chronometre(lambda: mesurer(grand), 5)
    print(f"{FRANCE[0]} × {FRANCE[1]} : {len(couples.minutes)} couples, {duree_s:.2f} s arbre compris "
          f"(limite {LIMITE_S:.0f} s) ; mémoire de pointe {memoire_mo():.0f} Mo (avant : {avant:.0f} Mo)")  # fmt: skip
    plus_vite = _comparer(grand, couples, valeurs)
    return 0 if duree_ms < LIMITE_MS and duree_s < LIMITE_S and plus_vite >= FOIS else 1


def _comparer(grand: Monde, couples: Paires, valeurs: np.ndarray) -> float:
    """Combien de fois plus vite que PySAL, chacun partant de la table de couples de PySAL ; les valeurs sont égales."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table, leur_duree_s, leurs_valeurs = pysal(grand, couples)
    np.testing.assert_allclose(leurs_valeurs, valeurs, rtol=1e-9)

    def la_notre() -> np.ndarray:
        lus = (table["de"].to_numpy(), table["vers"].to_numpy(), table["minutes"].to_numpy())
        meme = Paires(*lus, couples.demandes, couples.offres)
        return deux_etapes_ponderees(meme, grand[2], grand[3])

    np.testing.assert_allclose(la_notre(), valeurs, rtol=1e-9)
    notre_duree_s = chronometre(la_notre, 5)
    fois = leur_duree_s / notre_duree_s
    print(
        f"PySAL access, {len(table)} couples donnés : {leur_duree_s:.2f} s ; nous, sur les mêmes : {notre_duree_s:.3f} s, "
        f"{fois:.0f} fois plus vite (au moins {FOIS:.0f}) ; mêmes valeurs à 1e-9 ; pointe {memoire_mo():.0f} Mo"
    )
    return fois


if __name__ == "__main__":
    sys.exit(main())
