"""La synthèse d'un territoire : huit nombres, et ce qui demande attention."""

from dataclasses import replace

import pandas as pd

from inclusion.analysis.chiffres import synthese
from inclusion.analysis.couverture import Demande
from inclusion.analysis.desserte import desserte
from inclusion.analysis.portrait import communes_sans_lieu
from inclusion.analysis.qualite import A_ACTUALISER
from inclusion.analysis.selection import communes_du_territoire, du_territoire
from inclusion.model.chiffres import Chiffre, Vigilance
from inclusion.model.etat import Etat
from inclusion.model.francais import pluriel
from inclusion.model.nomenclatures import valeurs
from inclusion.model.territoires import Territoire
from inclusion.queries import indicateurs
from inclusion.queries.couverture import communes_a_surveiller
from inclusion.queries.natures import lignes
from inclusion.queries.qualite import paires


def chiffres_synthese(etat: Etat, territoire: Territoire) -> list[Chiffre]:
    """Les huit nombres de la synthèse, comparés au département et au dernier état enregistré.

    D'un état du jour même, seul un changement se montre.
    """
    presents = synthese.chiffres_synthese(etat, territoire, desserte(etat, Demande()))
    nom, dit = indicateurs.etat_compare(etat)
    if not nom:
        return presents
    avant = indicateurs.monde_de(etat, nom)
    passes = {(c.cle, c.nature): c for c in synthese.chiffres_synthese(avant.obs, territoire, avant.desserte)}
    du_jour = avant.a_date == etat.a_date
    return [
        replace(c, avant=passe.valeur, avant_le=dit)
        if (passe := passes.get((c.cle, c.nature))) and not (du_jour and passe.valeur == c.valeur)
        else c
        for c in presents
    ]


def vigilances(etat: Etat, territoire: Territoire) -> list[Vigilance]:
    """Les points de vigilance ; une ligne à zéro, ou dont la table manque, n'apparaît pas."""
    lieux = _vigilances_lieux(etat, territoire) if etat.fournie("lieux") else []
    postes = _vigilances_postes(etat, territoire) if etat.fournie("postes") else []
    loin = [_vigilance_couverture(etat, territoire)] if etat.fournie("lieux") else []
    doubles = [_vigilance_doublons(etat, territoire)] if etat.fournie("lieux") else []
    return [ligne for ligne in [*lieux[:1], *loin, *postes, *lieux[1:], *doubles] if ligne.effectif]


def _vigilance_doublons(etat: Etat, territoire: Territoire) -> Vigilance:
    """Les paires de fiches qui décrivent peut-être un même lieu, alors compté deux fois."""
    combien = len(paires(etat, territoire))
    return Vigilance(
        pluriel(
            combien,
            "doublon possible (un lieu compté deux fois)",
            "doublons possibles (des lieux comptés deux fois)",
        ),
        combien,
        "qualite",
        (),
    )


def _vigilance_couverture(etat: Etat, territoire: Territoire) -> Vigilance:
    """Les communes à surveiller : le tiers au plus fort besoin, à plus de 20 minutes estimées d'un lieu."""
    combien = communes_a_surveiller(etat, territoire)
    return Vigilance(
        pluriel(
            combien,
            "commune à surveiller (besoin fort, plus de 20 min)",
            "communes à surveiller (besoin fort, plus de 20 min)",
        ),
        combien,
        "couverture",
        (),
    )


def _vigilances_lieux(etat: Etat, territoire: Territoire) -> list[Vigilance]:
    communes = etat["communes"]
    lieux = du_territoire(etat.lieux, communes, territoire)
    sans_lieu = len(communes_sans_lieu(communes_du_territoire(communes, territoire), lieux))
    inconnus = int(lieux["etat_horaires"].ne("connus").sum())
    anciennes = int(lieux["fraicheur"].eq(A_ACTUALISER).sum())
    approchees = int(lieux["precision_localisation"].ne("adresse").sum())
    return [
        Vigilance(
            pluriel(sans_lieu, "commune sans lieu recensé", "communes sans lieu recensé"),
            sans_lieu,
            "carte",
            (("liste", "communes_sans_lieu"),),
        ),
        Vigilance(
            pluriel(inconnus, "lieu sans horaires connus", "lieux sans horaires connus"),
            inconnus,
            "carte",
            (("horaires", "inconnus"), ("horaires", "non_compris")),
        ),
        Vigilance(
            pluriel(
                anciennes, "fiche à actualiser (plus de 18 mois)", "fiches à actualiser (plus de 18 mois)"
            ),
            anciennes,
            "carte",
            (("fraicheur", A_ACTUALISER),),
        ),
        Vigilance(
            pluriel(
                approchees,
                "lieu placé à la mairie, faute d'adresse connue",
                "lieux placés à la mairie, faute d'adresse connue",
            ),
            approchees,
            "carte",
            (("precision", "commune"), ("precision", "rue")),
        ),
    ]


def _vigilances_postes(etat: Etat, territoire: Territoire) -> list[Vigilance]:
    tous, source = lignes(etat, "postes", "etat")
    postes = du_territoire(tous, etat["communes"], territoire, colonne="code_insee_siege")
    quand = f" ({source.quand})"
    vacants, rendus = (int(postes["etat"].eq(code).sum()) for code in ("vacant", "rendu"))
    return [
        Vigilance(
            pluriel(vacants, "poste de conseiller vacant", "postes de conseillers vacants") + quand,
            vacants,
            "donnees",
            (("table", "postes"), ("etat", "vacant")),
        ),
        Vigilance(
            pluriel(rendus, "poste de conseiller rendu", "postes de conseillers rendus") + quand,
            rendus,
            "donnees",
            (("table", "postes"), ("etat", "rendu")),
        ),
    ]


def services_offerts(etat: Etat, territoire: Territoire) -> pd.DataFrame:
    """service, lieux : combien de lieux du territoire offrent chacun des neuf services (0 compris)."""
    lieux = du_territoire(etat.lieux, etat["communes"], territoire)
    offerts = lieux["services"].str.split("|").explode().value_counts()
    table = pd.DataFrame({"service": valeurs("services")})
    return table.assign(lieux=table["service"].map(offerts).fillna(0).astype(int)).sort_values(
        ["lieux", "service"], ascending=[False, True], ignore_index=True
    )
