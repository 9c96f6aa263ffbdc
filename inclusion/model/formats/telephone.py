"""Téléphone en forme internationale : `+33490000000`."""

import re

from inclusion.model.anomalies import Gravite, Lu

VALIDES = ("+33490000000", "+262262000000")
INVALIDES = (
    "04 90 00 00 00",
    "0033 4 90 00 00 00",
    "04.90.00.00.00 / 06 00 00 00 00",
    "3646",
    "490000000",
    "x",
)

FORME = re.compile(r"\+(33|590|594|262|596|269|687|689|508|681)\d{6,9}")
OUTRE_MER = {"0590": "+590", "0690": "+590", "0594": "+594", "0694": "+594", "0262": "+262", "0692": "+262"} | {
    "0693": "+262", "0596": "+596", "0696": "+596", "0269": "+262", "0639": "+262"
}  # fmt: skip
SEPARES = re.compile(r"[/;|,\n]|\bou\b|\bet\b|(?<=\d)\s+-\s+(?=\+?\d)")


def telephone(valeur: str) -> Lu:
    """Le premier numéro, en forme internationale ; un numéro court, nul ou illisible est retiré."""
    lu = valeur.strip()
    if not lu or FORME.fullmatch(lu):
        return Lu(lu)
    morceaux = [m for m in SEPARES.split(lu) if re.search(r"\d{2}", m)]
    numeros = [n for n in map(_international, morceaux) if n] or [n for n in [_international(lu)] if n]
    if numeros:
        plusieurs = len(morceaux) > 1
        return Lu(numeros[0], "premier téléphone seulement" if plusieurs else "téléphone en +33")
    chiffres = re.sub(r"\D", "", lu)
    if chiffres and (len(chiffres) < 9 or set(chiffres) == {"0"}):
        return Lu("", "téléphone court ou nul")
    return Lu("", "téléphone illisible", Gravite.A_VERIFIER)


def _international(morceau: str) -> str:
    compact = re.sub(r"\(0\)", "", morceau)
    compact = re.sub(r"[^\d+]", "", compact)
    compact = re.sub(r"[.,]0+$", "", compact)
    if compact.startswith("00") and len(compact) > 10:
        compact = f"+{compact[2:]}"
    if re.fullmatch(r"330?[1-9]\d{8}", compact):
        compact = f"+{compact}"
    if re.fullmatch(r"\+330[1-9]\d{8}", compact):
        compact = f"+33{compact[4:]}"
    if re.fullmatch(r"[1-9]\d{8}", compact):
        compact = f"0{compact}"
    if re.fullmatch(r"0[1-9]\d{8}", compact):
        compact = OUTRE_MER.get(compact[:4], "+33") + compact[1:]
    return compact if FORME.fullmatch(compact) else ""
