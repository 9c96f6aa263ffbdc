"""Les équipements revenus : suivis dans leur lot pour n'être comptés qu'une fois, quoi qu'il leur arrive ensuite.

Un lot ne suit pas chaque appareil. À chaque étape, les revenus sortent d'abord, puis les échecs repris, puis les
autres : dans le doute, un appareil compte pour déjà remis, jamais pour un de plus. Ce qu'une ligne sort de plus que
l'étape ne tient est pris aux revenus encore en filière, puis compté comme jamais remis. D'un même jour, les passages se
suivent dans l'ordre de la filière, les retours d'abord : l'ordre des lignes du fichier ne change aucun compte.
"""

from collections.abc import Hashable, Iterator
from itertools import groupby
from typing import Any

import pandas as pd

from inclusion.analysis.filiere.etapes import DEHORS, EN_COURS, PASSAGES

APRES_REMISE = ("distribue", "en_usage", "retour")
APRES_ATELIER = ("reconditionne", "stock_pret", "echec_test", *APRES_REMISE)
"""Ce qui quitte l'une de ces étapes a été remis, ou reconditionné, même si le passage n'a pas été saisi."""

Passe = tuple[bool, bool]
"""(déjà remis, déjà reconditionné)."""
Contenu = dict[str, dict[Passe, float]]
"""Ce que tient chaque étape, par passé, en équipements."""
COLONNES = ["id_lot", "categorie", "date", "etape_de", "etape_vers", "quantite", "code_insee"]
ORDRE = [(de, vers) for de in sorted(PASSAGES, key=lambda e: e not in APRES_REMISE) for vers in PASSAGES[de]]
"""Les passages d'un même jour : ceux d'un retour, puis ceux des autres, dans l'ordre de la filière."""


def suivis(flux: pd.DataFrame) -> pd.DataFrame:
    """Les passages, dans l'ordre du temps, avec deux colonnes de plus (équipements).

    `jamais_remis` : ceux du passage qui n'avaient jamais été remis ; `jamais_reconditionnes` : jamais reconditionnés.
    Un appareil revenu puis recyclé ne fait donc passer pour seconde la remise d'aucun autre.
    """
    ordonnes = flux.sort_values("date", kind="stable")
    par_lot: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
    for numero, (lot, categorie, *passage) in enumerate(zip(*(ordonnes[c] for c in COLONNES), strict=True)):
        par_lot.setdefault((lot, categorie), []).append((numero, *passage))
    jamais: dict[Hashable, tuple[float, float]] = {}
    for passages in par_lot.values():
        jamais.update(_suivre(passages))
    comptes = [jamais[numero] for numero in range(len(ordonnes))]
    return ordonnes.assign(
        jamais_remis=pd.array([remis for remis, _ in comptes], dtype="float64"),
        jamais_reconditionnes=pd.array([refaits for _, refaits in comptes], dtype="float64"),
    )


def _suivre(passages: list[tuple[Any, ...]]) -> Iterator[tuple[int, tuple[float, float]]]:
    """(numéro, (jamais remis, jamais reconditionnés)) de chaque passage d'un lot et d'une catégorie."""
    contenu: Contenu = {}
    for _, du_jour in groupby(passages, key=lambda p: p[1]):
        for numero, _, de, vers, quantite, _ in _dans_l_ordre(sorted(du_jour, key=_rang), contenu):
            pris = list(_prises(contenu, de, float(quantite)))
            yield (
                numero,
                (sum(q for (remis, _), q in pris if not remis), sum(q for (_, fait), q in pris if not fait)),
            )
            arrivee = contenu.setdefault(vers, {})
            for (remis, fait), q in pris:
                passe = (remis or vers == "distribue", fait or vers == "reconditionne")
                arrivee[passe] = arrivee.get(passe, 0.0) + q


def _rang(passage: tuple[Any, ...]) -> tuple[int, str, str, float, str]:
    """La place d'un passage dans sa journée, sans égard à sa ligne ; inconnu de la filière : après les autres."""
    _, _, de, vers, quantite, commune = passage
    rang = ORDRE.index((de, vers)) if (de, vers) in ORDRE else len(ORDRE)
    return rang, de, vers, float(quantite), str(commune)


def _dans_l_ordre(du_jour: list[tuple[Any, ...]], contenu: Contenu) -> Iterator[tuple[Any, ...]]:
    """Les passages d'un jour, déjà rangés : à chaque fois le premier dont l'étape tient ce qu'il sort."""
    attente = du_jour
    while attente:
        rang = next((r for r, p in enumerate(attente) if p[2] in DEHORS or _tient(contenu, p)), 0)
        yield attente[rang]
        attente = attente[:rang] + attente[rang + 1 :]


def _tient(contenu: Contenu, passage: tuple[Any, ...]) -> bool:
    return sum(contenu.get(passage[2], {}).values()) >= float(passage[4])


def _prises(contenu: Contenu, etape: str, quantite: float) -> Iterator[tuple[Passe, float]]:
    """Ce qui quitte une étape : les siens, à défaut les revenus en filière, à défaut ce qui n'a pas été saisi."""
    ailleurs = [] if etape in DEHORS else [e for e in EN_COURS if e != etape]
    candidats = [(etape, passe) for passe in sorted(contenu.get(etape, {}), reverse=True)]
    candidats += [(e, passe) for e in ailleurs for passe in contenu.get(e, {}) if passe[0]]
    reste = quantite
    for ou, passe in candidats:
        if pris := min(reste, contenu[ou][passe]):
            contenu[ou][passe] -= pris
            reste -= pris
            yield passe, pris
    if reste > 0:
        yield (etape in APRES_REMISE, etape in APRES_ATELIER), reste
