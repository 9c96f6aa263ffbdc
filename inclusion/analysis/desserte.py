"""La desserte d'un département par les lieux qui répondent à une demande : minutes, besoin, offre atteignable."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from inclusion.analysis.besoins import besoin_theorique
from inclusion.analysis.couverture import (
    Demande,
    Reserves,
    a_l_horizon,
    apl,
    au_bord,
    capacites,
    couverture,
    qui_repondent,
    reserves,
)
from inclusion.analysis.observations import lignes
from inclusion.analysis.selection import communes_du_territoire
from inclusion.analysis.temps_trajet import A_VERIFIER, AU_DELA, INCONNU, SOUS, Trajet, trajet
from inclusion.model.etat import Etat
from inclusion.model.memoire import memorise
from inclusion.model.provenance import Provenance
from inclusion.model.seuils import HORIZON_MIN
from inclusion.model.territoires import Territoire

HORIZONS = (10.0, 15.0, 20.0, 30.0)
HEURES_PAR_ETP = 35.0
ELOIGNEMENTS = (10.0, HORIZON_MIN)
"""Les bornes (minutes, comprises) de la carte besoin × éloignement."""


@dataclass(frozen=True, eq=False)
class Desserte:
    """Ce qui répond à une demande, pour toutes les communes du jeu.

    `communes` : colonnes de `couverture`, besoin, besoin_bas, besoin_haut (personnes), taux_besoin (personnes en besoin
    pour 100 habitants recensés), apl_mn (ETP pour 10 000 personnes en besoin,
    vide si aucune capacité n'est connue), au_bord ; `lieux` : ceux qui répondent ;
    `capacite` : ETP, index de `lieux`, vide si inconnue.
    """

    communes: pd.DataFrame
    lieux: pd.DataFrame
    capacite: pd.Series
    reserves: Reserves
    reglages: Trajet
    sources: tuple[Provenance, ...]
    source_capacite: Provenance

    def de(self, territoire: Territoire, *, horizon: float = HORIZON_MIN) -> pd.DataFrame:
        """Les communes d'un territoire, leur `zone` à cet horizon."""
        return a_l_horizon(communes_du_territoire(self.communes, territoire), self.reglages, horizon=horizon)


@dataclass(frozen=True)
class Part:
    """Des personnes, selon que leur temps est sûrement sous l'horizon, au-delà, à vérifier, ou sans lieu connu.

    `centrale` : celles dont le temps estimé (milieu de la fourchette) ne dépasse pas l'horizon.
    """

    total: float
    sous: float
    a_verifier: float
    au_dela: float
    inconnu: float
    centrale: float

    def part(self, personnes: float) -> float | None:
        """Une part (0-1) du total ; None si le total est nul."""
        return personnes / self.total if self.total else None

    @property
    def au_plus(self) -> float:
        """Les personnes peut-être sous l'horizon : sûres et à vérifier."""
        return self.sous + self.a_verifier

    @property
    def loin(self) -> float:
        """Les personnes au-delà de l'horizon, temps estimé ; celles sans lieu connu comprises."""
        return self.total - self.centrale


@memorise(24, attente="Calcul des temps de trajet…")
def desserte(obs: Etat, demande: Demande) -> Desserte:
    """La desserte de toutes les communes du jeu par les lieux qui répondent, à leurs temps de trajet estimés."""
    communes, reglages = obs["communes"], trajet(obs.parametres)
    retenus, inconnus = qui_repondent(obs.lieux, demande)
    besoins = besoin_theorique(communes, obs.parametres)
    recenses = communes[["pop_0_19", "pop_20_64", "pop_65_plus"]].astype("Float64").sum(axis=1, skipna=False)
    postes, source_postes = lignes(obs, "postes", "capacite_etp", "id_lieu_principal")
    capacite = capacites(retenus, postes, heures_par_etp(obs))
    table = couverture(communes, retenus, reglages).join(besoins)
    table = table.assign(
        taux_besoin=(100 * besoins["besoin"] / recenses).where(recenses.gt(0)),
        apl_mn=apl(communes, besoins["besoin"], retenus, capacite, reglages, paliers=paliers(obs))
        if capacite.notna().any()
        else np.nan,
        au_bord=au_bord(communes, obs["communes_voisines"], table, reglages),
    )
    tenus = postes["capacite_etp"].notna() & postes["id_lieu_principal"].isin(retenus["id"])
    return Desserte(
        communes=table,
        lieux=retenus,
        capacite=capacite,
        reserves=reserves(obs.lieux, inconnus),
        reglages=reglages,
        sources=(obs.provenances["lieux"], obs.provenances["communes"]),
        source_capacite=source_postes if tenus.any() else obs.provenances["lieux"],
    )


def heures_par_etp(obs: Etat) -> float:
    """Les heures d'ouverture par semaine qui valent un ETP."""
    dit = obs.parametres.get("accessibilite", {}).get("heures_par_etp", {})
    return float(dit.get("valeur", HEURES_PAR_ETP))


def paliers(obs: Etat) -> list[tuple[float, float]]:
    """Les paliers (minutes au plus, poids) de l'APL-MN."""
    dit = obs.parametres.get("accessibilite", {}).get("paliers", {})
    return [(float(m), float(p)) for m, p in dit.get("valeur", ((10, 1.0), (15, 0.3), (20, 0.1)))]


def part(table: pd.DataFrame, grandeur: str, *, horizon: float) -> Part:
    """La répartition d'une grandeur (population, pop_65_plus, besoin) ; une commune où elle manque ne compte pas."""
    personnes = table[grandeur].astype("Float64").fillna(0.0)
    zones = {
        zone: float(personnes[table["zone"].eq(zone)].sum()) for zone in (SOUS, A_VERIFIER, AU_DELA, INCONNU)
    }
    return Part(
        total=float(personnes.sum()),
        centrale=float(personnes[table["minutes"].le(horizon)].sum()),
        **{nom: zones[zone] for nom, zone in _CHAMPS.items()},
    )


_CHAMPS = {"sous": SOUS, "a_verifier": A_VERIFIER, "au_dela": AU_DELA, "inconnu": INCONNU}


def minutes_medianes(table: pd.DataFrame, grandeur: str = "population") -> float | None:
    """Le temps que la moitié des personnes ne dépasse pas ; None si aucun temps n'est connu."""
    connues = table[table["minutes"].notna()].sort_values("minutes", kind="stable")
    poids = connues[grandeur].astype("Float64").fillna(0.0).to_numpy(dtype=float)
    if not poids.sum():
        return None
    rang = int(np.searchsorted(np.cumsum(poids), poids.sum() / 2))
    return float(connues["minutes"].iloc[rang])


def apl_moyenne(table: pd.DataFrame) -> float | None:
    """L'APL-MN moyenne, pondérée par le besoin ; None si rien n'en est connu."""
    connues = table[table["apl_mn"].notna() & table["besoin"].notna()]
    besoin = connues["besoin"].to_numpy(dtype=float)
    return (
        float(np.average(connues["apl_mn"].to_numpy(dtype=float), weights=besoin)) if besoin.sum() else None
    )


def terciles(besoin: pd.Series) -> tuple[float, float]:
    """Les deux bornes qui coupent les communes en trois effectifs égaux (NaN sans valeur connue)."""
    connues = besoin.dropna().to_numpy(dtype=float)
    if not len(connues):
        return float("nan"), float("nan")
    return float(np.quantile(connues, 1 / 3)), float(np.quantile(connues, 2 / 3))


def croisee(table: pd.DataFrame, besoin: pd.Series, bornes: tuple[float, float]) -> pd.DataFrame:
    """La table avec rang_besoin et rang_eloignement (0 à 2 ; vides si l'un n'est pas connu).

    Besoin : au plus la première borne, au plus la seconde, au-delà. Éloignement : au plus 10 minutes, au plus 20, plus.
    """
    return table.assign(
        rang_besoin=_rangs(besoin.reindex(table.index).astype("Float64"), bornes),
        rang_eloignement=_rangs(table["minutes"].astype("Float64"), ELOIGNEMENTS),
    )


def _rangs(valeurs: pd.Series, bornes: tuple[float, float]) -> pd.Series:
    rang = sum(valeurs.gt(borne).astype("Int64") for borne in bornes)
    return pd.Series(rang, index=valeurs.index, dtype="Int64").where(valeurs.notna())


def a_surveiller(table: pd.DataFrame) -> pd.DataFrame:
    """Le quadrant « besoin fort, loin » d'une table croisée, la commune la plus peuplée en besoin d'abord."""
    quadrant = table["rang_besoin"].eq(2).fillna(False) & table["rang_eloignement"].eq(2).fillna(False)
    return table[quadrant.astype(bool)].sort_values("besoin", ascending=False, kind="stable")
