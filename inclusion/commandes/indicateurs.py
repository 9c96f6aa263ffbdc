"""`indicateurs` : la valeur de chaque indicateur pour un territoire, à une date."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from inclusion.analysis.observations import territoires
from inclusion.analysis.trajectoires import STATUTS
from inclusion.console import pour_lire
from inclusion.data.lecture import dossier_du_jeu
from inclusion.data.sorties import SortieError, to_fichier
from inclusion.exports.tables import to_csv
from inclusion.model.etat import Etat
from inclusion.model.francais import jour
from inclusion.model.territoires import AIDE_TERRITOIRE, Territoire, TerritoireError, resolu
from inclusion.queries.etat import au
from inclusion.queries.indicateurs import suivi

COLONNES = [
    *("territoire", "a_date", "etat", "code", "libelle", "axe", "niveau", "unite", "sens"),
    *("valeur", "bas", "haut", "effectif", "date", "origine", "nature_valeur", "detail", "tables"),
    *("reference", "date_reference", "cible", "date_cible", "adoptee_par", "nature_cible"),
    *("statut", "motif", "valeur_projetee", "ecart_pct", "retard_mois"),
]


def indicateurs(
    sortie: Annotated[Path, typer.Option(help="CSV écrit : une ligne par indicateur.")],
    territoire: Annotated[
        str,
        typer.Option(help=AIDE_TERRITOIRE),
    ] = "",
    a_date: Annotated[
        datetime | None, typer.Option(help="Le jour regardé (aujourd'hui par défaut).", formats=["%Y-%m-%d"])
    ] = None,
    donnees: Annotated[
        Path | None, typer.Option(help="Jeu de données (INCLUSION_DONNEES par défaut).")
    ] = None,
) -> None:
    """Écrit les 35 indicateurs d'un territoire, dans l'état que le jeu avait à une date."""
    dossier = donnees or dossier_du_jeu()
    le_jour = (a_date or datetime.now()).date()
    etat = _etat(dossier, le_jour)
    courant = etat.identifiant if le_jour < date.today() and etat.enregistres else "courant"
    ici = _territoire(etat, territoire)
    table = suivi(etat, ici).assign(territoire=ici.code, a_date=le_jour.isoformat(), etat=courant)
    table["statut"] = table["statut"].map(STATUTS)
    try:
        to_fichier(to_csv(table[COLONNES]), sortie)
    except SortieError as erreur:
        typer.echo(str(erreur), err=True)
        raise typer.Exit(2) from erreur
    connus = int(table["valeur"].notna().sum())
    typer.echo(f"{sortie.name} : {connus} valeurs connues sur {len(table)}, {ici.nom}, état « {courant} ».")


def _etat(dossier: Path, a_date: date) -> Etat:
    """L'état que le jeu avait à une date ; dit quand c'est à défaut, avant le premier état enregistré."""
    etat = au(dossier, a_date, aujourd_hui=date.today())
    pour_lire(etat.fautes, code=1)
    if a_date < date.today() and not any(i.date.date() <= a_date for i in etat.enregistres):
        vu = (
            f"le plus ancien, du {jour(etat.enregistres[-1].date.date())}"
            if etat.enregistres
            else "l'état courant"
        )
        typer.echo(f"Aucun état enregistré au {jour(a_date)} : voici {vu}.", err=True)
    return etat


def _territoire(etat: Etat, demande: str) -> Territoire:
    try:
        return resolu(demande, territoires(etat))
    except TerritoireError as erreur:
        typer.echo(str(erreur), err=True)
        raise typer.Exit(2) from erreur
