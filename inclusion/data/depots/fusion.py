"""Verser des lignes dans une table : par sa clé, sans rien effacer de connu."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import pandas as pd

from inclusion.model.schemas import Schema

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


def fusionner(
    avant: pd.DataFrame,
    versees: pd.DataFrame,
    schema: Schema,
    *,
    remplacer: bool = False,
    lot: Sequence[str] = (),
) -> Fusion:
    """Les lignes de `avant`, mises à jour et complétées par `versees` (deux tables de textes normalisés).

    Même clé : la valeur versée l'emporte, sauf si elle est vide (ne rien dire n'est pas effacer) ; latitude,
    longitude et précision se prennent ensemble. Une table sans clé reçoit les lignes qu'elle n'a pas déjà autant de
    fois ; si elle a une identité, une ligne connue y est mise à jour, et un autre nom de fichier n'en fait pas une
    autre ligne. `remplacer` : seules restent les lignes versées. `lot` : elles remplacent les lignes qui ont les mêmes
    valeurs qu'une d'elles dans ces colonnes (le même mois de la même commune), et laissent les autres.
    """
    if lot and not remplacer:
        return _par_lot(avant, versees, schema, list(lot))
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


def _par_lot(avant: pd.DataFrame, versees: pd.DataFrame, schema: Schema, lot: list[str]) -> Fusion:
    """Les lots que portent les lignes versées, remplacés un à un."""
    touchees = _indexee(avant, lot).index.isin(_indexee(versees, lot).index)
    dedans = fusionner(avant[touchees], versees, schema, remplacer=True)
    return replace(dedans, table=pd.concat([avant[~touchees], dedans.table], ignore_index=True))


def _indexee(table: pd.DataFrame, cle: list[str]) -> pd.DataFrame:
    """La table, indexée par sa clé écrite en un texte."""
    return table.set_axis(pd.Index(["\x1f".join(c) for c in table[cle].to_numpy()], dtype="object"))


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
