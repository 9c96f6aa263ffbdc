"""`adopter` : reprendre des tables retouchées hors de l'application."""

from pathlib import Path
from typing import Annotated

import typer

from inclusion.data import instantanes as stockage


def adopter(
    dossier: Annotated[Path, typer.Argument(help="Dossier du jeu de données.", exists=True, file_okay=False)],
) -> None:
    """Contrôle les tables retouchées hors de l'application, puis en fait un nouvel état enregistré."""
    avant = next((i.lignes for i in stockage.instantanes(dossier) if i.courant), {})
    try:
        pose = stockage.adopter(dossier)
    except stockage.StockageError as erreur:
        typer.echo(str(erreur), err=True)
        raise typer.Exit(2) from erreur
    if pose is None:
        typer.echo("Rien à adopter : le jeu est tel que l'application l'a enregistré.")
        return
    typer.echo(f"« {pose.nom} » est l'état courant ({pose.motif}).")
    for nom, combien in pose.lignes.items():
        if nom in avant and avant[nom] != combien:
            typer.echo(f"{nom} : {avant[nom]} lignes enregistrées, {combien} adoptées.")
