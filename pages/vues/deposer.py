"""Déposer des données : un fichier tel qu'on l'a reçu, contrôlé, corrigé, accepté."""

import streamlit as st

from inclusion import queries, visite
from inclusion.exports import paquet, tables
from inclusion.queries import depots as questions
from inclusion.queries import instantanes as etats
from inclusion.views import cadres, depots, filtres, instantanes

etat = visite.etat()
cadres.titre("Déposer des données", filtres.territoire(queries.territoires(etat)))
droits = etat.ecriture
depots.dire_les_droits(droits, etat.entier)
choisi = depots.choisir()

if choisi is None:
    depots.mode_d_emploi(questions.formats_de_depot())
else:
    # Ce que l'on a lu
    fichier = questions.fichier_depose(*choisi)
    lecture = questions.lecture_depot(etat, fichier)
    lecture = questions.lecture_depot(etat, fichier, depots.feuille(lecture))
    depots.lu(lecture)
    controle = questions.SANS_CONTROLE
    if lecture.brut is not None:
        format_lu = depots.format_lu(lecture, questions.formats_de_depot())
        remplacer = depots.remplace(lecture)
        demande = questions.Consigne(format_lu, remplacer=remplacer)
        if format_lu == questions.TABLEAU:
            table = depots.table_visee(lecture, questions.tables_de_depot())
            couples = depots.rapprocher(lecture, table, questions.propositions(lecture, table))
            demande = questions.Consigne(format_lu, table, couples, remplacer=remplacer)
            depots.retenir(demande, droits, lambda: questions.retenir(visite.ouvrir(), lecture, demande))

        # Ce que le contrôle en dit, et ce que l'on corrige
        premier = controle = questions.controle_depot(etat, lecture, demande)
        if premier.rapport is not None:
            haut = st.container()
            corriges = depots.corriger(lecture, premier.rapport)
            controle = questions.controle_depot(etat, lecture, demande.corrigee(corriges))
    depots.erreur(controle)
    if controle.rapport is not None:
        with haut:
            depots.bilan(controle.rapport)
            depots.anomalies(controle.rapport)
        depots.emporter(controle.rapport, fichier.nom, lambda: tables.to_csv(controle.rapport.refusees))

    # Ce que l'on verse
    if controle.rapport is not None or lecture.apports:
        projet = questions.projet_depot(etat, lecture, controle, depots.reglages(lecture))
        depots.accepter(projet, droits, lambda: questions.verser_depot(visite.ouvrir(), projet))
        depots.fusionne(projet, etat.entier, lambda: paquet.to_zip(*questions.jeu_fusionne(etat, projet)))

cadres.titre_section("États enregistrés")
connus = etats.instantanes(etat)
entiers = connus.entiers
instantanes.liste(entiers, connus.inacheves, connus.delaisses)
instantanes.differences(etats.comparaison(etat, instantanes.a_comparer(entiers)))
instantanes.revenir(entiers, etat.droits, lambda nom: etats.restaurer(visite.ouvrir(), nom, connus.attendu))
