"""Carte : où trouver un lieu, ouvert quand, pour quel besoin ?"""

import streamlit as st

from inclusion import queries, visite
from inclusion.exports import tables
from inclusion.views import cadres, cartes, fiches, filtres, tableaux

# Ce que l'on regarde
etat = visite.etat()
territoire = filtres.territoire(queries.territoires(etat))
choix = filtres.choix_lieux()
ici = (etat, territoire, choix)
retenus = queries.lieux(*ici)
fond = queries.fond_de_carte(etat, territoire)

# Ce que l'on montre
cadres.titre("Où trouver un lieu de médiation numérique ?", territoire)
filtres.lieux(choix, queries.effectifs_lieux(*ici), queries.effectifs_moments(*ici))
cadres.resultat(retenus, choix)

with st.container(horizontal=True, vertical_alignment="bottom"):
    couleur = filtres.parmi("Colorer les communes selon", "couleur", queries.variables(etat))
    ign = filtres.interrupteur("Plan de l'IGN", aide=cartes.AIDE_IGN)
aplat = queries.aplat(etat, territoire, couleur)
choisi = filtres.lieu(retenus.lieux)

cadres.figure(
    aplat.titre if aplat else "Les lieux de médiation numérique",
    lambda: cartes.show(
        cartes.donnees(fond, retenus.lieux, aplat=aplat, choisi=choisi, ign=ign),
        cle="carte",
        lieux=retenus.lieux,
        ign=ign,
    ),
    legende=lambda: cartes.legendes(retenus.lieux, aplat),
    lecture=cartes.lecture(retenus, territoire.nom, aplat),
    provenances=[retenus.source, *fond.sources],
    transcription=tableaux.aplat(aplat) if aplat else tableaux.lieux(retenus.lieux),
    cle="carte",
)

fiches.show(queries.fiche(etat, choisi, territoire), choisi)

liste = filtres.parmi("Liste", "liste", filtres.LISTES)
if liste == "lieux":
    tableaux.lieux_choisissables(retenus.lieux, choisir=filtres.choisir_lieu)
else:
    tableaux.communes(queries.communes(etat, territoire, sans_lieu=liste == "communes_sans_lieu"))

# Ce que l'on emporte
rappel = cadres.rappel(territoire, choix, retenus.source)
cadres.emporter(
    f"lieux-{territoire.code}",
    {
        ("CSV, schéma national", "csv"): lambda: tables.to_csv_national(retenus.lieux),
        ("GeoJSON", "geojson"): lambda: tables.to_geojson(retenus.lieux),
        ("XLSX", "xlsx"): lambda: tables.to_xlsx(retenus.lieux, rappel),
    },
)
