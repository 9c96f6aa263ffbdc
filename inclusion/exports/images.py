"""Une figure de l'écran en image : titre, lecture, légende, dessin, source, date et nature, dessinés par matplotlib."""

import textwrap
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from inclusion.exports.cartes_image import POINTS_PAR_POUCE, octets
from inclusion.exports.images_cartes import dessiner as dessiner_carte
from inclusion.exports.images_cartes import marque
from inclusion.exports.images_graphiques import dessiner as dessiner_graphique
from inclusion.exports.images_graphiques import haut_de_legende_po
from inclusion.exports.mise_en_page import lignes
from inclusion.model.impressions import Impression
from inclusion.model.provenance import LIBELLES_NATURE

LARGEUR_PO, MARGE_PO = 10.0, 0.25
PIXELS_PAR_POUCE = 80
"""Ce que vaut, sur l'image, la hauteur en pixels que l'écran donne à un graphique."""
HAUTEUR_CARTE_PO = 7.0
CORPS_TITRE, CORPS, PETIT = 15, 10, 8.5
COLONNES_LEGENDE = 3
EN_TETE_PO = 0.45
"""Ce qu'un graphique laisse au-dessus de lui, au moins, pour sa légende."""
INTERLIGNE = 1.3


def to_png(impression: Impression) -> bytes:
    """PNG d'une figure ; rien n'y est redemandé aux données : c'est ce que l'écran montre."""
    carte = "contours" in impression.dessin
    large = LARGEUR_PO - 2 * MARGE_PO
    titre = _bloc(impression.titre, CORPS_TITRE, large, gras=True)
    lecture = _bloc(f"Lecture : {impression.lecture}", CORPS, large)
    choisi = f" Territoire choisi à l'écran : {impression.territoire}." if impression.territoire else ""
    pied = _bloc(f"{impression.source} Nature : {impression.nature}.{choisi}", PETIT, large)
    signes = [(f, c, t) for f, c, t in impression.legende if f]
    notes = _bloc(" ".join(t for f, _, t in impression.legende if not f), PETIT, large)
    legende_po = 0.22 * -(-len(signes) // COLONNES_LEGENDE)
    en_tete_po = 0.0 if carte else max(EN_TETE_PO, haut_de_legende_po(impression.dessin) + 0.1)
    corps_po = (
        HAUTEUR_CARTE_PO
        if carte
        else max(3.0, impression.dessin["layout"].get("height", 400) / PIXELS_PAR_POUCE)
        + en_tete_po
        - EN_TETE_PO
    )
    hauteurs = [_haut(titre, CORPS_TITRE), _haut(lecture, CORPS), legende_po, _haut(notes, PETIT), corps_po,
                _haut(pied, PETIT)]  # fmt: skip
    figure = Figure(
        figsize=(LARGEUR_PO, sum(hauteurs) + 7 * 0.1 + 2 * MARGE_PO),
        dpi=POINTS_PAR_POUCE,
        facecolor=impression.papier,
    )
    y = _ecrire(figure, titre, MARGE_PO, CORPS_TITRE, impression.encre, gras=True)
    y = _ecrire(figure, lecture, y, CORPS, impression.encre)
    if signes:
        _legende(figure, signes, y, legende_po, impression.encre)
        y += legende_po + 0.1
    y = _ecrire(figure, notes, y, PETIT, impression.encre)
    axes = _place(figure, y, corps_po, en_tete_po, carte=carte)
    (dessiner_carte if carte else dessiner_graphique)(axes, impression.dessin, impression.encre)
    _ecrire(figure, pied, y + corps_po + 0.1, PETIT, impression.encre)
    if impression.nature == LIBELLES_NATURE["demonstration"]:
        _tampon(figure, impression)
    return octets(figure)


def _bloc(texte: str, corps: float, large_po: float, *, gras: bool = False) -> list[str]:
    """Le texte en lignes qui tiennent dans la largeur."""
    if not texte:
        return []
    rangs = lignes(texte, corps, large_po, gras=gras)
    return textwrap.wrap(texte, max(20, int(len(texte) / rangs * 0.94)) if rangs > 1 else len(texte) + 1)


def _haut(dites: Sequence[str], corps: float) -> float:
    return len(dites) * corps * INTERLIGNE / 72


def _ecrire(
    figure: Figure, dites: Sequence[str], y_po: float, corps: float, couleur: str, *, gras: bool = False
) -> float:
    """Écrit un bloc depuis le haut ; rend où commence le suivant (pouces)."""
    if not dites:
        return y_po
    haut = float(figure.get_size_inches()[1])
    figure.text(
        MARGE_PO / LARGEUR_PO, 1 - y_po / haut, "\n".join(dites), fontsize=corps, color=couleur, va="top",
        linespacing=INTERLIGNE, weight="bold" if gras else "normal",
    )  # fmt: skip
    return y_po + _haut(dites, corps) + 0.1


def _place(figure: Figure, y_po: float, corps_po: float, en_tete_po: float, *, carte: bool) -> Axes:
    haut = float(figure.get_size_inches()[1])
    gauche, large = (0.0, 1.0) if carte else (0.26, 0.7)
    retrait = (0.0, 0.0) if carte else (en_tete_po, 0.75)
    return figure.add_axes(
        (gauche, 1 - (y_po + corps_po - retrait[1]) / haut, large, (corps_po - sum(retrait)) / haut)
    )


def _legende(
    figure: Figure, signes: Sequence[tuple[str, str, str]], y_po: float, haut_po: float, encre: str
) -> None:
    """Les signes de la légende, forme et couleur, en trois colonnes."""
    total = float(figure.get_size_inches()[1])
    axes = figure.add_axes(
        (MARGE_PO / LARGEUR_PO, 1 - (y_po + haut_po) / total, 1 - 2 * MARGE_PO / LARGEUR_PO, haut_po / total)
    )
    axes.axis("off")
    poignees = [
        Line2D([], [], linestyle="", marker=marque(f), markersize=9, markerfacecolor=c, markeredgecolor=encre,
               markeredgewidth=0.5, label=t)
        for f, c, t in signes
    ]  # fmt: skip
    axes.legend(
        handles=poignees, loc="upper left", ncols=COLONNES_LEGENDE, fontsize=PETIT, frameon=False, labelcolor=encre,
        borderpad=0, borderaxespad=0, handletextpad=0.4, columnspacing=1.2, labelspacing=0.5,
    )  # fmt: skip


def _tampon(figure: Figure, impression: Impression) -> None:
    figure.text(
        1 - MARGE_PO / LARGEUR_PO, 1 - 0.12 / float(figure.get_size_inches()[1]), "DÉMONSTRATION : valeurs inventées",
        fontsize=PETIT, weight="bold", color=impression.encre, ha="right", va="top",
        bbox={"facecolor": impression.papier, "edgecolor": impression.encre, "pad": 3},
    )  # fmt: skip
