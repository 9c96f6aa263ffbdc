"""Un format national par fichier : ce qui le fait reconnaître, et comment il se lit."""

from collections.abc import Callable
from dataclasses import dataclass

from inclusion.data.depots.correspondance import Converti
from inclusion.data.depots.fichiers import Brut


@dataclass(frozen=True)
class Format:
    """Un format : son nom (option `--format`), la table qu'il remplit, comment on le reconnaît et le lit."""

    nom: str
    libelle: str
    table: str
    reconnait: Callable[[Brut], float]
    convertir: Callable[[Brut], Converti]
