"""`implanter` : où ouvrir, d'après une demande et des temps que l'on donne."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import typer

from inclusion.analysis.implantation import InfaisableError, Solution, lscp, mclp
from inclusion.analysis.p_mediane import pmediane
from inclusion.data.tableaux_csv import (
    TableauError,
    inconnus,
    load_tableau,
    load_texte,
    peuplee,
    rangs,
    reglage,
    sans_double,
    to_texte,
)
from inclusion.model.francais import pluriel


class Modele(StrEnum):
    """Les modèles de localisation."""

    MCLP = "mclp"
    LSCP = "lscp"
    PMEDIANE = "pmediane"


def implanter(  # noqa: PLR0917 les options de la commande
    demande: Annotated[Path, typer.Option(help="CSV : id,population")],
    temps: Annotated[
        Path, typer.Option(help="CSV : origine,destination,minutes ; les destinations sont les candidats.")
    ],
    modele: Annotated[Modele, typer.Option(help="Couverture maximale, totale, ou p-médiane.")],
    en_json: Annotated[Path, typer.Option("--json", help="JSON écrit.")],
    seuil: Annotated[float, typer.Option(help="Minutes au plus, compris (mclp, lscp).", min=0)] = 15.0,
    p: Annotated[int, typer.Option(help="Nombre de sites à ouvrir (mclp, pmediane).", min=0)] = 4,
    existants: Annotated[Path | None, typer.Option(help="Identifiants déjà ouverts, un par ligne.")] = None,
) -> None:
    """Choisit des sites : objectif, sites, population couverte, preuve d'optimalité."""
    try:
        seuil = reglage("--seuil", seuil)
        d = sans_double(load_tableau(demande, ["id", "population"], nombres=["population"]), ["id"], demande)
        peuplee(d, demande)
        t = load_tableau(temps, ["origine", "destination", "minutes"], nombres=["minutes"])
        t = sans_double(t, ["origine", "destination"], temps)
        if absents := inconnus(t, "origine", d, temps):
            typer.echo(f"{len(absents)} origine(s) absente(s) de la demande, ignorée(s).", err=True)
        candidats = sorted(set(t["destination"]))
        ouverts = _existants(existants, candidats)
        _assez_de_candidats(modele, p, len(candidats), len(ouverts))
        couts, population = _matrice(t, d, candidats), d["population"].to_numpy(dtype=float)
        _dire_les_orphelines(modele, d["id"], couts, population, seuil)
        solution = _resoudre(modele, couts, population, seuil, p, ouverts)
        reponse = _reponse(modele, solution, candidats, couts, population, seuil, ouverts)
        to_texte(json.dumps(reponse, ensure_ascii=False, indent=2) + "\n", en_json)
    except TableauError as erreur:
        typer.echo(str(erreur), err=True)
        raise typer.Exit(2) from erreur
    except InfaisableError as erreur:
        typer.echo(str(erreur), err=True)
        raise typer.Exit(1) from erreur
    preuve = "optimal" if solution.prouve_optimal else f"non prouvé optimal (écart {solution.ecart:.2%})"
    typer.echo(
        f"{modele.value} : objectif {reponse['objectif']:g}, {len(set(solution.sites) - set(ouverts))} site(s), {preuve}"
    )


def _existants(chemin: Path | None, candidats: list[str]) -> list[int]:
    """Les rangs des sites déjà ouverts ; dit ceux que n'atteint aucun temps, qui ne servent donc personne.

    Lève `TableauError` si aucun n'est connu, ou si l'un ne diffère d'une destination que par ses zéros de tête.
    """
    if chemin is None:
        return []
    lus = [(n, ligne.strip()) for n, ligne in enumerate(load_texte(chemin).splitlines(), 1) if ligne.strip()]
    rang = {nom: j for j, nom in enumerate(candidats)}
    absents = [(n, nom) for n, nom in lus if nom not in rang]
    sans_zeros = {nom.lstrip("0"): nom for nom in candidats}
    for numero, nom in absents:
        if voulu := sans_zeros.get(nom.lstrip("0")):
            raise TableauError(
                f"« {chemin.name} », ligne {numero} : « {nom} » n'est pas « {voulu} » ; des zéros de tête "
                "manquent d'un côté."
            )
    if absents and len(absents) == len(lus):
        numero, nom = absents[0]
        raise TableauError(
            f"« {chemin.name} », ligne {numero} : « {nom} » n'est la destination d'aucun temps, ni aucun autre ; un "
            "identifiant par ligne, sans en-tête, écrit comme dans les temps."
        )
    if absents:
        suite = "…" if len(absents) > 3 else ""
        noms = ", ".join(f"« {nom} » (ligne {n})" for n, nom in absents[:3]) + suite
        typer.echo(
            f"{pluriel(len(absents), 'site existant')} sans aucun temps, qui ne "
            f"{'sert' if len(absents) == 1 else 'servent'} donc personne : {noms}",
            err=True,
        )
    return sorted({rang[nom] for _, nom in lus if nom in rang})


def _assez_de_candidats(modele: Modele, p: int, candidats: int, ouverts: int) -> None:
    """La p-médiane ouvre exactement p sites ; lève `TableauError` s'il n'y en a pas tant, ou aucun."""
    if modele == Modele.PMEDIANE and p + ouverts > candidats:
        deja = f", dont {ouverts} déjà ouverts" if ouverts else ""
        raise TableauError(f"Option --p : p = {p} dépasse le nombre de candidats ({candidats}{deja}).")
    if modele == Modele.PMEDIANE and p + ouverts == 0:
        raise TableauError(
            "Option --p : il faut au moins un site ; p vaut 0 et aucun site existant n'est donné."
        )


def _dire_les_orphelines(
    modele: Modele, ids: pd.Series, couts: np.ndarray, population: np.ndarray, seuil: float
) -> None:
    """Nomme les demandes qu'aucun candidat ne sert : le modèle dira qu'il n'a pas de solution."""
    limite = seuil if modele == Modele.LSCP else np.finfo(float).max
    seules = ids[~(couts <= limite).any(axis=1) & ((population > 0) | (modele == Modele.LSCP))]
    if modele != Modele.MCLP and len(seules):
        suite = "…" if len(seules) > 3 else ""
        typer.echo(f"Sans candidat à portée : {', '.join(seules[:3])}{suite}", err=True)


def _matrice(temps: pd.DataFrame, demande: pd.DataFrame, candidats: list[str]) -> np.ndarray:
    """Minutes demande × candidat ; `inf` pour un couple absent."""
    lignes, colonnes = rangs(demande), {nom: j for j, nom in enumerate(candidats)}
    connus = temps[temps["origine"].isin(set(demande["id"]))]
    couts = np.full((len(demande), len(candidats)), np.inf)
    couts[connus["origine"].map(lignes), connus["destination"].map(colonnes)] = connus["minutes"]
    return couts


def _resoudre(  # noqa: PLR0917 un problème de localisation
    modele: Modele, couts: np.ndarray, population: np.ndarray, seuil: float, p: int, ouverts: list[int]
) -> Solution:
    couvre = couts <= seuil
    deja = np.asarray(couvre[:, ouverts].any(axis=1), dtype=bool)
    match modele:
        case Modele.MCLP:
            return mclp(couvre, population, p, deja=deja, interdits=ouverts)
        case Modele.LSCP:
            return lscp(couvre, population, deja=deja)
        case Modele.PMEDIANE:
            return pmediane(couts, population, p, existants=ouverts)


def _reponse(  # noqa: PLR0917 tout ce que dit la réponse
    modele: Modele,
    solution: Solution,
    candidats: list[str],
    couts: np.ndarray,
    population: np.ndarray,
    seuil: float,
    ouverts: list[int],
) -> dict[str, object]:
    """`sites` : les sites choisis, sans les existants ; `population_couverte` : à `seuil` minutes d'un site ouvert."""
    choisis = [j for j in solution.sites if j not in ouverts]
    ensemble = sorted({*choisis, *ouverts})
    couverte = float(population[(couts[:, ensemble] <= seuil).any(axis=1)].sum())
    return {
        "modele": modele.value,
        "objectif": solution.objectif,
        "sites": [candidats[j] for j in choisis],
        "existants": [candidats[j] for j in ouverts],
        "population_couverte": couverte,
        "population": float(population.sum()),
        "prouve_optimal": solution.prouve_optimal,
        "ecart": solution.ecart,
    }
