"""Les lignes qui répondent à une question, d'une seule nature quand il se peut, et leur provenance."""

import pandas as pd

from inclusion.analysis import natures, observations
from inclusion.analysis.natures import dits, renseignees
from inclusion.model.etat import Etat
from inclusion.model.provenance import Provenance

__all__ = ["a_fournir", "dits", "lignes", "provenance_des"]


def lignes(etat: Etat, nom: str, *colonnes: str) -> tuple[pd.DataFrame, Provenance]:
    """Les lignes réelles d'une table si elles renseignent `colonnes`, sinon celles de démonstration."""
    return observations.lignes(etat, nom, *colonnes)


def provenance_des(etat: Etat, nom: str, retenues: pd.DataFrame) -> Provenance:
    """La provenance de ces lignes-là : la démonstration que d'autres lignes portent n'y déteint pas."""
    return natures.provenance_des(etat.provenances[nom], retenues)


def a_fournir(etat: Etat, nom: str, *colonnes: str) -> str:
    """Le fichier à apporter pour répondre à une question ; `""` s'il y répond déjà, ailleurs ou pour rien ici."""
    return "" if renseignees(etat[nom], *colonnes).any() else f"{nom}.csv"
