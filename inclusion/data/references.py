"""Les codes d'une table doivent désigner quelque chose dans une autre."""

from collections.abc import Collection, Iterable, Iterator, Mapping

import pandas as pd

from inclusion.model.schemas import Faute, Schema, schemas


def references_rompues(
    tables: Mapping[str, pd.DataFrame],
    lignes: Mapping[str, list[int]],
    departement: str,
    *,
    ecartees: Mapping[str, pd.DataFrame] | None = None,
    illisibles: Collection[str] = (),
) -> dict[str, list[Faute]]:
    """Table → une faute par code qui ne désigne rien.

    Sont jugées les clés étrangères de Table Schema et notre propriété `references`, qui admet plusieurs
    tables (`communes.code_insee`, `communes_voisines.code_insee`, ou le mot `departement`). Une référence
    dont une table manque au jeu ne peut pas être jugée : elle ne l'est pas (les communes voisines, qui ne
    font que compléter, peuvent manquer). `ecartees` : les rangées qu'une faute écarte (textes), dont les codes
    restent connus ; `illisibles` : les tables dont on ne sait rien, qui rendraient fautif ce qui ne l'est pas.
    """
    connues = ecartees or {}
    return {
        nom: [
            Faute(schemas()[nom].chemin, ligne, colonne, code, f"un code présent dans {' ou '.join(cibles)}")
            for colonne, cibles, separateur in _references(schemas()[nom])
            if _jugeable(cibles, lignes, illisibles)
            for ligne, code in _rompues(
                zip(lignes[nom], tables[nom][colonne].astype(str), strict=True),
                separateur,
                _codes(tables, cibles, departement) | _codes(connues, cibles, departement),
            )
        ]
        for nom in lignes
    }


def _jugeable(cibles: tuple[str, ...], lignes: Mapping[str, list[int]], illisibles: Collection[str]) -> bool:
    tables = {"communes" if cible == "departement" else cible.partition(".")[0] for cible in cibles}
    return tables - {"communes_voisines"} <= set(lignes) and tables.isdisjoint(illisibles)


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
        codes |= set(tables[nom][colonne].astype(str)) if nom in tables else set()
    return codes
