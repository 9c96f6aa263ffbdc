"""Le bilan matière : par étape et par catégorie, ce qui entre, ce qui sort, ce qui reste, ce qui manque.

stock_fin = stock_debut + entrées − sorties + écart d'inventaire. L'écart est une ligne à lui seul : il n'est jamais
réparti entre les étapes (note de méthode, « Filière »).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from inclusion.analysis.filiere.etapes import EN_COURS, Unite

Cle = tuple[str, str]
Passages = Sequence[tuple[Any, ...]]
"""(date, entrée, sortie) d'une étape et d'une catégorie."""
Comptes = Sequence[tuple[Any, ...]]
"""(date, quantité) des inventaires d'une étape et d'une catégorie."""
SEUIL_ECART_PART = 0.02
SEUIL_ECART_UNITES = 5
COLONNES = [
    *("noeud", "categorie", "stock_debut", "entrees", "sorties"),
    *("stock_attendu", "ecart", "stock_fin", "inventaire", "alerte"),
]


def avec_masses(flux: pd.DataFrame, masses: Mapping[str, float]) -> pd.DataFrame:
    """Les flux, masse complétée par la masse médiane de la catégorie quand elle n'a pas été pesée.

    `masses` : kg par équipement. Ajoute `masse_estimee` (booléen) ; une catégorie sans masse médiane reste sans masse.
    """
    pesee = flux["masse_kg"].astype("Float64")
    mediane = flux["categorie"].map(dict(masses)).astype("Float64") * flux["quantite"].astype("Float64")
    return flux.assign(masse_kg=pesee.fillna(mediane), masse_estimee=pesee.isna() & mediane.notna())


def dans(flux: pd.DataFrame, debut: date, fin: date) -> pd.DataFrame:
    """Les passages de la période, ses deux jours extrêmes compris."""
    return flux[flux["date"].between(pd.Timestamp(debut), pd.Timestamp(fin))]


def bilan(
    flux: pd.DataFrame, stocks: pd.DataFrame, *, debut: date, fin: date, unite: Unite = "quantite"
) -> pd.DataFrame:
    """Le bilan de chaque étape en cours et de chaque catégorie sur une période (jours extrêmes compris).

    `flux` : date, categorie, etape_de, etape_vers, quantite, masse_kg ; `stocks` : inventaires (date, noeud,
    categorie, quantite, masse_kg), constatés en fin de journée. Rend COLONNES, dans l'unité demandée :
    `ecart` et `inventaire` (date du dernier) sont vides quand rien n'a été compté dans la période, ou seulement
    l'inventaire qui ouvre le compte ; `alerte` dit un
    écart de plus de 2 % ou de plus de 5 équipements. Une masse inconnue est comptée pour zéro : voir `avec_masses`.
    """
    passages = par_cle(mouvements_par_etape(flux, unite), ["date", "entree", "sortie"])
    comptes = par_cle(
        stocks[stocks[unite].notna()].assign(compte=stocks[unite].astype("Float64")), ["date", "compte"]
    )
    cles = sorted({c for c in (*passages, *comptes) if c[0] in EN_COURS}, key=_rang)
    jours = (pd.Timestamp(debut), pd.Timestamp(fin))
    lignes = [_ligne(cle, passages.get(cle, []), comptes.get(cle, []), jours, unite) for cle in cles]
    return pd.DataFrame(lignes, columns=COLONNES)


def _rang(cle: Cle) -> tuple[int, str]:
    """L'ordre de la filière, puis la catégorie."""
    return EN_COURS.index(cle[0]), cle[1]


def mouvements_par_etape(flux: pd.DataFrame, unite: Unite) -> pd.DataFrame:
    """date, noeud, categorie, entree, sortie : chaque passage, vu de l'étape qu'il quitte et de celle qu'il atteint."""
    valeur = flux[unite].astype("Float64").fillna(0.0).astype(float)
    commun = flux[["date", "categorie"]]
    return pd.concat(
        [
            commun.assign(noeud=flux["etape_vers"], entree=valeur, sortie=0.0),
            commun.assign(noeud=flux["etape_de"], entree=0.0, sortie=valeur),
        ],
        ignore_index=True,
    )


def par_cle(table: pd.DataFrame, colonnes: list[str]) -> dict[Cle, list[tuple[Any, ...]]]:
    """Les lignes de chaque (étape, catégorie)."""
    rangees: dict[Cle, list[tuple[Any, ...]]] = {}
    cles = zip(table["noeud"], table["categorie"], strict=True)
    for cle, *valeurs in zip(cles, *(table[c] for c in colonnes), strict=True):
        rangees.setdefault(cle, []).append(tuple(valeurs))
    return rangees


def _ligne(
    cle: Cle, passages: Passages, comptes: Comptes, jours: tuple[pd.Timestamp, pd.Timestamp], unite: Unite
) -> tuple[object, ...]:
    debut, fin = jours
    stock_debut, _ = stock_au(passages, comptes, debut - pd.Timedelta(days=1))
    entrees = sum(e for jour, e, _ in passages if debut <= jour <= fin)
    sorties = sum(s for jour, _, s in passages if debut <= jour <= fin)
    stock_fin, dernier = stock_au(passages, comptes, fin)
    attendu = stock_debut + entrees - sorties
    premier = ouverture(passages, comptes)
    if dernier is None or dernier < debut or (premier is not None and dernier == premier[0]):
        return (*cle, stock_debut, entrees, sorties, attendu, None, attendu, None, False)
    ecart = stock_fin - attendu
    alerte = en_alerte(ecart, attendu, unite)
    return (*cle, stock_debut, entrees, sorties, attendu, ecart, stock_fin, dernier, alerte)


def stock_au(passages: Passages, comptes: Comptes, jour: pd.Timestamp) -> tuple[float, pd.Timestamp | None]:
    """Le stock en fin de journée : le dernier inventaire (et sa date), plus les mouvements qui l'ont suivi.

    Avant l'inventaire d'ouverture, rien n'a bougé que l'on sache : le stock est déjà celui qu'il trouve.
    """
    depuis, base = max(((d, float(q)) for d, q in comptes if d <= jour), default=(None, 0.0))
    premier = ouverture(passages, comptes)
    if depuis is None and premier is not None:
        return premier[1], None
    suite = sum(e - s for d, e, s in passages if d <= jour and (depuis is None or d > depuis))
    return base + suite, depuis


def ouverture(passages: Passages, comptes: Comptes) -> tuple[pd.Timestamp, float] | None:
    """Le premier inventaire, si aucun passage ne le précède : il ouvre le compte, il n'a rien dont s'écarter."""
    premier = min(((d, float(q)) for d, q in comptes), default=None)
    if premier is None or any(d <= premier[0] for d, _, _ in passages):
        return None
    return premier


def en_alerte(ecart: float, attendu: float, unite: Unite = "quantite") -> bool:
    """L'écart dépasse 2 % du stock attendu, ou cinq équipements (seuils de la note de méthode)."""
    beaucoup = unite == "quantite" and abs(ecart) > SEUIL_ECART_UNITES
    return beaucoup or abs(ecart) > SEUIL_ECART_PART * abs(attendu) + 1e-9


def conservation(flux: pd.DataFrame, stocks: pd.DataFrame, *, debut: date, fin: date) -> dict[str, float]:
    """Ce qui entre, ce qui sort, ce qui reste, pour la filière entière, en équipements.

    entrees + retours + ecart = sorties + variation_stock : vrai pour tout jeu de flux, à l'arrondi près.
    """
    table = bilan(flux, stocks, debut=debut, fin=fin)
    pendant = dans(flux, debut, fin)
    quantite = pendant["quantite"].astype(float)
    de, vers = pendant["etape_de"].isin(EN_COURS), pendant["etape_vers"].isin(EN_COURS)
    usage = pendant["etape_de"].isin(("distribue", "en_usage"))
    return {
        "entrees": float(quantite[~de & vers & ~usage].sum()),
        "retours": float(quantite[vers & usage].sum()),
        "sorties": float(quantite[de & ~vers].sum()),
        "ecart": float(table["ecart"].astype(float).fillna(0).sum()),
        "variation_stock": float((table["stock_fin"] - table["stock_debut"]).sum()),
    }
