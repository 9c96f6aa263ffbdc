"""Où poser les nœuds d'un diagramme de flux qui se lit de haut en bas : chaque étiquette a sa place sur un téléphone."""

from collections.abc import Mapping, Sequence

import pandas as pd

LARGEUR_PX, HAUTEUR_PX = 320, 700
MARGE = {"l": 2, "r": 2, "t": 10, "b": 54}
UTILE_X, UTILE_Y = LARGEUR_PX - MARGE["l"] - MARGE["r"], HAUTEUR_PX - MARGE["t"] - MARGE["b"]
"""La largeur est fixe : plotly place les nœuds d'un diagramme debout en confondant largeur et hauteur (voir `noeuds`)."""
PART_MIN, JEU = 0.195, 0.02
"""La largeur qu'il faut à une étiquette, et le vide entre deux nœuds, en part de la largeur du dessin."""


def rangees(liens: pd.DataFrame) -> dict[str, int]:
    """Nœud → rangée (0 en haut) : une de plus que la plus basse de celles qui y mènent.

    `liens` : source, cible ; sans boucle, sinon `ValueError`.
    """
    noms = dict.fromkeys([*liens["source"], *liens["cible"]])
    rang = dict.fromkeys(noms, 0)
    for _ in range(len(noms)):
        avant = dict(rang)
        for source, cible in zip(liens["source"], liens["cible"], strict=True):
            rang[cible] = max(rang[cible], rang[source] + 1)
        if rang == avant:
            return rang
    raise ValueError("Le diagramme boucle : un nœud mène à lui-même.")


def places(liens: pd.DataFrame, sommes: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    """Nœud → (x, y) de son milieu, de 0 à 1, x vers la droite et y vers le bas.

    Dans une rangée, chacun a une largeur proportionnelle à sa somme, jamais moins que celle de son étiquette.
    """
    rang = rangees(liens)
    derniere = max(rang.values())
    part = echelle(liens, sommes)
    trouvees: dict[str, tuple[float, float]] = {}
    for rangee in range(derniere + 1):
        siens = [n for n in rang if rang[n] == rangee]
        parts = _parts([sommes[n] for n in siens], part)
        total = max(1.0, sum(parts))
        gauche = (1 - sum(parts) / total) / 2
        for nom, largeur in zip(siens, parts, strict=True):
            trouvees[nom] = (
                round(gauche + largeur / total / 2, 4),
                round(0.01 + 0.98 * rangee / derniere, 4),
            )
            gauche += largeur / total
    return trouvees


def echelle(liens: pd.DataFrame, sommes: Mapping[str, float]) -> float:
    """La part de la largeur que prend une unité : la plus grande qui laisse à chaque rangée la place de ses étiquettes."""
    rang = rangees(liens)
    en_rangees = [[sommes[n] for n in rang if rang[n] == r] for r in set(rang.values())]
    plus_grand = max(sommes.values())
    pleines = [pas / 50 / plus_grand for pas in range(50, 9, -1)]
    return next((p for p in pleines if all(sum(_parts(v, p)) <= 1 for v in en_rangees)), pleines[-1])


def _parts(valeurs: Sequence[float], part: float) -> list[float]:
    return [max(PART_MIN, part * v + JEU) for v in valeurs]


def ecart_px(liens: pd.DataFrame, sommes: Mapping[str, float]) -> float:
    """L'écart entre nœuds qui fait prendre à plotly cette échelle-là : il la déduit de la rangée la plus pleine."""
    rang = rangees(liens)
    part = echelle(liens, sommes)
    ecarts = [
        UTILE_X * (1 - part * sum(sommes[n] for n in siens)) / (len(siens) - 1)
        for siens in ([n for n in rang if rang[n] == r] for r in set(rang.values()))
        if len(siens) > 1
    ]
    return max(0.0, min(ecarts, default=0.0))


def noeuds(trouvees: Mapping[str, tuple[float, float]]) -> dict[str, list[float]]:
    """Les coordonnées que plotly attend d'un diagramme debout : x le long du flux, rapporté à la largeur, et inversement."""
    return {
        "x": [max(0.001, y * UTILE_Y / UTILE_X) for _, y in trouvees.values()],
        "y": [max(0.001, x * UTILE_X / UTILE_Y) for x, _ in trouvees.values()],
    }
