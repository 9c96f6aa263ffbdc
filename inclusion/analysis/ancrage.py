"""Où s'ancre une ligne : département, intercommunalité ou commune, dits par des codes."""

from collections.abc import Collection

import pandas as pd

from inclusion.analysis.selection import SEPARATEUR, communes_du_territoire
from inclusion.model.territoires import Niveau, Territoire


def codes_du_territoire(territoire: Territoire, communes: pd.DataFrame) -> frozenset[str]:
    """Les codes qui désignent un territoire : le sien, ceux de ses communes et de ses intercommunalités.

    Une commune est aussi servie par ce qui sert son intercommunalité.
    """
    ici = communes_du_territoire(communes, territoire)
    codes = {territoire.code, *ici["code_insee"]}
    if territoire.niveau == Niveau.DEPARTEMENT:
        codes |= set(communes["siren_epci"])
    elif territoire.niveau == Niveau.COMMUNE:
        codes.add(territoire.siren_epci)
    return frozenset(codes - {""})


def citent(cellules: pd.Series, codes: Collection[str]) -> pd.Series:
    """Masque des cellules (codes séparés par `|`) qui citent l'un des codes."""
    cherches = set(codes)
    return cellules.map(lambda lue: not cherches.isdisjoint(lue.split(SEPARATEUR))).astype(bool)


def epci_des_codes(codes: pd.Series, communes: pd.DataFrame) -> pd.Series:
    """Le SIREN de l'intercommunalité de chaque code (commune ou intercommunalité) ; `""` pour le département."""
    sirens = dict(zip(communes["code_insee"], communes["siren_epci"], strict=True))
    connus = {**sirens, **{siren: siren for siren in sirens.values()}}
    return codes.map(lambda code: connus.get(code, "")).astype("str")


def epci_cites(cellules: pd.Series, communes: pd.DataFrame) -> frozenset[str]:
    """Les intercommunalités que citent des cellules, directement ou par l'une de leurs communes."""
    codes = cellules.str.split(SEPARATEUR).explode().dropna()
    return frozenset(epci_des_codes(codes, communes)) - {""}
