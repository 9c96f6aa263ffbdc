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
