"""La forme d'un document de statistiques de La Coop (interface v1), et ce qui n'y est pas conforme, chemin par chemin."""

from collections.abc import Iterator, Mapping
from typing import Any

TEXTE, ENTIER, NOMBRE, LISTE, OBJET = "un texte", "un entier", "un nombre", "une liste", "un objet"
Forme = str | list[Any] | dict[str, Any]
PARTS: Forme = [{"value": TEXTE, "label": TEXTE, "count": ENTIER, "proportion": NOMBRE}]
DATES: Forme = [{"label": TEXTE, "count": ENTIER}]
PART_DU_TOTAL: Forme = {"total": ENTIER, "proportion": NOMBRE}
ATTRIBUTS: Forme = {
    "accompagnements_par_jour": DATES,
    "accompagnements_par_mois": DATES,
    "beneficiaires": {"total": ENTIER, "genres": PARTS, "tranche_ages": PARTS, "statuts_social": PARTS},
    "activites": {
        "total": ENTIER,
        **dict.fromkeys(("type_activites", "durees", "type_lieu", "thematiques", "materiels"), PARTS),
    },
    "totaux": {
        "activites": {
            "total": ENTIER,
            "individuels": PART_DU_TOTAL,
            "collectifs": {"total": ENTIER, "proportion": NOMBRE, "participants": ENTIER},
            "demarches": PART_DU_TOTAL,
        },
        "accompagnements": {
            "total": ENTIER,
            **dict.fromkeys(("individuels", "collectifs", "demarches"), PART_DU_TOTAL),
        },
        "beneficiaires": dict.fromkeys(("total", "nouveaux", "suivis", "anonymes"), ENTIER),
    },
}
DOCUMENT: Forme = {
    "data": {"type": TEXTE, "id": TEXTE, "attributes": ATTRIBUTS},
    "links": {"self": {"href": TEXTE}},
    "meta": {},
}
EXIGES = ("data", "links", "meta", "data.type", "data.id", "data.attributes", "data.attributes.totaux")
"""Ce que l'interface promet toujours ; les totaux, parce que sans eux il n'y a rien à compter."""
NATURE = "statistiques"


def est_statistiques(lu: Any) -> bool:
    """Vrai si ce document se dit celui des statistiques, ou en a les attributs, conforme ou non."""
    donnee = lu.get("data") if isinstance(lu, dict) else None
    if not isinstance(donnee, dict):
        return False
    attributs = donnee.get("attributes")
    return donnee.get("type") == NATURE or (
        isinstance(attributs, dict) and {"totaux", "activites"} <= set(attributs)
    )


def fautes(lu: Any) -> list[str]:
    """« data.attributes.activites.thematiques[2].count : attendu un entier, lu un texte », dans l'ordre du document."""
    return [*_fautes(lu, DOCUMENT, ""), *_autre_nature(lu)]


def _autre_nature(lu: Mapping[str, Any]) -> Iterator[str]:
    donnee = lu.get("data")
    dite = donnee.get("type") if isinstance(donnee, dict) else None
    if isinstance(dite, str) and dite != NATURE:
        yield f"data.type : attendu « {NATURE} »"


def _fautes(lu: Any, forme: Forme, chemin: str) -> Iterator[str]:
    attendu = {dict: OBJET, list: LISTE}.get(type(forme), forme)
    if not _est(lu, str(attendu)):
        yield f"{chemin} : attendu {attendu}, lu {_sorte(lu)}"
    elif isinstance(forme, dict):
        for nom, dedans in forme.items():
            ici = f"{chemin}.{nom}".removeprefix(".")
            if nom in lu:
                yield from _fautes(lu[nom], dedans, ici)
            elif ici in EXIGES:
                yield f"{ici} : absent"
    elif isinstance(forme, list):
        for rang, element in enumerate(lu):
            yield from _fautes(element, forme[0], f"{chemin}[{rang}]")


def _est(lu: Any, attendu: str) -> bool:
    if attendu == NOMBRE:
        return isinstance(lu, int | float) and not isinstance(lu, bool)
    if attendu == ENTIER:
        return _est(lu, NOMBRE) and (isinstance(lu, int) or lu.is_integer())
    return isinstance(lu, {TEXTE: str, LISTE: list, OBJET: dict}[attendu])


def _sorte(lu: Any) -> str:
    """La sorte d'une valeur, jamais la valeur : elle pourrait nommer quelqu'un."""
    sortes = ((bool, "un booléen"), (str, TEXTE), (list, LISTE), (dict, OBJET), (int | float, NOMBRE))
    return next((dite for sorte, dite in sortes if isinstance(lu, sorte)), "rien")
