"""Ce que la filière sait : passages, inventaires, fiches de lots, tous d'une même nature ; périodes et catégories."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from inclusion.analysis.douze_mois import douze_mois_pleins
from inclusion.analysis.filiere import bilan
from inclusion.analysis.filiere.etapes import Unite
from inclusion.analysis.natures import provenance_des
from inclusion.analysis.observations import lignes
from inclusion.model.etat import Etat
from inclusion.model.periodes import Periode
from inclusion.model.provenance import Provenance

DOUZE_MOIS, TOUT = "12-mois", "tout"
UNITES_FILIERE: dict[str, str] = {"quantite": "Équipements", "masse_kg": "Kilogrammes"}
TOUTES = "toutes"
CATEGORIES = {
    "portable": "Ordinateurs portables",
    "fixe": "Ordinateurs fixes",
    "ecran": "Écrans",
    "tablette": "Tablettes",
    "smartphone": "Smartphones",
    "autre": "Autres",
}


def flux(obs: Etat, categorie: str = TOUTES) -> tuple[pd.DataFrame, Provenance]:
    """Les passages, masse complétée par la masse médiane quand elle n'est pas pesée, et leur provenance."""
    table, source = lignes(obs, "flux_equipements", "etape_vers")
    table = bilan.avec_masses(table, masses_medianes(obs.parametres))
    return _de_categorie(table, categorie), source


def masses_medianes(parametres: Mapping[str, Any]) -> dict[str, float]:
    """Masse médiane par catégorie, en kg."""
    return {c: p["valeur"] for c, p in parametres.get("masses", {}).items() if "valeur" in p}


def inventaires(obs: Etat, categorie: str = TOUTES) -> tuple[pd.DataFrame, Provenance]:
    """Les inventaires, de la nature des passages : un comptage inventé ne corrige pas un stock réel."""
    table, source = _de_la_nature_des_flux(obs, "stocks")
    return _de_categorie(table, categorie), source


def fiches_de_lots(obs: Etat, categorie: str = TOUTES) -> tuple[pd.DataFrame, Provenance]:
    """Les fiches des lots, de la nature des passages ; d'une catégorie : celles des lots qui n'ont qu'elle."""
    fiches, source = _de_la_nature_des_flux(obs, "lots")
    if categorie == TOUTES:
        return fiches, source
    passages, _ = flux(obs)
    siens = passages["categorie"].eq(categorie)
    meles = passages.loc[~siens, "id_lot"]
    return fiches[
        fiches["id_lot"].isin(passages.loc[siens, "id_lot"]) & ~fiches["id_lot"].isin(meles)
    ], source


def _de_la_nature_des_flux(obs: Etat, nom: str) -> tuple[pd.DataFrame, Provenance]:
    passages, _ = lignes(obs, "flux_equipements", "etape_vers")
    if passages.empty:
        return lignes(obs, nom)
    table = obs[nom]
    retenues = table[table["nature"].isin(set(passages["nature"]))]
    return retenues, provenance_des(obs.provenances[nom], retenues)


def _de_categorie(table: pd.DataFrame, categorie: str) -> pd.DataFrame:
    return table if categorie == TOUTES else table[table["categorie"].eq(categorie)]


def unite_de(code: str) -> Unite:
    """L'unité d'un code d'URL ; des équipements à défaut."""
    return "masse_kg" if code == "masse_kg" else "quantite"


def periodes_filiere(obs: Etat) -> dict[str, str]:
    """Les périodes que l'on peut regarder : code → libellé, la plus utile d'abord ; vide sans flux."""
    table, _ = flux(obs)
    if table.empty:
        return {}
    annees = sorted(table["date"].dt.year.unique(), reverse=True)
    return (
        {DOUZE_MOIS: "Douze derniers mois pleins"}
        | {str(a): f"Année {a}" for a in annees}
        | {TOUT: "Depuis le début"}
    )


def periode_filiere(obs: Etat, code: str) -> Periode:
    """La période d'un code : les douze mois pleins des indicateurs, ou jusqu'au dernier passage ou inventaire connu."""
    if code == DOUZE_MOIS:
        return douze_mois_pleins(flux(obs)[0]["date"], obs.a_date)
    dates = pd.concat([flux(obs)[0]["date"], inventaires(obs)[0]["date"]])
    premier, dernier = dates.min().date(), dates.max().date()
    if code == TOUT:
        return Periode(premier, dernier)
    return Periode(date(int(code), 1, 1), min(date(int(code), 12, 31), dernier))


def categories_filiere(obs: Etat) -> dict[str, str]:
    """Les catégories d'équipement qui ont des flux."""
    connues = set(flux(obs)[0]["categorie"])
    return {TOUTES: "Tous les équipements"} | {c: d for c, d in CATEGORIES.items() if c in connues}
