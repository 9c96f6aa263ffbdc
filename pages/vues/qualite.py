"""Qualité : que faut-il réparer dans les fiches, où, et comment ?"""

from inclusion import queries
from inclusion.exports import tables
from inclusion.queries import depots as depots_questions
from inclusion.queries import qualite as questions
from inclusion.queries.qualite_chiffres import chiffres_qualite
from inclusion.views import cadres, filtres, qualite, releves

# Ce que l'on regarde
territoire = filtres.territoire(queries.territoires())
etat = questions.etat_des_fiches(territoire)

# Ce que l'on montre
cadres.titre("Que faut-il réparer dans les fiches ?", territoire)
if not etat.fiches:
    cadres.sans_lieux()
else:
    cadres.chiffres(chiffres_qualite(territoire))
    gauche, droite = cadres.deux_colonnes()
    with gauche:
        qualite.barres("Ce qui manque aux fiches", etat.manques, "critere")
    with droite:
        qualite.barres("L'âge des fiches", etat.fraicheurs, "classe")
    cadres.titre_section("Doublons possibles")
    qualite.paires(
        etat.paires,
        depots_questions.droits_du_visiteur(),
        reunir=questions.reunir,
        distinguer=questions.dire_distincts,
    )
    releves.tableau("Par intercommunalité", etat.par_epci)
    releves.tableau("Par source", etat.par_source)
    releves.tableau("La liste de travail", etat.a_reparer)

    # Ce que l'on emporte
    cadres.emporter(
        f"a-reparer-{territoire.code}",
        {
            ("Liste de travail (CSV)", "csv"): lambda: tables.to_csv(etat.travaux),
            ("Liste de travail (XLSX)", "xlsx"): lambda: tables.to_xlsx(
                etat.travaux, cadres.rappel(territoire, filtres.SANS_FILTRE, queries.provenance("lieux"))
            ),
        },
    )
