"""Les actions du petit monde, vues le 24 novembre 2026."""

from inclusion.queries import actions
from tests.queries.conftest import Monter
from tests.queries.petit_monde import CONFINS, DEUX_RIVES

FEUILLES = [{"id": "f", "code_territoire": "200000001", "perimetre": "epci", "statut": "adoptee"}]
ACTIONS = [
    {
        "id": "1",
        "id_feuille": "f",
        "axe": "I",
        "nom": "Hier",
        "statut": "en_cours",
        "date_debut": "2026-01-01",
    }
    | {"date_fin": "2026-11-23", "budget_eur": 1_000, "cofinancements": "Région"},
    {
        "id": "2",
        "id_feuille": "f",
        "axe": "I",
        "nom": "Ce jour",
        "statut": "en_cours",
        "date_debut": "2026-02-01",
    }
    | {"date_fin": "2026-11-24", "budget_eur": 500},
    {"id": "3", "id_feuille": "f", "axe": "II", "nom": "Sans date", "statut": "en_cours"},
    {"id": "4", "id_feuille": "f", "axe": "III", "nom": "Bloquée", "statut": "bloque"},
]


def test_une_action_est_en_retard_le_lendemain_de_sa_fin(monde: Monter) -> None:
    etat = monde(feuilles_de_route=FEUILLES, actions=ACTIONS)
    valeurs = {c.cle: c.valeur for c in actions.chiffres_actions(etat, DEUX_RIVES)}
    assert valeurs == {
        "actions": 4,
        "actions_en_difficulte": 2,
        "budget_actions": 1_500,
        "actions_cofinancees": 1,
    }


def test_sans_action_tout_est_inconnu(monde: Monter) -> None:
    etat = monde(feuilles_de_route=FEUILLES, actions=ACTIONS)
    assert {c.valeur for c in actions.chiffres_actions(etat, CONFINS)} == {None}
    assert actions.ou_en_est(etat, CONFINS) == "Aucune feuille de route n'est connue pour ce territoire."


def test_le_calendrier_ne_garde_que_les_actions_datees_dans_l_ordre(monde: Monter) -> None:
    etat = monde(feuilles_de_route=FEUILLES, actions=ACTIONS[::-1])
    rendu = actions.calendrier(etat, DEUX_RIVES)
    assert list(rendu.lignes["nom"]) == ["Hier", "Ce jour"]
    assert rendu.lecture.replace("\u202f", " ").startswith("2 actions datées, 2 sans dates")


def test_la_liste_dit_les_jours_de_retard(monde: Monter) -> None:
    etat = monde(feuilles_de_route=FEUILLES, actions=ACTIONS[::-1])
    liste = actions.liste(etat, DEUX_RIVES)
    assert list(liste["Action"]) == ["Hier", "Ce jour", "Sans date", "Bloquée"]
    assert liste["Retard (jours)"].fillna(0).tolist() == [1, 0, 0, 0]
