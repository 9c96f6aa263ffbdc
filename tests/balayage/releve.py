"""Tout texte qu'une page envoie au navigateur, avec l'endroit qui le porte et le moteur qui le lira."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

RACINE = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Texte:
    """Un texte envoyé : la page, l'endroit (« metric.label »), ce qui s'y lit."""

    page: str
    endroit: str
    dit: str


def relever(donnees: str, page: str, demandes: dict[str, str]) -> tuple[list[Texte], list[str]]:
    """Les textes qu'une page envoie, et ses pannes (rien si elle s'est affichée). Les octets y sont en latin-1.

    `demandes` : celles du lien ; `fichier` et `contenu` disent un fichier à déposer.
    """
    os.environ["INCLUSION_DONNEES"] = donnees
    at = AppTest.from_file(str(RACINE / "app.py"), default_timeout=300)
    for cle in demandes.keys() - {"fichier", "contenu"}:
        at.query_params[cle] = demandes[cle]
    at.switch_page(f"pages/vues/{page}.py").run()
    if "fichier" in demandes:
        at.file_uploader[0].set_value((demandes["fichier"], demandes["contenu"].encode("utf-8"), "text/csv"))
        at.run()
    pannes = [e.message for e in at.exception] + [e.value for e in at.error if "pu être affichée" in e.value]
    textes = {Texte(page, endroit, dit) for noeud in _noeuds(at._tree) for endroit, dit in _textes(noeud)}
    return sorted(textes, key=lambda t: (t.endroit, t.dit)), pannes


def _noeuds(bloc: Any) -> Iterator[Any]:
    yield bloc
    for enfant in getattr(bloc, "children", {}).values():
        yield from _noeuds(enfant)


def _textes(noeud: Any) -> Iterator[tuple[str, str]]:
    message = getattr(noeud, "proto", None)
    if message is not None and hasattr(message, "DESCRIPTOR"):
        for chemin, dit in _champs(message):
            yield f"{message.DESCRIPTOR.name}{chemin}", dit


def _champs(message: Any, chemin: str = "") -> Iterator[tuple[str, str]]:
    for champ, valeur in message.ListFields():
        ici = f"{chemin}.{champ.name}"
        valeurs = valeur if hasattr(valeur, "append") or hasattr(valeur, "add") else [valeur]
        for une in valeurs:
            if isinstance(une, str):
                yield ici, une
            elif isinstance(une, bytes):
                yield ici, une.decode("latin-1")
            elif hasattr(une, "ListFields"):
                yield from _champs(une, ici)
