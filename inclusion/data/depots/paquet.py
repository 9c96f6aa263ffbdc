"""Un ZIP de data package : plusieurs tables décrites ensemble, lues d'un coup et bornées en taille."""

import json
import lzma
import struct
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

from inclusion.data.depots.fichiers import TAILLE_MAX, IllisibleError
from inclusion.data.description import NOM, lire_description
from inclusion.data.lecture import Jeu, load_jeu
from inclusion.model.schemas import schemas

ABIMES = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
)
"""Ce que lèvent les modules de Python devant une archive tronquée, chiffrée ou mensongère."""
DEPLIE_MAX = 300_000_000
FICHIERS_MAX = 500
FAUTES_DITES = 5


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
    except IllisibleError:
        raise
    except ABIMES as erreur:
        raise IllisibleError(
            f"« {nom} » : archive abîmée ou chiffrée. L'enregistrer à nouveau, sans mot de passe."
        ) from erreur


def load_jeu_du_paquet(paquet: Paquet) -> Jeu:
    """Le jeu que forme le paquet à lui seul : ses tables typées, et leurs fautes s'il y en a."""
    with tempfile.TemporaryDirectory() as temporaire:
        dossier = Path(temporaire)
        decrites = [{**paquet.ressource(table), "path": schemas()[table].chemin} for table in paquet.tables]
        decrit = json.dumps({**paquet.description, "resources": decrites}, ensure_ascii=False)
        (dossier / NOM).write_text(decrit, encoding="utf-8")
        for table, octets in paquet.tables.items():
            (dossier / schemas()[table].chemin).write_bytes(octets)
        return load_jeu(dossier)


def _description(archive: zipfile.ZipFile) -> str | None:
    """Le nom, dans l'archive, de la description : à la racine, ou dans l'unique dossier qui contient tout."""
    noms = [n for n in archive.namelist() if PurePosixPath(n).name == NOM]
    return min(noms, key=lambda n: n.count("/"), default=None)


def _ouvrir(archive: zipfile.ZipFile, nom: str) -> Paquet:
    entrees = archive.infolist()
    if len(entrees) > FICHIERS_MAX or sum(e.file_size for e in entrees) > DEPLIE_MAX:
        raise IllisibleError(
            f"« {nom} » : archive démesurée (plus de {FICHIERS_MAX} fichiers ou de {DEPLIE_MAX // 1_000_000} Mo dépliés)."
        )
    chemin = _description(archive)
    if chemin is None:
        raise IllisibleError(f"« {nom} » : pas de {NOM} dans cette archive.")
    membres = Counter(archive.namelist())
    if membres[chemin] > 1:
        raise IllisibleError(f"« {nom} » : deux fichiers « {chemin} » dans l'archive. N'en garder qu'un.")
    description = _description_lue(_lire(archive, chemin, nom), nom)
    racine = PurePosixPath(chemin).parent
    tables: dict[str, bytes] = {}
    non_repris: list[str] = []
    for ressource in description["resources"]:
        lu = str(racine / str(ressource.get("path", "")))
        connue = ressource["name"]
        if connue in schemas() and membres[lu] > 1:
            raise IllisibleError(f"« {nom} » : deux fichiers « {lu} » dans l'archive. N'en garder qu'un.")
        if connue in schemas() and membres[lu] and _meme_sorte(connue, lu):
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


def _description_lue(octets: bytes, nom: str) -> dict[str, Any]:
    contenu, fautes = lire_description(octets)
    if fautes:
        dites = " ".join(str(faute) for faute in fautes[:FAUTES_DITES])
        reste = f" (et {len(fautes) - FAUTES_DITES} autres)" if len(fautes) > FAUTES_DITES else ""
        raise IllisibleError(f"« {nom} » : {dites}{reste}")
    return contenu
