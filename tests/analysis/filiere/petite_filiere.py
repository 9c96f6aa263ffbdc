"""Une filière assez petite pour être comptée sur les doigts."""

from typing import Any

import pandas as pd

CHAMPS_FLUX = ["date", "id_lot", "categorie", "etape_de", "etape_vers", "quantite"]


def en_flux(*lignes: tuple[Any, ...], **autres: Any) -> pd.DataFrame:
    """Des flux typés comme à la lecture ; `autres` : une valeur pour toutes les lignes, ou une liste."""
    table = pd.DataFrame(lignes, columns=CHAMPS_FLUX)
    vide: dict[str, Any] = {
        "origine": "particulier", "masse_kg": None, "code_insee": "84007", "statut_juridique": "produit",
        "public_beneficiaire": "Demandeurs d'emploi", "accompagnes": None, "acteur": "", "source": "essai", "nature": "reel",
    }  # fmt: skip
    table = table.assign(**(vide | autres))
    return table.assign(
        date=pd.to_datetime(table["date"]),
        quantite=table["quantite"].astype("Int64"),
        masse_kg=table["masse_kg"].astype("Float64"),
        accompagnes=table["accompagnes"].astype("Int64"),
    )


def en_stocks(*lignes: tuple[Any, ...]) -> pd.DataFrame:
    """date, noeud, categorie, quantite (et masse_kg vide)."""
    table = pd.DataFrame(lignes, columns=["date", "noeud", "categorie", "quantite"])
    return table.assign(
        date=pd.to_datetime(table["date"]),
        quantite=table["quantite"].astype("Int64"),
        masse_kg=pd.Series([None] * len(table), dtype="Float64"),
    )
