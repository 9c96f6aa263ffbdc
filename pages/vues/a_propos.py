"""À propos et méthode : ce que disent ces chiffres, et ce qu'ils ne disent pas."""

from inclusion import queries
from inclusion.views import cadres, tableaux

cadres.titre("À propos et méthode")
cadres.texte("a_propos")
cadres.texte("methode")
cadres.titre_section("Les données et leurs dates")
tableaux.provenances(queries.provenances())
cadres.texte("licences")
