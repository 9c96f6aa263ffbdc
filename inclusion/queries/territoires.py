"""Les territoires que l'on peut regarder."""

import pandas as pd

from inclusion.analysis import observations
from inclusion.model.etat import Etat
from inclusion.model.territoires import Niveau, Territoire


def territoires(etat: Etat) -> list[Territoire]:
    """Le département, puis les EPCI et les communes par ordre alphabétique ; vide sans communes."""
    return observations.territoires(etat)


def epci_du_territoire(etat: Etat, territoire: Territoire) -> pd.DataFrame:
    """Les intercommunalités que regarde un territoire."""
    epci = etat["epci"]
    if territoire.niveau == Niveau.DEPARTEMENT:
        return epci.sort_values("nom_court")
    siren = territoire.siren_epci if territoire.niveau == Niveau.COMMUNE else territoire.code
    return epci[epci["siren"].eq(siren)]


def nom_de(etat: Etat, code: str) -> str:
    """Le nom d'un territoire désigné par son code (département, SIREN d'EPCI, commune) ; à défaut le code."""
    return next((t.nom for t in observations.territoires(etat) if t.code == code), code)
