"""Pivot d'un lieu : SIRET (14 chiffres), RNA ou identifiant de 9 à 14 caractères ; SIREN d'un EPCI."""

import re

from inclusion.model.anomalies import Gravite, Lu

VALIDES = ("35600000000048", "W842001234", "21840007100013")
INVALIDES = ("00000000000000", "356 000 000 00048", "21840007100018.0", "12345", "12345678901234")

FORME = re.compile(r"[a-zA-Z0-9]{9,14}")
LA_POSTE = "356000000"


def luhn(chiffres: str) -> bool:
    """La clé de Luhn d'un SIREN ou d'un SIRET (ISO/CEI 7812-1)."""
    doubles = (int(c) * (2 if rang % 2 else 1) for rang, c in enumerate(reversed(chiffres)))
    return sum(n - 9 if n > 9 else n for n in doubles) % 10 == 0


def siret_valide(siret: str) -> bool:
    """Clé de Luhn, ou somme multiple de 5 pour les établissements de La Poste (règle INSEE)."""
    if siret.startswith(LA_POSTE) and sum(map(int, siret)) % 5 == 0:
        return True
    return luhn(siret)


def pivot(valeur: str) -> Lu:
    """Retire espaces et `.0` ; zéros = inconnu ; un SIRET à la clé fausse est gardé, à vérifier."""
    lu = valeur.strip()
    garde = re.sub(r"[.,]0+$", "", re.sub(r"[\s\u00a0\u202f]", "", lu))
    if not garde:
        return Lu("")
    if set(garde) == {"0"}:
        return Lu("", "pivot de zéros : inconnu")
    if not FORME.fullmatch(garde):
        return Lu("", "pivot illisible", Gravite.A_VERIFIER)
    if re.fullmatch(r"\d{14}", garde) and not siret_valide(garde):
        return Lu(garde, "SIRET dont la clé est fausse", Gravite.A_VERIFIER)
    return Lu(garde, "pivot sans espaces" if garde != lu else "")
