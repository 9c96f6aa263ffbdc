"""Les répartitions d'une année de La Coop : deux communes, deux années, calculées à la main."""

import pandas as pd

from inclusion.analysis.parcours import TOUT
from inclusion.analysis.repartitions import entiere, repartition

GUIDAGE, AUTONOME = "Avec guidage", "Autonome"
COLONNES = ("debut", "fin", "code_insee", "repartition", "valeur", "compte", "effectif")
LIGNES = (
    ("2025-01-01", "2025-12-31", "", "autonomie", GUIDAGE, "accompagnements", 30),
    ("2025-01-01", "2025-12-31", "84901", "autonomie", GUIDAGE, "accompagnements", 18),
    ("2025-01-01", "2025-12-31", "84902", "autonomie", GUIDAGE, "accompagnements", 12),
    ("2026-01-01", "2026-10-31", "84901", "autonomie", GUIDAGE, "accompagnements", 20),
    ("2026-01-01", "2026-10-31", "84902", "autonomie", GUIDAGE, "accompagnements", 10),
    ("2026-01-01", "2026-10-31", "84901", "autonomie", AUTONOME, "accompagnements", 7),
    ("2026-01-01", "2026-10-31", "84902", "autonomie", AUTONOME, "accompagnements", None),
    # Ni des activités, ni une période à cheval : elles ne s'ajoutent pas à des accompagnements d'une année.
    ("2026-01-01", "2026-10-31", "84901", "autonomie", GUIDAGE, "activites", 900),
    ("2025-11-01", "2026-10-31", "84901", "autonomie", GUIDAGE, "accompagnements", 900),
)
COMMUNES = ("84901", "84902")


def bilans() -> pd.DataFrame:
    table = pd.DataFrame(LIGNES, columns=COLONNES)
    return table.assign(
        debut=pd.to_datetime(table["debut"]),
        fin=pd.to_datetime(table["fin"]),
        effectif=table["effectif"].astype("Int64"),
    )


def lue(code: str, periode: str, communes: tuple[str, ...] = COMMUNES) -> dict[str, int | None]:
    table = repartition(bilans(), "autonomie", code=code, communes=communes, periode=periode)
    assert list(table["masque"]) == list(table["effectif"].isna())
    return {
        v: None if pd.isna(n) else int(n) for v, n in zip(table["valeur"], table["effectif"], strict=True)
    }


def test_le_departement_est_celui_que_dit_l_annee_sinon_la_somme_de_ses_communes() -> None:
    assert lue("", "2025") == {GUIDAGE: 30}
    assert lue("", "2026") == {GUIDAGE: 30, AUTONOME: None}
    assert lue("", TOUT) == {GUIDAGE: 60, AUTONOME: None}


def test_une_commune_se_lit_seule_et_ne_se_compte_pas_deux_fois() -> None:
    assert lue("84901", "2026", ("84901",)) == {GUIDAGE: 20, AUTONOME: 7}
    assert lue("84901", TOUT, ("84901",)) == {GUIDAGE: 38, AUTONOME: 7}


def test_une_part_masquee_masque_la_somme_et_rien_ne_se_lit_d_une_annee_sans_repartition() -> None:
    assert lue("200000001", "2026") == {GUIDAGE: 30, AUTONOME: None}
    assert lue("", "2024") == {}


def test_une_repartition_qui_ne_compte_pas_tous_les_mois_n_est_pas_entiere() -> None:
    total = pd.DataFrame({"valeur": ["Accompagnements"], "effectif": [37], "masque": [False]})
    assert entiere(total, 37)
    assert entiere(total, 36), "un mois masqué ne compte que dans l'année"
    assert not entiere(total, 38), "un autre trimestre déposé depuis"
    assert not entiere(total, None)
    assert not entiere(total.assign(masque=True), 37)
    assert not entiere(total.head(0), 0)
