"""D'où vient une donnée : producteur, licence, date vraie, nature."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from inclusion.model.francais import jour

Nature = Literal["reel", "demonstration", "vide", "simulation"]
TITRE_DEMONSTRATION = "Démonstration : valeurs inventées"
"""Le début du titre d'une source inventée, dans la description du jeu."""
LIBELLES_NATURE: dict[Nature, str] = {
    "reel": "données réelles",
    "demonstration": "démonstration",
    "vide": "sans donnée",
    "simulation": "simulation",
}


@dataclass(frozen=True)
class Provenance:
    """La provenance d'une table ; les dates sont celles des constats, jamais celle de l'affichage.

    `date_donnees` : le constat le plus ancien ; `dernier_constat` : le plus récent des sources réelles, si l'on en sait un.
    """

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
    millesimes: tuple[tuple[str, str], ...] = ()
    dernier_constat: date | None = None

    @property
    def quand(self) -> str:
        """Ce qu'il faut écrire : le millésime s'il est dit, à défaut la date du constat, ou du premier au dernier."""
        premier, dernier = self.date_donnees, self.dernier_constat
        if not self.millesime and premier and dernier and premier < dernier:
            return f"du {jour(premier)} au {jour(dernier)}"
        return self.millesime or jour(premier)

    def millesime_de(self, grandeur: str) -> str:
        """Le millésime d'une grandeur de la table, à défaut celui de la table."""
        return dict(self.millesimes).get(grandeur, self.quand)
