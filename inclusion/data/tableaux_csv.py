"""Les petits tableaux CSV que l'analyste passe à la ligne de commande : lus à la lettre, fautes nommées."""

import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from inclusion.data.rangees_csv import RangeeError, rangees
from inclusion.data.sorties import SortieError, to_fichier

SEPARATEURS = ",;\t|"
NOMBRE = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?", re.ASCII)
EN_UTF8 = "l'enregistrer en « CSV UTF-8 » depuis le tableur"


class TableauError(ValueError):
    """Ce qui empêche de lire un tableau : fichier, ligne, colonne, valeur, attendu."""


def load_tableau(chemin: Path, colonnes: Sequence[str], *, nombres: Sequence[str] = ()) -> pd.DataFrame:
    """Les colonnes demandées d'un CSV (virgule, point-virgule, tabulation ou barre), textes gardés à la lettre.

    `nombres` : celles qui se lisent comme des nombres (point ou virgule décimale), finis et positifs ou nuls. Rend aussi
    `ligne`, le rang dans le fichier. Lève `TableauError` pour un fichier illisible ou vide, une colonne absente ou
    double, une ligne plus large que l'en-tête, une valeur absente ou qui n'est pas un nombre.
    """
    rangees = _rangees(chemin)
    if not rangees:
        raise TableauError(f"« {chemin.name} » est vide : il faut les colonnes {', '.join(colonnes)}.")
    noms = [nom.strip() for nom in rangees[0][1]]
    rangs = {colonne: _rang(chemin, colonne, noms) for colonne in colonnes}
    lignes = rangees[1:]
    if not lignes:
        raise TableauError(f"« {chemin.name} » n'a que son en-tête : il faut au moins une ligne.")
    for numero, rangee in lignes:
        _refuser_le_surplus(chemin, numero, rangee, noms)
    lu: dict[str, list[str] | list[float]] = {
        c: [_cellule(chemin, numero, r, c, rang) for numero, r in lignes] for c, rang in rangs.items()
    }
    numeros = [numero for numero, _ in lignes]
    for colonne in nombres:
        lu[colonne] = [_nombre(chemin, n, colonne, str(v)) for n, v in zip(numeros, lu[colonne], strict=True)]
    return pd.DataFrame(lu, columns=list(colonnes)).assign(ligne=numeros)


def load_texte(chemin: Path) -> str:
    """Le texte d'un fichier UTF-8 ; lève `TableauError` s'il n'existe pas, ne s'ouvre pas ou n'est pas un texte."""
    try:
        texte = chemin.read_text(encoding="utf-8-sig")
    except FileNotFoundError as erreur:
        raise TableauError(f"« {chemin} » n'existe pas : vérifier le nom et le dossier.") from erreur
    except UnicodeDecodeError as erreur:
        raise TableauError(
            f"« {chemin.name} » n'est pas en UTF-8 (octet {erreur.start}) : {EN_UTF8}."
        ) from erreur
    except OSError as erreur:
        raise TableauError(
            f"« {chemin} » ne s'ouvre pas : il faut un fichier que l'on a le droit de lire."
        ) from erreur
    if "\0" in texte:
        raise TableauError(f"« {chemin.name} » n'est pas un texte : {EN_UTF8}.")
    return texte


def _rangees(chemin: Path) -> list[tuple[int, list[str]]]:
    """Les rangées qui ne sont pas vides, chacune avec la ligne du fichier où elle commence."""
    texte = load_texte(chemin)
    entete = texte.lstrip("\n").split("\n", 1)[0]
    separateur = max(SEPARATEURS, key=entete.count)
    try:
        return [(n, rangee) for n, rangee in rangees(texte, separateur) if any(c.strip() for c in rangee)]
    except RangeeError as erreur:
        raise TableauError(
            f"« {chemin.name} », ligne {erreur.ligne} : guillemets ou cellule que l'on ne sait pas lire ; {EN_UTF8}."
        ) from erreur


def _rang(chemin: Path, colonne: str, noms: Sequence[str]) -> int:
    if noms.count(colonne) > 1:
        raise TableauError(f"« {chemin.name} » : deux colonnes « {colonne} » ; n'en garder qu'une.")
    if colonne not in noms:
        raise TableauError(
            f"« {chemin.name} » : colonne « {colonne} » absente ; lues : {', '.join(noms)}. Renommer ou ajouter la colonne."
        )
    return noms.index(colonne)


def _refuser_le_surplus(chemin: Path, numero: int, rangee: Sequence[str], noms: Sequence[str]) -> None:
    """« 84001,3,5 » sous deux colonnes : la virgule décimale a coupé le nombre, et l'on ne devine pas."""
    surplus = [c for c in rangee[len(noms) :] if c.strip()]
    if surplus:
        raise TableauError(
            f"« {chemin.name} », ligne {numero} : {len(rangee)} valeurs pour {len(noms)} colonnes (en trop : "
            f"« {surplus[0]} »). Une virgule décimale demande le point-virgule entre colonnes, ou des guillemets."
        )


def _cellule(chemin: Path, numero: int, rangee: Sequence[str], colonne: str, rang: int) -> str:
    valeur = rangee[rang].strip() if rang < len(rangee) else ""
    if not valeur:
        raise TableauError(
            f"« {chemin.name} », ligne {numero}, colonne « {colonne} » : valeur absente ; la renseigner ou retirer la ligne."
        )
    return valeur


def _nombre(chemin: Path, numero: int, colonne: str, valeur: str) -> float:
    lu = float(valeur.replace(",", ".")) if NOMBRE.fullmatch(valeur) else math.nan
    if not math.isfinite(lu) or lu < 0:
        raise TableauError(
            f"« {chemin.name} », ligne {numero}, colonne « {colonne} » : « {valeur} » n'est pas un nombre positif ou nul ; "
            "écrire par exemple 12,5 ou 12.5, sans unité ni espace."
        )
    return lu


def sans_double(table: pd.DataFrame, cle: Sequence[str], chemin: Path) -> pd.DataFrame:
    """La table, si aucune clé n'y est deux fois ; lève `TableauError` sinon."""
    doubles = table[table.duplicated(list(cle))]
    if len(doubles):
        premiere = doubles.iloc[0]
        valeur = ", ".join(str(premiere[c]) for c in cle)
        raise TableauError(
            f"« {chemin.name} », ligne {premiere['ligne']}, colonne « {', '.join(cle)} » : « {valeur} » est déjà donné "
            "plus haut ; n'en garder qu'un."
        )
    return table


def peuplee(table: pd.DataFrame, chemin: Path) -> pd.DataFrame:
    """La table, si sa population totale n'est pas nulle ; lève `TableauError` sinon."""
    if not table["population"].sum() > 0:
        raise TableauError(
            f"« {chemin.name} », colonne « population » : tout y est à 0, il n'y a personne à servir ; "
            "donner la population d'au moins une ligne."
        )
    return table


def inconnus(temps: pd.DataFrame, colonne: str, table: pd.DataFrame, chemin: Path) -> list[str]:
    """Les identifiants d'une colonne de `temps` (lue dans `chemin`) que `table` n'a pas, triés.

    Lève `TableauError` si l'un ne diffère d'un identifiant connu que par ses zéros de tête : un tableur les a retirés,
    et l'ignorer rendrait un lieu inatteignable sans le dire.
    """
    connus = set(table["id"])
    absents = temps[~temps[colonne].isin(connus)]
    sans_zeros = {identifiant.lstrip("0"): identifiant for identifiant in connus}
    for valeur, ligne in zip(absents[colonne], absents["ligne"], strict=True):
        voulu = sans_zeros.get(valeur.lstrip("0"))
        if voulu:
            raise TableauError(
                f"« {chemin.name} », ligne {ligne}, colonne « {colonne} » : « {valeur} » n'est pas « {voulu} » ; des zéros "
                "de tête manquent d'un côté. Garder les codes en texte dans le tableur."
            )
    return sorted(set(absents[colonne]))


def reglage(option: str, valeur: float) -> float:
    """Un réglage de la commande, s'il est un nombre fini ; lève `TableauError` sinon."""
    if not math.isfinite(valeur):
        raise TableauError(f"Option {option} : « {valeur} » n'est pas un nombre ; écrire par exemple 20.")
    return valeur


def rangs(table: pd.DataFrame, colonne: str = "id") -> Mapping[str, int]:
    """Identifiant → rang."""
    return {identifiant: rang for rang, identifiant in enumerate(table[colonne])}


def to_tableau(table: pd.DataFrame, chemin: Path) -> None:
    """Écrit un CSV UTF-8, virgule, point décimal, valeur vide = inconnu ; lève `TableauError`."""
    to_texte(table.to_csv(index=False, lineterminator="\n"), chemin)


def to_texte(texte: str, chemin: Path) -> None:
    """Écrit un fichier UTF-8 ; lève `TableauError`."""
    try:
        to_fichier(texte.encode("utf-8"), chemin)
    except SortieError as erreur:
        raise TableauError(str(erreur)) from erreur
