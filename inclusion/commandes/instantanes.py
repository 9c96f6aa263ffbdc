"""`instantanes` : les états datés d'un jeu de données."""

import json
from pathlib import Path
from typing import Annotated

import typer

from inclusion.data import instantanes as stockage
from inclusion.data.instantanes import Instantane


def instantanes(
    dossier: Annotated[Path, typer.Argument(help="Dossier du jeu de données.", exists=True, file_okay=False)],
    en_json: Annotated[bool, typer.Option("--json", help="Répond en JSON.")] = False,
) -> None:
    """Liste les instantanés d'un jeu : date, motif, lignes ; signale ceux qui sont restés inachevés."""
    entiers = stockage.instantanes(dossier)
    inacheves = stockage.inacheves(dossier)
    if en_json:
        contenu = {"instantanes": [_decrit(i) for i in entiers], "inacheves": inacheves}
        typer.echo(json.dumps(contenu, ensure_ascii=False, indent=2))
    else:
        typer.echo(
            "\n".join(map(_ligne, entiers)) or "Aucun instantané : ce jeu n'a pas encore été modifié ici."
        )
    for nom, defaut in inacheves.items():
        typer.echo(f"Ignoré : {nom} ({defaut}).", err=True)
    for nom in stockage.delaisses(dossier):
        typer.echo(
            f"Attention : {nom}, à la racine du dossier, a été retouché mais n'est plus lu ; l'importer pour le verser.",
            err=True,
        )


def _decrit(un: Instantane) -> dict[str, object]:
    return {
        "nom": un.nom,
        "date": un.date.isoformat(),
        "motif": un.motif,
        "tables": list(un.tables),
        "lignes": dict(un.lignes),
        "courant": un.courant,
    }


def _ligne(un: Instantane) -> str:
    tables = un.tables or tuple(nom for nom in ("lieux", "postes") if nom in un.lignes)
    lignes = ", ".join(f"{nom} {un.lignes.get(nom, 0)}" for nom in tables)
    return f"{'→' if un.courant else ' '} {un.nom}  {un.motif}  ({lignes})"
