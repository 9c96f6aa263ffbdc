"""Qui peut écrire : personne sans un choix explicite, et plus personne dès qu'une configuration est fautive."""

import importlib
import itertools

import pytest

from inclusion.data.connexion import Connexion, connexion_de, faute_de, fautive
from inclusion.data.droits import Poste, droits
from inclusion.data.ecriture_locale import adresse_d_ecoute, de_la_machine, meme_origine, refus

LOCAL = {"Origin": "http://localhost:8501", "Host": "localhost:8501"}
ICI, AILLEURS, NON_CHOISI = Poste(ecriture_locale=True), Poste(True, "elle vient d'ailleurs"), Poste()
AUTH = {
    "redirect_uri": "https://observatoire.exemple/oauth2callback",
    "cookie_secret": "0123456789abcdef0123456789abcdef",
    "client_id": "observatoire",
    "client_secret": "secret",
    "server_metadata_url": "https://identite.exemple/.well-known/openid-configuration",
}
EDITEUR = {"is_logged_in": True, "email": "agent@exemple.fr", "email_verified": True}


@pytest.mark.parametrize(
    ("edition", "poste", "attendu"),
    [
        ({}, NON_CHOISI, False),
        ({}, ICI, True),
        ({}, AILLEURS, False),
        ({"permise": True}, NON_CHOISI, True),
        ({"permise": True}, ICI, True),
        ({"permise": True}, AILLEURS, False),
        ({"permise": False}, ICI, False),
        ({"permise": False}, NON_CHOISI, False),
        ({"permise": "oui"}, ICI, False),
        ({"permise": 1}, ICI, False),
        ({"editeurs": ["agent@exemple.fr"]}, ICI, False),
        ({"editeurs": ["agent@exemple.fr"], "permise": True}, NON_CHOISI, False),
        ({"editeurs": "agent@exemple.fr"}, ICI, False),
        ({"editeurs": []}, ICI, True),
        ("permise", ICI, False),
    ],
)
def test_sans_connexion_il_faut_un_choix_du_demarrage_ou_des_parametres(
    edition: object, poste: Poste, attendu: bool
) -> None:
    donne = droits({"edition": edition}, poste=poste, inscriptible=True)
    assert donne.ecrire is attendu
    assert bool(donne.raison) is not attendu, "un refus dit pourquoi"


def test_une_requete_qui_n_est_pas_d_ici_dit_pourquoi_elle_est_refusee() -> None:
    assert "elle vient d'ailleurs" in droits({}, poste=AILLEURS, inscriptible=True).raison


@pytest.mark.parametrize(
    ("poste", "permise", "connexion"),
    itertools.product(
        (ICI, NON_CHOISI),
        (None, True),
        (Connexion(), Connexion(True, "agent@exemple.fr", True), fautive("« client_id » manque.")),
    ),
)
def test_un_dossier_en_lecture_seule_l_emporte_sur_tout(
    poste: Poste, permise: bool | None, connexion: Connexion
) -> None:
    edition = {"editeurs": ["agent@exemple.fr"]} | ({} if permise is None else {"permise": permise})
    donne = droits({"edition": edition}, poste=poste, inscriptible=False, connexion=connexion)
    assert not donne.ecrire
    assert "lecture seule" in donne.raison


# Le poste local


@pytest.mark.parametrize(
    ("entetes", "ip", "attendu"),
    [
        (LOCAL, None, ""),
        (LOCAL, "127.0.0.1", ""),
        (LOCAL, "::ffff:127.0.0.1", ""),
        ({"Origin": "http://127.0.0.1:8501", "Host": "127.0.0.1:8501"}, "127.0.0.1", ""),
        ({"Origin": "http://[::1]:8501", "Host": "[::1]:8501"}, "::1", ""),
        ({"Origin": "http://localhost", "Host": "localhost:80"}, None, ""),
        (LOCAL, "192.168.1.20", "autre machine"),
        (LOCAL, "::ffff:192.168.1.20", "autre machine"),
        (LOCAL, "inconnue", "autre machine"),
        ({**LOCAL, "X-Forwarded-For": "203.0.113.7"}, None, "mandataire"),
        ({**LOCAL, "X-Forwarded-Proto": "https"}, None, "mandataire"),
        ({**LOCAL, "X-Real-IP": "203.0.113.7"}, None, "mandataire"),
        ({**LOCAL, "Via": "1.1 mandataire"}, None, "mandataire"),
        ({**LOCAL, "Forwarded": "for=203.0.113.7"}, None, "mandataire"),
        ({**LOCAL, "Host": "observatoire.exemple"}, None, "ne s'adresse pas"),
        ({"Origin": "http://rebond.exemple:8501", "Host": "rebond.exemple:8501"}, None, "ne s'adresse pas"),
        ({"Origin": "http://localhost"}, None, "ne s'adresse pas"),
        ({}, None, "ne s'adresse pas"),
        ({"Host": "localhost:8501"}, None, "origine est inconnue"),
        ({**LOCAL, "Origin": "https://observatoire.exemple"}, None, "autre site"),
        ({**LOCAL, "Origin": "http://localhost:9000"}, None, "autre site"),
        ({**LOCAL, "Origin": "http://localhost"}, None, "autre site"),
        ({**LOCAL, "Origin": "http://127.0.0.1:8501"}, None, "autre site"),
        ({**LOCAL, "Origin": "http://localhost.exemple:8501"}, None, "autre site"),
        ({**LOCAL, "Origin": "null"}, None, "autre site"),
        ({**LOCAL, "Origin": "http://localhost:port"}, None, "autre site"),
        ({**LOCAL, "Host": "localhost:port"}, None, "autre site"),
        ({**LOCAL, "Origin": "http://[::1"}, None, "autre site"),
    ],
)
def test_une_requete_est_d_ici_si_le_navigateur_a_ouvert_cette_machine_sans_mandataire(
    entetes: dict[str, str], ip: str | None, attendu: str
) -> None:
    dit = refus(entetes, ip)
    assert attendu in dit
    assert bool(dit) is bool(attendu)


def test_ouvrir_une_page_n_a_pas_d_origine_et_n_en_demande_pas() -> None:
    assert refus({"Host": "127.0.0.1:8501"}, "127.0.0.1", origine_exigee=False) == ""
    assert refus({**LOCAL, "Origin": "http://autre.exemple"}, None, origine_exigee=False)


@pytest.mark.parametrize("adresse", [None, "", "127.0.0.1", "localhost", "::1", "127.0.0.2"])
def test_l_ecriture_locale_n_ecoute_que_la_boucle_locale(adresse: str | None) -> None:
    assert adresse_d_ecoute(adresse) == (adresse or "127.0.0.1")
    assert de_la_machine(adresse_d_ecoute(adresse))


@pytest.mark.parametrize(
    "adresse", ["0.0.0.0", "::", "192.168.1.20", "observatoire.exemple", "unix:///tmp/s"]
)
def test_l_ecriture_locale_refuse_d_ecouter_ailleurs_et_le_dit(adresse: str) -> None:
    with pytest.raises(ValueError, match="n'écoute que cette machine"):
        adresse_d_ecoute(adresse)


def test_une_origine_est_la_meme_au_port_par_defaut_pres() -> None:
    assert meme_origine("https://a.exemple", "a.exemple:443")
    assert meme_origine("https://a.exemple:443", "a.exemple:443")
    assert not meme_origine("https://a.exemple", "a.exemple:80")
    assert not meme_origine("file:///a.exemple", "a.exemple")
    assert not meme_origine("http://", "")


# La connexion


def ecrit(visiteur: dict[str, object], editeurs: list[str], **autres: object) -> bool:
    parametres = {"edition": {"editeurs": editeurs, **autres}}
    connexion = connexion_de({"auth": AUTH}, visiteur)
    return droits(parametres, poste=ICI, inscriptible=True, connexion=connexion).ecrire


def test_une_connexion_reserve_l_ecriture_a_ses_editeurs_meme_sur_le_poste_local() -> None:
    assert ecrit(EDITEUR, ["Agent@exemple.fr"])
    assert ecrit(EDITEUR, ["agent@exemple.fr"], permise=False)
    assert not ecrit(EDITEUR, [], permise=True)
    assert not ecrit(EDITEUR | {"email": "autre@exemple.fr"}, ["agent@exemple.fr"], permise=True)
    assert not ecrit({"is_logged_in": False}, ["agent@exemple.fr"], permise=True)
    assert not ecrit({}, ["agent@exemple.fr"])
    assert not ecrit(EDITEUR | {"is_logged_in": "true"}, ["agent@exemple.fr"])


@pytest.mark.parametrize("verifie", [None, False, "true", 1, "absent"])
def test_un_courriel_que_le_fournisseur_ne_dit_pas_verifie_ne_suffit_pas(verifie: object) -> None:
    visiteur = EDITEUR | {"email_verified": verifie}
    if verifie == "absent":
        del visiteur["email_verified"]
    assert not ecrit(visiteur, ["agent@exemple.fr"])


def test_un_identifiant_qui_n_est_pas_un_courriel_n_est_pas_un_editeur() -> None:
    """Le fournisseur laisse parfois choisir son `sub`, ou son courriel absent."""
    assert not ecrit(
        {"is_logged_in": True, "sub": "agent@exemple.fr", "email_verified": True}, ["agent@exemple.fr"]
    )
    assert not ecrit(EDITEUR | {"email": ["agent@exemple.fr"]}, ["agent@exemple.fr"])
    assert not ecrit(EDITEUR | {"email": " "}, [" "])


def test_sans_section_auth_il_n_y_a_pas_de_connexion() -> None:
    assert connexion_de({"autre": "secret"}, {}) == Connexion()
    assert connexion_de({"auth": AUTH}, {}) == Connexion(configuree=True)


@pytest.mark.parametrize(
    ("changement", "dite"),
    [
        *[({cle: None}, f"« {cle} » manque.") for cle in AUTH],
        *[({cle: 3}, f"« {cle} » doit être un texte.") for cle in AUTH],
        *[({cle: " "}, f"« {cle} » doit être un texte.") for cle in AUTH],
        ({"cookie_secret": AUTH["cookie_secret"][:31]}, "32 caractères"),
        (
            {"redirect_uri": "http://observatoire.exemple/oauth2callback"},
            "« redirect_uri » doit être une adresse https",
        ),
        ({"redirect_uri": "https:///oauth2callback"}, "« redirect_uri » doit être une adresse https"),
        ({"redirect_uri": "https://[oauth2callback"}, "« redirect_uri » doit être une adresse https"),
        ({"redirect_uri": "https://observatoire.exemple/"}, "doit finir par /oauth2callback"),
        (
            {"server_metadata_url": "http://identite.exemple/"},
            "« server_metadata_url » doit être une adresse https",
        ),
        ({"expose_tokens": "tout"}, "expose_tokens"),
        ({"expose_tokens": [1]}, "expose_tokens"),
        ({"expose_tokens": 1}, "expose_tokens"),
    ],
)
def test_une_faute_de_la_connexion_se_dit_sans_repeter_de_secret_et_ferme_l_ecriture(
    changement: dict[str, object], dite: str
) -> None:
    section = {cle: v for cle, v in (AUTH | changement).items() if v is not None}
    connexion = connexion_de({"auth": section}, EDITEUR)
    assert dite in connexion.faute
    for edition in ({"editeurs": ["agent@exemple.fr"]}, {"permise": True}, {}):
        donne = droits({"edition": edition}, poste=ICI, inscriptible=True, connexion=connexion)
        assert not donne.ecrire
        assert dite in donne.raison
        assert AUTH["cookie_secret"][:31] not in donne.raison


@pytest.mark.parametrize("section", ["texte", 3, [], ["auth"], None])
def test_une_section_auth_qui_n_en_est_pas_une_ferme_l_ecriture(section: object) -> None:
    assert "doit être une section" in faute_de(section)
    connexion = connexion_de({"auth": section}, EDITEUR)
    assert not droits({}, poste=ICI, inscriptible=True, connexion=connexion).ecrire


@pytest.mark.parametrize(
    "ajout", [{}, {"redirect_uri": "http://localhost:8501/oauth2callback"}, {"expose_tokens": "id"}]
)
def test_une_section_entiere_n_a_pas_de_faute(ajout: dict[str, str]) -> None:
    assert faute_de(AUTH | ajout) == ""


def test_les_bibliotheques_de_la_connexion_sont_la() -> None:
    """Ce que Streamlit charge quand un éditeur clique sur « Se connecter » : la page d'erreur arriverait trop tard."""
    assert importlib.import_module("authlib.integrations.starlette_client").OAuth
