"""À propos et méthode : ce que disent ces chiffres, et ce qu'ils ne disent pas."""

from inclusion import visite
from inclusion.views import cadres, tableaux

etat = visite.etat()
cadres.titre("À propos et méthode")
cadres.texte("a_propos")
cadres.texte("methode")
cadres.titre_section("Les données et leurs dates")
tableaux.provenances(list(etat.provenances.values()))
cadres.texte("licences")
