"""D'où vient une donnée : producteur, licence, date vraie, nature."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Nature = Literal["reel", "demonstration", "vide"]


@dataclass(frozen=True)
class Provenance:
    """La provenance d'une ressource (ou d'une de ses sources) ; `date_donnees` est celle du constat."""

    titre: str
    producteur: str
    licence: str
    date_donnees: date | None
    millesime: str = ""
    nature: Nature = "reel"
    lien: str = ""
