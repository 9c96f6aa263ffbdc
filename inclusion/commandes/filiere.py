"""`filiere` : le bilan matière du matériel, et les lignes qui le rompent."""

import json
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from inclusion.analysis.chiffres.filiere import chiffres_filiere
from inclusion.analysis.filiere import donnees as lues
from inclusion.analysis.filiere.figures import figures_filiere
from inclusion.analysis.filiere.figures_lots import ruptures
from inclusion.analysis.filiere.verification import ERREUR
from inclusion.analysis.observations import observer
from inclusion.console import arreter, pour_lire
from inclusion.data.lecture import dossier_du_jeu, load_jeu
from inclusion.data.sorties import SortieError, to_fichier
from inclusion.exports.tables import to_csv
from inclusion.model.chiffres import nature
from inclusion.model.etat import Etat
from inclusion.model.francais import nombre
from inclusion.model.provenance import LIBELLES_NATURE


class Operation(StrEnum):
    """Ce que l'on demande à la filière."""

    VERIFIER = "verifier"
    BILAN = "bilan"


class Unite(StrEnum):
    """L'unité du bilan."""

    QUANTITE = "quantite"
    MASSE_KG = "masse_kg"


def filiere(  # noqa: PLR0917 les options de la commande
    geste: Annotated[
        Operation, typer.Argument(help="verifier : ce qui rompt le bilan ; bilan : étape par étape.")
    ],
    donnees: Annotated[
        Path | None, typer.Option(help="Jeu de données (INCLUSION_DONNEES par défaut).")
    ] = None,
    periode: Annotated[
        str, typer.Option(help="bilan : 12-mois, une année (2026) ou tout.")
    ] = lues.DOUZE_MOIS,
    categorie: Annotated[str, typer.Option(help="bilan : portable, fixe… ou toutes.")] = lues.TOUTES,
    unite: Annotated[Unite, typer.Option(help="bilan : en équipements ou en kg.")] = Unite.QUANTITE,
    sortie: Annotated[
        Path | None, typer.Option(help="Fichier écrit : CSV des ruptures, ou JSON du bilan et des chiffres.")
    ] = None,
) -> None:
    """Vérifie la filière ou en écrit le bilan ; 0 si rien ne le rompt, 1 si une ligne le rompt, 2 si rien ne se lit."""
    obs = _observation(donnees)
    if not lues.periodes_filiere(obs):
        arreter(
            "Aucun passage de matériel : remplir flux_equipements.csv (modèle : python -m inclusion modeles).",
            2,
        )
    if geste == Operation.VERIFIER:
        _verifier(obs, sortie)
    else:
        _bilan(obs, _parmi("période", periode, lues.periodes_filiere(obs)),
               _parmi("catégorie", categorie, lues.categories_filiere(obs)), unite, sortie)  # fmt: skip


def _observation(dossier: Path | None) -> Etat:
    jeu = load_jeu(dossier or dossier_du_jeu())
    pour_lire(jeu.fautes)
    return observer(jeu, date.today())


def _parmi(quoi: str, demande: str, connues: dict[str, str]) -> str:
    if demande not in connues:
        arreter(f"{quoi.capitalize()} « {demande} » inconnue : {', '.join(connues)}.", 2)
    return demande


def _verifier(obs: Etat, sortie: Path | None) -> None:
    releve = ruptures(obs)
    for r in releve.lignes.itertuples():
        lot = f", lot {r.id_lot}" if r.id_lot else ""
        typer.echo(f"[{r.gravite}] {r.table}, ligne {r.ligne}{lot} : {r.regle}. {r.phrase}")
    typer.echo(f"{releve.lecture.capitalize()} ({LIBELLES_NATURE[nature(releve.sources)]})")
    if sortie:
        _ecrire(sortie, to_csv(releve.transcription))
    if releve.lignes["gravite"].eq(ERREUR).any():
        raise typer.Exit(1)


def _bilan(obs: Etat, code: str, categorie: str, unite: Unite, sortie: Path | None) -> None:
    dates = lues.periode_filiere(obs, code)
    figures = figures_filiere(obs, dates, categorie=categorie, unite=unite, bout="public")
    chiffres = chiffres_filiere(obs, obs.departement, dates, categorie)
    bilan = figures["Bilan"]
    typer.echo(f"{dates.dite.capitalize()}, {LIBELLES_NATURE[nature(bilan.sources)]}. {bilan.lecture}")
    typer.echo(bilan.transcription.to_string(index=False, na_rep="non connu"))
    for c in chiffres:
        typer.echo(f"{c.libelle} : {nombre(c.valeur, decimales=c.decimales)} {c.unite}. {c.phrase}")
    if sortie:
        dit = {
            "debut": dates.debut.isoformat(),
            "fin": dates.fin.isoformat(),
            "unite": str(unite),
            "nature": nature(bilan.sources),
            "chiffres": {
                c.cle: {"valeur": c.valeur, "unite": c.unite, "phrase": c.phrase, "nature": c.nature}
                for c in chiffres
            },
            **{cle.lower(): _lignes(figures[cle].transcription) for cle in ("Bilan", "Flux", "Stock")},
        }
        _ecrire(sortie, (json.dumps(dit, ensure_ascii=False, indent=2) + "\n").encode("utf-8"))


def _lignes(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Les lignes d'un tableau en JSON : un manque y est nul."""
    lues_en_json: list[dict[str, Any]] = json.loads(table.to_json(orient="records", force_ascii=False))
    return lues_en_json


def _ecrire(chemin: Path, octets: bytes) -> None:
    try:
        to_fichier(octets, chemin)
    except SortieError as erreur:
        arreter(str(erreur), 2)
