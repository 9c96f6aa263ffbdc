"""Le bilan matière : stock, écart, bords de mois, deux unités, conservation."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inclusion.analysis.filiere.bilan import avec_masses, bilan, conservation, dans, en_alerte
from inclusion.analysis.filiere.etapes import EN_COURS, PASSAGES
from tests.analysis.filiere.petite_filiere import en_flux, en_stocks

JANVIER = {"debut": date(2026, 1, 1), "fin": date(2026, 1, 31)}
FEVRIER = {"debut": date(2026, 2, 1), "fin": date(2026, 2, 28)}
SANS_INVENTAIRE = en_stocks()


def ligne(table: pd.DataFrame, noeud: str) -> dict[str, Any]:
    return table[table["noeud"].eq(noeud)].iloc[0].to_dict()


def test_ce_qui_reste_est_ce_qui_est_entre_moins_ce_qui_est_sorti(chaine: pd.DataFrame) -> None:
    collecte = ligne(bilan(chaine, SANS_INVENTAIRE, **JANVIER), "collecte")
    assert (collecte["entrees"], collecte["sorties"], collecte["stock_fin"]) == (10, 8, 2)


def test_le_stock_de_debut_est_celui_de_la_veille(chaine: pd.DataFrame) -> None:
    fevrier = bilan(chaine, SANS_INVENTAIRE, **FEVRIER)
    assert ligne(fevrier, "collecte")["stock_debut"] == 2
    assert (
        ligne(fevrier, "reconditionnable")["stock_debut"],
        ligne(fevrier, "reconditionnable")["stock_fin"],
    ) == (6, 0)


def test_le_dernier_jour_du_mois_est_de_ce_mois_le_premier_du_suivant_ne_l_est_pas(
    chaine: pd.DataFrame,
) -> None:
    janvier = dans(chaine, **JANVIER)
    assert janvier["etape_vers"].tolist()[-1] == "recyclage"
    assert "reconditionne" not in set(janvier["etape_vers"])
    assert dans(chaine, **FEVRIER)["etape_vers"].tolist()[0] == "reconditionne"


def test_sans_inventaire_l_ecart_est_inconnu_pas_nul(chaine: pd.DataFrame) -> None:
    table = bilan(chaine, SANS_INVENTAIRE, **JANVIER)
    assert table["ecart"].isna().all()
    assert not table["alerte"].any()


def test_l_ecart_d_inventaire_est_une_ligne_a_lui_seul(chaine: pd.DataFrame) -> None:
    inventaire = en_stocks(("2026-01-25", "collecte", "portable", 1))
    collecte = ligne(bilan(chaine, inventaire, **JANVIER), "collecte")
    assert (collecte["stock_attendu"], collecte["ecart"], collecte["stock_fin"]) == (2, -1, 1)
    assert collecte["alerte"]


def test_un_inventaire_recompte_la_suite(chaine: pd.DataFrame) -> None:
    """Compté à 1 fin janvier, le stock de février part de 1 : l'écart de janvier n'est pas compté deux fois."""
    inventaire = en_stocks(("2026-01-31", "collecte", "portable", 1))
    fevrier = ligne(bilan(chaine, inventaire, **FEVRIER), "collecte")
    assert fevrier["stock_debut"] == 1
    assert pd.isna(fevrier["ecart"])


def test_deux_inventaires_dans_la_periode_additionnent_leurs_ecarts() -> None:
    passages = en_flux(("2026-01-05", "A", "portable", "gisement", "collecte", 10))
    inventaires = en_stocks(
        ("2026-01-10", "collecte", "portable", 9), ("2026-01-20", "collecte", "portable", 12)
    )
    collecte = ligne(bilan(passages, inventaires, **JANVIER), "collecte")
    assert (collecte["stock_attendu"], collecte["ecart"], collecte["stock_fin"]) == (10, 2, 12)


def test_l_inventaire_d_ouverture_n_est_pas_un_ecart() -> None:
    """Vingt comptés avant toute saisie, trois entrés, deux de trop comptés : l'écart est de deux, pas de vingt-deux."""
    passages = en_flux(("2026-01-15", "A", "portable", "gisement", "collecte", 3))
    ouverture = en_stocks(("2026-01-10", "collecte", "portable", 20))
    seul = ligne(bilan(passages, ouverture, **JANVIER), "collecte")
    assert (seul["stock_debut"], seul["entrees"], seul["stock_fin"]) == (20, 3, 23)
    assert pd.isna(seul["ecart"]) and not seul["alerte"]
    deux = en_stocks(("2026-01-10", "collecte", "portable", 20), ("2026-01-31", "collecte", "portable", 25))
    assert ligne(bilan(passages, deux, **JANVIER), "collecte")["ecart"] == 2


def test_un_premier_inventaire_le_jour_d_un_passage_s_y_compare() -> None:
    passages = en_flux(("2026-01-10", "A", "portable", "gisement", "collecte", 3))
    inventaire = en_stocks(("2026-01-10", "collecte", "portable", 20))
    assert ligne(bilan(passages, inventaire, **JANVIER), "collecte")["ecart"] == 17


@pytest.mark.parametrize(
    ("ecart", "attendu", "alerte"),
    [(2, 100, False), (-2, 100, False), (3, 100, True), (5, 1000, False), (6, 1000, True)],
)
def test_l_alerte_part_au_dela_de_deux_pour_cent_ou_de_cinq_equipements(
    ecart: int, attendu: int, alerte: bool
) -> None:
    assert en_alerte(ecart, attendu) is alerte


def test_les_deux_unites_se_lisent_sur_les_memes_passages() -> None:
    passages = en_flux(
        ("2026-01-05", "A", "portable", "gisement", "collecte", 4),
        ("2026-01-06", "A", "portable", "collecte", "diagnostique", 3),
        masse_kg=[8.0, None],
    )
    peses = avec_masses(passages, {"portable": 1.65})
    assert peses["masse_kg"].tolist() == [8.0, pytest.approx(4.95)]
    assert peses["masse_estimee"].tolist() == [False, True]
    en_kg = ligne(bilan(peses, SANS_INVENTAIRE, **JANVIER, unite="masse_kg"), "collecte")
    assert en_kg["stock_fin"] == pytest.approx(3.05)
    assert ligne(bilan(peses, SANS_INVENTAIRE, **JANVIER), "collecte")["stock_fin"] == 1


def test_une_categorie_sans_masse_mediane_reste_sans_masse() -> None:
    autre = avec_masses(en_flux(("2026-01-05", "A", "autre", "gisement", "collecte", 4)), {"portable": 1.65})
    assert autre["masse_kg"].isna().all()
    assert not autre["masse_estimee"].any()


def test_le_bilan_ne_modifie_pas_ses_tables(chaine: pd.DataFrame) -> None:
    avant = chaine.copy()
    bilan(chaine, SANS_INVENTAIRE, **JANVIER)
    avec_masses(chaine, {"portable": 1.65})
    pd.testing.assert_frame_equal(chaine, avant)


# Propriétés, sur des flux quelconques ---------------------------------------------------------------------

PAIRES = [(de, vers) for de, suites in PASSAGES.items() for vers in suites]
JOURS = st.dates(date(2025, 12, 1), date(2026, 4, 30))
UN_PASSAGE = st.tuples(
    JOURS,
    st.sampled_from("AB"),
    st.sampled_from(["portable", "fixe"]),
    st.sampled_from(PAIRES),
    st.integers(0, 50),
)
UN_INVENTAIRE = st.tuples(
    JOURS, st.sampled_from(EN_COURS), st.sampled_from(["portable", "fixe"]), st.integers(0, 50)
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(UN_PASSAGE, max_size=12),
    st.lists(UN_INVENTAIRE, max_size=4, unique_by=lambda i: i[:3]),
    JOURS,
    st.integers(0, 90),
)
def test_rien_ne_se_perd_rien_ne_se_cree(
    passages: list[Any], inventaires: list[Any], debut: date, duree: int
) -> None:
    """Entrées + retours + écarts = sorties + variation du stock, quels que soient les flux et les inventaires."""
    flux = en_flux(*((j, lot, c, de, vers, q) for j, lot, c, (de, vers), q in passages))
    sommes = conservation(flux, en_stocks(*inventaires), debut=debut, fin=debut + timedelta(days=duree))
    assert sommes["entrees"] + sommes["retours"] + sommes["ecart"] == pytest.approx(
        sommes["sorties"] + sommes["variation_stock"]
    )


@settings(max_examples=100, deadline=None)
@given(
    st.lists(UN_PASSAGE, max_size=12), st.lists(UN_INVENTAIRE, max_size=4, unique_by=lambda i: i[:3]), JOURS
)
def test_deux_periodes_qui_se_suivent_se_raccordent(
    passages: list[Any], inventaires: list[Any], coupure: date
) -> None:
    """Le stock de fin de la première est le stock de début de la seconde, étape par étape."""
    flux = en_flux(*((j, lot, c, de, vers, q) for j, lot, c, (de, vers), q in passages))
    stocks = en_stocks(*inventaires)
    avant = bilan(flux, stocks, debut=date(2025, 11, 1), fin=coupure)
    apres = bilan(flux, stocks, debut=coupure + timedelta(days=1), fin=date(2026, 6, 1))
    assert avant["stock_fin"].tolist() == pytest.approx(apres["stock_debut"].tolist())


def test_trois_mille_filieres_tirees_au_hasard_se_conservent() -> None:
    """Une catégorie par cas : entrées + écart = sorties + variation du stock, sur chaque étape de chaque cas."""
    hasard = np.random.default_rng(84)
    cas, par_cas = 3000, 8
    jours = pd.Timestamp("2025-12-01") + pd.to_timedelta(hasard.integers(0, 150, cas * par_cas), unit="D")
    choix = [PAIRES[i] for i in hasard.integers(0, len(PAIRES), cas * par_cas)]
    noms = [f"cas {i // par_cas}" for i in range(cas * par_cas)]
    quantites = hasard.integers(0, 50, cas * par_cas)
    flux = en_flux(*((j, n, n, *p, q) for j, n, p, q in zip(jours, noms, choix, quantites, strict=True)))
    inventaires = pd.Timestamp("2026-01-01") + pd.to_timedelta(hasard.integers(0, 90, cas), unit="D")
    comptes = hasard.integers(0, 50, cas)
    stocks = en_stocks(*((inventaires[i], "collecte", f"cas {i}", comptes[i]) for i in range(cas)))
    periode = {"debut": date(2026, 1, 15), "fin": date(2026, 3, 15)}
    table = bilan(flux, stocks, **periode)
    assert table["categorie"].nunique() == cas
    ecarts = table["ecart"].astype(float).fillna(0)
    reste = table["stock_debut"] + table["entrees"] - table["sorties"] + ecarts - table["stock_fin"]
    assert reste.abs().max() < 1e-9
    pendant = dans(flux, **periode)
    dedans = pendant["etape_vers"].isin(EN_COURS).astype(int) - pendant["etape_de"].isin(EN_COURS).astype(int)
    solde = (dedans * pendant["quantite"].astype(float)).groupby(pendant["categorie"]).sum()
    variation = (table["stock_fin"] - table["stock_debut"] - ecarts).groupby(table["categorie"]).sum()
    assert (variation - solde.reindex(variation.index).fillna(0)).abs().max() < 1e-9
