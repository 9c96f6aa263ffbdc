"""L'URL est la mémoire : ce qui est demandé s'y lit, ce qui est choisi s'y écrit."""

from collections.abc import Collection, Iterable
from urllib.parse import urlencode

import streamlit as st

from inclusion.views.markdown import inerte


def lues(cle: str, admises: Collection[str]) -> tuple[str, ...]:
    """Les valeurs demandées pour une clé, dans l'ordre des valeurs admises ; une inconnue est ignorée et dite."""
    demandees = st.query_params.get_all(cle)
    for inconnue in sorted(set(demandees) - set(admises)):
        st.warning(
            f"Le lien demande « {inerte(inconnue)} » ({cle}), que ces données ne connaissent pas : ignoré."
        )
    return tuple(valeur for valeur in admises if valeur in demandees)


def complete() -> str:
    """L'adresse de la vue courante, filtres compris : celle que l'on partage."""
    paires = [(cle, valeur) for cle in st.query_params for valeur in st.query_params.get_all(cle)]
    return f"{st.context.url or ''}{'?' if paires else ''}{urlencode(paires)}"


def base() -> str:
    """L'adresse de l'application, sans la page ni les filtres (`""` : inconnue)."""
    return (st.context.url or "").rpartition("/")[0]


def ecrire(cle: str, valeurs: Iterable[str]) -> None:
    """Écrit les valeurs d'une clé ; une liste vide retire la clé."""
    choisies = [v for v in valeurs if v]
    if choisies:
        st.query_params[cle] = choisies
    else:
        st.query_params.pop(cle, None)
