"""Les données publiques qui servent d'oracles : à côté du projet, jamais dedans."""

import os
from pathlib import Path

import pytest

A_COTE = Path(__file__).resolve().parents[3] / "shared" / "donnees_reelles"


@pytest.fixture(scope="session")
def donnees_reelles() -> Path:
    """Leur dossier (INCLUSION_DONNEES_REELLES, à défaut à côté du projet) ; le test est sauté s'il manque.

    Chaque test qui s'en sert a un jumeau qui s'en passe : sauter ne laisse aucune méthode sans preuve.
    """
    dossier = Path(os.environ.get("INCLUSION_DONNEES_REELLES", A_COTE))
    if not dossier.is_dir():
        pytest.skip(
            f"Données publiques absentes ({dossier.name}) : les donner par INCLUSION_DONNEES_REELLES. "
            "La même méthode est prouvée sans elles, sur un monde engendré."
        )
    return dossier
