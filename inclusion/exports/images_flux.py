"""Un diagramme de flux en image : des nœuds rangés de gauche à droite, des liens larges comme leur valeur."""

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from inclusion.exports.images_series import teinte, texte

EPAISSEUR, VIDE = 0.02, 0.05
CORPS, OPACITE = 8, 0.35


def dessiner(axes: Axes, trace: Mapping[str, Any], encre: str) -> None:
    """Le diagramme d'une trace « sankey » de plotly, de gauche à droite quel que soit le sens de l'écran."""
    liens = list(zip(trace["link"]["source"], trace["link"]["target"], trace["link"]["value"], strict=True))
    noms = trace["node"]["customdata"]
    rangs = _rangs(liens, len(noms))
    sommes = [
        max(sum(v for s, _, v in liens if s == n), sum(v for _, t, v in liens if t == n))
        for n in range(len(noms))
    ]
    colonnes = [[n for n in range(len(noms)) if rangs[n] == r] for r in range(max(rangs) + 1)]
    echelle = min((1 - VIDE * (len(c) - 1)) / sum(sommes[n] for n in c) for c in colonnes if c)
    place = {
        n: (rangs[n] / max(1, *rangs), haut) for c in colonnes for n, haut in _empiles(c, sommes, echelle)
    }
    sortie, entree = dict.fromkeys(place, 0.0), dict.fromkeys(place, 0.0)
    for source, cible, valeur in liens:
        epais = valeur * echelle
        (x0, y0), (x1, y1) = place[source], place[cible]
        axes.add_artist(
            _ruban(x0 + EPAISSEUR, y0 - sortie[source], x1, y1 - entree[cible], epais, trace["link"]["color"])
        )
        sortie[source] += epais
        entree[cible] += epais
    for n, (x, haut) in place.items():
        long = sommes[n] * echelle
        axes.add_artist(Rectangle((x, haut - long), EPAISSEUR, long, color=trace["node"]["color"][n]))
        dit = texte(noms[n])
        axes.text(
            x + EPAISSEUR + 0.006,
            haut - long / 2,
            dit,
            fontsize=CORPS,
            color=encre,
            va="center",
        )
    axes.set_position((0.02, axes.get_position().y0, 0.96, axes.get_position().height))
    axes.set_xlim(-0.01, 1.16)
    axes.set_ylim(-0.03, 1.03)
    axes.axis("off")


def _rangs(liens: list[tuple[int, int, float]], combien: int) -> list[int]:
    """La colonne de chaque nœud : une de plus que la plus avancée de celles qui y mènent."""
    rangs = [0] * combien
    for _ in range(combien):
        for source, cible, _valeur in liens:
            rangs[cible] = max(rangs[cible], min(rangs[source] + 1, combien))
    return rangs


def _empiles(colonne: list[int], sommes: list[float], echelle: float) -> list[tuple[int, float]]:
    """(nœud, bord haut) d'une colonne centrée, de haut en bas."""
    prise = echelle * sum(sommes[n] for n in colonne) + VIDE * (len(colonne) - 1)
    haut, poses = 0.5 + prise / 2, []
    for n in colonne:
        poses.append((n, haut))
        haut -= sommes[n] * echelle + VIDE
    return poses


def _ruban(x0: float, y0: float, x1: float, y1: float, epais: float, couleur: str) -> PathPatch:  # noqa: PLR0917
    milieu = (x0 + x1) / 2
    sommets = [(x0, y0), (milieu, y0), (milieu, y1), (x1, y1), (x1, y1 - epais), (milieu, y1 - epais), (milieu, y0 - epais),
               (x0, y0 - epais), (x0, y0)]  # fmt: skip
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    return PathPatch(Path(sommets, codes), facecolor=teinte(couleur), edgecolor="none", alpha=OPACITE)
