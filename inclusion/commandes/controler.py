"""`controler` : dit ce que contient un fichier et ce qui l'empêche d'entrer dans le jeu, sans rien écrire."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from inclusion.analysis.filiere.admission import JUGES
from inclusion.console import pour_lire
from inclusion.data.depots.controle import controler as controle
from inclusion.data.depots.fichiers import IllisibleError
from inclusion.data.lecture import dossier_du_jeu, load_jeu
from inclusion.data.sorties import SortieError, to_fichier
from inclusion.exports.tables import to_csv

ILLISIBLE = 2


def controler(  # noqa: PLR0917 les options de la commande
    fichier: Annotated[Path, typer.Argument(help="CSV, XLSX, ODS, JSON ou GeoJSON.")],
    nom_format: Annotated[str | None, typer.Option("--format", help="Le format, si on le connaît.")] = None,
    departement: Annotated[str | None, typer.Option(help="Le département attendu, celui du jeu.")] = None,
    feuille: Annotated[str | None, typer.Option(help="La feuille d'un classeur.")] = None,
    en_json: Annotated[Path | None, typer.Option("--json", help="Écrit le rapport en JSON.")] = None,
    refusees: Annotated[Path | None, typer.Option(help="Écrit en CSV les lignes refusées.")] = None,
    hors_departement: Annotated[Path | None, typer.Option(help="Écrit en CSV les lignes d'ailleurs.")] = None,
    jeu: Annotated[Path | None, typer.Option(help="Jeu de données (INCLUSION_DONNEES par défaut).")] = None,
) -> None:
    """Contrôle un fichier : 0 s'il est importable, 1 s'il a des lignes refusées, 2 s'il est illisible."""
    lu = load_jeu(jeu or dossier_du_jeu())
    pour_lire(lu.fautes)
    try:
        rapport = controle(
            fichier,
            jeu=lu,
            a_date=date.today(),
            nom_format=nom_format,
            feuille=feuille,
            departement=departement,
            juges=JUGES,
        )
    except IllisibleError as erreur:
        typer.echo(str(erreur), err=True)
        raise typer.Exit(ILLISIBLE) from erreur
    for ligne in rapport.en_texte():
        typer.echo(ligne)
    sorties = [
        (en_json, json.dumps(rapport.to_json(), ensure_ascii=False, indent=2).encode("utf-8")),
        (refusees, to_csv(rapport.refusees)),
        (hors_departement, to_csv(rapport.hors_departement)),
    ]
    for chemin, octets in sorties:
        if chemin is not None:
            _ecrire(chemin, octets)
    if not rapport.importable:
        raise typer.Exit(1)


def _ecrire(chemin: Path, octets: bytes) -> None:
    try:
        to_fichier(octets, chemin)
    except SortieError as erreur:
        typer.echo(str(erreur), err=True)
        raise typer.Exit(ILLISIBLE) from erreur
