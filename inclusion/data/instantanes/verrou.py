"""Un seul écrivain à la fois : un verrou du système, que la mort de son porteur libère."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from inclusion.data.instantanes.modele import OccupeError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

NOM = ".verrou"
ATTENTE_S = 20.0
PAS_S = 0.05


@contextmanager
def verrou(dossier: Path, *, attente_s: float = ATTENTE_S) -> Iterator[None]:
    """Tient le verrou d'un dossier de données ; lève `OccupeError` si un autre le garde trop longtemps.

    Le système le rend quand le porteur meurt, même tué : le fichier qui reste ne bloque personne.
    """
    descripteur = os.open(dossier / NOM, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _prendre(descripteur, dossier, time.monotonic() + attente_s)
        yield
    finally:
        os.close(descripteur)


def _prendre(descripteur: int, dossier: Path, limite: float) -> None:
    while not _essayer(descripteur):
        if time.monotonic() >= limite:
            raise OccupeError(dossier)
        time.sleep(PAS_S)


def _essayer(descripteur: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(descripteur, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descripteur, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
