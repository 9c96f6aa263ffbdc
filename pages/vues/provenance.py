"""Provenance : d'où viennent les données, de quand, sous quelle licence ?"""

from inclusion.exports import tables
from inclusion.queries import sources as questions
from inclusion.views import cadres, provenances, tableaux

# Ce que l'on regarde
ressources = questions.ressources()

# Ce que l'on montre
cadres.titre("D'où viennent les données, et de quand ?")
provenances.retards(questions.retards())
cadres.titre_section("Chaque table")
tableaux.simple(ressources, cle="ressources", alt="Provenance de chaque table")
cadres.titre_section("Sources publiques")
provenances.publiques(
    questions.sources_publiques(), permis=questions.internet_permis(), prendre=questions.prendre
)

# Ce que l'on emporte
cadres.emporter("provenance", {("Provenance (CSV)", "csv"): lambda: tables.to_csv(ressources)})
