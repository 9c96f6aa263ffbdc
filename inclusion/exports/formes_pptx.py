"""Les formes d'une vue PPTX : texte en français, texte alternatif, place, couleurs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from inclusion.exports.mise_en_page import Place
from inclusion.model.documents import MANQUE
from inclusion.model.formats.texte import d_une_ligne
from inclusion.model.palette import ENCRE

POLICE = "Arial"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
DECORATIF = "http://schemas.microsoft.com/office/drawing/2017/decorative"


@dataclass(frozen=True)
class Style:
    """Le corps (points), la graisse, la couleur, l'espace avant chaque paragraphe (points) et l'alignement d'un texte."""

    corps: float
    gras: bool = False
    couleur: str = ENCRE.texte
    avant_pt: float = 0
    aligne: PP_ALIGN = PP_ALIGN.LEFT


def texte(vue: Any, dits: Sequence[str], place: Place, style: Style, *, nom: str, lien: str = "") -> None:
    """Une boîte de texte ; `nom` : ce que dit le volet de sélection."""
    boite = vue.shapes.add_textbox(*pouces(place))
    boite.name = d_une_ligne(nom)
    marges(boite.text_frame)
    ecrire(boite.text_frame, dits, style)
    if lien:
        boite.text_frame.paragraphs[0].runs[0].hyperlink.address = lien


def cadre(vue: Any, place: Place, *, nom: str, fond: str, trait: str) -> Any:
    """Un rectangle où écrire."""
    forme = vue.shapes.add_shape(MSO_SHAPE.RECTANGLE, *pouces(place))
    forme.fill.solid()
    forme.fill.fore_color.rgb = rvb(fond)
    forme.line.color.rgb, forme.line.width = rvb(trait), Pt(1)
    forme.shadow.inherit = False
    decrire(forme, nom, "")
    marges(forme.text_frame)
    forme.text_frame.vertical_anchor = MSO_ANCHOR.TOP
    return forme


def trait(vue: Any, x: float, y: float, largeur: float) -> None:
    """Un filet, que les lecteurs d'écran passent."""
    forme = vue.shapes.add_shape(MSO_SHAPE.RECTANGLE, Inches(x), Inches(y), Inches(largeur), Emu(12700))
    forme.fill.solid()
    forme.fill.fore_color.rgb = rvb(ENCRE.ocre)
    forme.line.fill.background()
    forme.shadow.inherit = False
    decrire(forme, "Trait", "")
    liste = etree.SubElement(_proprietes(forme), f"{{{A}}}extLst")
    ext = etree.SubElement(liste, f"{{{A}}}ext", uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}")
    etree.SubElement(ext, f"{{{DECORATIF}}}decorative", nsmap={"adec": DECORATIF}, val="1")


def decrire(forme: Any, nom: str, alt: str) -> None:
    """Le nom (volet de sélection) et le texte alternatif d'une forme."""
    forme.name = d_une_ligne(nom)
    _proprietes(forme).set("descr", d_une_ligne(alt))


def _proprietes(forme: Any) -> Any:
    """L'élément qui porte le texte alternatif, que python-pptx n'offre pas."""
    return forme._element._nvXxPr.cNvPr


def placer(forme: Any, place: Place) -> None:
    """Met une forme existante à sa place."""
    forme.left, forme.top, forme.width, forme.height = pouces(place)
    marges(forme.text_frame)


def marges(boite: Any) -> None:
    """Le texte passe à la ligne, près du bord."""
    boite.word_wrap = True
    boite.margin_left = boite.margin_right = Inches(0.08)
    boite.margin_top = boite.margin_bottom = Inches(0.04)


def ecrire(boite: Any, dits: Sequence[str], style: Style) -> None:
    """Remplace le texte d'une boîte, un paragraphe par texte : un retour à la ligne n'en fait pas deux."""
    boite.text = d_une_ligne(dits[0])
    _appliquer(boite.paragraphs[0], style, premier=True)
    for dit in dits[1:]:
        ajouter(boite, dit, style)


def ajouter(boite: Any, dit: str, style: Style) -> None:
    """Un paragraphe de plus."""
    paragraphe = boite.add_paragraph()
    paragraphe.text = d_une_ligne(dit)
    _appliquer(paragraphe, style)


def _appliquer(paragraphe: Any, style: Style, *, premier: bool = False) -> None:
    paragraphe.alignment = style.aligne
    if not premier:
        paragraphe.space_before = Pt(style.avant_pt)
    for morceau in paragraphe.runs:
        police = morceau.font
        police.size, police.bold, police.name = Pt(style.corps), style.gras, POLICE
        police.color.rgb = rvb(ENCRE.demonstration if morceau.text.startswith(MANQUE) else style.couleur)
        police.language_id = MSO_LANGUAGE_ID.FRENCH


def pouces(place: Place) -> tuple[Emu, Emu, Emu, Emu]:
    """La place d'une forme, dans l'unité de python-pptx."""
    return Inches(place.x), Inches(place.y), Inches(place.largeur), Inches(place.haut)


def rvb(couleur: str) -> RGBColor:
    return RGBColor.from_string(couleur.lstrip("#").upper())
