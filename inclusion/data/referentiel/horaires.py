"""Horaires de mairie du paquet public → syntaxe d'OpenStreetMap."""

import json
from collections.abc import Iterable

JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
JOURS_OSM = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
Plage = tuple[str, str]


def horaires_osm(texte: str) -> tuple[str, list[str]]:
    """`[["lundi","jeudi",[["08:00:00","12:00:00"]]]]` → « Mo-Th 08:00-12:00 », et ce qui a été écarté.

    Un jour de fin vide vaut le jour de début. Les jours consécutifs de mêmes horaires sont regroupés ; les
    plages qui se chevauchent sont réunies ; une plage qui finit avant de commencer est écartée et rendue.
    """
    semaine: list[list[Plage]] = [[] for _ in JOURS]
    ecartees: list[str] = []
    for debut, fin, heures in json.loads(texte or "[]"):
        for ouverture, fermeture in ((h[0][:5], h[1][:5]) for h in heures):
            if ouverture >= fermeture:
                ecartees.append(f"{debut} {ouverture}-{fermeture}")
                continue
            for jour in _jours(debut, fin or debut):
                semaine[jour].append((ouverture, fermeture))
    return _regles([_reunies(plages) for plages in semaine]), ecartees


def _jours(debut: str, fin: str) -> Iterable[int]:
    premier = JOURS.index(debut)
    return ((premier + k) % 7 for k in range((JOURS.index(fin) - premier) % 7 + 1))


def _reunies(plages: list[Plage]) -> tuple[Plage, ...]:
    """Plages triées, celles qui se chevauchent réunies."""
    reunies: list[Plage] = []
    for ouverture, fermeture in sorted(plages):
        if reunies and ouverture <= reunies[-1][1]:
            reunies[-1] = (reunies[-1][0], max(reunies[-1][1], fermeture))
        else:
            reunies.append((ouverture, fermeture))
    return tuple(reunies)


def _regles(semaine: list[tuple[Plage, ...]]) -> str:
    """Les règles OSM d'une semaine, du lundi au dimanche."""
    groupes: list[tuple[int, int]] = []
    for jour, plages in enumerate(semaine):
        if groupes and groupes[-1][1] == jour - 1 and semaine[jour - 1] == plages:
            groupes[-1] = (groupes[-1][0], jour)
        else:
            groupes.append((jour, jour))
    return "; ".join(
        f"{JOURS_OSM[a]}{'' if a == b else '-' + JOURS_OSM[b]} {','.join('-'.join(p) for p in semaine[a])}"
        for a, b in groupes
        if semaine[a]
    )
