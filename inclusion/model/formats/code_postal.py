"""Code postal français : cinq chiffres."""

import re

from inclusion.model.anomalies import Gravite, Lu

VALIDES = ("84000", "01000", "20137", "97400")
INVALIDES = ("1000", "84000.0", "84 000", "F-84000", "8400", "Avignon", "84000 CEDEX")

CHIFFRES = re.compile(r"(?<!\d)(\d{2}) ?(\d{3})(?!\d)")


def code_postal(valeur: str) -> Lu:
    """`84000.0` → 84000, `1000` → 01000, `84 000 CEDEX 9` → 84000 ; sinon vide, à vérifier."""
    lu = valeur.strip()
    if not lu or (re.fullmatch(r"\d{5}", lu) and lu != "00000"):
        return Lu(lu)
    entier = re.sub(r"[.,]0+$", "", lu)
    if re.fullmatch(r"[1-9]\d{3}", entier):
        return Lu(f"0{entier}", "code postal sans son zéro")
    trouve = CHIFFRES.search(entier)
    if trouve and "".join(trouve.groups()) != "00000":
        return Lu("".join(trouve.groups()), "code postal en cinq chiffres")
    return Lu("", "code postal illisible", Gravite.A_VERIFIER)


def departement_du_code_postal(code: str) -> str:
    """Le département d'un code postal : 84, 2A, 2B, 974 ; `""` si le code est vide."""
    if code.startswith("20"):
        return "2A" if code[2:3] in {"0", "1"} else "2B"
    return code[:3] if code.startswith(("97", "98")) else code[:2]
