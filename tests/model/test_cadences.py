"""Une source est en retard quand même son constat le plus récent est plus vieux que sa cadence."""

from datetime import date

import pytest

from inclusion.model.cadences import constats_dits, en_retard, en_retard_parmi, mois_revolus
from inclusion.model.provenance import Provenance

A_DATE = date(2026, 11, 23)


def source(quand: date | None, cadence: str = "trimestrielle", **dit: object) -> Provenance:
    return Provenance("Lieux", "ANCT", "LO", quand, cadence=cadence, **dit)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("constat", "cadence", "attendu"),
    [
        (date(2026, 8, 24), "trimestrielle", False),
        (date(2026, 8, 23), "trimestrielle", True),
        (date(2026, 10, 24), "mensuelle", False),
        (date(2026, 10, 23), "mensuelle", True),
        (date(2026, 5, 24), "semestrielle", False),
        (date(2025, 11, 24), "annuelle", False),
        (date(2025, 11, 23), "annuelle", True),
        (date(2020, 1, 1), "à chaque comité", False),
        (None, "mensuelle", False),
    ],
)
def test_la_cadence_se_compte_en_mois_revolus(constat: date | None, cadence: str, attendu: bool) -> None:
    assert en_retard(source(constat, cadence), A_DATE) is attendu


def test_le_constat_le_plus_recent_decide() -> None:
    ancienne = source(date(2021, 1, 1), "annuelle", dernier_constat=date(2026, 1, 1))
    assert not en_retard(ancienne, A_DATE)
    assert en_retard(source(date(2021, 1, 1), "annuelle"), A_DATE)


@pytest.mark.parametrize("nature", ["vide", "demonstration"])
def test_ce_qui_n_est_pas_reel_n_est_pas_en_retard(nature: str) -> None:
    assert not en_retard(source(date(2020, 1, 1), nature=nature), A_DATE)


def test_la_demonstration_ne_rajeunit_pas_une_table_reelle() -> None:
    melee = source(date(2023, 9, 13), "annuelle", nature="demonstration", dernier_constat=date(2023, 9, 13))
    assert en_retard(melee, A_DATE)


def test_les_retards_vont_du_plus_ancien_au_plus_recent() -> None:
    vieille, moins = source(date(2020, 1, 1)), source(date(2024, 1, 1))
    assert en_retard_parmi([moins, source(A_DATE), vieille], A_DATE) == [vieille, moins]


@pytest.mark.parametrize(
    ("debut", "fin", "mois"),
    [
        (date(2026, 1, 31), date(2026, 2, 28), 0),
        (date(2026, 1, 31), date(2026, 3, 31), 2),
        (date(2025, 11, 23), date(2026, 11, 22), 11),
        (date(2025, 11, 23), date(2026, 11, 23), 12),
    ],
)
def test_un_mois_ne_compte_que_revolu(debut: date, fin: date, mois: int) -> None:
    assert mois_revolus(debut, fin) == mois


def test_l_age_d_une_source_se_dit_du_premier_constat_au_dernier() -> None:
    """Vingt-six fiches de 2024 ne rajeunissent pas les soixante et onze de 2023."""
    melee = source(date(2023, 5, 17), dernier_constat=date(2024, 8, 1))
    assert constats_dits(melee) == "constats du 17 mai 2023 au 1er août 2024"
    assert constats_dits(source(date(2024, 8, 1))) == "dernier constat le 1er août 2024"


def test_une_source_se_date_de_son_premier_a_son_dernier_constat_sauf_millesime() -> None:
    premier, dernier = date(2023, 5, 17), date(2026, 4, 15)
    assert source(premier).quand == "17 mai 2023"
    assert source(premier, dernier_constat=premier).quand == "17 mai 2023"
    assert source(premier, dernier_constat=dernier).quand == "du 17 mai 2023 au 15 avril 2026"
    assert source(premier, dernier_constat=dernier, millesime="découpage 2026").quand == "découpage 2026"
