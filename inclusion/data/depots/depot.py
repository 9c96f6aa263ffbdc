"""Un dépôt en cours : ce qu'on en a lu, ce qu'on en demande, ce que le contrôle en dit, ce que verser changerait."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

import pandas as pd

from inclusion.data.depots.controle import Rapport
from inclusion.data.depots.correspondance import appliquer
from inclusion.data.depots.fichiers import Brut
from inclusion.data.depots.formats import Format
from inclusion.data.depots.fusion import Fusion
from inclusion.data.depots.importation import Apport
from inclusion.data.depots.reconnaissance import TABLEAU, formats
from inclusion.model.schemas import Faute, schemas

Correspondance = tuple[tuple[str, str], ...]
Corrections = tuple[tuple[int, str, str], ...]
TABLES_SAISIES = tuple(nom for nom, s in schemas().items() if s.chemin.endswith(".csv"))


@dataclass(frozen=True)
class Fichier:
    """Un fichier déposé ; `empreinte` le désigne dans les caches et les clés."""

    nom: str
    octets: bytes = field(repr=False)
    empreinte: str


@dataclass(frozen=True, eq=False)
class Lecture:
    """Ce qu'on a lu d'un fichier : rien (`erreur`), un tableau (`brut`), ou un data package (`apports`, `fautes`).

    `format` : celui que l'on reconnaît (`""` : aucun) ; `retenue` : la table et la correspondance gardées d'un fichier
    aux mêmes en-têtes.
    """

    fichier: Fichier
    erreur: str = ""
    brut: Brut | None = None
    format: str = ""
    retenue: tuple[str, Mapping[str, str]] | None = None
    paquet: bool = False
    apports: tuple[Apport, ...] = ()
    fautes: tuple[Faute, ...] = ()

    @property
    def cle(self) -> str:
        """Ce qui désigne ce dépôt : le fichier et la feuille lue."""
        return f"{self.fichier.empreinte[:12]} {self.brut.feuille if self.brut else ''}"


@dataclass(frozen=True)
class Consigne:
    """Ce que l'on demande d'une lecture : un format, ou une correspondance vers une table, et des corrections.

    `corrections` : (rang de la rangée dans le fichier lu, colonne, nouvelle valeur) ; `remplacer` : le dépôt remplace
    la table, il se juge sans elle.
    """

    format: str
    table: str = "lieux"
    correspondance: Correspondance = ()
    corrections: Corrections = ()
    source: str = ""
    remplacer: bool = False

    def corrigee(self, corrections: Corrections) -> "Consigne":
        return replace(self, corrections=corrections)

    def en_format(self) -> Format:
        """Le format nommé, ou celui que fait la correspondance."""
        connu = formats()[self.format]
        if self.format != TABLEAU:
            return connu
        convertir = partial(appliquer, correspondance=dict(self.correspondance), nom_table=self.table)
        return Format(TABLEAU, connu.libelle, self.table, connu.reconnait, convertir)


@dataclass(frozen=True, eq=False)
class Controle:
    """Le rapport d'un dépôt sur un état du jeu (`attendu`) ; `erreur` s'il n'a pas pu être mené."""

    attendu: str
    rapport: Rapport | None = None
    erreur: str = ""


@dataclass(frozen=True)
class Reglages:
    """Ce que celui qui dépose dit de ses données, et s'il remplace la table."""

    source: str = ""
    date_donnees: date | None = None
    nature: str = ""
    remplacer: bool = False


@dataclass(frozen=True, eq=False)
class Projet:
    """Ce que l'on s'apprête à verser, ce que cela changerait, et comment on nomme ce dépôt."""

    apports: tuple[Apport, ...]
    fusions: Mapping[str, Fusion]
    attendu: str
    remplacer: bool
    nom: str

    @property
    def change(self) -> bool:
        return any(f.change for f in self.fusions.values())


def corrigee(brut: Brut, corrections: Corrections) -> Brut:
    """Le tableau lu, avec les valeurs que l'on a corrigées."""
    if not corrections:
        return brut
    table = brut.table.copy()
    for rang, colonne, valeur in corrections:
        table.iloc[rang, table.columns.get_loc(colonne)] = valeur
    return replace(brut, table=table)


def corrections(avant: pd.DataFrame, apres: pd.DataFrame) -> Corrections:
    """Ce qui distingue deux tables de mêmes rangs et colonnes ; une ligne mal formée (rang < 0) ne se corrige pas ici."""
    return tuple(
        (int(rang), str(colonne), str(nouvelle or ""))
        for colonne in avant.columns
        for rang, lue, nouvelle in zip(avant.index, avant[colonne], apres[colonne], strict=True)
        if rang >= 0 and str(nouvelle or "") != str(lue)
    )
