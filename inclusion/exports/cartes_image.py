"""Une carte en image, dessinée de nos contours par matplotlib : ni navigateur, ni tuiles, ni réseau."""

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from math import cos, radians
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from inclusion.model import palette
from inclusion.model.documents import Barres, CarteImprimee
from inclusion.model.palette import ENCRE
from inclusion.model.reponses import FondDeCarte

mpl.rcParams["text.parse_math"] = False
"""La seule porte vers matplotlib : aucun texte n'y est une formule, pour toute image écrite par l'observatoire."""
POINTS_PAR_POUCE = 200
MARGE = 0.04
CORPS_VILLE = 7
COTE_CROISEE_PO = 1.05
HACHURES = {"inconnu": "///"}
CROISEE = "croisee_"


def to_png(carte: CarteImprimee, *, largeur_po: float, hauteur_po: float) -> bytes:
    """PNG d'une carte et de sa légende, sans titre ni source : le document les porte. Tailles en pouces."""
    figure = Figure(figsize=(largeur_po, hauteur_po), dpi=POINTS_PAR_POUCE, facecolor=ENCRE.papier)
    croisee = any(teinte.startswith(CROISEE) for teinte, _ in carte.legende)
    rangs = -(-(len(carte.legende) + bool(carte.points)) // 2)
    bas = (COTE_CROISEE_PO + 0.45 if croisee else 0.12 + 0.19 * rangs) / hauteur_po
    axes = figure.add_axes((0.0, bas, 1.0, 1.0 - bas))
    _fond(axes, carte.fond, {c: palette.TEINTES[t] for c, t in carte.teintes.items()}, _hachures(carte))
    if carte.points:
        _points(axes, carte.points)
    cadrer(axes, carte.fond.emprise, largeur_po / (hauteur_po * (1 - bas)))
    _villes(axes, carte.fond)
    if croisee:
        _legende_croisee(figure)
    else:
        _legende(figure, carte)
    return octets(figure)


def octets(figure: Figure) -> bytes:
    """Le PNG d'une figure, sans mention de logiciel ni d'heure."""
    tampon = BytesIO()
    figure.savefig(tampon, format="png", facecolor=figure.get_facecolor(), metadata={"Software": None})
    return tampon.getvalue()


def _hachures(carte: CarteImprimee) -> dict[str, str]:
    return {code: HACHURES[teinte] for code, teinte in carte.teintes.items() if teinte in HACHURES}


def _fond(axes: Axes, fond: FondDeCarte, couleurs: dict[str, str], hachures: dict[str, str]) -> None:
    for code, polygones in fond.contours.items():
        dedans = code in fond.dedans
        defaut = palette.COMMUNE if dedans else palette.HORS_TERRITOIRE
        axes.add_artist(
            PathPatch(
                chemin(polygones),
                facecolor=couleurs.get(code, defaut) if dedans else defaut,
                edgecolor=ENCRE.trait,
                linewidth=0.5,
                hatch=hachures.get(code),
            )
        )
    for ligne in fond.limites:
        axes.plot([x for _, x in ligne], [y for y, _ in ligne], color=palette.LIMITE, linewidth=1.1)


def chemin(polygones: Iterable[Any]) -> Path:
    """Un chemin composé : chaque anneau fermé, trous compris ; de [latitude, longitude] à (x, y)."""
    chemins = [
        Path([(x, y) for y, x in anneau], closed=True) for polygone in polygones for anneau in polygone
    ]
    return Path.make_compound_path(*chemins)


def _points(axes: Axes, points: Sequence[tuple[float, float]]) -> None:
    axes.scatter(
        [x for _, x in points],
        [y for y, _ in points],
        s=9,
        color=palette.POINT,
        edgecolors=ENCRE.papier,
        linewidths=0.5,
        zorder=3,
        label="lieu de médiation",
    )


def sans_chevauchement(
    axes: Axes, villes: Iterable[tuple[str, float, float]], corps: float
) -> Iterator[tuple[str, float, float]]:
    """Les villes (nom, latitude, longitude) dans l'ordre, sauf celles dont le nom en chevaucherait un autre."""
    posees: list[tuple[float, float, float]] = []
    echelle = corps * POINTS_PAR_POUCE / 72
    for nom, y, x in villes:
        px, py = axes.transData.transform((x, y))
        demi = 0.33 * echelle * len(nom)
        if all(abs(px - x0) >= demi + d0 or abs(py - y0) >= 1.3 * echelle for x0, y0, d0 in posees):
            posees.append((px, py, demi))
            yield nom, y, x


def _villes(axes: Axes, fond: FondDeCarte) -> None:
    halo = [withStroke(linewidth=2.2, foreground=ENCRE.papier)]
    for nom, y, x in sans_chevauchement(axes, fond.villes, CORPS_VILLE):
        axes.annotate(
            nom, (x, y), xytext=(0, 4), textcoords="offset points", ha="center", fontsize=CORPS_VILLE,
            color=ENCRE.texte, path_effects=halo, zorder=4,
        )  # fmt: skip


def cadrer(axes: Axes, emprise: Sequence[Sequence[float]], forme: float) -> None:
    """Cadre l'emprise et une marge, sans déformer ; `forme` : largeur sur hauteur de la place."""
    (sud, ouest), (nord, est) = emprise
    milieu_y, milieu_x, echelle = (sud + nord) / 2, (ouest + est) / 2, cos(radians((sud + nord) / 2))
    haut, large = (nord - sud) * (1 + 2 * MARGE), (est - ouest) * echelle * (1 + 2 * MARGE)
    haut, large = (haut, haut * forme) if large < haut * forme else (large / forme, large)
    axes.set_xlim(milieu_x - large / echelle / 2, milieu_x + large / echelle / 2)
    axes.set_ylim(milieu_y - haut / 2, milieu_y + haut / 2)
    axes.set_aspect("auto")
    axes.axis("off")


def _legende(figure: Figure, carte: CarteImprimee) -> None:
    signes: list[Any] = [
        Patch(
            facecolor=palette.TEINTES[teinte],
            edgecolor=ENCRE.discret,
            hatch=HACHURES.get(teinte),
            label=libelle,
        )
        for teinte, libelle in carte.legende
    ]
    if carte.points:
        signes.append(figure.axes[0].collections[-1])
    figure.legend(
        handles=signes, loc="lower center", ncols=2, fontsize=8, frameon=False, labelcolor=ENCRE.texte
    )


def _legende_croisee(figure: Figure) -> None:
    """Le carré 3 × 3 : le besoin de gauche à droite, l'éloignement de bas en haut, en mots."""
    largeur, hauteur = figure.get_size_inches()
    cote = COTE_CROISEE_PO
    axes = figure.add_axes((0.5 - cote / largeur / 3, 0.36 / hauteur, cote / largeur, cote / hauteur))
    for loin, rangee in enumerate(palette.CROISEE):
        for besoin, couleur in enumerate(rangee):
            axes.add_patch(
                Rectangle((besoin, loin), 1, 1, facecolor=couleur, edgecolor=ENCRE.discret, linewidth=0.5)
            )
    axes.set(xlim=(0, 3), ylim=(0, 3), xticks=(0.5, 1.5, 2.5), yticks=(0.5, 1.5, 2.5))
    axes.set_xticklabels(("faible", "moyen", "fort"), fontsize=6.5)
    axes.set_yticklabels(("10 min au plus", "10 à 20 min", "plus de 20 min"), fontsize=6.5)
    axes.set_ylabel("éloignement", fontsize=7.5, color=ENCRE.texte, labelpad=2)
    axes.set_xlabel("besoin", fontsize=7.5, color=ENCRE.texte, labelpad=1)
    axes.tick_params(length=0, colors=ENCRE.texte, pad=1)
    for cote_axe in axes.spines.values():
        cote_axe.set_visible(False)


def barres_png(barres: Barres, *, largeur_po: float, hauteur_po: float) -> bytes:
    """PNG de barres horizontales empilées, chaque valeur écrite. Tailles en pouces."""
    figure = Figure(
        figsize=(largeur_po, hauteur_po), dpi=POINTS_PAR_POUCE, facecolor=ENCRE.papier, layout="constrained"
    )
    axes = figure.add_subplot()
    debut = [0.0] * len(barres.categories)
    for couleur, (nom, valeurs) in zip(palette.SERIES, barres.series, strict=False):
        posees = axes.barh(barres.categories, valeurs, left=debut, color=couleur, label=nom)
        axes.bar_label(
            posees,
            [f"{v:g}" if v else "" for v in valeurs],
            label_type="center",
            fontsize=7,
            color=ENCRE.papier,
        )
        debut = [a + b for a, b in zip(debut, valeurs, strict=True)]
    axes.invert_yaxis()
    axes.tick_params(labelsize=8, colors=ENCRE.texte, length=0)
    axes.set_xlabel(barres.unite, fontsize=8, color=ENCRE.texte)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.legend(fontsize=8, frameon=False, loc="lower right")
    return octets(figure)
