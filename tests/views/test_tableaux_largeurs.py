"""Une colonne presque vide est assez large pour ce qu'elle dit ; les autres se mesurent seules."""

import pandas as pd
import pytest

from inclusion.views.tableaux import _formats

TABLE = pd.DataFrame(
    {
        "constat": pd.array(["stock négatif : erreur", "", "", "", ""], dtype="str"),
        "etape": pd.array(["Collecté", "Diagnostiqué", "Prêt", "Retour", "Échec"], dtype="str"),
        "dit": pd.array([True, None, None, None, None], dtype="boolean"),
        "rien": pd.array([None] * 5, dtype="str"),
    }
)


@pytest.mark.parametrize("lignes", [5, 0])
def test_seule_une_colonne_de_textes_presque_vide_recoit_une_largeur(lignes: int) -> None:
    formats = _formats(TABLE.head(lignes), {"constat": "Constat"})
    attendues = {"Constat": 24 + 7 * len("stock négatif : erreur")} if lignes else {}
    assert {nom: format_["width"] for nom, format_ in formats.items()} == attendues
