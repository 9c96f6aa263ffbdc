"""Nos propres tables : modèles de saisie XLSX et CSV du jeu de données, une forme par table."""

from functools import partial

from inclusion.data.depots.correspondance import Converti, appliquer
from inclusion.data.depots.fichiers import Brut
from inclusion.data.depots.formats import Format
from inclusion.model.formats.texte import cle
from inclusion.model.schemas import Schema, schemas

DITES_AU_DEPOT = {"source", "nature"}
ALLEGE = 0.9
"""La note d'un modèle allégé : plus que celle d'une feuille libre, moins que celle du modèle entier."""


def _reconnait(schema: Schema, brut: Brut) -> float:
    """La part des colonnes de la table que le fichier porte, si sa clé y est ; 0 sous 80 %.

    Un modèle dont on a retiré des colonnes facultatives reste le nôtre : rien d'étranger, au moins la moitié des colonnes.
    """
    presentes = {cle(c) for c in brut.colonnes}
    attendues = {cle(c) for c in schema.colonnes}
    part = len(presentes & attendues) / len(presentes | attendues)
    requises = {cle(c.nom) for c in schema.champs if c.requis and c.nom not in DITES_AU_DEPOT}
    if schema.nom != "lieux" and part >= 0.5 and requises <= presentes <= attendues:
        return max(ALLEGE, 0.99 * part)
    cles = {cle(c) for c in schema.cle}
    seuil = (
        0.95 if schema.nom == "lieux" else 0.8
    )  # un fichier national n'est pas notre modèle, à trois colonnes près
    return 0.99 * part if part >= seuil and cles <= presentes else 0


def _convertir(schema: Schema, brut: Brut) -> Converti:
    connues = {cle(c.titre): c.nom for c in schema.champs} | {cle(c.nom): c.nom for c in schema.champs}
    return appliquer(brut, {c: connues.get(cle(c), "") for c in brut.colonnes}, schema.nom)


FORMATS = tuple(
    Format(
        f"modele:{s.nom}",
        f"Modèle de saisie : {s.titre}",
        s.nom,
        partial(_reconnait, s),
        partial(_convertir, s),
    )
    for s in schemas().values()
    if s.chemin.endswith(".csv")
)
