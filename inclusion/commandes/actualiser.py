"""`actualiser` : télécharge les sources publiques que l'on nomme, les contrôle, et les verse si on le demande."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from inclusion.data.depots import actualisation
from inclusion.data.depots.fichiers import IllisibleError
from inclusion.data.instantanes import StockageError
from inclusion.data.lecture import dossier_du_jeu
from inclusion.data.sorties import to_fichier
from inclusion.data.sources import Source, SourceError, load_sources
from inclusion.exports.tables import to_csv


def actualiser(
    noms: Annotated[
        list[str] | None,
        typer.Argument(help="Sources à prendre ; aucune : la liste s'affiche, rien ne part."),
    ] = None,
    source: Annotated[list[str] | None, typer.Option(help="Une source à prendre ; se répète.")] = None,
    vers: Annotated[
        Path | None,
        typer.Option(help="Jeu de données (INCLUSION_DONNEES par défaut) ; les fichiers vont dans sources/."),
    ] = None,
    enregistrer: Annotated[
        bool,
        typer.Option("--enregistrer", help="Verse dans le jeu ce que le contrôle garde (nouvel instantané)."),
    ] = False,
) -> None:
    """Prend des sources publiques sur Internet, seulement celles que l'on nomme, et dit ce que le contrôle en garde."""
    dossier = vers or dossier_du_jeu()
    voulues = list(dict.fromkeys([*(noms or []), *(source or [])]))
    try:
        connues = load_sources(dossier)
        demandees = [_demandee(nom, connues) for nom in voulues]
    except SourceError as erreur:
        _echec(str(erreur))
    if not voulues:
        _lister(connues)
        return
    if not (dossier / "datapackage.json").exists():
        _echec(f"« {dossier} » n'est pas un jeu de données : il y manque datapackage.json.")
    echecs = [s.nom for s in demandees if not _actualiser(s, dossier, enregistrer=enregistrer)]
    if echecs:
        _echec(f"Non actualisé : {', '.join(echecs)}. Le reste du jeu est inchangé.")


def _lister(sources: Mapping[str, Source]) -> None:
    typer.echo("Rien n'est téléchargé sans être nommé. Sources connues :")
    for source in sources.values():
        typer.echo(f"  {source.nom} : {source.libelle} ({source.producteur}, {source.licence})")


def _demandee(nom: str, sources: Mapping[str, Source]) -> Source:
    if nom not in sources:
        raise SourceError(f"Source inconnue « {nom} ». Sources : {', '.join(sources)}.")
    return sources[nom]


def _actualiser(source: Source, dossier: Path, *, enregistrer: bool) -> bool:
    """Une source, de l'adresse au jeu ; faux si elle n'a pas pu être prise, lue ou versée."""
    typer.echo(f"{source.libelle}…")
    try:
        fait = actualisation.actualiser(source, dossier, enregistrer=enregistrer)
    except (SourceError, IllisibleError, StockageError) as erreur:
        typer.echo(f"  {erreur}", err=True)
        return False
    typer.echo(f"  {fait.pris.chemin} ({'nouveau' if fait.pris.change else 'inchangé'}), {fait.pris.somme}")
    for ligne in list(fait.rapport.en_texte())[:2]:
        typer.echo(f"  {ligne}")
    if len(fait.rapport.refusees):
        refusees = fait.pris.chemin.with_suffix(".refusees.csv")
        to_fichier(to_csv(fait.rapport.refusees), refusees)
        typer.echo(f"  à corriger puis à déposer : {refusees}")
    if fait.verse:
        pose = fait.verse.instantane
        typer.echo(f"  enregistré : instantané {pose.nom}" if pose else "  rien de neuf à enregistrer")
    return True


def _echec(message: str) -> None:
    typer.echo(message, err=True)
    raise typer.Exit(1)
