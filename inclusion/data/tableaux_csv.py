"""Les petits tableaux CSV que l'analyste passe à la ligne de commande : lus à la lettre, fautes nommées."""

import csv
import math
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path

import pandas as pd

SEPARATEURS = ",;\t|"


class TableauError(ValueError):
    """Ce qui empêche de lire un tableau : fichier, ligne, colonne, valeur, attendu."""


def load_tableau(chemin: Path, colonnes: Sequence[str], *, nombres: Sequence[str] = ()) -> pd.DataFrame:
    """Les colonnes demandées d'un CSV (virgule, point-virgule, tabulation ou barre), textes gardés à la lettre.

    `nombres` : celles qui se lisent comme des nombres (point ou virgule décimale), finis et positifs ou nuls. Lève
    `TableauError` pour un fichier illisible, une colonne absente, une valeur absente ou qui n'est pas un nombre.
    """
    try:
        texte = chemin.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as erreur:
        raise TableauError(
            f"« {chemin.name} » ne se lit pas : il faut un CSV en UTF-8 ({erreur})."
        ) from erreur
    entete = texte.split("\n", 1)[0]
    separateur = max(SEPARATEURS, key=entete.count)
    rangees = list(csv.reader(StringIO(texte, newline=""), delimiter=separateur))
    if not rangees:
        raise TableauError(f"« {chemin.name} » est vide : il faut les colonnes {', '.join(colonnes)}.")
    noms = [nom.strip() for nom in rangees[0]]
    for colonne in colonnes:
        if colonne not in noms:
            raise TableauError(
                f"« {chemin.name} » : colonne « {colonne} » absente ; lues : {', '.join(noms)}."
            )
    rangs = {colonne: noms.index(colonne) for colonne in colonnes}
    lignes = [(numero, r) for numero, r in enumerate(rangees[1:], start=2) if any(c.strip() for c in r)]
    lu = {c: [_cellule(chemin, numero, r, c, rang) for numero, r in lignes] for c, rang in rangs.items()}
    numeros = [numero for numero, _ in lignes]
    for colonne in nombres:
        lu[colonne] = [_nombre(chemin, n, colonne, v) for n, v in zip(numeros, lu[colonne], strict=True)]  # type: ignore[misc]
    return pd.DataFrame(lu, columns=list(colonnes)).assign(ligne=numeros)


def _cellule(chemin: Path, numero: int, rangee: Sequence[str], colonne: str, rang: int) -> str:
    valeur = rangee[rang].strip() if rang < len(rangee) else ""
    if not valeur:
        raise TableauError(f"« {chemin.name} », ligne {numero}, colonne « {colonne} » : valeur absente.")
    return valeur


def _nombre(chemin: Path, numero: int, colonne: str, valeur: str) -> float:
    try:
        lu = float(valeur.replace(",", "."))
    except ValueError:
        lu = math.nan
    if not math.isfinite(lu) or lu < 0:
        raise TableauError(
            f"« {chemin.name} », ligne {numero}, colonne « {colonne} » : « {valeur} » n'est pas un nombre positif ou nul."
        )
    return lu


def sans_double(table: pd.DataFrame, cle: Sequence[str], chemin: Path) -> pd.DataFrame:
    """La table, si aucune clé n'y est deux fois ; lève `TableauError` sinon."""
    doubles = table[table.duplicated(list(cle))]
    if len(doubles):
        premiere = doubles.iloc[0]
        valeur = ", ".join(str(premiere[c]) for c in cle)
        raise TableauError(
            f"« {chemin.name} », ligne {premiere['ligne']} : « {valeur} » est déjà donné plus haut."
        )
    return table


def rangs(table: pd.DataFrame, colonne: str = "id") -> Mapping[str, int]:
    """Identifiant → rang."""
    return {identifiant: rang for rang, identifiant in enumerate(table[colonne])}


def to_tableau(table: pd.DataFrame, chemin: Path) -> None:
    """Écrit un CSV UTF-8, virgule, point décimal, valeur vide = inconnu ; lève `TableauError`."""
    try:
        table.to_csv(chemin, index=False, lineterminator="\n")
    except OSError as erreur:
        raise TableauError(f"« {chemin} » ne peut pas être écrit ({erreur.strerror}).") from erreur
