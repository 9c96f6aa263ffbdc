"""Les rangées d'un texte CSV, chacune avec la ligne où elle commence ; une cellule démesurée est refusée ici, pour tous."""

import csv
from collections.abc import Iterator
from io import StringIO

CELLULE_MAX = 131_072
"""En caractères. `csv.field_size_limit` vaut pour tout le processus, et d'autres bibliothèques le changent."""


class RangeeError(ValueError):
    """Ce qui empêche de lire une rangée : `ligne` du fichier, et si c'est une cellule démesurée."""

    def __init__(self, ligne: int, *, demesuree: bool) -> None:
        self.ligne = ligne
        self.demesuree = demesuree
        motif = "cellule démesurée" if demesuree else "guillemets ou fins de ligne mal formés"
        super().__init__(motif)


def rangees(texte: str, separateur: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Toutes les rangées, vides comprises, et leur ligne à partir de 1 ; lève `RangeeError`."""
    lecteur = csv.reader(StringIO(texte, newline=""), delimiter=separateur)
    debut = 1
    while True:
        try:
            rangee = next(lecteur, None)
        except csv.Error as erreur:
            raise RangeeError(lecteur.line_num, demesuree="field larger" in str(erreur)) from erreur
        if rangee is None:
            return
        if any(len(cellule) > CELLULE_MAX for cellule in rangee):
            raise RangeeError(lecteur.line_num, demesuree=True)
        yield debut, rangee
        debut = lecteur.line_num + 1
