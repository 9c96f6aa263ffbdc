"""`statut` : où mène une série annuelle d'ici l'échéance de sa cible."""

import json
import math
import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from inclusion.analysis import trajectoires
from inclusion.data.tableaux_csv import NOMBRE, TableauError, load_tableau, reglage, sans_double

ANNEE = re.compile(r"\d{4}", re.ASCII)


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
    """Les points de la série, par année ; lève `TableauError` pour une année ou une valeur qui n'en est pas une.

    Un tableur écrit « 2024.0 » une année voisine d'une cellule vide : c'est 2024.
    """
    table = load_tableau(serie, ["annee", "valeur"])
    table = sans_double(table.assign(annee=table["annee"].str.removesuffix(".0")), ["annee"], serie)
    lus = [
        (_annee(serie, ligne.ligne, ligne.annee), _nombre(serie, ligne.ligne, ligne.valeur))
        for ligne in table.itertuples()
    ]
    return sorted(lus)


def _annee(serie: Path, numero: int, valeur: str) -> float:
    """Une année, en quatre chiffres."""
    if not ANNEE.fullmatch(valeur):
        raise TableauError(
            f"« {serie.name} », ligne {numero}, colonne « annee » : « {valeur} » n'est pas une année ; "
            "écrire ses quatre chiffres, par exemple 2025."
        )
    return float(valeur)


def _nombre(serie: Path, numero: int, valeur: str) -> float:
    """Un nombre, négatif admis, point ou virgule décimale."""
    lu = float(valeur.replace(",", ".")) if NOMBRE.fullmatch(valeur) else math.nan
    if not math.isfinite(lu):
        raise TableauError(
            f"« {serie.name} », ligne {numero}, colonne « valeur » : « {valeur} » n'est pas un nombre ; "
            "écrire par exemple 12,5 ou 12.5, sans unité ni espace."
        )
    return lu
