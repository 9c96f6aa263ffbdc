"""Ce que La Coop compte : les activités de chaque mois, et les répartitions de l'année que la rareté ne déforme pas."""

import pandas as pd
import streamlit as st

from inclusion.analysis import parcours as analyse
from inclusion.analysis import repartitions as annuelles
from inclusion.analysis.parcours import TOTAL, Comptes
from inclusion.analysis.selection import communes_du_territoire
from inclusion.model.nomenclatures import valeurs
from inclusion.model.provenance import Provenance
from inclusion.model.territoires import Niveau, Territoire
from inclusion.queries.jeu import dossier, empreinte, jeu
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


@st.cache_resource(max_entries=8, show_spinner=False)
def _comptees(chemin: str, marque: str, colonne: str) -> tuple[Comptes, Provenance]:  # noqa: ARG001 clés du cache
    table, source = lignes("activites", "mois")
    if colonne == "autonomie":
        table = table[table["type"].ne(ATELIER)]
    comptes = analyse.comptes(
        table, jeu()["communes"], jeu().code_departement, selon=colonne, effectif="accompagnements",
        valeurs=[*valeurs(COLONNES[colonne]), NON_VENTILE], total=True,
    )  # fmt: skip
    return comptes, source


def comptees(colonne: str) -> tuple[Comptes, Provenance]:
    """Les accompagnements selon une caractéristique (clé de `COLONNES`), par territoire et période."""
    return _comptees(str(dossier()), empreinte(), colonne)


def annuelle(territoire: Territoire, periode: str, colonne: str) -> tuple[pd.DataFrame, Provenance] | None:
    """La répartition de l'année, que la rareté ne déforme pas ; aucune si elle manque ou ne compte pas tous les mois.

    valeur, effectif, masque, dans l'ordre de la nomenclature. Sans aucune activité, l'année se lit seule.
    """
    bilans, source = lignes("statistiques_mediation", "valeur")
    comptes, des_mois = comptees("type")
    if des_mois.nature not in (source.nature, "vide") or bilans.empty:
        return None
    total = comptes.tranche(territoire.code, periode, [TOTAL]).iloc[0]
    communes = set(communes_du_territoire(jeu()["communes"], territoire)["code_insee"])
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


def total(territoire: Territoire, periode: str) -> tuple[int | None, bool, Provenance]:
    """(accompagnements, masqué ?, source) : à l'année, ou à défaut la somme des comptes que les mois ont gardés."""
    dite = annuelle(territoire, periode, "total")
    comptes, source = comptees("type")
    ligne, source = (dite[0].iloc[0], dite[1]) if dite else (
        comptes.tranche(territoire.code, periode, [TOTAL]).iloc[0], source
    )  # fmt: skip
    connu = bool(dite) or bool(comptes.connues)
    return (int(ligne["effectif"]) if connu and not ligne["masque"] else None), bool(ligne["masque"]), source
