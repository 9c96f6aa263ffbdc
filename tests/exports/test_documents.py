"""Un document dit les nombres de l'écran : présentation, PDF et classeur, rouverts et relus."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from pptx import Presentation
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

from inclusion import queries, visite
from inclusion.analysis.documents.pilotage import compte_des_statuts
from inclusion.analysis.suivi import valeur_ecrite
from inclusion.exports.documents_pdf import to_pdf
from inclusion.exports.documents_pptx import to_pptx
from inclusion.exports.documents_xlsx import to_xlsx
from inclusion.model.documents import MANQUE, Document, Section, Tableau
from inclusion.model.territoires import Territoire

RACINE = Path(__file__).resolve().parents[2]
CODES = ["84", "200040442", "200054807", "200035723"]
"""Le département, Luberon Monts de Vaucluse, l'intercommunalité de Pertuis, Ventoux Sud."""


def territoire(code: str) -> Territoire:
    return next(t for t in queries.territoires(visite.ouvrir()) if t.code == code)


@cache
def compose(code: str, genre: str) -> Document:
    return queries.documents.document(
        visite.ouvrir(), territoire(code), genre, "https://observatoire.exemple", lambda _: None
    )


@cache
def ecrit(code: str, genre: str, forme: str) -> bytes:
    """Le document d'un territoire dans un format, écrit une fois pour tous les tests."""
    document = compose(code, genre)
    return to_pdf(document, genre) if forme == "pdf" else to_pptx(document)


def serre(texte: str) -> str:
    """Un texte sans ses espaces ni ses retours : un PDF coupe les lignes où il veut."""
    return re.sub(r"\s+", "", texte)


def texte_du_pptx(octets: bytes) -> str:
    dits = []
    for vue in Presentation(BytesIO(octets)).slides:
        for forme in vue.shapes:
            if forme.has_text_frame:
                dits.append(forme.text_frame.text)
            if forme.has_table:
                dits += [c.text for rangee in forme.table.rows for c in rangee.cells]
    return serre(" ".join(dits))


def texte_du_pdf(octets: bytes) -> str:
    return serre(" ".join(page.extract_text() for page in PdfReader(BytesIO(octets)).pages))


LIRE: dict[str, Callable[[bytes], str]] = {"pptx": texte_du_pptx, "pdf": texte_du_pdf}


def chiffres_du_xlsx(octets: bytes) -> dict[str, float | None]:
    feuille = openpyxl.load_workbook(BytesIO(octets), read_only=True)["Chiffres"]
    entete, *lignes = feuille.iter_rows(values_only=True)
    libelle, valeur = entete.index("Chiffre"), entete.index("Valeur")
    return {str(ligne[libelle]): ligne[valeur] for ligne in lignes}


@pytest.fixture(scope="module", params=CODES)
def ecran(request: pytest.FixtureRequest) -> tuple[str, dict[str, str]]:
    """Le code d'un territoire et les cartouches de sa synthèse : libellé → nombre tel qu'il se lit."""
    at = AppTest.from_file(str(RACINE / "app.py"), default_timeout=120)
    at.query_params["territoire"] = territoire(request.param).libelle
    at.switch_page("pages/vues/synthese.py").run()
    assert [e.message for e in at.exception] == []
    return request.param, {m.label: m.value for m in at.metric}


@pytest.mark.parametrize(("genre", "forme"), [("copil", "pptx"), ("copil", "pdf"), ("fiche", "pdf")])
def test_la_presentation_et_la_fiche_disent_les_chiffres_de_l_ecran(
    genre: str, forme: str, ecran: tuple[str, dict[str, str]]
) -> None:
    code, montres = ecran
    document = compose(code, genre)
    cles = {n.chiffre.libelle: n.chiffre for n in document.section("chiffres").nombres}
    assert cles
    assert {libelle: montres[libelle] for libelle in cles} == {
        libelle: c.valeur_et_unite[0] for libelle, c in cles.items()
    }
    lu = LIRE[forme](ecrit(code, genre, forme))
    absents = [
        libelle
        for libelle, c in cles.items()
        if c.valeur is not None and serre(f"{libelle}{montres[libelle]}{c.valeur_et_unite[1]}") not in lu
    ]
    assert absents == []


def test_le_classeur_porte_les_chiffres_de_l_ecran(ecran: tuple[str, dict[str, str]]) -> None:
    code, montres = ecran
    document = compose(code, "classeur")
    lus = chiffres_du_xlsx(to_xlsx(document))
    for un in document.section("chiffres").nombres:
        valeur = lus[un.chiffre.libelle]
        assert replace(un.chiffre, valeur=valeur).valeur_et_unite[0] == montres[un.chiffre.libelle]


# Une vue ne déborde pas, se lit sans la voir, et dit ce qui lui manque


def remplie(section: Section) -> Section:
    """La même section, avec deux cents lignes de plus à montrer."""
    tableau = section.tableau
    assert tableau is not None
    lignes = tableau.lignes.loc[tableau.lignes.index.repeat(200)].reset_index(drop=True)
    return Section(
        section.cle,
        section.titre,
        section.phrases,
        section.nombres,
        section.visuel,
        Tableau(tableau.titre, lignes, tableau.poids, tableau.decimales, montrees=20),
        section.manques,
        section.sources,
    )


@pytest.mark.parametrize("code", CODES)
def test_chaque_vue_du_pdf_tient_sur_sa_page(code: str) -> None:
    document = compose(code, "copil")
    lues = PdfReader(BytesIO(ecrit(code, "copil", "pdf"))).pages
    assert 8 <= len(lues) == len(document.sections) + 1 <= 14
    for page, section in zip(lues[1:], document.sections, strict=True):
        assert serre(page.extract_text()).startswith(serre(section.titre))


def test_un_tableau_trop_long_sous_un_visuel_reste_sur_sa_vue() -> None:
    """Un visuel, quatre chiffres, et vingt lignes dessous : la vue du réseau quand tout est renseigné."""
    document = compose("84", "copil")
    communes = remplie(document.section("couverture"))
    chargee = Section(
        communes.cle,
        communes.titre,
        communes.phrases * 2,
        document.section("chiffres").nombres[:4],
        communes.visuel,
        communes.tableau,
        communes.manques,
        communes.sources,
    )
    seule = Document(document.titre, document.territoire, document.a_date, (chargee,), document.adresse)
    assert len(PdfReader(BytesIO(to_pdf(seule, "copil"))).pages) == 2


@pytest.mark.parametrize("code", CODES)
def test_la_fiche_tient_sur_deux_pages(code: str) -> None:
    assert len(PdfReader(BytesIO(ecrit(code, "fiche", "pdf"))).pages) == 2


@pytest.mark.parametrize("genre", ["copil", "fiche"])
def test_le_pdf_est_balise_titre_et_en_francais(genre: str) -> None:
    document = compose("200040442", genre)
    lu = PdfReader(BytesIO(ecrit("200040442", genre, "pdf")))
    racine = lu.trailer["/Root"]
    assert racine["/Lang"].lower().startswith("fr")
    assert racine["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in racine
    assert racine["/ViewerPreferences"]["/DisplayDocTitle"]
    assert lu.metadata is not None
    assert lu.metadata.title == f"{document.titre} : {document.perimetre}"


@pytest.mark.parametrize("code", CODES)
def test_chaque_vue_pptx_est_titree_decrite_et_dans_son_cadre(code: str) -> None:
    document = compose(code, "copil")
    presentation = Presentation(BytesIO(ecrit(code, "copil", "pptx")))
    vues = list(presentation.slides)
    assert presentation.core_properties.language == "fr-FR"
    assert [v.shapes.title.text_frame.text for v in vues[1:]] == [s.titre for s in document.sections]
    for vue in vues:
        for forme in vue.shapes:
            assert forme.left >= 0
            assert forme.top >= 0
            assert forme.left + forme.width <= presentation.slide_width
            assert forme.top + forme.height <= presentation.slide_height
            if not forme.has_text_frame:
                assert forme._element.xpath(".//p:cNvPr/@descr")[0].strip()


@pytest.mark.parametrize("code", CODES)
def test_ce_qui_manque_est_ecrit_dans_chaque_format(code: str) -> None:
    document = compose(code, "copil")
    manques = [dit for s in document.sections for dit in s.dits_manquants]
    manques += [f"{MANQUE}{n.chiffre.libelle.lower()}" for s in document.sections for n in s.nombres
                if n.chiffre.valeur is None]  # fmt: skip
    for forme, lire in LIRE.items():
        lu = lire(ecrit(code, "copil", forme))
        assert [m for m in manques if serre(m).lower() not in lu.lower()] == []


def test_une_section_sans_rien_n_existe_pas() -> None:
    vides = [
        s.cle
        for code in CODES
        for s in compose(code, "copil").sections
        if not (s.phrases or s.nombres or s.tableau or s.manques)
    ]
    assert vides == []


def test_les_sources_de_meme_origine_se_nomment_sur_une_ligne() -> None:
    lignes = compose("84", "copil").section("sources").tableau
    assert lignes is not None
    assert not lignes.lignes.drop(columns="Données").duplicated().any()


# Ce qu'un territoire dit de lui


def test_une_intercommunalite_sans_employeur_le_dit_au_lieu_de_le_dire_manquant() -> None:
    lue = compose("200035723", "copil").section("reseau")
    assert lue.manques == ()
    assert "n'a son siège ici" in lue.phrases[0]


def test_ce_qui_se_lit_au_departement_n_est_pas_une_information_manquante_d_une_intercommunalite() -> None:
    axe = compose("200040442", "copil").section("axe-II")
    assert axe.phrases[1] == "Au niveau du département seulement : II-21."
    assert axe.manques
    assert "II-21" not in axe.manques[0]
    assert axe.tableau is not None
    valeurs = axe.tableau.lignes.set_index("Code")["Valeur"]
    assert valeurs["II-21"] == "se lit au niveau du département"
    assert len(compose("84", "copil").section("axe-II").phrases) == 1


def test_un_moyen_juge_ne_se_compte_pas_en_bonne_voie() -> None:
    juges = pd.DataFrame({"niveau": ["moyen", "resultat"], "statut": ["en_bonne_voie"] * 2})
    assert compte_des_statuts(juges) == "2\u202findicateurs. En bonne voie : 1 ; moyen engagé : 1."


def test_les_messages_d_une_intercommunalite_qui_deborde_disent_sa_part() -> None:
    premier = compose("200054807", "copil").section("messages").phrases[0]
    assert premier.startswith("Aix-Marseille-Provence, part vauclusienne :")


def test_les_indicateurs_s_ecrivent_comme_a_l_ecran() -> None:
    suivi = queries.indicateurs.suivi(visite.ouvrir(), territoire("84")).set_index("code")
    ecrits = {
        ligne.Code: ligne.Valeur
        for axe in ("I", "II", "III")
        for ligne in compose("84", "copil").section(f"axe-{axe}").tableau.lignes.itertuples()  # type: ignore[union-attr]
    }
    assert len(ecrits) == 35
    assert ecrits == {code: valeur_ecrite(s["valeur"], s["unite"]) for code, s in suivi.iterrows()}


# Le classeur porte tout, en nombres


def test_le_classeur_porte_les_trente_cinq_indicateurs_en_nombres() -> None:
    suivi = queries.indicateurs.suivi(visite.ouvrir(), territoire("84")).set_index("code")
    feuille = openpyxl.load_workbook(BytesIO(to_xlsx(compose("84", "classeur"))), read_only=True)
    (nom,) = [n for n in feuille.sheetnames if n.endswith("Indicateurs")]
    entete, *lignes = feuille[nom].iter_rows(values_only=True)
    code, valeur = entete.index("Code"), entete.index("Valeur")
    lues = {ligne[code]: ligne[valeur] for ligne in lignes}
    assert len(lues) == 35
    attendues = {c: v for c, v in suivi["valeur"].items() if pd.notna(v)}
    assert {c: v for c, v in lues.items() if v is not None} == pytest.approx(attendues)


def test_le_classeur_liste_chaque_information_manquante() -> None:
    document = compose("200035723", "classeur")
    classeur = openpyxl.load_workbook(BytesIO(to_xlsx(document)), read_only=True)
    ecrites = {ligne[1] for ligne in classeur["Informations manquantes"].iter_rows(values_only=True)}
    dites = {dit for section in document.sections for dit in section.dits_manquants}
    assert dites
    assert dites <= ecrites
