"""Ce que le pilotage écrit et dessine : des parts qui ne mentent pas, des statuts qui se distinguent."""

import pandas as pd
import pytest

from inclusion.analysis.feuilles_de_route import statut_dit
from inclusion.analysis.natures import sans_mention
from inclusion.analysis.suivi import valeur_ecrite
from inclusion.analysis.trajectoires import EVALUES, STATUTS
from inclusion.views import palette
from inclusion.views.graphiques_pilotage import ICONES, MOTIFS_STATUT
from inclusion.views.indicateurs import _fourchette

FINE = "\u202f"


@pytest.mark.parametrize(
    ("valeur", "dite"),
    [
        (99.97, f"plus de 99,9{FINE}%"),
        (100.0, "100 %"),
        (0.02, f"moins de 0,1{FINE}%"),
        (0.0, "0 %"),
        (26.94, "26,9 %"),
    ],
)
def test_presque_tout_n_est_pas_tout(valeur: float, dite: str) -> None:
    assert valeur_ecrite(valeur, "%").replace(FINE, " ") == dite.replace(FINE, " ")


def test_une_fourchette_qui_s_ecrit_pareil_aux_deux_bouts_ne_se_dit_pas() -> None:
    ligne = pd.Series({"bas": 99.96, "haut": 99.98, "unite": "%"})
    assert not _fourchette(ligne)
    assert _fourchette(ligne.replace(99.96, 90.0)).startswith("Entre 90")


def test_chaque_statut_a_son_icone_et_chaque_statut_non_juge_son_motif() -> None:
    assert set(ICONES) == set(STATUTS)
    assert len(set(ICONES.values())) == len(ICONES)
    non_juges = set(STATUTS) - set(EVALUES) - {"sans_donnee"}
    assert non_juges == set(MOTIFS_STATUT)
    assert len(set(MOTIFS_STATUT.values())) == len(MOTIFS_STATUT)
    assert len({palette.STATUTS[code] for code in STATUTS}) == len(STATUTS)


def test_non_engagee_dit_aussi_ce_que_l_on_ne_sait_pas() -> None:
    assert statut_dit("non_engagee") == "Non engagée, ou statut non connu publiquement"
    assert statut_dit("deployee") == "Déployée"
    assert statut_dit("") == "Non renseigné"


def test_on_ne_demande_rien_a_la_demonstration() -> None:
    assert sans_mention("ANCT ; Démonstration (valeurs inventées)") == "ANCT"
