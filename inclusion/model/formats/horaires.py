"""Horaires d'une fiche : en syntaxe OSM, quelle que soit l'écriture lue."""

import re

from inclusion.model.anomalies import Gravite, Lu
from inclusion.model.formats.horaires_texte import lire_texte

VALIDES = ("Mo-Fr 09:00-12:00,13:30-17:00", "Mo,Th 09:00-12:00; We off", "24/7")
INVALIDES = ("du lundi au vendredi 9h-12h", "sur rendez-vous", "Mo-Fr 9h00")

JOUR_OSM = r"(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)"
OSM = re.compile(
    rf"24/7|(?:week \S+ )?{JOUR_OSM}\b.*(?:\d{{2}}:\d{{2}}-\d{{2}}:\d{{2}}|off)|{JOUR_OSM} off.*"
)


def horaires(valeur: str) -> Lu:
    """Garde l'OSM, lit le français ; ce qui n'est pas compris est retiré et dit, jamais deviné."""
    lu = valeur.strip()
    if not lu or OSM.match(lu):
        return Lu(lu)
    lecture = lire_texte(lu)
    if not lecture.osm:
        return Lu("", f"horaires non compris : {lecture.motif}", Gravite.A_VERIFIER)
    if lecture.reserves:
        return Lu(lecture.osm, f"horaires lus, sauf : {' ; '.join(lecture.reserves)}", Gravite.A_VERIFIER)
    return Lu(lecture.osm, "horaires écrits en syntaxe OSM")
