"""Le stockage d'un jeu : des instantanés datés, complets et autonomes, entre lesquels le jeu bascule d'un coup."""

from inclusion.data.instantanes.disque import peut_ecrire
from inclusion.data.instantanes.ecriture import adopter, copier, enregistrer, restaurer
from inclusion.data.instantanes.modele import (
    ConflitError,
    DisquePleinError,
    Instantane,
    InstantaneInconnuError,
    InterditError,
    JeuFautifError,
    LectureSeuleError,
    OccupeError,
    Saisie,
    StockageError,
    Versement,
)
from inclusion.data.instantanes.registre import (
    delaisses,
    empreinte,
    inacheves,
    instantane,
    instantanes,
    methode,
)

__all__ = [
    "ConflitError",
    "DisquePleinError",
    "Instantane",
    "InstantaneInconnuError",
    "InterditError",
    "JeuFautifError",
    "LectureSeuleError",
    "OccupeError",
    "Saisie",
    "StockageError",
    "Versement",
    "adopter",
    "copier",
    "delaisses",
    "empreinte",
    "enregistrer",
    "inacheves",
    "instantane",
    "instantanes",
    "methode",
    "peut_ecrire",
    "restaurer",
]
