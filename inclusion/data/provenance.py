"""Producteur, licence, date et nature de chaque ressource, lus dans le `datapackage.json` du jeu."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from inclusion.model.provenance import Provenance


def provenance(ressource: Mapping[str, Any]) -> Provenance:
    """La provenance d'une ressource décrite ; une date absente reste inconnue."""
    sources = ressource.get("sources") or [{}]
    licences = ressource.get("licenses") or [{}]
    date_donnees = ressource.get("date_donnees")
    return Provenance(
        titre=ressource.get("title", ressource["name"]),
        producteur=ressource.get("producteur", "producteur non déclaré"),
        licence=", ".join(licence.get("title", "licence non déclarée") for licence in licences),
        date_donnees=date.fromisoformat(date_donnees) if date_donnees else None,
        millesime=ressource.get("millesime") or "",
        nature=ressource.get("nature", "reel"),
        lien=sources[0].get("path", ""),
        sources=" ; ".join(source.get("title", "") for source in sources),
        cadence=ressource.get("cadence") or "",
        saisie=bool(ressource.get("saisie")),
        millesimes=tuple(ressource.get("millesimes", {}).items()),
    )


def provenances(descripteur: Mapping[str, Any]) -> dict[str, Provenance]:
    """La provenance de chaque ressource d'un jeu de données, par nom de table."""
    return {r["name"]: provenance(r) for r in descripteur.get("resources", [])}
