"""Le portrait d'un territoire : les nombres de la synthèse, sans mise en forme."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from inclusion.analysis.selection import communes_du_territoire, du_territoire
from inclusion.model.territoires import Territoire

FRANCE_SERVICES = "France Services"


@dataclass(frozen=True)
class Portrait:
    """Effectifs d'un territoire ; None = non connu. `heures_semaine` ne compte que les horaires connus."""

    communes: int
    habitants: int | None
    pop_65_plus: int | None
    pop_ages: int | None
    lieux: int
    france_services: int
    communes_sans_lieu: int
    postes: int
    postes_occupes: int
    lieux_horaires_connus: int
    heures_semaine: float

    @property
    def part_65_plus(self) -> float | None:
        """Part des 65 ans et plus (0-1), numérateur et dénominateur du même recensement."""
        return _rapport(self.pop_65_plus, self.pop_ages)

    @property
    def lieux_pour_10_000(self) -> float | None:
        return _rapport(10_000 * self.lieux, self.habitants)


def _rapport(numerateur: float | None, denominateur: float | None) -> float | None:
    return None if numerateur is None or not denominateur else numerateur / denominateur


def _somme(valeurs: pd.Series) -> int | None:
    """La somme, inconnue si une seule valeur l'est."""
    return None if valeurs.isna().any() or valeurs.empty else int(valeurs.sum())


def communes_sans_lieu(communes: pd.DataFrame, lieux: pd.DataFrame) -> pd.DataFrame:
    """Les communes où aucun lieu n'est recensé."""
    return communes[~communes["code_insee"].isin(lieux["code_insee"])]


def portrait(
    territoire: Territoire, *, communes: pd.DataFrame, lieux: pd.DataFrame, postes: pd.DataFrame
) -> Portrait:
    """Le portrait d'un territoire.

    `lieux` porte minutes_hebdo (voir `qualite.lieux_decrits`) ; un poste est rattaché au siège de son
    employeur (`code_insee_siege`), faute de lieu d'activité connu.
    """
    ici = communes_du_territoire(communes, territoire)
    lieux_ici = du_territoire(lieux, communes, territoire)
    postes_ici = du_territoire(postes, communes, territoire, colonne="code_insee_siege")
    minutes: Any = lieux_ici["minutes_hebdo"].dropna()
    return Portrait(
        communes=len(ici),
        habitants=_somme(ici["population"]),
        pop_65_plus=_somme(ici["pop_65_plus"]),
        pop_ages=_somme(ici[["pop_0_19", "pop_20_64", "pop_65_plus"]].sum(axis=1, skipna=False)),
        lieux=len(lieux_ici),
        france_services=int(
            lieux_ici["dispositif_programmes_nationaux"]
            .str.split("|")
            .map(lambda d: FRANCE_SERVICES in d)
            .sum()
        ),
        communes_sans_lieu=len(communes_sans_lieu(ici, lieux_ici)),
        postes=len(postes_ici),
        postes_occupes=int(postes_ici["etat"].eq("occupe").sum()),
        lieux_horaires_connus=len(minutes),
        heures_semaine=float(minutes.sum()) / 60,
    )
