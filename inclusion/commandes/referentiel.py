"""Construire le référentiel territorial d'un département."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from inclusion.data.paquets_publics import PaquetIntrouvableError, download_paquets
from inclusion.data.referentiel import DepartementInconnuError, code_normalise, construire
from inclusion.data.referentiel.ecriture import to_dossier
from inclusion.data.referentiel.rapport import rapport, texte
from inclusion.data.referentiel.sources import load_sources
from inclusion.model.schemas import lire_descripteur


def referentiel(
    departement: Annotated[str, typer.Option(help="Code du département : 84, 01, 2A, 974…")],
    vers: Annotated[Path, typer.Option(help="Dossier où écrire les tables et le rapport.")],
    archives: Annotated[
        Path | None, typer.Option(help="Dossier où garder et retrouver les paquets (temporaire par défaut).")
    ] = None,
) -> None:
    """Construit communes, voisines, intercommunalités et mairies d'un département (Internet requis)."""
    try:
        if archives:
            archives.mkdir(parents=True, exist_ok=True)
            _construire(code_normalise(departement), vers, archives)
        else:
            with tempfile.TemporaryDirectory() as temporaire:
                _construire(code_normalise(departement), vers, Path(temporaire))
    except DepartementInconnuError as erreur:
        typer.echo(str(erreur), err=True)
        raise typer.Exit(2) from erreur
    except PaquetIntrouvableError as erreur:
        typer.echo(str(erreur), err=True)
        raise typer.Exit(1) from erreur


def _construire(departement: str, vers: Path, archives: Path) -> None:
    aujourdhui, descripteur = date.today(), lire_descripteur()
    paquets = download_paquets(archives, annoncer=typer.echo)
    typer.echo("lecture des paquets…")
    construit = construire(load_sources(paquets), departement, annoncer=typer.echo)
    contenu = rapport(construit, date_construction=aujourdhui)
    typer.echo(f"écriture dans {vers}…")
    to_dossier(construit, contenu, vers, descripteur=descripteur, date_construction=aujourdhui)
    typer.echo(texte(contenu))
