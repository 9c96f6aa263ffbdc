"""Adresse écrite d'un trait : la voie, le code postal et la commune qu'elle porte."""

import re
from dataclasses import dataclass

VALIDES = ("8 rue de la Boétie", "Route de Caumont", "12 rue du 11 novembre 1918")
INVALIDES = ("8 rue de la Boétie - 33000 Bordeaux", "D 956, 84240 LA TOUR D'AIGUES", "84000 Avignon")

FORME = re.compile(r"(?s)^(?P<voie>.*?)[\s,;–-]*\b(?P<postal>\d{2} ?\d{3})\s+(?P<commune>[^\W\d].*)$")


@dataclass(frozen=True)
class Decoupee:
    """Les morceaux d'une adresse complète ; `voie` peut être vide."""

    voie: str
    code_postal: str
    commune: str


def decoupee(adresse: str) -> Decoupee | None:
    """`D 956, 84240 LA TOUR D'AIGUES` → voie, code postal, commune ; None si l'adresse n'est qu'une voie."""
    trouvee = FORME.match(adresse.strip())
    if trouvee is None:
        return None
    return Decoupee(
        trouvee["voie"].strip(), trouvee["postal"].replace(" ", ""), trouvee["commune"].strip(" ,;")
    )
