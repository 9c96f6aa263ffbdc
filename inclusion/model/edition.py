"""Les mots de la saisie : ce que l'on change dans une table, et ce qui s'y oppose."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Geste(StrEnum):
    """Ce que l'on fait d'une ligne."""

    CHANGEMENT = "changement"
    AJOUT = "ajout"
    RETRAIT = "retrait"


INVERSES = {Geste.CHANGEMENT: Geste.CHANGEMENT, Geste.AJOUT: Geste.RETRAIT, Geste.RETRAIT: Geste.AJOUT}


@dataclass(frozen=True)
class Modification:
    """Un geste sur une table : une cellule changée, une ligne ajoutée ou retirée.

    `ligne` désigne la ligne par sa clé ; `colonne` est vide pour un ajout ou un retrait, dont `avant` et `apres`
    portent la ligne entière (JSON).
    """

    geste: Geste
    ligne: str
    colonne: str
    avant: str
    apres: str

    def inverse(self) -> "Modification":
        """Le geste qui défait celui-ci."""
        return Modification(INVERSES[self.geste], self.ligne, self.colonne, self.apres, self.avant)

    def to_json(self) -> dict[str, str]:
        return {k: str(v) for k, v in asdict(self).items()}


def lue(dite: Mapping[str, Any]) -> Modification:
    """Une modification relue de son JSON ; lève `KeyError` ou `ValueError` si ce n'en est pas une."""
    textes = {k: str(dite[k]) for k in ("ligne", "colonne", "avant", "apres")}
    return Modification(Geste(dite["geste"]), **textes)


@dataclass(frozen=True)
class Conflit:
    """Un geste que l'état présent de la table ne permet plus ; `leur` : ce que quelqu'un d'autre y a mis."""

    modification: Modification
    leur: str
