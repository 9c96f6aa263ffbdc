"""Le dictionnaire des tables, en Markdown, tiré de `datapackage.json`."""

from collections.abc import Iterable

from inclusion.model.provenance import LIBELLES_NATURE, Provenance
from inclusion.model.schemas import Champ, Schema, valeurs_admises

ENTETE = (
    "# Dictionnaire des tables",
    "",
    "Écrit par `python -m inclusion dictionnaire` depuis `data/datapackage.json` : ne pas corriger ici.",
)


def to_markdown(schemas: Iterable[Schema], provenances: dict[str, Provenance]) -> str:
    """Une section par table : ce qu'elle dit, sa source, ses colonnes."""
    sections = [ligne for schema in schemas for ligne in _section(schema, provenances[schema.nom])]
    return "\n".join([*ENTETE, *sections]) + "\n"


def _section(schema: Schema, provenance: Provenance) -> list[str]:
    source = f" Source : {provenance.producteur}, {provenance.quand}." if provenance.nature != "vide" else ""
    return [
        "",
        f"## `{schema.chemin}` — {schema.titre}",
        "",
        f"{schema.description} Clé : {', '.join(schema.cle) or 'aucune'}. Nature : "
        f"{LIBELLES_NATURE[provenance.nature]}.{source}",
        "",
        "| colonne | libellé | type | unité | obligatoire | description |",
        "| --- | --- | --- | --- | --- | --- |",
        *(_ligne(champ) for champ in schema.champs),
    ]


def _ligne(champ: Champ) -> str:
    liste = valeurs_admises(champ)
    admises = f" Valeurs : {', '.join(liste)}." if 0 < len(liste) <= 12 else ""
    cellules = (
        f"`{champ.nom}`",
        champ.titre,
        champ.type,
        champ.unite,
        "oui" if champ.requis else "",
        champ.description + admises,
    )
    return "| " + " | ".join(cellule.replace("|", "\\|") for cellule in cellules) + " |"
