"""Orienter : où envoyer cette personne, et quand ?"""

import streamlit as st

from inclusion import queries, visite
from inclusion.views import cadres, filtres, orientation

# Ce que l'on regarde
etat = visite.etat()
territoires = queries.territoires(etat)
territoire = filtres.territoire(territoires)
contours = queries.fond_de_carte(etat, territoire).contours
cadres.titre("Où envoyer cette personne ?", territoire)
gauche, droite = st.columns([2, 3], gap="large")

with gauche:
    demande = orientation.questions(territoires, queries.orientation.jours(etat), contours)
    with cadres.repli("Comment ces lieux sont choisis"):
        cadres.texte("orienter")
reponse = queries.orientation.orientation(etat, territoire, demande)

# Ce que l'on montre
orientation.jauge(reponse)
with droite:
    orientation.show(reponse, territoire)

    # Ce que l'on emporte
    orientation.fiche(reponse)
