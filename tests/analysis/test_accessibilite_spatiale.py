"""L'offre atteignable : à la main, contre les valeurs publiées, contre PySAL `access`, et ses invariants."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from access import Access, weights
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.spatial import cKDTree

from inclusion.analysis import accessibilite as acc
from inclusion.analysis.accessibilite import (
    METHODES,
    PALIERS,
    Paires,
    mesure,
    paires,
    parts_du_choix,
    poids,
    sfca,
)

# Deux villages et deux lieux. Amont (100 habitants) est à 5 minutes de A et à 15 de B ; Aval (50) est à 20 minutes de B.
PETIT = Paires(np.array([0, 0, 1]), np.array([0, 1, 1]), np.array([5.0, 15.0, 20.0]), 3, 2)
POPULATION = np.array([100.0, 50.0, 10.0])
CAPACITE = np.array([2.0, 4.0])


def calculer(methode: str, **options: float) -> list[float]:
    reglages: dict[str, float] = {"horizon": 30, **options}
    return mesure(methode, PETIT, POPULATION, CAPACITE, **reglages).tolist()  # type: ignore[arg-type]


def test_le_plus_proche_est_vide_la_ou_rien_n_est_atteignable() -> None:
    assert_allclose(calculer("plus_proche"), [5, 20, np.nan])


def test_les_capacites_atteignables_s_ajoutent() -> None:
    assert calculer("cumulee") == [6, 4, 0]
    assert calculer("cumulee", horizon=15) == [6, 0, 0]


def test_la_gravite_diminue_avec_le_temps() -> None:
    attendu = [2 * np.exp(-1) + 4 * np.exp(-3), 4 * np.exp(-4), 0]
    assert_allclose(calculer("gravite", decroissance=0.2), attendu, rtol=1e-15)


def test_2sfca_a_la_main() -> None:
    """A sert 100 personnes : 2/100. B en sert 150 : 4/150. Amont a les deux, Aval n'a que B."""
    assert_allclose(calculer("2sfca"), [2 / 100 + 4 / 150, 4 / 150, 0], rtol=1e-15)


def test_e2sfca_a_la_main() -> None:
    """Poids 1 à 5 minutes, 0,3 à 15, 0,1 à 20. A : 2/100. B : 4 / (0,3·100 + 0,1·50) = 4/35."""
    assert_allclose(calculer("e2sfca"), [2 / 100 + 0.3 * 4 / 35, 0.1 * 4 / 35, 0], rtol=1e-15)


def test_3sfca_a_la_main() -> None:
    """Amont choisit A (1/1,3) ou B (0,3/1,3) ; Aval n'a que B. A : 2/(100/1,3). B : 4/(0,09/1,3·100 + 0,1·50)."""
    vers_a, vers_b = 1 / 1.3, 0.3 * 0.3 / 1.3
    r_a, r_b = 2 / (vers_a * 100), 4 / (vers_b * 100 + 0.1 * 50)
    assert_allclose(calculer("3sfca"), [vers_a * r_a + vers_b * r_b, 0.1 * r_b, 0], rtol=1e-15)


@pytest.mark.parametrize(
    ("minutes", "poids_attendu"),
    [(0, 1), (9.999, 1), (10, 1), (10.001, 0.3), (15, 0.3), (15.001, 0.1), (20, 0.1), (20.001, 0)],
)
def test_un_palier_comprend_sa_borne(minutes: float, poids_attendu: float) -> None:
    assert poids(np.array([minutes]), PALIERS).tolist() == [poids_attendu]
    assert poids(np.array([minutes]), tuple(reversed(PALIERS))).tolist() == [poids_attendu]


@pytest.mark.parametrize(("horizon", "attendu"), [(14.999, [2, 0, 0]), (15, [6, 0, 0]), (20, [6, 4, 0])])
def test_un_horizon_comprend_sa_borne(horizon: float, attendu: list[float]) -> None:
    assert calculer("cumulee", horizon=horizon) == attendu


def test_une_offre_que_personne_n_habite_ne_sert_personne() -> None:
    """Aval sans habitant : B ne sert plus qu'Amont, et le voisin vide garde l'accès qu'il aurait."""
    valeurs = mesure("2sfca", PETIT, np.array([0.0, 50.0, 0.0]), CAPACITE, horizon=30)
    assert_allclose(valeurs, [4 / 50, 4 / 50, 0])


def test_une_methode_inconnue_est_refusee_avec_les_connues() -> None:
    with pytest.raises(ValueError, match="« 4sfca » inconnue ; connues : plus_proche"):
        mesure("4sfca", PETIT, POPULATION, CAPACITE, horizon=30)


def test_un_calcul_qui_perdrait_de_l_offre_est_arrete() -> None:
    with pytest.raises(acc.ConservationError, match="Offre servie"):
        sfca(PETIT, POPULATION, CAPACITE, w=np.array([1.0, np.nan, 1.0]))


def test_une_table_de_temps_devient_des_couples_et_l_inconnu_est_laisse() -> None:
    temps = pd.DataFrame(
        {"origine": ["b", "a", "zut"], "destination": ["Y", "X", "X"], "minutes": [3.0, 4.0, 5.0]}
    )
    couples = paires(temps, {"a": 0, "b": 1}, {"X": 0, "Y": 1})
    assert (couples.demande.tolist(), couples.offre.tolist(), couples.minutes.tolist()) == (
        [1, 0],
        [1, 0],
        [3, 4],
    )


def test_l_arbre_trouve_les_memes_couples_que_la_matrice_pleine() -> None:
    """2 000 mètres à 0,002 minute par mètre : 4 minutes ; le point à 10 000 m exactement est compris, à 10 001 non."""
    demandes, offres = np.array([[0.0, 0.0]]), np.array([[2_000.0, 0.0], [10_000.0, 0.0], [10_001.0, 0.0]])
    couples = acc.paires_proches(demandes, offres, rayon_m=10_000, minutes_par_m=0.002)
    assert sorted(zip(couples.offre.tolist(), couples.minutes.tolist(), strict=True)) == [(0, 4.0), (1, 20.0)]


# Trois nœuds : test_hospital_example.py de PySAL `access` (BSD-3). Poids 1/t, 61 minutes au plus ; trois secteurs de 100,
# 50 et 10 habitants, de 15, 20 et 100 médecins ; (entrer, sortir, traverser) en minutes, 1 minute chez soi.
TROIS_NOEUDS = [
    ((40, 40, 80), [0.331444117, 0.579828132, 7.28641817], [0.156256588, 0.406216452, 9.906351855]),
    ((20, 40, 80), [0.435340221, 0.683724236, 5.727976611], [0.173813543, 0.42377244, 9.64300237]),
    ((40, 20, 80), [0.331071913, 0.577857786, 7.299991939], [0.156525927, 0.406372741, 9.902877021]),
    ((20, 20, 40), [0.442568395, 0.66675828, 5.740524646], [0.174802148, 0.424035509, 9.631800976]),
]


@pytest.mark.parametrize(("trajets", "deux", "trois"), TROIS_NOEUDS)
def test_les_trois_noeuds_donnent_les_valeurs_publiees(
    trajets: tuple[float, float, float], deux: list[float], trois: list[float]
) -> None:
    entrer, sortir, traverser = trajets
    temps = np.array([[1, traverser, entrer], [traverser, 1, entrer], [sortir, sortir, 1]], dtype=float)
    i, j = np.indices((3, 3)).reshape(2, -1)
    couples = Paires(i, j, temps[i, j], 3, 3)
    population, medecins = np.array([100.0, 50.0, 10.0]), np.array([15.0, 20.0, 100.0])
    w, dedans = 1 / couples.minutes, couples.minutes <= 61
    proches = couples.gardees(dedans)
    assert_allclose(sfca(proches, population, medecins, w=w[dedans]), deux, atol=5e-10)
    preferes = w * parts_du_choix(couples, w)
    assert_allclose(sfca(proches, population, medecins, w=preferes[dedans]), trois, atol=5e-10)


def pysal(temps: pd.DataFrame, population: pd.Series, capacite: pd.Series, horizon: float) -> pd.DataFrame:
    """Les trois mesures que rend le paquet PySAL `access` ; ce qui n'atteint rien vaut 0."""
    calcul = Access(
        demand_df=population.rename("population").rename_axis("geoid").to_frame(),
        demand_index=True,
        demand_value="population",
        supply_df=capacite.rename("offre").rename_axis("geoid").to_frame(),
        supply_index=True,
        supply_value="offre",
        cost_df=temps.copy(),
        cost_origin="origine",
        cost_dest="destination",
        cost_name="minutes",
    )
    par_paliers = weights.step_fn(dict(PALIERS))
    calcul.two_stage_fca(name="2sfca", max_cost=horizon)
    calcul.enhanced_two_stage_fca(name="e2sfca", weight_fn=par_paliers, max_cost=horizon)
    calcul.three_stage_fca(name="3sfca", weight_fn=par_paliers, max_cost=horizon)
    rendues = calcul.access_df.rename(columns=lambda c: c.removesuffix("_offre"))
    return rendues.reindex(population.index)[["2sfca", "e2sfca", "3sfca"]].fillna(0.0)


def comparer_a_pysal(temps: pd.DataFrame, population: pd.Series, capacite: pd.Series, horizon: float) -> None:
    couples = paires(
        temps,
        {nom: rang for rang, nom in enumerate(population.index)},
        {nom: rang for rang, nom in enumerate(capacite.index)},
    )
    attendues = pysal(temps, population, capacite, horizon)
    for methode in attendues:
        obtenues = mesure(
            methode, couples, population.to_numpy(float), capacite.to_numpy(float), horizon=horizon
        )
        assert (obtenues > 0).sum() > len(obtenues) / 2, (
            "un monde où presque rien n'est atteint ne prouve rien"
        )
        assert_allclose(obtenues, attendues[methode], rtol=1e-9, atol=1e-12, err_msg=methode)


@pytest.mark.parametrize("graine", [84, 2026])
@pytest.mark.parametrize("horizon", [15.0, 20.0, 30.0])
@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::UserWarning", "ignore::DeprecationWarning")
def test_un_monde_engendre_donne_les_memes_valeurs_que_pysal(graine: int, horizon: float) -> None:
    """200 communes, 60 lieux, des minutes entières : des durées tombent juste sur chaque palier et sur l'horizon."""
    des = np.random.default_rng(graine)
    population = pd.Series(des.integers(1, 20_000, 200), index=[f"{84_000 + n:05d}" for n in range(200)])
    capacite = pd.Series(des.integers(0, 40, 60) / 10, index=[f"lieu-{n}" for n in range(60)])
    ou, vers = des.uniform(0, 60, (200, 2)), des.uniform(0, 60, (60, 2))
    minutes = np.round(np.hypot(*(ou[:, None] - vers[None, :]).transpose(2, 0, 1)))
    assert all((minutes == borne).any() for borne in (10, 15, 20, horizon))
    i, j = np.nonzero(minutes <= 40)
    temps = pd.DataFrame(
        {"origine": population.index[i], "destination": capacite.index[j], "minutes": minutes[i, j]}
    )
    comparer_a_pysal(temps, population, capacite, horizon)


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::UserWarning", "ignore::DeprecationWarning")
def test_chicago_donne_les_memes_valeurs_que_pysal(donnees_reelles: Path) -> None:
    """1 930 secteurs, médecins ; une minute par 500 m. Distance publiée du secteur 1 au 2 : 998,259243 m."""
    dossier = donnees_reelles / "accessibilite" / "chicago"
    secteurs = gpd.read_file(dossier / "chicago_metro_pop.geojson").to_crs(3528)
    medecins = gpd.read_file(dossier / "chicago_metro_docs_dentists.geojson").to_crs(3528)
    points = np.column_stack([secteurs.geometry.x, secteurs.geometry.y])
    assert len(points) == 1_930
    assert np.hypot(*(points[0] - points[1])) == pytest.approx(998.259243, abs=1e-6)
    vers = np.column_stack([medecins.geometry.x, medecins.geometry.y])
    proches = cKDTree(points).sparse_distance_matrix(cKDTree(vers), 12_500, output_type="ndarray")
    temps = pd.DataFrame(
        {
            "origine": secteurs["geoid"].to_numpy()[proches["i"]],
            "destination": medecins["geoid"].to_numpy()[proches["j"]],
            "minutes": proches["v"] / 500,
        }
    )
    population = secteurs.set_index("geoid")["pop"]
    assert population.sum() == 8_105_097
    population = population.clip(lower=1)  # PySAL divise par la population atteinte, même nulle
    comparer_a_pysal(temps, population, medecins.set_index("geoid")["doc"], 20)


@st.composite
def mondes(tirer: st.DrawFn) -> tuple[Paires, np.ndarray, np.ndarray]:
    """Quelques demandes et offres, des populations et capacités parfois nulles, des couples parfois absents."""
    m, n = tirer(st.integers(1, 8)), tirer(st.integers(1, 6))
    population = np.array(tirer(st.lists(st.integers(0, 10_000), min_size=m, max_size=m)), dtype=float)
    capacite = np.array(tirer(st.lists(st.integers(0, 50), min_size=n, max_size=n)), dtype=float)
    minutes = st.one_of(st.none(), st.integers(0, 40), st.floats(0, 40))
    tires = tirer(st.lists(minutes, min_size=m * n, max_size=m * n))
    presents = np.array([t is not None for t in tires])
    i, j = np.indices((m, n)).reshape(2, -1)
    durees = np.array([0.0 if t is None else float(t) for t in tires])
    return Paires(i[presents], j[presents], durees[presents], m, n), population, capacite


@given(mondes(), st.sampled_from(["2sfca", "e2sfca", "3sfca"]))
@settings(max_examples=200, deadline=None)
def test_ce_qui_est_servi_est_ce_qui_est_atteint(
    monde: tuple[Paires, np.ndarray, np.ndarray], methode: str
) -> None:
    """Σ P·A = Σ S des offres qu'au moins un habitant atteint ; recompté ici sans le module."""
    couples, population, capacite = monde
    limite = 30 if methode == "2sfca" else 20
    atteintes = {
        j
        for i, j, t in zip(couples.demande, couples.offre, couples.minutes, strict=True)
        if t <= limite and population[i] > 0
    }
    valeurs = mesure(methode, couples, population, capacite, horizon=30)
    assert float(population @ valeurs) == pytest.approx(
        sum(capacite[j] for j in atteintes), rel=1e-9, abs=1e-9
    )
    assert (valeurs >= 0).all()


@given(mondes(), st.sampled_from(["2sfca", "e2sfca", "3sfca"]), st.integers(1, 1_000))
@settings(max_examples=100, deadline=None)
def test_deux_fois_plus_d_offre_double_l_acces_et_deux_fois_plus_de_monde_le_divise(
    monde: tuple[Paires, np.ndarray, np.ndarray], methode: str, facteur: int
) -> None:
    couples, population, capacite = monde
    base = mesure(methode, couples, population, capacite, horizon=30)
    assert_allclose(
        mesure(methode, couples, population, facteur * capacite, horizon=30), facteur * base, rtol=1e-9
    )
    assert_allclose(
        mesure(methode, couples, facteur * population, capacite, horizon=30), base / facteur, rtol=1e-9
    )


@given(mondes(), st.sampled_from(METHODES), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_l_ordre_des_couples_ne_change_rien(
    monde: tuple[Paires, np.ndarray, np.ndarray], methode: str, hasard: object
) -> None:
    couples, population, capacite = monde
    ordre = list(range(len(couples.minutes)))
    hasard.shuffle(ordre)  # type: ignore[attr-defined]
    meles = Paires(
        couples.demande[ordre], couples.offre[ordre], couples.minutes[ordre], couples.demandes, couples.offres
    )
    assert_allclose(
        mesure(methode, meles, population, capacite, horizon=25),
        mesure(methode, couples, population, capacite, horizon=25),
        rtol=1e-12,
    )
