"""Saisir dans une table, à l'écran : mêmes règles qu'un dépôt, et un instantané qui garde qui a changé quoi."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from inclusion.data.depots.controle import controler_brut
from inclusion.data.depots.fichiers import Brut
from inclusion.data.depots.rapport import Rapport
from inclusion.data.depots.reconnaissance import formats
from inclusion.data.ecriture import en_textes, normalisee
from inclusion.data.instantanes import Instantane, Saisie, Versement, enregistrer
from inclusion.data.lecture import Jeu, load_table, typee
from inclusion.model.edition import Modification
from inclusion.model.francais import pluriel
from inclusion.model.schemas import Schema, schemas

TABLES = ("actions", "mesures", "cibles", "decisions", "animations", "candidatures")
"""Les tables qui se tiennent à la main, à l'écran."""
SOURCE = "Saisie dans l'observatoire"


@dataclass(frozen=True, eq=False)
class Jugee:
    """Une saisie nettoyée : la table voulue (textes, index de la grille) et le rapport des lignes touchées."""

    table: pd.DataFrame
    rapport: Rapport | None

    @property
    def recevable(self) -> bool:
        return self.rapport is None or self.rapport.lignes_gardees == self.rapport.lignes_lues


def ouverte(jeu: Jeu, nom: str) -> pd.DataFrame:
    """Une table du jeu en textes, telle qu'on l'ouvre pour la modifier."""
    return en_textes(jeu[nom], schemas()[nom])


def ouverte_dans(dossier: Path, nom: str) -> pd.DataFrame:
    """La même, dans un état enregistré : elle seule est lue."""
    return en_textes(load_table(dossier, nom), schemas()[nom])


def juger(base: pd.DataFrame, voulue: pd.DataFrame, nom: str, *, jeu: Jeu, a_date: date) -> Jugee:
    """La table voulue, ses lignes touchées nettoyées et contrôlées par les règles d'un dépôt.

    `base`, `voulue` : textes, mêmes colonnes ; l'index désigne les lignes. Les lignes vides sont oubliées. Une ligne
    refusée laisse la table voulue telle qu'elle est écrite, et le rapport dit pourquoi.
    """
    schema = schemas()[nom]
    pleines = voulue[(voulue.drop(columns="nature", errors="ignore") != "").any(axis=1)]
    touchees = pleines[[r not in base.index or _differe(base, pleines, r) for r in pleines.index]]
    if touchees.empty:
        return Jugee(pleines, None)
    brut = Brut(
        f"saisie de « {schema.titre} »",
        touchees.reset_index(drop=True).astype("str"),
        [int(rang) + 1 for rang in touchees.index],
        "csv",
    )
    rapport = controler_brut(brut, formats()[f"modele:{nom}"], jeu=jeu, a_date=a_date, source=SOURCE)
    if rapport.lignes_gardees != rapport.lignes_lues:
        return Jugee(pleines, rapport)
    propres = _normalisees(rapport.table, schema).set_axis(touchees.index)
    return Jugee(pd.concat([pleines.drop(index=touchees.index), propres]).loc[pleines.index], rapport)


def _normalisees(textes: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    return normalisee(textes, schema)[schema.colonnes]


def _differe(base: pd.DataFrame, voulue: pd.DataFrame, rang: object) -> bool:
    return bool((base.loc[rang] != voulue.loc[rang]).any())


def enregistrer_saisie(
    dossier: Path,
    tables: Mapping[str, pd.DataFrame],
    gestes: Mapping[str, Sequence[Modification]],
    *,
    jeu: Jeu,
    attendu: str,
    qui: str,
    quand: datetime,
    motif: str = "saisie",
) -> Instantane:
    """Écrit un instantané où `tables` (textes) prennent la place des leurs ; lève `StockageError`.

    `gestes` : ce qui a été changé, gardé avec l'instantané ; `attendu` : l'empreinte du jeu que l'on a relu.
    """
    combien = sum(len(g) for g in gestes.values())
    titres = ", ".join(schemas()[nom].titre for nom in gestes)
    versement = Versement(SOURCE, quand.date())
    return enregistrer(
        dossier,
        {nom: typee(table, schemas()[nom]) for nom, table in tables.items()},
        motif=f"{motif} : {titres}, {pluriel(combien, 'geste')}",
        attendu=attendu,
        versements=dict.fromkeys(tables, versement),
        jeu=jeu,
        quand=quand,
        saisie=Saisie(qui, {nom: tuple(g) for nom, g in gestes.items()}),
    )
