"""`implanter` : où ouvrir, d'après une demande et des temps que l'on donne."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import typer

from inclusion.analysis.implantation import InfaisableError, Solution, lscp, mclp, pmediane
from inclusion.data.tableaux_csv import TableauError, load_tableau, rangs, sans_double


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
        d = sans_double(load_tableau(demande, ["id", "population"], nombres=["population"]), ["id"], demande)
        t = load_tableau(temps, ["origine", "destination", "minutes"], nombres=["minutes"])
        t = sans_double(t, ["origine", "destination"], temps)
        candidats = sorted(set(t["destination"]))
        ouverts = _existants(existants, candidats)
        couts = _matrice(t, d, candidats)
        solution = _resoudre(modele, couts, d["population"].to_numpy(dtype=float), seuil, p, ouverts)
        reponse = _reponse(
            modele, solution, candidats, couts, d["population"].to_numpy(dtype=float), seuil, ouverts
        )
        en_json.write_text(json.dumps(reponse, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except (TableauError, OSError) as erreur:
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
    """Les rangs des sites déjà ouverts ; lève `TableauError` si l'un n'a aucun temps."""
    if chemin is None:
        return []
    lus = [ligne.strip() for ligne in chemin.read_text(encoding="utf-8-sig").splitlines() if ligne.strip()]
    rang = {nom: j for j, nom in enumerate(candidats)}
    inconnus = [nom for nom in lus if nom not in rang]
    if inconnus:
        raise TableauError(f"« {chemin.name} » : « {inconnus[0]} » n'est la destination d'aucun temps.")
    return sorted({rang[nom] for nom in lus})


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
