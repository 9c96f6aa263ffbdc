"""Les tables du jeu de données, telles qu'elles sont saisies."""

import pandas as pd

from inclusion.analysis.selection import communes_du_territoire
from inclusion.model.nomenclatures import NOMENCLATURES
from inclusion.model.reponses import ContenuTable
from inclusion.model.schemas import schemas
from inclusion.model.territoires import Niveau, Territoire
from inclusion.queries.jeu import jeu, provenance

COLONNES_COMMUNE = ("code_insee", "code_insee_siege")
COLONNES_TERRITOIRE = ("code_territoire", "codes_territoires")
COLONNES_ETAT = ("etat", "statut")
COLONNES_EPCI = ("siren",)
MASQUEES = ("geometry", "chef_lieu")


def tables() -> dict[str, str]:
    """Nom → libellé de chaque table, avec son nombre de lignes."""
    return {nom: f"{schema.titre} ({len(jeu()[nom])})" for nom, schema in schemas().items()}


def etats(nom: str) -> dict[str, str]:
    """Les états que l'on peut demander à une table (vide : elle n'en a pas)."""
    champ = next((c for c in schemas()[nom].champs if c.nom in COLONNES_ETAT), None)
    return {"": "Tous"} | {v.code: v.libelle for v in NOMENCLATURES[champ.nomenclature]} if champ else {}


def table(nom: str, territoire: Territoire, etat: str) -> ContenuTable:
    """Une table, restreinte au territoire, et à un état si l'on en demande un (voir `etats`)."""
    tout = jeu()[nom]
    colonnes = [c for c in schemas()[nom].colonnes if c not in MASQUEES]
    lignes, restriction = _ici(tout, territoire)
    if etat:
        colonne = next(c for c in COLONNES_ETAT if c in tout.columns)
        lignes = lignes[lignes[colonne] == etat]
    return ContenuTable(
        schema=schemas()[nom],
        source=provenance(nom),
        lignes=pd.DataFrame(lignes[colonnes]),
        total=len(tout),
        absente=nom in jeu().absentes,
        restriction=restriction,
    )


def _ici(tout: pd.DataFrame, territoire: Territoire) -> tuple[pd.DataFrame, str]:
    """Les lignes du territoire, et comment elles lui sont rattachées."""
    if territoire.niveau == Niveau.DEPARTEMENT:
        return tout, ""
    codes = set(communes_du_territoire(jeu()["communes"], territoire)["code_insee"])
    for colonne in COLONNES_COMMUNE:
        if colonne in tout.columns:
            ou = "commune du siège" if colonne.endswith("siege") else "commune"
            return tout[tout[colonne].isin(codes)], f"Lignes rattachées au territoire par leur {ou}."
    for colonne in COLONNES_TERRITOIRE:
        if colonne in tout.columns:
            masque = _cite(tout[colonne], codes | {territoire.code, territoire.siren_epci})
            return tout[masque], "Lignes qui citent le territoire, ses communes ou son intercommunalité."
    for colonne in COLONNES_EPCI:
        if colonne in tout.columns:
            return tout[tout[colonne] == territoire.siren_epci], "L'intercommunalité du territoire."
    return tout, "Cette table n'est pas localisée : toutes ses lignes sont montrées."


def _cite(cellules: pd.Series, codes: set[str]) -> pd.Series:
    """Masque des cellules (codes séparés par `|`) qui citent l'un des codes."""
    return cellules.str.split("|").map(lambda lus: not codes.isdisjoint(lus)).astype(bool)
