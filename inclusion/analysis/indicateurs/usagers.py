"""Axe II : le réseau, les feuilles de route, et ce que disent les fiches."""

import pandas as pd

from inclusion.analysis.ancrage import citent, codes_du_territoire
from inclusion.analysis.feuilles_de_route import ADOPTEES, actions_de, classer, couverture_population
from inclusion.analysis.indicateurs.monde import Monde
from inclusion.analysis.indicateurs.valeur import DEPARTEMENTAL, Valeur, inconnue, part
from inclusion.model.cadences import mois_revolus
from inclusion.model.francais import nombre, pluriel, pourcentage
from inclusion.model.territoires import Niveau, Territoire

MOIS_FRAIS = 12


def signataires(monde: Monde, territoire: Territoire) -> Valeur:
    """II-17 : structures signataires / structures dont on connaît la place dans le réseau, hors celles qui en sortent."""
    tous = monde.tables["partenaires"]
    codes = codes_du_territoire(territoire, monde.communes)
    ici = tous[citent(tous["code_territoire"], codes) & ~tous["statut"].isin(["", "sorti"])]
    if ici.empty:
        return inconnue("aucun partenaire ne dit sa place dans le réseau", "partenaires")
    return part(float(ici["statut"].eq("signataire").sum()), len(ici), "partenaires")


def feuilles_adoptees(monde: Monde, territoire: Territoire) -> Valeur:
    """II-21 : intercommunalités dont la feuille de route est adoptée ou déployée ; population couverte à part."""
    tables = ("feuilles_de_route", "communes")
    feuilles = monde.tables["feuilles_de_route"]
    if territoire.niveau != Niveau.DEPARTEMENT:
        return inconnue(DEPARTEMENTAL, *tables)
    siennes = feuilles[feuilles["perimetre"].eq("epci")]
    if siennes.empty:
        return inconnue("aucune feuille de route d'intercommunalité n'est connue", *tables)
    epci = monde.tables["epci"]
    adoptees = siennes[siennes["statut"].isin(ADOPTEES)]["code_territoire"].nunique()
    couverte = couverture_population(feuilles, monde.communes)
    return Valeur(
        float(adoptees),
        tables,
        numerateur=float(adoptees),
        denominateur=float(len(epci)),
        effectif=float(len(epci)),
        detail=f"sur {nombre(len(epci))} ; {pourcentage(couverte, decimales=1)} de la population",
    )


def actions_terminees(monde: Monde, territoire: Territoire) -> Valeur:
    """II-22 : actions réalisées / actions ; en cours et en retard (à la date de fin) dans `detail`."""
    actions = actions_de(monde.tables["actions"], monde.tables["feuilles_de_route"], territoire)
    actions = actions[actions["statut"].ne("")]
    if actions.empty:
        return inconnue("aucune action ne dit son statut", "actions")
    comptes = classer(actions, monde.a_date)["statut_lu"].value_counts()
    detail = ", ".join(
        pluriel(int(comptes.get(code, 0)), f"action {dit}", f"actions {dit}")
        for code, dit in (("en_cours", "en cours"), ("en_retard", "en retard"), ("bloque", "en blocage"))
    )
    return part(float(comptes.get("realise", 0)), len(actions), "actions", detail=detail)


def fiches_a_jour(monde: Monde, territoire: Territoire) -> Valeur:
    """II-23 : fiches mises à jour depuis moins de 12 mois / fiches."""
    ici = monde.de("lieux", territoire)
    fraiches = [pd.notna(d) and mois_revolus(d, monde.a_date) < MOIS_FRAIS for d in ici["date_maj"]]
    return part(float(sum(fraiches)), len(ici), "lieux")


def completude(monde: Monde, territoire: Territoire) -> Valeur:
    """II-24 : champs remplis / champs attendus, sur toutes les fiches (voir `qualite.CRITERES`)."""
    ici = monde.de("lieux", territoire)
    if ici.empty:
        return inconnue("aucun lieu n'est connu ici", "lieux")
    return Valeur(100 * float(ici["completude"].mean()), ("lieux",), denominateur=len(ici), effectif=len(ici))
