"""Feuille de route : où en est-on de ce que l'on s'est promis ?"""

from inclusion import queries
from inclusion.exports import modeles, tables
from inclusion.views import cadres, filtres, graphiques_pilotage, indicateurs, pilotage, releves

# Ce que l'on regarde
territoire = filtres.territoire(queries.territoires())
suivi, actions = queries.indicateurs, queries.actions
liste = actions.liste(territoire)

# Ce que l'on montre
cadres.titre("Où en est-on de ce que l'on s'est promis ?", territoire)
pilotage.etat(actions.etat(territoire))
cadres.texte("feuille_de_route")
releves.show("Les indicateurs par statut", suivi.statuts(territoire), graphiques_pilotage.statuts)
axe = filtres.parmi("Axe", "axe", suivi.AXES)
indicateurs.par_axe(suivi.cartes(territoire, axe), suivi.manques(territoire, axe))

if suivi.avec_chemin(territoire):
    cadres.titre_section("Le chemin vers une cible")
    choisi = filtres.parmi("Indicateur", "indicateur", suivi.avec_chemin(territoire))
    releves.show("Série, chemin et rythme", suivi.chemin(territoire, choisi), graphiques_pilotage.chemin)

cadres.titre_section("Les actions")
cadres.chiffres(actions.chiffres_actions(territoire))
releves.show(
    "Les actions par statut",
    actions.par_statut(territoire),
    graphiques_pilotage.statuts_actions(actions.statuts()),
)
releves.show("Le calendrier des actions", actions.calendrier(territoire), graphiques_pilotage.calendrier)
releves.liste("Toutes les actions", liste)

# Ce que l'on emporte
cadres.emporter(
    f"feuille-de-route-{territoire.code}",
    {
        ("Indicateurs (CSV)", "csv"): lambda: tables.to_csv(suivi.a_emporter(territoire)),
        ("Indicateurs (XLSX)", "xlsx"): lambda: tables.to_xlsx(
            suivi.a_emporter(territoire), cadres.rappel_du_territoire(territoire)
        ),
    },
)
cadres.emporter(f"actions-{territoire.code}", {("Actions (CSV)", "csv"): lambda: tables.to_csv(liste)})
releves.modeles(queries.schemas_de("actions", "mesures", "cibles"), modeles.to_xlsx)
