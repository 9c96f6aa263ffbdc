"""Deux états d'une table : ce qui est apparu, ce qui a disparu, ce qui a changé."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

COLONNES = ["cle", "champ", "avant", "apres"]


@dataclass(frozen=True, eq=False)
class Comparaison:
    """`apparues` et `disparues` : leurs lignes ; `changements` : cle, champ, avant, apres (textes)."""

    apparues: pd.DataFrame
    disparues: pd.DataFrame
    changements: pd.DataFrame

    @property
    def changees(self) -> int:
        """Le nombre de lignes dont au moins un champ a changé."""
        return int(self.changements["cle"].nunique())

    @property
    def vide(self) -> bool:
        return not (len(self.apparues) or len(self.disparues) or len(self.changements))


def comparer(
    avant: pd.DataFrame, apres: pd.DataFrame, *, cle: Sequence[str], ignorer: Sequence[str] = ()
) -> Comparaison:
    """Rapproche deux états d'une table par sa clé ; les champs communs aux deux sont comparés.

    Sans clé, une ligne est la même si toutes ses valeurs le sont : rien n'est dit « changé ». Pour des lieux, une
    ligne apparue est un lieu ouvert (ou nouvellement recensé), une ligne disparue un lieu fermé (ou retiré).
    """
    champs = [c for c in avant.columns if c in apres.columns and c not in ignorer]
    par = list(cle) or champs
    anciens, nouveaux = _indexes(avant, par), _indexes(apres, par)
    communs = nouveaux[nouveaux.isin(anciens)]
    a, b = (_textes(t[champs]).set_axis(i) for t, i in ((avant, anciens), (apres, nouveaux)))
    return Comparaison(
        apparues=apres[~nouveaux.isin(anciens)].reset_index(drop=True),
        disparues=avant[~anciens.isin(nouveaux)].reset_index(drop=True),
        changements=_changements(a.loc[communs], b.loc[communs])
        if cle
        else _changements(a.head(0), b.head(0)),
    )


def _changements(avant: pd.DataFrame, apres: pd.DataFrame) -> pd.DataFrame:
    lignes = [
        (cle, champ, lue, nouvelle)
        for champ in avant.columns
        for cle, lue, nouvelle in zip(avant.index, avant[champ], apres[champ], strict=True)
        if lue != nouvelle
    ]
    return pd.DataFrame(lignes, columns=COLONNES, dtype="str").sort_values(
        "cle", kind="stable", ignore_index=True
    )


def _indexes(table: pd.DataFrame, cle: Sequence[str]) -> pd.Index:
    """La clé de chaque ligne, en un texte ; une clé répétée est numérotée."""
    textes = pd.Series([" · ".join(v) for v in _textes(table[list(cle)]).to_numpy()], dtype="object")
    rangs = textes.groupby(textes).cumcount()
    return pd.Index(textes.where(rangs == 0, textes + " (" + (rangs + 1).astype("str") + ")"), dtype="object")


def _textes(table: pd.DataFrame) -> pd.DataFrame:
    """Les valeurs comparables : vide pour l'inconnu, dates ISO, `3.0` comme `3`."""
    return pd.DataFrame({nom: [_texte(v) for v in table[nom]] for nom in table.columns}, index=table.index)


def _texte(valeur: object) -> str:
    if pd.api.types.is_scalar(valeur) and pd.isna(valeur):
        return ""
    if isinstance(valeur, pd.Timestamp):
        return str(valeur.date().isoformat())
    if isinstance(valeur, float) and valeur.is_integer():
        return str(int(valeur))
    return str(valeur)


def par_epci(
    avant: pd.DataFrame,
    apres: pd.DataFrame,
    communes: pd.DataFrame,
    epci: pd.DataFrame,
    *,
    colonne: str = "code_insee",
) -> pd.DataFrame:
    """Le nombre de lignes de chaque intercommunalité dans les deux états : siren, nom, avant, apres, ecart.

    `colonne` : le code de commune de la table. Une ligne dont la commune n'est d'aucune intercommunalité connue est
    comptée à part (`nom` = « hors des intercommunalités connues ») : les totaux sont ceux des tables.
    """
    appartenance = communes.set_index("code_insee")["siren_epci"]
    comptes = {
        quand: table[colonne].map(appartenance).fillna("").value_counts()
        for quand, table in (("avant", avant), ("apres", apres))
    }
    noms = dict(zip(epci["siren"], epci["nom_court"], strict=True))
    ailleurs = sorted({*comptes["avant"].index, *comptes["apres"].index} - set(noms))
    lignes = [
        (
            siren,
            noms.get(siren, "hors des intercommunalités connues"),
            int(comptes["avant"].get(siren, 0)),
            int(comptes["apres"].get(siren, 0)),
        )
        for siren in (*noms, *ailleurs)
    ]
    table = pd.DataFrame(lignes, columns=["siren", "nom", "avant", "apres"])
    return table.assign(ecart=table["apres"] - table["avant"])
