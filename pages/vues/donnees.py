"""Données et modèles : ce que contient le jeu de données, et comment le remplir."""

import streamlit as st

from inclusion import queries
from inclusion.exports import modeles, tables
from inclusion.views import cadres, filtres, tableaux

# Ce que l'on regarde
territoire = filtres.territoire(queries.territoires())
cadres.titre("Les données, table par table", territoire)
nom = filtres.parmi("Table", "table", queries.tables())
contenu = queries.table(nom, territoire, filtres.etat(queries.etats(nom)))

# Ce que l'on montre
cadres.description(contenu)
if contenu.lignes.empty:
    cadres.table_vide(contenu)
else:
    tableaux.contenu(contenu)

# Ce que l'on emporte
with st.container(horizontal=True):
    st.download_button("Table (CSV)", lambda: tables.to_csv(contenu.lignes), f"{nom}.csv", "text/csv")
    st.download_button(
        "Modèle de saisie (XLSX)", lambda: modeles.to_xlsx(contenu.schema), f"modele-{nom}.xlsx", tables.XLSX
    )
with st.expander("Les colonnes de cette table", icon="📋"):
    tableaux.champs(contenu.schema)
