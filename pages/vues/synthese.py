"""Synthèse : où en est ce territoire, en trente secondes ?"""

from inclusion import queries
from inclusion.views import cadres, cartes, filtres, graphiques, pilotage, releves, tableaux

# Ce que l'on regarde
territoire = filtres.territoire(queries.territoires())
lieux = queries.lieux(territoire, filtres.SANS_FILTRE)
fond = queries.fond_de_carte(territoire)
services = queries.services_offerts(territoire)

# Ce que l'on montre
cadres.titre("Où en est l'inclusion numérique ?", territoire)
pilotage.phrases(queries.comite.phrases_du_territoire(territoire))
cadres.chiffres(queries.chiffres_synthese(territoire))

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
        cadres.vigilance(queries.vigilances(territoire), territoire)
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
    queries.indicateurs.statuts(territoire),
    queries.comite.changements(territoire, queries.indicateurs.etat_compare()[0]),
)
releves.etapes(queries.etapes_du_territoire(territoire), queries.partenaires.constats(territoire))
