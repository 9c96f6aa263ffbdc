"""Cadre de l'observatoire : configuration de la page, navigation, territoire, pied."""

import streamlit as st

from inclusion import queries, visite
from inclusion.exports import images
from inclusion.views import cadres, dessins, filtres, provenances

st.set_page_config(page_title="Inclusion numérique", page_icon="static/icone.png", layout="wide")
cadres.langue()

page = st.navigation(
    {
        "Voir": [
            st.Page("pages/vues/synthese.py", title="Synthèse", icon="🧭", default=True),
            st.Page("pages/vues/carte.py", title="Carte", icon="🗺️"),
            st.Page("pages/vues/orienter.py", title="Orienter", icon="🙋"),
        ],
        "Comprendre": [
            st.Page("pages/vues/couverture.py", title="Couverture", icon="⏱️"),
            st.Page("pages/vues/deserts.py", title="Déserts par service", icon="🏜️"),
            st.Page("pages/vues/ou_ouvrir.py", title="Où ouvrir", icon="📌"),
            st.Page("pages/vues/comparer.py", title="Comparer", icon="⚖️"),
            st.Page("pages/vues/conseillers.py", title="Conseillers numériques", icon="🧑‍🏫"),
            st.Page("pages/vues/partenaires.py", title="Partenaires", icon="🤝"),
            st.Page("pages/vues/appel_a_projets.py", title="Appel à projets", icon="📨"),
            st.Page("pages/vues/parcours.py", title="Parcours", icon="🪜"),
            st.Page("pages/vues/filiere.py", title="Filière du matériel", icon="♻️"),
            st.Page("pages/vues/simulateur.py", title="Simulateur de la filière", icon="🎲"),
            st.Page("pages/vues/a_propos.py", title="À propos et méthode", icon="📖"),
        ],
        "Piloter": [
            st.Page("pages/vues/feuille_de_route.py", title="Feuille de route", icon="🎯"),
            st.Page("pages/vues/territoires.py", title="Territoires", icon="🏘️"),
            st.Page("pages/vues/comite.py", title="Comité", icon="🗳️"),
            st.Page("pages/vues/documents.py", title="Documents", icon="🗞️"),
        ],
        "Fournir": [
            st.Page("pages/vues/deposer.py", title="Déposer des données", icon="📥"),
            st.Page("pages/vues/saisir.py", title="Saisir et corriger", icon="✍️"),
            st.Page("pages/vues/qualite.py", title="Qualité des fiches", icon="🩺"),
            st.Page("pages/vues/donnees.py", title="Données et modèles", icon="🗂️"),
            st.Page("pages/vues/provenance.py", title="Provenance", icon="🔎"),
        ],
    }
)

etat = visite.ouvrir()
if etat.illisible:
    cadres.illisible(etat.fautes, etat.dossier.name)
elif not queries.territoires(etat):
    cadres.sans_territoire()
else:
    st.set_page_config(page_title=f"{page.title} — Inclusion numérique, {queries.territoires(etat)[0].nom}")
    filtres.choisir_territoire(queries.territoires(etat))
    provenances.bandeau(list(etat.provenances.values()), queries.retards(etat), etat.fautes)
    dessins.imprimer_avec(images.to_png)
    cadres.proteger(page.run)
    cadres.pied(list(etat.provenances.values()))
