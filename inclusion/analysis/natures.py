"""Le réel d'abord : une question n'emprunte la démonstration que là où le réel ne dit rien."""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from inclusion.model.chiffres import Chiffre
from inclusion.model.provenance import Provenance

DEMONSTRATION = "demonstration"
INVENTEES = "Démonstration"
NON_RENSEIGNE = "non renseigné dans les données."


def informees(table: pd.DataFrame, *colonnes: str) -> pd.DataFrame:
    """Les lignes qui répondent à une question, d'une seule nature : les réelles, à défaut la démonstration.

    `colonnes` : celles que la question lit. Dès qu'une ligne réelle les renseigne toutes, seules les lignes
    réelles sont rendues (renseignées ou non) ; sinon les lignes de démonstration qui les renseignent.
    Sans l'une ni l'autre, les lignes réelles : la question reste sans réponse.
    """
    reelles = table[table["nature"] != DEMONSTRATION]
    if renseignees(reelles, *colonnes).any():
        return reelles
    inventees = table[table["nature"] == DEMONSTRATION]
    connues = inventees[renseignees(inventees, *colonnes)]
    return reelles if connues.empty else connues


def renseignees(table: pd.DataFrame, *colonnes: str) -> pd.Series:
    """Masque des lignes dont toutes les colonnes ont une valeur (`""` et manquant : inconnu)."""
    masque = pd.Series(True, index=table.index)
    for colonne in colonnes:
        masque &= table[colonne].notna() & table[colonne].astype("str").ne("")
    return masque


def provenance_des(dite: Provenance, retenues: pd.DataFrame) -> Provenance:
    """La provenance de ces lignes-là : la démonstration que d'autres lignes portent n'y déteint pas."""
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
        dite, nature="reel", producteur=sans_mention(dite.producteur), sources=sans_mention(dite.sources)
    )


def sans_mention(dits: str) -> str:
    """Les producteurs réels d'une table, sans la mention de la démonstration qui la complète."""
    return " ; ".join(dit for dit in dits.split(" ; ") if not dit.startswith("Démonstration"))


def dits(chiffres: Iterable[Chiffre]) -> list[Chiffre]:
    """Les mêmes chiffres ; un chiffre sans valeur ne commente pas un zéro qui n'en est pas un : il dit pourquoi."""
    return [c if c.valeur is not None else replace(c, phrase=c.sans_objet or NON_RENSEIGNE) for c in chiffres]
