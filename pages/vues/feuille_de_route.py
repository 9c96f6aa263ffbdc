"""Feuille de route : où en est-on de ce que l'on s'est promis ?"""

from inclusion import queries, visite
from inclusion.exports import modeles, tables
from inclusion.views import cadres, filtres, graphiques_pilotage, indicateurs, pilotage, releves

# Ce que l'on regarde
etat = visite.etat()
territoire = filtres.territoire(queries.territoires(etat))
suivi, actions = queries.indicateurs, queries.actions
liste = actions.liste(etat, territoire)

# Ce que l'on montre
cadres.titre("Où en est-on de ce que l'on s'est promis ?", territoire)
pilotage.etat(actions.ou_en_est(etat, territoire))
cadres.texte("feuille_de_route")
releves.show("Les indicateurs par statut", suivi.statuts(etat, territoire), graphiques_pilotage.statuts)
axe = filtres.parmi("Axe", "axe", suivi.AXES)
indicateurs.par_axe(suivi.cartes(etat, territoire, axe), suivi.manques(etat, territoire, axe))

if suivi.avec_chemin(etat, territoire):
    cadres.titre_section("Le chemin vers une cible")
    choisi = filtres.parmi("Indicateur", "indicateur", suivi.avec_chemin(etat, territoire))
    releves.show(
        "Série, chemin et rythme", suivi.chemin(etat, territoire, choisi), graphiques_pilotage.chemin
    )

cadres.titre_section("Les actions")
cadres.chiffres(actions.chiffres_actions(etat, territoire))
releves.show(
    "Les actions par statut",
    actions.par_statut(etat, territoire),
    graphiques_pilotage.statuts_actions(actions.statuts()),
)
releves.show(
    "Le calendrier des actions", actions.calendrier(etat, territoire), graphiques_pilotage.calendrier
)
releves.liste("Toutes les actions", liste)

# Ce que l'on emporte
cadres.emporter(
    f"feuille-de-route-{territoire.code}",
    {
        ("Indicateurs (CSV)", "csv"): lambda: tables.to_csv(suivi.a_emporter(etat, territoire)),
        ("Indicateurs (XLSX)", "xlsx"): lambda: tables.to_xlsx(
            suivi.a_emporter(etat, territoire), cadres.rappel_du_territoire(territoire)
        ),
    },
)
cadres.emporter(f"actions-{territoire.code}", {("Actions (CSV)", "csv"): lambda: tables.to_csv(liste)})
releves.modeles(queries.schemas_de("actions", "mesures", "cibles"), modeles.to_xlsx)
