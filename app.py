"""Cadre de l'observatoire : configuration de la page, navigation, territoire, pied."""

import streamlit as st

from inclusion import queries
from inclusion.views import cadres, filtres

st.set_page_config(page_title="Inclusion numérique", page_icon="static/icone.png", layout="wide")
cadres.langue()

page = st.navigation(
    {
        "Voir": [
            st.Page("pages/vues/synthese.py", title="Synthèse", icon="🧭", default=True),
            st.Page("pages/vues/carte.py", title="Carte", icon="🗺️"),
        ],
        "Comprendre": [st.Page("pages/vues/a_propos.py", title="À propos et méthode", icon="📖")],
        "Fournir": [st.Page("pages/vues/donnees.py", title="Données et modèles", icon="🗂️")],
    }
)

if queries.fautes():
    cadres.rapport_de_fautes(queries.fautes(), queries.jeu().dossier.name)
elif not queries.territoires():
    cadres.sans_territoire()
else:
    st.set_page_config(page_title=f"{page.title} — Inclusion numérique, {queries.territoires()[0].nom}")
    filtres.choisir_territoire(queries.territoires())
    cadres.proteger(page.run)
    cadres.pied(queries.provenances())
