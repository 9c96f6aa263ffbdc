"""Ce qu'une vue PPTX montre : carte en image, graphique et tableau natifs, grille de chiffres."""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

import xlsxwriter
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Pt

from inclusion.exports import cartes_image
from inclusion.exports.formes_pptx import POLICE, Style, ajouter, cadre, decrire, ecrire, pouces, rvb, texte
from inclusion.exports.mise_en_page import CORPS_LIBELLE, MARGES_CASE_PO, Place, corps_des_nombres, poser
from inclusion.exports.tables import OPTIONS
from inclusion.exports.textes import inerte
from inclusion.model import palette
from inclusion.model.chiffres import Chiffre
from inclusion.model.documents import MANQUE, Barres, CarteImprimee, Nombre, Tableau
from inclusion.model.formats.texte import d_une_ligne
from inclusion.model.francais import minuscule, pluriel
from inclusion.model.palette import ENCRE

MARQUE = "(démonstration)"


def visuel(vue: Any, montre: CarteImprimee | Barres, place: Place) -> None:
    """Une carte en image de qualité d'impression, ou un graphique que l'on peut modifier."""
    if isinstance(montre, CarteImprimee):
        image = cartes_image.to_png(montre, largeur_po=place.largeur, hauteur_po=place.haut)
        pose = vue.shapes.add_picture(BytesIO(image), *pouces(place))
        decrire(pose, f"Carte : {montre.titre}", montre.alt)
        return
    noms = [d_une_ligne(categorie) for categorie in montre.categories]
    donnees = CategoryChartData(number_format="0")
    donnees.categories = noms
    for nom, valeurs in montre.series:
        donnees.add_series(nom, valeurs)
    pose = vue.shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, *pouces(place), donnees)
    pose.chart.part.chart_workbook.update_from_xlsx_blob(_classeur(noms, montre.series))
    decrire(pose, f"Graphique : {montre.titre}", montre.alt)
    _habiller(pose.chart, montre)


def _classeur(categories: Sequence[str], series: Sequence[tuple[str, Sequence[float]]]) -> bytes:
    """Le classeur qui porte un graphique, aux cellules que python-pptx désigne : là aussi, un texte reste un texte.

    Celui de python-pptx prendrait une catégorie qui commence par « = » pour une formule.
    """
    tampon = BytesIO()
    with xlsxwriter.Workbook(tampon, OPTIONS) as classeur:
        feuille = classeur.add_worksheet("Sheet1")
        for rang, categorie in enumerate(categories, start=1):
            feuille.write_string(rang, 0, inerte(categorie))
        for colonne, (nom, valeurs) in enumerate(series, start=1):
            feuille.write_string(0, colonne, inerte(nom))
            feuille.write_column(1, colonne, valeurs)
    return tampon.getvalue()


def _habiller(graphique: Any, barres: Barres) -> None:
    graphique.font.size, graphique.font.name = Pt(10), POLICE
    graphique.has_title = True
    graphique.chart_title.text_frame.text = d_une_ligne(f"{barres.titre} ({barres.unite})")
    graphique.chart_title.text_frame.paragraphs[0].runs[0].font.size = Pt(12)
    graphique.has_legend = True
    graphique.legend.position, graphique.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    graphique.category_axis.reverse_order = True
    graphique.value_axis.has_major_gridlines = False
    graphique.value_axis.visible = False
    graphique.plots[0].gap_width = 45
    graphique.plots[0].overlap = 100
    for couleur, serie in zip(palette.SERIES, graphique.plots[0].series, strict=False):
        serie.format.fill.solid()
        serie.format.fill.fore_color.rgb = rvb(couleur)
        etiquettes = serie.data_labels
        etiquettes.show_value, etiquettes.number_format, etiquettes.number_format_is_linked = (
            True,
            "0;;",
            False,
        )
        etiquettes.position = XL_LABEL_POSITION.CENTER
        etiquettes.font.size, etiquettes.font.color.rgb = Pt(10), rvb(ENCRE.papier)


def tableau(vue: Any, montre: Tableau, place: Place) -> None:
    """Un tableau natif à la taille de sa place ; ce qui n'y tient pas est compté dessous."""
    pose = poser(montre, place.largeur, place.haut - 0.3)
    reste = montre.reste(pose.montrees)
    cellules = [montre.entetes, *montre.cellules(pose.montrees)]
    forme = vue.shapes.add_table(
        len(cellules), len(montre.entetes), *pouces(place._replace(haut=pose.hauteur_po))
    )
    decrire(forme, f"Tableau : {montre.titre}",
            f"{montre.titre}, {pluriel(pose.montrees, 'ligne')} ; colonnes : {', '.join(montre.entetes)}.")  # fmt: skip
    for rang, largeur in enumerate(pose.colonnes_po):
        forme.table.columns[rang].width = Inches(largeur)
    for rang, (rangee, hauteur) in enumerate(zip(cellules, pose.rangees_po, strict=True)):
        forme.table.rows[rang].height = Inches(hauteur)
        fond = ENCRE.accent if not rang else ENCRE.papier if rang % 2 else ENCRE.fond
        style = Style(pose.corps, not rang, ENCRE.texte if rang else ENCRE.papier)
        for colonne, (dit, numerique) in enumerate(zip(rangee, montre.numeriques, strict=True)):
            aligne = replace(style, aligne=PP_ALIGN.RIGHT if numerique else PP_ALIGN.LEFT)
            _case(forme.table.cell(rang, colonne), dit, aligne, fond)
    if reste:
        dessous = Place(place.x, place.y + pose.hauteur_po, place.largeur, 0.3)
        texte(vue, [dit_le_reste(reste)], dessous, Style(10, couleur=ENCRE.discret), nom="Suite du tableau")


def dit_le_reste(reste: int) -> str:
    """Ce qu'un tableau ne montre pas."""
    return f"… et {pluriel(reste, 'autre ligne', 'autres lignes')}, dans le classeur (XLSX) du même document."


def _case(case: Any, dit: str, style: Style, fond: str) -> None:
    cote, haut = MARGES_CASE_PO
    case.margin_left = case.margin_right = Inches(cote / 2)
    case.margin_top = case.margin_bottom = Inches(haut / 2)
    case.vertical_anchor = MSO_ANCHOR.MIDDLE
    case.fill.solid()
    case.fill.fore_color.rgb = rvb(fond)
    ecrire(case.text_frame, [dit], style)


def grille(vue: Any, nombres: Sequence[Nombre], place: Place, *, colonnes: int) -> None:
    """Des chiffres clés, de gauche à droite puis de haut en bas."""
    pas, haut = place.largeur / colonnes, place.haut / -(-len(nombres) // colonnes)
    grands, petit = corps_des_nombres(
        [textes_du_nombre(un) for un in nombres], Place(0, 0, pas - 0.12, haut - 0.12)
    )
    for rang, un in enumerate(nombres):
        x, y = place.x + pas * (rang % colonnes), place.y + haut * (rang // colonnes)
        _nombre(vue, un, Place(x, y, pas - 0.12, haut - 0.12), grands[rang], petit)


def textes_du_nombre(un: Nombre) -> tuple[str, str, list[str]]:
    """Le libellé ; la valeur et son unité, ou ce qui manque ; évolution, phrase, repère, nature, date."""
    c = un.chiffre
    dite = " ".join(filter(None, c.valeur_et_unite))
    valeur = dite if c.valeur is not None else f"{MANQUE}{minuscule(c.libelle)}"
    marque = MARQUE if c.nature == "demonstration" else ""
    return c.libelle, valeur, [dit for dit in (un.tendance, c.phrase, c.repere, marque, date_du(c)) if dit]


def date_du(chiffre: Chiffre) -> str:
    """La date d'un chiffre : celle de son constat, à défaut celle de sa première source."""
    return chiffre.date_constat or (chiffre.sources[0].quand if chiffre.sources else "date inconnue")


def _nombre(vue: Any, un: Nombre, place: Place, grand: float, petit: float) -> None:
    libelle, valeur, suite = textes_du_nombre(un)
    boite = cadre(vue, place, nom=libelle, fond=ENCRE.fond, trait=ENCRE.trait).text_frame
    ecrire(boite, [libelle], Style(CORPS_LIBELLE, gras=True, couleur=ENCRE.discret))
    ajouter(boite, valeur, Style(grand, gras=True, couleur=ENCRE.accent))
    for dit in suite:
        ajouter(boite, dit, Style(petit, avant_pt=2))
