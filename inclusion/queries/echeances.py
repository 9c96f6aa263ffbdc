"""Les fins de contrat et de convention, et les communes qu'elles priveraient d'un conseiller."""

from datetime import date

import pandas as pd

from inclusion.analysis import reseau
from inclusion.analysis.chiffres import conseillers
from inclusion.model.etat import Etat
from inclusion.model.francais import enumeration, jour, nombre, pluriel
from inclusion.model.provenance import Provenance
from inclusion.model.releves import Constats, Releve
from inclusion.model.territoires import Niveau, Territoire
from inclusion.queries.natures import a_fournir
from inclusion.queries.portee import horizon_min
from inclusion.queries.postes import postes

SANS_DATE = "Aucune fin de contrat ni de convention dans les douze mois n'est connue ici."
HORIZONS = {
    reseau.ECHUE: "déjà passée, à vérifier",
    3: "d'ici 3 mois",
    6: "de 3 à 6 mois",
    12: "de 6 à 12 mois",
}


def communes_perdues(etat: Etat, territoire: Territoire, a_date: date, mois: int) -> list[str]:
    """Les noms des communes du territoire qui perdraient leur accès ; les postes de tout le département comptent."""
    return conseillers.communes_perdues(etat, territoire, a_date, mois)


def _dates(etat: Etat, territoire: Territoire) -> tuple[pd.DataFrame, Provenance]:
    """Les postes du territoire dont on connaît une fin, et leur provenance."""
    return postes(etat, territoire, reseau.fin_dite(etat["postes"]))


def frise(etat: Etat, territoire: Territoire) -> Releve:
    """Les fins de contrat et de convention des douze mois qui viennent."""
    ici, source = _dates(etat, territoire)
    fins = reseau.echeances(ici, etat.a_date)
    return Releve(
        lignes=fins.assign(
            a_date=pd.Timestamp(etat.a_date),
            horizon=fins["horizon_mois"].map(HORIZONS).astype("str"),
            ce_qui_finit=fins["sorte"].map({"contrat": "Contrat", "convention": "Convention"}).astype("str"),
            le=[jour(q) for q in fins["quand"]],
        ),
        lecture=_lecture(fins),
        sources=(source,),
        colonnes={
            "structure_employeuse": "Employeur",
            "ce_qui_finit": "Ce qui finit",
            "le": "Le",
            "horizon": "Échéance",
        },
        manque=SANS_DATE,
        fichier=a_fournir(etat, "postes", reseau.fin_dite(etat["postes"])),
    )


def _lecture(fins: pd.DataFrame) -> str:
    """Combien de postes, chacun compté une fois : à sa première fin à venir."""
    comptes = reseau.postes_par_horizon(fins)
    echus = comptes.pop(reseau.ECHUE, 0)
    dits = [f"{nombre(postes)} {HORIZONS[horizon]}" for horizon, postes in comptes.items()]
    total = pluriel(sum(comptes.values()), "poste occupé voit", "postes occupés voient")
    suite = (
        f" {pluriel(echus, 'poste occupé a', 'postes occupés ont')} une date déjà passée, à vérifier."
        if echus
        else ""
    )
    a_venir = f" : {' ; '.join(dits)}, à la première des deux fins" if dits else ""
    return f"{total} finir un contrat ou une convention dans les douze mois{a_venir}.{suite}"


def communes_a_perdre(etat: Etat, territoire: Territoire) -> Releve:
    """Par horizon : postes qui finissent, et communes du territoire qui n'auraient plus de conseiller à portée."""
    ici, source = _dates(etat, territoire)
    fins = reseau.echeances(ici, etat.a_date)
    lignes_ = [
        (f"{mois} mois", int(fins[fins["horizon_mois"].between(1, mois)]["id_poste"].nunique()), len(noms))
        for mois, noms in _perdues(etat, territoire).items()
    ]
    table = pd.DataFrame(lignes_, columns=["horizon", "postes", "communes"])
    return Releve(
        lignes=table if len(fins) else table.head(0),
        lecture="si aucun contrat ni aucune convention n'était renouvelé. Chaque ligne comprend la précédente, chaque "
        "poste n'y compte qu'une fois. Une commune compte quand elle a aujourd'hui, à "
        f"{nombre(horizon_min(etat))} minutes estimées au plus, un lieu où un conseiller reçoit, et n'en aurait plus"
        f"{_voisins(territoire)}.",
        sources=_sources(etat, source),
        colonnes={
            "horizon": "Dans les",
            "postes": "Postes",
            "communes": "Communes qui perdraient leur accès",
        },
        manque=SANS_DATE,
        fichier=a_fournir(etat, "postes", reseau.fin_dite(etat["postes"])),
    )


def _voisins(territoire: Territoire) -> str:
    """Une commune peut tenir son accès d'un poste d'à côté, qui n'est pas compté parmi les postes du territoire."""
    if territoire.niveau == Niveau.DEPARTEMENT:
        return ""
    return " ; la fin d'un poste d'un territoire voisin compte aussi"


def sans_commune(etat: Etat) -> str:
    """Ce que veut dire une liste de communes vide."""
    if a_fournir(etat, "postes", reseau.fin_dite(etat["postes"])):
        return "Aucune fin de contrat ni de convention n'est connue : rien ne peut être constaté."
    return "Aucune, d'après les fins de contrat et de convention connues."


def communes_nommees(etat: Etat, territoire: Territoire) -> Constats:
    """Les noms de ces communes, une phrase par horizon : une liste se lit entière, à l'écran comme au téléphone."""
    source = _dates(etat, territoire)[1]
    perdues = _perdues(etat, territoire)
    return Constats(
        tuple(
            f"D'ici {mois} mois, {pluriel(len(noms), 'commune')} : {enumeration(noms)}."
            for mois, noms in perdues.items()
            if noms
        ),
        _sources(etat, source),
    )


def _perdues(etat: Etat, territoire: Territoire) -> dict[int, list[str]]:
    return {mois: communes_perdues(etat, territoire, etat.a_date, mois) for mois in reseau.HORIZONS_MOIS}


def _sources(etat: Etat, source: Provenance) -> tuple[Provenance, ...]:
    return (source, etat.provenances["lieux"], etat.provenances["communes"])
