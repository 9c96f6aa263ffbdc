"""La console : ce que toutes les commandes disent de la même façon."""

from collections.abc import Sequence
from typing import NoReturn

import typer

from inclusion.model.fautes import A_CORRIGER, VERIFIER, illisibles, pertes, resume
from inclusion.model.francais import nombre
from inclusion.model.schemas import Faute

FAUTES_DITES = 20


def arreter(message: str, code: int) -> NoReturn:
    """Dit pourquoi l'on s'arrête, sur la sortie d'erreur, et rend ce code."""
    typer.echo(message, err=True)
    raise typer.Exit(code)


def pour_lire(fautes: Sequence[Faute], *, quoi: str = "Ce jeu", code: int = 2) -> None:
    """Avant de lire un jeu, ou l'état que nomme `quoi` : ce qui en est écarté est dit ; illisible, s'arrête sur ce code."""
    graves = illisibles(fautes)
    if graves:
        arreter(f"{quoi} ne se lit pas : {graves[0]} Toutes ses fautes : « {VERIFIER} ».", code)
    if fautes:
        typer.echo(
            f"Attention. {quoi} : {resume(fautes)}. Rien de ce qui suit ne les compte. Détail : « {VERIFIER} ».",
            err=True,
        )


def pour_ecrire(fautes: Sequence[Faute], *, code: int = 2) -> None:
    """Avant de réécrire un jeu : s'il a perdu quoi que ce soit à la lecture, s'arrête sur ce code."""
    perdues = pertes(fautes)
    if perdues:
        reste = len(perdues) - FAUTES_DITES
        suite = (
            [f"… et {nombre(reste)} autre{'s' if reste > 1 else ''} : « {VERIFIER} »."] if reste > 0 else []
        )
        arreter("\n".join([A_CORRIGER, *map(str, perdues[:FAUTES_DITES]), *suite]), code)
