"""D'où vient une donnée : producteur, licence, date vraie, nature."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Nature = Literal["reel", "demonstration", "vide"]


@dataclass(frozen=True)
class Provenance:
    """La provenance d'une table ; `date_donnees` est celle du constat, jamais celle de l'affichage."""

    titre: str
    producteur: str
    licence: str
    date_donnees: date | None
    millesime: str = ""
    nature: Nature = "reel"
    lien: str = ""
    sources: str = ""
    cadence: str = ""
    saisie: bool = False
