"""Trois phrases engendrées : les nombres, leurs accords, et rien de plus."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from inclusion.analysis.phrases import Faits, faits, phrases

FINE = "\u202f"
RIEN = Faits("Apt", None, None, None, {"sans_cible": 35}, {})
TOUT = Faits(
    nom="Vaucluse",
    proches=0.9963,
    proches_bornes=(0.993, 0.9998),
    eloignes=2112,
    statuts={"en_bonne_voie": 2, "leger_retard": 1, "retard": 1, "s_eloigne": 2, "sans_donnee": 29},
    actions={"realise": 2, "en_cours": 3, "en_retard": 1, "bloque": 1, "a_venir": 4},
)
ADJECTIFS = re.compile(
    r"\b(bons?\b|bonnes?(?! voie)|mauvais|fort|faible|inqui|satisf|important|remarqu|excellent|seulement|déjà)",
    re.IGNORECASE,
)


def test_les_trois_phrases_disent_la_portee_les_indicateurs_et_les_actions() -> None:
    portee, indicateurs, actions = phrases(TOUT)
    assert portee == (
        f"Vaucluse : 99,6{FINE}% des habitants ont un lieu à 20 minutes au plus (entre 99,3{FINE}% et plus de 99,9{FINE}% "
        f"selon le temps de trajet) ; 2{FINE}112{FINE}habitants sont au-delà."
    )
    assert indicateurs == (
        "Sur 35 indicateurs, 6 sont jugés face à leur cible : 2 en bonne voie, 1 en léger retard, 1 en retard et "
        "2 qui s'éloignent de leur cible ; les 29 autres n'ont pas de quoi l'être."
    )
    assert actions == (
        f"Sur 11{FINE}actions : 2{FINE}réalisées, 3{FINE}en cours, 1{FINE}en retard, 1{FINE}bloquée et 4 dans un autre état."
    )


def test_ce_que_l_on_ne_sait_pas_est_dit_et_jamais_mis_a_zero() -> None:
    assert phrases(RIEN) == (
        "Apt : la part des habitants à 20 minutes au plus d'un lieu n'est pas connue.",
        "Aucun des 35 indicateurs n'a de quoi être jugé face à une cible.",
        "Aucune action n'est connue pour ce territoire.",
    )


@pytest.mark.parametrize(
    ("proches", "bornes", "debut"),
    [
        (1.0, (1.0, 1.0), "Apt : tous les habitants ont un lieu"),
        (
            1.0,
            (0.9, 1.0),
            f"Apt : 100{FINE}% des habitants ont un lieu à 20 minutes au plus (entre 90,0{FINE}% et 100{FINE}%",
        ),
        (
            0.0,
            (0.0, 1.0),
            "Apt : au temps estimé, aucun habitant n'a de lieu à 20 minutes au plus ; au temps le plus court",
        ),
        (
            1.0,
            (0.0, 1.0),
            "Apt : au temps estimé, tous les habitants ont un lieu à 20 minutes au plus ; au temps le plus long",
        ),
        (0.99996, None, f"Apt : plus de 99,9{FINE}% des habitants"),
        (0.0004, None, f"Apt : moins de 0,1{FINE}% des habitants"),
        (0.0, None, f"Apt : 0{FINE}% des habitants"),
        (0.5, (0.5, 0.5), f"Apt : 50,0{FINE}% des habitants ont un lieu à 20 minutes au plus."),
    ],
)
def test_un_arrondi_ne_dit_jamais_tous_ni_aucun(
    proches: float, bornes: tuple[float, float] | None, debut: str
) -> None:
    assert phrases(replace(RIEN, proches=proches, proches_bornes=bornes))[0].startswith(debut)


def test_un_seul_s_accorde_au_singulier() -> None:
    seul = replace(
        RIEN, proches=0.9, eloignes=1, statuts={"s_eloigne": 1, "sans_cible": 1}, actions={"realise": 1}
    )
    portee, indicateurs, actions = phrases(seul)
    assert portee.endswith(f"1{FINE}habitant est au-delà.")
    assert indicateurs == (
        "Sur 2 indicateurs, 1 est jugé face à sa cible : 1 qui s'éloigne de sa cible ; un autre n'a pas de quoi l'être."
    )
    assert actions == f"Sur 1{FINE}action : 1{FINE}réalisée."


def test_des_actions_sans_statut_ne_sont_dites_ni_faites_ni_en_retard() -> None:
    assert phrases(replace(RIEN, actions={"": 10}))[2] == (
        "Le statut n'est dit pour aucune action : les 10 actions connues restent sans statut."
    )
    assert phrases(replace(RIEN, actions={"": 1}))[2].endswith("l'action connue reste sans statut.")


@pytest.mark.parametrize(
    "lus", [TOUT, RIEN, replace(TOUT, statuts={"retard": 35}), replace(TOUT, proches=0.1)]
)
def test_aucun_adjectif_ne_commente_les_nombres(lus: Faits) -> None:
    assert [p for p in phrases(lus) if ADJECTIFS.search(p)] == []


def test_les_faits_se_lisent_du_suivi_et_des_actions_classees() -> None:
    suivi = pd.DataFrame(
        {
            "code": ["I-01", "I-13", "I-15"],
            "niveau": ["resultat", "resultat", "moyen"],
            "statut": ["sans_cible", "retard", "en_bonne_voie"],
            "valeur": [90.0, 50.0, 75.0],
            "bas": [85.0, None, None],
            "haut": [95.0, None, None],
            "effectif": [1000.0, None, 4.0],
        }
    )
    lus = faits("Apt", suivi, pd.DataFrame({"statut_lu": ["realise", "", "realise"]}))
    assert (lus.proches, lus.proches_bornes, lus.eloignes) == (0.9, (0.85, 0.95), pytest.approx(100))
    assert lus.statuts == {"sans_cible": 1, "retard": 1, "moyen": 1}, (
        "un moyen ne se compte pas en bonne voie"
    )
    assert lus.actions == {"realise": 2, "": 1}


def test_sans_la_definition_de_l_indicateur_la_phrase_dit_que_c_est_elle_qui_manque() -> None:
    """La portée n'est pas inconnue : le cartouche la donne, c'est l'indicateur que le jeu ne définit plus."""
    assert phrases(replace(RIEN, definie=False))[0] == (
        "Apt : la définition de l'indicateur I-01, que dit cette phrase, manque au jeu."
    )
    suivi = pd.DataFrame(
        {"code": ["I-02"], "niveau": ["resultat"], "statut": ["sans_cible"], "valeur": [1.0]}
    )
    actions = pd.DataFrame({"statut_lu": []})
    assert not faits("Apt", suivi, actions).definie
    assert faits("Apt", suivi.assign(code="I-01", valeur=None), actions).definie
