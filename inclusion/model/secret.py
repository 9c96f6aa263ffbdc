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

    Une addition n'a jamais une seule case cachée, et chacune de ses parts cachées pourrait atteindre `SEUIL` : qui lit
    sait qu'une part cachée vaut au moins 1, et au moins la somme de ce qu'elle réunit. Sinon la plus petite part non nulle
    encore visible se cache, de proche en proche. C'est un masquage secondaire par lignes, pas l'optimisation complète des
    tableaux croisés : qui rapproche plusieurs additions peut resserrer l'intervalle d'un effectif. Un zéro n'est pas un
    secret.
    """
    masque = (effectifs > 0) & (effectifs < SEUIL)
    if aussi is not None:
        masque |= aussi
    planchers = _planchers(effectifs, masque, additions)
    while any(_completer(effectifs, masque, planchers, addition) for addition in additions):
        planchers = _planchers(effectifs, masque, additions)
    return masque


def _planchers(effectifs: Effectifs, masque: Masque, additions: Sequence[Addition]) -> Effectifs:
    """Ce que l'on sait qu'une case vaut au moins : son effectif, ou cachée, 1 (sauf nulle) et la somme de ses parts."""
    planchers = np.where(masque, np.minimum(effectifs, 1.0), effectifs)
    for addition in additions:
        vue, cache = (np.moveaxis(tableau, addition.axe, 0) for tableau in (planchers, masque))
        somme = vue[list(addition.parts)].sum(axis=0)
        vue[addition.total] = np.where(
            cache[addition.total], np.maximum(vue[addition.total], somme), vue[addition.total]
        )
    return planchers


def _completer(effectifs: Effectifs, masque: Masque, planchers: Effectifs, addition: Addition) -> bool:
    """Cache une part de plus là où l'addition trahirait ; modifie `masque`, dit si quelque chose a changé."""
    cases = [*addition.parts, addition.total]
    valeurs, caches, moindres = (
        _lignes_de(tableau, addition.axe, cases) for tableau in (effectifs, masque, planchers)
    )
    parts = caches[:, :-1] & (valeurs[:, :-1] > 0)
    sommes = np.where(parts, valeurs[:, :-1], 0).sum(axis=1)
    moindres = np.where(parts, moindres[:, :-1], 0)
    plafonds = sommes - moindres.sum(axis=1) + np.where(parts, moindres, np.inf).min(axis=1, initial=np.inf)
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
