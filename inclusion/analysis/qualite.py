"""Qualité d'une fiche de lieu : critères nommés, fraîcheur."""

from collections.abc import Callable
from datetime import date

import pandas as pd

from inclusion.analysis.horaires import minutes_hebdomadaires
from inclusion.model.cadences import mois_revolus
from inclusion.model.nomenclatures import famille

Critere = Callable[[pd.DataFrame], pd.Series]

# Classes de fraîcheur de l'ancienne cartographie nationale : mois révolus depuis la mise à jour.
FRAICHEURS = ((6, "a_jour"), (12, "a_surveiller"), (18, "a_verifier"))
A_ACTUALISER = "a_actualiser"


def fraicheur(date_maj: date | None, a_date: date) -> str:
    """La classe de fraîcheur (code) d'une fiche ; sans date : à actualiser."""
    if date_maj is None or pd.isna(date_maj):
        return A_ACTUALISER
    age = mois_revolus(date_maj, a_date)
    return next((code for borne, code in FRAICHEURS if age < borne), A_ACTUALISER)


def _rempli(colonne: str) -> Critere:
    return lambda lieux: lieux[colonne].notna() & (lieux[colonne].astype(str) != "")


CRITERES: dict[str, Critere] = {
    "nom": _rempli("nom"),
    "identifiant SIRET ou RNA": _rempli("pivot"),
    "adresse": _rempli("adresse"),
    "position à l'adresse": lambda lieux: lieux["precision_localisation"].eq("adresse"),
    "typologie": _rempli("typologie"),
    "téléphone ou courriel": lambda lieux: lieux["telephone"].ne("") | lieux["courriels"].ne(""),
    "site web": _rempli("site_web"),
    "horaires": _rempli("horaires"),
    "services": _rempli("services"),
    "modalités d'accès": _rempli("modalites_acces"),
    "modalités d'accompagnement": _rempli("modalites_accompagnement"),
    "frais à charge": _rempli("frais_a_charge"),
    "présentation": _rempli("presentation_resume"),
    "date de mise à jour": _rempli("date_maj"),
}


def criteres(lieux: pd.DataFrame) -> pd.DataFrame:
    """Une colonne booléenne par critère de complétude, nommée comme on la dit à l'écran."""
    return pd.DataFrame({nom: critere(lieux) for nom, critere in CRITERES.items()}, index=lieux.index)


def completude(lieux: pd.DataFrame) -> pd.Series:
    """Part (0-1) des critères remplis par chaque fiche."""
    return criteres(lieux).mean(axis=1)


def etat_horaires(texte: str) -> str:
    """`connus`, `inconnus` (vide) ou `non_compris` (texte que l'on ne sait pas lire)."""
    if not texte:
        return "inconnus"
    return "connus" if minutes_hebdomadaires(texte) is not None else "non_compris"


def lieux_decrits(lieux: pd.DataFrame, a_date: date) -> pd.DataFrame:
    """Ajoute à chaque lieu : famille, fraicheur, etat_horaires, completude (0-1), minutes_hebdo."""
    familles = [
        famille(t, d)
        for t, d in zip(lieux["typologie"], lieux["dispositif_programmes_nationaux"], strict=True)
    ]
    return lieux.assign(
        famille=pd.array(familles, dtype="str"),
        fraicheur=pd.array([fraicheur(d, a_date) for d in lieux["date_maj"]], dtype="str"),
        etat_horaires=pd.array([etat_horaires(h) for h in lieux["horaires"]], dtype="str"),
        completude=completude(lieux),
        minutes_hebdo=pd.array([minutes_hebdomadaires(h) for h in lieux["horaires"]], dtype="Int64"),
    )
