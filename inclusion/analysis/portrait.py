"""Le portrait d'un territoire : les nombres de la synthèse, sans mise en forme."""

from dataclasses import dataclass

import pandas as pd

from inclusion.analysis.selection import communes_du_territoire, du_territoire
from inclusion.model.territoires import Territoire

FRANCE_SERVICES = "France Services"


@dataclass(frozen=True)
class Offre:
    """Les lieux d'un territoire ; `heures_semaine` ne compte que les horaires connus."""

    lieux: int
    france_services: int
    communes_sans_lieu: int
    horaires_connus: int
    heures_semaine: float

    def __bool__(self) -> bool:
        """Vrai s'il y a au moins un lieu."""
        return self.lieux > 0


@dataclass(frozen=True)
class Reseau:
    """Les postes de conseillers numériques d'un territoire."""

    attribues: int
    occupes: int

    def __bool__(self) -> bool:
        """Vrai s'il y a au moins un poste."""
        return self.attribues > 0


@dataclass(frozen=True)
class Portrait:
    """Effectifs d'un territoire ; None = non connu (une table qui manque n'est pas un zéro)."""

    communes: int
    habitants: int | None
    pop_65_plus: int | None
    pop_ages: int | None
    offre: Offre | None
    reseau: Reseau | None

    @property
    def part_65_plus(self) -> float | None:
        """Part des 65 ans et plus (0-1), numérateur et dénominateur du même recensement."""
        return _rapport(self.pop_65_plus, self.pop_ages)

    @property
    def lieux_pour_10_000(self) -> float | None:
        return _rapport(10_000 * self.offre.lieux, self.habitants) if self.offre is not None else None


def _rapport(numerateur: float | None, denominateur: float | None) -> float | None:
    return None if numerateur is None or not denominateur else numerateur / denominateur


def _somme(valeurs: pd.Series) -> int | None:
    """La somme, inconnue si une seule valeur l'est."""
    return None if valeurs.isna().any() or valeurs.empty else int(valeurs.sum())


def communes_sans_lieu(communes: pd.DataFrame, lieux: pd.DataFrame) -> pd.DataFrame:
    """Les communes où aucun lieu n'est recensé."""
    return communes[~communes["code_insee"].isin(lieux["code_insee"])]


def portrait(
    territoire: Territoire, *, communes: pd.DataFrame, lieux: pd.DataFrame | None, postes: pd.DataFrame | None
) -> Portrait:
    """Le portrait d'un territoire ; `lieux` ou `postes` None : la table n'est pas fournie.

    `lieux` porte minutes_hebdo (voir `qualite.lieux_decrits`) ; un poste est rattaché au siège de son
    employeur (`code_insee_siege`), faute de lieu d'activité connu.
    """
    ici = communes_du_territoire(communes, territoire)
    return Portrait(
        communes=len(ici),
        habitants=_somme(ici["population"]),
        pop_65_plus=_somme(ici["pop_65_plus"]),
        pop_ages=_somme(ici[["pop_0_19", "pop_20_64", "pop_65_plus"]].sum(axis=1, skipna=False)),
        offre=None if lieux is None else offre(ici, du_territoire(lieux, communes, territoire)),
        reseau=None
        if postes is None
        else reseau(du_territoire(postes, communes, territoire, colonne="code_insee_siege")),
    )


def offre(communes: pd.DataFrame, lieux: pd.DataFrame) -> Offre:
    """L'offre des lieux d'un territoire."""
    minutes = lieux["minutes_hebdo"].dropna()
    dispositifs = lieux["dispositif_programmes_nationaux"].str.split("|")
    return Offre(
        lieux=len(lieux),
        france_services=sum(FRANCE_SERVICES in d for d in dispositifs),
        communes_sans_lieu=len(communes_sans_lieu(communes, lieux)),
        horaires_connus=len(minutes),
        heures_semaine=float(minutes.sum()) / 60,
    )


def reseau(postes: pd.DataFrame) -> Reseau:
    """Les postes d'un territoire."""
    return Reseau(attribues=len(postes), occupes=int(postes["etat"].eq("occupe").sum()))
