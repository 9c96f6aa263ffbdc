"""Deux fiches pour un même lieu ? Des paires sont proposées, avec un score et des raisons ; rien n'est fusionné ici.

Le score est la moyenne pondérée des critères connus, abaissée par chaque réserve (`criteres_doublons`). Les poids et
le seuil ont été réglés sur le jeu de paires étiquetées de `tests/analysis/paires_doublons.csv` (`bancs/doublons.py`).
"""

from collections.abc import Iterable, Iterator, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from inclusion.analysis.criteres_doublons import notes, raisons, reserves, scores
from inclusion.analysis.noms_de_lieux import adresse, nom

SEUIL = 0.7
PRESELECTION, PRESELECTION_VOISINES = 68, 85
COLONNES = ["id_a", "id_b", "score", "raisons"]


def doublons(
    lieux: pd.DataFrame,
    *,
    voisines: Iterable[tuple[str, str]] = (),
    decisions: pd.DataFrame | None = None,
    seuil: float = SEUIL,
) -> pd.DataFrame:
    """Les paires proposées : id_a, id_b (id_a < id_b), score (0-1), raisons (séparées par `|`), par score décroissant.

    `lieux` : la table des lieux ; `voisines` : paires de codes INSEE de communes contiguës ; `decisions` : la table
    `decisions_doublons`, dont les paires ne sont plus proposées.
    """
    paires = candidates(lieux, voisines)
    if paires.empty:
        return pd.DataFrame(columns=COLONNES).astype({"score": "float64"})
    notees, reservees = notes(paires), reserves(paires)
    jugees = paires.assign(score=scores(paires, notees, reservees))
    table = _a_decider(jugees[jugees["score"] >= seuil], decisions)
    table = table.assign(raisons=raisons(table, notees, reservees))[COLONNES]
    return table.sort_values(["score", "id_a", "id_b"], ascending=[False, True, True], ignore_index=True)


def _a_decider(paires: pd.DataFrame, decisions: pd.DataFrame | None) -> pd.DataFrame:
    """Les paires sur lesquelles personne ne s'est encore prononcé."""
    if decisions is None or decisions.empty:
        return paires
    decidees = set(zip(decisions["id_a"], decisions["id_b"], strict=True))
    return paires.loc[[p not in decidees for p in zip(paires["id_a"], paires["id_b"], strict=True)]]


def voisines(communes: gpd.GeoDataFrame) -> list[tuple[str, str]]:
    """Les paires de communes dont les contours se touchent (codes croissants)."""
    traces = communes.loc[communes["geometry"].notna(), ["code_insee", "geometry"]]
    unes = gpd.GeoDataFrame(traces, geometry="geometry", crs="EPSG:4326")
    jointes = unes.sjoin(unes, predicate="intersects")
    paires = zip(jointes["code_insee_left"], jointes["code_insee_right"], strict=True)
    return sorted((a, b) for a, b in paires if a < b)


def candidates(lieux: pd.DataFrame, contigues: Iterable[tuple[str, str]]) -> pd.DataFrame:
    """Les paires à juger, colonnes `…_a` et `…_b` : noms voisins, ou même contact, ou même adresse, par commune."""
    tries = lieux.sort_values("id", ignore_index=True)
    noms = [
        nom(n, [c], str(code)[:2])
        for n, c, code in zip(tries["nom"], tries["commune"], tries["code_insee"], strict=True)
    ]
    voies = [" ".join(adresse(a)) if a else "" for a in tries["adresse"]]
    base = tries.assign(_nom=noms, _voie=voies)
    blocs = {str(code): list(rangs) for code, rangs in base.groupby("code_insee").groups.items() if code}
    formes = [n.forme for n in noms]
    rangs = {*_dans(blocs, formes), *_memes_contacts(base), *_entre(blocs, formes, contigues)}
    gauche, droite = zip(*sorted(rangs), strict=True) if rangs else ((), ())
    a, b = base.iloc[list(gauche)], base.iloc[list(droite)]
    return pd.concat(
        [a.add_suffix("_a").reset_index(drop=True), b.add_suffix("_b").reset_index(drop=True)], axis=1
    )


def _dans(blocs: Mapping[str, list[int]], formes: list[str]) -> Iterator[tuple[int, int]]:
    for rangs in blocs.values():
        yield from _proches(rangs, rangs, formes, PRESELECTION)


def _entre(
    blocs: Mapping[str, list[int]], formes: list[str], contigues: Iterable[tuple[str, str]]
) -> Iterator[tuple[int, int]]:
    for une, autre in contigues:
        if une in blocs and autre in blocs:
            yield from _proches(blocs[une], blocs[autre], formes, PRESELECTION_VOISINES)


def _proches(a: list[int], b: list[int], formes: list[str], minimum: int) -> Iterator[tuple[int, int]]:
    """Les paires de rangs dont les formes se ressemblent assez pour être regardées."""
    notes = process.cdist(
        [formes[r] for r in a],
        [formes[r] for r in b],
        scorer=fuzz.token_set_ratio,
        score_cutoff=minimum,
        dtype=np.uint8,
    )
    for i, j in zip(*np.nonzero(notes), strict=True):
        x, y = a[i], b[j]
        if x != y and (a is not b or x < y):
            yield (x, y) if x < y else (y, x)


def _memes_contacts(base: pd.DataFrame) -> Iterator[tuple[int, int]]:
    """Les paires de la même commune qui partagent un téléphone, un courriel ou une adresse (grands groupes exclus)."""
    for colonne in ("telephone", "courriels", "_voie"):
        connus = base[base[colonne].ne("") & base["code_insee"].ne("")]
        for rangs in connus.groupby(["code_insee", colonne]).groups.values():
            if 1 < len(rangs) <= 20:
                ordre = sorted(rangs)
                yield from ((x, y) for i, x in enumerate(ordre) for y in ordre[i + 1 :])
