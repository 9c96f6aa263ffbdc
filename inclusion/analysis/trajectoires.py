"""Où mène une série d'ici l'échéance de sa cible : statut, écart, chemin prévu et retard en mois.

Règle publiée de Destatis (indicateurs allemands de développement durable, dns-indikatoren.de) : l'écart annuel moyen
des cinq derniers changements (six points) est prolongé jusqu'à l'échéance ; ce qui manquerait alors se rapporte à ce
qui manque aujourd'hui. Une feuille de route jeune n'a pas ce recul : elle se juge à son chemin, en mois.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from inclusion.model.cadences import MOIS_PAR_CADENCE

EN_BONNE_VOIE, LEGER_RETARD, RETARD, S_ELOIGNE = "en_bonne_voie", "leger_retard", "retard", "s_eloigne"
JEUNE, PAS_ENCORE = "jeune", "pas_encore"
DONNEE_EN_RETARD, PETIT_EFFECTIF = "donnee_en_retard", "petit_effectif"
MOYEN = "moyen"
CIBLE_REFUSEE, SANS_CIBLE, SANS_DONNEE = "cible_refusee", "sans_cible", "sans_donnee"
STATUTS = {
    EN_BONNE_VOIE: "en bonne voie",
    LEGER_RETARD: "léger retard",
    RETARD: "retard",
    S_ELOIGNE: "s'éloigne",
    MOYEN: "moyen engagé",
    JEUNE: "feuille de route jeune",
    PAS_ENCORE: "pas encore d'évaluation",
    PETIT_EFFECTIF: "effectif trop petit",
    DONNEE_EN_RETARD: "donnée en retard",
    CIBLE_REFUSEE: "cible refusée",
    SANS_CIBLE: "sans cible",
    SANS_DONNEE: "sans donnée",
}
EVALUES = (EN_BONNE_VOIE, LEGER_RETARD, RETARD, S_ELOIGNE)
HORS_TRAJECTOIRE = (RETARD, S_ELOIGNE)
POINTS_MAX, POINTS_MIN = 6, 3
ECART_NUL, ECART_LEGER = 0.05, 0.20
EFFECTIF_MIN = 10
TOLERANCE = 1e-9
JOURS_PAR_AN = 365.25
ECHUE = "échéance passée, cible non atteinte"
Point = tuple[float, float]
"""(année, valeur) ; une année peut être décimale."""


@dataclass(frozen=True)
class Trajectoire:
    """Un statut (clé de `STATUTS`) et ce qui le fonde ; les nombres sont vides quand la règle ne les calcule pas.

    `valeur_projetee` : à l'échéance, dans l'unité de la série ; `ecart_pct` : part de ce qui manque aujourd'hui qui
    manquerait encore ; `retard_mois` : sur le chemin droit de la référence à la cible, négatif en avance.
    """

    statut: str
    motif: str = ""
    valeur_projetee: float | None = None
    ecart_pct: float | None = None
    retard_mois: float | None = None

    @property
    def libelle(self) -> str:
        return STATUTS[self.statut]


def statut(points: Sequence[Point], *, cible: float, annee_cible: float, sens: int) -> Trajectoire:
    """Le statut d'une série annuelle ; `sens` +1 si elle doit monter, −1 si elle doit descendre.

    Au moins trois points : règle de Destatis. Deux : feuille de route jeune ; un : pas encore d'évaluation ; aucun :
    sans donnée. L'échéance passée sans que la cible soit atteinte est un retard, quel que soit le nombre de points.
    """
    tries = sorted(points)
    if len(tries) < POINTS_MIN:
        echue = bool(tries) and tries[-1][0] >= annee_cible and sens * (cible - tries[-1][1]) > 0
        return Trajectoire(RETARD, ECHUE) if echue else _trop_tot(len(tries))
    (premiere, depart), (derniere, valeur) = tries[-POINTS_MAX:][0], tries[-1]
    pente = (valeur - depart) / (derniere - premiere)
    manque = sens * (cible - valeur)
    projetee = valeur + pente * max(0.0, annee_cible - derniere)
    if manque <= 0:
        garde = sens * pente >= 0
        return Trajectoire(
            EN_BONNE_VOIE if garde else LEGER_RETARD,
            "cible atteinte" if garde else "cible atteinte, mais la valeur se dégrade",
            projetee,
            0.0,
        )
    ecart = max(0.0, sens * (cible - projetee)) / manque
    code, motif = _non_atteint(ecart, avance=sens * pente > 0, echue=derniere >= annee_cible)
    return Trajectoire(code, motif, projetee, 100 * ecart)


def _trop_tot(points: int) -> Trajectoire:
    if not points:
        return Trajectoire(SANS_DONNEE, "aucune valeur connue")
    if points == 1:
        return Trajectoire(PAS_ENCORE, "une seule valeur connue")
    return Trajectoire(JEUNE, "deux valeurs connues : le chemin se lit, la tendance pas encore")


def _non_atteint(ecart: float, *, avance: bool, echue: bool) -> tuple[str, str]:
    if echue:
        return RETARD, ECHUE
    if not avance:
        return S_ELOIGNE, "la valeur ne va pas vers la cible"
    if ecart < ECART_NUL - TOLERANCE:
        return EN_BONNE_VOIE, "au rythme observé, la cible serait atteinte, à moins de 5 % près"
    if ecart <= ECART_LEGER + TOLERANCE:
        return LEGER_RETARD, "au rythme observé, il manquerait de 5 à 20 % du chemin qui reste"
    return RETARD, "au rythme observé, il manquerait plus de 20 % du chemin qui reste"


def retard_mois(quand: float, valeur: float, *, depart: Point, arrivee: Point, sens: int) -> float:
    """Mois de retard (négatif : d'avance) d'une valeur sur le chemin droit de `depart` à `arrivee`.

    Une valeur en deçà de la référence n'a rien parcouru : son retard est le temps écoulé depuis la référence. Une
    cible atteinte n'a pas de retard.
    """
    (debut, reference), (fin, cible) = depart, arrivee
    ecoule = quand - debut
    if sens * (valeur - cible) >= 0:
        return min(0.0, 12 * (quand - fin))
    fait = (valeur - reference) / (cible - reference) if cible != reference else 0.0
    return 12 * (ecoule - max(0.0, fait) * (fin - debut))


def annee(quand: date) -> float:
    """Une date en année décimale : le 1er janvier 2026 vaut 2026,0."""
    return quand.year + (quand.timetuple().tm_yday - 1) / JOURS_PAR_AN


def annuels(mesures: pd.DataFrame) -> list[Point]:
    """Un point par année, la dernière valeur connue de chacune, datée d'elle-même ; `mesures` : date, valeur."""
    connues = mesures.dropna(subset=["date", "valeur"]).sort_values("date", kind="stable")
    dernieres = connues.groupby(connues["date"].dt.year).tail(1)
    return [(annee(m.date.date()), float(m.valeur)) for m in dernieres.itertuples()]


def refus(cible: Mapping[str, Any], *, sens: int) -> str:
    """Pourquoi une cible n'en est pas une (`""` si elle en est une).

    `cible` : reference, date_reference, cible, date_cible, adoptee_par ; `sens` 0 : indicateur qui se décrit sans se
    juger.
    """
    manques = [
        dit
        for colonne, dit in (
            ("reference", "valeur de référence"),
            ("date_reference", "date de référence"),
            ("cible", "valeur à atteindre"),
            ("date_cible", "échéance"),
            ("adoptee_par", "instance qui l'a adoptée"),
        )
        if _absent(cible.get(colonne))
    ]
    if manques:
        return f"il manque : {', '.join(manques)}"
    if not sens:
        return "l'indicateur se décrit, il n'a pas de sens souhaité"
    if cible["date_cible"] <= cible["date_reference"]:
        return "l'échéance n'est pas après la date de référence"
    if sens * (cible["cible"] - cible["reference"]) < 0:
        return "la cible est moins bonne que la référence"
    return ""


def _absent(valeur: object) -> bool:
    return valeur is None or valeur == "" or bool(pd.isna(valeur))


def en_retard(derniere: pd.Timestamp, frequence: str, a_date: date) -> bool:
    """La dernière valeur a plus d'une période et demie ; une fréquence non dite ne se juge pas."""
    mois = MOIS_PAR_CADENCE.get(frequence)
    if mois is None:
        return False
    entiers, reste = divmod(3 * mois, 2)
    limite = derniere + pd.DateOffset(months=entiers, days=15 * reste)
    return bool(pd.Timestamp(a_date) > limite)


def evaluer(
    mesures: pd.DataFrame,
    cible: Mapping[str, Any] | None,
    *,
    sens: int,
    frequence: str,
    a_date: date,
    effectif: float | None = None,
) -> Trajectoire:
    """La trajectoire d'un indicateur sur un territoire à une date.

    `mesures` : date, valeur ; `cible` : voir `refus` (ses dates en `Timestamp`), None s'il n'y en a pas ; `effectif` :
    ce que compte le dénominateur, None s'il n'est pas connu (la règle du petit effectif ne s'applique alors pas).
    """
    connues = mesures[mesures["valeur"].notna()]
    connues = connues[connues["date"].isna() | (connues["date"] <= pd.Timestamp(a_date))]
    if connues.empty:
        return Trajectoire(SANS_DONNEE, "aucune valeur connue")
    if cible is None:
        return Trajectoire(SANS_CIBLE, "aucune cible adoptée")
    if refusee := refus(cible, sens=sens):
        return Trajectoire(CIBLE_REFUSEE, refusee)
    if effectif is not None and effectif < EFFECTIF_MIN:
        return Trajectoire(PETIT_EFFECTIF, f"moins de {EFFECTIF_MIN} observations")
    datees = connues[connues["date"].notna()].sort_values("date", kind="stable")
    if vieille := _vieille(datees["date"], frequence, a_date):
        return Trajectoire(DONNEE_EN_RETARD, vieille)
    return _jugee(datees, cible, sens=sens, a_date=a_date)


def _vieille(dates: pd.Series, frequence: str, a_date: date) -> str:
    """Pourquoi une série ne dit pas le présent (`""` si elle le dit) ; `dates` dans l'ordre."""
    if dates.empty:
        return "la valeur n'est pas datée"
    if en_retard(dates.iloc[-1], frequence, a_date):
        return "la dernière valeur a plus d'une période et demie"
    return ""


def _jugee(connues: pd.DataFrame, cible: Mapping[str, Any], *, sens: int, a_date: date) -> Trajectoire:
    depart = (annee(cible["date_reference"]), float(cible["reference"]))
    arrivee = (annee(cible["date_cible"]), float(cible["cible"]))
    derniere = connues.iloc[-1]
    retard = retard_mois(
        annee(derniere["date"].date()), float(derniere["valeur"]), depart=depart, arrivee=arrivee, sens=sens
    )
    lue = statut(annuels(connues), cible=arrivee[1], annee_cible=arrivee[0], sens=sens)
    manque = sens * (arrivee[1] - float(derniere["valeur"])) > 0
    if manque and pd.Timestamp(a_date) > cible["date_cible"]:
        return Trajectoire(RETARD, ECHUE, lue.valeur_projetee, lue.ecart_pct, retard)
    return lue if lue.statut == PAS_ENCORE else replace(lue, retard_mois=retard)


def retard_dit(mois: float | None) -> str:
    """« 3 mois de retard », « 2 mois d'avance », « sur le chemin » (moins d'un mois) ; `""` si inconnu."""
    if mois is None or math.isnan(mois):
        return ""
    entiers = math.floor(abs(mois) + 0.5)
    if not entiers:
        return "sur le chemin"
    return f"{entiers} mois {'de retard' if mois > 0 else 'd’avance'}"


def chemin(cible: Mapping[str, Any], quand: date) -> float:
    """La valeur prévue à une date sur le chemin droit de la référence à la cible, sans dépasser ses bouts."""
    debut, fin = annee(cible["date_reference"]), annee(cible["date_cible"])
    part = min(1.0, max(0.0, (annee(quand) - debut) / (fin - debut)))
    return float(cible["reference"]) + part * (float(cible["cible"]) - float(cible["reference"]))
