"""Les lignes qui répondent à une question, d'une seule nature quand il se peut, et leur provenance."""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from inclusion.analysis.natures import DEMONSTRATION, informees, renseignees
from inclusion.model.chiffres import Chiffre
from inclusion.model.provenance import Provenance
from inclusion.queries.jeu import jeu, provenance

INVENTEES = "Démonstration"
NON_RENSEIGNE = "non renseigné dans les données."


def lignes(nom: str, *colonnes: str) -> tuple[pd.DataFrame, Provenance]:
    """Les lignes réelles d'une table si elles renseignent `colonnes`, sinon celles de démonstration."""
    retenues = informees(jeu()[nom], *colonnes)
    return retenues, provenance_des(nom, retenues)


def provenance_des(nom: str, retenues: pd.DataFrame) -> Provenance:
    """La provenance de ces lignes-là : la démonstration que d'autres lignes portent n'y déteint pas."""
    dite = provenance(nom)
    natures = set(retenues["nature"])
    if not natures:
        return replace(dite, nature="vide")
    if natures == {DEMONSTRATION}:
        return replace(
            dite,
            nature="demonstration",
            producteur=INVENTEES,
            sources=INVENTEES,
            licence="sans objet",
            millesime="valeurs inventées",
        )
    if DEMONSTRATION in natures:
        return replace(dite, nature="demonstration")
    return replace(
        dite, nature="reel", producteur=_sans_mention(dite.producteur), sources=_sans_mention(dite.sources)
    )


def _sans_mention(dits: str) -> str:
    return " ; ".join(dit for dit in dits.split(" ; ") if not dit.startswith("Démonstration"))


def dits(chiffres: Iterable[Chiffre]) -> list[Chiffre]:
    """Les mêmes chiffres ; un chiffre sans valeur ne commente pas un zéro qui n'en est pas un."""
    return [c if c.valeur is not None else replace(c, phrase=NON_RENSEIGNE) for c in chiffres]


def a_fournir(nom: str, *colonnes: str) -> str:
    """Le fichier à apporter pour répondre à une question ; `""` s'il y répond déjà, ailleurs ou pour rien ici."""
    return "" if renseignees(jeu()[nom], *colonnes).any() else f"{nom}.csv"
