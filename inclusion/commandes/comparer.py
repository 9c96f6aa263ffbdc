"""`comparer` : ce qui a changé entre deux instantanés."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from inclusion.analysis.comparaison import Comparaison, par_epci
from inclusion.analysis.comparaison import comparer as comparer_tables
from inclusion.console import pour_lire
from inclusion.data import instantanes as stockage
from inclusion.data.lecture import Jeu, load_jeu
from inclusion.data.sorties import to_fichier
from inclusion.exports.tables import to_csv
from inclusion.model.francais import pluriel
from inclusion.model.schemas import schemas

COURANT = "courant"
COLONNES = ["table", "sorte", "cle", "champ", "avant", "apres"]


def comparer(
    dossier: Annotated[Path, typer.Argument(help="Dossier du jeu de données.", exists=True, file_okay=False)],
    a: Annotated[str, typer.Argument(help="L'instantané d'avant, ou « courant ».")],
    b: Annotated[str, typer.Argument(help="L'instantané d'après, ou « courant ».")] = COURANT,
    sortie: Annotated[Path | None, typer.Option(help="Fichier CSV où écrire chaque différence.")] = None,
) -> None:
    """Compare deux instantanés : lieux ouverts, fermés, changés, par intercommunalité, et toute autre table."""
    try:
        avant, apres = _jeu(dossier, a), _jeu(dossier, b)
    except stockage.StockageError as erreur:
        typer.echo(str(erreur), err=True)
        raise typer.Exit(2) from erreur
    differences = {nom: _comparees(avant, apres, nom) for nom in schemas() if nom != "communes_voisines"}
    for nom, lue in differences.items():
        if not lue.vide:
            typer.echo(f"{schemas()[nom].titre} : {_phrase(lue, nom)}.")
    if all(lue.vide for lue in differences.values()):
        typer.echo("Les deux états disent la même chose.")
    _dire_par_epci(avant, apres)
    if sortie:
        to_fichier(to_csv(_tableau(differences)), sortie)
        typer.echo(f"{sortie.name} écrit.")


def _jeu(dossier: Path, nom: str) -> Jeu:
    jeu = load_jeu(dossier if nom == COURANT else stockage.instantane(dossier, nom).dossier)
    pour_lire(jeu.fautes, quoi=f"L'état « {nom} »")
    return jeu


def _comparees(avant: Jeu, apres: Jeu, nom: str) -> Comparaison:
    schema = schemas()[nom]
    formes = [champ.nom for champ in schema.champs if champ.type == "any"]
    tables = (jeu[nom][[c for c in schema.colonnes if c not in formes]] for jeu in (avant, apres))
    return comparer_tables(*tables, cle=schema.cle)


def _phrase(lue: Comparaison, nom: str) -> str:
    mots = ("ouvert", "fermé", "changé") if nom == "lieux" else ("apparu", "disparu", "changé")
    unite, plusieurs = ("lieu", "lieux") if nom == "lieux" else ("ligne", "lignes")
    accord = "" if nom == "lieux" else "e"
    nombres = (len(lue.apparues), len(lue.disparues), lue.changees)
    return ", ".join(
        f"{pluriel(n, unite, plusieurs)} {mot}{accord}{'s' if n > 1 else ''}"
        for n, mot in zip(nombres, mots, strict=True)
        if n
    )


def _dire_par_epci(avant: Jeu, apres: Jeu) -> None:
    table = par_epci(avant["lieux"], apres["lieux"], apres["communes"], apres["epci"])
    for ligne in table[table["ecart"] != 0].itertuples():
        typer.echo(f"  {ligne.nom} : {ligne.avant} lieux avant, {ligne.apres} après ({ligne.ecart:+d})")


def _tableau(differences: dict[str, Comparaison]) -> pd.DataFrame:
    lignes = [ligne for nom, lue in differences.items() for ligne in _lignes(nom, lue)]
    return pd.DataFrame(lignes, columns=COLONNES, dtype="str")


def _lignes(nom: str, lue: Comparaison) -> Iterator[tuple[str, ...]]:
    cle = list(schemas()[nom].cle)
    for sorte, table in (("apparu", lue.apparues), ("disparu", lue.disparues)):
        for valeurs in table[cle or list(table.columns)].astype("str").to_numpy():
            yield nom, sorte, " · ".join(valeurs), "", "", ""
    for c in lue.changements.itertuples():
        yield nom, "changé", c.cle, c.champ, c.avant, c.apres
