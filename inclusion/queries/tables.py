"""Les tables du jeu de données, telles qu'elles sont saisies."""

import pandas as pd

from inclusion.analysis.parcours import montrees
from inclusion.analysis.restriction import restreinte
from inclusion.model.etat import Etat
from inclusion.model.nomenclatures import NOMENCLATURES
from inclusion.model.reponses import ContenuTable
from inclusion.model.schemas import Schema, schemas
from inclusion.model.territoires import Territoire
from inclusion.queries.parcours import SECRET

COLONNES_ETAT = ("etat", "statut")
MASQUEES = ("geometry", "chef_lieu")
PARCOURS = "parcours"
ENTIERE = "Table entière, effectifs de 1 à 4 compris, car vous pouvez l'écrire ; les autres visiteurs la voient protégée."
PROTEGEE = f"Lignes réunies par mois, commune et étape. {SECRET}"


def tables(etat: Etat) -> dict[str, str]:
    """Nom → libellé de chaque table, avec son nombre de lignes."""
    return {nom: f"{schema.titre} ({len(etat[nom])})" for nom, schema in schemas().items()}


def schemas_de(*noms: str) -> dict[str, Schema]:
    """Le schéma de quelques tables, pour en donner le modèle de saisie."""
    return {nom: schemas()[nom] for nom in noms}


def etats(nom: str) -> dict[str, str]:
    """Les états que l'on peut demander à une table (vide : elle n'en a pas)."""
    champ = next((c for c in schemas()[nom].champs if c.nom in COLONNES_ETAT), None)
    return {"": "Tous"} | {v.code: v.libelle for v in NOMENCLATURES[champ.nomenclature]} if champ else {}


def table(etat: Etat, nom: str, territoire: Territoire, statut: str) -> ContenuTable:
    """Une table, restreinte au territoire, et à un état si l'on en demande un (voir `etats`)."""
    tout = parcours_montre(etat, etat) if nom == PARCOURS else etat[nom]
    colonnes = [c for c in schemas()[nom].colonnes if c not in MASQUEES]
    lignes, restriction = restreinte(tout, etat["communes"], territoire)
    reserve = (ENTIERE if etat.droits.ecrire else PROTEGEE) if nom == PARCOURS and len(tout) else ""
    if statut:
        colonne = next(c for c in COLONNES_ETAT if c in tout.columns)
        lignes = lignes[lignes[colonne] == statut]
    return ContenuTable(
        schema=schemas()[nom],
        source=etat.provenances[nom],
        lignes=pd.DataFrame(lignes[colonnes]),
        total=len(tout),
        absente=nom in etat.absentes,
        restriction=" ".join(filter(None, [restriction, reserve])),
    )


def parcours_montre(etat: Etat, lu: Etat) -> pd.DataFrame:
    """La table du parcours d'un état : entière pour qui peut l'écrire, protégée par le secret pour les autres visiteurs."""
    if etat.droits.ecrire:
        return lu[PARCOURS]
    return montrees(lu[PARCOURS], lu["activites"], lu["communes"], lu.departement.code)
