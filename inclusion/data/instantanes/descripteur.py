"""Le `datapackage.json` d'un instantané, celui du jeu qui le désigne, et la provenance après un versement."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from inclusion.data.description import DOSSIER
from inclusion.data.instantanes.modele import Versement
from inclusion.model.schemas import lire_descripteur

PROPRES_AU_FICHIER = ("hash", "bytes")
NON_DECLARE = "producteur non déclaré"
PROVENANCE = ("producteur", "date_donnees", "millesime", "millesimes", "sources", "licenses", "nature")


def en_octets(descripteur: Mapping[str, Any]) -> bytes:
    return (json.dumps(descripteur, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def du_jeu(descripteur: Mapping[str, Any], nom: str) -> dict[str, Any]:
    """Le descripteur du jeu quand son état est l'instantané `nom` : mêmes mots, chemins vers l'instantané."""
    return {**descripteur, "resources": [_deplacee(r, nom) for r in descripteur["resources"]]}


def _deplacee(ressource: Mapping[str, Any], nom: str) -> dict[str, Any]:
    gardee = {k: v for k, v in ressource.items() if k not in PROPRES_AU_FICHIER}
    if isinstance(ressource.get("path"), str):
        gardee["path"] = f"{DOSSIER}/{nom}/{ressource['path']}"
    return gardee


def ressource_neuve(nom: str) -> dict[str, Any]:
    """La description d'une table que le jeu ne décrivait pas : la nôtre, sans provenance."""
    notre = next(r for r in lire_descripteur()["resources"] if r["name"] == nom)
    gardee = {k: v for k, v in notre.items() if k not in (*PROVENANCE, *PROPRES_AU_FICHIER)}
    return gardee | {"nature": "vide", "producteur": NON_DECLARE, "date_donnees": None}


def versee(
    ressource: Mapping[str, Any], versement: Versement | None, table: pd.DataFrame, *, creee: str
) -> dict[str, Any]:
    """La ressource après que `table` l'a remplie : nature de ses lignes, sources et date de ce qui est versé.

    `date_donnees` reste le constat le plus ancien ; un millésime écrit pour d'autres lignes est retiré.
    """
    nouvelle = {**ressource, "created": creee, "nature": _nature(ressource, versement, table)}
    if versement is None:
        return nouvelle
    seule = versement.remplace or ressource.get("nature") == "vide"
    sources = _sources([] if seule else ressource.get("sources", []), versement)
    ancienne = None if seule else ressource.get("date_donnees")
    apport = {
        "sources": sources,
        "date_donnees": _plus_ancienne([ancienne, *(s.get("date_donnees") for s in sources)]),
        "producteur": _producteur("" if seule else ressource.get("producteur", ""), versement),
        "millesime": "",
    }
    sans_millesime = {k: v for k, v in nouvelle.items() if k != "millesimes" or not seule}
    return (
        sans_millesime | apport | {k: v for k, v in versement.ressource.items() if k in PROVENANCE and seule}
    )


def _sources(anciennes: Iterable[Mapping[str, Any]], versement: Versement) -> list[dict[str, Any]]:
    """Les sources, celle du versement une seule fois, à sa dernière date."""
    autres = [dict(s) for s in anciennes if s.get("title") != versement.source]
    jour = versement.date_donnees.isoformat() if versement.date_donnees else None
    return [*autres, {"title": versement.source, **({"date_donnees": jour} if jour else {})}]


def _plus_ancienne(dates: Iterable[object]) -> str | None:
    connues = sorted(date.fromisoformat(str(d)).isoformat() for d in dates if d)
    return connues[0] if connues else None


def _producteur(ancien: str, versement: Versement) -> str:
    """L'ancien producteur et celui du versement, une fois chacun ; d'un fichier dont rien n'est dit, « non déclaré »."""
    connus = ancien.split(" ; ") if ancien else []
    return " ; ".join(dict.fromkeys([*connus, versement.source if versement.declaree else NON_DECLARE]))


def _nature(ressource: Mapping[str, Any], versement: Versement | None, table: pd.DataFrame) -> str:
    """Celle des lignes si elles la disent (une seule de démonstration suffit), sinon celle que l'on verse."""
    if table.empty:
        return "vide"
    if "nature" in table:
        return "demonstration" if (table["nature"] == "demonstration").any() else "reel"
    dites = {versement.nature if versement else "", str(ressource.get("nature", ""))}
    if versement and versement.remplace and versement.nature:
        dites = {versement.nature}
    return "demonstration" if "demonstration" in dites else "reel"
