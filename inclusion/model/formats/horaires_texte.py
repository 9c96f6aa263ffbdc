"""Un horaire écrit en français, en texte libre, traduit dans la syntaxe OSM `opening_hours`.

`Lundi au vendredi de 9h à 19h` → `Mo-Fr 09:00-19:00`. Trois temps : des mots (`horaires_jetons`), des blocs
(des jours, des plages, « sauf », « fermé »), des règles (tels jours, telles plages).
Un jour nommé deux fois cumule ses plages. Ce que la syntaxe OSM ne reprend pas est rendu en réserves.
"""

import html
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from inclusion.model.formats.horaires_jetons import LUNDI_VENDREDI, SEMAINE_ENTIERE, Genre, Jeton, jetons
from inclusion.model.formats.horaires_osm import (
    JOURS,
    MINUTES_PAR_JOUR,
    Plage,
    jours_osm,
    plages_osm,
    retirer,
    semaine_osm,
    unir,
)

Forme = Literal["jour", "semaine"]
MIDI = 12 * 60
_PERIODES: dict[Genre, Plage] = {Genre.MATIN: (0, MIDI), Genre.APRES_MIDI: (MIDI, MINUTES_PAR_JOUR)}
_SEMAINES_OSM = {0: "week 1-53/2 ", 1: "week 1-53/2 ", 2: "week 2-52/2 "}
_LIAISONS = {Genre.SEPARATEUR, Genre.ET, Genre.TIRET, Genre.A, Genre.NEUTRE}
_IGNORES = frozenset({Genre.MOT, Genre.SAISON, Genre.BORNE})
_IGNORES_UN_JOUR = _IGNORES | {Genre.JOUR, Genre.TOUS_LES_JOURS, Genre.RANG, Genre.ALTERNANCE, Genre.FERIES}
_LIAISONS_D_HEURES = _LIAISONS | {Genre.DEUX_POINTS, Genre.ENTRE}
_SILENCE = _LIAISONS_D_HEURES
PREMIERE_HEURE_PROBABLE = 6 * 60
"""Un nombre nu, sans aucune heure écrite à côté (« 9-12 »), n'est une heure qu'à partir de 6 h."""


@dataclass(frozen=True)
class Lecture:
    """Ce qui a été lu : la forme OSM (vide si rien), ce qu'elle ne dit pas, et pourquoi rien n'a été lu."""

    osm: str
    reserves: tuple[str, ...] = ()
    motif: str = ""


class HoraireNonLuError(ValueError):
    """Le texte ne se traduit pas sans deviner."""


@dataclass(frozen=True)
class Jours:
    """Des jours, tous ou certains : `rangs` dans le mois, `parite` des semaines (0 : une sur deux)."""

    jours: frozenset[int]
    rangs: tuple[int, ...] = ()
    parite: int | None = None

    @property
    def reguliers(self) -> bool:
        return not self.rangs and self.parite is None


@dataclass(frozen=True)
class Plages:
    plages: tuple[Plage, ...]


Bloc = Jours | Plages | Genre
"""Des jours, des plages, ou un mot qui dit quoi en faire (FERME, SAUF, FIN…)."""


@dataclass
class _Semaine:
    """Les règles lues, au fil du texte."""

    ouvertures: list[tuple[Jours, tuple[Plage, ...]]] = field(default_factory=list)
    fermetures: list[tuple[Jours, tuple[Plage, ...]]] = field(default_factory=list)
    feries_fermes: bool = False
    sans_heures: list[Jours] = field(default_factory=list)


def texte_vers_osm(texte: str, forme: Forme = "semaine") -> str:
    """La forme OSM d'un horaire en français ; vide si le texte n'en donne pas.

    `forme="jour"` : les heures d'un jour déjà connu, sans nom de jour (`09:00-12:00,14:00-18:00`).
    """
    return lire_texte(texte, forme).osm


@lru_cache(maxsize=10_000)
def lire_texte(texte: str, forme: Forme = "semaine") -> Lecture:
    """La forme OSM d'un horaire en français, avec ses réserves ou le motif d'un refus."""
    texte = html.unescape(texte)
    mots = jetons(texte)
    reserves = tuple(_reserves(texte, mots, _IGNORES_UN_JOUR if forme == "jour" else _IGNORES))
    try:
        if forme == "jour":
            return _lecture(plages_osm(_plages_du_jour(_blocs(mots))), reserves)
        _refuser_les_saisons(texte, mots)
        lue = _lire_semaine(_blocs(mots))
        return _lecture(_ecrire(lue), (*reserves, *_reserves_de_semaine(mots, lue)))
    except HoraireNonLuError as refus:
        return Lecture("", reserves, str(refus))


def nomme_des_jours(texte: str) -> bool:
    """Le texte nomme au moins un jour, ou dit « tous les jours »."""
    return any(mot.genre in {Genre.JOUR, Genre.TOUS_LES_JOURS} for mot in jetons(html.unescape(texte)))


def _lecture(osm: str, reserves: Iterable[str]) -> Lecture:
    return Lecture(osm, tuple(reserves), "" if osm else "aucune plage d'ouverture")


# Des mots aux blocs


def _blocs(mots: Sequence[Jeton]) -> list[Bloc]:
    """Les jours et les plages, dans l'ordre du texte, et les mots qui les commandent."""
    blocs: list[Bloc] = []
    alternance: int | None = None
    rang = 0
    while rang < len(mots):
        mot = mots[rang]
        if mot.genre in {Genre.JOUR, Genre.TOUS_LES_JOURS, Genre.RANG}:
            jours, rang = _jours(mots, rang)
            if jours:
                blocs.append(replace(jours, parite=alternance) if alternance is not None else jours)
                alternance = None
        elif mot.genre in {Genre.HEURE, Genre.NOMBRE}:
            plages, rang = _plages(mots, rang)
            blocs.append(Plages(plages) if plages else Genre.MOT)
        elif mot.genre == Genre.ALTERNANCE:
            parite = mot.valeurs[0] if mot.valeurs else 0
            alternance = parite if _annonce_des_jours(mots, rang, blocs) else _alterner(blocs, parite)
            rang += 1
        else:
            if mot.genre == Genre.DEUX_POINTS and _jour_sans_heures(mots, rang):
                blocs.append(Genre.MOT)
            elif mot.genre not in _SILENCE:
                blocs.append(Genre.MOT if mot.genre in _IGNORES else mot.genre)
            rang += 1
    return blocs


def _jour_sans_heures(mots: Sequence[Jeton], deux_points: int) -> bool:
    """« mardi : -, mercredi : 9h-12h » : rien n'est dit de mardi."""
    suivant = _mot_suivant(mots, deux_points + 1)
    apres_un_jour = deux_points > 0 and mots[deux_points - 1].genre == Genre.JOUR
    return apres_un_jour and suivant is not None and mots[suivant].genre == Genre.JOUR


def _annonce_des_jours(mots: Sequence[Jeton], alternance: int, blocs: Sequence[Bloc]) -> bool:
    """« semaine paire : mardi » vaut pour mardi ; « mardi semaine paire, jeudi » aussi."""
    suivants = [mot.genre for mot in mots[alternance + 1 :] if mot.genre != Genre.NEUTRE][:1]
    apres_un_jour = bool(blocs) and isinstance(blocs[-1], Jours)
    return not apres_un_jour and suivants in ([Genre.DEUX_POINTS], [Genre.JOUR])


def _alterner(blocs: list[Bloc], parite: int) -> int | None:
    """Donne l'alternance aux jours qui précèdent (« samedi semaine paire ») ; sinon la rend."""
    for rang in range(len(blocs) - 1, -1, -1):
        bloc = blocs[rang]
        if isinstance(bloc, Jours):
            blocs[rang] = replace(bloc, parite=parite)
            return None
        if bloc == Genre.FIN:
            break
    return parite


def _jours(mots: Sequence[Jeton], rang: int) -> tuple[Jours | None, int]:
    """Une énumération de jours : « lundi, mardi et du jeudi au samedi », « 1er et dernier samedi »."""
    rangs, debut = _rangs_du_mois(mots, rang)
    if debut >= len(mots) or mots[debut].genre not in {Genre.JOUR, Genre.TOUS_LES_JOURS}:
        return None, rang + 1
    noms, liens, fin = [mots[debut]], list[set[Genre]](), debut + 1
    while (suivant := _mot_suivant(mots, fin)) is not None and mots[suivant].genre in {
        Genre.JOUR,
        Genre.TOUS_LES_JOURS,
    }:
        liens.append({mot.genre for mot in mots[fin:suivant]})
        noms.append(mots[suivant])
        fin = suivant + 1
    return Jours(_deployer([_valeurs(mots, nom) for nom in _sans_ambiguite(noms)], liens), rangs), fin


def _rangs_du_mois(mots: Sequence[Jeton], rang: int) -> tuple[tuple[int, ...], int]:
    """« 1er et dernier » devant un nom de jour : les rangs, et la place de ce nom."""
    rangs: tuple[int, ...] = ()
    while rang < len(mots) and mots[rang].genre in {Genre.RANG, *_LIAISONS}:
        rangs += mots[rang].valeurs
        rang += 1
    return rangs, rang


def _mot_suivant(mots: Sequence[Jeton], rang: int) -> int | None:
    """La place du premier mot qui n'est pas une liaison (« et », virgule, tiret, « au »)."""
    return next((suivant for suivant in range(rang, len(mots)) if mots[suivant].genre not in _LIAISONS), None)


def _sans_ambiguite(noms: Sequence[Jeton]) -> list[Jeton]:
    """« M » est mardi, sauf juste après mardi ou un autre « M »."""
    clairs: list[Jeton] = []
    for nom in noms:
        mercredi = nom.ambigu and clairs and clairs[-1].valeurs == (1,)
        clairs.append(replace(nom, valeurs=(2,)) if mercredi else nom)
    return clairs


def _valeurs(mots: Sequence[Jeton], nom: Jeton) -> tuple[int, ...]:
    """Les jours d'un nom ; « tous les jours » ne compte le week-end que si le texte en parle par ailleurs."""
    if nom.genre == Genre.JOUR:
        return nom.valeurs
    week_end = any({5, 6} & set(mot.valeurs) for mot in mots if mot.genre == Genre.JOUR)
    return SEMAINE_ENTIERE if week_end else LUNDI_VENDREDI


def _deployer(noms: Sequence[tuple[int, ...]], liens: Sequence[set[Genre]]) -> frozenset[int]:
    """Les jours nommés et ceux des intervalles ; « lundi - mardi - jeudi » est une liste."""
    jours = {jour for nom in noms for jour in nom}
    tirets = [lien == {Genre.TIRET} for lien in liens]
    for rang, lien in enumerate(liens):
        enchaine = any(tirets[voisin] for voisin in (rang - 1, rang + 1) if 0 <= voisin < len(tirets))
        if Genre.A in lien or (tirets[rang] and not enchaine):
            premier, dernier = noms[rang][0], noms[rang + 1][-1]
            jours |= {(premier + pas) % 7 for pas in range((dernier - premier) % 7 + 1)}
    return frozenset(jours)


def _plages(mots: Sequence[Jeton], rang: int) -> tuple[tuple[Plage, ...], int]:
    """Des heures qui se suivent, prises deux à deux ; aucune plage si ce ne sont que des nombres."""
    entre = rang > 0 and mots[rang - 1].genre == Genre.ENTRE
    heures, liens, fin = [mots[rang]], list[set[Genre]](), rang + 1
    while (suivant := _heure_suivante(mots, fin)) is not None:
        liens.append({mot.genre for mot in mots[fin:suivant]})
        heures.append(mots[suivant])
        fin = suivant + 1
    if any(len(heure.valeurs) == 2 for heure in heures):
        return (((0, MINUTES_PAR_JOUR),), fin)
    if len(heures) % 2 and heures[0].genre == Genre.NOMBRE:
        heures, liens = heures[1:], liens[1:]
    elif len(heures) % 2 and heures[-1].genre == Genre.NOMBRE:
        heures, liens = heures[:-1], liens[:-1]
    if not any(heure.genre == Genre.HEURE for heure in heures) and not _nombres_probables(heures, liens):
        return (), fin
    return _par_paires(heures, liens, entre), fin


def _heure_suivante(mots: Sequence[Jeton], rang: int) -> int | None:
    """La place de l'heure suivante si seules des liaisons l'en séparent."""
    while rang < len(mots) and mots[rang].genre in _LIAISONS_D_HEURES:
        rang += 1
    return rang if rang < len(mots) and mots[rang].genre in {Genre.HEURE, Genre.NOMBRE} else None


def _nombres_probables(heures: Sequence[Jeton], liens: Sequence[set[Genre]]) -> bool:
    """« 9-12/14-18 » sont des heures ; « 2 », « 3, 4 » ou « 5-7 » n'en sont pas."""
    minutes = [heure.valeurs[0] for heure in heures]
    croissants = all(avant < apres for avant, apres in pairwise(minutes))
    relies = all(lien & {Genre.TIRET, Genre.A} for lien in liens[::2])
    return bool(heures) and croissants and relies and minutes[0] >= PREMIERE_HEURE_PROBABLE


def _par_paires(heures: Sequence[Jeton], liens: Sequence[set[Genre]], entre: bool) -> tuple[Plage, ...]:
    """Début, fin, début, fin… ; lève `HoraireNonLuError` si une heure reste seule ou si une fin précède."""
    minutes = [heure.valeurs[0] for heure in heures]
    if len(minutes) % 2:
        raise HoraireNonLuError(f"une heure sans sa paire parmi {', '.join(map(_heure, minutes))}")
    plages = [(minutes[rang], minutes[rang + 1] or MINUTES_PAR_JOUR) for rang in range(0, len(minutes), 2)]
    for rang, (debut, fin) in enumerate(plages):
        if debut >= fin:
            raise HoraireNonLuError(f"{_heure(debut)} n'est pas avant {_heure(fin)}")
        if Genre.ET in liens[2 * rang] and not entre:
            raise HoraireNonLuError(f"« {_heure(debut)} et {_heure(fin)} » n'est pas une plage")
    return unir(plages)


def _heure(minutes: int) -> str:
    return f"{minutes // 60} h {minutes % 60:02}"


# Des blocs aux règles


def _plages_du_jour(blocs: Sequence[Bloc]) -> tuple[Plage, ...]:
    """Toutes les plages du texte, moins celles dites fermées ; les noms de jour n'y changent rien."""
    ouvertes: list[Plage] = []
    fermees: list[Plage] = []
    precedent: Bloc = Genre.FIN
    for bloc in blocs:
        if isinstance(bloc, Plages):
            (fermees if precedent in {Genre.FERME, Genre.SAUF} else ouvertes).extend(bloc.plages)
        precedent = bloc
    return retirer(unir(ouvertes), fermees)


def _lire_semaine(blocs: Sequence[Bloc]) -> _Semaine:
    """Les ouvertures et les fermetures, phrase après phrase."""
    if not any(isinstance(bloc, Jours) for bloc in blocs):
        raise HoraireNonLuError("aucun jour n'est nommé")
    lue = _Semaine()
    en_attente: list[Jours] = []
    for phrase in _phrases(blocs):
        en_attente = _associer(_sans_exceptions(phrase, lue), en_attente, lue)
    lue.sans_heures.extend(jours for jours in en_attente if not _a_des_heures(jours, lue))
    if not all(jours.reguliers for jours in lue.sans_heures):
        raise HoraireNonLuError("un jour du mois ou une semaine sur deux est nommé sans heures")
    return lue


def _phrases(blocs: Iterable[Bloc]) -> Iterator[list[Bloc]]:
    phrase: list[Bloc] = []
    for bloc in (*blocs, Genre.FIN):
        if bloc != Genre.FIN:
            phrase.append(bloc)
        elif phrase:
            yield phrase
            phrase = []


def _sans_exceptions(phrase: Sequence[Bloc], lue: _Semaine) -> list[Bloc]:
    """La phrase sans ses « sauf … » ni ses « fermé … », notés dans `lue` ou retirés des jours."""
    reste: list[Bloc] = []
    rang = 0
    while rang < len(phrase):
        bloc = phrase[rang]
        if bloc == Genre.FERME:
            rang = _ferme(phrase, rang + 1, reste, lue)
        elif bloc == Genre.SAUF:
            rang = _sauf(phrase, rang + 1, reste, lue)
        elif bloc == Genre.FERIES:
            if Genre.FERME not in phrase[rang + 1 : rang + 2]:
                raise HoraireNonLuError("les jours fériés sont nommés sans dire s'ils sont fermés")
            lue.feries_fermes = True
            rang += 1
        else:
            reste.append(bloc)
            rang += 1
    return reste


@dataclass(frozen=True)
class _Complement:
    """Ce que vise un « sauf » ou un « fermé » : des jours, une demi-journée, les jours fériés."""

    jours: Jours | None
    periode: tuple[Plage, ...]
    feries: bool
    fin: int


def _complement(phrase: Sequence[Bloc], rang: int) -> _Complement:
    jours: Jours | None = None
    periode: tuple[Plage, ...] = ()
    feries = False
    for bloc in phrase[rang:]:
        if isinstance(bloc, Jours) and jours is None:
            jours = bloc
        elif isinstance(bloc, Genre) and bloc in _PERIODES and not periode:
            periode = (_PERIODES[bloc],)
        elif bloc == Genre.FERIES:
            feries = True
        else:
            break
        rang += 1
    return _Complement(jours, periode, feries, rang)


def _ferme(phrase: Sequence[Bloc], rang: int, reste: list[Bloc], lue: _Semaine) -> int:
    """« mercredi (matin) fermé », « fermé le mercredi », « fermé de 12h à 14h » ; rend la place du suivant."""
    suite = phrase[rang] if rang < len(phrase) else None
    if isinstance(suite, Plages):
        return _fermer_des_heures(suite, rang, reste, lue)
    avant = _periode_finale(reste)
    if reste and isinstance(cible := reste[-1], Jours) and not isinstance(reste[0], Plages):
        if isinstance(suite, Jours) and suite.jours < cible.jours:
            return _sauf(phrase, rang, reste, lue)
        apres = (_PERIODES[suite],) if isinstance(suite, Genre) and suite in _PERIODES else ()
        while reste and isinstance(jours := reste[-1], Jours):
            lue.fermetures.append((jours, avant or apres))
            reste.pop()
        reste.append(Genre.FERME)
        return rang + len(apres)
    vise = _complement(phrase, rang)
    lue.feries_fermes |= vise.feries
    if vise.jours:
        plages = phrase[vise.fin] if vise.fin < len(phrase) else None
        if isinstance(plages, Plages) and len(vise.jours.jours) > 1:
            raise HoraireNonLuError("des heures suivent « fermé » et plusieurs jours")
        fermees = plages.plages if isinstance(plages, Plages) else vise.periode
        lue.fermetures.append((vise.jours, fermees))
        reste.append(Genre.FERME)
        return vise.fin + isinstance(plages, Plages)
    return vise.fin


def _periode_finale(reste: list[Bloc]) -> tuple[Plage, ...]:
    """Retire et rend la demi-journée qui suit un jour à la fin de `reste` (« mercredi matin fermé »)."""
    if len(reste) < 2 or not isinstance(reste[-2], Jours):
        return ()
    mot = reste[-1]
    if not isinstance(mot, Genre) or mot not in _PERIODES:
        return ()
    reste.pop()
    return (_PERIODES[mot],)


def _fermer_des_heures(fermees: Plages, rang: int, reste: Sequence[Bloc], lue: _Semaine) -> int:
    jours = [bloc for bloc in reste if isinstance(bloc, Jours)]
    if not jours:
        raise HoraireNonLuError("des heures de fermeture sans jour")
    lue.fermetures.append((jours[-1], fermees.plages))
    return rang + 1


def _sauf(phrase: Sequence[Bloc], rang: int, reste: list[Bloc], lue: _Semaine) -> int:
    """« sauf mercredi », « sauf mercredi 9h-12h », « sauf jours fériés » ; rend la place du bloc suivant."""
    vise = _complement(phrase, rang)
    lue.feries_fermes |= vise.feries
    suite = phrase[vise.fin] if vise.fin < len(phrase) else None
    if vise.jours is None:
        if isinstance(suite, Plages) and not vise.feries:
            return _fermer_des_heures(suite, vise.fin, reste, lue)
        return vise.fin
    precedents = [place for place, bloc in enumerate(reste) if isinstance(bloc, Jours)]
    if vise.periode or not vise.jours.reguliers or not precedents:
        lue.fermetures.append((vise.jours, vise.periode))
        return vise.fin
    cible = reste[precedents[-1]]
    if isinstance(cible, Jours):
        reste[precedents[-1]] = replace(cible, jours=cible.jours - vise.jours.jours)
    if isinstance(suite, Plages) and isinstance(reste[-1], Plages):
        reste.append(vise.jours)
    return vise.fin


def _associer(phrase: Sequence[Bloc], en_attente: list[Jours], lue: _Semaine) -> list[Jours]:
    """Donne les plages à leurs jours ; rend les derniers jours nommés, pour la phrase suivante."""
    utiles = [bloc for bloc in phrase if isinstance(bloc, (Jours, Plages))]
    if utiles and isinstance(utiles[0], Plages) and isinstance(utiles[-1], Jours):
        return _heures_puis_jours(phrase, lue)
    if utiles and isinstance(utiles[0], Jours):
        lue.sans_heures.extend(jours for jours in en_attente if not _a_des_heures(jours, lue))
        en_attente = []
    return _jours_puis_heures(phrase, en_attente, lue)


def _heures_puis_jours(phrase: Sequence[Bloc], lue: _Semaine) -> list[Jours]:
    """« 9h-12h du lundi au samedi et 13h30-17h30 le mercredi »."""
    plages: tuple[Plage, ...] = ()
    servies = False
    for bloc in phrase:
        if isinstance(bloc, Plages):
            plages = bloc.plages if servies else unir((*plages, *bloc.plages))
            servies = False
        elif isinstance(bloc, Jours):
            lue.ouvertures.append((bloc, plages))
            servies = True
    return []


def _jours_puis_heures(phrase: Sequence[Bloc], jours: list[Jours], lue: _Semaine) -> list[Jours]:
    """« lundi 9h-12h, mardi et jeudi 14h-17h » ; un mot étranger entre deux jours les sépare."""
    complets = bool(jours) and _a_des_heures(jours[-1], lue)
    separes = False
    for bloc in phrase:
        if isinstance(bloc, Plages):
            if not jours:
                raise HoraireNonLuError("des heures ne se rattachent à aucun jour")
            lue.ouvertures.extend((nommes, bloc.plages) for nommes in jours)
            complets, separes = True, False
        elif isinstance(bloc, Jours):
            if separes and not complets:
                lue.sans_heures.extend(jours)
            jours = [bloc] if complets or separes else _preciser(jours, bloc)
            complets = separes = False
        elif bloc == Genre.FERME:
            jours, complets, separes = [], False, False
        else:
            separes = True
    return jours


def _preciser(jours: Sequence[Jours], suivants: Jours) -> list[Jours]:
    """Ajoute des jours ; « dimanche (2e dimanche du mois) » ne garde que le deuxième."""
    precises = set() if suivants.reguliers else suivants.jours
    return [*(avant for avant in jours if not avant.jours <= precises), suivants]


def _a_des_heures(jours: Jours, lue: _Semaine) -> bool:
    return any(jours is ouverts for ouverts, _ in lue.ouvertures)


# Des règles à l'écriture


def _ecrire(lue: _Semaine) -> str:
    """La semaine régulière, puis les jours particuliers (`Sa[1]`, `week 1-53/2 Sa`), puis `PH off`."""
    semaine = {jour: _plages_regulieres(jour, lue) for jour in range(7)}
    regles = [semaine_osm(semaine), *_regles_particulieres(semaine, lue)]
    ecrites = [regle for regle in regles if regle]
    if ecrites and lue.feries_fermes:
        ecrites.append("PH off")
    return "; ".join(ecrites)


def _plages_regulieres(jour: int, lue: _Semaine) -> tuple[Plage, ...]:
    ouvertes = unir(
        plage
        for jours, plages in lue.ouvertures
        if jours.reguliers and jour in jours.jours
        for plage in plages
    )
    for jours, plages in lue.fermetures:
        if jours.reguliers and jour in jours.jours:
            ouvertes = retirer(ouvertes, plages) if plages else ()
    return ouvertes


def _regles_particulieres(semaine: dict[int, tuple[Plage, ...]], lue: _Semaine) -> list[str]:
    """Les jours de certaines semaines : leurs plages s'ajoutent à celles du jour ordinaire."""
    regles: dict[str, tuple[Plage, ...]] = {}
    for jours, plages in lue.ouvertures:
        if not jours.reguliers:
            for jour in sorted(jours.jours):
                nom = _nom_particulier(jours, jour)
                regles[nom] = unir((*regles.get(nom, semaine[jour]), *plages))
    fermees = [
        f"{_nom_particulier(jours, jour)} off"
        for jours, plages in lue.fermetures
        if not jours.reguliers and not plages
        for jour in sorted(jours.jours)
    ]
    return [*(f"{nom} {plages_osm(plages)}" for nom, plages in regles.items()), *fermees]


def _nom_particulier(jours: Jours, jour: int) -> str:
    semaines = "" if jours.parite is None else _SEMAINES_OSM[jours.parite]
    rangs = f"[{','.join(map(str, jours.rangs))}]" if jours.rangs else ""
    return f"{semaines}{jours_osm([jour])}{rangs}"


# Ce que la forme OSM ne dit pas


def _refuser_les_saisons(texte: str, mots: Sequence[Jeton]) -> None:
    """Lève `HoraireNonLuError` si des heures dépendent d'une saison (« été : lundi 8h-12h »).

    « fermé en août », « hors vacances », « jusqu'en juin » n'en dépendent pas : ce sont des réserves.
    """
    ecarte = False
    for mot in mots:
        jusqu_a = mot.genre == Genre.A and mot.fin - mot.debut > len("aux")
        if jusqu_a or mot.genre in {Genre.FERME, Genre.SAUF, Genre.BORNE}:
            ecarte = True
        elif mot.genre in {Genre.HEURE, Genre.JOUR, Genre.FIN}:
            ecarte = False
        elif mot.genre == Genre.SAISON and not ecarte:
            raise HoraireNonLuError(f"les heures dépendent de la saison (« {texte[mot.debut : mot.fin]} »)")


def _reserves(texte: str, mots: Sequence[Jeton], ignores: frozenset[Genre]) -> Iterator[str]:
    """Les suites de mots dont la forme OSM ne tient pas compte, telles qu'écrites."""
    suite: list[Jeton] = []
    for mot in (*mots, Jeton(Genre.FIN, len(texte), len(texte))):
        if mot.genre in ignores or (suite and mot.genre in _SILENCE):
            suite.append(mot)
            continue
        while suite and suite[-1].genre in _SILENCE:
            suite.pop()
        if any(ignore.genre in ignores for ignore in suite):
            yield texte[suite[0].debut : suite[-1].fin]
        suite = [mot] if mot.genre in {Genre.SAUF, Genre.FERME} else []


def _reserves_de_semaine(mots: Sequence[Jeton], lue: _Semaine) -> Iterator[str]:
    """Les lectures qui demandent confirmation."""
    for jours in lue.sans_heures:
        yield f"{', '.join(JOURS[jour] for jour in sorted(jours.jours))} : heures non dites"
    tous = [mot for mot in mots if mot.genre == Genre.TOUS_LES_JOURS]
    if tous and _valeurs(mots, tous[0]) == LUNDI_VENDREDI:
        yield "« tous les jours » lu du lundi au vendredi (écrire « 7j/7 » pour compter le week-end)"
    if any(jours.parite == 0 for jours, _ in lue.ouvertures):
        yield "une semaine sur deux : semaine paire ou impaire non dite"
    if [mot.ambigu for mot in mots].count(True) == 1:
        yield "« M » lu mardi"
