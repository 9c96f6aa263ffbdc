"""Provenance : d'où viennent les données, de quand, sous quelle licence ?"""

from inclusion import visite
from inclusion.exports import tables
from inclusion.queries import sources as questions
from inclusion.views import cadres, provenances, tableaux

# Ce que l'on regarde
etat = visite.etat()
ressources = questions.ressources(etat)

# Ce que l'on montre
cadres.titre("D'où viennent les données, et de quand ?")
provenances.ecartees(etat.fautes)
provenances.retards(questions.retards(etat))
cadres.titre_section("Chaque table")
tableaux.simple(ressources, cle="ressources", alt="Provenance de chaque table")
cadres.titre_section("Sources publiques")
provenances.publiques(
    questions.sources_publiques(etat),
    permis=questions.internet_permis(etat),
    prendre=lambda source: questions.prendre(visite.ouvrir(), source),
)

# Ce que l'on emporte
cadres.emporter("provenance", {("Provenance (CSV)", "csv"): lambda: tables.to_csv(ressources)})
