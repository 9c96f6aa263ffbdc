"""Nombres écrits à la française ou non : point décimal en sortie."""

import math
import re

from inclusion.model.anomalies import Gravite, Lu

VALIDES = ("12", "-3.5", "0")
INVALIDES = ("112 286,48", "1 234 €", "12,5 %", "nan", "inf", "douze", "1.234.567,8")

FORME = re.compile(r"-?\d+(\.\d+)?")


def nombre(valeur: str) -> Lu:
    """`112 286,48 €` → 112286.48 ; nan, infini ou lettres : vide, à vérifier."""
    lu = valeur.strip()
    if not lu or FORME.fullmatch(lu):
        return Lu(lu)
    compact = re.sub(r"[\s\u00a0\u202f'’€%]|\beuros?\b", "", lu, flags=re.IGNORECASE)
    if "," in compact:
        compact = (
            compact.replace(".", "").replace(",", ".")
            if compact.count(",") == 1
            else compact.replace(",", "")
        )
    try:
        lue = float(compact)
    except ValueError:
        return Lu("", "nombre illisible", Gravite.A_VERIFIER)
    if not math.isfinite(lue):
        return Lu("", "nombre infini ou absent", Gravite.A_VERIFIER)
    garde = compact if FORME.fullmatch(compact) else f"{lue:.10f}".rstrip("0").rstrip(".")
    return Lu(garde, "nombre au point décimal")


def entier(valeur: str) -> Lu:
    """Un nombre entier : `12.0` → 12 ; à virgule : vide, à vérifier."""
    lu = nombre(valeur)
    if re.fullmatch(r"-?\d+", lu.valeur) or not lu.valeur:
        return lu
    if float(lu.valeur).is_integer():
        return Lu(str(int(float(lu.valeur))), "nombre entier")
    return Lu("", "nombre entier attendu", Gravite.A_VERIFIER)
