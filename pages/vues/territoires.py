"""Territoires : où en est la feuille de route de chaque intercommunalité ?"""

from inclusion import queries
from inclusion.exports import modeles, tables
from inclusion.queries import depots
from inclusion.views import cadres, filtres, pilotage, releves

# Ce que l'on regarde
territoire = filtres.territoire(queries.territoires())
feuilles = queries.feuilles_de_route
etats = feuilles.territoires_feuilles()

# Ce que l'on montre
cadres.titre("Où en est chaque intercommunalité ?", territoire)
pilotage.etat(queries.actions.etat(territoire))
cadres.chiffres(feuilles.chiffres_territoires())
pilotage.carte_feuilles(
    feuilles.aplat_feuilles(), queries.fond_de_carte(territoire), feuilles.sans_lieu(), etats.transcription
)
releves.tableau("Feuilles de route, actions, indicateurs et cibles", etats)
pilotage.liens(feuilles.intercommunalites())
pilotage.copier(
    feuilles.cadres_a_copier(),
    feuilles.feuilles_a_remplir,
    feuilles.cadre_copie,
    tables.to_csv,
    droits=depots.droits_du_visiteur(),
    verser=feuilles.verser_cadre,
)

# Ce que l'on emporte
cadres.emporter("territoires", {("Territoires (CSV)", "csv"): lambda: tables.to_csv(etats.transcription)})
releves.modeles(queries.schemas_de("feuilles_de_route", "actions", "cibles"), modeles.to_xlsx)
