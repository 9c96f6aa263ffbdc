"""Le même document en PDF balisé (PDF/UA-1), composé par typst : ni navigateur, ni bibliothèque système."""

import json
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import segno
import typst

from inclusion.exports import cartes_image
from inclusion.exports.mise_en_page import POLICES, Place, corps_des_nombres, corps_qui_tient, poser
from inclusion.exports.visuels_pptx import dit_le_reste, textes_du_nombre
from inclusion.model.documents import SANS_ADRESSE, CarteImprimee, Document, Section, Tableau
from inclusion.model.formats.texte import d_une_ligne
from inclusion.model.francais import jour
from inclusion.model.palette import ENCRE

GABARITS = Path(__file__).parent / "gabarits"
TAILLES = {"copil": (6.1, 5.27), "fiche": (6.7, 3.62)}
"""La taille d'une carte, en pouces, selon le document ; celle du besoin, sur la fiche, est plus petite ; PARTAGE : au-dessus
d'un tableau."""
BESOIN_FICHE = (4.4, 3.7)
PARTAGE = (6.1, 2.99)
MONTREES = {"couverture": 4, "besoin": 5, "indicateurs": 5, "actions": 4, "decisions": 5}
CASES = {
    ("copil", False): Place(0, 0, 2.95, 2.1),
    ("copil", True): Place(0, 0, 2.75, 1.5),
    ("fiche", False): Place(0, 0, 1.72, 1.3),
    ("fiche", True): Place(0, 0, 1.7, 1.1),
}
"""La case d'un chiffre clé, en pouces, selon le document, et selon qu'elle est large ou étroite."""
PLACE_COPIL = {True: Place(0, 0, 5.7, 3.6), False: Place(0, 0, 12.1, 4.5)}
SOUS_LE_VISUEL = Place(0, 0, 6.1, 2.4)
"""La place d'un tableau, en pouces : à côté d'un visuel, seul, ou dessous quand des chiffres prennent le côté."""


def to_pdf(document: Document, type_de_document: str) -> bytes:
    """PDF balisé : « copil » (vues 16:9) ou « fiche » (deux pages A4). Les titres, tableaux et images sont des balises."""
    with TemporaryDirectory() as dossier:
        racine = Path(dossier)
        for gabarit in GABARITS.glob("*.typ"):
            (racine / gabarit.name).write_bytes(gabarit.read_bytes())
        contenu = sur_une_ligne(_contenu(document, type_de_document, racine))
        (racine / "document.json").write_text(json.dumps(contenu, ensure_ascii=False), encoding="utf-8")
        return bytes(
            typst.compile(
                racine / f"{type_de_document}.typ",
                root=racine,
                font_paths=[POLICES],
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards=["ua-1"],
            )
        )


def sur_une_ligne(valeur: Any) -> Any:
    """Ce que le gabarit lira, chaque texte d'une ligne et sans caractère de contrôle : la seule porte vers typst.

    Un texte lu d'un JSON n'y est jamais du code ; un retour à la ligne, lui, couperait un titre ou une case.
    """
    match valeur:
        case str():
            return d_une_ligne(valeur)
        case dict():
            return {nom: sur_une_ligne(v) for nom, v in valeur.items()}
        case list() | tuple():
            return [sur_une_ligne(v) for v in valeur]
        case _:
            return valeur


def _contenu(document: Document, type_de_document: str, racine: Path) -> dict[str, Any]:
    if document.adresse:
        tampon = BytesIO()
        segno.make(document.adresse, error="m").save(tampon, kind="svg", border=2)
        (racine / "qr.svg").write_bytes(tampon.getvalue())
    return {
        "titre": document.titre,
        "perimetre": document.perimetre,
        "date": jour(document.a_date),
        "annee": document.a_date.year,
        "mois": document.a_date.month,
        "jour": document.a_date.day,
        "compare": f"Comparé à l'état du {document.compare_a}." if document.compare_a else "",
        "adresse": document.adresse,
        "sans_adresse": SANS_ADRESSE,
        "demonstration": document.nature == "demonstration",
        "encre": ENCRE._asdict(),
        "sections": [_section(s, type_de_document, racine) for s in document.sections],
    }


def _section(section: Section, type_de_document: str, racine: Path) -> dict[str, Any]:
    dits = [*section.phrases, *section.dits_manquants]
    etroit = section.visuel is not None
    largeur = PLACE_COPIL[etroit].largeur
    place = CASES[type_de_document, etroit if type_de_document == "copil" else section.cle != "chiffres"]
    return {
        "cle": section.cle,
        "titre": section.titre,
        "phrases": list(section.phrases),
        "manques": section.dits_manquants,
        "nombres": _nombres(section, place),
        "visuel": _visuel(section, type_de_document, racine),
        "tableau": _tableau(section, type_de_document) if section.tableau is not None else None,
        "source": section.source,
        "demonstration": section.nature == "demonstration",
        "corps": corps_qui_tient(dits, largeur, 1.9, aere=False),
        "corps_aere": corps_qui_tient(dits, largeur, 5.0, aere=True),
    }


def _nombres(section: Section, place: Place) -> list[dict[str, Any]]:
    textes = [textes_du_nombre(n) for n in section.nombres]
    grands, petit = corps_des_nombres(textes, place)
    return [
        {
            "libelle": libelle,
            "valeur": valeur,
            "suite": suite,
            "manque": n.chiffre.valeur is None,
            "grand": grand,
            "petit": petit,
        }
        for n, grand, (libelle, valeur, suite) in zip(section.nombres, grands, textes, strict=True)
    ]


def _visuel(section: Section, type_de_document: str, racine: Path) -> dict[str, str] | None:
    visuel = section.visuel
    if visuel is None:
        return None
    petite = type_de_document == "fiche" and section.cle == "besoin"
    partage = type_de_document == "copil" and bool(section.nombres) and section.tableau is not None
    largeur, hauteur = BESOIN_FICHE if petite else PARTAGE if partage else TAILLES[type_de_document]
    image = f"{section.cle}.png"
    if isinstance(visuel, CarteImprimee):
        octets = cartes_image.to_png(visuel, largeur_po=largeur, hauteur_po=hauteur)
    else:
        octets = cartes_image.barres_png(visuel, largeur_po=largeur, hauteur_po=hauteur)
    (racine / image).write_bytes(octets)
    return {"image": image, "alt": visuel.alt, "titre": visuel.titre}


def _tableau(section: Section, type_de_document: str) -> dict[str, Any]:
    tableau: Tableau = section.tableau  # type: ignore[assignment]
    dessous = section.visuel is not None and bool(section.nombres)
    place = SOUS_LE_VISUEL if dessous else PLACE_COPIL[section.visuel is not None]
    pose = poser(tableau, place.largeur, place.haut)
    montrees = MONTREES.get(section.cle, 6) if type_de_document == "fiche" else pose.montrees
    reste = tableau.reste(montrees)
    return {
        "entetes": tableau.entetes,
        "poids": list(tableau.poids),
        "numeriques": tableau.numeriques,
        "cellules": tableau.cellules(montrees),
        "corps": pose.corps,
        "reste": dit_le_reste(reste) if reste else "",
    }
