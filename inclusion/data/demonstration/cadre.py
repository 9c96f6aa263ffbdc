"""Le cadre des thèmes de démonstration : les découvrir, les engendrer, les ajouter, les retirer."""

import importlib
import pkgutil
import zlib
from collections.abc import Iterable, Mapping
from datetime import date
from graphlib import CycleError, TopologicalSorter
from types import ModuleType

import numpy as np
import pandas as pd

from inclusion.data import demonstration
from inclusion.data.ecriture import en_textes
from inclusion.data.lecture import typee
from inclusion.model.schemas import Schema, conforme, schemas

NATURE = "demonstration"
SOURCE = "Démonstration : valeur inventée"
GRAINE = 84
A_DATE = date(2026, 10, 31)


class DemonstrationError(Exception):
    """Ce qu'un thème a rendu ne peut pas entrer dans le jeu."""


def hasard(graine: int, theme: str) -> np.random.Generator:
    """Le hasard d'un thème : le même pour une même graine, indépendant de celui des autres thèmes."""
    return np.random.default_rng([graine, zlib.crc32(theme.encode("utf-8"))])


def themes() -> dict[str, ModuleType]:
    """Les thèmes du paquet, dans l'ordre où ils s'engendrent : `APRES` d'abord, puis l'ordre alphabétique."""
    noms = sorted(m.name for m in pkgutil.iter_modules(demonstration.__path__))
    modules = {nom: importlib.import_module(f"{demonstration.__name__}.{nom}") for nom in noms}
    return ordonnes({nom: m for nom, m in modules.items() if hasattr(m, "engendrer")})


def ordonnes(modules: Mapping[str, ModuleType]) -> dict[str, ModuleType]:
    """Les mêmes thèmes, chacun après ceux que nomme son `APRES` (un nom absent est sans effet)."""
    avant = {nom: [a for a in getattr(m, "APRES", ()) if a in modules] for nom, m in modules.items()}
    try:
        ordre = list(TopologicalSorter(avant).static_order())
    except CycleError as erreur:
        raise DemonstrationError(
            f"Ces thèmes s'attendent l'un l'autre : {', '.join(erreur.args[1])}."
        ) from erreur
    return {nom: modules[nom] for nom in ordre}


def engendrees(
    tables: Mapping[str, pd.DataFrame],
    modules: Mapping[str, ModuleType],
    *,
    graine: int = GRAINE,
    a_date: date = A_DATE,
) -> dict[str, pd.DataFrame]:
    """Les lignes de démonstration de chaque table, typées et contrôlées.

    `tables` : le jeu, dont l'ancienne démonstration est ignorée. Lève `DemonstrationError`.
    """
    courantes = {**tables, **sans(tables)}
    neuves: dict[str, list[pd.DataFrame]] = {}
    for theme, module in modules.items():
        for nom, brutes in module.engendrer(courantes, graine=graine, a_date=a_date).items():
            lignes = controlees(brutes, nom, theme, courantes)
            neuves.setdefault(nom, []).append(lignes)
            courantes[nom] = ajoutees(courantes[nom], lignes)
    return {nom: pd.concat(parts, ignore_index=True) for nom, parts in neuves.items()}


def controlees(
    brutes: pd.DataFrame, nom: str, theme: str, courantes: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """Les lignes d'un thème, complétées, typées, marquées ; lève `DemonstrationError` si elles ne vont pas."""
    schema = schemas().get(nom)
    if schema is None or "nature" not in schema.colonnes:
        raise DemonstrationError(
            f"Le thème « {theme} » rend la table « {nom} », qui ne peut pas dire la nature de ses lignes."
        )
    inconnues = [str(c) for c in brutes.columns if c not in schema.colonnes]
    if inconnues:
        raise DemonstrationError(
            f"Thème « {theme} », table « {nom} » : colonnes inconnues {', '.join(inconnues)}."
        )
    textes = _marquees(brutes, schema)
    fautes = conforme(textes, schema, fichier=f"{theme}/{nom}", lignes=range(1, len(textes) + 1))
    if fautes:
        raise DemonstrationError(" ".join(str(f) for f in fautes[:3]))
    lignes = typee(textes, schema)
    _refuser_les_cles_prises(lignes, courantes[nom], schema, theme)
    return lignes


def _marquees(brutes: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    textes = en_textes(brutes.reindex(columns=schema.colonnes), schema).assign(nature=NATURE)
    dite = _colonne_de_provenance(schema)
    return textes.assign(**{dite: textes[dite].mask(textes[dite] == "", SOURCE)}) if dite else textes


def _colonne_de_provenance(schema: Schema) -> str:
    """`source` ; mais dans `relations`, `source` est un partenaire, et c'est `origine` qui dit d'où l'on tient."""
    references = {nom for cle in schema.descripteur.get("foreignKeys", []) for nom in cle["fields"]}
    possibles = ("origine",) if "source" in references else ("source",)
    return next((nom for nom in possibles if nom in schema.colonnes), "")


def _refuser_les_cles_prises(
    lignes: pd.DataFrame, courante: pd.DataFrame, schema: Schema, theme: str
) -> None:
    if not schema.cle:
        return
    cle = list(schema.cle)
    prises = lignes.merge(courante[cle].drop_duplicates(), on=cle)
    if len(prises):
        exemple = ", ".join(str(v) for v in prises[cle].iloc[0])
        raise DemonstrationError(
            f"Le thème « {theme} » reprend une clé déjà portée dans « {schema.nom} » : {exemple}."
        )


def ajoutees(table: pd.DataFrame, lignes: pd.DataFrame) -> pd.DataFrame:
    """La table suivie des lignes ; les lignes déjà là sont intactes."""
    return lignes if table.empty else pd.concat([table, lignes], ignore_index=True)


def avec(tables: Mapping[str, pd.DataFrame], lignes: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Les tables que la démonstration change : celles qu'elle remplit, et celles dont l'ancienne est retirée."""
    nues = sans(tables)
    remplies = {nom: ajoutees(nues.get(nom, tables[nom]), neuves) for nom, neuves in lignes.items()}
    return {**nues, **remplies}


def sans(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Les seules tables qui portaient de la démonstration, sans elle."""
    marquees = {nom: est_demonstration(table) for nom, table in tables.items()}
    return {
        nom: pd.DataFrame(tables[nom][~masque]).reset_index(drop=True)
        for nom, masque in marquees.items()
        if masque.any()
    }


def est_demonstration(table: pd.DataFrame) -> pd.Series:
    """Masque des lignes de démonstration."""
    if "nature" not in table.columns:
        return pd.Series(False, index=table.index)
    return table["nature"].eq(NATURE)


def effectifs(lignes: Mapping[str, pd.DataFrame]) -> Iterable[tuple[str, int]]:
    """Nombre de lignes par table, dans l'ordre de la description."""
    return [(nom, len(lignes[nom])) for nom in schemas() if nom in lignes]
