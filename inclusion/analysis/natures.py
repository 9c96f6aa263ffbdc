"""Le réel d'abord : une question n'emprunte la démonstration que là où le réel ne dit rien."""

import pandas as pd

DEMONSTRATION = "demonstration"


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
