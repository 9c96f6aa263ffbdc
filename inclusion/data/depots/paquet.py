"""Un ZIP de data package : plusieurs tables décrites ensemble, lues d'un coup et bornées en taille."""

import json
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

from inclusion.data.depots.fichiers import TAILLE_MAX, IllisibleError
from inclusion.data.lecture import Jeu, load_jeu
from inclusion.model.schemas import schemas

DESCRIPTION = "datapackage.json"
DEPLIE_MAX = 300_000_000
FICHIERS_MAX = 500


@dataclass(frozen=True)
class Paquet:
    """Un data package ouvert : sa description, et les octets de chaque table que nous connaissons."""

    nom: str
    description: Mapping[str, Any]
    tables: Mapping[str, bytes]
    non_repris: tuple[str, ...] = ()

    def ressource(self, nom_table: str) -> Mapping[str, Any]:
        return next(r for r in self.description["resources"] if r["name"] == nom_table)


def est_paquet(octets: bytes) -> bool:
    """Une archive ZIP qui contient un `datapackage.json` (un classeur XLSX est aussi un ZIP : il n'en a pas)."""
    if not octets.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(BytesIO(octets)) as archive:
            return _description(archive) is not None
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def load_paquet(octets: bytes, *, nom: str) -> Paquet:
    """Ouvre un data package ; lève `IllisibleError`. Aucun chemin de l'archive ne sort de l'archive."""
    try:
        with zipfile.ZipFile(BytesIO(octets)) as archive:
            return _ouvrir(archive, nom)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError) as erreur:
        raise IllisibleError(
            f"« {nom} » : archive abîmée ou chiffrée. L'enregistrer à nouveau, sans mot de passe."
        ) from erreur


def load_jeu_du_paquet(paquet: Paquet) -> Jeu:
    """Le jeu que forme le paquet à lui seul : ses tables typées, et leurs fautes s'il y en a."""
    with tempfile.TemporaryDirectory() as temporaire:
        dossier = Path(temporaire)
        decrites = [{**paquet.ressource(table), "path": schemas()[table].chemin} for table in paquet.tables]
        decrit = json.dumps({**paquet.description, "resources": decrites}, ensure_ascii=False)
        (dossier / DESCRIPTION).write_text(decrit, encoding="utf-8")
        for table, octets in paquet.tables.items():
            (dossier / schemas()[table].chemin).write_bytes(octets)
        return load_jeu(dossier)


def _description(archive: zipfile.ZipFile) -> str | None:
    """Le nom, dans l'archive, de la description : à la racine, ou dans l'unique dossier qui contient tout."""
    noms = [n for n in archive.namelist() if PurePosixPath(n).name == DESCRIPTION]
    return min(noms, key=lambda n: n.count("/"), default=None)


def _ouvrir(archive: zipfile.ZipFile, nom: str) -> Paquet:
    entrees = archive.infolist()
    if len(entrees) > FICHIERS_MAX or sum(e.file_size for e in entrees) > DEPLIE_MAX:
        raise IllisibleError(
            f"« {nom} » : archive démesurée (plus de {FICHIERS_MAX} fichiers ou de {DEPLIE_MAX // 1_000_000} Mo dépliés)."
        )
    chemin = _description(archive)
    if chemin is None:
        raise IllisibleError(f"« {nom} » : pas de {DESCRIPTION} dans cette archive.")
    description = _json(_lire(archive, chemin, nom), nom)
    racine = PurePosixPath(chemin).parent
    tables: dict[str, bytes] = {}
    non_repris: list[str] = []
    for ressource in description["resources"]:
        lu = str(racine / str(ressource.get("path", "")))
        connue = str(ressource.get("name", ""))
        if connue in schemas() and lu in archive.namelist() and _meme_sorte(connue, lu):
            tables[connue] = _lire(archive, lu, nom)
        else:
            non_repris.append(connue)
    if not tables:
        raise IllisibleError(f"« {nom} » : aucune table connue de l'observatoire dans cette archive.")
    return Paquet(nom, description, tables, tuple(non_repris))


def _meme_sorte(table: str, chemin: str) -> bool:
    return PurePosixPath(schemas()[table].chemin).suffix == PurePosixPath(chemin).suffix


def _lire(archive: zipfile.ZipFile, chemin: str, nom: str) -> bytes:
    """Un fichier de l'archive, jamais plus que la taille admise, quoi que l'archive en dise."""
    with archive.open(chemin) as fichier:
        octets = fichier.read(TAILLE_MAX + 1)
    if len(octets) > TAILLE_MAX:
        raise IllisibleError(f"« {nom} » : {chemin} dépasse {TAILLE_MAX // 1_000_000} Mo.")
    return octets


def _json(octets: bytes, nom: str) -> dict[str, Any]:
    try:
        lu = json.loads(octets)
    except (ValueError, RecursionError) as erreur:
        raise IllisibleError(f"« {nom} » : {DESCRIPTION} n'est pas du JSON bien formé.") from erreur
    ressources = lu.get("resources") if isinstance(lu, dict) else None
    if not isinstance(ressources, list) or not all(isinstance(r, dict) for r in ressources):
        raise IllisibleError(f"« {nom} » : {DESCRIPTION} ne décrit aucune ressource.")
    return dict(lu)
