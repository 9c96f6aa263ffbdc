"""Les liens du diagramme de flux et les marches du stock : une seule unité, les mêmes sommes qu'au bilan."""

from datetime import date

import pandas as pd

from inclusion.analysis.filiere.bilan import bilan, conservation, dans
from inclusion.analysis.filiere.etapes import DEHORS, Unite
from inclusion.model.nomenclatures import libelle

LIENS_MAX = 15
REGROUPEMENTS = (
    *((4, 4, True), (3, 4, True), (3, 3, True), (2, 3, True)),
    *((2, 2, True), (2, 2, False), (1, 2, False), (1, 1, False)),
)
"""(origines, destinations, rebut à part) : du plus au moins détaillé ; le premier qui tient en quinze liens."""
GROUPES = {
    "collecte": "Collecté",
    "diagnostique": "Diagnostiqué",
    "reconditionnable": "Diagnostiqué",
    "retour": "Diagnostiqué",
    "reconditionne": "Reconditionné",
    "stock_pret": "Reconditionné",
    "echec_test": "Échec au test",
    "pieces": "Pièces",
    "recyclage": "Recyclage",
    "rebut_dangereux": "Rebut dangereux",
}
ECHEC, RECYCLAGE_ET_REBUT = "Échec au test", "Recyclage et rebut"
EN_COURS = ("Collecté", "Diagnostiqué", "Reconditionné")
MIS_EN_STOCK, PRIS_AU_STOCK, RETOURS = "Mis en stock", "Pris au stock", "Retours"
MANQUANTS, TROUVES = "Écart : manquants", "Écart : trouvés"
REMIS = "Remis : "
AUTRES_ORIGINES, TOUTES_ORIGINES = "Autres origines", "Toutes origines"


def liens(
    flux: pd.DataFrame,
    *,
    debut: date,
    fin: date,
    unite: Unite = "quantite",
    destinations: pd.Series | None = None,
    stocks: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """source, cible, valeur : au plus quinze liens, de l'origine au public (ou à la destination donnée).

    `destinations` : pour chaque passage, le nom à montrer au bout (par défaut, le public bénéficiaire) ; `stocks` :
    les inventaires. La variation de stock et l'écart d'inventaire de chaque étape sont des nœuds : tout ce qui entre
    dans une étape en sort, et le stock est celui du bilan. Un équipement qui échoue au test puis repart en atelier
    est déduit des deux côtés ; un échec d'avant la période qui y repart est pris au stock. Un passage inconnu de la
    filière peut faire dépasser quinze : le vérificateur le dit.
    """
    dits = flux.assign(destination=_publics(flux) if destinations is None else destinations)
    periode = dans(dits, debut, fin)
    periode = periode.assign(valeur=periode[unite].astype("Float64").fillna(0.0).astype(float))
    ecarts = _ecarts(flux, stocks, debut=debut, fin=fin, unite=unite)
    for origines, bouts, rebut_a_part in REGROUPEMENTS:
        table = pd.concat(
            [
                _entrees(periode, origines),
                _dedans(periode, rebut_a_part=rebut_a_part),
                _au_bout(periode, bouts),
            ]
        )
        table = table.groupby(["source", "cible"], sort=False, as_index=False)["valeur"].sum()
        table = pd.concat([_sans_reprises(table), ecarts], ignore_index=True)
        table = pd.concat([table, _stocks(table)], ignore_index=True)
        table = table[table["valeur"].gt(1e-9)].reset_index(drop=True)
        if len(table) <= LIENS_MAX:
            break
    return table


def _publics(flux: pd.DataFrame) -> pd.Series:
    return flux["public_beneficiaire"].replace("", pd.NA).fillna("public inconnu")


def _ecarts(
    flux: pd.DataFrame, stocks: pd.DataFrame | None, *, debut: date, fin: date, unite: Unite
) -> pd.DataFrame:
    """L'écart d'inventaire de chaque étape : ce qui manque en sort, ce qu'on a trouvé y entre."""
    vide = pd.DataFrame(columns=["source", "cible", "valeur"])
    if stocks is None:
        return vide
    compte = bilan(flux, stocks, debut=debut, fin=fin, unite=unite)
    par_etape = compte["ecart"].astype(float).groupby(compte["noeud"].map(GROUPES), sort=False).sum()
    lignes = [(e, MANQUANTS, -v) if v < 0 else (TROUVES, e, v) for e, v in par_etape.items() if v]
    return pd.DataFrame(lignes, columns=vide.columns) if lignes else vide


def _entrees(periode: pd.DataFrame, groupes: int) -> pd.DataFrame:
    dehors = periode[periode["etape_de"].isin(DEHORS) & periode["etape_vers"].eq("collecte")]
    origines = dehors["origine"].replace("", pd.NA).fillna("autre")
    noms = origines.map(lambda code: libelle("origine_equipement", code))
    autres = AUTRES_ORIGINES if groupes > 1 else TOUTES_ORIGINES
    entrees = _regroupees(noms, dehors["valeur"], groupes, autres).assign(cible="Collecté")
    retours = periode[periode["etape_vers"].eq("retour")]
    ligne = pd.DataFrame({"nom": [RETOURS], "valeur": [retours["valeur"].sum()], "cible": ["Diagnostiqué"]})
    return pd.concat([entrees, ligne]).rename(columns={"nom": "source"})[["source", "cible", "valeur"]]


def _dedans(periode: pd.DataFrame, *, rebut_a_part: bool) -> pd.DataFrame:
    noms = GROUPES | (
        {} if rebut_a_part else dict.fromkeys(("recyclage", "rebut_dangereux"), RECYCLAGE_ET_REBUT)
    )
    dedans = periode.assign(source=periode["etape_de"].map(noms), cible=periode["etape_vers"].map(noms))
    dedans = dedans[dedans["source"].isin((*EN_COURS, ECHEC)) & dedans["cible"].notna()]
    dedans = dedans[dedans["source"].ne(dedans["cible"])]
    return dedans[["source", "cible", "valeur"]]


def _au_bout(periode: pd.DataFrame, groupes: int) -> pd.DataFrame:
    """Les remises par destination, depuis l'étape qu'elles quittent ; les mêmes groupes pour toutes."""
    remises = periode[periode["etape_vers"].eq("distribue") & periode["etape_de"].isin(GROUPES)]
    gardees = set(_regroupees(remises["destination"], remises["valeur"], groupes, REMIS + "autres")["nom"])
    autres = "autres" if groupes > 1 else "tous"
    noms = remises["destination"].where(remises["destination"].isin(gardees), autres)
    return remises.assign(source=remises["etape_de"].map(GROUPES), cible=REMIS + noms.astype("str"))[
        ["source", "cible", "valeur"]
    ]


def _regroupees(noms: pd.Series, valeurs: pd.Series, nombre: int, autres: str) -> pd.DataFrame:
    """nom, valeur : les plus grands, le reste réuni sous `autres`."""
    sommes = valeurs.groupby(noms).sum().sort_values(ascending=False, kind="stable")
    garde = sommes if len(sommes) <= nombre else sommes.head(nombre - 1)
    reste = sommes.drop(garde.index).sum()
    lignes = [*garde.items(), *([(autres, reste)] if len(garde) < len(sommes) else [])]
    return pd.DataFrame(lignes, columns=["nom", "valeur"])


def _sans_reprises(table: pd.DataFrame) -> pd.DataFrame:
    """Les échecs repris en atelier, déduits des deux côtés : repris et pas encore refaits, ils sont en stock.

    Les échecs démontés se lisent dans le bilan.
    """
    echec = table["source"].eq(ECHEC)
    repris = float(table.loc[echec & table["cible"].eq("Diagnostiqué"), "valeur"].sum())
    vers_echec = table["source"].eq("Reconditionné") & table["cible"].eq(ECHEC)
    aller = table["source"].eq("Diagnostiqué") & table["cible"].eq("Reconditionné")
    deduit = min(repris, float(table.loc[vers_echec, "valeur"].sum()))
    valeurs = table["valeur"].where(~(vers_echec | aller), (table["valeur"] - deduit).clip(lower=0.0))
    return table.assign(valeur=valeurs)[~echec]


def _stocks(table: pd.DataFrame) -> pd.DataFrame:
    """Ce que chaque étape a mis en stock, ou pris à son stock, pour que ses entrées égalent ses sorties."""
    lignes = []
    for etape in EN_COURS:
        reste = float(table.loc[table["cible"].eq(etape), "valeur"].sum())
        reste -= float(table.loc[table["source"].eq(etape), "valeur"].sum())
        lignes.append((etape, MIS_EN_STOCK, reste) if reste > 0 else (PRIS_AU_STOCK, etape, -reste))
    return pd.DataFrame(lignes, columns=["source", "cible", "valeur"])


def cascade(
    flux: pd.DataFrame, stocks: pd.DataFrame, *, debut: date, fin: date, stock_debut: float
) -> pd.DataFrame:
    """marche, valeur, total : du stock de début au stock de fin, en équipements."""
    sommes = conservation(flux, stocks, debut=debut, fin=fin)
    sorties = dans(flux, debut, fin)
    remis = float(sorties.loc[sorties["etape_vers"].eq("distribue"), "quantite"].sum())
    marches = [
        ("Stock de début", stock_debut),
        ("Collectés", sommes["entrees"]),
        ("Retours", sommes["retours"]),
        ("Remis", -remis),
        ("Pièces, recyclage, rebut", -(sommes["sorties"] - remis)),
        ("Écart d'inventaire", sommes["ecart"]),
    ]
    table = pd.DataFrame(marches, columns=["marche", "valeur"])
    fin_de_periode = pd.DataFrame(
        [("Stock de fin", float(table["valeur"].sum()))], columns=["marche", "valeur"]
    )
    return pd.concat(
        [table.assign(total=table["valeur"].cumsum()), fin_de_periode.assign(total=fin_de_periode["valeur"])],
        ignore_index=True,
    )
