"""Les questions que posent les pages ; seul endroit qui met en cache et qui dit quel jour on est."""

from inclusion.queries import appels_a_projets, conseillers, coordination, echeances, partenaires, postes
from inclusion.queries.etapes import etapes_du_territoire
from inclusion.queries.filiere import (
    UNITES_FILIERE,
    categories_filiere,
    chiffres_filiere,
    periode_filiere,
    periodes_filiere,
    repere_national,
)
from inclusion.queries.filiere_figures import BOUTS, acteurs_filiere, figures_filiere, gisements
from inclusion.queries.fonds import aplat, fond_de_carte, variables
from inclusion.queries.jeu import fautes, jeu, maintenant, provenance, provenances
from inclusion.queries.lieux import communes, effectifs_lieux, effectifs_moments, fiche, lieux
from inclusion.queries.sources import retards
from inclusion.queries.synthese import chiffres_synthese, services_offerts, vigilances
from inclusion.queries.tables import etats, schemas_de, table, tables
from inclusion.queries.territoires import territoires

__all__ = [
    "BOUTS",
    "UNITES_FILIERE",
    "acteurs_filiere",
    "aplat",
    "appels_a_projets",
    "categories_filiere",
    "chiffres_filiere",
    "chiffres_synthese",
    "communes",
    "conseillers",
    "coordination",
    "echeances",
    "effectifs_lieux",
    "effectifs_moments",
    "etapes_du_territoire",
    "etats",
    "fautes",
    "fiche",
    "figures_filiere",
    "fond_de_carte",
    "gisements",
    "jeu",
    "lieux",
    "maintenant",
    "partenaires",
    "periode_filiere",
    "periodes_filiere",
    "postes",
    "provenance",
    "provenances",
    "repere_national",
    "retards",
    "schemas_de",
    "services_offerts",
    "table",
    "tables",
    "territoires",
    "variables",
    "vigilances",
]
