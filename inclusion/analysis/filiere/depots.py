"""Les points de dépôt : combien d'habitants en ont un à quinze, à vingt minutes."""

from dataclasses import dataclass

import pandas as pd

from inclusion.analysis.couverture import couverture
from inclusion.analysis.temps_trajet import Trajet

ROLES = ("ressourcerie", "point_de_collecte_deee", "collecteur", "reconditionneur")
"""Les acteurs où l'on peut déposer du matériel."""
SEUILS_MIN = (15.0, 20.0)


@dataclass(frozen=True)
class Habitants:
    """Les habitants à portée, au temps estimé, puis au plus long et au plus court de sa fourchette, et en tout."""

    estimes: float
    au_moins: float
    au_plus: float
    en_tout: float


def temps_au_depot(communes: pd.DataFrame, acteurs: pd.DataFrame, reglages: Trajet) -> pd.DataFrame:
    """Les communes, avec minutes, minutes_basses et minutes_hautes jusqu'au point de dépôt le plus proche, et `id_lieu`.

    `acteurs` : id, code_insee, role, latitude, longitude (EPSG:4326) ; seuls ceux de ROLES comptent. Voir `couverture`.
    """
    return couverture(communes, acteurs[acteurs["role"].isin(ROLES)], reglages)


def a_moins_de(table: pd.DataFrame, seuil_min: float) -> Habitants:
    """Les habitants dont la commune est à `seuil_min` minutes au plus (compris) d'un dépôt ; une inconnue n'en est pas."""
    habitants = table["population"].astype(float)
    estimes, au_moins, au_plus = (
        float(habitants[table[colonne].le(seuil_min)].sum())
        for colonne in ("minutes", "minutes_hautes", "minutes_basses")
    )
    return Habitants(estimes, au_moins, au_plus, float(habitants.sum()))
