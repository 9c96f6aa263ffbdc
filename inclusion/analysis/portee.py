"""Ce que le réseau emprunte à la couverture et au besoin : qui atteint quoi, combien de personnes."""

import numpy as np
import pandas as pd

from inclusion.analysis.besoins import besoin_theorique
from inclusion.analysis.couverture import points
from inclusion.analysis.selection import communes_du_territoire
from inclusion.analysis.temps_trajet import minutes, trajet
from inclusion.model.etat import Etat
from inclusion.model.provenance import Provenance
from inclusion.model.seuils import HORIZON_MIN
from inclusion.model.territoires import Territoire


def personnes_en_besoin(obs: Etat, territoire: Territoire) -> tuple[float | None, tuple[Provenance, ...]]:
    """Le besoin théorique lié à l'âge d'un territoire, en personnes (None si un âge manque), et ses sources."""
    ici = communes_du_territoire(obs["communes"], territoire)
    besoin = besoin_theorique(ici, obs.parametres)["besoin"]
    total = None if besoin.empty or besoin.isna().any() else float(besoin.sum())
    return total, (obs.provenances["communes"],)


def horizon_min(obs: Etat) -> float:
    """Le seuil de portée, en minutes : celui de `[trajet.horizon_defaut]`."""
    dit = obs.parametres.get("trajet", {}).get("horizon_defaut", {})
    return float(dit.get("valeur", HORIZON_MIN))


def atteignables(obs: Etat) -> pd.DataFrame:
    """code_insee, id_lieu : chaque commune et les lieux à `horizon_min` minutes estimées au plus (valeur centrale)."""
    communes = obs["communes"]
    situes = points(obs.lieux, communes.loc[communes["relief"], "code_insee"])
    durees = minutes(communes, situes, trajet(obs.parametres))
    i, j = np.nonzero(durees <= horizon_min(obs))
    return pd.DataFrame(
        {"code_insee": communes["code_insee"].to_numpy()[i], "id_lieu": situes["id"].to_numpy()[j]}
    )
