"""Qualité : que faut-il réparer dans les fiches, où, et comment ?"""

from inclusion import queries, visite
from inclusion.exports import tables
from inclusion.queries import qualite as questions
from inclusion.queries.qualite_chiffres import chiffres_qualite
from inclusion.views import cadres, filtres, qualite, releves

# Ce que l'on regarde
etat = visite.etat()
territoire = filtres.territoire(queries.territoires(etat))
fiches = questions.etat_des_fiches(etat, territoire)

# Ce que l'on montre
cadres.titre("Que faut-il réparer dans les fiches ?", territoire)
if not fiches.fiches:
    cadres.sans_lieux()
else:
    cadres.chiffres(chiffres_qualite(etat, territoire))
    gauche, droite = cadres.deux_colonnes()
    with gauche:
        qualite.barres("Ce qui manque aux fiches", fiches.manques, "critere")
    with droite:
        qualite.barres("L'âge des fiches", fiches.fraicheurs, "classe")
    cadres.titre_section("Doublons possibles")
    qualite.paires(
        fiches.paires,
        etat.ecriture,
        reunir=lambda *voulu: questions.reunir(visite.ouvrir(), *voulu),
        distinguer=lambda paire: questions.dire_distincts(visite.ouvrir(), paire),
    )
    releves.tableau("Par intercommunalité", fiches.par_epci)
    releves.tableau("Par source", fiches.par_source)
    releves.tableau("La liste de travail", fiches.a_reparer)

    # Ce que l'on emporte
    cadres.emporter(
        f"a-reparer-{territoire.code}",
        {
            ("Liste de travail (CSV)", "csv"): lambda: tables.to_csv(fiches.travaux),
            ("Liste de travail (XLSX)", "xlsx"): lambda: tables.to_xlsx(
                fiches.travaux, cadres.rappel(territoire, filtres.SANS_FILTRE, etat.provenances["lieux"])
            ),
        },
    )
