"""`dictionnaire` : écrit la documentation des tables."""

from pathlib import Path
from typing import Annotated

import typer

from inclusion.data.lecture import JEU_EMBARQUE
from inclusion.data.provenance import provenances
from inclusion.data.sorties import to_fichier
from inclusion.exports.dictionnaire import to_markdown
from inclusion.model.schemas import lire_descripteur, schemas


def dictionnaire(
    vers: Annotated[Path, typer.Option(help="Fichier Markdown à écrire.")] = JEU_EMBARQUE.parent
    / "docs"
    / "tables.md",
) -> None:
    """Écrit le dictionnaire des tables (Markdown) depuis `data/datapackage.json`."""
    texte = to_markdown(schemas().values(), provenances(lire_descripteur()))
    to_fichier(texte.encode("utf-8"), vers)
    typer.echo(f"{vers.name} : {len(schemas())} tables")
