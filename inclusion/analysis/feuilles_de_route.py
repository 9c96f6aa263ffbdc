"""Les feuilles de route : leurs actions, leurs statuts, la population qu'elles couvrent, leur cadre à recopier."""

from datetime import date

import pandas as pd

from inclusion.model.formats.texte import identifiant
from inclusion.model.nomenclatures import libelle, valeurs
from inclusion.model.territoires import Niveau, Territoire

ADOPTEES = ("adoptee", "deployee")
CLOSES = ("realise", "abandonne")
EN_DIFFICULTE = ("en_retard", "bloque")
CADRE = ("id", "id_feuille", "axe", "nom", "pilote", "priorite", "remarque", "source", "nature")


def statut_dit(code: str) -> str:
    """L'état d'une feuille de route tel qu'on l'écrit : « non engagée » recouvre aussi ce que l'on ne sait pas."""
    if not code:
        return "Non renseigné"
    inconnu = ", ou statut non connu publiquement" if code == "non_engagee" else ""
    return f"{libelle('statut_feuille_de_route', code)}{inconnu}"


def feuilles_de(feuilles: pd.DataFrame, territoire: Territoire) -> pd.DataFrame:
    """La feuille de route d'un territoire ; celle de son intercommunalité pour une commune."""
    code = territoire.siren_epci if territoire.niveau == Niveau.COMMUNE else territoire.code
    return feuilles[feuilles["code_territoire"].eq(code)]


def actions_de(actions: pd.DataFrame, feuilles: pd.DataFrame, territoire: Territoire) -> pd.DataFrame:
    """Les actions de la feuille de route d'un territoire (voir `feuilles_de`)."""
    return actions[actions["id_feuille"].isin(feuilles_de(feuilles, territoire)["id"])]


def classer(actions: pd.DataFrame, a_date: date) -> pd.DataFrame:
    """Ajoute `statut_lu` et `retard_jours` : une action ni close ni suspendue dont la fin est passée est en retard.

    Une action bloquée, en pause ou close garde son statut ; sans statut ni fin, elle reste sans statut. `retard_jours`
    est manquant quand la fin n'est pas connue, n'est pas passée, ou que l'action est close.
    """
    jours = (pd.Timestamp(a_date) - actions["date_fin"]).dt.days
    passee = jours.gt(0) & ~actions["statut"].isin(CLOSES)
    change = passee & ~actions["statut"].isin(("bloque", "en_pause"))
    return actions.assign(
        statut_lu=actions["statut"].mask(change, "en_retard").astype("str"),
        retard_jours=jours.where(passee).astype("Int64"),
    )


def par_statut(actions: pd.DataFrame, a_date: date) -> pd.DataFrame:
    """axe, statut, actions : l'effectif de chacun des huit statuts et de « sans statut » (`""`), 0 compris."""
    lues = classer(actions, a_date)
    comptes = lues.groupby(["axe", "statut_lu"]).size()
    return pd.DataFrame(
        [
            (axe, statut, int(comptes.get((axe, statut), 0)))
            for axe in valeurs("axe")
            for statut in (*valeurs("statut_action"), "")
        ],
        columns=["axe", "statut", "actions"],
    )


def couverture_population(feuilles: pd.DataFrame, communes: pd.DataFrame) -> float | None:
    """Part (0-1) de la population dont l'intercommunalité a une feuille de route adoptée ou déployée.

    Seule la population des communes du jeu compte : la part dans le département d'une intercommunalité qui en déborde.
    """
    population = communes["population"].astype("Float64")
    total = population.sum(skipna=False)
    if pd.isna(total) or not total:
        return None
    adoptees = feuilles.loc[
        feuilles["perimetre"].eq("epci") & feuilles["statut"].isin(ADOPTEES), "code_territoire"
    ]
    return float(population[communes["siren_epci"].isin(adoptees)].sum() / total)


def cadre_copie(actions: pd.DataFrame, *, vers: str) -> pd.DataFrame:
    """Le cadre d'une feuille de route recopié dans une autre : axes, actions, priorités, aux colonnes de `actions`.

    Ce qui est propre à l'autre territoire (dates, avancement, budget, cofinancements, pilote) reste à saisir. Les
    actions sont « à discuter ». `vers` : l'identifiant de la feuille qui les reçoit.
    """
    rangs = actions.groupby("axe").cumcount() + 1
    ids = [identifiant(f"{vers} {axe} copie {rang}") for axe, rang in zip(actions["axe"], rangs, strict=True)]
    vide = pd.DataFrame("", index=actions.index, columns=list(actions.columns), dtype="str")
    return vide.assign(
        id=pd.array(ids, dtype="str"),
        id_feuille=vers,
        axe=actions["axe"].astype("str"),
        nom=actions["nom"].astype("str"),
        priorite=actions["priorite"].astype("str"),
        statut="a_discuter",
        remarque="reprise du cadre d'une autre feuille de route, à adapter",
        source="Cadre recopié de " + actions["id_feuille"].astype("str"),
        nature=actions["nature"].astype("str"),
    ).reset_index(drop=True)


def dernier_comite(decisions: pd.DataFrame, a_date: date) -> date | None:
    """Le jour du dernier comité tenu ; None si l'on n'en connaît aucun."""
    tenus = decisions.loc[decisions["date_comite"] <= pd.Timestamp(a_date), "date_comite"]
    return None if tenus.empty else tenus.max().date()


def decisions_portees(decisions: pd.DataFrame, a_date: date) -> pd.DataFrame:
    """Ajoute `ouverte`, `en_retard`, `comites` (nombre de comités tenus depuis) : ce qui se porte d'un comité à l'autre.

    Une décision ni faite ni abandonnée est ouverte ; elle est en retard quand son échéance est passée. Une décision
    d'un comité à venir n'est pas encore prise : elle n'est pas rendue.
    """
    prises = decisions[decisions["date_comite"] <= pd.Timestamp(a_date)]
    comites = prises["date_comite"].drop_duplicates()
    ouverte = prises["statut"].isin(("a_faire", "en_cours"))
    return prises.assign(
        ouverte=ouverte,
        en_retard=ouverte & prises["echeance"].lt(pd.Timestamp(a_date)),
        comites=[int(comites.gt(quand).sum()) for quand in prises["date_comite"]],
    ).sort_values(["ouverte", "date_comite", "echeance"], ascending=[False, True, True], ignore_index=True)
