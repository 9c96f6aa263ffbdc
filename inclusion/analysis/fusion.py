"""Réunir deux fiches d'un même lieu, une fois qu'une personne l'a décidé."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from inclusion.model.schemas import Champ, schemas

SEPARATEUR = "|"
# Colonnes qui vont ensemble : on ne prend pas la latitude de l'une et la longitude de l'autre
POSITION = ("latitude", "longitude", "precision_localisation")
SITUATION = ("code_insee", "commune", "code_postal", "adresse", "complement_adresse", *POSITION)
PRECISIONS = ("adresse", "rue", "commune")
MEME_LIEU, DISTINCTS = "meme_lieu", "distincts"


class NaturesDifferentesError(ValueError):
    """Une fiche réelle et une fiche de démonstration ne se réunissent pas."""


def fusionner(lieux: pd.DataFrame, a: str, b: str, choix: Mapping[str, str] | None = None) -> pd.DataFrame:
    """La table où la fiche `a` a pris ce que `b` savait de plus, et où `b` n'est plus.

    `choix` : colonne → « a » ou « b », pour imposer une valeur. Sans choix : la valeur de `a`, à défaut celle de `b` ;
    les listes, les sources et les dispositifs s'ajoutent ; la position vient de la plus précise des deux ; la date est
    la plus récente. Deux communes différentes : l'adresse et la position restent celles de `a`.

    Lève `KeyError` si une fiche manque, `NaturesDifferentesError` si l'une est de démonstration.
    """
    par_id = lieux.set_index("id", drop=False)
    fiche_a, fiche_b = par_id.loc[a], par_id.loc[b]
    if fiche_a["nature"] != fiche_b["nature"]:
        raise NaturesDifferentesError(
            f"« {a} » et « {b} » : l'une est réelle, l'autre est une démonstration."
        )
    voulues = {"id": "a"} | _situation(fiche_a, fiche_b) | dict(choix or {})
    reunie = {c.nom: _reunie(c, fiche_a, fiche_b, voulues.get(c.nom, "")) for c in schemas()["lieux"].champs}
    nouvelle = pd.DataFrame([reunie]).reindex(columns=lieux.columns).astype(lieux.dtypes.to_dict())
    rangs = lieux["id"].to_numpy()
    avant, apres = lieux[rangs == a].index[0], lieux[rangs == b].index
    sans = lieux.drop(index=apres)
    place = sans.index.get_loc(avant)
    return pd.concat([sans.iloc[:place], nouvelle, sans.iloc[place + 1 :]], ignore_index=True)


def _reunie(champ: Champ, a: pd.Series, b: pd.Series, voulue: str) -> object:
    une, autre = a[champ.nom], b[champ.nom]
    if voulue:
        return une if voulue == "a" else autre
    if champ.separateur or champ.nom == "source":
        separateur = champ.separateur or " ; "
        return separateur.join(
            dict.fromkeys(v for v in [*_morceaux(une, separateur), *_morceaux(autre, separateur)])
        )
    if champ.nom == "date_maj":
        return max((d for d in (une, autre) if not pd.isna(d)), default=pd.NaT)
    return autre if pd.isna(une) or une == "" else une


def _morceaux(cellule: object, separateur: str) -> list[str]:
    return [v for v in str(cellule).split(separateur) if v]


def _situation(a: pd.Series, b: pd.Series) -> dict[str, str]:
    """De quelle fiche vient chaque colonne d'adresse et de position."""
    if a["code_insee"] != b["code_insee"]:
        return dict.fromkeys(SITUATION, "a")
    return dict.fromkeys(POSITION, "b" if _rang(b) < _rang(a) else "a")


def _rang(fiche: pd.Series) -> int:
    """0 pour une position à l'adresse, puis de moins en moins précis."""
    connue = not pd.isna(fiche["latitude"]) and fiche["precision_localisation"] in PRECISIONS
    return PRECISIONS.index(fiche["precision_localisation"]) if connue else len(PRECISIONS)


def references_reportees(
    tables: Mapping[str, pd.DataFrame], ancien: str, nouveau: str
) -> dict[str, pd.DataFrame]:
    """Les tables qui citaient le lieu `ancien`, et qui citent maintenant `nouveau` (une seule fois)."""
    changees: dict[str, pd.DataFrame] = {}
    for nom, colonne, separateur in _colonnes_de_lieux():
        table = changees.get(nom, tables[nom])
        reportee = table[colonne].map(lambda c, s=separateur: _reportee(c, ancien, nouveau, s)).astype("str")
        if not reportee.eq(table[colonne]).all():
            changees[nom] = table.assign(**{colonne: reportee})
    return changees


def _colonnes_de_lieux() -> list[tuple[str, str, str]]:
    """(table, colonne, séparateur) de chaque colonne qui désigne un lieu par son identifiant."""
    return [
        (schema.nom, champ.nom, champ.separateur)
        for schema in schemas().values()
        for champ in schema.champs
        if "lieux.id" in champ.references or _cle_etrangere(schema.descripteur, champ.nom)
    ]


def _cle_etrangere(descripteur: Mapping[str, Any], colonne: str) -> bool:
    cles = descripteur.get("foreignKeys", [])
    return any(c["fields"] == [colonne] and c["reference"]["resource"] == "lieux" for c in cles)


def _reportee(cellule: str, ancien: str, nouveau: str, separateur: str) -> str:
    if not separateur:
        return nouveau if cellule == ancien else cellule
    morceaux = [nouveau if v == ancien else v for v in cellule.split(separateur)]
    return separateur.join(dict.fromkeys(morceaux))


def decision(
    a: str, b: str, quoi: str, *, a_date: date, garde: str = "", nature: str = "reel"
) -> pd.DataFrame:
    """Une ligne de la table `decisions_doublons`, identifiants dans l'ordre croissant."""
    premier, second = sorted((a, b))
    return pd.DataFrame(
        {
            "id_a": [premier],
            "id_b": [second],
            "decision": [quoi],
            "id_garde": [garde],
            "date_decision": pd.to_datetime([a_date]),
            "nature": [nature],
        }
    )
