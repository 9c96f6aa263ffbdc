"""Les fichiers qu'une commande écrit là où on le lui demande : entiers ou pas du tout, et un refus qui dit pourquoi."""

from pathlib import Path

from inclusion.data.instantanes import disque
from inclusion.data.instantanes.modele import FAIRE_PLACE, place_manquante


class SortieError(ValueError):
    """Ce fichier ne peut pas être écrit ; le message, en français, dit quoi faire. Il n'en reste rien à moitié écrit."""

    def __init__(self, chemin: Path, cause: OSError) -> None:
        super().__init__(f"« {chemin} » ne peut pas être écrit : {remede(cause)}")


def remede(cause: OSError) -> str:
    """Ce qui empêche d'écrire, et quoi faire."""
    if cause.errno in disque.PLEINS:
        return f"{place_manquante(cause)[0].lower()}{place_manquante(cause)[1:]}. {FAIRE_PLACE}"
    return "vérifier le dossier et le droit d'y écrire."


def to_fichier(octets: bytes, chemin: Path) -> None:
    """Écrit un fichier d'un coup, dans un dossier créé au besoin ; lève `SortieError`."""
    try:
        chemin.parent.mkdir(parents=True, exist_ok=True)
        if chemin.exists() and not chemin.is_file():  # un tube, /dev/stdout
            chemin.write_bytes(octets)
        else:
            disque.remplacer(chemin, octets)
    except OSError as erreur:
        raise SortieError(chemin, erreur) from erreur
