"""Ce qui ne tient qu'à un lieu : les seuls à offrir un service, les points de rupture, l'effet d'une fermeture."""

import pandas as pd

from inclusion.analysis import ruptures as calcul
from inclusion.analysis.couverture import Demande, qui_repondent, seuls_de_leur_epci
from inclusion.analysis.observations import noms_epci
from inclusion.analysis.selection import du_territoire
from inclusion.model.etat import Etat
from inclusion.model.francais import enumeration, nombre, pluriel, pourcentage
from inclusion.model.releves import Releve
from inclusion.model.territoires import Niveau, Territoire
from inclusion.queries.desserte import (
    COURTS,
    a_apporter,
    noms_lieux,
    ou_sans_lieu,
    par_service,
    services_ici,
    sources_de_temps,
)

AUCUN, PERSONNE, PREMIERS = "", "aucun lieu", 20


def seuls_ici(etat: Etat, territoire: Territoire, jour: str) -> pd.DataFrame:
    """Les lieux seuls à offrir un service dans leur intercommunalité ; pour une commune, celle dont elle est."""
    obs = etat
    ouverts, _ = qui_repondent(obs.lieux, Demande(jour=jour))
    seuls = seuls_de_leur_epci(ouverts, obs["communes"])
    return (
        seuls
        if territoire.niveau == Niveau.DEPARTEMENT
        else seuls[seuls["siren_epci"].eq(territoire.siren_epci)]
    )


def seuls(etat: Etat, territoire: Territoire, jour: str) -> Releve:
    """« Seul lieu de l'intercommunalité à offrir ce service »."""
    table = seuls_ici(etat, territoire, jour)
    return Releve(
        lignes=table.assign(epci=table["siren_epci"].map(noms_epci(etat)).astype("str")).sort_values(
            ["epci", "service"]
        ),
        lecture=f"{pluriel(len(table), 'fois', 'fois')}, un service n'a qu'un lieu dans son intercommunalité ; un lieu d'à "
        "côté peut être plus proche.",
        sources=sources_de_temps(etat)[:1],
        colonnes={
            "epci": "Intercommunalité",
            "service": "Service",
            "nom": "Seul lieu à l'offrir",
            "commune": "Commune",
        },
        manque=ou_sans_lieu(etat, "Aucun service n'est offert par un seul lieu dans son intercommunalité."),
        fichier=a_apporter(etat),
    )


def indispensables(etat: Etat, territoire: Territoire, jour: str, *, horizon: float) -> Releve:
    """Les points de rupture : les lieux qu'aucun autre ne remplace, ceux qui comptent pour le plus d'habitants d'abord."""
    perdues = calcul.ruptures(services_ici(etat, territoire, jour), horizon=horizon)
    table = calcul.par_lieu(perdues, etat.lieux)
    premier = table.iloc[0] if len(table) else None
    return Releve(
        lignes=table.assign(lesquels=[_courts(lesquels) for lesquels in table["lesquels"]]).head(PREMIERS),
        lecture=""
        if premier is None
        else f"si {premier['nom']} ({premier['commune']}) fermait, {nombre(premier['population'])} habitants perdraient, à "
        f"{nombre(horizon)} minutes estimées, un service au moins : {_courts(premier['lesquels']).lower()}.",
        sources=sources_de_temps(etat),
        colonnes={
            "nom": "Lieu",
            "commune": "Commune",
            "lesquels": "Services",
            "communes": "Communes touchées",
            "population": "Habitants touchés",
        },
        manque=ou_sans_lieu(
            etat, "Aucune fermeture, seule, n'éloignerait une commune d'ici au-delà du seuil."
        ),
        fichier=a_apporter(etat),
    )


def _courts(lesquels: str) -> str:
    """« Emploi et Loisirs »."""
    return enumeration([COURTS[service] for service in lesquels.split("|")])


def fermables(etat: Etat, territoire: Territoire) -> dict[str, str]:
    """Les lieux dont on peut imaginer la fermeture : ceux d'ici, à défaut tous."""
    obs = etat
    ici = du_territoire(obs.lieux, obs["communes"], territoire)
    lieux = (ici if len(ici) else obs.lieux).sort_values(["commune", "nom"])
    return {AUCUN: "Choisir un lieu…"} | {
        x.id: f"{x.nom} — {x.commune}" for x in lieux[["id", "nom", "commune"]].itertuples()
    }


def fermeture(etat: Etat, ferme: str, jour: str, *, horizon: float) -> Releve:
    """Ce que changerait la fermeture d'un lieu, commune par commune et service par service, où que ce soit."""
    touchees = calcul.fermeture(par_service(etat, jour), ferme or PERSONNE)
    perdues = calcul.ruptures(touchees, horizon=horizon)
    habitants = touchees.drop_duplicates("code_insee")["population"].sum()
    au_dela = perdues.drop_duplicates("code_insee")["population"].sum()
    nom = next(iter(noms_lieux(etat, pd.Series([ferme]))))
    part = pourcentage(au_dela / habitants if habitants else None)
    apres = touchees["minutes_ensuite"].map(lambda m: "aucun lieu connu" if pd.isna(m) else nombre(m))
    return Releve(
        lignes=touchees.assign(
            avant=touchees["minutes"].round(0),
            apres=apres.astype("str"),
            passe=["oui" if i in set(perdues.index) else "" for i in touchees.index],
            court=touchees["service"].map(COURTS),
        ),
        lecture=f"sans {nom}, {nombre(habitants)} habitants auraient plus de chemin pour un service au moins, dont "
        f"{nombre(au_dela)} ({part}) passeraient au-delà de {nombre(horizon)} minutes estimées ou n'auraient plus rien.",
        sources=sources_de_temps(etat),
        colonnes={
            "nom": "Commune",
            "court": "Service",
            "population": "Habitants",
            "avant": "Minutes aujourd'hui",
            "apres": "Minutes ensuite",
            "passe": "Passe le seuil",
        },
        manque="Choisir un lieu ci-dessus pour voir ce que sa fermeture changerait."
        if ferme == AUCUN
        else f"Si {nom} fermait, aucune commune n'aurait plus de chemin : d'autres lieux, aussi près, offrent les mêmes "
        "services.",
        fichier="",
    )
