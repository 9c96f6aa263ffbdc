"""Choisir un scénario d'implantation, et montrer sa réponse."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from inclusion.model.francais import insecables
from inclusion.model.releves import Releve
from inclusion.model.reponses import FondDeCarte
from inclusion.model.scenarios import (
    CANDIDATS,
    DEMI_JOURNEES,
    FIXE,
    FORMES,
    JOURNEE,
    P_MAX,
    PUBLICS,
    VUES,
    Choix,
    Scenario,
)
from inclusion.model.territoires import Territoire
from inclusion.views import cadres, carte_scenario, filtres, graphiques_implantation, releves
from inclusion.views.markdown import inerte

AIDE_ARRET = (
    "Un lieu qui ferme, ou un poste qui s'arrête : on suppose alors que les lieux qu'il était seul à servir "
    "n'accompagnent plus."
)


def choisir(territoire: Territoire, choix: Choix) -> Scenario:
    """Les réglages d'un scénario ; tous sont dans l'URL."""
    with cadres.reglages():
        horizon = filtres.parmi(
            "À combien de minutes", "horizon", choix.horizons, defaut=choix.horizon_defaut
        )
        public = filtres.parmi("Pour qui", "pour", PUBLICS)
        nombre = filtres.entier("Permanences nouvelles", "permanences", minimum=1, maximum=P_MAX, defaut=3)
        forme = filtres.parmi("Fixe ou itinérante", "forme", FORMES)
        candidats = filtres.parmi("Ouvrir parmi", "candidats", CANDIDATS)
        ferme = filtres.parmi(
            "Et si ce lieu ferme, ce poste s'arrête", "arret", choix.fermables, aide=AIDE_ARRET
        )
        demi = filtres.parmi("Demi-journée", "demi", DEMI_JOURNEES) if forme != FIXE else JOURNEE
    liste = (
        filtres.plusieurs("Communes candidates", "communes", choix.communes) if candidats == "liste" else ()
    )
    return Scenario(territoire, float(horizon), public, candidats, liste, nombre, forme, demi, ferme)


def reponse(phrases: Sequence[str]) -> None:
    """La réponse, bien en vue ; puis ce qui la complète."""
    with st.container(border=True):
        st.markdown(f"#### {inerte(insecables(phrases[0]))}")
        for phrase in phrases[1:]:
            st.markdown(inerte(insecables(phrase)))


def figures(
    par_titre: Mapping[str, Releve], points: pd.DataFrame, fond: FondDeCarte, scenario: Scenario
) -> None:
    """Chaque relevé : la courbe et la carte se dessinent, les autres se lisent en tableau."""
    for titre, releve in par_titre.items():
        if "retenu" in releve.lignes:
            releves.show(titre, releve, graphiques_implantation.courbe)
        elif "etat_dit" in releve.lignes:
            _carte(titre, releve, points, fond, scenario.horizon)
        elif "gain_haut" in releve.lignes:
            releves.liste(titre, releve.transcription)
        else:
            releves.tableau(titre, releve)


def _carte(titre: str, releve: Releve, points: pd.DataFrame, fond: FondDeCarte, horizon: float) -> None:
    with cadres.reglages():
        vue = filtres.parmi("Carte", "vue", VUES)
    releves.show(
        titre,
        releve,
        lambda lignes, cle: carte_scenario.show(lignes, points, fond, vue, cle),
        legende=lambda lignes: carte_scenario.legende(lignes, points, vue, horizon),
    )
