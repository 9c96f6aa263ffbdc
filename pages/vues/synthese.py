"""Synthèse : où en est ce territoire, en trente secondes ?"""

from inclusion import queries, visite
from inclusion.views import cadres, cartes, filtres, graphiques, pilotage, releves, tableaux

# Ce que l'on regarde
etat = visite.etat()
territoire = filtres.territoire(queries.territoires(etat))
lieux = queries.lieux(etat, territoire, filtres.SANS_FILTRE)
fond = queries.fond_de_carte(etat, territoire)
services = queries.services_offerts(etat, territoire)

# Ce que l'on montre
cadres.titre("Où en est l'inclusion numérique ?", territoire)
pilotage.phrases(queries.comite.phrases_du_territoire(etat, territoire))
cadres.chiffres(queries.chiffres_synthese(etat, territoire))

gauche, droite = cadres.deux_colonnes()
with gauche:
    cadres.figure(
        "Les lieux de médiation numérique",
        lambda: cartes.show(cartes.donnees(fond, lieux.lieux), cle="carte-synthese", hauteur=360),
        legende=lambda: cartes.legende_lieux(lieux.lieux),
        lecture=cartes.lecture(lieux, territoire.nom),
        provenances=[lieux.source, *fond.sources],
        transcription=tableaux.lieux(lieux.lieux),
        cle="carte-synthese",
    )
with droite:
    if lieux.table_fournie:
        cadres.vigilance(queries.vigilances(etat, territoire), territoire)
        cadres.figure(
            "Ce que les lieux déclarent proposer",
            lambda: graphiques.barres(
                services,
                categorie="service",
                valeur="lieux",
                unite="lieux",
                cle="services",
                alt="Lieux par service",
            ),
            lecture=queries.desserte.declares(graphiques.lecture_barres(services, "service", "lieux")),
            provenances=[lieux.source],
            transcription=services,
            cle="services",
        )
    else:
        cadres.sans_lieux()

pilotage.en_bref(
    queries.indicateurs.statuts(etat, territoire),
    queries.comite.changements(etat, territoire, queries.indicateurs.etat_compare(etat)[0]),
)
releves.etapes(queries.etapes_du_territoire(etat, territoire), queries.partenaires.constats(etat, territoire))
