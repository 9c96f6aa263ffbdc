"""Code INSEE d'une commune : cinq caractères, `2A` et `2B` pour la Corse."""

import re

from inclusion.model.anomalies import Gravite, Lu

VALIDES = ("84007", "01004", "2A004", "97411")
INVALIDES = ("1004", "84007.0", "2a004", "84 007", "840075", "Avignon", "COM-84007")

FORME = re.compile(r"([013-9]\d|2[AB1-9])\d{3}")


def code_insee(valeur: str) -> Lu:
    """`1004` → 01004, `84007.0` → 84007, `2a004` → 2A004 ; sinon vide, à vérifier."""
    lu = valeur.strip()
    if not lu or FORME.fullmatch(lu):
        return Lu(lu)
    essai = re.sub(r"[.,]0+$", "", re.sub(r"\s", "", lu.upper())).removeprefix("COM-").removeprefix("INSEE")
    if re.fullmatch(r"[1-9]\d{3}", essai):
        return Lu(f"0{essai}", "code INSEE sans son zéro")
    if FORME.fullmatch(essai):
        return Lu(essai, "code INSEE en cinq caractères")
    return Lu("", "code INSEE illisible", Gravite.A_VERIFIER)


def departement(code: str) -> str:
    """Le département d'un code INSEE : 84, 2A, 974."""
    return code[:3] if code.startswith(("97", "98")) else code[:2]
