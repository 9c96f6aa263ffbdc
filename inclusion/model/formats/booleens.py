"""Oui ou non : `true` ou `false`."""

from inclusion.model.anomalies import Gravite, Lu
from inclusion.model.formats.texte import cle

VALIDES = ("true", "false")
INVALIDES = ("Oui", "non", "VRAI", "1", "x", "peut-être")

OUI = {"true", "oui", "o", "vrai", "1", "1 0", "x", "yes", "y"}
NON = {"false", "non", "n", "faux", "0", "0 0", "no"}


def booleen(valeur: str) -> Lu:
    """oui, vrai, x, 1 → true ; non, faux, 0 → false ; sinon vide, à vérifier."""
    lu = valeur.strip()
    if lu in {"", *VALIDES}:
        return Lu(lu)
    mot = cle(lu)
    if mot in OUI | NON:
        return Lu("true" if mot in OUI else "false", "oui ou non écrit true ou false")
    return Lu("", "ni oui ni non", Gravite.A_VERIFIER)
