"""Un diagramme debout tient dans la largeur d'un téléphone, et chaque étiquette y a sa place."""

import itertools

import pandas as pd
import pytest

from inclusion.views import flux_debout

LIENS = pd.DataFrame(
    [("Don", "Collecté", 90), ("Benne", "Collecté", 10), ("Collecté", "Remis", 60), ("Collecté", "Recyclage", 39),
     ("Collecté", "Écart", 1)],
    columns=["source", "cible", "valeur"],
)  # fmt: skip
SOMMES = {"Don": 90.0, "Benne": 10.0, "Collecté": 100.0, "Remis": 60.0, "Recyclage": 39.0, "Écart": 1.0}


def test_un_noeud_est_une_rangee_sous_le_plus_bas_de_ceux_qui_y_menent() -> None:
    plus = pd.concat([LIENS, pd.DataFrame([("Don", "Remis", 5)], columns=LIENS.columns)])
    assert flux_debout.rangees(plus) == {
        "Don": 0,
        "Benne": 0,
        "Collecté": 1,
        "Remis": 2,
        "Recyclage": 2,
        "Écart": 2,
    }


def test_une_boucle_est_refusee() -> None:
    boucle = pd.DataFrame([("A", "B"), ("B", "A")], columns=["source", "cible"])
    with pytest.raises(ValueError, match="boucle"):
        flux_debout.rangees(boucle)


def test_deux_etiquettes_d_une_rangee_ne_se_touchent_pas() -> None:
    places = flux_debout.places(LIENS, SOMMES)
    par_rangee = itertools.groupby(sorted(places.values(), key=lambda p: (p[1], p[0])), key=lambda p: p[1])
    for _, siens in par_rangee:
        milieux = [x for x, _ in siens]
        assert all(0 < x < 1 for x in milieux)
        assert all(b - a >= flux_debout.PART_MIN - 1e-3 for a, b in itertools.pairwise(milieux))


def test_l_ecart_rend_a_plotly_l_echelle_des_places() -> None:
    """plotly déduit l'échelle de la rangée la plus pleine : (largeur − écarts) / somme."""
    part, ecart = flux_debout.echelle(LIENS, SOMMES), flux_debout.ecart_px(LIENS, SOMMES)
    rangees = {r: [n for n, s in flux_debout.rangees(LIENS).items() if s == r] for r in range(3)}
    de_plotly = min(
        (flux_debout.UTILE_X - (len(noms) - 1) * ecart) / sum(SOMMES[n] for n in noms)
        for noms in rangees.values()
    )
    assert de_plotly == pytest.approx(part * flux_debout.UTILE_X)


def test_une_rangee_de_six_noeuds_reste_dans_la_largeur() -> None:
    large = pd.DataFrame([("A", f"B{i}", 1) for i in range(6)], columns=["source", "cible", "valeur"])
    sommes = {"A": 6.0} | {f"B{i}": 1.0 for i in range(6)}
    assert all(0 < x < 1 for x, _ in flux_debout.places(large, sommes).values())
