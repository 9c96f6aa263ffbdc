"""`trajets` : demande au moteur que nomme parametres.toml les minutes du jeu, et les garde."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import typer

from inclusion.analysis.temps_trajet import minutes, trajet
from inclusion.console import pour_lire
from inclusion.data.lecture import Jeu, dossier_du_jeu, load_jeu
from inclusion.data.moteurs_trajet import VolDOiseau, moteur, quel_moteur, to_temps
from inclusion.data.services_trajet import MoteurError
from inclusion.data.temps_calcules import FICHIER
from inclusion.model.temps_calcules import DECIMALES, TempsCalcules

CACHE = "cache_trajets"


def trajets(
    vers: Annotated[Path | None, typer.Option(help="Jeu de données (INCLUSION_DONNEES par défaut).")] = None,
) -> None:
    """Calcule les minutes par le moteur nommé dans parametres.toml ; à vol d'oiseau, il n'y a rien à calculer."""
    dossier = vers or dossier_du_jeu()
    jeu = load_jeu(dossier)
    pour_lire(jeu.fautes, code=1)
    a_vol_d_oiseau = trajet({**jeu.parametres, "temps_calcules": None})
    try:
        choisi = moteur(
            jeu.parametres, calcul=partial(minutes, reglages=a_vol_d_oiseau), cache=dossier / CACHE
        )
        if isinstance(choisi, VolDOiseau):
            typer.echo(f"{quel_moteur(choisi)} Rien à calculer, rien n'est sorti.")
            return
        points = _points(jeu)
        durees = choisi.minutes(jeu["communes"], points)
    except MoteurError as erreur:
        typer.echo(str(erreur), err=True)
        raise typer.Exit(1) from erreur
    table = _table(jeu["communes"]["code_insee"], points, durees)
    to_temps(TempsCalcules(quel_moteur(choisi), date.today().isoformat(), table), dossier)
    typer.echo(f"{FICHIER} : {len(table)} trajets, {int(table['minutes'].isna().sum())} sans route.")
    typer.echo(quel_moteur(choisi))


def _points(jeu: Jeu) -> pd.DataFrame:
    """Où l'on peut aller : les lieux situés, et les chefs-lieux (communes et voisines), candidats possibles."""
    lieux = jeu["lieux"][["code_insee", "latitude", "longitude"]].dropna()
    chefs_lieux = [
        pd.DataFrame(
            {
                "code_insee": table["code_insee"],
                "latitude": [p.y if p else np.nan for p in table["chef_lieu"]],
                "longitude": [p.x if p else np.nan for p in table["chef_lieu"]],
            }
        )
        for table in (jeu["communes"], jeu["communes_voisines"])
    ]
    points = pd.concat([lieux, *chefs_lieux]).dropna().round({"latitude": DECIMALES, "longitude": DECIMALES})
    relief = set(jeu["communes"].loc[jeu["communes"]["relief"], "code_insee"])
    points = points.drop_duplicates(["latitude", "longitude"])
    return points.assign(relief=points["code_insee"].isin(relief)).reset_index(drop=True)


def _table(codes: pd.Series, points: pd.DataFrame, durees: np.ndarray) -> pd.DataFrame:
    """Une ligne par trajet d'une commune à une autre ; dans une même commune, l'estimation vaut."""
    i, j = np.indices(durees.shape).reshape(2, -1)
    ailleurs = codes.to_numpy()[i] != points["code_insee"].to_numpy()[j]
    i, j = i[ailleurs], j[ailleurs]
    return pd.DataFrame(
        {
            "code_insee": codes.to_numpy()[i],
            "latitude": points["latitude"].to_numpy(dtype=float)[j],
            "longitude": points["longitude"].to_numpy(dtype=float)[j],
            "minutes": durees[i, j].round(2),
        }
    )
