"""Une semaine d'ouverture et son écriture dans la syntaxe OSM `opening_hours`.

Exemples : `Mo-Fr 09:00-12:00,13:30-17:00`, `Mo-Th 09:00-12:00; We off`.
"""

from collections.abc import Iterable, Mapping

Plage = tuple[int, int]
"""Début et fin, en minutes depuis minuit (0 à 1440)."""

Semaine = tuple[tuple[Plage, ...], ...]
"""Les plages de chaque jour, de lundi (0) à dimanche (6)."""

JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
JOURS_OSM = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MINUTES_PAR_JOUR = 24 * 60


def unir(plages: Iterable[Plage]) -> tuple[Plage, ...]:
    """Les mêmes minutes en plages disjointes et triées ; deux plages qui se touchent n'en font qu'une."""
    unies: list[Plage] = []
    for debut, fin in sorted(plages):
        if unies and debut <= unies[-1][1]:
            unies[-1] = (unies[-1][0], max(unies[-1][1], fin))
        else:
            unies.append((debut, fin))
    return tuple(unies)


def retirer(plages: Iterable[Plage], fermees: Iterable[Plage]) -> tuple[Plage, ...]:
    """Les plages moins les minutes fermées : 9-18 moins 12-14 donne 9-12 et 14-18."""
    restantes = list(plages)
    for debut_ferme, fin_ferme in fermees:
        morceaux = [
            morceau
            for debut, fin in restantes
            for morceau in ((debut, min(fin, debut_ferme)), (max(debut, fin_ferme), fin))
        ]
        restantes = [(debut, fin) for debut, fin in morceaux if debut < fin]
    return unir(restantes)


def plages_osm(plages: Iterable[Plage]) -> str:
    """Des plages en syntaxe OSM, sans jour : `09:00-12:00,14:00-18:00`."""
    return ",".join(f"{_heure_osm(debut)}-{_heure_osm(fin)}" for debut, fin in plages)


def semaine_osm(semaine: Mapping[int, tuple[Plage, ...]]) -> str:
    """Une semaine (jour 0-6 → plages) en syntaxe OSM, comme l'écrivent les lieux publiés au schéma national.

    Les jours de mêmes horaires sont groupés, le groupe le plus nombreux d'abord. Dès trois jours, un groupe
    s'écrit en intervalle si une règle suivante (horaires, ou `off` pour peu de jours) écrase ce qu'il enjambe.
    """
    groupes = _groupes(semaine)
    ouverts = {jour for jours in groupes.values() for jour in jours}
    regles, a_fermer, deja_ecrits = [], set[int](), set[int]()
    for plages, jours in groupes.items():
        deja_ecrits |= set(jours)
        enjambes = set(range(jours[0], jours[-1] + 1)) - set(jours)
        fermes = enjambes - ouverts
        intervalle = len(jours) >= 3 and len(fermes) < len(jours) and not enjambes & deja_ecrits
        if intervalle:
            a_fermer |= fermes
        ecriture = f"{JOURS_OSM[jours[0]]}-{JOURS_OSM[jours[-1]]}" if intervalle else jours_osm(jours)
        regles.append(f"{ecriture} {plages_osm(plages)}")
    if a_fermer:
        regles.append(f"{jours_osm(a_fermer)} off")
    return "; ".join(regles)


def jours_osm(jours: Iterable[int]) -> str:
    """Des jours un par un : `Mo,Tu`."""
    return ",".join(JOURS_OSM[jour] for jour in sorted(jours))


def _groupes(semaine: Mapping[int, tuple[Plage, ...]]) -> dict[tuple[Plage, ...], list[int]]:
    """Jours ouverts par horaires identiques, du groupe le plus nombreux au moins nombreux."""
    groupes: dict[tuple[Plage, ...], list[int]] = {}
    for jour in sorted(semaine):
        if semaine[jour]:
            groupes.setdefault(semaine[jour], []).append(jour)
    return dict(sorted(groupes.items(), key=lambda groupe: (-len(groupe[1]), groupe[1][0])))


def _heure_osm(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
