"""`indicateurs` : la valeur de chaque indicateur pour un territoire, à une date."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from inclusion.analysis.indicateurs import calculer, monde
from inclusion.analysis.observations import observer, territoires
from inclusion.analysis.suivi import points, suivre
from inclusion.analysis.trajectoires import STATUTS
from inclusion.data import instantanes as stockage
from inclusion.data.lecture import Jeu, dossier_du_jeu, load_jeu
from inclusion.data.sorties import SortieError, to_fichier
from inclusion.exports.tables import to_csv
from inclusion.model.francais import jour
from inclusion.model.territoires import AIDE_TERRITOIRE, Territoire, TerritoireError, resolu

ETATS_MAX = 6
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
    etats = list(_etats(dossier, le_jour))
    nom, jeu = etats[-1][1], _lisible(etats[-1][2])
    ici = _territoire(jeu, territoire, le_jour)
    table = _suivi(etats, ici, le_jour).assign(territoire=ici.code, a_date=le_jour.isoformat(), etat=nom)
    table["statut"] = table["statut"].map(STATUTS)
    try:
        to_fichier(to_csv(table[COLONNES]), sortie)
    except SortieError as erreur:
        typer.echo(str(erreur), err=True)
        raise typer.Exit(2) from erreur
    connus = int(table["valeur"].notna().sum())
    typer.echo(f"{sortie.name} : {connus} valeurs connues sur {len(table)}, {ici.nom}, état « {nom} ».")


def _etats(dossier: Path, a_date: date) -> Iterator[tuple[date, str, Jeu]]:
    """Les états du jeu jusqu'à une date, du plus ancien au plus récent : le dernier est celui que l'on regarde.

    Aujourd'hui, l'état courant clôt la liste. Avant le premier état enregistré, c'est celui-là que l'on regarde (à
    défaut le courant), et on le dit.
    """
    tous = {i.date.date(): i for i in reversed(stockage.instantanes(dossier))}
    passes = [i for quand, i in sorted(tous.items()) if quand <= a_date][-ETATS_MAX:]
    aujourd_hui = a_date >= date.today()
    if not passes and not aujourd_hui:
        passes = [i for _, i in sorted(tous.items())[:1]]
        vu = f"le plus ancien, du {jour(passes[0].date.date())}" if passes else "l'état courant"
        typer.echo(f"Aucun état enregistré au {jour(a_date)} : voici {vu}.", err=True)
    for instantane in passes:
        yield instantane.date.date(), instantane.nom, _lisible(load_jeu(instantane.dossier))
    if aujourd_hui or not passes:
        yield a_date, "courant", load_jeu(dossier)


def _lisible(jeu: Jeu) -> Jeu:
    if jeu.fautes:
        typer.echo(f"Ce jeu ne se lit pas : {jeu.fautes[0]}", err=True)
        raise typer.Exit(1)
    return jeu


def _territoire(jeu: Jeu, demande: str, a_date: date) -> Territoire:
    try:
        return resolu(demande, territoires(observer(jeu, a_date)))
    except TerritoireError as erreur:
        typer.echo(str(erreur), err=True)
        raise typer.Exit(2) from erreur


def _suivi(etats: list[tuple[date, str, Jeu]], ici: Territoire, a_date: date) -> pd.DataFrame:
    """Le suivi du dernier état, calculé à la date demandée ; les états d'avant font la série."""
    jours = [*(quand for quand, _, _ in etats[:-1]), a_date]
    calcules = [
        calculer(monde(observer(jeu, quand)), ici) for quand, (_, _, jeu) in zip(jours, etats, strict=True)
    ]
    jeu = etats[-1][2]
    series = points(pd.concat(calcules, ignore_index=True), jeu["mesures"], ici.code)
    return suivre(
        jeu["indicateurs"], series, calcules[-1], jeu["cibles"], code_territoire=ici.code, a_date=a_date
    )
