"""`modeles` : écrit un modèle de saisie par table."""

from pathlib import Path
from typing import Annotated

import typer

from inclusion.data.sorties import to_fichier
from inclusion.exports.modeles import to_xlsx
from inclusion.model.schemas import schemas


def modeles(vers: Annotated[Path, typer.Option(help="Dossier où écrire les classeurs.")]) -> None:
    """Écrit un classeur XLSX par table : en-têtes, aide et listes déroulantes."""
    for nom, schema in schemas().items():
        to_fichier(to_xlsx(schema), vers / f"{nom}.xlsx")
        typer.echo(f"{vers / f'{nom}.xlsx'} : {schema.titre}, {len(schema.champs)} colonnes")
