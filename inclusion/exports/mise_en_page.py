"""La place que prend un texte ou un tableau sur une vue : ce qui évite les débordements."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl
from PIL import ImageFont

from inclusion.model.documents import Tableau
from inclusion.model.formats.texte import d_une_ligne

POLICES = Path(mpl.get_data_path()) / "fonts" / "ttf"
"""DejaVu Sans, livrée avec matplotlib : la même sur toute machine, plus large qu'Arial, donc prudente."""

CORPS_MESURE = 100
INTERLIGNE = 1.2
MARGES_CASE_PO = (0.16, 0.06)
CORPS_TABLEAU = (12.0, 11.0, 10.0, 9.0, 8.0)


class Place(NamedTuple):
    """Un rectangle d'une vue, en pouces depuis le coin haut gauche."""

    x: float
    y: float
    largeur: float
    haut: float


@lru_cache(maxsize=2)
def _police(gras: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(
        str(POLICES / ("DejaVuSans-Bold.ttf" if gras else "DejaVuSans.ttf")), CORPS_MESURE
    )


@lru_cache(maxsize=4096)
def largeur_po(texte: str, corps: float, *, gras: bool = False) -> float:
    """La largeur d'un texte tel qu'il se compose, sur une ligne, en pouces ; `corps` en points."""
    return float(_police(gras).getlength(d_une_ligne(texte))) / CORPS_MESURE * corps / 72


def lignes(texte: str, corps: float, place_po: float, *, gras: bool = False) -> int:
    """Le nombre de lignes d'un texte dans une largeur donnée, coupé aux espaces."""
    total, courante = 1, ""
    for mot in texte.split(" "):
        essai = f"{courante} {mot}".strip()
        if courante and largeur_po(essai, corps, gras=gras) > place_po:
            total, courante = total + 1, mot
        else:
            courante = essai
    return total


def hauteur_po(textes: Sequence[str], corps: float, place_po: float, *, entre_pt: float = 6) -> float:
    """La hauteur de paragraphes empilés, en pouces."""
    rangs = sum(lignes(texte, corps, place_po) for texte in textes)
    return (rangs * corps * INTERLIGNE + entre_pt * max(0, len(textes) - 1)) / 72


@dataclass(frozen=True)
class TableauPose:
    """Un tableau à sa place : corps des lettres, lignes montrées, largeur des colonnes, hauteur de chaque rangée."""

    corps: float
    montrees: int
    colonnes_po: tuple[float, ...]
    rangees_po: tuple[float, ...]

    @property
    def hauteur_po(self) -> float:
        return sum(self.rangees_po)


def poser(tableau: Tableau, largeur: float, hauteur: float) -> TableauPose:
    """Le plus grand corps qui fait tenir le tableau ; à défaut, moins de lignes au plus petit corps. En pouces."""
    colonnes = tuple(largeur * p / sum(tableau.poids) for p in tableau.poids)
    cellules = [tableau.entetes, *tableau.cellules()]
    for corps in CORPS_TABLEAU:
        rangees = _rangees(cellules, colonnes, corps)
        if sum(rangees) <= hauteur and not _trop_etroit(cellules, colonnes, corps):
            return TableauPose(corps, len(rangees) - 1, colonnes, rangees)
    gardees = list(rangees)
    while len(gardees) > 2 and sum(gardees) > hauteur:
        gardees.pop()
    return TableauPose(CORPS_TABLEAU[-1], len(gardees) - 1, colonnes, tuple(gardees))


def _trop_etroit(cellules: Sequence[Sequence[str]], colonnes: Sequence[float], corps: float) -> bool:
    """Un mot dépasse sa colonne."""
    return any(
        largeur_po(mot, corps, gras=rang == 0) > place - MARGES_CASE_PO[0]
        for rang, rangee in enumerate(cellules)
        for texte, place in zip(rangee, colonnes, strict=True)
        for mot in texte.split(" ")
    )


def _rangees(cellules: Sequence[Sequence[str]], colonnes: Sequence[float], corps: float) -> tuple[float, ...]:
    cote, haut = MARGES_CASE_PO
    return tuple(
        max(
            lignes(texte, corps, place - cote, gras=rang == 0)
            for texte, place in zip(rangee, colonnes, strict=True)
        )
        * corps
        * INTERLIGNE
        / 72
        + haut
        for rang, rangee in enumerate(cellules)
    )


CORPS_AERES, CORPS_SERRES = (28.0, 26.0, 24.0, 22.0, 20.0, 18.0, 16.0, 14.0), (15.0, 14.0, 13.0, 12.0, 11.0)
ENTRE_AERE, ENTRE_SERRE = 16.0, 6.0


def corps_qui_tient(dits: Sequence[str], largeur: float, haut: float, *, aere: bool) -> float:
    """Le plus grand corps (points) auquel des paragraphes tiennent dans une place en pouces ; à défaut le plus petit."""
    essais, entre = (CORPS_AERES, ENTRE_AERE) if aere else (CORPS_SERRES, ENTRE_SERRE)
    tient = (c for c in essais if hauteur_po(dits, c, largeur - 0.2, entre_pt=entre) + 0.12 <= haut)
    return next(tient, essais[-1])


CORPS_LIBELLE, GRANDS, PETIT_MAX, PETIT_MIN = 12.0, (20.0, 16.0, 13.0, 11.0), 11.0, 6.5


def corps_du_nombre(libelle: str, valeur: str, suite: Sequence[str], place: Place) -> tuple[float, float]:
    """Le corps de la valeur, puis celui de ce qui l'accompagne, pour tenir dans la case d'un chiffre clé."""
    large = place.largeur - 0.2
    rang_libelle = CORPS_LIBELLE * lignes(libelle, CORPS_LIBELLE, large, gras=True)
    grand = next((c for c in GRANDS if lignes(valeur, c, large, gras=True) == 1), GRANDS[-1])
    pris = 1.3 * (rang_libelle + grand * lignes(valeur, grand, large, gras=True)) / 72
    petit = PETIT_MAX
    while petit > PETIT_MIN and pris + hauteur_po(suite, petit, large, entre_pt=2) > place.haut - 0.14:
        petit -= 0.5
    return grand, petit


def corps_des_nombres(
    textes: Sequence[tuple[str, str, Sequence[str]]], place: Place
) -> tuple[list[float], float]:
    """Le corps de chaque valeur ; celui, commun à toute la grille, de ce qui les accompagne."""
    corps = [corps_du_nombre(libelle, valeur, suite, place) for libelle, valeur, suite in textes]
    return [grand for grand, _ in corps], min((petit for _, petit in corps), default=PETIT_MAX)
