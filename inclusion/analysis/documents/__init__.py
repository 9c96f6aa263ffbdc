"""Ce que disent les documents : présentation du comité, fiche de territoire, et leur classeur."""

from inclusion.analysis.documents.composition import TYPES, composer
from inclusion.analysis.documents.regard import Regard

__all__ = ["TYPES", "Regard", "composer"]
