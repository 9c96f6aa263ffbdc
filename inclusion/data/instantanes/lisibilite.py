"""On n'enregistre qu'un jeu que l'application saura relire."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from inclusion.data.ecriture import en_textes
from inclusion.data.instantanes.modele import JeuFautifError
from inclusion.data.lecture import Jeu, code_departement, load_jeu
from inclusion.data.references import references_rompues
from inclusion.model.fautes import pertes
from inclusion.model.schemas import Faute, Schema, conforme, schemas


def refuser_l_illisible(
    dossier: Path, tables: Mapping[str, pd.DataFrame], *, jeu: Jeu | None, jugees: bool
) -> None:
    """Lève `JeuFautifError` si une table est fautive, ou si un code ne désigne plus rien dans le jeu entier.

    Tant qu'une faute écarte quelque chose du jeu, rien ne s'y enregistre : ce qui est écarté serait perdu.
    `jugees` : `conforme` a déjà jugé chaque ligne ; les colonnes et les clés le sont encore.
    """
    jeu = jeu or load_jeu(dossier)
    fautes = list(pertes(jeu.fautes))
    for nom, table in tables.items():
        fautes += _fautes(table, schemas()[nom], jugees=jugees)
    if fautes:
        raise JeuFautifError(fautes)
    apres = {**jeu.tables, **tables}
    presentes = {
        n: list(range(2, len(t) + 2)) for n, t in apres.items() if n in tables or n not in jeu.absentes
    }
    rompues = references_rompues(apres, presentes, code_departement(apres["communes"]))
    if any(rompues.values()):
        raise JeuFautifError([faute for fautes in rompues.values() for faute in fautes])


def _fautes(table: pd.DataFrame, schema: Schema, *, jugees: bool) -> list[Faute]:
    absentes = [nom for nom in schema.colonnes if nom not in table.columns]
    if absentes:
        return [Faute(schema.chemin, 1, nom, "", "cette colonne") for nom in absentes]
    if not jugees and schema.chemin.endswith(".csv"):
        lignes = range(2, len(table) + 2)
        return conforme(en_textes(table, schema), schema, fichier=schema.chemin, lignes=lignes)
    cle = list(schema.cle)
    if cle and table[cle].duplicated().any():
        return [Faute(schema.chemin, None, ", ".join(cle), "", "une clé unique par ligne")]
    return []
