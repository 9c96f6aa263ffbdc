"""Colonnes, types et unités de chaque table, lus dans `datapackage.json`, et contrôle d'une table."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd
from frictionless import Resource

from inclusion.model.nomenclatures import valeurs

DESCRIPTION = Path(__file__).resolve().parents[2] / "data" / "datapackage.json"


@dataclass(frozen=True)
class Champ:
    """Une colonne : ce qu'elle dit, son unité, ce qu'elle admet."""

    nom: str
    titre: str
    type: str
    description: str
    unite: str = ""
    exemple: str = ""
    requis: bool = False
    valeurs: tuple[str, ...] = ()
    nomenclature: str = ""
    separateur: str = ""
    references: tuple[str, ...] = ()
    contraintes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Schema:
    """Une table : ses colonnes dans l'ordre, sa clé, le nom de son fichier (quel que soit son dossier).

    `identite` : dans une table sans clé, les colonnes qui font d'une ligne versée la reprise d'une ligne connue.
    """

    nom: str
    titre: str
    description: str
    chemin: str
    champs: tuple[Champ, ...]
    cle: tuple[str, ...]
    descripteur: Mapping[str, Any]
    identite: tuple[str, ...] = ()

    @property
    def colonnes(self) -> list[str]:
        return [champ.nom for champ in self.champs]


class Atteinte(StrEnum):
    """Ce qu'une faute fait perdre, de rien à tout ; une faute n'écarte que ce qu'elle touche."""

    ABSENTE = "colonne absente"
    MENTION = "mention écartée"
    LIGNE = "ligne écartée"
    COLONNE = "colonne écartée"
    TABLE = "table écartée"
    JEU = "jeu illisible"


@dataclass(frozen=True)
class Faute:
    """Ce qui ne va pas, dit à celui qui peut le corriger ; `table` : celle qu'une faute de description écarte."""

    fichier: str
    ligne: int | None
    colonne: str
    valeur: str
    attendu: str
    gravite: Atteinte = Atteinte.LIGNE
    table: str = ""

    def __str__(self) -> str:
        ou = f"{self.fichier}, ligne {self.ligne}" if self.ligne else self.fichier
        quoi = f", colonne « {self.colonne} »" if self.colonne else ""
        lu = f" : « {self.valeur} »" if self.valeur else " : valeur vide" if self.colonne else ""
        return f"{ou}{quoi}{lu}. Attendu : {self.attendu}."


def champ(descripteur: Mapping[str, Any]) -> Champ:
    """Un champ Table Schema, avec nos propriétés `unite`, `nomenclature` et `separateur`."""
    contraintes = descripteur.get("constraints", {})
    return Champ(
        nom=descripteur["name"],
        titre=descripteur.get("title", descripteur["name"]),
        type=descripteur.get("type", "string"),
        description=descripteur.get("description", ""),
        unite=descripteur.get("unite", ""),
        exemple=str(descripteur.get("example", "")),
        requis=bool(contraintes.get("required")),
        valeurs=tuple(contraintes.get("enum", ())),
        nomenclature=descripteur.get("nomenclature", ""),
        separateur=descripteur.get("separateur", ""),
        references=tuple(descripteur.get("references", ())),
        contraintes=contraintes,
    )


def schema(ressource: Mapping[str, Any]) -> Schema:
    """Le schéma d'une ressource de `datapackage.json`."""
    table = ressource["schema"]
    return Schema(
        nom=ressource["name"],
        titre=ressource.get("title", ressource["name"]),
        description=ressource.get("description", ""),
        chemin=PurePosixPath(ressource["path"]).name,
        champs=tuple(champ(c) for c in table["fields"]),
        cle=tuple(table.get("primaryKey", ())),
        descripteur=table,
        identite=tuple(table.get("identite", ())),
    )


def lire_descripteur(chemin: Path = DESCRIPTION) -> dict[str, Any]:
    """Le contenu de `datapackage.json` ; lève `FileNotFoundError` ou `json.JSONDecodeError`."""
    contenu: dict[str, Any] = json.loads(chemin.read_text(encoding="utf-8-sig"))
    return contenu


@cache
def schemas() -> dict[str, Schema]:
    """Toutes les tables du projet, par nom, dans l'ordre de `data/datapackage.json`."""
    return {r["name"]: schema(r) for r in ressources(lire_descripteur())}


def ressources(descripteur: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """Les ressources tabulaires d'un descripteur."""
    return [r for r in descripteur.get("resources", []) if "schema" in r]


ATTENDU_PAR_TYPE = {
    "string": "un texte de la forme prévue",
    "integer": "un nombre entier",
    "number": "un nombre (point décimal)",
    "boolean": "true ou false",
    "date": "une date AAAA-MM-JJ",
    "year": "une année sur quatre chiffres",
}
FORMES = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "des minuscules sans accent, des chiffres et des tirets",
    r"^([013-9]\d|2[AB1-9])\d{3}$": "un code INSEE de cinq caractères",
    r"^(\d{2,3}|2[AB])$": "un code de département",
    r"^\d{9}$": "un SIREN de neuf chiffres",
    r"^\d{5}$": "cinq chiffres",
    r"^[a-zA-Z0-9]{9,14}$": "neuf à quatorze lettres ou chiffres",
    r"^\d{4}-(0[1-9]|1[0-2])$": "un mois AAAA-MM",
    r"^(\+33|\+590|\+594|\+262|\+596|\+269|\+687|\+689|\+508|\+681)(\d){6,9}$": "un numéro international sans espace",
    r"^(I|II|III)-\d{2}$": "l'axe et deux chiffres",
}
BORNES = {
    "minimum": "au moins {}",
    "maximum": "au plus {}",
    "maxLength": "au plus {} caractères",
}


def attendu(un_champ: Champ) -> str:
    """Ce qu'un champ admet, en une phrase pour celui qui saisit."""
    admises = valeurs_admises(un_champ)
    if admises:
        liste = ", ".join(f"« {valeur} »" for valeur in admises)
        combien = f"une ou plusieurs valeurs séparées par « {un_champ.separateur} »"
        return f"{combien if un_champ.separateur else 'une valeur'} parmi {liste}"
    contraintes = un_champ.contraintes
    sorte = FORMES.get(contraintes.get("pattern", ""), ATTENDU_PAR_TYPE.get(un_champ.type, un_champ.type))
    bornes = [phrase.format(contraintes[cle]) for cle, phrase in BORNES.items() if cle in contraintes]
    exemple = f" (exemple : {un_champ.exemple})" if un_champ.exemple else ""
    return ", ".join([sorte, *bornes]) + exemple


def valeurs_admises(un_champ: Champ) -> tuple[str, ...]:
    """La liste fermée d'un champ : celle de sa nomenclature, à défaut celle qu'il énumère."""
    return valeurs(un_champ.nomenclature) if un_champ.nomenclature else un_champ.valeurs


def conforme(table: pd.DataFrame, un_schema: Schema, *, fichier: str, lignes: Sequence[int]) -> list[Faute]:
    """Toutes les fautes d'une table de textes, d'un coup.

    `table` : une colonne de texte par champ, valeur vide = inconnu ; `lignes` : la ligne du fichier de
    chaque rangée. Les contraintes Table Schema sont jugées par frictionless, les listes multivaluées ici.
    """
    fautes = [
        Faute(fichier, 1, nom, "", "cette colonne, absente du fichier")
        for nom in un_schema.colonnes
        if nom not in table.columns
    ]
    fautes += [
        Faute(fichier, 1, str(nom), "", f"seulement les colonnes de la table « {un_schema.nom} »")
        for nom in table.columns
        if nom not in un_schema.colonnes
    ]
    fautes += [
        Faute(fichier, 1, str(nom), "", "cette colonne une seule fois")
        for nom in table.columns[table.columns.duplicated()]
    ]
    if fautes:
        return fautes
    champs = {c.nom: c for c in un_schema.champs}
    fautes = [
        _faute(e, champs, un_schema, fichier, lignes)
        for e in _erreurs(table, un_schema)
        if not _redite(e, un_schema)
    ]
    return sorted([*fautes, *_hors_liste(table, un_schema, fichier, lignes)], key=lambda f: f.ligne or 0)


class Rangees(list[list[str]]):
    """Les rangées à juger, que frictionless recopierait sinon plusieurs fois en profondeur sans les changer."""

    def __deepcopy__(self, memo: dict[int, Any]) -> "Rangees":
        return self


def _erreurs(table: pd.DataFrame, un_schema: Schema) -> list[Any]:
    """Les erreurs de frictionless sur une table de textes (clés étrangères exceptées)."""
    descripteur = {k: v for k, v in un_schema.descripteur.items() if k != "foreignKeys"}
    rangees = Rangees([un_schema.colonnes, *table[un_schema.colonnes].astype(str).to_numpy().tolist()])
    ressource = Resource({"name": un_schema.nom, "data": rangees, "schema": descripteur})
    rapport = ressource.validate(limit_errors=100_000)
    return [erreur for tache in rapport.tasks for erreur in tache.errors]


def _redite(erreur: Any, un_schema: Schema) -> bool:
    """Une clé double est déjà dite par la clé primaire."""
    return erreur.type == "unique-error" and (erreur.field_name,) == un_schema.cle


def _faute(
    erreur: Any, champs: Mapping[str, Champ], un_schema: Schema, fichier: str, lignes: Sequence[int]
) -> Faute:
    """Une erreur de frictionless, dite en français."""
    rang = getattr(erreur, "row_number", None)
    ligne = lignes[rang - 2] if rang else None
    nom = getattr(erreur, "field_name", "")
    if erreur.type == "primary-key":
        cle = ", ".join(un_schema.cle)
        return Faute(
            fichier, ligne, cle, "", "une clé unique et renseignée, non déjà prise par une autre ligne"
        )
    lu = str(getattr(erreur, "cell", "") or "")
    if erreur.type == "unique-error":
        return Faute(fichier, ligne, nom, lu, "une valeur qu'aucune autre ligne ne porte")
    if nom not in champs:
        return Faute(fichier, ligne, nom, lu, f"une table lisible ({erreur.type})")
    return Faute(fichier, ligne, nom, lu, attendu(champs[nom]) + (", obligatoire" if not lu else ""))


def _hors_liste(table: pd.DataFrame, un_schema: Schema, fichier: str, lignes: Sequence[int]) -> list[Faute]:
    """Les valeurs multiples qui ne sont pas dans leur nomenclature."""
    return [
        Faute(fichier, ligne, un_champ.nom, valeur, attendu(un_champ))
        for un_champ in un_schema.champs
        if un_champ.separateur and un_champ.nomenclature
        for ligne, cellule in zip(lignes, table[un_champ.nom], strict=True)
        for valeur in str(cellule).split(un_champ.separateur)
        if valeur and valeur not in valeurs_admises(un_champ)
    ]
