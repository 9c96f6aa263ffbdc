"""Producteur, licence, date et nature de chaque ressource, lus dans le `datapackage.json` du jeu."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from inclusion.model.provenance import TITRE_DEMONSTRATION, Provenance
from inclusion.model.schemas import Atteinte, Faute


def provenance(ressource: Mapping[str, Any]) -> Provenance:
    """La provenance d'une ressource décrite ; une date absente reste inconnue."""
    sources = ressource.get("sources") or [{}]
    licences = ressource.get("licenses") or [{}]
    return Provenance(
        titre=ressource.get("title") or ressource["name"],
        producteur=ressource.get("producteur") or "producteur non déclaré",
        licence=", ".join(licence.get("title") or "licence non déclarée" for licence in licences),
        date_donnees=_date(ressource.get("date_donnees")),
        millesime=ressource.get("millesime") or "",
        nature=ressource.get("nature") or "reel",
        lien=sources[0].get("path") or "",
        sources=" ; ".join(source.get("title") or "" for source in sources),
        cadence=ressource.get("cadence") or "",
        saisie=bool(ressource.get("saisie")),
        millesimes=tuple(ressource.get("millesimes", {}).items()),
        dernier_constat=_dernier_constat(ressource, sources),
    )


def _dernier_constat(ressource: Mapping[str, Any], sources: Sequence[Mapping[str, Any]]) -> date | None:
    """Le plus récent constat réel : une ligne de démonstration ne rajeunit pas une table."""
    vraies = [s for s in sources if not str(s.get("title", "")).startswith(TITRE_DEMONSTRATION)]
    datees = [ressource, *vraies] if vraies else []
    return max((d for s in datees if (d := _date(s.get("date_donnees")))), default=None)


def provenances(descripteur: Mapping[str, Any]) -> dict[str, Provenance]:
    """La provenance de chaque ressource d'un jeu de données, par nom de table."""
    return {r["name"]: provenance(r) for r in descripteur.get("resources", [])}


def fautes_de_date(descripteur: Mapping[str, Any]) -> list[Faute]:
    """Les dates de constat que la description écrit mal."""
    return [
        Faute(
            "datapackage.json",
            None,
            f"{r['name']}.date_donnees",
            str(lue),
            "une date AAAA-MM-JJ, ou null",
            Atteinte.MENTION,
        )
        for r in descripteur.get("resources", [])
        if (lue := r.get("date_donnees")) and _date(lue) is None
    ]


def _date(lue: object) -> date | None:
    """Une date ISO ; None si elle manque ou n'en est pas une (voir `fautes_de_date`)."""
    try:
        return date.fromisoformat(str(lue)) if lue else None
    except ValueError:
        return None
