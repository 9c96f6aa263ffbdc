"""Verser des lignes dans une table : par sa clé, sans rien effacer de connu."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from inclusion.model.schemas import Schema

SEP = "\x1f"
AUCUNE: Mapping[int, int] = MappingProxyType({})
POSITION = ["latitude", "longitude", "precision_localisation"]


@dataclass(frozen=True, eq=False)
class Fusion:
    """La table après versement (textes), et ce que le versement y fait, en nombre de lignes.

    `retirees` : lignes d'avant que le dépôt ne porte pas, quand il remplace la table ; 0 sinon.
    """

    table: pd.DataFrame
    ajoutees: int
    changees: int
    identiques: int
    retirees: int = 0

    @property
    def change(self) -> bool:
        return bool(self.ajoutees or self.changees or self.retirees)


@dataclass(frozen=True)
class Lot:
    """Les lignes qu'un dépôt remplace en entier : celles qui ont les mêmes `colonnes` qu'une des siennes.

    `periode` : deux colonnes de dates (AAAA-MM-JJ) ; il suffit alors que les périodes aient un jour commun, pour que deux
    dépôts du même trimestre ne comptent pas double, et que deux trimestres s'ajoutent. `vides` : une ligne où l'une de ces
    colonnes a été remplie depuis n'est plus du lot ; elle reste, mise à jour par sa clé. `autrefois` : ce qu'un jeu plus
    ancien écrit dans la première de ces colonnes, et qui est du lot quel que soit le dépôt.
    """

    colonnes: tuple[str, ...]
    periode: tuple[str, str] | None = None
    vides: tuple[str, ...] = ()
    autrefois: tuple[str, ...] = ()


def fusionner(
    avant: pd.DataFrame,
    versees: pd.DataFrame,
    schema: Schema,
    *,
    remplacer: bool = False,
    lot: Lot | None = None,
) -> Fusion:
    """Les lignes de `avant`, mises à jour et complétées par `versees` (deux tables de textes normalisés).

    Même clé : la valeur versée l'emporte, sauf si elle est vide (ne rien dire n'est pas effacer) ; latitude,
    longitude et précision se prennent ensemble. Une table sans clé reçoit les lignes qu'elle n'a pas déjà autant de
    fois ; si elle a une identité, une ligne connue y est mise à jour, et un autre nom de fichier n'en fait pas une
    autre ligne. `remplacer` : seules restent les lignes versées. `lot` : elles remplacent les lignes du même lot qu'une
    d'elles (le même mois de la même commune), et laissent les autres.
    """
    if lot and not remplacer:
        return _par_lot(avant, versees, schema, lot)
    if not schema.cle:
        return _sans_cle(avant, versees, schema.identite, remplacer=remplacer)
    cle = list(schema.cle)
    anciennes, nouvelles = _indexee(avant, cle), _indexee(versees, cle)
    communes = nouvelles.index[nouvelles.index.isin(anciennes.index)]
    neuves = nouvelles.index[~nouvelles.index.isin(anciennes.index)]
    gardees = nouvelles.loc[communes]
    if not remplacer:
        gardees = _completees(anciennes.loc[communes], gardees)
    changees = int((gardees != anciennes.loc[communes]).any(axis=1).sum())
    apres = nouvelles if remplacer else _mises_a_jour(anciennes, gardees, nouvelles.loc[neuves])
    return Fusion(
        table=apres[avant.columns].reset_index(drop=True),
        ajoutees=len(neuves),
        changees=changees,
        identiques=len(communes) - changees,
        retirees=len(anciennes) - len(communes) if remplacer else 0,
    )


def _par_lot(avant: pd.DataFrame, versees: pd.DataFrame, schema: Schema, lot: Lot) -> Fusion:
    """Les lots que portent les lignes versées, remplacés un à un ; les autres lignes, mises à jour par leur clé."""
    touchees = _touchees(avant, versees, lot)
    restees, cle = avant[~touchees], list(schema.cle)
    connues = _indexee(versees, cle).index.isin(_indexee(restees, cle).index)
    dedans = fusionner(avant[touchees], versees[~connues], schema, remplacer=True)
    dehors = fusionner(restees, versees[connues], schema)
    return Fusion(
        table=pd.concat([dehors.table, dedans.table], ignore_index=True),
        ajoutees=dedans.ajoutees,
        changees=dedans.changees + dehors.changees,
        identiques=dedans.identiques + dehors.identiques,
        retirees=dedans.retirees,
    )


def _touchees(avant: pd.DataFrame, versees: pd.DataFrame, lot: Lot) -> pd.Series:
    """Masque des lignes d'avant qui sont du même lot qu'une ligne versée ; sans date, de la même absence de date."""
    colonnes = list(lot.colonnes)
    intactes = avant[list(lot.vides)].eq("").all(axis=1)
    if lot.periode is None:
        meme = _indexee(avant, colonnes).index.isin(_indexee(versees, colonnes).index)
        ancien = avant[colonnes[0]].isin(lot.autrefois)
        return (pd.Series(meme, avant.index) | ancien) & intactes
    debut, fin = lot.periode
    neuves = versees[[*colonnes, debut, fin]].drop_duplicates()
    paires = avant.assign(rang=range(len(avant))).merge(neuves, on=colonnes, suffixes=("", "_neuf"))
    communes = (paires[debut] <= paires[f"{fin}_neuf"]) & (paires[f"{debut}_neuf"] <= paires[fin])
    return pd.Series(range(len(avant)), avant.index).isin(set(paires.loc[communes, "rang"])) & intactes


def _indexee(table: pd.DataFrame, cle: list[str]) -> pd.DataFrame:
    """La table, indexée par sa clé écrite en un texte."""
    return table.set_axis(pd.Index([SEP.join(c) for c in table[cle].to_numpy()], dtype="object"))


def _completees(anciennes: pd.DataFrame, nouvelles: pd.DataFrame) -> pd.DataFrame:
    """Les nouvelles valeurs, les anciennes là où rien n'est dit."""
    completees = nouvelles.where(nouvelles != "", anciennes)
    trio = [c for c in POSITION if c in nouvelles]
    if len(trio) == len(POSITION):
        situees = (nouvelles["latitude"] != "") & (nouvelles["longitude"] != "")
        completees[trio] = nouvelles[trio].where(situees, anciennes[trio])
    return completees


def _mises_a_jour(anciennes: pd.DataFrame, gardees: pd.DataFrame, neuves: pd.DataFrame) -> pd.DataFrame:
    """Les anciennes à leur place, mises à jour, puis les neuves."""
    intactes = anciennes.loc[~anciennes.index.isin(gardees.index)]
    return pd.concat([pd.concat([intactes, gardees]).loc[anciennes.index], neuves])


def _sans_cle(
    avant: pd.DataFrame, versees: pd.DataFrame, identite: Sequence[str], *, remplacer: bool
) -> Fusion:
    avant, colonnes = avant.reset_index(drop=True), list(avant.columns)
    identiques = _reprises(avant, versees, colonnes)
    if remplacer:
        ajoutees, retirees = len(versees) - len(identiques), len(avant) - len(identiques)
        return Fusion(versees[colonnes].reset_index(drop=True), ajoutees, 0, len(identiques), retirees)
    sans_source = [c for c in colonnes if c != "source"]
    if identite:
        identiques |= _reprises(avant, versees, sans_source, sauf=identiques)
    reprises = _reprises(avant, versees, list(identite), sauf=identiques) if identite else {}
    anciennes = avant.loc[list(reprises.values())]
    gardees = _completees(anciennes, versees[colonnes].iloc[list(reprises)].set_axis(anciennes.index))
    gardees = gardees[(gardees[sans_source] != anciennes[sans_source]).any(axis=1)]
    apres = pd.concat([avant.drop(gardees.index), gardees]).sort_index()
    neuves = [r for r in range(len(versees)) if r not in identiques and r not in reprises]
    return Fusion(
        table=pd.concat([apres, versees[colonnes].iloc[neuves]], ignore_index=True),
        ajoutees=len(neuves),
        changees=len(gardees),
        identiques=len(versees) - len(neuves) - len(gardees),
    )


def _reprises(
    avant: pd.DataFrame, versees: pd.DataFrame, colonnes: list[str], sauf: Mapping[int, int] = AUCUNE
) -> dict[int, int]:
    """Rang versé → place de la ligne connue qui a les mêmes valeurs dans ces colonnes, chacune une fois."""
    prises = set(sauf.values())
    libres: dict[tuple[str, ...], list[int]] = {}
    for place, valeurs in reversed(list(enumerate(map(tuple, avant[colonnes].to_numpy().tolist())))):
        if place not in prises:
            libres.setdefault(valeurs, []).append(place)
    trouvees = {}
    for rang, valeurs in enumerate(map(tuple, versees[colonnes].to_numpy().tolist())):
        if rang not in sauf and libres.get(valeurs):
            trouvees[rang] = libres[valeurs].pop()
    return trouvees
