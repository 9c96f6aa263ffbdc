"""`verifier` : toutes les fautes d'un jeu de données, et ce que chacune écarte."""

import json
from pathlib import Path
from typing import Annotated

import typer

from inclusion.data.lecture import dossier_du_jeu, load_jeu
from inclusion.data.sorties import to_fichier
from inclusion.model.fautes import illisibles, resume

FAUTIF, ILLISIBLE = 1, 2


def verifier(
    donnees: Annotated[
        Path | None, typer.Option(help="Jeu de données (INCLUSION_DONNEES par défaut).")
    ] = None,
    en_json: Annotated[Path | None, typer.Option("--json", help="Écrit les fautes en JSON.")] = None,
) -> None:
    """Dit toutes les fautes du jeu : 0 s'il n'en a aucune, 1 s'il en a, 2 s'il ne s'ouvre pas."""
    fautes = load_jeu(donnees or dossier_du_jeu()).fautes
    if en_json:
        dites = [
            {
                "fichier": f.fichier,
                "ligne": f.ligne,
                "colonne": f.colonne,
                "valeur": f.valeur,
                "attendu": f.attendu,
                "gravite": f.gravite.value,
            }
            for f in fautes
        ]
        contenu = json.dumps({"fautes": dites}, ensure_ascii=False, indent=1) + "\n"
        to_fichier(contenu.encode("utf-8"), en_json)
    for faute in fautes:
        typer.echo(f"{faute} [{faute.gravite.value}]")
    if illisibles(fautes):
        typer.echo("Ce jeu ne s'ouvre pas.")
        raise typer.Exit(ILLISIBLE)
    if fautes:
        typer.echo(f"{resume(fautes)} ; le reste se lit et se compte sans elles.")
        raise typer.Exit(FAUTIF)
    typer.echo("Aucune faute.")
