"""Le secret : aucun effectif de 1 à 4 n'est écrit ni montré, ni ne se retrouve par différence avec un total.

Deux gestes. `regroupes`, à l'import : les petits effectifs rejoignent une ligne moins détaillée, la somme reste juste.
`masques`, à l'écran : une case cachée en fait cacher une seconde, jusqu'à ce qu'aucune soustraction ne la rende.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

SEUIL = 5
MASQUE = "masqué (secret)"
Effectifs = NDArray[np.float64]
Masque = NDArray[np.bool_]


class Addition(NamedTuple):
    """Une somme que le lecteur peut refaire : le long d'un `axe`, la case `total` est la somme des `parts`."""

    axe: int
    total: int
    parts: tuple[int, ...]


def masques(effectifs: Effectifs, additions: Sequence[Addition], aussi: Masque | None = None) -> Masque:
    """Les cases à cacher : celles de 1 à 4 (et `aussi` celles-ci), puis de quoi empêcher de les retrouver.

    Une addition n'a jamais une seule case cachée, et ses parts cachées font au moins `SEUIL` à elles toutes : la plus
    petite part non nulle encore visible se cache, de proche en proche (masquage secondaire par lignes ; il ne résout
    pas le problème d'optimisation complet des tableaux croisés). Un zéro n'est pas un secret.
    """
    masque = (effectifs > 0) & (effectifs < SEUIL)
    if aussi is not None:
        masque |= aussi
    while any(_completer(effectifs, masque, addition) for addition in additions):
        pass
    return masque


def _completer(effectifs: Effectifs, masque: Masque, addition: Addition) -> bool:
    """Cache une part de plus là où l'addition trahirait ; modifie `masque`, dit si quelque chose a changé."""
    cases = [*addition.parts, addition.total]
    valeurs, caches = (_lignes_de(tableau, addition.axe, cases) for tableau in (effectifs, masque))
    sommes = np.where(caches, valeurs, 0)[:, :-1].sum(axis=1)
    trahit = (caches.sum(axis=1) == 1) | (~caches[:, -1] & (sommes > 0) & (sommes < SEUIL))
    visibles = np.where(~caches & (valeurs > 0), valeurs, np.inf)
    lignes = np.flatnonzero(trahit & np.isfinite(visibles.min(axis=1)))
    caches[lignes, visibles[lignes].argmin(axis=1)] = True
    destination = np.moveaxis(masque, addition.axe, -1)
    destination[..., cases] = caches.reshape(*destination.shape[:-1], len(cases))
    return bool(len(lignes))


def _lignes_de(tableau: NDArray[Any], axe: int, cases: list[int]) -> NDArray[Any]:
    """Une ligne par addition de même forme : ses parts, puis son total."""
    return np.moveaxis(tableau.take(cases, axis=axe), axe, -1).reshape(-1, len(cases)).copy()


def regroupes(
    table: pd.DataFrame,
    *,
    fixes: Sequence[str],
    details: Sequence[str],
    effectif: str,
    caches: Collection[tuple[str, ...]] = (),
) -> pd.DataFrame:
    """Les lignes réunies par `fixes` et `details` (textes), aucune n'ayant de 1 à 4 ; la somme est gardée.

    Dans chaque groupe de mêmes `fixes`, un détail dont une valeur n'atteint pas `SEUIL` est vidé (`""` : non ventilé),
    détail après détail dans l'ordre donné. Un groupe entier sous le seuil, ou que `caches` désigne par ses `fixes`, garde
    une ligne, sans effectif ni détail. Effectif en entier, manquant s'il est masqué ; un groupe nul ne donne aucune ligne.
    """
    lignes = [
        dict(zip(fixes, cle, strict=True)) | ligne
        for cle, lot in table.groupby(list(fixes), sort=False)
        for ligne in _lignes(lot, details, effectif, cache=cle in caches)
    ]
    rendue = pd.DataFrame(lignes, columns=[*fixes, *details, effectif])
    return rendue.assign(**{effectif: rendue[effectif].astype("Int64")})


def _lignes(
    lot: pd.DataFrame, details: Sequence[str], effectif: str, *, cache: bool
) -> Iterator[dict[str, str | int | None]]:
    total = int(lot[effectif].sum())
    if total and (cache or total < SEUIL):
        yield dict.fromkeys(details, "") | {effectif: None}
    elif total:
        for part in _parts(lot, list(details), effectif):
            yield {d: str(part[d].iloc[0]) for d in details} | {effectif: int(part[effectif].sum())}


def _parts(lot: pd.DataFrame, details: list[str], effectif: str) -> Iterable[pd.DataFrame]:
    """Le lot partagé selon ses détails : chaque part atteint le seuil, les valeurs trop rares y sont vidées."""
    if not details:
        return [lot]
    detail, *suite = details
    sommes = lot.groupby(detail)[effectif].sum()
    rares = set(sommes.index[sommes < SEUIL]) | {""}
    reste = sommes[sommes.index.isin(rares)].sum()
    if 0 < reste < SEUIL:
        rares.add(sommes[~sommes.index.isin(rares)].idxmin())
    commun = lot[detail].isin(rares)
    parts = [part for _, part in lot[~commun].groupby(detail)]
    if commun.any():
        parts.append(lot[commun].assign(**{detail: ""}))
    return [fine for part in parts for fine in _parts(part, suite, effectif)]
