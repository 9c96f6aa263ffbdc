"""Territoires : où en est la feuille de route de chaque intercommunalité ?"""

from inclusion import queries, visite
from inclusion.exports import modeles, tables
from inclusion.views import cadres, filtres, pilotage, releves

# Ce que l'on regarde
etat = visite.etat()
territoire = filtres.territoire(queries.territoires(etat))
feuilles = queries.feuilles_de_route
etats = feuilles.territoires_feuilles(etat)

# Ce que l'on montre
cadres.titre("Où en est chaque intercommunalité ?", territoire)
pilotage.etat(queries.actions.ou_en_est(etat, territoire))
cadres.chiffres(feuilles.chiffres_territoires(etat))
pilotage.carte_feuilles(
    feuilles.aplat_feuilles(etat),
    queries.fond_de_carte(etat, territoire),
    feuilles.sans_lieu(etat),
    etats.transcription,
)
releves.tableau("Feuilles de route, actions, indicateurs et cibles", etats)
pilotage.liens(feuilles.intercommunalites(etat))
pilotage.copier(
    feuilles.cadres_a_copier(etat),
    lambda depart: feuilles.feuilles_a_remplir(etat, depart),
    lambda *choix: feuilles.cadre_copie(etat, *choix),
    tables.to_csv,
    droits=etat.ecriture,
    verser=lambda cadre: feuilles.verser_cadre(etat, cadre, visite.ouvrir),
)

# Ce que l'on emporte
cadres.emporter("territoires", {("Territoires (CSV)", "csv"): lambda: tables.to_csv(etats.transcription)})
releves.modeles(queries.schemas_de("feuilles_de_route", "actions", "cibles"), modeles.to_xlsx)
