"""La visite : l'état, obtenu une fois par passage de page, et qui le demande ; Streamlit ne garde rien d'autre."""

import os
from contextvars import ContextVar
from datetime import date
from pathlib import Path

import streamlit as st
from streamlit import get_option

from inclusion.data import ecriture_locale
from inclusion.data import instantanes as stockage
from inclusion.data.connexion import SANS_CONNEXION, Connexion, connexion_de, fautive
from inclusion.data.droits import Droits, Poste, droits
from inclusion.data.lecture import dossier_du_jeu
from inclusion.model.etat import Etat
from inclusion.model.memoire import annoncer_avec
from inclusion.queries import etat as lecture

SANS_SECRETS = "no-secrets-found"
_DU_PASSAGE: ContextVar[Etat] = ContextVar("etat_du_passage")


def ouvrir() -> Etat:
    """L'état tel qu'il est maintenant, pour ce visiteur ; le cadre l'ouvre à chaque passage, et ce qui écrit le rouvre."""
    dossier, instant = dossier_du_jeu(), lecture.maintenant()
    present = _present(str(dossier), stockage.empreinte(dossier), instant.date())
    annoncer_avec(st.spinner)
    vu = present.vu_par(_droits(present), qui=connexion().qui, instant=instant)
    _DU_PASSAGE.set(vu)
    return vu


def etat() -> Etat:
    """L'état de ce passage : le même du haut en bas de la page."""
    return _DU_PASSAGE.get(None) or ouvrir()


@st.cache_resource(max_entries=2, show_spinner="Lecture des données…")
def _present(chemin: str, identifiant: str, a_date: date) -> Etat:  # noqa: ARG001 l'identifiant périme la réponse
    methode = stockage.methode(Path(chemin))
    return lecture.lire(Path(chemin), a_date, ouvrir=lambda nom: _passe(chemin, nom, methode))


@st.cache_resource(max_entries=8, show_spinner="Lecture d'un état enregistré…")
def _passe(chemin: str, nom: str, methode: str) -> Etat:  # noqa: ARG001 la méthode périme la réponse
    """Un état enregistré ne change jamais : son nom et la façon de compter suffisent à la clé."""
    return lecture.passe(Path(chemin), nom)


def _droits(present: Etat) -> Droits:
    """Ce visiteur peut-il écrire dans le jeu ?"""
    return droits(
        present.parametres,
        poste=Poste(
            ecriture_locale=ecriture_locale.choisie(),
            refus=ecriture_locale.refus(st.context.headers.to_dict(), st.context.ip_address),
        ),
        inscriptible=stockage.peut_ecrire(present.dossier),
        connexion=connexion(),
    )


def connexion() -> Connexion:
    """La connexion OIDC de ce visiteur, si l'instance en a une ; des secrets que l'on ne sait pas lire sont une faute."""
    try:
        return connexion_de(st.secrets.to_dict(), st.user.to_dict())
    except FileNotFoundError as erreur:  # Streamlit dit ainsi l'absence des secrets, et aussi leur faute
        sans = getattr(erreur, "error_id", "") == SANS_SECRETS and not _des_secrets()
        return SANS_CONNEXION if sans else fautive("« secrets.toml » ne se lit pas.")
    except (OSError, ValueError):  # fermé à la lecture, ou qui n'est pas de l'UTF-8
        return fautive("« secrets.toml » ne se lit pas.")


def _des_secrets() -> bool:
    return any(os.path.lexists(chemin) for chemin in get_option("secrets.files"))
