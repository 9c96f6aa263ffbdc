"""`accessibilite` : l'offre atteignable, d'après des tables que l'on donne."""

import math
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from inclusion.analysis.accessibilite import PALIERS, Paliers, mesure, paires
from inclusion.data.tableaux_csv import (
    TableauError,
    inconnus,
    load_tableau,
    peuplee,
    rangs,
    reglage,
    sans_double,
    to_tableau,
)

HORIZON_MIN = 30.0


class Methode(StrEnum):
    """Les mesures."""

    PLUS_PROCHE = "plus_proche"
    CUMULEE = "cumulee"
    GRAVITE = "gravite"
    DEUX_ETAPES = "2sfca"
    DEUX_ETAPES_PONDEREES = "e2sfca"
    TROIS_ETAPES = "3sfca"


PARTAGEES = {Methode.DEUX_ETAPES, Methode.DEUX_ETAPES_PONDEREES, Methode.TROIS_ETAPES}
"""Celles qui partagent l'offre entre ceux qui l'atteignent : il y faut du monde."""


def accessibilite(  # noqa: PLR0917 les options de la commande
    demande: Annotated[Path, typer.Option(help="CSV : id,population")],
    offre: Annotated[Path, typer.Option(help="CSV : id,capacite")],
    temps: Annotated[Path, typer.Option(help="CSV : origine,destination,minutes")],
    methode: Annotated[Methode, typer.Option(help="La mesure.")],
    sortie: Annotated[Path, typer.Option(help="CSV écrit : id,valeur")],
    horizon: Annotated[float, typer.Option(help="Minutes au plus, compris.", min=0)] = HORIZON_MIN,
    paliers: Annotated[str, typer.Option(help="minutes:poids,… (e2sfca, 3sfca)")] = "",
    decroissance: Annotated[float, typer.Option(help="β de gravite : Σ S·e^(−β·t)", min=0)] = 0.2,
) -> None:
    """Mesure l'accessibilité de chaque demande : 0 quand rien n'est atteignable, vide pour plus_proche."""
    try:
        d = sans_double(load_tableau(demande, ["id", "population"], nombres=["population"]), ["id"], demande)
        o = sans_double(load_tableau(offre, ["id", "capacite"], nombres=["capacite"]), ["id"], offre)
        t = load_tableau(temps, ["origine", "destination", "minutes"], nombres=["minutes"])
        t = sans_double(t, ["origine", "destination"], temps)
        if methode in PARTAGEES:
            peuplee(d, demande)
        _dire_les_inconnus(inconnus(t, "origine", d, temps), "origine", "la demande")
        _dire_les_inconnus(inconnus(t, "destination", o, temps), "destination", "l'offre")
        valeurs = mesure(
            methode.value,
            paires(t, rangs(d), rangs(o)),
            d["population"].to_numpy(dtype=float),
            o["capacite"].to_numpy(dtype=float),
            horizon=reglage("--horizon", horizon),
            paliers=_paliers(paliers),
            decroissance=reglage("--decroissance", decroissance),
        )
        to_tableau(pd.DataFrame({"id": d["id"], "valeur": valeurs}), sortie)
    except TableauError as erreur:
        typer.echo(str(erreur), err=True)
        raise typer.Exit(2) from erreur
    typer.echo(f"{sortie.name} : {len(d)} valeurs ({methode.value}, {horizon:g} minutes au plus)")


def _paliers(texte: str) -> Paliers:
    """« 10:1,15:0.3 » → ((10, 1), (15, 0.3)) ; lève `TableauError`."""
    if not texte:
        return PALIERS
    try:
        lus = [tuple(float(n) for n in morceau.split(":")) for morceau in texte.split(",")]
        resultat = [(minutes, poids) for minutes, poids in lus]
    except ValueError as erreur:
        raise TableauError(
            f"Paliers « {texte} » : écrire minutes:poids,… par exemple 10:1,15:0.3,20:0.1."
        ) from erreur
    if not all(math.isfinite(n) and n >= 0 for palier in resultat for n in palier):
        raise TableauError(f"Paliers « {texte} » : minutes et poids sont des nombres positifs ou nuls.")
    if len({minutes for minutes, _ in resultat}) < len(resultat):
        raise TableauError(f"Paliers « {texte} » : un palier est donné deux fois ; n'en garder qu'un.")
    return sorted(resultat)


def _dire_les_inconnus(absents: list[str], colonne: str, ou: str) -> None:
    if absents:
        suite = "…" if len(absents) > 3 else ""
        exemples = ", ".join(absents[:3]) + suite
        typer.echo(f"{len(absents)} {colonne}(s) absente(s) de {ou}, ignorée(s) : {exemples}", err=True)
