"""Les cohortes de collecte : quelle part est remise à 3, 6, 12 mois, et en combien de jours."""

from collections.abc import Iterator
from datetime import date

import pandas as pd

from inclusion.analysis.filiere.etapes import DEHORS, PERTES
from inclusion.analysis.filiere.retours import suivis

HORIZONS_MOIS = (3, 6, 12)
AVANT = {"collecte": DEHORS, "diagnostique": ("collecte",)}
"""Le début d'un délai → l'étape d'où l'on y vient."""
Passage = tuple[pd.Timestamp, float]
"""(date, quantité en équipements)."""
COLONNES_DELAIS = ["id_lot", "categorie", "collecte", "remise", "quantite", "jours"]


def delais(flux: pd.DataFrame, depuis: str = "collecte") -> pd.DataFrame:
    """Chaque remise rapprochée de sa collecte (ou de son diagnostic), dans le même lot, premier entré premier sorti.

    Rend COLONNES_DELAIS (`quantite` en équipements, `jours` entiers). Une remise d'un lot dont la collecte n'est pas
    saisie n'a pas de délai ; une nouvelle remise après retour non plus : le délai est celui de la première.
    """
    lignes = [
        (lot, categorie, *paire)
        for (lot, categorie), (collectes, remises) in sorted(_par_lot(flux, depuis).items())
        for paire in _paires(collectes, remises)
    ]
    table = pd.DataFrame(lignes, columns=COLONNES_DELAIS[:-1])
    jours = (pd.to_datetime(table["remise"]) - pd.to_datetime(table["collecte"])).dt.days
    return table.assign(jours=jours.astype("Int64"))


def _par_lot(flux: pd.DataFrame, depuis: str) -> dict[tuple[str, str], tuple[list[Passage], list[Passage]]]:
    """Par lot et catégorie, ses entrées (voir AVANT) et ses premières remises (date, quantité), dans l'ordre du temps."""
    tous = suivis(flux)
    debut = tous["etape_vers"].eq(depuis) & tous["etape_de"].isin(AVANT[depuis])
    utiles = tous.assign(remise=~debut)[debut | tous["etape_vers"].eq("distribue")]
    par_lot: dict[tuple[str, str], tuple[list[Passage], list[Passage]]] = {}
    colonnes = ["id_lot", "categorie", "remise", "date", "jamais_remis"]
    for lot, categorie, remise, quand, quantite in zip(*(utiles[c] for c in colonnes), strict=True):
        par_lot.setdefault((lot, categorie), ([], []))[int(remise)].append((quand, float(quantite)))
    return par_lot


def _paires(
    collectes: list[Passage], remises: list[Passage]
) -> Iterator[tuple[pd.Timestamp, pd.Timestamp, float]]:
    """(collecte, remise, quantité) : les remises prennent les collectes dans l'ordre."""
    file = list(reversed(collectes))
    for remise, quantite in remises:
        reste = quantite
        while reste > 0 and file:
            collecte, disponible = file.pop()
            pris = min(reste, disponible)
            yield collecte, remise, pris
            reste -= pris
            if disponible > pris:
                file.append((collecte, disponible - pris))


def mediane_ponderee(valeurs: pd.Series, poids: pd.Series) -> float | None:
    """La plus petite valeur sous laquelle tombe la moitié du poids ; la moyenne des deux voisines à moitié juste."""
    ordre = valeurs.astype(float).sort_values(kind="stable")
    total = float(poids.sum())
    if not total:
        return None
    cumul = poids.loc[ordre.index].astype(float).cumsum()
    rang = int((cumul < total / 2 - 1e-9).sum())
    if abs(float(cumul.iloc[rang]) - total / 2) < 1e-9 and rang + 1 < len(ordre):
        return float(ordre.iloc[rang] + ordre.iloc[rang + 1]) / 2
    return float(ordre.iloc[rang])


def lots_clos(flux: pd.DataFrame) -> set[tuple[str, str]]:
    """Les (lot, catégorie) dont tout ce qui a été collecté est remis, démonté, recyclé ou mis au rebut."""
    quantite = flux["quantite"].astype(float)
    lots = [flux["id_lot"], flux["categorie"]]
    entrees = quantite.where(flux["etape_vers"].eq("collecte") & flux["etape_de"].isin(DEHORS), 0.0)
    retours = quantite.where(flux["etape_vers"].eq("retour"), 0.0)
    sorties = quantite.where(flux["etape_vers"].isin(("distribue", *PERTES)), 0.0)
    reste = (entrees + retours - sorties).groupby(lots).sum()
    collecte = entrees.groupby(lots).sum()
    return {cle for cle in reste.index if collecte[cle] > 0 and reste[cle] <= 0}


def delais_des_lots_clos(flux: pd.DataFrame, depuis: str = "collecte") -> pd.DataFrame:
    """Les `delais` des seuls lots clos."""
    clos, table = lots_clos(flux), delais(flux, depuis)
    return table.loc[[cle in clos for cle in zip(table["id_lot"], table["categorie"], strict=True)]]


def delai_median(flux: pd.DataFrame, depuis: str = "collecte") -> tuple[float | None, float]:
    """Jours médians de `depuis` à la remise, sur lots clos seulement, et le nombre d'équipements qui le fondent.

    Un lot ouvert est écarté : n'en garder que les remises déjà faites raccourcirait le délai.
    """
    table = delais_des_lots_clos(flux, depuis)
    return mediane_ponderee(table["jours"], table["quantite"]), float(table["quantite"].sum())


def rendements(flux: pd.DataFrame, *, a_date: date) -> pd.DataFrame:
    """Par mois de collecte : mois, collectes, en_cours, puis part_basse_h et part_haute_h à 3, 6 et 12 mois (0-1).

    Les deux parts sont égales dès que l'horizon est passé. Avant, la basse compte ceux qui attendent comme perdus et
    la haute comme remis à temps : une cohorte jeune a une fourchette, jamais un faux zéro.
    """
    fin = pd.Timestamp(a_date)
    connus = flux[flux["date"].le(fin)]
    collectes = connus[connus["etape_vers"].eq("collecte") & connus["etape_de"].isin(DEHORS)]
    mois = sorted(collectes["date"].dt.to_period("M").unique())
    paires = delais(connus)
    en_attente = _en_attente_par_mois(connus)
    lignes = []
    for cohorte in mois:
        total = float(collectes.loc[collectes["date"].dt.to_period("M").eq(cohorte), "quantite"].sum())
        siennes = paires[pd.to_datetime(paires["collecte"]).dt.to_period("M").eq(cohorte)]
        attente = en_attente[cohorte]
        ligne: dict[str, object] = {"mois": str(cohorte), "collectes": total, "en_cours": attente}
        for horizon in HORIZONS_MOIS:
            basse = _part(siennes, total, horizon)
            passe = cohorte.end_time.normalize() + pd.DateOffset(months=horizon) <= fin
            haute = basse if passe else basse + attente / total
            ligne |= {f"part_basse_{horizon}": basse, f"part_haute_{horizon}": haute}
        lignes.append(ligne)
    colonnes = [f"part_{borne}_{h}" for h in HORIZONS_MOIS for borne in ("basse", "haute")]
    return pd.DataFrame(lignes, columns=["mois", "collectes", "en_cours", *colonnes])


def _part(paires: pd.DataFrame, total: float, horizon: int) -> float:
    """La part remise au plus `horizon` mois après la collecte."""
    remis = paires["remise"] <= paires["collecte"] + pd.DateOffset(months=horizon)
    return float(paires.loc[remis, "quantite"].sum()) / total


def _en_attente_par_mois(flux: pd.DataFrame) -> dict[pd.Period, float]:
    """Les équipements ni remis ni perdus (pièces, recyclage, rebut), au mois de leur collecte.

    Dans un lot, premier collecté, premier sorti. Un revenu recyclé a déjà compté parmi les remis : il n'est pas sorti
    une seconde fois.
    """
    tous = suivis(flux)
    sortis = tous["jamais_remis"].where(tous["etape_vers"].isin(("distribue", *PERTES)), 0.0)
    reste = sortis.groupby([tous["id_lot"], tous["categorie"]]).sum().to_dict()
    entrees = tous["etape_vers"].eq("collecte") & tous["etape_de"].isin(DEHORS)
    attente: dict[pd.Period, float] = {}
    collectes = tous.loc[entrees, ["id_lot", "categorie", "date", "quantite"]]
    for lot, categorie, jour, quantite in collectes.itertuples(index=False):
        pris = min(reste[lot, categorie], float(quantite))
        reste[lot, categorie] -= pris
        mois = jour.to_period("M")
        attente[mois] = attente.get(mois, 0.0) + float(quantite) - pris
    return attente
