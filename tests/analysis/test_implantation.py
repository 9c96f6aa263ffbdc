"""Où ouvrir : à la main, contre l'énumération de tous les choix, et contre les optimums publiés (York, OR-Library)."""

from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bancs.implantation import load_pmed
from inclusion.analysis.implantation import (
    InfaisableError,
    Solution,
    alternatives,
    courbe_de_gain,
    lscp,
    mclp,
)
from inclusion.analysis.p_mediane import pmediane

RAYON_TERRE_M = 6_371_000.0  # celui de l'oracle ; 6 378 137 donne 536 au lieu de 540

# Quatre villages de 100, 60, 50 et 10 habitants, trois candidats : X couvre les deux premiers, Y les deux du milieu,
# Z le dernier.
COUVRE = np.array([[1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 1]], dtype=bool)
POPULATION = np.array([100.0, 60.0, 50.0, 10.0])
X, Y, Z = 0, 1, 2


def test_un_site_va_ou_il_couvre_le_plus_d_habitants() -> None:
    solution = mclp(COUVRE, POPULATION, 1)
    assert (solution.sites, solution.population_couverte, solution.prouve_optimal) == ((X,), 160, True)


def test_un_lieu_existant_change_le_meilleur_choix() -> None:
    """X est déjà ouvert : Y n'ajoute que 50 habitants, mais Z n'en ajoute que 10."""
    solution = mclp(COUVRE, POPULATION, 1, deja=COUVRE[:, X])
    assert (solution.sites, solution.population_couverte) == ((Y,), 210)


def test_un_site_interdit_laisse_la_place_au_suivant() -> None:
    assert mclp(COUVRE, POPULATION, 1, interdits=[X]).sites == (Y,)


def test_zero_site_ne_couvre_que_l_existant() -> None:
    assert mclp(COUVRE, POPULATION, 0, deja=COUVRE[:, X]).population_couverte == 160
    assert mclp(COUVRE, POPULATION, 0).population_couverte == 0


def test_un_site_qui_n_ajoute_personne_n_est_pas_propose() -> None:
    solution = mclp(COUVRE, np.array([100.0, 60.0, 50.0, 0.0]), 3)
    assert (solution.sites, solution.population_couverte) == ((X, Y), 210)


def test_tout_couvrir_prend_le_moins_de_sites() -> None:
    solution = lscp(COUVRE, POPULATION)
    assert (solution.sites, solution.objectif) == ((X, Y, Z), 3)
    assert lscp(COUVRE, POPULATION, deja=COUVRE[:, X]).sites == (Y, Z)
    assert lscp(COUVRE, POPULATION, deja=np.ones(4, dtype=bool)).sites == ()


def test_tout_couvrir_est_refuse_si_un_village_est_hors_de_portee() -> None:
    with pytest.raises(InfaisableError, match=r"^1 demande\(s\) ne sont à portée d'aucun candidat"):
        lscp(COUVRE[:, :2], POPULATION)


# Trois hameaux alignés, aux kilomètres 0, 1 et 10 ; chacun est candidat.
LIGNE = np.abs(np.subtract.outer([0.0, 1.0, 10.0], [0.0, 1.0, 10.0]))


def test_la_p_mediane_d_une_ligne_se_trouve_a_la_main() -> None:
    """Un site : au milieu, 1 + 9 = 10. Deux sites : un des deux premiers et le dernier, 1."""
    un, deux = pmediane(LIGNE, np.ones(3), 1), pmediane(LIGNE, np.ones(3), 2)
    assert (un.sites, un.objectif, un.prouve_optimal) == ((1,), 10, True)
    assert (deux.objectif, deux.sites[-1]) == (1, 2)


def test_la_p_mediane_suit_la_population() -> None:
    assert pmediane(LIGNE, np.array([1.0, 1.0, 5.0]), 1).sites == (2,)


def test_la_p_mediane_garde_les_sites_existants() -> None:
    solution = pmediane(LIGNE, np.ones(3), 1, existants=[0])
    assert (solution.sites, solution.objectif) == ((0, 2), 1)


@pytest.mark.parametrize(
    ("couts", "population", "p", "dit"),
    [
        (LIGNE, np.ones(3), 0, "Il faut au moins un site"),
        (LIGNE, np.ones(3), 4, "p = 4 dépasse le nombre de candidats"),
        (LIGNE, np.zeros(3), 1, "personne à servir"),
        (np.where(LIGNE > 5, np.inf, LIGNE), np.ones(3), 1, "Aucun choix de sites"),
        (np.array([[0.0], [np.inf]]), np.ones(2), 1, "à portée d'aucun candidat"),
    ],
)
def test_une_p_mediane_impossible_dit_pourquoi(
    couts: np.ndarray, population: np.ndarray, p: int, dit: str
) -> None:
    with pytest.raises(InfaisableError, match=dit):
        pmediane(couts, population, p)


def test_la_courbe_de_gain_s_arrete_quand_tout_est_couvert() -> None:
    courbe = courbe_de_gain(COUVRE, POPULATION, 20, deja=np.zeros(4, dtype=bool))
    assert [s.population_couverte for s in courbe] == [160, 210, 220]


def test_une_alternative_se_passe_d_un_site_retenu() -> None:
    rien = np.zeros(4, dtype=bool)
    retenue = mclp(COUVRE, POPULATION, 2, deja=rien)
    assert retenue.sites == (X, Y)
    sans = alternatives(COUVRE, POPULATION, 2, deja=rien, retenue=retenue)
    assert [(exclu, s.sites, s.population_couverte) for exclu, s in sans] == [
        (Y, (X, Z), 170),
        (X, (Y, Z), 120),
    ]


def meilleur(valeur: Callable[[list[int]], float], candidats: int, p: int) -> float:
    """Le plus grand `valeur` sur tous les choix d'au plus p candidats."""
    choix = (list(c) for k in range(min(p, candidats) + 1) for c in combinations(range(candidats), k))
    return max(valeur(c) for c in choix)


@st.composite
def instances(tirer: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(minutes, population, déjà couverts) : jusqu'à 8 demandes et 6 candidats."""
    m, n = tirer(st.integers(1, 8)), tirer(st.integers(1, 6))
    minutes = tirer(st.lists(st.integers(0, 40), min_size=m * n, max_size=m * n))
    population = tirer(st.lists(st.integers(0, 500), min_size=m, max_size=m))
    deja = tirer(st.lists(st.booleans(), min_size=m, max_size=m))
    return np.array(minutes, dtype=float).reshape(m, n), np.array(population, dtype=float), np.array(deja)


@given(instances(), st.integers(0, 5))
@settings(max_examples=80, deadline=None)
def test_aucun_autre_choix_ne_couvre_davantage(
    instance: tuple[np.ndarray, np.ndarray, np.ndarray], p: int
) -> None:
    minutes, population, deja = instance
    couvre = minutes <= 15

    def couverts(choisis: list[int]) -> float:
        return float(population[deja | couvre[:, choisis].any(axis=1)].sum())

    solution = mclp(couvre, population, p, deja=deja)
    assert solution.prouve_optimal
    assert len(solution.sites) <= p
    assert (
        solution.population_couverte
        == couverts(list(solution.sites))
        == meilleur(couverts, minutes.shape[1], p)
    )


@given(instances())
@settings(max_examples=40, deadline=None)
def test_un_site_de_plus_ne_decouvre_personne(
    instance: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> None:
    """MCLP croît avec p, de ce que couvre l'existant à tout ce qui est atteignable."""
    minutes, population, deja = instance
    couvre = minutes <= 15
    couvertes = [
        mclp(couvre, population, p, deja=deja).population_couverte for p in range(minutes.shape[1] + 1)
    ]
    assert couvertes == sorted(couvertes)
    assert couvertes[0] == population[deja].sum()
    assert couvertes[-1] == population[deja | couvre.any(axis=1)].sum()


@given(instances())
@settings(max_examples=40, deadline=None)
def test_aucun_choix_plus_petit_ne_couvre_tout(instance: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    minutes, population, deja = instance
    couvre = minutes <= 25
    if not (deja | couvre.any(axis=1)).all():
        with pytest.raises(InfaisableError):
            lscp(couvre, population, deja=deja)
        return
    n = minutes.shape[1]
    tailles = [
        k
        for k in range(n + 1)
        for c in combinations(range(n), k)
        if (deja | couvre[:, list(c)].any(axis=1)).all()
    ]
    assert lscp(couvre, population, deja=deja).objectif == min(tailles)


@given(instances(), st.integers(1, 4), st.booleans())
@settings(max_examples=80, deadline=None)
def test_aucun_autre_choix_n_est_moins_couteux(
    instance: tuple[np.ndarray, np.ndarray, np.ndarray], p: int, avec_existant: bool
) -> None:
    """Avec des couples inatteignables (plus de 30 minutes) et, une fois sur deux, un site déjà ouvert."""
    minutes, population, _ = instance
    couts = np.where(minutes > 30, np.inf, minutes)
    servis, existants, n = population > 0, [0] if avec_existant else [], minutes.shape[1]

    def cout(choisis: tuple[int, ...]) -> float:
        proches = couts[:, [*existants, *choisis]].min(axis=1)
        return float(population[servis] @ proches[servis])

    autres = list(combinations([j for j in range(n) if j not in existants], p))
    if not servis.any() or not autres or np.isinf(min(map(cout, autres))):
        with pytest.raises(InfaisableError):
            pmediane(couts, population, p, existants=existants)
        return
    solution = pmediane(couts, population, p, existants=existants)
    assert solution.prouve_optimal
    assert set(existants) <= set(solution.sites)
    assert len(solution.sites) == p + len(existants)
    assert solution.objectif == pytest.approx(min(map(cout, autres)), rel=1e-9)


def test_la_derniere_occurrence_d_une_arete_repetee_l_emporte(tmp_path: Path) -> None:
    """OR-Library : 1-2 vaut 9 puis 4 (dit 2-1) ; le plus court chemin de 1 à 3 passe par 2, 4 + 5 = 9, pas 20."""
    chemin = tmp_path / "petit.txt"
    chemin.write_text(" 3 4 1 \n 1 2 9 \n 2 3 5 \n 1 3 20 \n 2 1 4 \n", encoding="utf-8")
    couts, p = load_pmed(chemin)
    assert p == 1
    assert couts.tolist() == [[0, 4, 9], [4, 0, 5], [9, 5, 0]]
    assert pmediane(couts, np.ones(3), p).objectif == 9


# pmedopt.txt, OR-Library (Beasley, 1985)
@pytest.mark.parametrize(
    ("instance", "optimum"),
    [("pmed1", 5819), ("pmed2", 4093), ("pmed3", 4250), ("pmed4", 3034), ("pmed5", 1355)],
)
def test_les_optimums_d_or_library_sont_retrouves_et_prouves(
    instance: str, optimum: float, donnees_reelles: Path
) -> None:
    couts, p = load_pmed(donnees_reelles / "implantation" / "orlib_pmed" / f"{instance}.txt")
    solution = pmediane(couts, np.ones(len(couts)), p)
    assert (solution.objectif, solution.prouve_optimal, len(solution.sites)) == (optimum, True, p)


def haversine_m(de: pd.DataFrame, vers: pd.DataFrame) -> np.ndarray:
    phi, phi2 = np.radians(de["lat"].to_numpy())[:, None], np.radians(vers["lat"].to_numpy())[None, :]
    ecart = np.radians(vers["long"].to_numpy()[None, :] - de["long"].to_numpy()[:, None])
    h = np.sin((phi - phi2) / 2) ** 2 + np.cos(phi) * np.cos(phi2) * np.sin(ecart / 2) ** 2
    distance: np.ndarray = 2 * RAYON_TERRE_M * np.arcsin(np.sqrt(h))
    return distance


# Article « Introduction to maxcovr » (njtierney/maxcovr) : bâtiments classés de York et 1 814 délits, 100 m.
@pytest.mark.parametrize(("p", "couverts"), [(0, 339), (20, 540), (100, 693)])
def test_york_couvre_ce_que_dit_maxcovr(p: int, couverts: int, donnees_reelles: Path) -> None:
    dossier = donnees_reelles / "implantation" / "york"
    batiments = pd.read_csv(dossier / "york_listed_buildings.csv")
    delits = pd.read_csv(dossier / "york_crime.csv")
    classes_1 = batiments["grade"].eq("I")
    deja = (haversine_m(delits, batiments[classes_1]) <= 100).any(axis=1)
    couvre = haversine_m(delits, batiments[~classes_1]) <= 100
    solution: Solution = mclp(couvre, np.ones(len(delits)), p, deja=deja)
    assert (solution.population_couverte, solution.prouve_optimal) == (couverts, True)
