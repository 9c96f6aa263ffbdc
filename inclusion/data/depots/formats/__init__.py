"""Un format national par fichier : ce qui le fait reconnaître, et comment il se lit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from inclusion.data.depots.correspondance import Converti
from inclusion.data.depots.fichiers import Brut
from inclusion.data.depots.fusion import Lot
from inclusion.model.anomalies import Anomalie


def tel_quel(brut: Brut) -> Brut:
    return brut


@dataclass(frozen=True, eq=False)
class Reunion:
    """Ce qui est versé d'un dépôt qui ne verse que des comptes : ses tables (textes), et ce qui en est dit."""

    tables: Mapping[str, pd.DataFrame]
    anomalies: tuple[Anomalie, ...] = ()


@dataclass(frozen=True)
class Agregation:
    """Un format qui ne verse que des comptes : ses lignes, contrôlées une à une, sont réunies avant d'être versées.

    `reunir` : lignes gardées (textes, colonnes de la table) et leur annexe (`Converti.annexe`) → ce qui est versé ;
    `lots` : table → ce qu'un dépôt y remplace en entier (sans quoi deux dépôts du même mois compteraient double).
    """

    reunir: Callable[[pd.DataFrame, pd.DataFrame], Reunion]
    lots: Mapping[str, Lot]


@dataclass(frozen=True)
class Format:
    """Un format : son nom (option `--format`), la table qu'il remplit, comment on le reconnaît et le lit.

    `public` : pour un format qui nomme des personnes, ce qui s'écrit à la place du nom du fichier ; `preparer` en
    retire alors tout ce qui les désigne, avant que rien d'autre ne le lise. `lots` : table → ce qu'un dépôt y remplace en
    entier, pour un format qui dit l'état de tout un domaine.
    """

    nom: str
    libelle: str
    table: str
    reconnait: Callable[[Brut], float]
    convertir: Callable[[Brut], Converti]
    public: str = ""
    preparer: Callable[[Brut], Brut] = tel_quel
    agregation: Agregation | None = None
    lots: Mapping[str, Lot] = field(default_factory=dict)
