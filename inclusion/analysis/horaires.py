"""Les questions posées à un horaire OSM : heures par semaine, ouvert à tel instant, ouvert le samedi.

Heures légales de Paris ; l'instant est toujours un argument (un instant sans fuseau est à l'heure de Paris).
La syntaxe est lue par `opening_hours` (paquet opening-hours-py), qui connaît les jours fériés français.
Ce que l'on ne peut pas lire sans deviner est `NonCompris`, avec son motif.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import pandas as pd
from opening_hours import OpeningHours, State, validate

from inclusion.model.formats.horaires_osm import JOURS, MINUTES_PAR_JOUR, Plage, Semaine, unir

PARIS = ZoneInfo("Europe/Paris")
SOIR_MIN = 18 * 60
COLONNES_SEMAINE = ["jour", "plages"]
PREMIER_LUNDI = datetime(2024, 12, 30)
"""Début des 52 semaines ISO de 2025, sur lesquelles se calcule la semaine type (fériés ignorés)."""

Texte = str | float | None
"""Une cellule de la colonne `horaires` : texte, ou valeur manquante (None, NaN)."""

_VARIABLE = re.compile(
    r"\bweek|\[|\beaster|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?![a-z])", re.IGNORECASE
)
_REGLE_FERIES = re.compile(r"PH\s+(?:off|closed)", re.IGNORECASE)
_REGLE_SANS_HEURES = re.compile(r"(?:(?!\d{1,2}:\d\d|24/7|\b(?:off|closed|unknown)\b).)*", re.IGNORECASE)
_COMMENTAIRE = re.compile(r'"[^"]*"')
_DEVINETTES = (
    (r"\b(?:sunrise|sunset|dawn|dusk)\b", "des heures solaires ne se calculent pas ici"),
    (r"\d\+", "l'heure de fin n'est pas dite"),
    (r"-\d\d:\d\d/\d", "une heure qui se répète n'est pas une plage d'ouverture"),
    (r"\bSH\b", "le calendrier des vacances scolaires n'est pas connu"),
    (r"\b(?:19|20)\d\d\b", "des dates d'une année précise ne font pas une semaine type"),
    (r"\bunknown\b|\|\|", "l'ouverture est dite incertaine"),
)
_MOIS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


@dataclass(frozen=True)
class Horaires:
    """Un horaire compris : une semaine type, ou les 52 semaines de l'année quand elles diffèrent."""

    texte: str
    semaines: tuple[Semaine, ...]

    @property
    def varie(self) -> bool:
        """Les semaines ne se ressemblent pas toutes (une sur deux, premier samedi du mois, saison)."""
        return len(set(self.semaines)) > 1


@dataclass(frozen=True)
class NonCompris:
    """Un horaire que l'on ne sait pas lire sans deviner, et pourquoi."""

    texte: str
    motif: str


def lire(texte: Texte) -> Horaires | NonCompris | None:
    """La semaine type d'un horaire OSM ; None si l'horaire n'est pas renseigné.

    Les jours fériés sont ignorés : la semaine type est une semaine sans férié.
    """
    if not isinstance(texte, str) or not texte.strip():
        return None
    return _lire(texte.strip(" ;\t\r\n"))


def minutes_hebdomadaires(texte: Texte) -> int | None:
    """Minutes d'ouverture d'une semaine moyenne, plages croisées comptées une fois ; None si inconnu."""
    horaires = lire(texte)
    if not isinstance(horaires, Horaires):
        return None
    total = sum(fin - debut for semaine in horaires.semaines for jour in semaine for debut, fin in jour)
    return round(total / len(horaires.semaines))


def ouvert_a(texte: Texte, instant: datetime) -> bool | None:
    """Ouvert à cet instant ? None si l'horaire est inconnu ou non compris.

    Un jour férié n'est fermé que si l'horaire le dit (`PH off`), comme le veut la syntaxe OSM.
    """
    horaires = lire(texte)
    if not isinstance(horaires, Horaires):
        return None
    return _moteur(horaires.texte).is_open(_heure_de_paris(instant))


def ouvert_le_jour(texte: Texte, jour: int | str) -> bool | None:
    """Une plage au moins ce jour de la semaine (0-6 ou nom français), ne serait-ce que certaines semaines."""
    rang = JOURS.index(jour.lower()) if isinstance(jour, str) else jour
    horaires = lire(texte)
    if not isinstance(horaires, Horaires):
        return None
    return any(semaine[rang] for semaine in horaires.semaines)


def ouvert_le_samedi(texte: Texte) -> bool | None:
    """Une plage au moins le samedi, ne serait-ce que certaines semaines."""
    return ouvert_le_jour(texte, "samedi")


def ouvert_le_soir(texte: Texte) -> bool | None:
    """Une plage qui va après 18 h (18 h exclu), n'importe quel jour de la semaine type."""
    horaires = lire(texte)
    if not isinstance(horaires, Horaires):
        return None
    return any(fin > SOIR_MIN for semaine in horaires.semaines for jour in semaine for _, fin in jour)


def semaine(texte: Texte) -> pd.DataFrame:
    """Table (jour, plages) de lundi à dimanche, en français ; vide si inconnu ou non compris."""
    horaires = lire(texte)
    if not isinstance(horaires, Horaires):
        return pd.DataFrame(columns=COLONNES_SEMAINE)
    lignes = [(nom, _jour_en_francais(horaires, jour)) for jour, nom in enumerate(JOURS)]
    return pd.DataFrame(lignes, columns=COLONNES_SEMAINE)


def ouvertures(texte: Texte, debut: datetime, fin: datetime) -> list[tuple[datetime, datetime]] | None:
    """Les plages d'ouverture entre deux instants (heure de Paris, sans fuseau) ; None si inconnu ou non compris.

    Un jour férié dont l'horaire ne dit rien y est ouvert comme un autre : voir `ferie_non_dit`.
    """
    horaires = lire(texte)
    if not isinstance(horaires, Horaires):
        return None
    de, a = _heure_de_paris(debut), _heure_de_paris(fin)
    plages = _moteur(horaires.texte).intervals(de, a) if de < a else []
    return [(max(d, de), min(f, a)) for d, f, etat_du_moment, _ in plages if etat_du_moment == State.OPEN]


def ferie_non_dit(texte: str, jour: date) -> bool:
    """Le jour est férié et l'horaire n'en dit rien."""
    return not re.search(r"\bPH\b", texte, re.IGNORECASE) and _est_ferie(jour)


def etat(texte: Texte, instant: datetime) -> str:
    """L'état à un instant, en une phrase : « fermé, ouvre demain à 9 h »."""
    horaires = lire(texte)
    if horaires is None:
        return "horaires inconnus"
    if isinstance(horaires, NonCompris):
        return f"horaires non compris : {horaires.texte}"
    maintenant = _heure_de_paris(instant)
    ouvert = _moteur(horaires.texte).is_open(maintenant)
    changement = _prochain_changement(horaires.texte, maintenant)
    jour = changement.date() if changement and not ouvert else maintenant.date()
    reserve = " (jour férié, à vérifier)" if ferie_non_dit(horaires.texte, jour) else ""
    if ouvert:
        return (
            f"ouvert, {_fermeture(maintenant, changement)}{reserve}" if changement else "ouvert en permanence"
        )
    if changement is None:
        return "fermé, aucune ouverture prévue dans l'année"
    return f"fermé, ouvre {_quand(maintenant, changement)}{reserve}"


def duree_en_francais(minutes: int) -> str:
    """Une durée : « 33 h 45 », « 35 h », « 45 min »."""
    heures, reste = divmod(minutes, 60)
    if not heures:
        return f"{reste} min"
    return f"{heures} h {reste:02}" if reste else f"{heures} h"


def plage_en_francais(plage: Plage) -> str:
    """Une plage : « 13 h 30 – 17 h », « 18 h – minuit », « toute la journée »."""
    debut, fin = plage
    if plage == (0, MINUTES_PAR_JOUR):
        return "toute la journée"
    return f"{_heure(debut)} – {'minuit' if fin == MINUTES_PAR_JOUR else _heure(fin)}"


@lru_cache(maxsize=10_000)
def _lire(texte: str) -> Horaires | NonCompris:
    motif = _motif_de_refus(texte)
    return NonCompris(texte, motif) if motif else Horaires(texte, _semaines(texte))


def _motif_de_refus(texte: str) -> str:
    """Pourquoi cet horaire n'est pas lu ; vide s'il l'est. La bibliothèque devinerait certaines formes."""
    if not _valide(texte):
        return "ce n'est pas la syntaxe OSM opening_hours (exemple : Mo-Fr 09:00-12:00,13:30-17:00)"
    regles = _COMMENTAIRE.sub("", texte)
    for forme, motif in _DEVINETTES:
        if re.search(forme, regles, re.IGNORECASE):
            return motif
    sans_heures = any(_REGLE_SANS_HEURES.fullmatch(regle) for regle in regles.split(";"))
    return "des jours sont nommés sans heures" if sans_heures else ""


def _valide(texte: str) -> bool:
    try:
        return validate(texte)
    except UnicodeEncodeError:  # caractère isolé d'une paire UTF-16, laissé par un mauvais décodage
        return False


def _feries_en_dernier(texte: str) -> str:
    """Place `PH off` après les autres règles : en tête, la syntaxe OSM le ferait écraser par les jours."""
    regles = [regle.strip() for regle in texte.split(";")]
    return "; ".join(sorted(regles, key=lambda regle: bool(_REGLE_FERIES.fullmatch(regle))))


@lru_cache(maxsize=10_000)
def _moteur(texte: str) -> OpeningHours:
    """L'horaire interprété, fériés français compris ; toujours interrogé avec un instant explicite."""
    return OpeningHours(_feries_en_dernier(texte), country="FR")


def _semaines(texte: str) -> tuple[Semaine, ...]:
    """Les semaines d'une année, ou la première si toutes se ressemblent ; sans pays, donc sans férié."""
    sans_ferie = OpeningHours(texte)
    nombre = 52 if _VARIABLE.search(texte) else 1
    toutes = tuple(_semaine_du(sans_ferie, PREMIER_LUNDI + timedelta(weeks=rang)) for rang in range(nombre))
    return toutes if len(set(toutes)) > 1 else toutes[:1]


def _semaine_du(horaires: OpeningHours, lundi: datetime) -> Semaine:
    return tuple(_plages_du(horaires, lundi + timedelta(days=jour)) for jour in range(7))


def _plages_du(horaires: OpeningHours, jour: datetime) -> tuple[Plage, ...]:
    """Les plages d'un jour en minutes ; une plage de nuit est coupée à minuit."""
    intervalles = horaires.intervals(jour, jour + timedelta(days=1))
    return unir(
        (_minutes(debut - jour), _minutes(fin - jour))
        for debut, fin, etat_du_moment, _ in intervalles
        if etat_du_moment == State.OPEN
    )


def _minutes(duree: timedelta) -> int:
    return int(duree.total_seconds()) // 60


def _heure_de_paris(instant: datetime) -> datetime:
    """L'heure légale de Paris, sans fuseau."""
    return instant.astimezone(PARIS).replace(tzinfo=None) if instant.tzinfo else instant


def _prochain_changement(texte: str, instant: datetime) -> datetime | None:
    """Premier instant où ouvert devient fermé ou l'inverse, dans l'année ; None s'il n'y en a pas."""
    horaires, fin_de_recherche = _moteur(texte), instant + timedelta(days=366)
    ouvert = horaires.is_open(instant)
    for debut, _, etat_du_moment, _ in horaires.intervals(instant, fin_de_recherche):
        if (etat_du_moment == State.OPEN) != ouvert:
            return debut
    return None


@lru_cache(maxsize=1_000)
def _est_ferie(jour: date) -> bool:
    return OpeningHours("24/7; PH off", country="FR").is_closed(datetime.combine(jour, time(12)))


def _fermeture(instant: datetime, fin: datetime) -> str:
    """« ferme à 17 h », « ferme à minuit », « ferme demain à 2 h »."""
    if fin.time() == time(0):
        veille = fin - timedelta(days=1)
        return f"ferme {_jour_relatif(instant, veille)}à minuit"
    return f"ferme {_quand(instant, fin)}"


def _quand(instant: datetime, cible: datetime) -> str:
    return f"{_jour_relatif(instant, cible)}à {_heure(cible.hour * 60 + cible.minute)}"


def _jour_relatif(instant: datetime, cible: datetime) -> str:
    """Rien aujourd'hui, « demain », le nom du jour dans la semaine, puis la date."""
    ecart = (cible.date() - instant.date()).days
    if ecart == 0:
        return ""
    if ecart == 1:
        return "demain "
    if ecart < 7:
        return f"{JOURS[cible.weekday()]} "
    quantieme = "1er" if cible.day == 1 else str(cible.day)
    return f"le {JOURS[cible.weekday()]} {quantieme} {_MOIS[cible.month - 1]} "


def _jour_en_francais(horaires: Horaires, jour: int) -> str:
    """Les plages d'un jour ; si les semaines diffèrent, chaque possibilité et quand elle vaut."""
    possibles = list(dict.fromkeys(semaine_lue[jour] for semaine_lue in horaires.semaines))
    if len(possibles) == 1:
        return _plages_en_francais(possibles[0])
    if len(possibles) == 2 and all(
        horaires.semaines[rang][jour] == possibles[rang % 2] for rang in range(len(horaires.semaines))
    ):
        impaire, paire = (_plages_en_francais(plages) for plages in possibles)
        return f"{impaire} (semaines impaires), {paire} (semaines paires)"
    return " ou ".join(_plages_en_francais(plages) for plages in possibles) + " (selon la date)"


def _plages_en_francais(plages: tuple[Plage, ...]) -> str:
    return ", ".join(plage_en_francais(plage) for plage in plages) or "fermé"


def _heure(minutes: int) -> str:
    return f"{minutes // 60} h {minutes % 60:02}" if minutes % 60 else f"{minutes // 60} h"
