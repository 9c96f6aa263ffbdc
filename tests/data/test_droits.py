"""Qui peut écrire : le commutateur d'abord, à défaut la seule personne assise devant le serveur."""

import importlib

import pytest

from inclusion.data.droits import Connexion, droits, sur_place

LOCAL = {"Origin": "http://localhost:8501", "Host": "localhost:8501"}


@pytest.mark.parametrize(
    ("parametres", "devant", "attendu"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"edition": {}}, True, True),
        ({"edition": {"permise": True}}, False, True),
        ({"edition": {"permise": False}}, True, False),
        ({"edition": {"permise": "oui"}}, True, False),
    ],
)
def test_le_commutateur_l_emporte_sur_la_place_du_visiteur(
    parametres: dict[str, dict[str, object]], devant: bool, attendu: bool
) -> None:
    donne = droits(parametres, sur_place=devant, inscriptible=True)
    assert donne.ecrire is attendu
    assert bool(donne.raison) is not attendu, "un refus dit pourquoi"


def test_un_dossier_en_lecture_seule_l_emporte_sur_tout() -> None:
    donne = droits({"edition": {"permise": True}}, sur_place=True, inscriptible=False)
    assert not donne.ecrire
    assert "lecture seule" in donne.raison


@pytest.mark.parametrize(
    ("entetes", "ip", "attendu"),
    [
        (LOCAL, None, True),
        (LOCAL, "127.0.0.1", True),
        ({"Origin": "http://[::1]:8501", "Host": "[::1]:8501"}, "::1", True),
        (LOCAL, "192.168.1.20", False),
        ({}, None, False),
        ({**LOCAL, "X-Forwarded-For": "203.0.113.7"}, None, False),
        ({**LOCAL, "Via": "1.1 mandataire"}, None, False),
        ({**LOCAL, "Origin": "https://observatoire.exemple"}, None, False),
        ({**LOCAL, "Host": "observatoire.exemple"}, None, False),
        ({**LOCAL, "Origin": "null"}, None, False),
        ({**LOCAL, "Origin": "http://localhost.exemple"}, None, False),
        (LOCAL, "inconnue", False),
    ],
)
def test_est_sur_place_qui_ouvre_localhost_depuis_la_machine_sans_mandataire(
    entetes: dict[str, str], ip: str | None, attendu: bool
) -> None:
    assert sur_place(entetes, ip) is attendu


def test_une_connexion_configuree_reserve_l_ecriture_a_ses_editeurs() -> None:
    parametres = {"edition": {"permise": True, "editeurs": ["Agent@exemple.fr"]}}

    def ecrit(qui: str) -> bool:
        return droits(
            parametres, sur_place=True, inscriptible=True, connexion=Connexion(configuree=True, qui=qui)
        ).ecrire

    assert ecrit("agent@exemple.fr")
    assert not ecrit("autre@exemple.fr")
    assert not ecrit("")


def test_une_connexion_sans_editeur_nomme_ne_laisse_ecrire_personne() -> None:
    dits = droits(
        {}, sur_place=True, inscriptible=True, connexion=Connexion(configuree=True, qui="a@exemple.fr")
    )
    assert not dits.ecrire
    assert "editeurs" in dits.raison


def test_les_bibliotheques_de_la_connexion_sont_la() -> None:
    """Ce que Streamlit charge quand un éditeur clique sur « Se connecter » : la page d'erreur arriverait trop tard."""
    assert importlib.import_module("authlib.integrations.starlette_client").OAuth
