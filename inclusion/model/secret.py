"""Le secret : aucun effectif de 1 à 4 n'est écrit ni montré, ni ne se retrouve par différence avec un total.

Deux gestes. `regroupes`, à l'import : les petits effectifs rejoignent une ligne moins détaillée, la somme reste juste.
`masques`, à l'écran : une case cachée en fait cacher une seconde, jusqu'à ce qu'aucune soustraction ne la rende.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

SEUIL = 5
MASQUE = "masqué (secret)"
Effectifs = NDArray[np.float64]
Masque = NDArray[np.bool_]
Lot = list[tuple[tuple[str, ...], int]]
"""Des lignes : les valeurs de leurs détails, leur effectif."""


class Addition(NamedTuple):
    """Une somme que le lecteur peut refaire : le long d'un `axe`, la case `total` est la somme des `parts`."""

    axe: int
    total: int
    parts: tuple[int, ...]


def masques(effectifs: Effectifs, additions: Sequence[Addition], aussi: Masque | None = None) -> Masque:
    """Les cases à cacher : celles de 1 à 4 (et `aussi` celles-ci), puis de quoi empêcher de les retrouver.

    Une addition n'a jamais une seule case cachée, et chacune de ses parts cachées, les autres valant au moins 1, pourrait
    atteindre `SEUIL` : sinon la plus petite part non nulle encore visible se cache, de proche en proche (masquage
    secondaire par lignes ; il ne résout pas le problème d'optimisation complet des tableaux croisés, et qui rapproche
    plusieurs additions peut encore resserrer un effectif). Un zéro n'est pas un secret.
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
    plafonds = sommes - (caches[:, :-1].sum(axis=1) - 1)
    trahit = (caches.sum(axis=1) == 1) | (~caches[:, -1] & (sommes > 0) & (plafonds < SEUIL))
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
        (*cle, *ligne)
        for cle, lot in _lots(table, fixes, details, effectif).items()
        for ligne in _lignes(lot, cache=cle in caches)
    ]
    rendue = pd.DataFrame(lignes, columns=[*fixes, *details, effectif])
    return rendue.assign(**{effectif: rendue[effectif].astype("Int64")})


def _lots(
    table: pd.DataFrame, fixes: Sequence[str], details: Sequence[str], effectif: str
) -> dict[tuple[str, ...], Lot]:
    """Les lignes de mêmes `fixes`, dans l'ordre où elles viennent : leurs détails, leur effectif."""
    lots: dict[tuple[str, ...], Lot] = {}
    cles, valeurs = (zip(*(table[c] for c in noms), strict=True) for noms in (fixes, details))
    for cle, detail, nombre in zip(cles, valeurs, table[effectif], strict=True):
        lots.setdefault(cle, []).append((detail, int(nombre)))
    return lots


def _lignes(lot: Lot, *, cache: bool) -> Iterator[tuple[str | int | None, ...]]:
    total = sum(nombre for _, nombre in lot)
    details = lot[0][0]
    if total and (cache or total < SEUIL):
        yield (*[""] * len(details), None)
    elif total:
        for part in _parts(lot, 0):
            yield (*part[0][0], sum(nombre for _, nombre in part))


def _parts(lot: Lot, rang: int) -> Iterator[Lot]:
    """Le lot partagé selon ses détails, à partir de `rang` : chaque part atteint le seuil, le trop rare y est vidé.

    En listes plutôt qu'en tables : des milliers de lots de quelques lignes, où pandas passerait une minute.
    """
    if rang == len(lot[0][0]):
        yield lot
        return
    sommes: Counter[str] = Counter()
    for details, nombre in lot:
        sommes[details[rang]] += nombre
    rares = {valeur for valeur, somme in sommes.items() if somme < SEUIL} | {""}
    frequentes = sorted(sommes.keys() - rares)
    if 0 < sum(sommes[valeur] for valeur in rares) < SEUIL:
        rares.add(min(frequentes, key=sommes.__getitem__))
    for valeur in frequentes:
        if valeur not in rares:
            yield from _parts([ligne for ligne in lot if ligne[0][rang] == valeur], rang + 1)
    communs = [
        ((*details[:rang], "", *details[rang + 1 :]), nombre)
        for details, nombre in lot
        if details[rang] in rares
    ]
    if communs:
        yield from _parts(communs, rang + 1)
