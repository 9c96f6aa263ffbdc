"""Le jeu de données de l'application : lu une fois, relu quand un fichier change."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from inclusion.analysis import observations
from inclusion.analysis.observations import observer
from inclusion.data import instantanes
from inclusion.data.lecture import Jeu, dossier_du_jeu, load_jeu
from inclusion.model.observations import Observation
from inclusion.model.provenance import Provenance
from inclusion.model.schemas import Faute

PARIS = ZoneInfo("Europe/Paris")


def dossier() -> Path:
    """Le dossier de données : voir `lecture.dossier_du_jeu`."""
    return dossier_du_jeu()


def empreinte() -> str:
    """Change dès que l'état du jeu change : description, fichiers qu'elle désigne (instantanés compris), paramètres."""
    return instantanes.empreinte(dossier())


@st.cache_resource(max_entries=2, show_spinner="Lecture des données…")
def _jeu(chemin: str, marque: str) -> Jeu:  # noqa: ARG001 la marque n'est là que pour la clé du cache
    return load_jeu(Path(chemin))


def jeu() -> Jeu:
    """Le jeu de données courant ; ses tables ne se modifient pas."""
    return _jeu(str(dossier()), empreinte())


@st.cache_resource(max_entries=4, show_spinner=False)
def _observation(chemin: str, marque: str, a_date: date) -> Observation:
    return observer(_jeu(chemin, marque), a_date)


def observation() -> Observation:
    """Le jeu courant, regardé aujourd'hui."""
    return _observation(str(dossier()), empreinte(), aujourd_hui())


def chefs_lieux() -> pd.DataFrame:
    """code_insee, latitude, longitude des communes du jeu et de leurs voisines (EPSG:4326)."""
    return observations.chefs_lieux(observation())


def lieux_du_jeu() -> pd.DataFrame:
    """Tous les lieux, décrits (famille, fraîcheur, complétude…) et placés sur la carte."""
    return observation().lieux


def maintenant() -> datetime:
    """L'instant présent, à l'heure de Paris."""
    return datetime.now(PARIS)


def aujourd_hui() -> date:
    return maintenant().date()


def fournie(table: str) -> bool:
    """La table est là et a des lignes : sans cela ses effectifs sont inconnus, pas nuls."""
    return len(jeu()[table]) > 0


def fautes() -> tuple[Faute, ...]:
    """Les fautes de tous les fichiers du jeu."""
    return jeu().fautes


def provenances() -> list[Provenance]:
    """La provenance de chaque table, dans l'ordre de la description."""
    return list(jeu().provenances.values())


def provenance(table: str) -> Provenance:
    return jeu().provenances[table]
