"""Qui ressemble à qui, et ce que l'on peut dire de l'un face aux autres ; tout se recalcule à la main."""

import numpy as np
import pandas as pd
import pytest

from inclusion.analysis.chiffres.comparaisons import services
from inclusion.analysis.comparables import Intervalle, Position, position, semblables

TAILLES = pd.DataFrame(
    {
        "code": ["ici", "jumeau", "double", "trop_grand", "moitie", "trop_petit", "trop_dense"],
        "population": [1_000, 1_000, 2_000, 2_001, 500, 499, 1_000],
        "superficie_km2": [10.0, 10.0, 20.0, 20.01, 5.0, 4.99, 4.99],
    }
)


def test_la_moitie_et_le_double_juste_sont_semblables_un_de_plus_ne_l_est_plus() -> None:
    assert set(semblables(TAILLES, "ici")["code"]) == {"jumeau", "double", "moitie"}


def test_une_densite_plus_que_double_n_est_pas_semblable_meme_a_population_egale() -> None:
    dense = semblables(TAILLES, "ici", facteur=2.1)
    assert "trop_dense" in set(dense["code"])
    assert "trop_dense" not in set(semblables(TAILLES, "ici")["code"])


def test_le_plus_proche_vient_d_abord_et_les_rapports_sont_ceux_de_l_autre_sur_le_sien() -> None:
    proches = semblables(TAILLES, "ici").set_index("code")
    assert proches.index[0] == "jumeau"
    assert proches.loc["jumeau", "ecart"] == 0
    assert proches.loc["double", "rapport_population"] == 2
    assert proches.loc["double", "rapport_densite"] == pytest.approx(1)
    assert proches.loc["double", "ecart"] == pytest.approx(np.log(2))


def test_on_ne_se_ressemble_pas_a_soi_meme_et_l_on_n_en_rend_pas_plus_que_demande() -> None:
    assert "ici" not in set(semblables(TAILLES, "ici")["code"])
    assert len(semblables(TAILLES, "ici", au_plus=2)) == 2


def test_ressembler_est_reciproque() -> None:
    for a in TAILLES["code"]:
        for b in semblables(TAILLES, a)["code"]:
            assert a in set(semblables(TAILLES, b)["code"])


def test_un_code_inconnu_est_une_erreur_qui_le_nomme() -> None:
    with pytest.raises(KeyError, match="ailleurs"):
        semblables(TAILLES, "ailleurs")


def test_une_population_nulle_ne_ressemble_a_personne() -> None:
    vide = pd.DataFrame({"code": ["a", "b"], "population": [0, 100], "superficie_km2": [1.0, 1.0]})
    assert semblables(vide, "b").empty


def test_deux_intervalles_qui_se_touchent_ne_se_distinguent_pas() -> None:
    ici = Intervalle(10, 8, 12)
    autres = [Intervalle(5, 4, 7.9), Intervalle(6, 5, 8), Intervalle(14, 12, 16), Intervalle(20, 12.1, 30)]
    assert position(ici, autres) == Position(au_dessus_de=1, au_dessous_de=1, indiscernables=2)


def test_sans_bornes_la_valeur_est_exacte_et_une_inconnue_ne_compte_nulle_part() -> None:
    assert position(Intervalle(10), [Intervalle(9), Intervalle(10), Intervalle(None)]) == Position(1, 0, 1)
    assert position(Intervalle(None), [Intervalle(9)]) == Position(0, 0, 0)
    assert position(Intervalle(None), [Intervalle(9)]).connus == 0


def test_les_services_qui_resteraient_si_le_pire_lieu_fermait() -> None:
    demarches, quotidien = "Aide aux démarches administratives", "Maîtrise des outils numériques du quotidien"
    acces = "Accès internet et matériel informatique"
    lieux = pd.DataFrame(
        {
            "id": ["a", "b", "c"],
            "services": [f"{demarches}|{quotidien}|{acces}", demarches, "Un service inventé"],
        }
    )
    assert services(lieux) == (3, 1)  # fermer « a » ôte le quotidien et l'accès ; « b » garde les démarches
    assert services(lieux.head(0)) == (0, 0)
