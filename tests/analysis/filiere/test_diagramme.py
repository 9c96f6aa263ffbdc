"""Le diagramme de flux et la cascade : quinze liens au plus, les mêmes sommes qu'au bilan, l'écart à part."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inclusion.analysis.filiere import sankey
from inclusion.analysis.filiere.bilan import bilan, dans
from inclusion.analysis.filiere.etapes import DEHORS, EN_COURS, PASSAGES
from tests.analysis.filiere.petite_filiere import en_flux, en_stocks

ANNEE = {"debut": date(2026, 1, 1), "fin": date(2026, 12, 31)}


def test_le_diagramme_se_conserve_a_chaque_etape_et_tient_en_quinze_liens(chaine: pd.DataFrame) -> None:
    liens = sankey.liens(chaine, **ANNEE)
    assert len(liens) <= sankey.LIENS_MAX
    for etape in ("Collecté", "Diagnostiqué", "Reconditionné"):
        entre = liens.loc[liens["cible"].eq(etape), "valeur"].sum()
        assert entre == liens.loc[liens["source"].eq(etape), "valeur"].sum(), etape
    par_nom = liens.set_index(["source", "cible"])["valeur"].to_dict()
    assert par_nom["Particulier", "Collecté"] == 10
    assert par_nom["Collecté", sankey.MIS_EN_STOCK] == 2
    assert par_nom["Retours", "Diagnostiqué"] == 1
    assert par_nom["Reconditionné", "Remis : Demandeurs d'emploi"] == 5


def test_un_diagramme_tres_varie_tient_encore_en_quinze_liens() -> None:
    origines = ["particulier", "entreprise", "collectivite", "association", "decheterie", "autre"]
    lignes = [("2026-01-10", f"L{i}", "portable", "gisement", "collecte", 20) for i in range(6)]
    suites = [
        ("collecte", "diagnostique", 19), ("diagnostique", "reconditionnable", 12), ("diagnostique", "pieces", 2),
        ("diagnostique", "recyclage", 2), ("diagnostique", "rebut_dangereux", 1), ("reconditionnable", "reconditionne", 10),
        ("reconditionne", "echec_test", 1), ("reconditionne", "stock_pret", 8), ("stock_pret", "distribue", 6),
        ("distribue", "retour", 1),
    ]  # fmt: skip
    lignes += [("2026-01-20", f"L{i}", "portable", *suite) for i in range(6) for suite in suites]
    table = en_flux(
        *lignes,
        origine=origines + ["particulier"] * 60,
        public_beneficiaire=["x"] * 6 + [f"Public {i}" for i in range(6) for _ in suites],
    )
    liens = sankey.liens(table, **ANNEE)
    assert len(liens) <= sankey.LIENS_MAX
    assert (
        liens.loc[liens["cible"].eq("Collecté") & liens["source"].ne("Pris au stock"), "valeur"].sum() == 120
    )


def test_un_echec_repris_en_atelier_est_deduit_des_deux_cotes() -> None:
    table = en_flux(
        ("2026-01-10", "A", "portable", "reconditionnable", "reconditionne", 5),
        ("2026-01-11", "A", "portable", "reconditionne", "echec_test", 2),
        ("2026-01-12", "A", "portable", "echec_test", "reconditionnable", 2),
        ("2026-01-13", "A", "portable", "reconditionnable", "reconditionne", 2),
        ("2026-01-14", "A", "portable", "reconditionne", "distribue", 5),
    )
    par_nom = sankey.liens(table, **ANNEE).set_index(["source", "cible"])["valeur"].to_dict()
    assert (
        par_nom["Diagnostiqué", "Reconditionné"]
        == par_nom["Reconditionné", "Remis : Demandeurs d'emploi"]
        == 5
    )
    assert ("Reconditionné", "Échec au test") not in par_nom


def test_un_echec_repris_d_un_appareil_pris_au_stock_y_retourne() -> None:
    """Deux appareils prêts d'avant la période échouent et retournent à l'atelier : le stock n'a pas bougé."""
    table = en_flux(
        ("2026-01-11", "A", "portable", "stock_pret", "echec_test", 2),
        ("2026-01-12", "A", "portable", "echec_test", "reconditionnable", 2),
    )
    assert sankey.liens(table, **ANNEE).empty


def test_la_cascade_va_du_stock_de_debut_au_stock_de_fin(chaine: pd.DataFrame) -> None:
    """10 collectés + 1 retour − 5 remis − 2 démontés = 4 : deux non diagnostiqués, un échec, un prêt."""
    marches = sankey.cascade(chaine, en_stocks(), **ANNEE, stock_debut=0).set_index("marche")["valeur"]
    assert marches.to_dict() == {
        "Stock de début": 0, "Collectés": 10, "Retours": 1, "Remis": -5, "Pièces, recyclage, rebut": -2,
        "Écart d'inventaire": 0, "Stock de fin": 4,
    }  # fmt: skip


def test_une_origine_et_un_public_du_meme_nom_ne_bouclent_pas() -> None:
    """Le diagramme va de gauche à droite : les restes regroupés des deux bouts n'ont pas le même nom."""
    origines = ["particulier", "entreprise", "collectivite"]
    lignes = [("2026-01-10", f"L{i}", "portable", "gisement", "collecte", 9 - i) for i in range(3)]
    lignes += [("2026-01-20", f"L{i}", "portable", "stock_pret", "distribue", 5 - i) for i in range(4)]
    table = en_flux(
        *lignes,
        origine=[*origines, *origines, "autre"],
        public_beneficiaire=["x"] * 3 + ["Particulier", "P4", "P5", "P6"],
    )
    liens = sankey.liens(table, **ANNEE)
    bouts = set(liens.loc[liens["cible"].str.startswith(sankey.REMIS), "cible"])
    assert bouts == {"Remis : Particulier", "Remis : P4", "Remis : P5", "Remis : P6"}
    assert not set(liens["source"]) & bouts


def test_l_ecart_d_inventaire_est_un_noeud_et_le_stock_est_celui_du_bilan() -> None:
    """Dix collectés, huit diagnostiqués, un seul retrouvé au lieu de deux : un manquant, un mis en stock."""
    table = en_flux(
        ("2026-01-10", "A", "portable", "gisement", "collecte", 10),
        ("2026-01-20", "A", "portable", "collecte", "diagnostique", 8),
    )
    comptes = en_stocks(
        ("2026-02-01", "collecte", "portable", 1), ("2026-02-01", "diagnostique", "portable", 9)
    )
    par_nom = sankey.liens(table, **ANNEE, stocks=comptes).set_index(["source", "cible"])["valeur"].to_dict()
    assert par_nom == {
        ("Particulier", "Collecté"): 10,
        ("Collecté", "Diagnostiqué"): 8,
        ("Collecté", sankey.MANQUANTS): 1,
        (sankey.TROUVES, "Diagnostiqué"): 1,
        ("Collecté", sankey.MIS_EN_STOCK): 1,
        ("Diagnostiqué", sankey.MIS_EN_STOCK): 9,
    }


def test_le_rebut_dangereux_a_son_noeud_quand_il_y_a_la_place(chaine: pd.DataFrame) -> None:
    rebut = en_flux(("2026-04-01", "B", "portable", "diagnostique", "rebut_dangereux", 2))
    cibles = set(sankey.liens(pd.concat([chaine, rebut], ignore_index=True), **ANNEE)["cible"])
    assert {"Pièces", "Recyclage", "Rebut dangereux"} <= cibles


# Propriété, sur des flux et des inventaires quelconques ---------------------------------------------------

REPRISES = [("reconditionne", "echec_test"), ("echec_test", "reconditionnable")]
PAIRES = [(de, vers) for de, suites in PASSAGES.items() for vers in suites] + 4 * REPRISES
JOURS = st.dates(date(2025, 12, 1), date(2026, 4, 30))
PASSAGE = st.tuples(
    JOURS, st.sampled_from("ABC"), st.sampled_from(PAIRES), st.integers(0, 40), st.integers(0, 5)
)
COMPTE = st.tuples(JOURS, st.sampled_from(EN_COURS), st.integers(0, 40))
ORIGINES = ["particulier", "entreprise", "collectivite", "association", "decheterie", "autre"]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(PASSAGE, max_size=30),
    st.lists(COMPTE, max_size=4, unique_by=lambda c: c[:2]),
    JOURS,
    st.integers(0, 90),
)
def test_quels_que_soient_les_flux_le_diagramme_tient_et_dit_le_bilan(
    passages: list[Any], comptes: list[Any], debut: date, duree: int
) -> None:
    """Quinze liens au plus ; chaque étape reçoit ce qu'elle rend ; stock et écart sont ceux du bilan, étape par étape.

    Avec des échecs repris, c'est le stock de toutes les étapes qui est celui du bilan : ceux d'avant y sont pris.
    """
    flux = en_flux(
        *((j, lot, "portable", de, vers, q) for j, lot, (de, vers), q, _ in passages),
        origine=[ORIGINES[k] for *_, k in passages],
        public_beneficiaire=[f"Public {k}" for *_, k in passages],
    )
    stocks = en_stocks(*((j, etape, "portable", q) for j, etape, q in comptes))
    periode = {"debut": debut, "fin": debut + timedelta(days=duree)}
    liens = sankey.liens(flux, **periode, stocks=stocks)
    assert len(liens) <= sankey.LIENS_MAX
    assert not liens.duplicated(["source", "cible"]).any()
    compte = bilan(flux, stocks, **periode)
    groupe = compte["noeud"].map(sankey.GROUPES)
    variation = (compte["stock_fin"] - compte["stock_debut"]).groupby(groupe).sum()
    ecart = compte["ecart"].astype(float).fillna(0).groupby(groupe).sum()
    pendant = dans(flux, **periode)
    repris = pendant["etape_de"].eq("echec_test") & pendant["etape_vers"].eq("reconditionnable")
    avant = repris @ pendant["quantite"] - pendant["etape_vers"].eq("echec_test") @ pendant["quantite"]
    total = 0.0
    for etape in sankey.EN_COURS:
        entre = liens[liens["cible"].eq(etape)].set_index("source")["valeur"]
        sort = liens[liens["source"].eq(etape)].set_index("cible")["valeur"]
        assert entre.sum() == pytest.approx(sort.sum())
        mis = sort.get(sankey.MIS_EN_STOCK, 0) - entre.get(sankey.PRIS_AU_STOCK, 0)
        total += mis
        assert repris.any() or mis == pytest.approx(variation.get(etape, 0))
        assert entre.get(sankey.TROUVES, 0) - sort.get(sankey.MANQUANTS, 0) == pytest.approx(
            ecart.get(etape, 0)
        )
    assert total == pytest.approx(sum(variation.get(e, 0) for e in sankey.EN_COURS) - max(0, int(avant)))
    collectes = pendant.loc[
        pendant["etape_de"].isin(DEHORS) & pendant["etape_vers"].eq("collecte"), "quantite"
    ].sum()
    remis = pendant.loc[pendant["etape_vers"].eq("distribue"), "quantite"].sum()
    origines = liens["cible"].eq("Collecté") & ~liens["source"].isin((sankey.PRIS_AU_STOCK, sankey.TROUVES))
    assert liens.loc[origines, "valeur"].sum() == pytest.approx(float(collectes))
    assert liens.loc[liens["cible"].str.startswith(sankey.REMIS), "valeur"].sum() == pytest.approx(
        float(remis)
    )
