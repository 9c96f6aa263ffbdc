"""Les sources publiques que l'on sait télécharger : leurs adresses sont des données, jamais du code."""

import tomllib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from inclusion.data.lecture import JEU_EMBARQUE

DESCRIPTION = "sources.toml"
SCHEMES = {"http", "https"}


@dataclass(frozen=True)
class Source:
    """Une source publique : où la prendre, sous quel nom la ranger, ce que l'on admet d'elle, où corriger son adresse."""

    nom: str
    libelle: str
    adresse: str
    fichier: str
    types: tuple[str, ...]
    table: str
    producteur: str
    licence: str
    taille_max_mo: float = 20.0
    ou_corriger: str = DESCRIPTION


class SourceError(Exception):
    """Une source n'a pas pu être prise ; le message dit pourquoi et quoi faire. Rien n'a été changé."""


def load_sources(dossier: Path) -> dict[str, Source]:
    """Les sources d'un jeu, à défaut celles du projet ; lève `SourceError` si leur description est fautive."""
    chemin = dossier / DESCRIPTION
    chemin = chemin if chemin.exists() else JEU_EMBARQUE / DESCRIPTION
    try:
        lues = tomllib.loads(chemin.read_text(encoding="utf-8"))["source"]
        sources = [Source(**{**s, "types": tuple(s["types"])}) for s in lues]
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as erreur:
        raise SourceError(f"{chemin.name} : description des sources illisible ({erreur}).") from erreur
    for source in sources:
        if (
            PurePosixPath(source.fichier).name != source.fichier
            or urlsplit(source.adresse).scheme not in SCHEMES
        ):
            raise SourceError(f"{chemin.name} : « {source.nom} » a une adresse ou un nom de fichier refusé.")
    return {source.nom: source for source in sources}
