"""Ce que la description du jeu dit d'une table quand la démonstration y entre, puis quand elle en sort."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from inclusion.data.instantanes.descripteur import PROVENANCE, ressource_neuve
from inclusion.data.instantanes.modele import Versement
from inclusion.model.francais import jour
from inclusion.model.provenance import TITRE_DEMONSTRATION

PRODUCTEUR = "Démonstration (valeurs inventées)"
A_FOURNIR = "À fournir : table encore vide"


def avec_mention(ressource: Mapping[str, Any], *, graine: int, a_date: date) -> dict[str, Any]:
    """La ressource qui reçoit de la démonstration : producteur et source le disent, à la suite des vrais.

    Une table qui était vide prend la date de la démonstration ; une table réelle garde la sienne.
    """
    nue = sans_mention(ressource, vide=ressource.get("nature") == "vide")
    vraies = [s for s in nue["sources"] if s.get("title") != A_FOURNIR]
    date_dite = {"date_donnees": a_date.isoformat(), "millesime": f"démonstration, au {jour(a_date)}"}
    return {
        **nue,
        "producteur": " ; ".join(filter(None, [nue.get("producteur", ""), PRODUCTEUR])),
        "sources": [
            *vraies,
            {"title": f"{TITRE_DEMONSTRATION}, graine {graine}", "date_donnees": a_date.isoformat()},
        ],
        **({} if vraies else date_dite),
    }


def sans_mention(ressource: Mapping[str, Any], *, vide: bool) -> dict[str, Any]:
    """La ressource sans sa mention ; `vide` : il ne lui reste aucune ligne, elle redevient « à fournir »."""
    producteurs = str(ressource.get("producteur", "")).split(" ; ")
    sources = [
        s for s in ressource.get("sources", []) if not str(s.get("title", "")).startswith(TITRE_DEMONSTRATION)
    ]
    return {
        **ressource,
        "producteur": " ; ".join(p for p in producteurs if p and p != PRODUCTEUR),
        "sources": sources or [{"title": A_FOURNIR}],
        **({"date_donnees": None, "millesime": ""} if vide else {}),
    }


def versements_avec(
    descripteur: Mapping[str, Any], lignes: Mapping[str, pd.DataFrame], *, graine: int, a_date: date
) -> dict[str, Versement]:
    """La provenance de chaque table qui reçoit de la démonstration."""
    return {
        nom: _versement(avec_mention(_ressource(descripteur, nom), graine=graine, a_date=a_date))
        for nom in lignes
    }


def versements_sans(
    descripteur: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]
) -> dict[str, Versement]:
    """La provenance de chaque table dont la démonstration est sortie."""
    return {
        nom: _versement(sans_mention(_ressource(descripteur, nom), vide=table.empty))
        for nom, table in tables.items()
    }


def _ressource(descripteur: Mapping[str, Any], nom: str) -> Mapping[str, Any]:
    decrites = {r["name"]: r for r in descripteur.get("resources", [])}
    return decrites.get(nom) or ressource_neuve(nom)


def _versement(ressource: Mapping[str, Any]) -> Versement:
    return Versement(
        TITRE_DEMONSTRATION, remplace=True, ressource={k: v for k, v in ressource.items() if k in PROVENANCE}
    )
