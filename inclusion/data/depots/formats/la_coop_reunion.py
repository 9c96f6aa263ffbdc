"""Réunir les lignes d'un export de La Coop : des comptes par mois et commune, et des répartitions par année.

Deux tables en sortent, protégées ensemble (`model.secret`) : `activites`, une partition de tous les accompagnements dont
les détails trop rares sont vidés ; `statistiques_mediation`, les répartitions de chaque commune et du département, que
la rareté ne déforme pas. Ni l'une ni l'autre, ni leur différence, ne laisse lire un effectif de 1 à 4.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from inclusion.data.depots.formats import Reunion
from inclusion.model.anomalies import Anomalie, Gravite
from inclusion.model.secret import SEUIL, Addition, Effectifs, Masque, masques, regroupes

EFFECTIF = "accompagnements"
FIXES = ("mois", "code_insee", "type")
DETAILS = ("thematique", "autonomie", "canal", "duree")
DEPARTEMENT = ""
TOTAL = "total"
SIMPLES = ("canal", "duree", "autonomie", "redirection")
MULTIPLES = ("thematique", "demarche", "materiel")
Cases = dict[tuple[str, str, str], tuple[int, bool]]
"""(territoire, répartition, valeur) → effectif, masqué ?"""


def reunir(lignes: pd.DataFrame, annexe: pd.DataFrame) -> Reunion:
    """`lignes` : une par accompagnement ou activité (colonnes d'`activites`, textes) ; `annexe` : mêmes rangs.

    L'annexe porte `redirection`, et `thematique`, `demarche`, `materiel` à plusieurs valeurs (séparées par `|`) ; et
    `reunit` : l'export est celui d'un coordinateur, toutes communes ensemble (sans quoi il ne dit rien du département
    entier) ; `arrete` : le jour où il s'arrête (AAAA-MM-JJ), `""` s'il ne le dit pas.
    """
    if lignes.empty:
        return Reunion({"activites": lignes})
    comptes = lignes.assign(**{EFFECTIF: lignes[EFFECTIF].replace("", "0").astype(int)})
    source, nature = str(lignes["source"].iloc[0]), str(lignes["nature"].iloc[0])
    activites: list[pd.DataFrame] = []
    bilans: list[pd.DataFrame] = []
    for _, part in comptes.groupby(comptes["mois"].str[:4]):
        gardees, bilan = annuels(part, annexe.loc[part.index])
        bilan = bilan if annexe["reunit"].any() else bilan[bilan["code_insee"].ne(DEPARTEMENT)]
        activites.append(gardees)
        bilans.append(bilan.assign(**_periode(part["mois"], str(annexe["arrete"].iloc[0]))))
    tables = {
        "activites": _textes(pd.concat(activites), EFFECTIF).assign(source=source, nature=nature),
        "statistiques_mediation": _textes(pd.concat(bilans), "effectif").assign(
            compte=EFFECTIF, source=source, nature=nature
        ),
    }
    return Reunion(tables, tuple(_dits(tables)))


def _periode(mois: pd.Series, arrete: str) -> dict[str, str]:
    """Du premier jour du premier mois au dernier jour du dernier, ou au jour où l'export s'arrête s'il l'entame."""
    premier, dernier = pd.Period(mois.min(), "M"), pd.Period(mois.max(), "M")
    fin = str(dernier.end_time.date())
    entame = str(dernier.start_time.date()) <= arrete <= fin
    return {"debut": str(premier.start_time.date()), "fin": arrete if entame else fin}


def _textes(table: pd.DataFrame, effectif: str) -> pd.DataFrame:
    return table.assign(**{effectif: ["" if pd.isna(n) else str(n) for n in table[effectif]]}).reset_index(
        drop=True
    )


def _dits(tables: Mapping[str, pd.DataFrame]) -> list[Anomalie]:
    """Ce que la réunion a fait, sans aucun effectif qui trahisse."""
    activites, bilans = tables["activites"], tables["statistiques_mediation"]
    regles = [
        f"lignes réunies en {len(activites)} compte(s) par mois et commune ; les détails trop rares sont vidés",
        f"répartitions par année, commune et département : {len(bilans)} valeur(s)",
    ]
    masquees = int(activites[EFFECTIF].eq("").sum() + bilans["effectif"].eq("").sum())
    if masquees:
        regles.append(
            f"moins de {SEUIL}, ou de quoi retrouver un effectif de moins de {SEUIL} : {masquees} masqué(s)"
        )
    return [Anomalie(1, "", "", "", regle, Gravite.CORRIGE) for regle in regles]


def annuels(lignes: pd.DataFrame, annexe: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Les comptes et les répartitions d'une année : code_insee (vide : le département), repartition, valeur, effectif."""
    cases, caches = _totaux(lignes)
    activites = regroupes(lignes, fixes=list(FIXES), details=list(DETAILS), effectif=EFFECTIF, caches=caches)
    communes = [*sorted(set(lignes["code_insee"])), DEPARTEMENT]
    totaux_caches = np.array([cases[territoire, TOTAL, "Accompagnements"][1] for territoire in communes])
    for repartition in (*SIMPLES, *MULTIPLES):
        cases |= _repartition(
            _dites(lignes, annexe, repartition), activites, repartition, communes, totaux_caches
        )
    bilan = pd.DataFrame(
        [(t, r, v, pd.NA if masque else n) for (t, r, v), (n, masque) in cases.items() if n],
        columns=["code_insee", "repartition", "valeur", "effectif"],
    )
    return activites, bilan.assign(effectif=bilan["effectif"].astype("Int64"))


def _totaux(lignes: pd.DataFrame) -> tuple[Cases, set[tuple[Any, ...]]]:
    """Totaux, mois et types de chaque territoire ; et les (mois, commune, type) à masquer pour les protéger."""
    communes = sorted(set(lignes["code_insee"]))
    types, mois = sorted(set(lignes["type"])), sorted(set(lignes["mois"]))
    axes = ([*communes, DEPARTEMENT], [*types, TOTAL], [*mois, TOTAL])
    cube = _cube(lignes, ("code_insee", "type", "mois"), axes)
    additions = [Addition(axe, len(noms) - 1, tuple(range(len(noms) - 1))) for axe, noms in enumerate(axes)]
    for addition in additions:
        vue = np.moveaxis(cube, addition.axe, 0)
        vue[addition.total] = vue[list(addition.parts)].sum(axis=0)
    masque = masques(cube, additions)
    cases: Cases = {}
    for t, territoire in enumerate(axes[0]):
        cases[territoire, TOTAL, "Accompagnements"] = _case(cube, masque, (t, -1, -1))
        cases |= {(territoire, "type", v): _case(cube, masque, (t, i, -1)) for i, v in enumerate(types)}
        cases |= {(territoire, "mois", m): _case(cube, masque, (t, -1, i)) for i, m in enumerate(mois)}
    caches = {
        (m, c, t)
        for i, c in enumerate(communes)
        for j, t in enumerate(types)
        for k, m in enumerate(mois)
        if masque[i, j, k]
    }
    return cases, caches


def _case(cube: Effectifs, masque: Masque, ou: tuple[int, int, int]) -> tuple[int, bool]:
    return int(cube[ou]), bool(masque[ou])


def _cube(lignes: pd.DataFrame, colonnes: Sequence[str], axes: Sequence[list[str]]) -> Effectifs:
    """Les accompagnements de chaque combinaison, en tableau ; les cases de total restent à zéro."""
    cube = np.zeros([len(noms) for noms in axes])
    rangs = [{nom: rang for rang, nom in enumerate(noms)} for noms in axes]
    sommes = lignes.groupby(list(colonnes))[EFFECTIF].sum()
    for cle, effectif in sommes.items():
        cube[tuple(r[c] for r, c in zip(rangs, cle, strict=True))] = effectif
    return cube


def _dites(lignes: pd.DataFrame, annexe: pd.DataFrame, repartition: str) -> pd.DataFrame:
    """code_insee, accompagnements, valeur : une ligne par valeur dite d'une répartition (`""` : non dite)."""
    dites = lignes[repartition] if repartition in ("canal", "duree", "autonomie") else annexe[repartition]
    longues = lignes[["code_insee", EFFECTIF]].assign(valeur=dites.str.split("|")).explode("valeur")
    longues = longues.assign(valeur=longues["valeur"].fillna(""))
    return longues[longues["valeur"].ne("")] if repartition in MULTIPLES else longues


def _repartition(
    longues: pd.DataFrame,
    activites: pd.DataFrame,
    repartition: str,
    communes: list[str],
    totaux_caches: Masque,
) -> Cases:
    """Une répartition par commune et pour le département, qu'aucune différence avec `activites` ne trahit.

    Ce qui n'est pas dit (`""`) n'est pas écrit, mais compte : le total moins les valeurs dites le rendrait ; et les
    valeurs d'un territoire au total masqué (`totaux_caches`) ne s'additionnent pas jusqu'à lui.
    """
    noms = [*sorted(set(longues["valeur"])), TOTAL]
    tableau = _avec_sommes(_cube(longues, ("code_insee", "valeur"), (communes, noms)))
    aussi = np.zeros_like(tableau, dtype=bool)
    if repartition in DETAILS:
        connues = activites.rename(columns={repartition: "valeur"}).dropna(subset=EFFECTIF)
        connues = connues[connues["valeur"].isin(noms)]
        visibles = _avec_sommes(_cube(connues, ("code_insee", "valeur"), (communes, noms)))
        restes = tableau - visibles
        aussi = (tableau > 0) & (restes > 0) & (restes < SEUIL)
    aussi[:, -1] = totaux_caches
    additions = [Addition(axe, n - 1, tuple(range(n - 1))) for axe, n in enumerate(tableau.shape)]
    masque = masques(tableau, additions, aussi)
    return {
        (territoire, repartition, nom): (int(tableau[t, v]), bool(masque[t, v]))
        for t, territoire in enumerate(communes)
        for v, nom in enumerate(noms[:-1])
        if nom
    }


def _avec_sommes(tableau: Effectifs) -> Effectifs:
    """Le tableau, sa dernière ligne (le département) et sa dernière colonne (toutes les valeurs) en sommes."""
    tableau[-1, :] = tableau[:-1, :].sum(axis=0)
    tableau[:, -1] = tableau[:, :-1].sum(axis=1)
    return tableau
