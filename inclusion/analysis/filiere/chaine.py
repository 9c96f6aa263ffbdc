"""La chaîne de la période : combien d'équipements à chaque étape, et les rapports qu'on en tire."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd

from inclusion.analysis.filiere.bilan import dans
from inclusion.analysis.filiere.etapes import DEHORS, Unite
from inclusion.analysis.filiere.retours import suivis


@dataclass(frozen=True)
class Rapport:
    """Un rapport et ses deux termes ; `part` vide quand le dénominateur est nul ou inconnu."""

    numerateur: float
    denominateur: float

    @property
    def part(self) -> float | None:
        return self.numerateur / self.denominateur if self.denominateur else None


def passes(
    flux: pd.DataFrame, *, de: tuple[str, ...] = (), vers: tuple[str, ...] = (), unite: Unite = "quantite"
) -> float:
    """La somme des passages qui quittent l'une des étapes `de` et atteignent l'une des étapes `vers` (vide = toutes)."""
    garde = pd.Series(data=True, index=flux.index)
    if de:
        garde &= flux["etape_de"].isin(de)
    if vers:
        garde &= flux["etape_vers"].isin(vers)
    return float(flux.loc[garde, unite].astype("Float64").fillna(0.0).sum())


def effectifs(
    flux: pd.DataFrame,
    *,
    debut: date,
    fin: date,
    unite: Unite = "quantite",
    communes: Collection[str] | None = None,
) -> dict[str, float]:
    """Ce que la période a vu passer (jours extrêmes compris) ; `communes` : seulement dans ces codes INSEE.

    Un retour qui repart au diagnostic n'est pas une nouvelle collecte : `collectes` ne compte que ce qui vient du
    dehors. `distribues` compte les remises ; `redistribues` celles d'un équipement déjà remis une fois.
    """
    periode = dans(flux, debut, fin)
    premieres = dans(premieres_remises(flux), debut, fin)
    if communes is not None:
        periode, premieres = (t[t["code_insee"].isin(communes)] for t in (periode, premieres))
    remises = passes(periode, vers=("distribue",), unite=unite)
    premieres_remises_periode = remises
    if unite == "quantite":
        premieres_remises_periode = float(premieres["premieres"].sum())
    return {
        "promis": passes(periode, vers=("promis",), unite=unite),
        "collectes": passes(periode, de=DEHORS, vers=("collecte",), unite=unite),
        "diagnostiques": passes(periode, de=("collecte",), vers=("diagnostique",), unite=unite),
        "reconditionnables": passes(periode, de=("diagnostique",), vers=("reconditionnable",), unite=unite),
        "reconditionnes": passes(periode, vers=("reconditionne",), unite=unite),
        "pieces": passes(periode, vers=("pieces",), unite=unite),
        "recyclage": passes(periode, vers=("recyclage",), unite=unite),
        "rebut_dangereux": passes(periode, vers=("rebut_dangereux",), unite=unite),
        "echecs": passes(periode, vers=("echec_test",), unite=unite),
        "distribues": remises,
        "redistribues": remises - premieres_remises_periode,
        "retours": passes(periode, vers=("retour",), unite=unite),
    }


def premieres_remises(flux: pd.DataFrame) -> pd.DataFrame:
    """Les remises, et parmi elles les premières : date, id_lot, categorie, code_insee, quantite, premieres.

    Un appareil revenu puis remis de nouveau ne compte pas deux fois (voir `retours.suivis`) ; revenu puis recyclé, il
    ne fait passer pour seconde la remise d'aucun autre.
    """
    tous = suivis(flux)
    remises = tous[tous["etape_vers"].eq("distribue")].assign(premieres=tous["jamais_remis"])
    return remises[["date", "id_lot", "categorie", "code_insee", "quantite", "premieres"]].reset_index(
        drop=True
    )


def premiers_reconditionnements(flux: pd.DataFrame) -> pd.DataFrame:
    """Les passages à « reconditionné », `premiers` : ceux dont c'est la première fois (ni retour, ni échec repris)."""
    tous = suivis(flux)
    faits = tous[tous["etape_vers"].eq("reconditionne")].assign(premiers=tous["jamais_reconditionnes"])
    return faits[["date", "id_lot", "categorie", "quantite", "premiers"]].reset_index(drop=True)


def taux_reconditionnement(flux: pd.DataFrame, *, debut: date, fin: date) -> Rapport:
    """Équipements reconditionnés parmi ceux des lots DIAGNOSTIQUÉS dans la période (quelle qu'en soit la suite).

    Un lot diagnostiqué à cheval sur deux périodes prête à chacune la part de ses reconditionnés que représente ce
    qu'elle en a diagnostiqué ; un appareil repris après échec ou retour n'est compté qu'une fois.
    """
    cle = ["id_lot", "categorie"]
    diagnostics = flux[flux["etape_de"].eq("collecte") & flux["etape_vers"].eq("diagnostique")]
    en_tout = diagnostics.groupby(cle)["quantite"].sum().astype(float)
    ici = dans(diagnostics, debut, fin).groupby(cle)["quantite"].sum().astype(float)
    faits = (
        premiers_reconditionnements(flux).groupby(cle)["premiers"].sum().reindex(ici.index, fill_value=0.0)
    )
    part = ici / en_tout.reindex(ici.index)
    return Rapport(float((faits * part).clip(upper=ici).sum()), float(ici.sum()))


def taux_reemploi(flux: pd.DataFrame, *, debut: date, fin: date) -> Rapport:
    """Reconditionnés / (reconditionnés + recyclés + rebut), indicateur 28 de la feuille de route.

    Un appareil reconditionné deux fois (échec repris, retour) n'est compté qu'à la première.
    """
    reconditionnes = float(dans(premiers_reconditionnements(flux), debut, fin)["premiers"].sum())
    perdus = passes(dans(flux, debut, fin), vers=("recyclage", "rebut_dangereux"))
    return Rapport(reconditionnes, reconditionnes + perdus)


def taux_distribution(flux: pd.DataFrame, *, debut: date, fin: date) -> Rapport:
    """Remis / reconditionnés dans la période, chacun à sa première fois : un rapport de période.

    Il peut dépasser 1 quand on remet du stock d'avant ; à lire à côté des rendements de cohorte.
    """
    return Rapport(
        float(dans(premieres_remises(flux), debut, fin)["premieres"].sum()),
        float(dans(premiers_reconditionnements(flux), debut, fin)["premiers"].sum()),
    )


def part_accompagnee(flux: pd.DataFrame, *, debut: date, fin: date) -> Rapport:
    """Remises suivies d'au moins une séance / remises dont on le sait (indicateur 30)."""
    remises = dans(flux, debut, fin)
    remises = remises[remises["etape_vers"].eq("distribue") & remises["accompagnes"].notna()]
    return Rapport(float(remises["accompagnes"].sum()), float(remises["quantite"].sum()))


def mois_d_existence(flux: pd.DataFrame, *, a_date: date, au_plus: int) -> int:
    """Les mois commencés depuis le premier passage, `au_plus` au plus : une moyenne mensuelle se divise par eux."""
    premier, lendemain = flux["date"].min(), pd.Timestamp(a_date) + pd.Timedelta(days=1)
    return next(
        (m for m in range(1, au_plus) if premier >= lendemain - pd.DateOffset(months=m)),
        au_plus,
    )


def mois_de_stock(flux: pd.DataFrame, stock_pret: float, *, a_date: date) -> Rapport:
    """Le stock prêt en mois : stock / remises mensuelles moyennes des six derniers mois (indicateur 31).

    Une filière plus jeune se divise par ses mois d'existence.
    """
    lendemain = pd.Timestamp(a_date) + pd.Timedelta(days=1)
    mois = mois_d_existence(flux, a_date=a_date, au_plus=6)
    recentes = flux[flux["date"].ge(lendemain - pd.DateOffset(months=mois)) & flux["date"].lt(lendemain)]
    return Rapport(stock_pret, passes(recentes, vers=("distribue",)) / mois)


def pannes_a_6_mois(flux: pd.DataFrame, *, a_date: date) -> Rapport:
    """Revenus dans les six mois / remis il y a six mois ou plus (indicateur 35), premier remis premier revenu."""
    limite = pd.Timestamp(a_date) - pd.DateOffset(months=6)
    suivis = flux[flux["etape_vers"].isin(("distribue", "retour"))].sort_values(
        ["date", "etape_vers"], kind="stable"
    )
    remises = suivis[suivis["etape_vers"].eq("distribue")]
    revenus = 0.0
    avec_retour = suivis.loc[suivis["etape_vers"].eq("retour"), "id_lot"]
    for _, lot in suivis[suivis["id_lot"].isin(avec_retour)].groupby(["id_lot", "categorie"], sort=False):
        revenus += sum(
            quantite
            for remise, retour, quantite in _retours(lot)
            if remise <= limite and retour <= remise + pd.DateOffset(months=6)
        )
    return Rapport(revenus, float(remises.loc[remises["date"].le(limite), "quantite"].sum()))


def _retours(lot: pd.DataFrame) -> Iterator[tuple[pd.Timestamp, pd.Timestamp, float]]:
    """(remise, retour, quantité) : chaque retour, compté une fois, vient de la plus ancienne remise encore dehors."""
    dehors: list[tuple[pd.Timestamp, float]] = []
    for passage in lot.itertuples():
        reste = float(passage.quantite)
        if passage.etape_vers == "distribue":
            dehors.append((passage.date, reste))
            continue
        while reste > 0 and dehors:
            remise, disponible = dehors.pop(0)
            pris = min(reste, disponible)
            yield remise, passage.date, pris
            reste -= pris
            if disponible > pris:
                dehors.insert(0, (remise, disponible - pris))
