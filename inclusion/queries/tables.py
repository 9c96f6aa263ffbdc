"""Les tables du jeu de données, telles qu'elles sont saisies."""

import pandas as pd

from inclusion.analysis.parcours import montrees
from inclusion.analysis.restriction import restreinte
from inclusion.data.lecture import Jeu
from inclusion.model.nomenclatures import NOMENCLATURES
from inclusion.model.reponses import ContenuTable
from inclusion.model.schemas import Schema, schemas
from inclusion.model.territoires import Territoire
from inclusion.queries.depots import droits_du_visiteur
from inclusion.queries.jeu import jeu, provenance
from inclusion.queries.parcours import SECRET

COLONNES_ETAT = ("etat", "statut")
MASQUEES = ("geometry", "chef_lieu")
PARCOURS = "parcours"
ENTIERE = "Table entière, effectifs de 1 à 4 compris, car vous pouvez l'écrire ; les autres visiteurs la voient protégée."
PROTEGEE = f"Lignes réunies par mois, commune et étape. {SECRET}"


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
    tout = parcours_montre(jeu()) if nom == PARCOURS else jeu()[nom]
    colonnes = [c for c in schemas()[nom].colonnes if c not in MASQUEES]
    lignes, restriction = restreinte(tout, jeu()["communes"], territoire)
    reserve = (ENTIERE if droits_du_visiteur().ecrire else PROTEGEE) if nom == PARCOURS and len(tout) else ""
    if etat:
        colonne = next(c for c in COLONNES_ETAT if c in tout.columns)
        lignes = lignes[lignes[colonne] == etat]
    return ContenuTable(
        schema=schemas()[nom],
        source=provenance(nom),
        lignes=pd.DataFrame(lignes[colonnes]),
        total=len(tout),
        absente=nom in jeu().absentes,
        restriction=" ".join(filter(None, [restriction, reserve])),
    )


def parcours_montre(un_jeu: Jeu) -> pd.DataFrame:
    """La table du parcours d'un jeu : entière pour qui peut l'écrire, protégée par le secret pour les autres visiteurs."""
    if droits_du_visiteur().ecrire:
        return un_jeu[PARCOURS]
    return montrees(un_jeu[PARCOURS], un_jeu["activites"], un_jeu["communes"], un_jeu.code_departement)
