"""Un chiffre dit ce qui a changé de la même façon partout : à l'écran, dans un document, dans un classeur."""

from dataclasses import replace

import pytest

from inclusion.model.chiffres import Chiffre

PART = Chiffre("part", "Part", 90.0, "% des habitants", "", "", (), decimales=1)
LIEUX = replace(PART, unite="lieux", decimales=0)


@pytest.mark.parametrize(
    ("chiffre", "avant", "dit"),
    [
        (PART, 69.7, "+20,3\u202fpoints"),
        (PART, 91.5, "−1,5\u202fpoint"),
        (LIEUX, 88.0, "+2"),
        (LIEUX, 90.0, "inchangé"),
        (LIEUX, None, ""),
        (replace(LIEUX, valeur=None), 90.0, ""),
        (replace(LIEUX, valeur=90.6), 90.4, "+1"),
        (replace(LIEUX, valeur=90.4), 89.6, "inchangé"),
        (replace(LIEUX, valeur=0.0), 1.0, "−1"),
    ],
)
def test_l_ecart_est_celui_des_deux_valeurs_telles_qu_on_les_lit(
    chiffre: Chiffre, avant: float | None, dit: str
) -> None:
    assert chiffre.evolution(avant) == dit
