"""Colonnes, types et unités de chaque table, lus dans `datapackage.json`, et contrôle d'une table."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

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


@dataclass(frozen=True)
class Schema:
    """Une table : ses colonnes dans l'ordre, sa clé, son chemin dans le jeu de données."""

    nom: str
    titre: str
    description: str
    chemin: str
    champs: tuple[Champ, ...]
    cle: tuple[str, ...]
    descripteur: Mapping[str, Any]

    @property
    def colonnes(self) -> list[str]:
        return [champ.nom for champ in self.champs]


@dataclass(frozen=True)
class Faute:
    """Ce qui ne va pas, dit à celui qui peut le corriger."""

    fichier: str
    ligne: int | None
    colonne: str
    valeur: str
    attendu: str

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
    )


def schema(ressource: Mapping[str, Any]) -> Schema:
    """Le schéma d'une ressource de `datapackage.json`."""
    table = ressource["schema"]
    return Schema(
        nom=ressource["name"],
        titre=ressource.get("title", ressource["name"]),
        description=ressource.get("description", ""),
        chemin=ressource["path"],
        champs=tuple(champ(c) for c in table["fields"]),
        cle=tuple(table.get("primaryKey", ())),
        descripteur=table,
    )


def lire_descripteur(chemin: Path = DESCRIPTION) -> dict[str, Any]:
    """Le contenu de `datapackage.json` ; lève `FileNotFoundError` ou `json.JSONDecodeError`."""
    contenu: dict[str, Any] = json.loads(chemin.read_text(encoding="utf-8"))
    return contenu


@cache
def schemas() -> dict[str, Schema]:
    """Toutes les tables du projet, par nom, dans l'ordre de `data/datapackage.json`."""
    return {r["name"]: schema(r) for r in ressources(lire_descripteur())}


def ressources(descripteur: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """Les ressources tabulaires d'un descripteur."""
    return [r for r in descripteur.get("resources", []) if "schema" in r]
