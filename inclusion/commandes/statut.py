"""`statut` : où mène une série annuelle d'ici l'échéance de sa cible."""

import json
import math
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from inclusion.analysis import trajectoires
from inclusion.data.tableaux_csv import TableauError, load_tableau, reglage, sans_double


class Sens(StrEnum):
    """Le sens souhaité."""

    PLUS = "plus"
    MOINS = "moins"


def statut(
    serie: Annotated[Path, typer.Option(help="CSV : annee,valeur")],
    cible: Annotated[float, typer.Option(help="La valeur à atteindre.")],
    annee_cible: Annotated[int, typer.Option(help="L'année où elle doit l'être.")],
    sens: Annotated[Sens, typer.Option(help="plus : doit monter ; moins : doit descendre.")],
) -> None:
    """Juge une série d'après la règle de Destatis, en JSON : statut, valeur_projetee, ecart_pct, retard_mois, motif.

    Le retard en mois se lit sur le chemin droit du premier point de la série à la cible.
    """
    try:
        reglage("--cible", cible)
        points = _points(serie)
    except TableauError as erreur:
        typer.echo(str(erreur), err=True)
        raise typer.Exit(2) from erreur
    signe = 1 if sens == Sens.PLUS else -1
    lue = trajectoires.statut(points, cible=cible, annee_cible=annee_cible, sens=signe)
    dit = {
        "statut": lue.libelle,
        "valeur_projetee": lue.valeur_projetee,
        "ecart_pct": lue.ecart_pct,
        "retard_mois": _retard(points, (annee_cible, cible), signe),
        "motif": lue.motif,
    }
    typer.echo(json.dumps(dit, ensure_ascii=False, indent=2))


def _retard(points: list[trajectoires.Point], arrivee: trajectoires.Point, sens: int) -> float | None:
    """Le retard du dernier point sur le chemin qui part du premier ; None s'il n'y a pas de chemin."""
    if len(points) < 2 or arrivee[0] <= points[0][0]:
        return None
    (quand, valeur), depart = points[-1], points[0]
    return trajectoires.retard_mois(quand, valeur, depart=depart, arrivee=arrivee, sens=sens)


def _points(serie: Path) -> list[trajectoires.Point]:
    """Les points de la série, par année ; lève `TableauError` pour une année ou une valeur qui n'en est pas une."""
    table = sans_double(load_tableau(serie, ["annee", "valeur"]), ["annee"], serie)
    lus = [
        (
            _nombre(serie, ligne.ligne, "annee", ligne.annee),
            _nombre(serie, ligne.ligne, "valeur", ligne.valeur),
        )
        for ligne in table.itertuples()
    ]
    for (quand, _), numero in zip(lus, table["ligne"], strict=True):
        if not quand.is_integer():
            raise TableauError(
                f"« {serie.name} », ligne {numero}, colonne « annee » : il faut une année entière."
            )
    annees = pd.Series([quand for quand, _ in lus], dtype="float64")
    if annees.duplicated().any():
        raise TableauError(f"« {serie.name} » : une année y est deux fois.")
    return sorted(lus)


def _nombre(serie: Path, numero: int, colonne: str, valeur: str) -> float:
    """Un nombre, négatif admis, point ou virgule décimale."""
    try:
        lu = float(valeur.replace(",", "."))
    except ValueError:
        lu = math.nan
    if not math.isfinite(lu):
        raise TableauError(
            f"« {serie.name} », ligne {numero}, colonne « {colonne} » : « {valeur} » n'est pas un nombre."
        )
    return lu
