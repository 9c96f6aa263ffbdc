"""`restaurer` : revenir à un instantané."""

from pathlib import Path
from typing import Annotated

import typer

from inclusion.data import instantanes as stockage


def restaurer(
    dossier: Annotated[Path, typer.Argument(help="Dossier du jeu de données.", exists=True, file_okay=False)],
    nom: Annotated[str, typer.Argument(help="Nom de l'instantané (voir « instantanes »).")],
) -> None:
    """Rend courant un instantané ; l'état présent est gardé, rien n'est effacé."""
    try:
        rendu = stockage.restaurer(dossier, nom)
    except stockage.StockageError as erreur:
        typer.echo(str(erreur), err=True)
        raise typer.Exit(2) from erreur
    typer.echo(f"« {rendu.nom} » est l'état courant ({rendu.motif}).")
