"""Les tables du jeu de données, telles qu'elles sont saisies."""

import pandas as pd

from inclusion.analysis.restriction import restreinte
from inclusion.model.nomenclatures import NOMENCLATURES
from inclusion.model.reponses import ContenuTable
from inclusion.model.schemas import Schema, schemas
from inclusion.model.territoires import Territoire
from inclusion.queries.jeu import jeu, provenance

COLONNES_ETAT = ("etat", "statut")
MASQUEES = ("geometry", "chef_lieu")


def tables() -> dict[str, str]:
    """Nom → libellé de chaque table, avec son nombre de lignes."""
    return {nom: f"{schema.titre} ({len(jeu()[nom])})" for nom, schema in schemas().items()}


def schemas_de(*noms: str) -> dict[str, Schema]:
    """Le schéma de quelques tables, pour en donner le modèle de saisie."""
    return {nom: schemas()[nom] for nom in noms}


def etats(nom: str) -> dict[str, str]:
    """Les états que l'on peut demander à une table (vide : elle n'en a pas)."""
    champ = next((c for c in schemas()[nom].champs if c.nom in COLONNES_ETAT), None)
    return {"": "Tous"} | {v.code: v.libelle for v in NOMENCLATURES[champ.nomenclature]} if champ else {}


def table(nom: str, territoire: Territoire, etat: str) -> ContenuTable:
    """Une table, restreinte au territoire, et à un état si l'on en demande un (voir `etats`)."""
    tout = jeu()[nom]
    colonnes = [c for c in schemas()[nom].colonnes if c not in MASQUEES]
    lignes, restriction = restreinte(tout, jeu()["communes"], territoire)
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
