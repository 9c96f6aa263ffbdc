"""Le calcul de tous les indicateurs d'un territoire."""

from collections.abc import Callable

import pandas as pd

from inclusion.analysis.indicateurs import acces, materiel, usagers
from inclusion.analysis.indicateurs.monde import DATES, Monde
from inclusion.analysis.indicateurs.valeur import Valeur
from inclusion.model.chiffres import nature
from inclusion.model.francais import jour
from inclusion.model.periodes import Periode
from inclusion.model.territoires import Territoire

Calcul = Callable[[Monde, Territoire], Valeur]
CALCULS: dict[str, Calcul] = {
    "I-01": acces.population_proche,
    "I-02": acces.seniors_proches,
    "I-03": acces.besoin_eloigne,
    "I-04": acces.apl_mediane,
    "I-05": acces.apl_gini,
    "I-06": acces.communes_eloignees,
    "I-07": acces.heures_pour_1000,
    "I-08": acces.aide_aux_demarches,
    "I-09": acces.publics_attendus,
    "I-10": acces.aidants_connect,
    "I-11": acces.accompagnements,
    "I-12": acces.part_demarches,
    "I-15": acces.postes_pourvus,
    "II-17": usagers.signataires,
    "II-21": usagers.feuilles_adoptees,
    "II-22": usagers.actions_terminees,
    "II-23": usagers.fiches_a_jour,
    "II-24": usagers.completude,
    "III-27": materiel.collectes,
    "III-28": materiel.reemploi,
    "III-29": materiel.distribues,
    "III-30": materiel.accompagnee,
    "III-31": materiel.stock_pret,
    "III-32": materiel.delai,
    "III-33": materiel.effacement,
    "III-34": materiel.co2e,
    "III-35": materiel.pannes,
}
DU_JOUR = ("II-22", "II-23", "II-24")
"""Ceux qui décrivent le jeu lui-même, vrais le jour où on le regarde ; les autres ont la date de leur source."""

COLONNES = [
    *("code", "date", "valeur", "bas", "haut", "numerateur", "denominateur", "effectif"),
    *("detail", "tables", "nature", "quand"),
]


def calculables() -> tuple[str, ...]:
    """Les codes des indicateurs que l'observatoire sait calculer."""
    return tuple(CALCULS)


def calculer(monde: Monde, territoire: Territoire) -> pd.DataFrame:
    """COLONNES, une ligne par indicateur calculable, dans l'ordre des codes.

    `date` : le dernier jour de la période comptée, à défaut le dernier constat de la table dont la valeur dépend
    d'abord, jamais celle du calcul (NaT si la source n'est pas datée) ; `quand` : la même chose en clair, du premier
    constat au dernier ; `valeur`, `bas`, `haut` dans l'unité de l'indicateur ; `tables` séparées par `|` ; `nature` :
    démonstration dès qu'une de ces tables en est une.
    """
    valeurs = {code: calcul(monde, territoire) for code, calcul in CALCULS.items()}
    constats = {
        nom: constats_de(monde, nom, territoire)
        for nom in {v.tables[0] for v in valeurs.values()} & set(DATES)
    }
    lignes = [_ligne(code, lue, constats.get(lue.tables[0]), monde) for code, lue in valeurs.items()]
    table = pd.DataFrame(lignes, columns=COLONNES)
    nombres = ["valeur", "bas", "haut", "numerateur", "denominateur", "effectif"]
    return table.assign(
        date=pd.to_datetime(table["date"]), **{nom: table[nom].astype("Float64") for nom in nombres}
    )


def _ligne(code: str, lue: Valeur, constats: Periode | None, monde: Monde) -> tuple[object, ...]:
    retenue = lue.periode or constats
    quand = monde.a_date if code in DU_JOUR else retenue and retenue.fin
    return (
        *(code, quand, lue.valeur, lue.bas, lue.haut, lue.numerateur, lue.denominateur, lue.effectif),
        *(lue.detail, "|".join(lue.tables), _nature(monde, lue), _dite(code, lue, constats, monde)),
    )


def _dite(code: str, lue: Valeur, constats: Periode | None, monde: Monde) -> str:
    """Ce que la date de la valeur veut dire : un jour de calcul, une période comptée, ou l'âge des constats."""
    if code in DU_JOUR:
        sur = f" sur des constats {_du_au(constats)}" if constats else ""
        return f"calculé au {jour(monde.a_date)}{sur}"
    if lue.periode:
        return f"période {lue.periode.dite}"
    return f"valeur {_du_au(constats)}" if constats else "valeur non datée"


def _du_au(periode: Periode) -> str:
    return f"du {jour(periode.fin)}" if periode.debut == periode.fin else periode.dite


def _nature(monde: Monde, lue: Valeur) -> str:
    return nature(tuple(monde.sources[table] for table in lue.tables))


def constats_de(monde: Monde, nom: str, territoire: Territoire) -> Periode | None:
    """Du premier au dernier constat d'une table fait au plus tard à `a_date` ; d'abord parmi les lignes du territoire."""
    tout = monde.table(nom)
    ici = monde.de(nom, territoire) if "code_insee" in tout.columns else tout
    lues = (ici if len(ici) else tout)[DATES[nom]].dropna()
    dates = pd.PeriodIndex(lues, freq="M").end_time.to_series() if nom == "activites" else lues
    dates = pd.to_datetime(dates)
    dates = dates[dates <= pd.Timestamp(monde.a_date)]
    return None if dates.empty else Periode(dates.min().date(), dates.max().date())
