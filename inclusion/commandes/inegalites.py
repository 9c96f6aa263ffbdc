"""`inegalites` : Gini, Palma, Theil, FGT d'une valeur, pondérés par la population."""

import json
from pathlib import Path
from typing import Annotated

import typer

from inclusion.analysis.inegalites import mesures
from inclusion.data.tableaux_csv import load_tableau, peuplee, reglage, sans_double


def inegalites(
    valeurs: Annotated[Path, typer.Option(help="CSV : id,valeur,population")],
    seuil: Annotated[float | None, typer.Option(help="Seuil de manque, pour fgt0, fgt1, fgt2.")] = None,
) -> None:
    """Mesure l'inégalité d'une valeur entre habitants, en JSON ; sans seuil, les fgt sont vides."""
    try:
        colonnes = ["id", "valeur", "population"]
        table = sans_double(load_tableau(valeurs, colonnes, nombres=colonnes[1:]), ["id"], valeurs)
        peuplee(table, valeurs)
        resultat = mesures(
            table["valeur"].to_numpy(dtype=float),
            table["population"].to_numpy(dtype=float),
            seuil=None if seuil is None else reglage("--seuil", seuil),
        )
    except ValueError as erreur:
        typer.echo(str(erreur), err=True)
        raise typer.Exit(2) from erreur
    typer.echo(json.dumps(resultat, ensure_ascii=False, indent=2))
