"""Les points de rupture : les lieux dont la fermeture éloignerait des habitants d'un service."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from inclusion.analysis.couverture import SERVICES, Demande, deux_plus_proches, points, qui_repondent
from inclusion.analysis.temps_trajet import Trajet, minutes

COLONNES = [
    "id_lieu",
    "service",
    "code_insee",
    "nom",
    "siren_epci",
    "population",
    "minutes",
    "minutes_ensuite",
]


def minutes_par_service(
    communes: pd.DataFrame, lieux: pd.DataFrame, reglages: Trajet, *, jour: str = "tous"
) -> pd.DataFrame:
    """Une ligne par commune et par service : COLONNES ; le temps au lieu le plus proche, puis s'il fermait."""
    situes = points(lieux, communes.loc[communes["relief"], "code_insee"])
    durees, identifiants = (
        minutes(communes, situes, reglages),
        np.append(situes["id"].to_numpy(dtype=object), ""),
    )
    tables = []
    for service in SERVICES:
        offrent = situes["id"].isin(qui_repondent(situes, Demande(service, jour=jour))[0]["id"])
        proche, rang, ensuite = deux_plus_proches(np.where(offrent.to_numpy(), durees, np.nan))
        tables.append(
            communes[["code_insee", "nom", "siren_epci", "population"]].assign(
                id_lieu=pd.array(identifiants[rang], dtype="str"),
                service=service,
                minutes=proche,
                minutes_ensuite=ensuite,
            )
        )
    return pd.concat(tables, ignore_index=True)[COLONNES]


def ruptures(services: pd.DataFrame, *, horizon: float) -> pd.DataFrame:
    """Les communes qu'une seule fermeture ferait passer au-delà de l'horizon, pour un service (temps estimés).

    `services` : `minutes_par_service`. Même colonnes ; `minutes_ensuite` vide : plus aucun lieu connu ne l'offrirait.
    """
    suivant = services["minutes_ensuite"].fillna(float("inf"))
    return services[services["minutes"].le(horizon) & suivant.gt(horizon)]


def par_lieu(perdues: pd.DataFrame, lieux: pd.DataFrame) -> pd.DataFrame:
    """Un lieu par ligne : id, nom, commune, services et communes (nombres), lesquels et ou (listes `|`), population.

    `perdues` : `ruptures`. Une commune compte une fois. Trié par la population touchée, la plus grande d'abord.
    """
    habitants = perdues.drop_duplicates(["id_lieu", "code_insee"]).groupby("id_lieu")["population"].sum()
    par = perdues.groupby("id_lieu")
    table = pd.DataFrame(
        {
            "services": par["service"].nunique(),
            "communes": par["code_insee"].nunique(),
            "population": habitants,
            "lesquels": par["service"].agg(_liste),
            "ou": par["nom"].agg(_liste),
        }
    ).reset_index(names="id")
    noms = lieux[["id", "nom", "commune", "code_insee"]].drop_duplicates("id")
    return table.merge(noms, on="id").sort_values(
        ["population", "id"], ascending=[False, True], ignore_index=True
    )


def _liste(noms: Iterable[str]) -> str:
    return "|".join(dict.fromkeys(noms))


def fermeture(services: pd.DataFrame, ferme: str) -> pd.DataFrame:
    """Ce que changerait la fermeture d'un lieu : les communes et services dont il est le plus proche et le seul aussi près.

    Mêmes colonnes que `minutes_par_service` ; deux lieux au même endroit se remplacent l'un l'autre.
    """
    touchees = services["id_lieu"].eq(ferme) & ~services["minutes"].eq(services["minutes_ensuite"])
    return services[touchees].sort_values(["service", "population"], ascending=[True, False])
