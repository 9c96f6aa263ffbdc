"""Ce qui ne va pas dans les sources : dit, jamais tu."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

LIBELLES = {
    "absente_du_recensement": "Absente du recensement par IRIS (âges et logements laissés vides)",
    "code_postal_remplace": "Code postal de la mairie remplacé par un code de la commune",
    "contour_reconstitue": "Contour absent, reconstitué par ses communes déléguées",
    "contour_repare": "Contour invalide, réparé",
    "horaires_ecartes": "Plages d'ouverture écartées",
    "mairie_hors_commune": "Point de mairie hors de la commune, remplacé par un point intérieur",
    "population_de_repli": "Population prise hors de la table des intercommunalités",
    "recensement_eloigne": "Recensement par âge très éloigné de la population municipale",
    "sans_contour": "Sans contour",
    "sans_intercommunalite": "Sans intercommunalité à fiscalité propre",
    "sans_mairie": "Sans point de mairie (point intérieur à la place)",
    "sans_population": "Sans population dans aucune source",
    "site_web_corrige": "Adresse de site complétée",
    "voisine_non_localisee": "Commune d'un département voisin sans contour ni mairie, distance inconnue",
    "telephone_illisible": "Numéro de téléphone illisible, laissé vide",
}


@dataclass(frozen=True)
class Anomalie:
    """Une commune, ce qui lui arrive (clé de `LIBELLES`), le détail."""

    code_insee: str
    nom: str
    quoi: str
    detail: str = ""


def anomalies(
    table: pd.DataFrame,
    masque: "pd.Series[bool]",
    quoi: str,
    detail: Callable[[Mapping[str, Any]], str] = lambda _: "",
) -> list[Anomalie]:
    """Une anomalie par ligne retenue ; `table` a `code_insee` et `nom`, `detail` reçoit la ligne."""
    retenues = table[masque]
    return [
        Anomalie(ligne["code_insee"], ligne["nom"], quoi, detail(ligne))
        for ligne in (dict(zip(retenues.columns, v, strict=True)) for v in retenues.itertuples(index=False))
    ]
