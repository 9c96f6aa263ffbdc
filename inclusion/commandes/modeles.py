"""`modeles` : écrit un modèle de saisie par table."""

from pathlib import Path
from typing import Annotated

import typer

from inclusion.exports.modeles import to_xlsx
from inclusion.model.schemas import schemas


def modeles(vers: Annotated[Path, typer.Option(help="Dossier où écrire les classeurs.")]) -> None:
    """Écrit un classeur XLSX par table : en-têtes, aide et listes déroulantes."""
    vers.mkdir(parents=True, exist_ok=True)
    for nom, schema in schemas().items():
        (vers / f"{nom}.xlsx").write_bytes(to_xlsx(schema))
        typer.echo(f"{vers / f'{nom}.xlsx'} : {schema.titre}, {len(schema.champs)} colonnes")
