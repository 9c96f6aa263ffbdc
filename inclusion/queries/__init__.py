"""Les questions que posent les pages ; seul endroit qui met en cache et qui dit quel jour on est."""

from inclusion.queries.fonds import aplat, fond_de_carte, variables
from inclusion.queries.jeu import fautes, jeu, maintenant, provenance, provenances
from inclusion.queries.lieux import communes, effectifs_lieux, effectifs_moments, fiche, lieux
from inclusion.queries.synthese import chiffres_synthese, services_offerts, vigilances
from inclusion.queries.tables import etats, table, tables
from inclusion.queries.territoires import territoires

__all__ = [
    "aplat",
    "chiffres_synthese",
    "communes",
    "effectifs_lieux",
    "effectifs_moments",
    "etats",
    "fautes",
    "fiche",
    "fond_de_carte",
    "jeu",
    "lieux",
    "maintenant",
    "provenance",
    "provenances",
    "services_offerts",
    "table",
    "tables",
    "territoires",
    "variables",
    "vigilances",
]
