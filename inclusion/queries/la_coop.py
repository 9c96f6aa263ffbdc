"""Ce que La Coop compte : les activités de chaque mois, et les répartitions de l'année que la rareté ne déforme pas."""

import pandas as pd

from inclusion.analysis import parcours as analyse
from inclusion.analysis import repartitions as annuelles
from inclusion.analysis.parcours import TOTAL, Comptes
from inclusion.analysis.selection import communes_du_territoire
from inclusion.model.etat import Etat
from inclusion.model.memoire import memorise
from inclusion.model.nomenclatures import valeurs
from inclusion.model.provenance import Provenance
from inclusion.model.territoires import Niveau, Territoire
from inclusion.queries.natures import lignes

COLONNES = {
    "type": "type_activite",
    "thematique": "thematique_mediation",
    "canal": "canal_activite",
    "autonomie": "autonomie",
}
ANNUELLES = COLONNES | {"redirection": "structure_redirection"}
"""Ce que l'année répartit : la réorientation n'est gardée qu'à l'année."""
ATELIER = "Atelier collectif"
"""Un atelier ne dit l'autonomie de personne : ses accompagnements n'ont pas à être ventilés selon elle."""
NON_VENTILE = ""


@memorise(8)
def comptees(etat: Etat, colonne: str) -> tuple[Comptes, Provenance]:
    """Les accompagnements selon une caractéristique (clé de `COLONNES`), par territoire et période."""
    table, source = lignes(etat, "activites", "mois")
    if colonne == "autonomie":
        table = table[table["type"].ne(ATELIER)]
    comptes = analyse.comptes(
        table, etat["communes"], etat.departement.code, selon=colonne, effectif="accompagnements",
        valeurs=[*valeurs(COLONNES[colonne]), NON_VENTILE], total=True,
    )  # fmt: skip
    return comptes, source


def annuelle(
    etat: Etat, territoire: Territoire, periode: str, colonne: str
) -> tuple[pd.DataFrame, Provenance] | None:
    """La répartition de l'année, que la rareté ne déforme pas ; aucune si elle manque ou ne compte pas tous les mois.

    valeur, effectif, masque, dans l'ordre de la nomenclature. Sans aucune activité, l'année se lit seule.
    """
    bilans, source = lignes(etat, "statistiques_mediation", "valeur")
    comptes, des_mois = comptees(etat, "type")
    if des_mois.nature not in (source.nature, "vide") or bilans.empty:
        return None
    total = comptes.tranche(territoire.code, periode, [TOTAL]).iloc[0]
    communes = set(communes_du_territoire(etat["communes"], territoire)["code_insee"])
    code = "" if territoire.niveau == Niveau.DEPARTEMENT else territoire.code
    ainsi = annuelles.comptees(bilans, colonne)
    tout, parts = (
        annuelles.repartition(ainsi, selon, code=code, communes=communes, periode=periode)
        for selon in ("total", colonne)
    )
    combien = None if pd.isna(total["effectif"]) else int(total["effectif"])
    if parts.empty or not annuelles.entiere(tout, combien):
        return None
    if colonne == "total":
        return parts, source
    rangs = {v: rang for rang, v in enumerate(valeurs(ANNUELLES[colonne]))}
    return parts.sort_values("valeur", key=lambda v: v.map(rangs), ignore_index=True), source


def total(etat: Etat, territoire: Territoire, periode: str) -> tuple[int | None, bool, Provenance]:
    """(accompagnements, masqué ?, source) : à l'année, ou à défaut la somme des comptes que les mois ont gardés."""
    dite = annuelle(etat, territoire, periode, "total")
    comptes, source = comptees(etat, "type")
    ligne, source = (dite[0].iloc[0], dite[1]) if dite else (
        comptes.tranche(territoire.code, periode, [TOTAL]).iloc[0], source
    )  # fmt: skip
    connu = bool(dite) or bool(comptes.connues)
    return (int(ligne["effectif"]) if connu and not ligne["masque"] else None), bool(ligne["masque"]), source
