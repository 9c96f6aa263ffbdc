"""Les lieux au schéma national v1.0.2, tels que son Table Schema les valide.

Ce schéma exige des valeurs que l'on n'a pas toujours, et les remplace par des valeurs convenues (`INCONNUS`) qui
veulent dire « inconnu » : les relire, c'est les oublier. Il écrit aussi une étiquette sans son espace (`GRAPHIES`).
Source : standard-mediation-num, version 1.0.2 (11 avril 2024).
"""

import pandas as pd

from inclusion.exports.textes import textes
from inclusion.model.schemas import schemas

COLONNES_NATIONALES = 32
INCONNUS = {
    "pivot": "0" * 14,
    "date_maj": "1970-01-01",
    "adresse": "Non renseignée",
    "code_postal": "00000",
    "commune": "Non renseignée",
}
GRAPHIES = {"Étapes numériques (La Poste)": "Étapes numériques(La Poste)"}
RESUME_MAX = 280
DEMONSTRATION = "Démonstration : fiche inventée"


def colonnes_nationales() -> list[str]:
    """Les 32 colonnes du schéma national v1.0.2, dans l'ordre."""
    return schemas()["lieux"].colonnes[:COLONNES_NATIONALES]


def national(lieux: pd.DataFrame) -> pd.DataFrame:
    """La table des lieux en textes, prête pour le CSV national.

    Le schéma n'a pas de colonne de nature : la `source` d'une fiche inventée le dit. Une position sans ses deux
    coordonnées n'en est pas une.
    """
    table = textes(lieux[colonnes_nationales()])
    sans_position = (table["latitude"] == "") | (table["longitude"] == "")
    return table.assign(
        **{nom: table[nom].mask(table[nom] == "", valeur) for nom, valeur in INCONNUS.items()},
        latitude=table["latitude"].mask(sans_position, ""),
        longitude=table["longitude"].mask(sans_position, ""),
        source=_source(table["source"], lieux["nature"]),
        formations_labels=table["formations_labels"].map(_au_schema),
        presentation_resume=table["presentation_resume"].map(_borne),
    )


def _source(sources: pd.Series, natures: pd.Series) -> pd.Series:
    tues = natures.eq("demonstration") & ~sources.str.startswith("Démonstration")
    return sources.mask(tues, DEMONSTRATION + " ; " + sources)


def _au_schema(cellule: str) -> str:
    return "|".join(GRAPHIES.get(valeur, valeur) for valeur in cellule.split("|"))


def _borne(texte: str) -> str:
    """280 caractères au plus, l'apostrophe qui neutralise une formule comprise."""
    return texte if len(texte) < RESUME_MAX else texte[: RESUME_MAX - 2] + "…"
