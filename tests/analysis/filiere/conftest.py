"""Un lot suivi du dépôt à la remise, et à son retour."""

import pandas as pd
import pytest

from tests.analysis.filiere.petite_filiere import en_flux


@pytest.fixture
def chaine() -> pd.DataFrame:
    """Dix portables collectés en janvier : huit diagnostiqués, six bons, cinq prêts, quatre remis, un revenu puis remis."""
    return en_flux(
        ("2026-01-10", "A", "portable", "gisement", "collecte", 10),
        ("2026-01-20", "A", "portable", "collecte", "diagnostique", 8),
        ("2026-01-20", "A", "portable", "diagnostique", "reconditionnable", 6),
        ("2026-01-20", "A", "portable", "diagnostique", "pieces", 1),
        ("2026-01-31", "A", "portable", "diagnostique", "recyclage", 1),
        ("2026-02-01", "A", "portable", "reconditionnable", "reconditionne", 6),
        ("2026-02-02", "A", "portable", "reconditionne", "stock_pret", 5),
        ("2026-02-02", "A", "portable", "reconditionne", "echec_test", 1),
        ("2026-02-10", "A", "portable", "stock_pret", "distribue", 4),
        ("2026-03-01", "A", "portable", "distribue", "retour", 1),
        ("2026-03-02", "A", "portable", "retour", "diagnostique", 1),
        ("2026-03-02", "A", "portable", "diagnostique", "reconditionnable", 1),
        ("2026-03-03", "A", "portable", "reconditionnable", "reconditionne", 1),
        ("2026-03-04", "A", "portable", "reconditionne", "stock_pret", 1),
        ("2026-03-10", "A", "portable", "stock_pret", "distribue", 1),
        accompagnes=[None] * 8 + [3] + [None] * 6,
    )
