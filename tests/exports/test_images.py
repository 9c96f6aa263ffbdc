"""Une figure en image : rien ne s'y recouvre, et les nombres s'y écrivent à la française."""

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from matplotlib import font_manager
from matplotlib.figure import Figure
from PIL import Image

from inclusion.analysis.trajectoires import STATUTS
from inclusion.exports.images import to_png
from inclusion.exports.images_graphiques import dessiner, graduation, haut_de_legende_po
from inclusion.exports.mise_en_page import POLICES
from inclusion.model.impressions import Impression
from inclusion.views.graphiques_pilotage import ICONES


def empilees(series: int) -> dict[str, Any]:
    """Deux axes, autant de séries nommées que l'on veut, graduations en haut : les statuts de la feuille de route."""
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "y": ["Axe I", "Axe II"],
            "x": [1, 2],
            "name": f"statut numéro {rang}",
        }
        for rang in range(series)
    ]
    axe = {"side": "top", "tickformat": ",d", "dtick": 5}
    return {"data": traces, "layout": {"barmode": "stack", "height": 260, "xaxis": axe}}


def dessine(figure: dict[str, Any]) -> Any:
    place = Figure(figsize=(10, 6)).add_axes((0.1, 0.1, 0.8, 0.6))
    dessiner(place, figure, "black")
    place.figure.canvas.draw()
    return place


def test_la_legende_ne_recouvre_pas_les_graduations_du_haut() -> None:
    axes = dessine(empilees(9))
    legende = axes.get_legend().get_window_extent()
    assert all(dit.get_window_extent().y1 <= legende.y0 for dit in axes.get_xticklabels() if dit.get_text())
    en_tete_po = (legende.y1 - axes.get_window_extent().y1) / axes.figure.dpi
    assert en_tete_po <= haut_de_legende_po(empilees(9)) + 0.1


def test_les_graduations_suivent_le_pas_de_l_ecran_et_s_ecrivent_en_francais() -> None:
    axes = dessine(empilees(9))
    assert [dit.get_text() for dit in axes.get_xticklabels()][1:4] == ["0", "5", "10"]


@pytest.mark.parametrize(("valeur", "dite"), [(10_000, "10\u202f000"), (98.25, "98,25"), (99.5, "99,5")])
def test_une_graduation_s_ecrit_a_la_francaise(valeur: float, dite: str) -> None:
    assert graduation(valeur) == dite


def test_un_nombre_annote_garde_le_fond_que_l_ecran_lui_donne() -> None:
    figure = empilees(1)
    figure["layout"]["annotations"] = [{"x": 1, "y": 0, "text": "8", "bgcolor": "white"}]
    (note,) = [t for t in dessine(figure).texts if t.get_text() == "8"]
    assert note.get_bbox_patch() is not None


def test_la_police_des_images_connait_le_signe_de_chaque_statut() -> None:
    connus = font_manager.get_font(POLICES / "DejaVuSans.ttf").get_charmap()
    assert [ICONES[code] for code in STATUTS if ord(ICONES[code]) not in connus] == []


def test_l_image_porte_titre_lecture_source_et_tampon_de_demonstration() -> None:
    """Sans démonstration, l'angle où elle se tamponne est vide."""

    def angle(nature: str) -> Any:
        impression = Impression(
            "Titre", "lecture", "Source : S (1er août 2024).", nature, (), empilees(2), "#000000", "#ffffff"
        )
        image = np.asarray(Image.open(BytesIO(to_png(impression))).convert("L"))
        assert image.shape[1] == 2000
        return image[:90, -700:]

    assert angle("données réelles").min() == 255
    assert angle("démonstration").min() < 100


def test_l_image_dit_le_territoire_que_l_ecran_regardait() -> None:
    """Deux territoires au même dessin ne donnent pas la même image."""

    def image(territoire: str) -> Any:
        impression = Impression(
            "T", "l", "Source : S.", "données réelles", (), empilees(2), "#000000", "#ffffff", territoire
        )
        return np.asarray(Image.open(BytesIO(to_png(impression))).convert("L"))

    lmv, ventoux = image("Luberon Monts de Vaucluse (EPCI)"), image("Ventoux Sud (EPCI)")
    assert lmv.shape == ventoux.shape
    assert (lmv != ventoux).any()
