"""L'état complet d'un jeu, prêt à être posé : chaque table, sa description aux chemins locaux, ses paramètres."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import pandas as pd
import pyarrow.parquet

from inclusion.data.description import load_description
from inclusion.data.ecriture import to_octets
from inclusion.data.instantanes import descripteur as description
from inclusion.data.instantanes.modele import JeuFautifError, Versement
from inclusion.data.integrite import somme
from inclusion.data.rangees_csv import RangeeError, rangees
from inclusion.model.schemas import schemas

PARAMETRES = "parametres.toml"


@dataclass(frozen=True)
class APoser:
    """Un état à poser : sa description, ses fichiers (nom → octets), les lignes de chaque table."""

    description: Mapping[str, Any]
    fichiers: Mapping[str, bytes]
    lignes: Mapping[str, int]


def etat(
    dossier: Path,
    tables: Mapping[str, pd.DataFrame],
    versements: Mapping[str, Versement],
    quand: datetime,
) -> APoser:
    """L'état courant d'un jeu, où `tables` remplacent celles du même nom ; lève `JeuFautifError` sans sa description."""
    origine, fautes = load_description(dossier)
    if fautes:
        raise JeuFautifError(fautes)
    fichiers: dict[str, bytes] = {}
    lignes: dict[str, int] = {}
    ressources = []
    for ressource in _ressources(dossier, origine, tables):
        nom = ressource["name"]
        posee = (
            _versee(ressource, tables, versements, quand) if nom in tables else _copiee(ressource, dossier)
        )
        ressources.append(posee.description)
        if posee.octets is not None:
            fichiers[posee.local] = posee.octets
        if posee.octets is not None and nom in schemas():
            comptees = len(tables[nom]) if nom in tables else _compter(posee.octets, posee.local)
            if comptees is not None:
                lignes[nom] = comptees
    if (dossier / PARAMETRES).is_file():
        fichiers[PARAMETRES] = (dossier / PARAMETRES).read_bytes()
    return APoser({**origine, "resources": ressources}, fichiers, lignes)


class Posee(NamedTuple):
    """Une ressource à poser : sa description, son nom de fichier, ses octets (None : rien à écrire)."""

    description: dict[str, Any]
    local: str
    octets: bytes | None


def _versee(
    ressource: Mapping[str, Any],
    tables: Mapping[str, pd.DataFrame],
    versements: Mapping[str, Versement],
    quand: datetime,
) -> Posee:
    """Une table nouvelle, et la provenance de ce qui y est versé."""
    nom = ressource["name"]
    schema, creee = schemas()[nom], quand.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    octets = to_octets(tables[nom], schema)
    decrite = description.versee(ressource, versements.get(nom), tables[nom], creee=creee)
    return Posee(_avec_sommes(decrite, schema.chemin, octets), schema.chemin, octets)


def _copiee(ressource: Mapping[str, Any], dossier: Path) -> Posee:
    """Une ressource telle qu'elle est ; sans fichier, sa seule description."""
    chemin = _chemin(dossier, ressource)
    local = _nom_local(ressource, chemin)
    if chemin is None:
        return Posee({**ressource, "path": local} if local else dict(ressource), local, None)
    octets = chemin.read_bytes()
    return Posee(_avec_sommes(ressource, local, octets), local, octets)


def _avec_sommes(ressource: Mapping[str, Any], local: str, octets: bytes) -> dict[str, Any]:
    return {**ressource, "path": local, "bytes": len(octets), "hash": somme(octets)}


def _ressources(
    dossier: Path, origine: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]
) -> list[dict[str, Any]]:
    """Les ressources décrites, puis les tables que le jeu porte ou reçoit sans les décrire."""
    decrites = [dict(r) for r in origine.get("resources", [])]
    connues = {r["name"] for r in decrites}
    autres = [
        nom
        for nom, schema in schemas().items()
        if nom not in connues and (nom in tables or (dossier / schema.chemin).is_file())
    ]
    return [*decrites, *(description.ressource_neuve(nom) for nom in autres)]


def _chemin(dossier: Path, ressource: Mapping[str, Any]) -> Path | None:
    """Le fichier d'une ressource, s'il existe dans le dossier (une adresse ou une liste n'y est pas copiée)."""
    lu = ressource.get("path")
    if not isinstance(lu, str):
        return None
    chemin = dossier / lu
    return chemin if chemin.is_file() and chemin.resolve().is_relative_to(dossier.resolve()) else None


def _nom_local(ressource: Mapping[str, Any], chemin: Path | None) -> str:
    """Un nom de fichier sans dossier, propre à la ressource."""
    schema = schemas().get(ressource["name"])
    if schema:
        return schema.chemin
    return f"{ressource['name']}{chemin.suffix}" if chemin else ""


def _compter(octets: bytes, nom: str) -> int | None:
    """Les lignes d'une table, en-tête exclu ; None si elle n'est pas lisible (figée telle quelle, pour être réparée)."""
    if PurePosixPath(nom).suffix == ".parquet":
        try:
            return int(pyarrow.parquet.read_metadata(BytesIO(octets)).num_rows)
        except (ValueError, OSError):
            return None
    try:
        return max(0, sum(1 for _, rangee in rangees(octets.decode("utf-8-sig", "replace")) if rangee) - 1)
    except RangeeError:
        return None
