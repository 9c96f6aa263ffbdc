"""Les mots d'un horaire écrit en français : heures, jours, « sauf », « fermé », « et », « au »…"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

SEMAINE_ENTIERE = tuple(range(7))
LUNDI_VENDREDI = tuple(range(5))


class Genre(StrEnum):
    """Ce qu'un mot peut dire dans un horaire."""

    HEURE = "une heure : 9h, 8 h 30, 13:30, midi"
    NOMBRE = "un nombre, heure si ses voisins en sont : 9, 1730"
    JOUR = "un ou des jours : lundi, mar., V, week-end"
    TOUS_LES_JOURS = "tous les jours, sans dire si le week-end en est"
    RANG = "premier, dernier (samedi du mois)"
    ALTERNANCE = "une semaine sur deux"
    MATIN = "matin"
    APRES_MIDI = "après-midi, soir"
    FERIES = "jours fériés"
    FERME = "fermé"
    OUVERT = "ouvert"
    SAUF = "sauf"
    ENTRE = "entre (9h et 12h)"
    A = "à, au, jusqu'à"
    TIRET = "un tiret"
    ET = "et"
    DEUX_POINTS = "deux-points"
    SEPARATEUR = "virgule, barre, parenthèse"
    FIN = "point, point-virgule, fin de ligne"
    NEUTRE = "de, le, les"
    SAISON = "été, vacances, août"
    BORNE = "à partir de, jusqu'en"
    MOT = "tout le reste : à dire, sans s'en servir"


@dataclass(frozen=True)
class Jeton:
    """Un mot et sa place dans le texte.

    `valeurs` : minutes d'une heure (deux pour « 24h/24 »), jours 0-6, rang dans le mois, parité des semaines.
    """

    genre: Genre
    debut: int
    fin: int
    valeurs: tuple[int, ...] = ()
    ambigu: bool = False


# Mots et locutions, sans accents ni majuscules ; « | » les sépare, l'espace vaut espace, tiret ou apostrophe.
_LEXIQUE: tuple[tuple[Genre, tuple[int, ...], str], ...] = (
    (Genre.JOUR, (0,), "lundi|lundis"),
    (Genre.JOUR, (1,), "mardi|mardis"),
    (Genre.JOUR, (2,), "mercredi|mercredis"),
    (Genre.JOUR, (3,), "jeudi|jeudis"),
    (Genre.JOUR, (4,), "vendredi|vendredis"),
    (Genre.JOUR, (5,), "samedi|samedis"),
    (Genre.JOUR, (6,), "dimanche|dimanches"),
    (Genre.JOUR, (5, 6), "week end|week ends|weekend|weekends"),
    (Genre.JOUR, LUNDI_VENDREDI, "en semaine|la semaine|jours ouvres|tous les jours ouvres|lmmjv"),
    (Genre.JOUR, (0, 1, 3, 4), "lmjv"),
    (Genre.JOUR, tuple(range(6)), "jours ouvrables|tous les jours ouvrables|lmmjvs"),
    (Genre.JOUR, SEMAINE_ENTIERE, "7j/7|7j 7|7 j/7|7/7|7 jours/7|7 jours sur 7|7j sur 7|lmmjvsd"),
    (Genre.TOUS_LES_JOURS, (), "tous les jours|chaque jour"),
    (Genre.RANG, (1,), "1er|1ere|premier|premiers|premiere"),
    (Genre.RANG, (2,), "2e|2eme|2nd|deuxieme|second"),
    (Genre.RANG, (3,), "3e|3eme|troisieme"),
    (Genre.RANG, (4,), "4e|4eme|quatrieme"),
    (Genre.RANG, (-1,), "dernier|derniers|derniere"),
    (Genre.ALTERNANCE, (), "sur 2|sur deux|1/2|une semaine sur deux|1 semaine sur 2|une semaine sur 2"),
    (Genre.ALTERNANCE, (), "tous les 15 jours|tous les quinze jours|par quinzaine"),
    (Genre.ALTERNANCE, (1,), "semaine impaire|semaines impaires|les semaines impaires"),
    (Genre.ALTERNANCE, (2,), "semaine paire|semaines paires|les semaines paires"),
    (Genre.HEURE, (0, 1440), "24h/24|24 h/24|24h 24|24/24|24h sur 24|24 heures sur 24|24h/24h"),
    (Genre.HEURE, (720,), "midi"),
    (Genre.HEURE, (1440,), "minuit"),
    (Genre.MATIN, (), "matin|matins|matinee|matinees|le matin"),
    (Genre.APRES_MIDI, (), "apres midi|apres midis|aprem|l apres midi|soir|soirs|le soir|soiree"),
    (Genre.FERIES, (), "jours feries|jour ferie|feries|ferie"),
    (Genre.FERME, (), "ferme|fermee|fermes|fermees|fermeture|fermetures|repos|pas d ouverture"),
    (Genre.FERME, (), "pas d accueil|pas de permanence|pas de permanences"),
    (Genre.OUVERT, (), "ouvert|ouverte|ouverts|ouvertes|ouverture|ouvertures"),
    (Genre.SAUF, (), "sauf|hors|hormis|excepte|a l exception|a l exclusion"),
    (Genre.ENTRE, (), "entre"),
    (Genre.BORNE, (), "a partir|a compter|depuis|des|jusqu en|avant|apres"),
    (Genre.SAISON, (), "ete|hiver|estival|estivale|estivaux|hivernal|vacances|saison|scolaire|scolaires"),
    (
        Genre.SAISON,
        (),
        "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre",
    ),
    (Genre.A, (), "a|au|aux|jusqu a|jusqu au"),
    (Genre.ET, (), "et|puis|ainsi que|ou"),
    (
        Genre.NEUTRE,
        (),
        "de|du|d|le|les|la|en|un|une|tous les|toutes les|chaque|du mois|de chaque mois|non stop",
    ),
)

# Abréviations : de vrais mots en sont (« je », « sa », « mer »), on regarde donc ce qui suit.
_ABREVIATIONS = {
    **dict.fromkeys(("lun", "lu"), 0),
    **dict.fromkeys(("mar", "ma"), 1),
    **dict.fromkeys(("mer", "merc", "me"), 2),
    **dict.fromkeys(("jeu", "je"), 3),
    **dict.fromkeys(("vend", "ven", "ve"), 4),
    **dict.fromkeys(("sam", "sa"), 5),
    **dict.fromkeys(("dim", "di"), 6),
}
_INITIALES = {"l": 0, "m": 1, "j": 3, "v": 4, "s": 5, "d": 6}
_PONCTUATION = {
    **dict.fromkeys(".;\n", Genre.FIN),
    **dict.fromkeys("-_>", Genre.TIRET),
    **dict.fromkeys("&+", Genre.ET),
    ":": Genre.DEUX_POINTS,
}


def _motif_de_locution(locution: str) -> str:
    return r"[\s'-]+".join(re.escape(mot) for mot in locution.split())


_LOCUTIONS = {
    locution: (genre, valeurs) for genre, valeurs, liste in _LEXIQUE for locution in liste.split("|")
}
_LOCUTION = re.compile(
    "|".join(
        f"(?P<l{rang}>{_motif_de_locution(locution)})"
        for rang, locution in sorted(enumerate(_LOCUTIONS), key=lambda paire: -len(paire[1]))
    ).join(("(?:", r")(?![a-z])(?!(?<=\d)\d)"))
)
_LOCUTIONS_EN_ORDRE = tuple(_LOCUTIONS.values())

_AUTRES_JOURS = "|".join((*_ABREVIATIONS, r"(?:lun|mar|mercre|jeu|vendre|same)dis?", "dimanches?"))
_MOTS_APRES_UN_JOUR = rf"(?:a|au|et|de|du|le|les|matins?|apres|ferme\w*|sauf|{_AUTRES_JOURS})(?![a-z])"
_ABREVIATION = re.compile(
    rf"({'|'.join(sorted(_ABREVIATIONS, key=len, reverse=True))})(?![a-z])"
    rf"(?=\.?\s*(?:$|[^\sa-z.]|{_MOTS_APRES_UN_JOUR}))\.?"
)
_INITIALE = re.compile(r"[lmjvsd](?![a-z'.])")
_INTERVALLE_D_INITIALES = re.compile(r"[lmjvsd]\s*(?:-|au|a)\s*[lmjvsd](?![a-z'])")

_MOIS = "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
_VOIE = "rue|av|avenue|bd|boulevard|place|pl|chemin|route|allee|cours|impasse|quai|square"
_DATE = re.compile(
    r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}"
    r"|(?<=(?:du|au|le)\s)\d{1,2}/\d{2}(?![\d:h])"
    rf"|(?:1er|\d{{1,2}})\s+(?:{_MOIS})(?![a-z])(?:\s+\d{{4}})?"
)
_HORS_SUJET = re.compile(
    r"0\d(?:[ .]?\d{2}){4}(?!\d)"  # téléphone
    r"|\d{5,}"  # code postal
    r"|20(?:1[5-9]|2\d)(?!\d)"  # année
    rf"|\d{{1,3}}\s*(?:bis|ter)?\s*,?\s*(?:{_VOIE})(?![a-z])"
    r"|\d+\s*(?:x|fois|places|postes|personnes|ans|euros)(?![a-z])"
)
_HEURE = re.compile(
    r"(?P<heures>2[0-4]|[01]?\d)"
    r"(?:(?P<h>\s*h(?:eures?|rs?)?(?![a-z])|h(?=[a-z]{2}))"  # 9h, 9 heures, 18hMer
    r"|\s?:\s?(?P<minutes>[0-5]\d)(?::00)?(?!\d|\s*(?::|h(?![a-z])))|\.(?P<decimales>[0-5]\d)(?![\d.])"
    r"|:(?!\d))"  # 14:
)
_MINUTES = re.compile(
    r"(?P<espace>\s*)(?P<minutes>[0-5]\d)(?!\d)(?P<suite>\s*(?:h(?![a-z]{2})|:))?(?:\s*(?:mn|min)(?![a-z]))?"
)
_NOMBRE = re.compile(r"\d+")
_MOT = re.compile(r"[a-z]+'?")


def jetons(texte: str) -> list[Jeton]:
    """Les mots du texte, dans l'ordre ; les espaces disparaissent, rien d'autre ne se perd."""
    simple = sans_accents(texte)
    lus: list[Jeton] = []
    position = 0
    while position < len(simple):
        if simple[position] in " \t\r":
            position += 1
            continue
        lus.append(_jeton(simple, texte, position, lus))
        position = lus[-1].fin
    return lus


def sans_accents(texte: str) -> str:
    """Le texte en minuscules sans accents ni tirets longs, de même longueur (les positions restent vraies)."""
    typographie = {"–": "-", "—": "-", "−": "-", "’": "'", "ʼ": "'", "\u00a0": " ", "\u202f": " ", "→": "-"}
    return "".join(
        typographie.get(lettre, unicodedata.normalize("NFD", lettre)[0].lower()[0]) for lettre in texte
    )


def _jeton(simple: str, original: str, debut: int, precedents: list[Jeton]) -> Jeton:
    """Le mot qui commence à `debut`."""
    if date := _DATE.match(simple, debut):
        return Jeton(Genre.SAISON, debut, date.end())
    if hors_sujet := _HORS_SUJET.match(simple, debut):
        return Jeton(Genre.MOT, debut, hors_sujet.end())
    jeton = _locution(simple, debut) or _heure(simple, debut) or _nombre(simple, debut)
    return jeton or _jour_abrege(simple, original, debut, precedents) or _autre(simple, debut)


def _locution(simple: str, debut: int) -> Jeton | None:
    trouve = _LOCUTION.match(simple, debut)
    if not trouve or not trouve.lastgroup:
        return None
    genre, valeurs = _LOCUTIONS_EN_ORDRE[int(trouve.lastgroup[1:])]
    return Jeton(genre, debut, trouve.end(), valeurs)


def _heure(simple: str, debut: int) -> Jeton | None:
    """« 9h », « 8 h 30 », « 13:30 », « 14: », « 9.30 » ; None pour 24 h 30 ou 25 h."""
    trouve = _HEURE.match(simple, debut)
    if not trouve:
        return None
    minutes, fin = int(trouve["minutes"] or trouve["decimales"] or 0), trouve.end()
    if trouve["h"]:
        minutes, fin = _minutes_apres_h(simple, fin)
    total = int(trouve["heures"]) * 60 + minutes
    return Jeton(Genre.HEURE, debut, fin, (total,)) if total <= 1440 else None


def _minutes_apres_h(simple: str, debut: int) -> tuple[int, int]:
    """Les minutes après le « h », et où elles finissent ; dans « 9h12h », 12 est une heure."""
    trouve = _MINUTES.match(simple, debut)
    if not trouve:
        return 0, debut
    minutes = int(trouve["minutes"])
    if trouve["suite"] and minutes <= 24:
        return 0, debut
    if trouve["espace"] and minutes % 5:
        return 0, debut
    return minutes, trouve.end()


def _nombre(simple: str, debut: int) -> Jeton | None:
    """« 9 » ou « 1730 », en minutes ; un nombre qui ne peut être une heure est un mot comme un autre."""
    trouve = _NOMBRE.match(simple, debut)
    if not trouve:
        return None
    chiffres = trouve[0]
    heures, minutes = (int(chiffres), 0) if len(chiffres) <= 2 else (int(chiffres[:-2]), int(chiffres[-2:]))
    if len(chiffres) > 4 or minutes >= 60 or minutes % 5 or heures * 60 + minutes > 1440:
        return Jeton(Genre.MOT, debut, trouve.end())
    return Jeton(Genre.NOMBRE, debut, trouve.end(), (heures * 60 + minutes,))


def _jour_abrege(simple: str, original: str, debut: int, precedents: list[Jeton]) -> Jeton | None:
    """« mar. », « Me », ou une initiale : majuscule (« V »), ou dans un intervalle (« l au v »)."""
    apres_un_nom = (
        len(precedents) > 1
        and simple[precedents[-1].debut : precedents[-1].fin] in {"de", "la"}
        and precedents[-2].genre == Genre.MOT
    )
    abreviation = _ABREVIATION.match(simple, debut)
    if abreviation and not apres_un_nom:  # « mairie de Mer », « salle de jeu » ne sont pas des jours
        return Jeton(Genre.JOUR, debut, abreviation.end(), (_ABREVIATIONS[abreviation[1]],))
    if not _INITIALE.match(simple, debut):
        return None
    apres_initiale = (
        len(precedents) > 1
        and precedents[-1].genre in {Genre.A, Genre.TIRET}
        and precedents[-2].genre == Genre.JOUR
        and precedents[-2].fin - precedents[-2].debut == 1
    )
    if original[debut].isupper() or apres_initiale or _INTERVALLE_D_INITIALES.match(simple, debut):
        lettre = simple[debut]
        return Jeton(Genre.JOUR, debut, debut + 1, (_INITIALES[lettre],), ambigu=lettre == "m")
    return None


def _autre(simple: str, debut: int) -> Jeton:
    if mot := _MOT.match(simple, debut):
        return Jeton(Genre.MOT, debut, mot.end())
    return Jeton(_PONCTUATION.get(simple[debut], Genre.SEPARATEUR), debut, debut + 1)
