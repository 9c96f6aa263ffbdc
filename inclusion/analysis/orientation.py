"""Orienter : quels lieux répondent, dans quel ordre, et à quoi renoncer quand il en reste trop peu.

Chaque exigence répond oui, non, ou « on ne sait pas » pour chaque lieu. Un lieu est **sûr** si tout est oui, **à
vérifier** s'il n'a aucun non mais un doute au moins. Des horaires inconnus sont un doute, jamais une ouverture.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property, lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from inclusion.analysis.couverture import points
from inclusion.analysis.horaires import Horaires, ferie_non_dit, lire, ouvertures
from inclusion.analysis.renoncements import relachements
from inclusion.analysis.temps_trajet import Trajet, minutes
from inclusion.model.nomenclatures import SEPARATEUR
from inclusion.model.orientation import SANS_LIMITE, DemiJournee, Palier, Recherche, Tri

UTILE = timedelta(minutes=30)
"""Une ouverture plus courte ne sert pas à accompagner quelqu'un."""

JOURS_A_VENIR = 7
TRANCHE_MIN = 5
ASSEZ = 3
"""Le nombre de lieux que l'on propose : au-dessous, on dit à quoi renoncer."""

QUESTIONS = ("Besoin", "Où", "Accueil", "Quand")
OUVERTURE = "ouverture"
SANS_PUBLIC = "Ce lieu n'accueille pas de public"
Plage = tuple[datetime, datetime]
Masque = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Exigence:
    """Une exigence : sa question, ce que l'on ignore quand on ne sait pas, la réponse de chaque lieu (booléen ou NA)."""

    question: str
    objet: str
    reponses: pd.Series

    @cached_property
    def oui(self) -> Masque:
        return np.asarray(self.reponses.fillna(False), dtype=bool)

    @cached_property
    def inconnue(self) -> Masque:
        return np.asarray(self.reponses.isna(), dtype=bool)


def accueillants(lieux: pd.DataFrame) -> pd.DataFrame:
    """Les lieux qui reçoivent du public."""
    fermes = [SANS_PUBLIC in modalites.split(SEPARATEUR) for modalites in lieux["modalites_acces"]]
    return lieux[~np.array(fermes, dtype=bool)]


def temps(lieux: pd.DataFrame, commune: pd.DataFrame, relief: pd.Series, reglages: Trajet) -> pd.Series:
    """Minutes de voiture estimées (valeur centrale) du chef-lieu d'une commune à chaque lieu ; manquant si inconnu.

    `commune` : une ligne (code_insee, chef_lieu, superficie_km2, relief) ; aucune ligne : tout manque. `relief` :
    les codes INSEE des communes de relief.
    """
    situes = points(lieux, relief)
    if commune.empty or situes.empty:
        return pd.Series(np.nan, index=lieux.index)
    return pd.Series(minutes(commune, situes, reglages)[0], index=situes.index).reindex(lieux.index)


def trier(lieux: pd.DataFrame, demande: Recherche, durees: pd.Series, instant: datetime) -> Tri:
    """Les lieux sûrs du meilleur au moins bon, ceux à vérifier, la jauge et les renoncements utiles.

    `lieux` : table décrite par `qualite.lieux_decrits` ; `durees` : minutes, même index (tout manquant si l'on ne sait
    pas d'où part la personne) ; `instant` : rien n'est proposé avant lui (heure de Paris).
    """
    exigences_de = _exigences(lieux, durees, instant)
    exigences = exigences_de(demande)
    surs, possibles = _partage(lieux, exigences)
    decrits = lieux.assign(
        minutes=durees,
        ouverture=pd.Series(
            [premiere_ouverture(h, demande, instant) for h in lieux["horaires"]],
            index=lieux.index,
            dtype="datetime64[us]",
        ),
        doutes=_doutes(lieux, exigences),
    )
    a_verifier = classes(decrits[possibles])
    return Tri(
        total=len(lieux),
        surs=classes(decrits[surs]),
        a_verifier=a_verifier.sort_values("doutes", key=lambda d: d.map(len).astype(int), kind="stable"),
        paliers=tuple(_paliers(lieux, exigences)),
        relachements=()
        if surs.sum() >= ASSEZ
        else relachements(
            demande,
            lambda autre: int(_partage(lieux, exigences_de(autre))[0].sum()),
            situee=bool(durees.notna().any()),
        ),
    )


def classes(decrits: pd.DataFrame) -> pd.DataFrame:
    """Par tranches de cinq minutes de trajet ; dans une tranche, le premier ouvert, puis le mieux décrit."""
    ordre = ["tranche", "ouverture", "minutes", "completude", "id"]
    return (
        decrits.assign(tranche=decrits["minutes"] // TRANCHE_MIN)
        .sort_values(ordre, ascending=[True, True, True, False, True])
        .drop(columns="tranche")
    )


# Les exigences


def _exigences(
    lieux: pd.DataFrame, durees: pd.Series, instant: datetime
) -> Callable[[Recherche], list[Exigence]]:
    """De quoi écrire les exigences de n'importe quelle demande, chaque réponse n'étant calculée qu'une fois."""
    situee = bool(durees.notna().any())

    @cache
    def porte(colonne: str, valeur: str, *, vide: bool | None = None) -> Exigence:
        question, objet = ("Besoin", "services") if colonne == "services" else ("Accueil", valeur)
        return Exigence(question, objet, _porte(lieux[colonne], valeur, vide=vide))

    @cache
    def proches(horizon_min: int) -> Exigence:
        assez = durees.le(horizon_min).astype("boolean").mask(durees.isna())
        return Exigence("Où", "temps de trajet", assez)

    @cache
    def ouverts(jour: date | None, moment: DemiJournee) -> Exigence:
        quand = Recherche(jour=jour, demi_journee=moment)
        reponses = [ouvert(horaires, quand, instant) for horaires in lieux["horaires"]]
        return Exigence("Quand", OUVERTURE, pd.Series(reponses, index=lieux.index, dtype="boolean"))

    def exigences(d: Recherche) -> list[Exigence]:
        # Le schéma national lit une liste de publics vide comme « tout public » ; ailleurs, vide veut dire inconnu.
        return [
            *([porte("services", d.besoin)] if d.besoin else []),
            *([proches(d.horizon_min)] if d.horizon_min != SANS_LIMITE and situee else []),
            *(porte("publics_specifiquement_adresses", public, vide=True) for public in d.publics),
            *(porte("prise_en_charge_specifique", accueil) for accueil in d.accueils),
            ouverts(d.jour, d.demi_journee),
        ]

    return exigences


def _porte(cellules: pd.Series, valeur: str, *, vide: bool | None) -> pd.Series:
    """La liste porte la valeur ; une liste vide vaut `vide` (None : on ne sait pas)."""
    reponses = [valeur in cellule.split(SEPARATEUR) if cellule else vide for cellule in cellules]
    return pd.Series(reponses, index=cellules.index, dtype="boolean")


def _partage(lieux: pd.DataFrame, exigences: list[Exigence]) -> tuple[Masque, Masque]:
    """Masques des lieux sûrs et des lieux à vérifier, dans l'ordre de la table."""
    tout = np.ones(len(lieux), dtype=bool)
    surs = np.logical_and.reduce([tout, *(e.oui for e in exigences)])
    aucun_non = np.logical_and.reduce([tout, *(e.oui | e.inconnue for e in exigences)])
    return surs, aucun_non & ~surs


def _doutes(lieux: pd.DataFrame, exigences: list[Exigence]) -> pd.Series:
    """Pour chaque lieu, ce que sa fiche ne dit pas de la demande (tuple de textes)."""
    dits = [tuple(e.objet for e in exigences if e.inconnue[rang]) for rang in range(len(lieux))]
    return pd.Series(dits, index=lieux.index, dtype="object")


def _paliers(lieux: pd.DataFrame, exigences: list[Exigence]) -> Iterator[Palier]:
    """La jauge question après question : chacune ajoute ses exigences aux précédentes."""
    for rang, question in enumerate(QUESTIONS):
        surs, possibles = _partage(lieux, [e for e in exigences if e.question in QUESTIONS[: rang + 1]])
        yield Palier(question, int(surs.sum()), int(possibles.sum()))


# Quand


@lru_cache(maxsize=256)
def fenetres(demande: Recherche, instant: datetime) -> tuple[Plage, ...]:
    """Les moments demandés, de l'instant présent au dernier des jours admis (heure de Paris, sans fuseau)."""
    depuis = instant.replace(tzinfo=None)
    semaine = [depuis.date() + timedelta(days=rang) for rang in range(JOURS_A_VENIR)]
    premiere, derniere = demande.demi_journee.heures
    moments = [
        (_a(jour, premiere), _a(jour, derniere)) for jour in ([demande.jour] if demande.jour else semaine)
    ]
    return tuple((max(debut, depuis), fin) for debut, fin in moments if fin > depuis)


def _a(jour: date, heure: int) -> datetime:
    return datetime.combine(jour, time(0)) + timedelta(hours=heure)


def ouvert(horaires: str, demande: Recherche, instant: datetime) -> bool | None:
    """Ouvert une demi-heure au moins au moment demandé ; None si l'on ne sait pas (inconnu, férié dont on ne dit rien)."""
    certaines, douteuses = _utiles(horaires, fenetres(demande, instant))
    if certaines is None:
        return None
    return True if certaines else (None if douteuses else False)


def premiere_ouverture(horaires: str, demande: Recherche, instant: datetime) -> datetime | None:
    """Le début de la première ouverture utile au moment demandé ; None s'il n'y en a pas, ou si l'on ne sait pas."""
    certaines, _ = _utiles(horaires, fenetres(demande, instant))
    return certaines[0][0] if certaines else None


def ouvertures_du_premier_jour(horaires: str, demande: Recherche, instant: datetime) -> tuple[Plage, ...]:
    """Les ouvertures utiles du premier jour où le lieu est ouvert au moment demandé."""
    certaines, _ = _utiles(horaires, fenetres(demande, instant))
    return tuple(p for p in certaines if p[0].date() == certaines[0][0].date()) if certaines else ()


@lru_cache(maxsize=20_000)
def _utiles(horaires: str, moments: tuple[Plage, ...]) -> tuple[tuple[Plage, ...] | None, tuple[Plage, ...]]:
    """(plages utiles certaines, plages utiles d'un férié dont l'horaire ne dit rien) ; (None, ()) si inconnu."""
    if not isinstance(lire(horaires), Horaires):
        return None, ()
    plages = [plage for moment in moments for plage in ouvertures(horaires, *moment) or ()]
    utiles = [(debut, fin) for debut, fin in plages if fin - debut >= UTILE]
    douteuses = tuple(plage for plage in utiles if ferie_non_dit(horaires, plage[0].date()))
    return tuple(plage for plage in utiles if plage not in douteuses), douteuses
