"""À quoi renoncer quand il reste trop peu de lieux : les plus petits renoncements, et ce que chacun rendrait."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial, reduce
from itertools import combinations
from typing import NamedTuple

from inclusion.model.orientation import HORIZONS_MIN, SANS_LIMITE, DemiJournee, Recherche, Relachement


class Renoncement(NamedTuple):
    """Ce à quoi l'on peut renoncer : sa sorte (une à la fois), ce que l'on en dit, la demande moins cela."""

    sorte: str
    libelle: str
    sur: Callable[[Recherche], Recherche]


Lot = tuple[Renoncement, ...]
AUTRE_BESOIN = Renoncement("besoin", "Pour un autre besoin", partial(replace, besoin=""))


def relachements(
    demande: Recherche, compte: Callable[[Recherche], int], *, situee: bool
) -> tuple[Relachement, ...]:
    """Les plus petits renoncements qui donnent plus de lieux sûrs : un seul s'il suffit, sinon deux, sinon les plus larges.

    `compte` : le nombre de lieux sûrs d'une demande ; `situee` : on sait d'où part la personne. Le besoin n'est lâché que
    si rien d'autre n'aide. Le plus utile d'abord ; vide si même sans exigence il n'y a pas un lieu sûr de plus.
    """
    actuels = compte(demande)
    for lots in _essais(demande, situee=situee):
        comptes = [
            _relachement(demande, lot, compte) for lot in lots if len({r.sorte for r in lot}) == len(lot)
        ]
        utiles = [relachement for relachement in comptes if relachement.surs > actuels]
        if utiles:
            return _sans_detour(utiles)
    return ()


def _essais(demande: Recherche, *, situee: bool) -> Iterator[Iterable[Lot]]:
    """Ce que l'on essaie, du plus petit renoncement au plus grand ; le nombre d'essais reste petit."""
    precis = [*_moments(demande), *_horizons(demande, situee=situee), *_accueils(demande)]
    larges = [*_moments(demande), *_horizons(demande, situee=situee)[-1:], *_tout_accueil(demande)]
    yield combinations(precis, 1)
    yield combinations(precis, 2)
    for taille in range(1, len(larges) + 1):
        yield combinations(larges, taille)
    if demande.besoin:
        for taille in range(len(larges) + 1):
            yield ((AUTRE_BESOIN, *lot) for lot in combinations(larges, taille))


def _horizons(demande: Recherche, *, situee: bool) -> list[Renoncement]:
    if demande.horizon_min == SANS_LIMITE or not situee:
        return []
    plus_loin = [h for h in HORIZONS_MIN if h > demande.horizon_min]
    return [
        *(Renoncement("où", f"Jusqu'à {h} minutes", partial(replace, horizon_min=h)) for h in plus_loin),
        Renoncement("où", "Aussi loin qu'il faut", partial(replace, horizon_min=SANS_LIMITE)),
    ]


def _moments(demande: Recherche) -> Iterator[Renoncement]:
    if demande.demi_journee != DemiJournee.TOUTE:
        yield Renoncement("heure", "À toute heure", partial(replace, demi_journee=DemiJournee.TOUTE))
    if demande.jour:
        yield Renoncement("jour", "N'importe quel jour des sept prochains", partial(replace, jour=None))


def _accueils(demande: Recherche) -> Iterator[Renoncement]:
    for valeur in (*demande.publics, *demande.accueils):
        yield Renoncement(valeur, f"Sans exiger « {valeur} »", partial(_sans, valeur))


def _tout_accueil(demande: Recherche) -> Iterator[Renoncement]:
    if demande.publics or demande.accueils:
        yield Renoncement(
            "accueil", "Sans exiger d'accueil adapté", partial(replace, publics=(), accueils=())
        )


def _sans(valeur: str, demande: Recherche) -> Recherche:
    """La demande sans ce public ni cet accueil."""
    return replace(
        demande,
        publics=tuple(p for p in demande.publics if p != valeur),
        accueils=tuple(a for a in demande.accueils if a != valeur),
    )


def _relachement(demande: Recherche, lot: Lot, compte: Callable[[Recherche], int]) -> Relachement:
    """Plusieurs renoncements à la fois : ce que l'on en dit, la demande qui reste, les lieux qu'elle donne."""
    dits = [lot[0].libelle, *(r.libelle[0].lower() + r.libelle[1:] for r in lot[1:])]
    reste = reduce(lambda d, renoncement: renoncement.sur(d), lot, demande)
    return Relachement(" et ".join(dits), reste, compte(reste))


def _sans_detour(utiles: list[Relachement]) -> tuple[Relachement, ...]:
    """Sans ceux qui vont plus loin qu'un autre sans donner plus de lieux ; le plus utile d'abord."""
    gardes: list[Relachement] = []
    for candidat in utiles:
        limite = candidat.demande.horizon_min
        plus_pres = [g for g in gardes if replace(g.demande, horizon_min=limite) == candidat.demande]
        if all(candidat.surs > pres.surs for pres in plus_pres):
            gardes.append(candidat)
    return tuple(sorted(gardes, key=lambda r: -r.surs))
