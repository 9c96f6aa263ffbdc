"""Ce qui rapproche ou éloigne deux fiches de lieux : des critères et des réserves, nommés un à un.

Une table de paires porte les colonnes des lieux suffixées `_a` et `_b`, et `_nom_a`, `_nom_b` (`noms_de_lieux.Nom`).
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from inclusion.analysis.noms_de_lieux import opposes, ressemblance, ressemblance_adresses
from inclusion.model.nomenclatures import famille

PLANCHER_MEME_NOM = 0.75  # le même nom propre dans la même commune : un déménagement, sauf avis contraire
PROCHE_M, LOIN_M = 100.0, 1_000.0
RAYON_TERRE_M = 6_371_000.0
SITUEES = ("adresse", "rue")
ACCUEILLANTES = {"RFS", "MSAP", "ASSO", "Autre", "ESS", "EPN", "TIERS_LIEUX", "MUNI"}
VIDES = {"", "0" * 14}

Critere = Callable[[pd.DataFrame], pd.Series]


def _paires(paires: pd.DataFrame, colonne: str) -> Iterator[tuple[Any, Any]]:
    return zip(paires[f"{colonne}_a"], paires[f"{colonne}_b"], strict=True)


def _serie(paires: pd.DataFrame, valeurs: Iterable[float | None]) -> pd.Series:
    return pd.Series(list(valeurs), index=paires.index, dtype="float64")


def noms_proches(paires: pd.DataFrame) -> pd.Series:
    """Ressemblance des noms ; entre communes voisines, deux noms qui ne disent que la sorte ne se comparent pas."""
    ailleurs = paires["code_insee_a"] != paires["code_insee_b"]
    return _serie(
        paires,
        (
            0.0 if loin and not (a.propres and b.propres) else ressemblance(a, b)
            for (a, b), loin in zip(_paires(paires, "_nom"), ailleurs, strict=True)
        ),
    )


def memes_noms_propres(paires: pd.DataFrame, noms: pd.Series) -> pd.Series:
    """Masque : même commune, et deux noms propres (au-delà de la sorte de lieu) qui sont le même."""
    ici = paires["code_insee_a"] == paires["code_insee_b"]
    propres = pd.Series([bool(a.propres and b.propres) for a, b in _paires(paires, "_nom")], paires.index)
    return ici & propres & noms.ge(0.99)


def adresses_proches(paires: pd.DataFrame) -> pd.Series:
    return _serie(paires, (ressemblance_adresses(str(a), str(b)) for a, b in _paires(paires, "adresse")))


def distance_m(paires: pd.DataFrame) -> pd.Series:
    """Mètres (formule de haversine) ; manquante si l'une des positions n'est que celle de la commune."""
    situees = paires["precision_localisation_a"].isin(SITUEES) & paires["precision_localisation_b"].isin(
        SITUEES
    )
    lat_a, lat_b, lon_a, lon_b = (
        np.radians(paires[c].astype("Float64").to_numpy(dtype="float64", na_value=math.nan))
        for c in ("latitude_a", "latitude_b", "longitude_a", "longitude_b")
    )
    h = np.sin((lat_b - lat_a) / 2) ** 2 + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    return pd.Series(2 * RAYON_TERRE_M * np.arcsin(np.sqrt(h)), index=paires.index).where(situees)


def positions_proches(paires: pd.DataFrame) -> pd.Series:
    """1 jusqu'à 100 m, 0 à partir de 1 000 m."""
    return ((LOIN_M - distance_m(paires)) / (LOIN_M - PROCHE_M)).clip(0, 1)


def contacts_communs(paires: pd.DataFrame) -> pd.Series:
    """1 si le téléphone ou le courriel est le même ; sinon manquant : deux numéros ne distinguent pas deux lieux."""
    memes = _egaux(paires, "telephone") | _egaux(paires, "courriels")
    return memes.astype("float64").where(memes)


def identifiants_communs(paires: pd.DataFrame) -> pd.Series:
    """1 si le SIRET ou le RNA est le même (une ville n'en a qu'un pour tous ses lieux) ; sinon manquant."""
    memes = _egaux(paires, "pivot")
    return memes.astype("float64").where(memes)


def _egaux(paires: pd.DataFrame, colonne: str) -> pd.Series:
    return (paires[f"{colonne}_a"] == paires[f"{colonne}_b"]) & ~paires[f"{colonne}_a"].isin(VIDES)


CRITERES: dict[str, tuple[float, Critere]] = {
    "noms proches": (6.0, noms_proches),
    "même adresse": (3.0, adresses_proches),
    "positions proches": (2.0, positions_proches),
    "même téléphone ou courriel": (2.0, contacts_communs),
    "même SIRET ou RNA": (1.0, identifiants_communs),
}


def _typologies_etrangeres(paires: pd.DataFrame) -> pd.Series:
    return pd.Series(
        [not _compatibles(str(a), str(b)) for a, b in _paires(paires, "typologie")], paires.index
    )


def _compatibles(a: str, b: str) -> bool:
    codes_a, codes_b = set(a.split("|")) - {""}, set(b.split("|")) - {""}
    if not codes_a or not codes_b or codes_a & codes_b or (codes_a | codes_b) & ACCUEILLANTES:
        return True
    return bool({famille(c, "") for c in codes_a} & {famille(c, "") for c in codes_b})


def _itinerances_contraires(paires: pd.DataFrame) -> pd.Series:
    return pd.Series(
        [{str(a), str(b)} == {"Fixe", "Itinérant"} for a, b in _paires(paires, "itinerance")], paires.index
    )


# Réserve nommée → (facteur, masque)
RESERVES: dict[str, tuple[float, Critere]] = {
    "typologies différentes": (0.75, _typologies_etrangeres),
    "l'un est itinérant": (0.6, _itinerances_contraires),
    "annexe, numéro ou point cardinal différent": (
        0.7,
        lambda p: pd.Series([opposes(a, b) for a, b in _paires(p, "_nom")], p.index),
    ),
    "adresses différentes": (1.0, lambda p: adresses_proches(p) == 0),
    "communes voisines": (0.9, lambda p: p["code_insee_a"] != p["code_insee_b"]),
    "même source, qui les distingue": (
        0.92,
        lambda p: (p["source_a"] == p["source_b"]) & p["source_a"].ne(""),
    ),
}


def notes(paires: pd.DataFrame) -> dict[str, pd.Series]:
    """La valeur de chaque critère (0-1, ou manquante), par nom."""
    return {nom: critere(paires) for nom, (_, critere) in CRITERES.items()}


def reserves(paires: pd.DataFrame) -> dict[str, pd.Series]:
    """Le masque de chaque réserve, par nom."""
    return {nom: masque(paires).astype(bool) for nom, (_, masque) in RESERVES.items()}


def scores(
    paires: pd.DataFrame, notees: Mapping[str, pd.Series], reservees: Mapping[str, pd.Series]
) -> pd.Series:
    """Le score (0-1) de chaque paire : moyenne pondérée des critères connus, puis réserves."""
    total = poids = pd.Series(0.0, index=paires.index)
    for nom, valeurs in notees.items():
        total = total + CRITERES[nom][0] * valeurs.fillna(0)
        poids = poids + CRITERES[nom][0] * valeurs.notna()
    score = total / poids
    meme_nom = memes_noms_propres(paires, notees["noms proches"])
    score = score.mask(meme_nom, score.clip(lower=PLANCHER_MEME_NOM))
    for nom, masque in reservees.items():
        score = score.mask(masque, score * RESERVES[nom][0])
    return score.round(3)


def raisons(
    paires: pd.DataFrame, notees: Mapping[str, pd.Series], reservees: Mapping[str, pd.Series]
) -> list[str]:
    """Ce qui rapproche puis ce qui éloigne, paire par paire, en clair, séparé par `|`."""
    metres = distance_m(paires)
    return [
        "|".join(
            [
                *(n for n, valeurs in notees.items() if valeurs[rang] >= 0.7 and n != "positions proches"),
                *([f"à {round(metres[rang])} m l'un de l'autre"] if metres[rang] <= LOIN_M else []),
                *(f"mais {n}" for n, masque in reservees.items() if masque[rang]),
            ]
        )
        for rang in paires.index
    ]
