"""Le territoire que l'on regarde : le département, une intercommunalité ou une commune."""

from dataclasses import dataclass
from enum import StrEnum


class Niveau(StrEnum):
    """Les trois niveaux de lecture."""

    DEPARTEMENT = "departement"
    EPCI = "epci"
    COMMUNE = "commune"


@dataclass(frozen=True)
class Territoire:
    """Un territoire figé et hachable : clé de cache et libellé d'URL.

    `part` dit la part du département regardée (« part vauclusienne ») quand l'EPCI déborde ;
    `siren_epci` est, pour une commune, celui de son intercommunalité.
    """

    code: str
    nom: str
    niveau: Niveau
    siren_epci: str = ""
    part: str = ""

    @property
    def libelle(self) -> str:
        """Libellé unique et stable, porté par l'URL."""
        match self.niveau:
            case Niveau.DEPARTEMENT:
                return f"{self.nom} (département)"
            case Niveau.EPCI:
                return f"{self.nom} (EPCI)"
            case Niveau.COMMUNE:
                return f"{self.nom} ({self.code})"

    @property
    def titre(self) -> str:
        """Nom à écrire en tête d'écran, avec « part vauclusienne » quand l'EPCI déborde."""
        return f"{self.nom}, {self.part}" if self.part else self.nom
