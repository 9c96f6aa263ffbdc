"""Une figure de l'écran, prête à devenir une image : ce qu'elle dessine, et tout ce qu'elle dit d'elle-même."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, eq=False)
class Impression:
    """Titre, phrase de lecture, source et date, nature, légende (forme, couleur, texte ; forme `""` : une note), dessin.

    `dessin` : une figure plotly (`data`, `layout`) ou les données d'une carte (`contours`, `lieux`…) ; `encre` et
    `papier` : les couleurs du texte et du fond, celles du thème regardé ; `territoire` : celui que l'écran regardait.
    """

    titre: str
    lecture: str
    source: str
    nature: str
    legende: tuple[tuple[str, str, str], ...]
    dessin: Mapping[str, Any]
    encre: str
    papier: str
    territoire: str = ""
