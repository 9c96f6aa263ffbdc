"""Les intercommunalités par groupes : qui est sûrement devant, qui ne peut pas être départagé."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from inclusion.analysis.accessibilite import Paliers
from inclusion.analysis.couverture import POUR, apl
from inclusion.analysis.desserte import Desserte
from inclusion.analysis.inegalites import groupes

PERSONNES_MIN, LIEUX_MIN = 500, 3


def minutes_par_epci(desserte: Desserte) -> pd.DataFrame:
    """valeur, bas, haut : minutes moyennes pondérées par le besoin, par siren_epci.

    La fourchette est celle des temps (×0,8 à ×1,25), élargie vers le haut à ce que ferait le lieu de plus dont la
    fermeture pèserait le plus (« un lieu de moins »).
    """
    table, reglages = desserte.communes, desserte.reglages
    connues = table[table["minutes"].notna() & table["besoin"].notna()]
    poids = connues["besoin"].astype(float)
    par = connues["siren_epci"]
    total = poids.groupby(par).sum()
    valeur = (connues["minutes"] * poids).groupby(par).sum() / total
    detour = (connues["minutes_ensuite"].fillna(np.inf) - connues["minutes"]) * poids
    pire = detour.groupby([par, connues["id_lieu"]]).sum().groupby(level=0).max() / total
    bornes = pd.DataFrame({"valeur": valeur, "bas": reglages.bas * valeur, "sans_un_lieu": valeur + pire})
    return bornes.assign(haut=np.maximum(reglages.haut * valeur, bornes["sans_un_lieu"]))


def apl_par_epci(desserte: Desserte, paliers: Paliers) -> pd.DataFrame:
    """valeur, bas, haut : APL-MN moyenne pondérée par le besoin, par siren_epci (ETP pour 10 000 personnes en besoin).

    Multiplier les temps par un facteur, c'est diviser les paliers par lui : vrai pour tout moteur de temps. La fourchette
    réunit les temps ×0,8 et ×1,25, un ETP de plus et un de moins dans l'intercommunalité.
    """
    table, reglages = desserte.communes, desserte.reglages
    besoin = table["besoin"].astype("Float64").fillna(0.0).astype(float)
    total = besoin.groupby(table["siren_epci"]).sum()

    def moyenne(facteur: float) -> pd.Series:
        plus_loin = [(minutes / facteur, poids) for minutes, poids in paliers]
        valeurs = apl(table, table["besoin"], desserte.lieux, desserte.capacite, reglages, paliers=plus_loin)
        return (valeurs * besoin).groupby(table["siren_epci"]).sum() / total

    valeur, courte, longue = moyenne(1.0), moyenne(reglages.bas), moyenne(reglages.haut)
    un_etp = POUR / total
    variantes = pd.concat([courte, longue, valeur - un_etp, valeur + un_etp], axis=1)
    return pd.DataFrame(
        {"valeur": valeur, "bas": variantes.min(axis=1).clip(lower=0), "haut": variantes.max(axis=1)}
    )


def en_groupes(
    intervalles: pd.DataFrame, *, besoin: Mapping[str, float], lieux: Mapping[str, int], plus_est_mieux: bool
) -> pd.DataFrame:
    """Ajoute besoin, lieux, groupe : « A » le mieux servi, « B », « C » ; `""` sous 500 personnes ou 3 lieux.

    `intervalles` : valeur, bas, haut, index siren_epci ; `besoin`, `lieux` : par siren_epci. Deux intercommunalités d'un
    même groupe ne se départagent pas. Triée par groupe puis par siren, jamais par valeur : ce n'est pas un palmarès.
    """
    table = intervalles.assign(
        besoin=[float(besoin.get(s, 0.0)) for s in intervalles.index],
        lieux=[int(lieux.get(s, 0)) for s in intervalles.index],
    )
    assez = table["besoin"].ge(PERSONNES_MIN) & table["lieux"].ge(LIEUX_MIN) & np.isfinite(table["haut"])
    bornes = table.loc[assez, ["bas", "haut"]]
    if plus_est_mieux:
        bornes = pd.DataFrame({"bas": -bornes["haut"], "haut": -bornes["bas"]})
    lettres = groupes(bornes) if len(bornes) else pd.Series(dtype="str")
    return table.assign(groupe=lettres.reindex(table.index).fillna("").astype("str"))
