"""Les codes d'une table doivent désigner quelque chose dans une autre."""

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from inclusion.model.schemas import Faute, Schema, schemas


def references_rompues(
    tables: Mapping[str, pd.DataFrame], lignes: Mapping[str, list[int]], departement: str
) -> list[Faute]:
    """Une faute par code qui ne désigne rien.

    Sont jugées les clés étrangères de Table Schema et notre propriété `references`, qui admet plusieurs
    tables (`communes.code_insee`, `communes_voisines.code_insee`, ou le mot `departement`). Une référence
    dont une table manque au jeu ne peut pas être jugée : elle ne l'est pas (les communes voisines, qui ne
    font que compléter, peuvent manquer).
    """
    return [
        Faute(schema.chemin, ligne, colonne, code, f"un code présent dans {' ou '.join(cibles)}")
        for schema in (schemas()[nom] for nom in lignes)
        for colonne, cibles, separateur in _references(schema)
        if _jugeable(cibles, lignes)
        for ligne, code in _rompues(
            zip(lignes[schema.nom], tables[schema.nom][colonne].astype(str), strict=True),
            separateur,
            _codes(tables, cibles, departement),
        )
    ]


def _jugeable(cibles: tuple[str, ...], lignes: Mapping[str, list[int]]) -> bool:
    tables = {"communes" if cible == "departement" else cible.partition(".")[0] for cible in cibles}
    return tables - {"communes_voisines"} <= set(lignes)


def _rompues(
    cellules: Iterable[tuple[int, str]], separateur: str, codes: set[str]
) -> Iterator[tuple[int, str]]:
    for ligne, cellule in cellules:
        for code in cellule.split(separateur) if separateur else [cellule]:
            if code and code not in codes:
                yield ligne, code


def _references(schema: Schema) -> list[tuple[str, tuple[str, ...], str]]:
    """(colonne, tables.colonnes admises, séparateur) de chaque référence d'une table."""
    separateurs = {champ.nom: champ.separateur for champ in schema.champs}
    standard = [
        (
            _premier(cle["fields"]),
            (f"{cle['reference']['resource'] or schema.nom}.{_premier(cle['reference']['fields'])}",),
        )
        for cle in schema.descripteur.get("foreignKeys", [])
    ]
    propres = [(champ.nom, champ.references) for champ in schema.champs if champ.references]
    return [(colonne, cibles, separateurs[colonne]) for colonne, cibles in [*standard, *propres]]


def _premier(champs: str | list[str]) -> str:
    return champs if isinstance(champs, str) else champs[0]


def _codes(tables: Mapping[str, pd.DataFrame], cibles: tuple[str, ...], departement: str) -> set[str]:
    """Les codes admis : `departement` est celui du jeu, les autres sont « table.colonne »."""
    codes = {departement} if "departement" in cibles else set()
    for nom, _, colonne in (cible.partition(".") for cible in cibles if "." in cible):
        codes |= set(tables[nom][colonne].astype(str))
    return codes
