"""Une carte de l'écran, dessinée par matplotlib d'après les données mêmes que le navigateur dessine."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from inclusion.exports.cartes_image import cadrer, chemin, sans_chevauchement

HACHURES = "url("
CORPS_VILLE = 8
TAILLE_POINT = 7.0


def dessiner(axes: Axes, donnees: Mapping[str, Any], encre: str) -> None:
    """Communes, limites, villes et points ; `donnees` : celles de la carte (latitude, longitude, EPSG:4326)."""
    teintes, couleurs = donnees["teintes"], donnees.get("couleurs") or {}
    dedans = set(donnees["dedans"])
    for code, polygones in donnees["contours"].items():
        dite = couleurs.get(code, teintes["commune"])
        hachuree = dite.startswith(HACHURES)
        axes.add_artist(
            PathPatch(
                chemin(polygones),
                facecolor=teintes["mer"] if code not in dedans else teintes["commune"] if hachuree else dite,
                edgecolor=teintes["hachure"] if hachuree else teintes["trait"],
                linewidth=0.5,
                hatch="///" if hachuree and code in dedans else None,
            )
        )
    for ligne in donnees["limites"]:
        axes.plot([x for _, x in ligne], [y for y, _ in ligne], color=teintes["epci"], linewidth=1.2)
    largeur, hauteur = axes.get_figure().get_size_inches()  # type: ignore[union-attr]
    place = axes.get_position()
    cadrer(axes, donnees["cadre"], largeur * place.width / (hauteur * place.height))
    _points(axes, donnees)
    halo = [withStroke(linewidth=2.4, foreground=teintes["halo"])]
    for nom, y, x in sans_chevauchement(axes, donnees["villes"], CORPS_VILLE):
        axes.annotate(
            nom, (x, y), xytext=(0, 6), textcoords="offset points", ha="center", fontsize=CORPS_VILLE, color=encre,
            path_effects=halo, zorder=5,
        )  # fmt: skip


def _points(axes: Axes, donnees: Mapping[str, Any]) -> None:
    par_signe: dict[tuple[str, str], list[Sequence[Any]]] = {}
    for point in donnees["lieux"]:
        par_signe.setdefault((point[4], point[5]), []).append(point)
    for (forme, couleur), points in par_signe.items():
        axes.plot(
            [p[1] for p in points], [p[0] for p in points], linestyle="", marker=marque(donnees["formes"][forme]),
            markersize=TAILLE_POINT, markerfacecolor=couleur, markeredgecolor=donnees["teintes"]["halo"],
            markeredgewidth=0.6, zorder=4,
        )  # fmt: skip


def marque(forme: str) -> Any:
    """Le signe d'une forme SVG (grille de 24, segments droits) ; un arc est un rond."""
    if "a" in forme:
        return "o"
    points: list[tuple[float, float]] = []
    x = y = 0.0
    for lettre, suite in re.findall(r"([MLHVlhvm])([^A-Za-z]*)", forme):
        valeurs = [float(v) for v in re.findall(r"-?\d*\.?\d+", suite)]
        pas = 1 if lettre in "HVhv" else 2
        for rang in range(0, len(valeurs), pas):
            lues = valeurs[rang : rang + pas]
            dx, dy = (
                (lues[0], 0.0) if lettre in "Hh" else (0.0, lues[0]) if lettre in "Vv" else (lues[0], lues[1])
            )
            relatif = lettre.islower()
            x = x + dx if relatif else x if lettre == "V" else dx
            y = y + dy if relatif else y if lettre == "H" else dy
            points.append((x - 12, 12 - y))
    return Path([*points, points[0]], closed=True)
