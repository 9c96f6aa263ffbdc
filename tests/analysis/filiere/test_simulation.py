"""Le simulateur : ce qu'il dit se retrouve à la main quand rien n'est incertain."""

from dataclasses import replace

import pytest

from inclusion.analysis.filiere.simulation import Hypotheses, simuler

SUR = Hypotheses(
    collecte_mensuelle=100, rendement=1.0, capacite_mensuelle=50, cible=200, delai_mois=1, incertitude=0.0
)


def test_un_atelier_qui_traite_cinquante_par_mois_remet_deux_cents_au_cinquieme() -> None:
    """Premier mois traité, remis au deuxième : 50, 100, 150, 200 aux mois 2, 3, 4, 5."""
    simulation = simuler(SUR, tirages=200)
    assert simulation.mois == (5, 5, 5)
    assert simulation.goulot == "atelier"
    assert simulation.trajectoire["remis_50"].head(5).tolist() == [0, 50, 100, 150, 200]


def test_la_file_grandit_quand_on_collecte_plus_que_l_atelier_ne_traite() -> None:
    file = simuler(SUR, tirages=200).trajectoire["file_50"]
    assert file.iloc[23] == pytest.approx(24 * 50, rel=0.05)


def test_le_stock_pret_est_remis_des_le_premier_mois() -> None:
    assert simuler(replace(SUR, stock_pret=200), tirages=50).mois == (1, 1, 1)


def test_une_cible_hors_d_atteinte_est_dite_inconnue() -> None:
    rien = simuler(replace(SUR, rendement=0.0), tirages=50)
    assert rien.mois == (None, None, None)
    assert rien.part_atteinte == 0


def test_la_meme_graine_donne_la_meme_reponse_et_l_incertitude_une_fourchette() -> None:
    flou = replace(SUR, rendement=0.5, incertitude=0.4)
    une, autre = simuler(flou, tirages=500), simuler(flou, tirages=500)
    assert une.mois == autre.mois
    bas, centre, haut = une.mois
    assert bas is not None and centre is not None and haut is not None
    assert bas < centre < haut


@pytest.mark.parametrize(
    "faux", [{"rendement": 1.2}, {"rendement": -0.1}, {"cible": -1}, {"capacite_mensuelle": -1}]
)
def test_un_reglage_impossible_est_refuse(faux: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"rendement|négatifs"):
        replace(SUR, **faux)
