"""Un relevé : les lignes d'une figure, sa phrase de lecture, ses sources, et quoi fournir s'il est vide."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from inclusion.model.provenance import Provenance


@dataclass(frozen=True, eq=False)
class Releve:
    """Ce qu'une figure dessine et ce qu'elle dit.

    `colonnes` : colonne → en-tête du tableau qui la transcrit, dans l'ordre ; `manque` et `fichier` : la phrase et
    la table à apporter quand `lignes` est vide (`""` : la table est là, elle n'a rien pour ce territoire).
    """

    lignes: pd.DataFrame
    lecture: str
    sources: tuple[Provenance, ...]
    colonnes: Mapping[str, str]
    manque: str
    fichier: str

    @property
    def transcription(self) -> pd.DataFrame:
        return self.lignes[list(self.colonnes)].rename(columns=dict(self.colonnes))


@dataclass(frozen=True)
class Constats:
    """Des phrases qui constatent un manque, et les tables d'où elles sont tirées : leur étiquette en vient."""

    phrases: tuple[str, ...]
    sources: tuple[Provenance, ...] = field(default=())


@dataclass(frozen=True)
class Etape:
    """Une étape du parcours sur un territoire : ce qui est connu, et ce qui manque (`""` : rien)."""

    libelle: str
    description: str
    constats: tuple[str, ...]
    manque: str
    sources: tuple[Provenance, ...] = field(default=())
