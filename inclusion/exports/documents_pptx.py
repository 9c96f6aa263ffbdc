"""Une présentation PPTX modifiable : une vue par section, titrée, décrite, en français."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import segno
from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches

from inclusion.exports import visuels_pptx as visuels
from inclusion.exports.formes_pptx import Style, cadre, decrire, ecrire, placer, pouces, texte, trait
from inclusion.exports.mise_en_page import ENTRE_AERE, ENTRE_SERRE, Place, corps_qui_tient, hauteur_po, lignes
from inclusion.model.documents import SANS_ADRESSE, Document, Section
from inclusion.model.formats.texte import d_une_ligne
from inclusion.model.francais import INSECABLE, jour
from inclusion.model.palette import ENCRE

LARGEUR, HAUTEUR = 13.333, 7.5
GAUCHE, DROITE, HAUT, BAS = 0.6, 12.733, 1.45, 6.75
ENTIERE = DROITE - GAUCHE
VISUEL, PART_DU_VISUEL = 6.1, 0.55
"""La largeur d'un visuel (pouces) ; la part de la hauteur qu'il garde quand un tableau passe dessous."""
COUVERTURE, TITRE_SEUL = 0, 5
DEMONSTRATION = "DÉMONSTRATION : valeurs inventées"
HAUT_DES_PHRASES = 1.9


def to_pptx(document: Document) -> bytes:
    """PPTX 16:9 : la vue de titre, puis une vue par section."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Inches(LARGEUR), Inches(HAUTEUR)
    dites = presentation.core_properties
    dites.title = d_une_ligne(f"{document.titre} : {document.perimetre}")
    dites.subject = d_une_ligne(f"Inclusion numérique, {document.perimetre}, au {jour(document.a_date)}")
    dites.author = "Observatoire de l'inclusion numérique"
    dites.language = "fr-FR"
    _couverture(presentation.slides.add_slide(presentation.slide_layouts[COUVERTURE]), document)
    for rang, section in enumerate(document.sections, start=2):
        vue = presentation.slides.add_slide(presentation.slide_layouts[TITRE_SEUL])
        _titre(vue, section.titre)
        _corps(vue, section)
        _pied(vue, document, section, f"{rang}/{len(document.sections) + 1}")
    tampon = BytesIO()
    presentation.save(tampon)
    return tampon.getvalue()


def _couverture(vue: Any, document: Document) -> None:
    titre, sous_titre = vue.shapes.title, vue.placeholders[1]
    placer(titre, Place(GAUCHE, 1.6, 8.6, 2.0))
    grand = Style(36, gras=True, couleur=ENCRE.accent)
    ecrire(titre.text_frame, ["Inclusion numérique", document.perimetre], grand)
    placer(sous_titre, Place(GAUCHE, 3.8, 8.6, 1.8))
    compare = f"Comparé à l'état du {document.compare_a}." if document.compare_a else ""
    dits = [document.titre, f"Au {jour(document.a_date)}", compare]
    ecrire(sous_titre.text_frame, [dit for dit in dits if dit], Style(20, couleur=ENCRE.discret, avant_pt=4))
    trait(vue, GAUCHE, 6.2, ENTIERE)
    _adresse(vue, document.adresse)
    if document.nature == "demonstration":
        dit = (
            "Des vues de ce document montrent une DÉMONSTRATION (valeurs inventées) : chacune est tamponnée."
        )
        style = Style(14, gras=True, couleur=ENCRE.demonstration)
        texte(vue, [dit], Place(GAUCHE, 6.35, ENTIERE, 0.5), style, nom="Avertissement")


def _adresse(vue: Any, adresse: str) -> None:
    """Le code QR et l'adresse de la page vivante, ou ce qui manque."""
    if adresse:
        image = BytesIO()
        segno.make(adresse, error="m").save(image, kind="png", scale=8)
        qr = vue.shapes.add_picture(image, *pouces(Place(9.95, 1.9, 2.2, 2.2)))
        decrire(qr, "Code QR", f"Code QR vers la page vivante : {adresse}")
        texte(
            vue,
            [adresse],
            Place(9.4, 4.3, 3.3, 1.2),
            Style(11, aligne=PP_ALIGN.CENTER),
            nom="Adresse",
            lien=adresse,
        )
    else:
        texte(vue, [SANS_ADRESSE], Place(9.4, 2.4, 3.3, 1.6), Style(12), nom="Adresse")


def _titre(vue: Any, dit: str) -> None:
    titre = vue.shapes.title
    placer(titre, Place(GAUCHE, 0.42, ENTIERE, 0.85))
    corps = 28 if lignes(dit, 28, ENTIERE - 0.2, gras=True) == 1 else 20
    ecrire(titre.text_frame, [dit], Style(corps, gras=True, couleur=ENCRE.accent))
    titre.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    trait(vue, GAUCHE, 1.3, ENTIERE)


def _corps(vue: Any, section: Section) -> None:
    """Le tampon, les phrases, les chiffres, le visuel, le tableau : dans cet ordre de lecture."""
    if section.nature == "demonstration":
        tampon = cadre(vue, Place(DROITE - 3.5, 0.08, 3.5, 0.34), nom="Démonstration", fond=ENCRE.papier,
                       trait=ENCRE.demonstration)  # fmt: skip
        centre = Style(11, gras=True, couleur=ENCRE.demonstration, aligne=PP_ALIGN.CENTER)
        ecrire(tampon.text_frame, [DEMONSTRATION], centre)
    etroit = section.visuel is not None
    plein = etroit and bool(section.nombres) and section.tableau is not None
    gauche = GAUCHE + VISUEL + 0.2 if etroit else GAUCHE
    largeur, y = DROITE - gauche, HAUT
    dits = [*section.phrases, *section.dits_manquants]
    if dits:
        seul = not etroit and not section.nombres and section.tableau is None
        style, haut = _phrases_posees(dits, largeur, seul=seul)
        texte(vue, dits, Place(gauche, y, largeur, haut), style, nom="Ce qu'il faut lire")
        y += haut + 0.1
    if section.nombres:
        colonnes = 2 if etroit else 4
        part = 0.55 if section.tableau is not None and not plein else 1
        haut = min(2.45 * -(-len(section.nombres) // colonnes), (BAS - y) * part)
        visuels.grille(vue, section.nombres, Place(gauche, y, largeur, haut), colonnes=colonnes)
        y += haut + 0.05
    place = Place(gauche, y, largeur, BAS - y)
    if section.visuel is not None:
        haut = (BAS - HAUT) * (PART_DU_VISUEL if plein else 1)
        visuels.visuel(vue, section.visuel, Place(GAUCHE, HAUT, VISUEL, haut))
        place = Place(GAUCHE, HAUT + haut + 0.1, VISUEL, BAS - HAUT - haut - 0.1) if plein else place
    if section.tableau is not None:
        visuels.tableau(vue, section.tableau, place)


def _phrases_posees(dits: Sequence[str], largeur: float, *, seul: bool) -> tuple[Style, float]:
    """Le style des phrases, et la hauteur qu'elles prennent (pouces) ; seules sur la vue, elles l'occupent."""
    corps = corps_qui_tient(dits, largeur, BAS - HAUT if seul else HAUT_DES_PHRASES, aere=seul)
    entre = ENTRE_AERE if seul else ENTRE_SERRE
    return Style(corps, avant_pt=entre), hauteur_po(dits, corps, largeur - 0.2, entre_pt=entre) + 0.12


def _pied(vue: Any, document: Document, section: Section, numero: str) -> None:
    source = section.source or "Source : voir « Sources et dates »."
    if lignes(source, 9, 8.2) > 2:
        producteurs = dict.fromkeys(s.producteur for s in section.sources if s.nature != "vide")
        source = f"Sources : {' ; '.join(producteurs)} (dates dans « Sources et dates »)."
    discret = Style(9, couleur=ENCRE.discret)
    texte(vue, [source], Place(GAUCHE, 6.85, 8.4, 0.45), discret, nom="Sources")
    dit = f"{document.perimetre}, au {jour(document.a_date)}, vue{INSECABLE}{numero}"
    a_droite = Style(9, couleur=ENCRE.discret, aligne=PP_ALIGN.RIGHT)
    texte(vue, [dit], Place(9.1, 6.85, DROITE - 9.1, 0.45), a_droite, nom="Pied")
