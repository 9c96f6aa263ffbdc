"""L'inégalité : à la main, contre des formules connues, et ses invariants."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inclusion.analysis.inegalites import fgt, gini, groupes, lorenz, mesures, palma, theil

# Deux communes d'autant d'habitants : l'une a 1, l'autre 3.
VALEURS, HABITANTS = np.array([3.0, 1.0]), np.array([500.0, 500.0])


def test_la_courbe_de_lorenz_va_des_moins_aux_mieux_dotes() -> None:
    courbe = lorenz(VALEURS, HABITANTS)
    assert courbe["part_population"].tolist() == [0, 0.5, 1]
    assert courbe["part_valeur"].tolist() == [0, 0.25, 1]


def test_deux_communes_se_calculent_a_la_main() -> None:
    """Palma : 10 % du haut = 1 − (0,25 + 0,8·0,75) = 0,15 ; 40 % du bas = 0,8·0,25 = 0,2."""
    assert gini(VALEURS, HABITANTS) == pytest.approx(0.25)
    assert palma(VALEURS, HABITANTS) == pytest.approx(0.75)
    assert theil(VALEURS, HABITANTS) == pytest.approx(0.5 * 0.5 * np.log(0.5) + 0.5 * 1.5 * np.log(1.5))


@pytest.mark.parametrize(("alpha", "attendu"), [(0, 0.5), (1, 0.25), (2, 0.125)])
def test_qui_est_sous_le_seuil_et_de_combien(alpha: int, attendu: float) -> None:
    """Seuil 2 : la moitié des habitants a 1, la moitié de ce qu'il faut."""
    assert fgt(VALEURS, HABITANTS, seuil=2, alpha=alpha) == attendu


@pytest.mark.parametrize(("seuil", "part"), [(1, 0), (1.001, 0.5), (3, 0.5), (3.001, 1)])
def test_etre_au_seuil_n_est_pas_etre_dessous(seuil: float, part: float) -> None:
    assert fgt(VALEURS, HABITANTS, seuil=seuil, alpha=0) == part


@pytest.mark.parametrize("n", [2, 3, 10, 151])
def test_le_gini_des_n_premiers_entiers_est_connu(n: int) -> None:
    assert gini(np.arange(1.0, n + 1), np.ones(n)) == pytest.approx((n - 1) / (3 * n))


def test_tout_a_un_seul_sur_n() -> None:
    """Gini = 1 − 1/n, Theil = ln n ; les 40 % du bas n'ont rien : Palma est vide."""
    seul = np.r_[np.zeros(9), 5.0]
    assert gini(seul, np.ones(10)) == pytest.approx(0.9)
    assert theil(seul, np.ones(10)) == pytest.approx(np.log(10))
    assert palma(seul, np.ones(10)) is None


def test_tous_egaux_est_l_egalite() -> None:
    egales = np.full(4, 7.0)
    assert gini(egales, np.arange(1.0, 5)) == pytest.approx(0, abs=1e-15)
    assert theil(egales, np.arange(1.0, 5)) == pytest.approx(0, abs=1e-15)
    assert palma(egales, np.arange(1.0, 5)) == pytest.approx(0.25)


def test_personne_n_a_rien_n_est_pas_une_division_par_zero() -> None:
    rendues = mesures(np.zeros(3), np.ones(3), seuil=1)
    assert rendues == {"gini": 0, "palma": None, "theil": None, "fgt0": 1, "fgt1": 1, "fgt2": 1}


def test_quand_les_40_pour_cent_du_bas_n_ont_rien_palma_est_vide_meme_si_la_borne_s_arrondit_mal() -> None:
    """Six communes sur quinze : 0,4 tombe juste entre deux, à un arrondi près."""
    assert palma(np.r_[np.zeros(6), np.ones(9)], np.full(15, 0.1)) is None


def test_une_commune_vide_ou_inconnue_ne_compte_pas() -> None:
    valeurs, habitants = np.array([3.0, 1.0, 99.0, np.nan, 5.0]), np.array([500.0, 500.0, 0.0, 10.0, np.nan])
    assert mesures(valeurs, habitants, seuil=2) == mesures(VALEURS, HABITANTS, seuil=2)


def test_sans_seuil_les_manques_sont_vides() -> None:
    assert [mesures(VALEURS, HABITANTS)[f"fgt{alpha}"] for alpha in (0, 1, 2)] == [None, None, None]


@pytest.mark.parametrize(
    ("valeurs", "habitants", "dit"),
    [([1.0], [0.0], "population non nulle"), ([-1.0], [1.0], "négative"), ([], [], "Aucune valeur")],
)
def test_ce_qui_ne_se_mesure_pas_est_refuse(valeurs: list[float], habitants: list[float], dit: str) -> None:
    with pytest.raises(ValueError, match=dit):
        gini(np.array(valeurs), np.array(habitants))


def test_un_seuil_nul_est_refuse() -> None:
    with pytest.raises(ValueError, match="seuil doit être positif"):
        fgt(VALEURS, HABITANTS, seuil=0, alpha=0)


unites = st.lists(st.tuples(st.integers(0, 1_000), st.integers(1, 10_000)), min_size=2, max_size=12).filter(
    lambda u: any(v for v, _ in u)
)


def chiffrees(dites: dict[str, float | None]) -> dict[str, float]:
    """Un indice vide devient −1, pour comparer à un arrondi près."""
    return {nom: -1.0 if valeur is None else valeur for nom, valeur in dites.items()}


def tableaux(u: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([v for v, _ in u], dtype=float), np.array([p for _, p in u], dtype=float)


@settings(max_examples=40, deadline=None)
@given(unites)
def test_le_gini_est_la_moitie_de_l_ecart_relatif_moyen(u: list[tuple[int, int]]) -> None:
    v, p = tableaux(u)
    ecart = (np.abs(v[:, None] - v[None, :]) * p[:, None] * p[None, :]).sum() / p.sum() ** 2
    assert gini(v, p) == pytest.approx(ecart / (2 * np.average(v, weights=p)), abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(unites, st.floats(0.001, 1_000), st.integers(1, 50))
def test_changer_d_unite_ou_multiplier_les_habitants_ne_change_rien(
    u: list[tuple[int, int]], echelle: float, facteur: int
) -> None:
    v, p = tableaux(u)
    attendues = chiffrees(mesures(v, p, seuil=100.5))
    for autres in (mesures(echelle * v, p, seuil=echelle * 100.5), mesures(v, facteur * p, seuil=100.5)):
        assert chiffrees(autres) == pytest.approx(attendues, rel=1e-7, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(unites, st.data())
def test_couper_une_commune_en_deux_ne_change_rien(u: list[tuple[int, int]], donnees: st.DataObject) -> None:
    v, p = tableaux(u)
    i = donnees.draw(st.integers(0, len(u) - 1))
    coupees = np.r_[p[:i], p[i] / 3, 2 * p[i] / 3, p[i + 1 :]]
    assert chiffrees(mesures(np.insert(v, i, v[i]), coupees, seuil=50)) == pytest.approx(
        chiffrees(mesures(v, p, seuil=50)), rel=1e-7, abs=1e-9
    )


@settings(max_examples=40, deadline=None)
@given(unites)
def test_donner_du_plus_dote_au_moins_dote_reduit_l_inegalite(u: list[tuple[int, int]]) -> None:
    """Principe de Pigou et Dalton : un transfert qui réduit un écart de moitié ne peut pas aggraver."""
    v, _ = tableaux(u)
    p = np.ones(len(v))
    haut, bas = int(v.argmax()), int(v.argmin())
    apres = v.copy()
    apres[[haut, bas]] += np.array([-1, 1]) * (v[haut] - v[bas]) / 4
    assert gini(apres, p) <= gini(v, p) + 1e-12
    assert (theil(apres, p) or 0) <= (theil(v, p) or 0) + 1e-12


@settings(max_examples=40, deadline=None)
@given(unites, st.integers(1, 500))
def test_les_manques_vont_du_nombre_a_la_severite(u: list[tuple[int, int]], seuil: int) -> None:
    v, p = tableaux(u)
    f0, f1, f2 = (fgt(v, p, seuil=seuil, alpha=a) for a in (0, 1, 2))
    assert 0 <= f2 <= f1 + 1e-15 <= f0 + 2e-15 <= 1 + 3e-15


def intervalles(*bornes: tuple[float, float]) -> pd.DataFrame:
    noms = [f"e{n}" for n in range(len(bornes))]
    return pd.DataFrame({"bas": [b for b, _ in bornes], "haut": [h for _, h in bornes]}, index=noms)


def test_deux_epci_dont_les_intervalles_se_touchent_sont_du_meme_groupe() -> None:
    assert groupes(intervalles((0, 10), (10, 20), (5, 12))).tolist() == ["A", "A", "A"]


def test_un_intervalle_separe_fait_un_groupe_et_l_ordre_d_entree_est_garde() -> None:
    assert groupes(intervalles((30, 40), (0, 10), (12, 20), (5, 9))).tolist() == ["C", "A", "B", "A"]


def test_jamais_plus_de_trois_groupes_et_ce_sont_les_plus_grands_ecarts_qui_coupent() -> None:
    """Écarts 1, 5, 2, 9 : on coupe avant le troisième et avant le cinquième."""
    tous = intervalles((0, 1), (2, 3), (8, 9), (11, 12), (21, 22))
    assert groupes(tous).tolist() == ["A", "A", "B", "B", "C"]


def test_un_epci_sans_intervalle_n_a_pas_de_groupe() -> None:
    assert groupes(intervalles((0, 1), (float("nan"), float("nan")), (5, 6))).tolist() == ["A", "", "B"]
