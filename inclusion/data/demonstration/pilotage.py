"""Démonstration du pilotage : actions, mesures, cibles et décisions inventées, pour le département et un territoire.

Le territoire est celui dont la feuille de route est dite déployée : les autres restent tels que les sources les disent.
Aucune valeur n'est inventée pour un indicateur que l'observatoire calcule déjà de ses tables réelles.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from inclusion.data.demonstration.cadre import hasard

MARQUE = "(démonstration)"
ADOPTANT = f"Comité de pilotage fictif {MARQUE}"
APRES = ("reseau",)

# axe, action, statut, début et fin (mois autour de la date de la démonstration), avancement, budget (milliers d'euros)
Action = tuple[str, str, str, int | None, int | None, int | None, int | None]
ACTIONS: tuple[Action, ...] = (
    ("I", "Tenir des permanences d'aide aux démarches", "en_cours", -14, 8, 60, 48),
    ("I", "Former les accueils au repérage des difficultés", "en_cours", -10, -1, 70, 22),
    ("I", "Ouvrir des créneaux le soir et le samedi", "a_discuter", None, None, None, None),
    ("I", "Labelliser des lieux pour agir au nom d'une personne", "bloque", -9, 4, 15, 12),
    ("II", "Publier l'annuaire partagé des acteurs", "realise", -20, -6, 100, 9),
    ("II", "Écrire une fiche d'orientation commune", "en_cours", -6, 6, 45, 5),
    ("II", "Tenir un test d'autonomie avant et après", "en_pause", -8, 5, 30, 7),
    ("II", "Faire circuler un bus dans les communes éloignées", "en_retard", -12, -3, 40, 64),
    ("III", "Recenser les gisements de matériel public", "realise", -15, -8, 100, 6),
    ("III", "Ouvrir un atelier de reconditionnement", "en_cours", -7, 14, 35, 85),
    ("III", "Signer une charte de dons", "a_venir", 2, 10, 0, 4),
    ("III", "Vendre le matériel ancien", "abandonne", -18, -10, 10, None),
)
LOCALES = (1, 0, 7, 9)
"""Les actions de la liste que reprend la feuille de route du territoire."""

# indicateur → valeurs, de la plus ancienne à la plus récente, une par an ; recul en mois de la dernière
MESURES: dict[str, tuple[tuple[float, ...], int]] = {
    "I-13": ((48, 51, 53, 56, 59, 62), 1),
    "I-14": ((21, 20, 19, 17, 15, 13), 1),
    "II-16": ((10, 14, 19, 24, 28, 31), 1),
    "II-18": ((55, 54, 52, 51, 50, 49), 1),
    "II-19": ((22, 25, 28, 30, 33), 10),
    "II-20": ((41, 44), 1),
    "II-25": ((37,), 1),
    "II-26": ((12, 18, 25, 29), 9),
}
LOCALES_MESUREES = {"I-13": (52, 58), "I-14": (19, 14, 12), "II-16": (5, 15), "II-26": (30,)}
AILLEURS = ("I-13", "I-14", "II-16")
# indicateur → référence, cible
CIBLES: dict[str, tuple[float, float]] = {
    "I-02": (98, 99.8),
    "I-13": (48, 66),
    "I-14": (21, 11),
    "I-15": (60, 90),
    "II-16": (10, 60),
    "II-18": (55, 65),
    "II-19": (22, 40),
    "II-20": (41, 55),
    "II-25": (37, 70),
    "II-26": (12, 60),
    "III-28": (40, 65),
    "III-33": (80, 100),
}
LOCALES_CIBLEES = ("I-13", "I-14", "II-16", "II-26")
# (mois avant la date, objet, mois de l'échéance après le comité, statut)
DECISIONS = (
    (14, "Partager les horaires des permanences entre structures", 3, "fait"),
    (14, "Désigner un référent numérique dans chaque intercommunalité", 6, "en_cours"),
    (14, "Chiffrer le coût d'un second bus", 6, "abandonne"),
    (8, "Prolonger les permanences du soir", 4, "a_faire"),
    (8, "Réunir les donateurs publics de matériel", 5, "fait"),
    (2, "Écrire la convention avec l'atelier de reconditionnement", 5, "en_cours"),
    (2, "Présenter la carte des besoins aux intercommunalités", 4, "a_faire"),
)


def engendrer(tables: Mapping[str, pd.DataFrame], *, graine: int, a_date: date) -> dict[str, pd.DataFrame]:
    """Les lignes fictives du pilotage ; sans communes ou sans feuille de route départementale, rien."""
    communes, feuilles = tables["communes"], tables["feuilles_de_route"]
    departementale = feuilles[feuilles["perimetre"].eq("departemental")]
    if communes.empty or departementale.empty:
        return {}
    alea = hasard(graine, "pilotage")
    locale = feuilles[feuilles["perimetre"].eq("epci") & feuilles["statut"].eq("deployee")].head(1)
    departement = str(departementale["code_territoire"].iloc[0])
    territoire = str(locale["code_territoire"].iloc[0]) if len(locale) else ""
    partout, ici = _pilotes(tables["partenaires"]), _pilotes(tables["partenaires"], communes, territoire)
    connus = set(tables["indicateurs"]["code"])
    locales = [ACTIONS[rang] for rang in LOCALES]
    mesures = _mesures(departement, territoire, sorted(set(communes["siren_epci"])), alea, a_date)
    cibles = _cibles(departement, territoire, a_date)
    return {
        "actions": pd.DataFrame(
            [
                *_actions(str(departementale["id"].iloc[0]), ACTIONS, partout, alea, a_date),
                *(a for f in locale["id"] for a in _actions(str(f), locales, ici, alea, a_date)),
            ]
        ),
        "mesures": mesures[mesures["id_indicateur"].isin(connus)],
        "cibles": cibles[cibles["id_indicateur"].isin(connus)],
        "decisions": _decisions(a_date),
    }


def _pilotes(partenaires: pd.DataFrame, communes: pd.DataFrame | None = None, siren: str = "") -> list[str]:
    """Les partenaires fictifs qui peuvent piloter ; avec `siren`, ceux de cette intercommunalité et de ses communes."""
    fictifs = partenaires[partenaires["nom"].str.endswith(MARQUE)]
    if communes is not None:
        dedans = {siren, *communes.loc[communes["siren_epci"].eq(siren), "code_insee"]}
        fictifs = fictifs[fictifs["code_territoire"].isin(dedans)]
    return list(fictifs["nom"]) or [f"Structure pilote fictive {MARQUE}"]


def _dans(a_date: date, mois: int | None) -> date | None:
    """Le dernier jour du mois, `mois` mois plus tard."""
    if mois is None:
        return None
    fin: date = (pd.Period(a_date, "M") + mois).end_time.date()
    return fin


def _actions(
    feuille: str, liste: Iterable[Action], pilotes: list[str], alea: np.random.Generator, a_date: date
) -> list[dict[str, Any]]:
    return [
        {
            "id": f"{feuille}-demonstration-{rang:02}",
            "id_feuille": feuille,
            "axe": axe,
            "nom": f"{nom} {MARQUE}",
            "pilote": pilotes[int(alea.integers(0, len(pilotes)))],
            "statut": statut,
            "priorite": ("bas", "eleve", "moyen")[rang % 3],
            "date_debut": _dans(a_date, debut),
            "date_fin": _dans(a_date, fin),
            "avancement_pct": avancement,
            "budget_eur": None if budget is None else 1_000 * budget,
            "cofinancements": f"Opérateur fictif {MARQUE}" if budget and rang % 2 == 0 else "",
            "date_constat": a_date,
        }
        for rang, (axe, nom, statut, debut, fin, avancement, budget) in enumerate(liste, start=1)
    ]


def _mesures(
    departement: str, territoire: str, epci: list[str], alea: np.random.Generator, a_date: date
) -> pd.DataFrame:
    series = [(departement, code, valeurs, recul) for code, (valeurs, recul) in MESURES.items()]
    if territoire:
        series += [(territoire, code, valeurs, 1) for code, valeurs in LOCALES_MESUREES.items()]
    for siren in [s for s in epci if s != territoire][::3]:
        valeurs = {code: round(MESURES[code][0][-1] + float(alea.uniform(-9, 4)), 1) for code in AILLEURS}
        series += [(siren, code, (valeur,), 1) for code, valeur in valeurs.items()]
    return pd.DataFrame(
        [
            {"id_indicateur": code, "code_territoire": ou, "date": quand, "valeur": valeur}
            for ou, code, valeurs_, recul in series
            for quand, valeur in zip(_dates(len(valeurs_), recul, a_date), valeurs_, strict=True)
        ]
    )


def _dates(combien: int, recul: int, a_date: date) -> list[date]:
    """Une date par an : la dernière il y a `recul` mois, les autres à la fin de chaque année d'avant."""
    derniere = _dans(a_date, -recul) or a_date
    return [*(date(derniere.year - rang, 12, 31) for rang in range(combien - 1, 0, -1)), derniere]


def _cibles(departement: str, territoire: str, a_date: date) -> pd.DataFrame:
    fin, debut = date(a_date.year + 1, 12, 31), date(a_date.year - 5, 12, 31)
    premieres = {code: _dates(len(valeurs), recul, a_date)[0] for code, (valeurs, recul) in MESURES.items()}
    lignes = [(departement, code, premieres.get(code, debut), *bornes) for code, bornes in CIBLES.items()]
    if territoire:
        depart = date(a_date.year - 1, 12, 31)
        lignes += [
            (territoire, code, depart, float(LOCALES_MESUREES[code][0]), CIBLES[code][1])
            for code in LOCALES_CIBLEES
        ]
    return pd.DataFrame(
        [
            {
                "id_indicateur": code,
                "code_territoire": ou,
                "reference": reference,
                "date_reference": quand,
                "cible": cible,
                "date_cible": fin,
                "adoptee_par": ADOPTANT,
            }
            for ou, code, quand, reference, cible in lignes
        ]
    )


def _decisions(a_date: date) -> pd.DataFrame:
    comites = {mois: (_dans(a_date, -mois) or a_date) - timedelta(days=12) for mois, *_ in DECISIONS}
    return pd.DataFrame(
        [
            {
                "date_comite": comites[mois],
                "objet": f"{objet} {MARQUE}",
                "responsable": f"Structure responsable fictive {MARQUE}",
                "echeance": _dans(comites[mois], delai),
                "statut": statut,
            }
            for mois, objet, delai, statut in DECISIONS
        ]
    )
