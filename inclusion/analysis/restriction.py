"""Les lignes d'une table qui concernent un territoire, quelle que soit la façon dont elle le cite."""

import pandas as pd

from inclusion.analysis.ancrage import citent
from inclusion.analysis.selection import communes_du_territoire
from inclusion.model.territoires import Niveau, Territoire

COLONNES_COMMUNE = ("code_insee", "code_insee_siege")
COLONNES_TERRITOIRE = ("code_territoire", "codes_territoires")
COLONNES_EPCI = ("siren",)


def restreinte(
    table: pd.DataFrame, communes: pd.DataFrame, territoire: Territoire
) -> tuple[pd.DataFrame, str]:
    """Les lignes du territoire, et comment elles lui sont rattachées (`""` : tout le département)."""
    if territoire.niveau == Niveau.DEPARTEMENT:
        return table, ""
    codes = set(communes_du_territoire(communes, territoire)["code_insee"])
    for colonne in COLONNES_COMMUNE:
        if colonne in table.columns:
            ou = "commune du siège" if colonne.endswith("siege") else "commune"
            return table[table[colonne].isin(codes)], f"Lignes rattachées au territoire par leur {ou}."
    for colonne in COLONNES_TERRITOIRE:
        if colonne in table.columns:
            masque = citent(table[colonne], codes | {territoire.code, territoire.siren_epci})
            return table[masque], "Lignes qui citent le territoire, ses communes ou son intercommunalité."
    for colonne in COLONNES_EPCI:
        if colonne in table.columns:
            return table[table[colonne] == territoire.siren_epci], "L'intercommunalité du territoire."
    return table, "Cette table n'est pas localisée : toutes ses lignes sont montrées."
