"""Les fins de contrat et de convention, et les communes qu'elles priveraient d'un conseiller."""

from datetime import date

import pandas as pd

from inclusion.analysis import reseau
from inclusion.analysis.chiffres import conseillers
from inclusion.model.francais import enumeration, jour, nombre
from inclusion.model.releves import Releve
from inclusion.model.territoires import Territoire
from inclusion.queries.jeu import aujourd_hui, observation, provenance
from inclusion.queries.natures import a_fournir
from inclusion.queries.portee import horizon_min
from inclusion.queries.postes import postes

SANS_DATE = "Aucune fin de contrat ni de convention dans les douze mois n'est connue ici."
HORIZONS = {reseau.ECHUE: "déjà passée, à vérifier"} | {m: f"dans les {m} mois" for m in reseau.HORIZONS_MOIS}


def communes_perdues(territoire: Territoire, a_date: date, mois: int) -> list[str]:
    """Les noms des communes du territoire qui perdraient leur accès ; les postes de tout le département comptent."""
    return conseillers.communes_perdues(observation(), territoire, a_date, mois)


def frise(territoire: Territoire) -> Releve:
    """Les fins de contrat et de convention des douze mois qui viennent."""
    ici, source = postes(territoire, "date_fin_contrat")
    fins = reseau.echeances(ici, aujourd_hui())
    comptes = fins.groupby("horizon_mois")["id_poste"].nunique()
    dits = [f"{nombre(comptes[h])} {HORIZONS[h]}" for h in HORIZONS if h in comptes]
    return Releve(
        lignes=fins.assign(
            a_date=pd.Timestamp(aujourd_hui()),
            horizon=fins["horizon_mois"].map(HORIZONS).astype("str"),
            ce_qui_finit=fins["sorte"].map({"contrat": "Contrat", "convention": "Convention"}).astype("str"),
            le=[jour(q) for q in fins["quand"]],
        ),
        lecture=f"postes qui voient finir un contrat ou une convention : {' ; '.join(dits)}.",
        sources=(source,),
        colonnes={
            "structure_employeuse": "Employeur",
            "ce_qui_finit": "Ce qui finit",
            "le": "Le",
            "horizon": "Échéance",
        },
        manque=SANS_DATE,
        fichier=a_fournir("postes", "date_fin_contrat"),
    )


def communes_a_perdre(territoire: Territoire) -> Releve:
    """Par horizon : postes qui finissent, et communes du territoire qui n'auraient plus de conseiller à portée."""
    ici, source = postes(territoire, "date_fin_contrat")
    a_date = aujourd_hui()
    fins = reseau.echeances(ici, a_date)
    lignes_ = [
        (
            f"{mois} mois",
            int(fins[fins["horizon_mois"].between(1, mois)]["id_poste"].nunique()),
            communes_perdues(territoire, a_date, mois),
        )
        for mois in reseau.HORIZONS_MOIS
    ]
    table = pd.DataFrame(
        [(h, p, len(c), enumeration(c) or "aucune") for h, p, c in lignes_],
        columns=["horizon", "postes", "communes", "noms"],
    )
    return Releve(
        lignes=table if len(fins) else table.head(0),
        lecture="si aucun contrat ni aucune convention n'était renouvelé. Une commune compte quand elle a aujourd'hui, à "
        f"{nombre(horizon_min())} minutes estimées au plus, un lieu où un conseiller reçoit, et n'en aurait plus.",
        sources=(source, provenance("lieux"), provenance("communes")),
        colonnes={
            "horizon": "Dans les",
            "postes": "Postes",
            "communes": "Communes",
            "noms": "Communes qui perdraient leur accès",
        },
        manque=SANS_DATE,
        fichier=a_fournir("postes", "date_fin_contrat"),
    )
