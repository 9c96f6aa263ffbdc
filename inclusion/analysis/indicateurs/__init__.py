"""Les indicateurs que l'observatoire calcule de ses propres tables, pour tout territoire et toute date."""

from inclusion.analysis.indicateurs.calcul import COLONNES, calculables, calculer
from inclusion.analysis.indicateurs.monde import Monde, monde
from inclusion.analysis.indicateurs.valeur import Valeur

__all__ = ["COLONNES", "Monde", "Valeur", "calculables", "calculer", "monde"]
