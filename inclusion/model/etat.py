"""L'état : tout ce dont une réponse peut dépendre, obtenu une fois par passage et donné de main en main."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from inclusion.model.fautes import A_CORRIGER, illisibles, pertes, resume
from inclusion.model.memoire import Memoire
from inclusion.model.provenance import Provenance
from inclusion.model.schemas import Faute
from inclusion.model.territoires import Territoire


class Droit(Protocol):
    """Ce que peut écrire qui demande."""

    @property
    def ecrire(self) -> bool: ...
    @property
    def raison(self) -> str: ...
    def exiger(self) -> None: ...
    def ferme(self, raison: str) -> "Droit": ...


@dataclass(frozen=True)
class LectureSeule:
    """Le droit de qui n'en a pas dit d'autre : lire."""

    ecrire: bool = False
    raison: str = "Personne n'a dit pouvoir écrire."

    def exiger(self) -> None:
        """Lève `PermissionError`."""
        raise PermissionError(self.raison)

    def ferme(self, raison: str) -> "LectureSeule":
        """Fermé, pour une autre raison."""
        return replace(self, raison=raison)


class Enregistre(Protocol):
    """Un état enregistré du jeu, avant qu'on ne le lise."""

    @property
    def nom(self) -> str: ...
    @property
    def date(self) -> datetime: ...
    @property
    def motif(self) -> str: ...
    @property
    def courant(self) -> bool: ...


def _aucun(nom: str) -> "Etat":
    raise KeyError(f"Aucun état enregistré « {nom} ».")


@dataclass(frozen=True, eq=False)
class Etat:
    """Un jeu de données regardé un jour donné, par quelqu'un ; ses tables ne se modifient pas.

    `parametres` : les réglages, et sous `temps_calcules` les minutes d'un moteur ; `lieux` : la table « lieux », avec
    famille, fraîcheur, horaires lus et position sur la carte (EPSG:4326) à `a_date` ; `part` : comment dire la part d'un
    EPCI qui déborde ; `identifiant` : change dès que le jeu change ; `jeu` : le jeu tel que lu, pour ce qui l'écrit ;
    `enregistres` : ses états enregistrés, du plus récent au plus ancien ; `ouvrir` : l'un d'eux, par son nom, compté par la
    même méthode ; `instant` : l'heure de la question ; `droits`, `qui` : ce que peut écrire qui demande, et son adresse
    s'il est connecté.
    """

    tables: Mapping[str, pd.DataFrame]
    provenances: Mapping[str, Provenance]
    parametres: Mapping[str, Any]
    departement: Territoire
    part: str
    lieux: pd.DataFrame
    a_date: date
    jeu: Any = None
    dossier: Path = Path()
    identifiant: str = ""
    fautes: tuple[Faute, ...] = ()
    absentes: tuple[str, ...] = ()
    enregistres: tuple[Any, ...] = ()
    ouvrir: "Callable[[str], Etat]" = _aucun
    instant: datetime = datetime.min
    droits: Droit = LectureSeule()
    qui: str = ""
    memoire: Memoire = field(default_factory=Memoire, repr=False)
    partage: "Etat | None" = field(default=None, repr=False)

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.tables[table]

    def fournie(self, table: str) -> bool:
        """La table est là et a des lignes : sans cela ses effectifs sont inconnus, pas nuls."""
        return len(self.tables[table]) > 0

    @property
    def illisible(self) -> tuple[Faute, ...]:
        """Ce qui empêche d'ouvrir le jeu."""
        return illisibles(self.fautes)

    @property
    def entier(self) -> bool:
        """Rien de ce que dit le dossier n'est écarté : le réécrire n'en perdra rien."""
        return not pertes(self.fautes)

    @property
    def ecriture(self) -> Droit:
        """Le droit d'enregistrer dans ce jeu : celui de qui demande, fermé tant qu'une faute en écarte quelque chose.

        Restaurer un état, qui ne réécrit rien de ce qui est lu, ne demande que `droits`.
        """
        if self.entier or not self.droits.ecrire:
            return self.droits
        return self.droits.ferme(
            f"{A_CORRIGER} Leur liste, page « Provenance » : {resume(pertes(self.fautes))}."
        )

    @property
    def commun(self) -> "Etat":
        """Le même état sans celui qui demande ni l'heure : ce que tous partagent, et cela seul se retient."""
        return self.partage or self

    def vu_par(self, droits: Droit, *, qui: str = "", instant: datetime | None = None) -> "Etat":
        """Le même état, pour celui qui demande, à cette heure-là ; ce qui est déjà calculé sert encore."""
        quand = instant or datetime.combine(self.a_date, time.min)
        return replace(self, droits=droits, qui=qui, instant=quand, partage=self.commun)
