"""Comité : que faut-il décider, et qu'a-t-on fait de ce qui l'a été ?"""

from inclusion import queries, visite
from inclusion.exports import modeles, tables
from inclusion.views import cadres, filtres, pilotage, releves

# Ce que l'on regarde
etat = visite.etat()
territoire = filtres.territoire(queries.territoires(etat))
comite = queries.comite
cadres.titre("Que faut-il décider ?", territoire)
with cadres.reglages():
    sorte = filtres.parmi("À décider", "sorte", comite.sortes())
    depuis = filtres.parmi("Comparer aujourd'hui avec", "depuis", comite.depuis(etat))
points = comite.a_decider(etat, territoire, sorte, depuis)
releve = comite.releve_de_decisions(etat)

# Ce que l'on montre
cadres.chiffres(comite.chiffres_comite(etat, territoire, depuis))
releves.show("À décider", points, lambda _lignes, _titre: pilotage.points(points))
releves.tableau("Les décisions du comité départemental", releve)
releves.tableau("Ce qui a changé", comite.changements(etat, territoire, depuis))
pilotage.communes(*comite.communes_sorties(etat, territoire, depuis), comparable=bool(depuis))

# Ce que l'on emporte
cadres.emporter(
    f"a-decider-{territoire.code}", {("À décider (CSV)", "csv"): lambda: tables.to_csv(points.transcription)}
)
cadres.emporter(
    "releve-de-decisions", {("Relevé de décisions (CSV)", "csv"): lambda: tables.to_csv(releve.transcription)}
)
releves.modeles(queries.schemas_de("decisions", "actions", "cibles"), modeles.to_xlsx)
