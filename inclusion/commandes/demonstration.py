"""`demonstration` : engendre ou retire les données de démonstration."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from inclusion.console import pour_ecrire
from inclusion.data.demonstration import cadre, mentions
from inclusion.data.instantanes.ecriture import copier, enregistrer
from inclusion.data.instantanes.modele import StockageError
from inclusion.data.lecture import JEU_EMBARQUE, Jeu, dossier_du_jeu, load_jeu
from inclusion.model.francais import jour, pluriel
from inclusion.model.schemas import lire_descripteur


class Operation(StrEnum):
    """Ce que l'on fait de la démonstration."""

    ENGENDRER = "engendrer"
    RETIRER = "retirer"


def demonstration(
    geste: Annotated[Operation, typer.Argument(help="engendrer ou retirer")],
    vers: Annotated[
        Path | None,
        typer.Option(help="Jeu de données à changer (INCLUSION_DONNEES par défaut) ; créé s'il manque."),
    ] = None,
    graine: Annotated[int, typer.Option(help="Même graine, mêmes lignes.", min=0)] = cadre.GRAINE,
    a_date: Annotated[
        datetime, typer.Option(help="Date où s'arrête la démonstration.", formats=["%Y-%m-%d"])
    ] = datetime.combine(cadre.A_DATE, datetime.min.time()),  # noqa: B008 une constante
) -> None:
    """Engendre des lignes inventées, marquées « démonstration », ou les retire toutes ; le réel reste intact."""
    dossier = vers or dossier_du_jeu()
    try:
        if geste == Operation.ENGENDRER and not (dossier / "datapackage.json").exists():
            copier(JEU_EMBARQUE, dossier)
        jeu = _jeu_lisible(dossier)
        if geste == Operation.ENGENDRER:
            _engendrer(dossier, jeu, graine, a_date)
        else:
            _retirer(dossier, jeu)
    except (StockageError, cadre.DemonstrationError) as erreur:
        typer.echo(str(erreur), err=True)
        raise typer.Exit(1) from erreur


def _jeu_lisible(dossier: Path) -> Jeu:
    jeu = load_jeu(dossier)
    pour_ecrire(jeu.fautes, code=1)
    return jeu


def _engendrer(dossier: Path, jeu: Jeu, graine: int, a_date: datetime) -> None:
    lignes = cadre.engendrees(jeu.tables, cadre.themes(), graine=graine, a_date=a_date.date())
    if not lignes:
        typer.echo("Aucun thème de démonstration n'est écrit : rien n'a été changé.")
        return
    descripteur = lire_descripteur(dossier / "datapackage.json")
    quittees = {nom: table for nom, table in cadre.sans(jeu.tables).items() if nom not in lignes}
    pose = enregistrer(
        dossier,
        cadre.avec(jeu.tables, lignes),
        motif=f"démonstration engendrée (graine {graine})",
        versements=mentions.versements_avec(descripteur, lignes, graine=graine, a_date=a_date.date())
        | mentions.versements_sans(descripteur, quittees),
        jeu=jeu,
    )
    for nom, effectif in cadre.effectifs(lignes):
        typer.echo(f"{nom} : {pluriel(effectif, 'ligne', 'lignes')} de démonstration")
    typer.echo(f"Instantané {pose.nom} ; démonstration arrêtée au {jour(a_date)}. La retirer : retirer.")


def _retirer(dossier: Path, jeu: Jeu) -> None:
    nues = cadre.sans(jeu.tables)
    if not nues:
        typer.echo("Ce jeu ne porte aucune ligne de démonstration : rien n'a été changé.")
        return
    descripteur = lire_descripteur(dossier / "datapackage.json")
    pose = enregistrer(
        dossier,
        nues,
        motif="démonstration retirée",
        versements=mentions.versements_sans(descripteur, nues),
        jeu=jeu,
    )
    for nom, table in nues.items():
        typer.echo(
            f"{nom} : {pluriel(len(jeu[nom]) - len(table), 'ligne retirée', 'lignes retirées')}, "
            f"{pluriel(len(table), 'gardée', 'gardées')}"
        )
    typer.echo(f"Instantané {pose.nom}.")
