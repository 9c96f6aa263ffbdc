from datetime import date

import pandas as pd
import pytest

from inclusion.analysis.qualite import CRITERES, completude, criteres, fraicheur, mois_revolus

A_DATE = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("maj", "classe"),
    [
        (date(2026, 11, 22), "a_jour"),
        (date(2026, 5, 23), "a_jour"),
        (date(2026, 5, 22), "a_surveiller"),
        (date(2025, 11, 23), "a_surveiller"),
        (date(2025, 11, 22), "a_verifier"),
        (date(2025, 5, 23), "a_verifier"),
        (date(2025, 5, 22), "a_actualiser"),
        (None, "a_actualiser"),
        (pd.NaT, "a_actualiser"),
    ],
)
def test_les_classes_de_fraicheur_et_leurs_bornes(maj, classe):
    assert fraicheur(maj, A_DATE) == classe


def test_un_mois_n_est_revolu_que_le_meme_quantieme():
    assert mois_revolus(date(2026, 1, 31), date(2026, 2, 28)) == 0
    assert mois_revolus(date(2026, 1, 31), date(2026, 3, 31)) == 2


def test_la_completude_est_la_part_des_criteres_remplis(lieux):
    # nom, typologie, horaires, services, frais et date : 6 critères remplis sur 14
    assert len(CRITERES) == 14
    assert completude(lieux).iloc[0] == pytest.approx(6 / 14)


def test_chaque_critere_manquant_est_nomme(lieux):
    remplis = criteres(lieux).iloc[0]
    assert not remplis["adresse"]
    assert not remplis["position à l'adresse"]
    assert remplis["horaires"]


def test_un_horaire_incompris_n_est_ni_connu_ni_inconnu(lieux):
    assert dict(zip(lieux["id"], lieux["etat_horaires"], strict=True)) == {
        "amont-mediatheque": "connus",
        "amont-bus": "connus",
        "aval-cs": "inconnus",
        "amont-asso": "non_compris",
    }
