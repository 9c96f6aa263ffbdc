"""Les mots du stockage : un instantané, un versement, et ce qui peut empêcher d'écrire."""

import errno
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from inclusion.model.edition import Modification
from inclusion.model.schemas import Faute


@dataclass(frozen=True)
class Instantane:
    """Un état complet et autonome du jeu.

    `lignes` : lignes par table ; `tables` : celles qui ont changé ; `qui` : l'éditeur connecté (`""` : personne ne
    l'était) ; `gestes` : table → modifications saisies à l'écran, pour le journal et pour les défaire.
    """

    nom: str
    dossier: Path
    date: datetime
    motif: str
    lignes: Mapping[str, int]
    tables: tuple[str, ...] = ()
    courant: bool = False
    qui: str = ""
    gestes: Mapping[str, tuple[Modification, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Versement:
    """D'où viennent les lignes que l'on verse dans une table.

    `date_donnees` : le constat ou l'extraction, None si la source n'est pas datée ; `remplace` vrai quand ces
    lignes prennent la place de toutes les autres ; `ressource` : sa description, si le dépôt l'apporte ;
    `declaree` faux quand `source` n'est qu'un nom de fichier, qui ne dit pas le producteur.
    """

    source: str
    date_donnees: date | None = None
    nature: str = ""
    remplace: bool = False
    ressource: Mapping[str, Any] = field(default_factory=dict)
    declaree: bool = True


@dataclass(frozen=True)
class Saisie:
    """Ce que l'on a changé à l'écran, et qui, s'il est connecté."""

    qui: str = ""
    gestes: Mapping[str, tuple[Modification, ...]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {"qui": self.qui, "gestes": {t: [g.to_json() for g in gs] for t, gs in self.gestes.items()}}


FAIRE_PLACE = "Libérer de la place (vider la corbeille, ôter d'anciens fichiers), puis recommencer."


def place_manquante(cause: OSError) -> str:
    """« Le disque est plein », ou « Le quota de disque est atteint »."""
    return "Le quota de disque est atteint" if cause.errno == errno.EDQUOT else "Le disque est plein"


class StockageError(Exception):
    """Ce qui empêche d'enregistrer ; le message, en français, dit quoi faire. Rien n'a été changé."""


class LectureSeuleError(StockageError):
    """Le dossier de données ne se laisse pas écrire."""

    def __init__(self, dossier: Path, cause: OSError | None = None) -> None:
        pourquoi = f" ({cause.strerror})" if cause and cause.strerror else ""
        super().__init__(
            f"Le dossier de données « {dossier.name} » ne se laisse pas écrire{pourquoi} : rien n'a été changé. "
            "Donner le droit d'y écrire, ou désigner un autre dossier par INCLUSION_DONNEES."
        )


class DisquePleinError(StockageError):
    """La place manque : le disque est plein, ou le quota est atteint."""

    def __init__(self, dossier: Path, cause: OSError) -> None:
        super().__init__(
            f"{place_manquante(cause)} : rien n'a été changé dans « {dossier.name} ». {FAIRE_PLACE}"
        )


class InterditError(StockageError):
    """Ce visiteur n'a pas le droit d'écrire ; le message dit pourquoi."""


class ConflitError(StockageError):
    """Le jeu a changé depuis qu'on l'a lu."""

    def __init__(self) -> None:
        super().__init__(
            "Les données ont changé depuis que cette page les a lues : quelqu'un d'autre a enregistré. Rien n'a été "
            "écrit ni perdu : relire le rapport, qui les compare maintenant au nouvel état, puis recommencer."
        )


class OccupeError(StockageError):
    """Un autre processus enregistre en ce moment."""

    def __init__(self, dossier: Path) -> None:
        super().__init__(
            f"Un autre enregistrement est en cours dans « {dossier.name} » : recommencer dans un instant."
        )


class InstantaneInconnuError(StockageError):
    """Un nom qui ne désigne aucun instantané entier."""


class JeuFautifError(StockageError):
    """Le jeu, tel qu'il deviendrait, ne serait plus lisible."""

    def __init__(self, fautes: Sequence[Faute]) -> None:
        self.fautes = tuple(fautes)
        reste = f" (et {len(fautes) - 5} autres)" if len(fautes) > 5 else ""
        super().__init__(
            "Rien n'a été enregistré, le jeu ne serait plus lisible : "
            + " ".join(str(faute) for faute in fautes[:5])
            + reste
        )
