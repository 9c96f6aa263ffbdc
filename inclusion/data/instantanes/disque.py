"""Écrire sans jamais laisser voir un fichier à moitié écrit, et s'assurer qu'il est sur le disque."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inclusion.data.instantanes.modele import DisquePleinError, LectureSeuleError

INTERDITS = {errno.EACCES, errno.EPERM, errno.EROFS}
PLEINS = {errno.ENOSPC, errno.EDQUOT}


def ecrire(chemin: Path, octets: bytes) -> None:
    """Écrit un fichier neuf et attend qu'il soit sur le disque."""
    with chemin.open("wb") as fichier:
        fichier.write(octets)
        fichier.flush()
        os.fsync(fichier.fileno())


def synchroniser(dossier: Path) -> None:
    """Attend que les noms d'un dossier soient sur le disque (Windows ne le permet pas, ni n'en a besoin)."""
    if os.name == "nt":
        return
    descripteur = os.open(dossier, os.O_RDONLY)
    try:
        os.fsync(descripteur)
    finally:
        os.close(descripteur)


def remplacer(chemin: Path, octets: bytes) -> None:
    """Remplace un fichier d'un coup : un lecteur voit l'ancien ou le nouveau, jamais autre chose."""
    provisoire = chemin.with_name(f".{chemin.name}.{os.getpid()}")
    try:
        ecrire(provisoire, octets)
        os.replace(provisoire, chemin)  # noqa: PTH105
    except OSError:
        provisoire.unlink(missing_ok=True)
        raise
    synchroniser(chemin.parent)


@contextmanager
def dossier_neuf(chemin: Path) -> Iterator[Path]:
    """Crée un dossier où écrire ; si l'écriture échoue, il est effacé et la place qu'il prenait est rendue."""
    chemin.mkdir()
    try:
        yield chemin
    except OSError:
        shutil.rmtree(chemin, ignore_errors=True)
        raise


def peut_ecrire(dossier: Path) -> bool:
    """Le jeu peut-il recevoir un instantané ? Un dossier à créer vaut ce que vaut son parent."""
    if not dossier.exists():
        return dossier.parent != dossier and peut_ecrire(dossier.parent)
    a_ecrire = [dossier, *(d for d in (dossier / "instantanes",) if d.exists())]
    return all(d.is_dir() and os.access(d, os.W_OK | os.X_OK) for d in a_ecrire)


@contextmanager
def ecriture_dite(dossier: Path) -> Iterator[None]:
    """Dit en français qu'un dossier est en lecture seule ou plein, au lieu de l'erreur du système."""
    try:
        yield
    except OSError as erreur:
        if erreur.errno in PLEINS:
            raise DisquePleinError(dossier, erreur) from erreur
        if erreur.errno in INTERDITS:
            raise LectureSeuleError(dossier, erreur) from erreur
        raise
