"""Un document en un clic : l'avancement se voit, le fichier arrive, ce qui lui manque est dit."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

DEBUTS = {"pptx": b"PK", "xlsx": b"PK", "pdf": b"%PDF-"}


@pytest.mark.parametrize(
    ("rang", "nom"), [(0, "copil-84-"), (1, "copil-84-"), (2, "fiche-84-"), (3, "classeur-84-")]
)
def test_un_clic_compose_et_enregistre_le_document(
    rang: int, nom: str, adresse: str, visiteur: Callable[..., Any]
) -> None:
    visite = visiteur(adresse)
    page = visite.ouvrir("/documents")
    bouton = page.get_by_role("button", name="Composer (").nth(rang)
    with page.expect_download(timeout=60_000) as attente:
        bouton.click()
        expect(page.locator('[data-testid="stProgress"]')).to_be_visible()
    fichier = Path(attente.value.path())
    extension = attente.value.suggested_filename.rpartition(".")[2]
    assert attente.value.suggested_filename.startswith(nom)
    assert fichier.read_bytes().startswith(DEBUTS[extension])
    expect(page.get_by_text("Document composé")).to_be_visible(timeout=60_000)
    expect(page.locator('[data-testid="stProgress"]')).to_have_count(0)
    expect(page.get_by_text("dans le document :")).to_be_visible()
    assert visite.exterieures == []
    assert visite.erreurs == []


def test_l_echec_d_un_telechargement_se_dit_en_francais(adresse: str, visiteur: Callable[..., Any]) -> None:
    """Streamlit n'a qu'un mot anglais pour dire qu'un fichier n'a pas pu être préparé : on pose le sien dans la page."""
    page = visiteur(adresse).ouvrir("/documents")
    page.evaluate(
        """() => document.querySelector('[data-testid="stDownloadButton"]').insertAdjacentHTML(
            'beforeend', '<small data-testid="stDownloadButtonError">Failed to generate file for download</small>')"""
    )
    expect(page.get_by_test_id("stDownloadButtonError")).to_have_text("Ce fichier n'a pas pu être préparé.")
