"""Courriels d'un lieu, séparés par `|`."""

import re

from inclusion.model.anomalies import Gravite, Lu

VALIDES = ("contact@exemple.fr", "a@exemple.fr|b@exemple.fr")
INVALIDES = (
    "mailto:contact@exemple.fr",
    "contact[a]exemple.fr",
    "contact (at) exemple.fr",
    "a@exemple.fr; b@exemple.fr",
    "exemple.fr",
    "prenom.nom@conseiller-numerique.fr",
)

FORME = re.compile(r"[a-z0-9._%+'-]+@[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}", re.IGNORECASE)
ARROBE = re.compile(r"\s*(\[a\]|\(a\)|\[at\]|\(at\)|\[arobase\]|\s+at\s+|\s+arobase\s+)\s*", re.IGNORECASE)
NOMINATIF = re.compile(r"@([a-z-]+\.)?conseiller-numerique\.(gouv\.)?fr$", re.IGNORECASE)


def courriels(valeur: str) -> Lu:
    """`mailto:` retiré, `[a]` → @ ; une adresse nominative de conseiller n'est jamais gardée."""
    lu = valeur.strip()
    if not lu:
        return Lu("")
    essais = [_repare(m) for m in re.split(r"[|;,\s]+(?=[^\s]*@)|[|;,/]|\sou\s|\set\s", ARROBE.sub("@", lu))]
    trouves = list(dict.fromkeys(e for e in essais if FORME.fullmatch(e)))
    gardes = [e for e in trouves if not NOMINATIF.search(e)]
    garde = "|".join(gardes)
    if len(gardes) < len(trouves):
        return Lu(garde, "courriel nominatif d'un conseiller retiré", personnelle=True)
    if not gardes or len(trouves) < len([e for e in essais if e]):
        return Lu(garde, "courriel illisible retiré", Gravite.A_VERIFIER)
    return Lu(garde, "courriel réparé" if garde != lu else "")


def _repare(morceau: str) -> str:
    return re.sub(r"\s", "", re.sub(r"^\s*mailto:", "", morceau, flags=re.IGNORECASE)).strip("<>.\"'()")
