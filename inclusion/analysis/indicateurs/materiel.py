"""Axe III : la filière du matériel, sur les douze mois qui finissent au dernier mois plein que les flux connaissent."""

from datetime import date

import pandas as pd

from inclusion.analysis.filiere.bilan import bilan, dans
from inclusion.analysis.filiere.chaine import (
    Rapport,
    mois_de_stock,
    pannes_a_6_mois,
    part_accompagnee,
    premieres_remises,
    taux_reemploi,
)
from inclusion.analysis.filiere.cohortes import delai_median
from inclusion.analysis.filiere.effets import co2e_evite
from inclusion.analysis.filiere.etapes import DEHORS
from inclusion.analysis.filiere.reemploi import effacement_certifie
from inclusion.analysis.indicateurs.monde import Monde
from inclusion.analysis.indicateurs.valeur import DEPARTEMENTAL, Valeur, inconnue, part
from inclusion.model.francais import enumeration, jour, nombre
from inclusion.model.nomenclatures import libelle
from inclusion.model.periodes import Periode
from inclusion.model.territoires import Niveau, Territoire

FLUX = "flux_equipements"
SANS_FLUX = "aucun passage de matériel n'est connu"


def _manque(monde: Monde, territoire: Territoire) -> str:
    """Pourquoi un indicateur départemental ne se calcule pas (`""` : il se calcule)."""
    if territoire.niveau != Niveau.DEPARTEMENT:
        return DEPARTEMENTAL
    return SANS_FLUX if monde.tables[FLUX].empty else ""


def _periode(monde: Monde) -> Periode:
    """Les douze mois de la filière ; sans passage connu, ceux des dépôts de lots."""
    return monde.douze_mois("lots" if monde.tables[FLUX].empty else FLUX)


def _jusque(table: pd.DataFrame, fin: date) -> pd.DataFrame:
    """Les lignes de la table jusqu'au dernier jour de la période : le mois en cours n'est pas compté à moitié."""
    return table[table["date"] <= pd.Timestamp(fin)]


def _ici(table: pd.DataFrame, monde: Monde, territoire: Territoire) -> pd.DataFrame:
    """Les passages dans les communes du territoire ; le département compte aussi ceux dont la commune n'est pas dite."""
    if territoire.niveau == Niveau.DEPARTEMENT:
        return table
    return table[table["code_insee"].isin(monde.communes_de(territoire)["code_insee"])]


def _rapport(rapport: Rapport, periode: Periode | None, *tables: str) -> Valeur:
    return part(rapport.numerateur, rapport.denominateur, *tables, periode=periode)


def collectes(monde: Monde, territoire: Territoire) -> Valeur:
    """III-27 : équipements collectés dans les communes du territoire ; masse pesée et origines dans `detail`."""
    if monde.tables[FLUX].empty:
        return inconnue(SANS_FLUX, FLUX)
    periode = _periode(monde)
    entrees = _ici(dans(monde.tables[FLUX], periode.debut, periode.fin), monde, territoire)
    entrees = entrees[entrees["etape_de"].isin(DEHORS) & entrees["etape_vers"].eq("collecte")]
    origines = entrees.groupby("origine")["quantite"].sum().sort_values(ascending=False)
    dites = enumeration(
        [f"{libelle('origine_equipement', str(o)).lower()} {nombre(float(q))}" for o, q in origines.items()]
    )
    masse = float(entrees["masse_kg"].fillna(0).sum())
    return Valeur(
        float(entrees["quantite"].sum()),
        (FLUX,),
        periode=periode,
        detail=f"{nombre(masse)} kg pesés ; {dites}",
    )


def reemploi(monde: Monde, territoire: Territoire) -> Valeur:
    """III-28 : reconditionnés / (reconditionnés + recyclés + rebut)."""
    if manque := _manque(monde, territoire):
        return inconnue(manque, FLUX)
    periode = _periode(monde)
    return _rapport(taux_reemploi(monde.tables[FLUX], debut=periode.debut, fin=periode.fin), periode, FLUX)


def distribues(monde: Monde, territoire: Territoire) -> Valeur:
    """III-29 : équipements remis ; le rapport aux ménages pauvres n'est pas calculé tant qu'ils ne sont pas connus."""
    if monde.tables[FLUX].empty:
        return inconnue(SANS_FLUX, FLUX)
    periode = _periode(monde)
    remises = _ici(dans(monde.tables[FLUX], periode.debut, periode.fin), monde, territoire)
    remises = remises[remises["etape_vers"].eq("distribue")]
    return Valeur(
        float(remises["quantite"].sum()),
        (FLUX,),
        periode=periode,
        detail="par ménage sous le seuil de pauvreté : non connu",
    )


def accompagnee(monde: Monde, territoire: Territoire) -> Valeur:
    """III-30 : équipements remis avec au moins une séance / équipements remis dont on le sait."""
    if manque := _manque(monde, territoire):
        return inconnue(manque, FLUX)
    periode = _periode(monde)
    return _rapport(part_accompagnee(monde.tables[FLUX], debut=periode.debut, fin=periode.fin), periode, FLUX)


def stock_pret(monde: Monde, territoire: Territoire) -> Valeur:
    """III-31 : stock prêt à la fin de la période / remises mensuelles moyennes de ses six derniers mois."""
    tables = ("stocks", FLUX)
    if manque := _manque(monde, territoire):
        return inconnue(manque, *tables)
    periode = _periode(monde)
    flux, stocks = (_jusque(monde.tables[nom], periode.fin) for nom in (FLUX, "stocks"))
    comptes = bilan(flux, stocks, debut=periode.debut, fin=periode.fin)
    pret = float(comptes.loc[comptes["noeud"].eq("stock_pret"), "stock_fin"].sum())
    rapport = mois_de_stock(flux, pret, a_date=periode.fin)
    if rapport.part is None:
        return inconnue("aucune remise dans les six derniers mois", *tables)
    return Valeur(
        rapport.part,
        tables,
        numerateur=pret,
        denominateur=rapport.denominateur,
        effectif=pret,
        detail=f"stock au {jour(periode.fin)}",
    )


def delai(monde: Monde, territoire: Territoire) -> Valeur:
    """III-32 : jours médians de la collecte à la remise, sur lots clos."""
    if manque := _manque(monde, territoire):
        return inconnue(manque, FLUX)
    jours, combien = delai_median(_jusque(monde.tables[FLUX], _periode(monde).fin))
    if jours is None:
        return inconnue("aucun lot entièrement suivi", FLUX)
    return Valeur(jours, (FLUX,), effectif=combien, detail=f"sur {nombre(combien)} équipements de lots clos")


def effacement(monde: Monde, territoire: Territoire) -> Valeur:
    """III-33 : effacements attestés / équipements à mémoire, lots déposés dans les douze mois."""
    lots, departemental = monde.tables["lots"], territoire.niveau == Niveau.DEPARTEMENT
    if lots.empty or not departemental:
        return inconnue("aucun lot n'est décrit" if departemental else DEPARTEMENTAL, "lots")
    periode = _periode(monde)
    deposes = lots["date_depot"].between(pd.Timestamp(periode.debut), pd.Timestamp(periode.fin))
    return _rapport(effacement_certifie(lots[deposes]), periode, "lots")


def co2e(monde: Monde, territoire: Territoire) -> Valeur:
    """III-34 : CO₂e évité (kg) par les premières remises, avec sa fourchette ; catégories sans facteur à part."""
    if manque := _manque(monde, territoire):
        return inconnue(manque, FLUX)
    periode = _periode(monde)
    remises = dans(premieres_remises(monde.tables[FLUX]), periode.debut, periode.fin)
    table = co2e_evite(remises, monde.obs.parametres)
    connus = table[table["facteur"].notna()]
    if connus.empty:
        return inconnue("aucune remise d'une catégorie au facteur publié", FLUX)
    sans = float(table.loc[table["facteur"].isna(), "distribues"].sum())
    bas, centre, haut = (float(connus[c].sum()) for c in ("co2e_bas_kg", "co2e_kg", "co2e_haut_kg"))
    return Valeur(
        centre,
        (FLUX,),
        effectif=float(connus["distribues"].sum()),
        bas=bas,
        haut=haut,
        periode=periode,
        detail=f"{nombre(sans)} équipements remis sans facteur publié, non comptés",
    )


def pannes(monde: Monde, territoire: Territoire) -> Valeur:
    """III-35 : revenus dans les six mois / remis il y a six mois ou plus."""
    if manque := _manque(monde, territoire):
        return inconnue(manque, FLUX)
    fin = _periode(monde).fin
    return _rapport(pannes_a_6_mois(_jusque(monde.tables[FLUX], fin), a_date=fin), None, FLUX)
