"""Les minutes qu'un moteur a calculées pour un jeu, gardées à côté de ses tables : `temps_calcules.csv`.

Un écran n'interroge jamais un service : il lit ce fichier, que la commande `trajets` écrit.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from inclusion.model.temps_calcules import VOL_D_OISEAU, TempsCalcules

FICHIER = "temps_calcules.csv"
COLONNES = ["code_insee", "latitude", "longitude", "minutes", "moteur", "date"]


def load_temps(dossier: Path) -> TempsCalcules | None:
    """Les minutes calculées d'un jeu ; None s'il n'y en a pas ou si le fichier est abîmé."""
    try:
        lue = pd.read_csv(
            dossier / FICHIER,
            dtype={"code_insee": "str", "moteur": "str", "date": "str"},
            keep_default_na=False,
            na_values={c: [""] for c in ("latitude", "longitude", "minutes")},
        )
        return TempsCalcules(str(lue["moteur"].iloc[0]), str(lue["date"].iloc[0]), lue[COLONNES[:4]])
    except (OSError, ValueError, KeyError, IndexError):
        return None


def avec_temps(parametres: Mapping[str, Any], dossier: Path) -> dict[str, Any]:
    """Les paramètres, et sous `temps_calcules` les minutes du moteur que `[moteurs]` nomme (rien pour le vol d'oiseau)."""
    actif = parametres.get("moteurs", {}).get("actif", VOL_D_OISEAU)
    return {**parametres, "temps_calcules": None if actif == VOL_D_OISEAU else load_temps(dossier)}
