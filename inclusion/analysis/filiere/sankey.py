"""Les liens du diagramme de flux et les marches du stock : une seule unité, les mêmes sommes qu'au bilan."""

from datetime import date

import pandas as pd

from inclusion.analysis.filiere.bilan import conservation, dans
from inclusion.analysis.filiere.etapes import DEHORS, Unite
from inclusion.model.nomenclatures import libelle

LIENS_MAX = 15
GROUPES_MAX = 3
GROUPES = {
    "collecte": "Collecté",
    "diagnostique": "Diagnostiqué",
    "reconditionnable": "Diagnostiqué",
    "retour": "Diagnostiqué",
    "reconditionne": "Reconditionné",
    "stock_pret": "Reconditionné",
    "echec_test": "Échec au test",
    "pieces": "Pièces",
    "recyclage": "Recyclage et rebut",
    "rebut_dangereux": "Recyclage et rebut",
    "distribue": "Remis",
}
EN_COURS = ("Collecté", "Diagnostiqué", "Reconditionné")
MIS_EN_STOCK, PRIS_AU_STOCK, RETOURS = "Mis en stock", "Pris au stock", "Retours"
AUTRES_ORIGINES, AUTRES_BOUTS = "Autres origines", "Autres destinations"


def liens(
    flux: pd.DataFrame,
    *,
    debut: date,
    fin: date,
    unite: Unite = "quantite",
    destinations: pd.Series | None = None,
) -> pd.DataFrame:
    """source, cible, valeur : au plus quinze liens, de l'origine au public (ou à la destination donnée).

    `destinations` : pour chaque passage, le nom à montrer au bout (par défaut, le public bénéficiaire). La variation
    de stock de chaque étape est un nœud, si bien que tout ce qui entre dans une étape en sort. Un équipement qui
    échoue au test puis repart en atelier est déduit des deux côtés.
    """
    dits = flux.assign(destination=_publics(flux) if destinations is None else destinations)
    periode = dans(dits, debut, fin)
    periode = periode.assign(valeur=periode[unite].astype("Float64").fillna(0.0).astype(float))
    table = pd.concat([_entrees(periode), _dedans(periode), _au_bout(periode)])
    table = table.groupby(["source", "cible"], sort=False, as_index=False)["valeur"].sum()
    table = pd.concat([_sans_reprises(table), _stocks(_sans_reprises(table))], ignore_index=True)
    return table[table["valeur"].gt(1e-9)].reset_index(drop=True)


def _publics(flux: pd.DataFrame) -> pd.Series:
    return flux["public_beneficiaire"].replace("", pd.NA).fillna("Public inconnu")


def _entrees(periode: pd.DataFrame) -> pd.DataFrame:
    dehors = periode[periode["etape_de"].isin(DEHORS) & periode["etape_vers"].eq("collecte")]
    origines = dehors["origine"].replace("", pd.NA).fillna("autre")
    noms = origines.map(lambda code: libelle("origine_equipement", code))
    entrees = _regroupees(noms, dehors["valeur"], GROUPES_MAX - 1, AUTRES_ORIGINES).assign(cible="Collecté")
    retours = periode[periode["etape_vers"].eq("retour")]
    ligne = pd.DataFrame({"nom": [RETOURS], "valeur": [retours["valeur"].sum()], "cible": ["Diagnostiqué"]})
    return pd.concat([entrees, ligne]).rename(columns={"nom": "source"})[["source", "cible", "valeur"]]


def _dedans(periode: pd.DataFrame) -> pd.DataFrame:
    dedans = periode.assign(source=periode["etape_de"].map(GROUPES), cible=periode["etape_vers"].map(GROUPES))
    dedans = dedans[dedans["source"].isin((*EN_COURS, "Échec au test")) & dedans["cible"].notna()]
    dedans = dedans[dedans["source"].ne(dedans["cible"])]
    return dedans[["source", "cible", "valeur"]]


def _au_bout(periode: pd.DataFrame) -> pd.DataFrame:
    remises = periode[periode["etape_vers"].eq("distribue")]
    groupes = _regroupees(remises["destination"], remises["valeur"], GROUPES_MAX, AUTRES_BOUTS)
    return groupes.assign(source="Remis").rename(columns={"nom": "cible"})[["source", "cible", "valeur"]]


def _regroupees(noms: pd.Series, valeurs: pd.Series, nombre: int, autres: str) -> pd.DataFrame:
    """nom, valeur : les plus grands, le reste réuni sous `autres`."""
    sommes = valeurs.groupby(noms).sum().sort_values(ascending=False, kind="stable")
    garde = sommes if len(sommes) <= nombre else sommes.head(nombre - 1)
    reste = sommes.drop(garde.index).sum()
    lignes = [*garde.items(), *([(autres, reste)] if len(garde) < len(sommes) else [])]
    return pd.DataFrame(lignes, columns=["nom", "valeur"])


def _sans_reprises(table: pd.DataFrame) -> pd.DataFrame:
    """Les échecs repris en atelier, déduits des deux côtés ; les échecs démontés se lisent dans le bilan."""
    echec = table["source"].eq("Échec au test")
    repris = float(table.loc[echec & table["cible"].eq("Diagnostiqué"), "valeur"].sum())
    vers_echec = table["source"].eq("Reconditionné") & table["cible"].eq("Échec au test")
    aller = table["source"].eq("Diagnostiqué") & table["cible"].eq("Reconditionné")
    deduit = min(
        repris, float(table.loc[vers_echec, "valeur"].sum()), float(table.loc[aller, "valeur"].sum())
    )
    valeurs = table["valeur"].where(~(vers_echec | aller), table["valeur"] - deduit)
    return table.assign(valeur=valeurs)[~echec]


def _stocks(table: pd.DataFrame) -> pd.DataFrame:
    """Ce que chaque étape a mis en stock, ou pris à son stock, pour que ses entrées égalent ses sorties."""
    lignes = []
    for etape in (*EN_COURS, "Remis"):
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
