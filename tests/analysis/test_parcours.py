"""Le parcours de l'usager : deux communes, quelques mois, calculés à la main."""

import numpy as np
import pandas as pd
import pytest

from inclusion.analysis import parcours as analyse
from inclusion.analysis.parcours import ETAPES, TOUT
from inclusion.model.secret import Addition, masques

COMMUNES = pd.DataFrame({"code_insee": ["84901", "84902"], "siren_epci": ["200000001", "200000001"]})
COLONNES = [
    "mois",
    "code_insee",
    "etape",
    "prescripteur",
    "structure_redirection",
    "effectif",
    "source",
    "nature",
]


def parcours(*lignes: tuple[str, str, str, int]) -> pd.DataFrame:
    dites = [(m, c, e, "", "", n, "s", "reel") for m, c, e, n in lignes]
    table = pd.DataFrame(dites, columns=COLONNES)
    return table.assign(effectif=table["effectif"].astype("Int64"))


def activites(*lignes: tuple[str, str, str, int | None]) -> pd.DataFrame:
    dites = [(m, c, a, n, "s", "reel") for m, c, a, n in lignes]
    table = pd.DataFrame(
        dites, columns=["mois", "code_insee", "autonomie", "accompagnements", "source", "nature"]
    )
    return table.assign(accompagnements=table["accompagnements"].astype("Int64"))


def lu(table: pd.DataFrame) -> dict[str, tuple[int | None, int | None]]:
    """étape → (effectif, perte)."""
    return {
        ligne.etape: (
            None if pd.isna(ligne.effectif) else int(ligne.effectif),
            None if pd.isna(ligne.perte) else int(ligne.perte),
        )
        for ligne in table.itertuples()
    }


def entonnoir(table: pd.DataFrame, code: str = "84") -> pd.DataFrame:
    comptes = analyse.etapes(table, COMMUNES, "84")
    return analyse.entonnoir(comptes.tranche(code, TOUT, ETAPES), comptes.connues)


def test_l_entonnoir_compte_ce_qui_passe_et_ce_qui_s_arrete() -> None:
    table = parcours(
        ("2026-03", "84901", "repere", 40),
        ("2026-04", "84902", "repere", 20),
        ("2026-04", "84901", "oriente", 45),
        ("2026-05", "84901", "accompagne", 30),
    )
    assert lu(entonnoir(table)) == {
        "repere": (60, None),
        "oriente": (45, 15),
        "accompagne": (30, 15),
        "autonome": (None, None),
    }


def test_un_effectif_de_1_a_4_est_masque_et_ne_se_retrouve_pas_par_difference() -> None:
    """Aval n'a que 3 repérages : Amont (40) se cache aussi, sinon 43 − 40 les rendrait."""
    comptes = analyse.etapes(
        parcours(("2026-03", "84901", "repere", 40), ("2026-03", "84902", "repere", 3)), COMMUNES, "84"
    )
    assert comptes.tranche("84902", TOUT, ["repere"])["masque"].all()
    assert comptes.tranche("84901", TOUT, ["repere"])["masque"].all()
    assert list(comptes.tranche("84", TOUT, ["repere"])["effectif"]) == [43]


def test_les_accompagnements_que_le_parcours_ne_dit_pas_viennent_des_activites() -> None:
    """Les autonomes, non : le niveau trop rare d'un mois n'est pas gardé, le compte serait tronqué."""
    completes = analyse.completees(
        parcours(("2026-03", "84901", "repere", 40)),
        activites(("2026-03", "84901", "Autonome", 9), ("2026-03", "84901", "", 11)),
    )
    assert completes.groupby("etape")["effectif"].sum().to_dict() == {"repere": 40, "accompagne": 20}


def test_des_accompagnements_deja_saisis_ne_sont_pas_comptes_deux_fois() -> None:
    saisis = parcours(("2026-03", "84901", "accompagne", 25))
    assert analyse.completees(saisis, activites(("2026-03", "84901", "", 11))) is saisis


@pytest.mark.parametrize(
    ("autonomes", "masque", "attendu"), [(12, False, 12), (None, True, None), (0, False, 0)]
)
def test_les_autonomes_lus_a_l_annee_n_ont_ni_taux_ni_perte(
    autonomes: int | None, masque: bool, attendu: int | None
) -> None:
    lues = entonnoir(
        parcours(("2026-03", "84901", "oriente", 30), ("2026-03", "84901", "accompagne", 20)), "84901"
    )
    niveaux = pd.DataFrame(
        {
            "valeur": ["Avec guidage", "Autonome"],
            "effectif": pd.array([8, autonomes], dtype="Int64"),
            "masque": [False, masque],
        }
    )
    completes = analyse.avec_autonomes(lues, niveaux)
    assert lu(completes)["accompagne"] == (20, 10)
    assert lu(completes)["autonome"] == (attendu, None)
    derniere = completes[completes["etape"].eq("autonome")].iloc[0]
    assert pd.isna(derniere["taux"])
    assert bool(derniere["connue"])
    assert bool(derniere["masque"]) == masque


def test_la_table_montree_reunit_les_lignes_et_ne_laisse_lire_aucun_petit_effectif() -> None:
    """40 + 3 se lit 43 : montrer la ligne de 40 rendrait le 3 par différence avec le 43 de la page."""
    table = parcours(("2026-01", "84901", "repere", 40), ("2026-01", "84901", "repere", 3))
    montree = analyse.montrees(table.assign(prescripteur=["CCAS", "Mairie"]), activites(), COMMUNES, "84")
    assert montree["effectif"].tolist() == [43]
    assert montree["prescripteur"].tolist() == [""]
    assert list(montree.columns) == COLONNES


def test_la_table_montree_cache_ce_que_cache_la_page_parcours() -> None:
    """9 repérés, 6 orientés : un reste de 3, que l'un des deux cache ; 4 repérés ailleurs, cachés."""
    table = parcours(
        ("2026-02", "84901", "repere", 9),
        ("2026-02", "84901", "oriente", 6),
        ("2026-02", "84902", "repere", 4),
    )
    comptes = analyse.etapes(table, COMMUNES, "84")
    montree = analyse.montrees(table, activites(), COMMUNES, "84")
    caches = [comptes.cache(n.code_insee, n.etape, n.mois) for n in montree.itertuples()]
    assert montree["effectif"].isna().tolist() == caches
    assert caches[2]
    assert caches[0] or caches[1]


def test_la_table_montree_d_une_commune_voisine_masque_ses_petits_effectifs() -> None:
    montree = analyse.montrees(
        parcours(("2026-01", "26001", "repere", 3), ("2026-01", "26002", "repere", 8)),
        activites(), COMMUNES, "84",
    )  # fmt: skip
    assert montree["effectif"].isna().tolist() == [True, False]


def test_une_table_du_parcours_vide_se_montre_vide() -> None:
    assert analyse.montrees(parcours(), activites(), COMMUNES, "84").empty


@pytest.mark.parametrize(
    ("parts", "visibles"),
    [([3, 4, 20, 30], [20, 30]), ([1, 1, 3, 20, 30], [30]), ([1, 1, 5, 20], [20]), ([2, 0, 3, 20], [0])],
)
def test_chaque_part_cachee_pourrait_atteindre_le_seuil(parts: list[int], visibles: list[int]) -> None:
    """3 + 4 cachés : 7, l'un des deux peut valoir 6. 1 + 1 + 3 : 5, aucun ne peut dépasser 3, il en faut un de plus."""
    effectifs = np.array([*parts, sum(parts)], dtype=float)
    masque = masques(effectifs, [Addition(0, len(parts), tuple(range(len(parts))))])
    assert [n for n, cache in zip(parts, masque[:-1], strict=True) if not cache] == visibles


def test_une_part_cachee_vaut_au_moins_ce_qu_elle_reunit() -> None:
    """24 au département : A cachée (3), B cachée (21), dont une commune de 20 visible. B vaut 21 au moins, donc A 3 au
    plus : il faut cacher aussi la commune de 20."""
    commune_a, petite, grande, a, b, departement = range(6)
    effectifs = np.array([3, 1, 20, 3, 21, 24], dtype=float)
    additions = [
        Addition(0, departement, (a, b)),
        Addition(0, a, (commune_a,)),
        Addition(0, b, (petite, grande)),
    ]
    masque = masques(effectifs, additions)
    assert masque[[commune_a, petite, a, b]].all()
    assert masque[grande] or masque[departement]
