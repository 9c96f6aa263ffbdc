"""Le vérificateur nomme la ligne qui rompt le bilan, et de combien."""

from typing import Any

import pandas as pd
import pytest

from inclusion.analysis.filiere.verification import verifier
from tests.analysis.filiere.petite_filiere import en_flux, en_stocks

MASSES = {"portable": 1.65}
SANS_INVENTAIRE = en_stocks()


def ruptures(flux: pd.DataFrame, stocks: pd.DataFrame = SANS_INVENTAIRE) -> list[tuple[Any, ...]]:
    table = verifier(flux, stocks, MASSES)
    return list(table[["table", "ligne", "regle", "quantite"]].itertuples(index=False, name=None))


def test_une_chaine_qui_tombe_juste_n_a_pas_de_rupture(chaine: pd.DataFrame) -> None:
    assert ruptures(chaine) == []


def test_une_ligne_qui_sort_plus_que_le_lot_n_a_est_nommee_avec_ce_qui_manque() -> None:
    flux = en_flux(
        ("2026-01-10", "A", "portable", "gisement", "collecte", 6),
        ("2026-01-20", "A", "portable", "collecte", "diagnostique", 8),
    )
    assert ruptures(flux) == [("flux_equipements", 3, "sortie sans entrée", 2.0)]
    phrase = verifier(flux, SANS_INVENTAIRE, MASSES)["phrase"].iloc[0]
    assert "il en manque 2" in phrase
    assert "lot A" in phrase


def test_le_manque_n_est_dit_qu_une_fois_sur_la_chaine() -> None:
    flux = en_flux(
        ("2026-01-10", "A", "portable", "gisement", "collecte", 6),
        ("2026-01-20", "A", "portable", "collecte", "diagnostique", 8),
        ("2026-01-21", "A", "portable", "diagnostique", "reconditionnable", 8),
    )
    assert ruptures(flux) == [("flux_equipements", 3, "sortie sans entrée", 2.0)]


def test_le_meme_jour_les_entrees_passent_avant_les_sorties() -> None:
    flux = en_flux(
        ("2026-01-10", "A", "portable", "collecte", "diagnostique", 6),
        ("2026-01-10", "A", "portable", "gisement", "collecte", 6),
    )
    assert ruptures(flux) == []


def test_une_sortie_datee_d_avant_l_entree_est_une_rupture() -> None:
    flux = en_flux(
        ("2026-01-10", "A", "portable", "gisement", "collecte", 6),
        ("2026-01-09", "A", "portable", "collecte", "diagnostique", 6),
    )
    assert ruptures(flux) == [("flux_equipements", 3, "sortie sans entrée", 6.0)]


def test_un_reste_d_avant_la_saisie_est_admis_si_l_etape_a_ete_inventoriee() -> None:
    flux = en_flux(("2026-02-01", "V", "portable", "collecte", "diagnostique", 3))
    assert ruptures(flux) == [("flux_equipements", 2, "sortie sans entrée", 3.0)]
    assert ruptures(flux, en_stocks(("2026-01-31", "collecte", "portable", 5))) == []


def test_un_passage_que_la_filiere_ne_connait_pas_est_dit_avec_ses_suites() -> None:
    flux = en_flux(
        ("2026-01-10", "A", "portable", "gisement", "collecte", 6),
        ("2026-01-20", "A", "portable", "collecte", "distribue", 6),
    )
    table = verifier(flux, SANS_INVENTAIRE, MASSES)
    assert table["regle"].tolist() == ["passage inconnu"]
    assert "Diagnostiqué" in table["phrase"].iloc[0]


def test_un_inventaire_qui_s_ecarte_est_dit_de_combien() -> None:
    flux = en_flux(("2026-01-10", "A", "portable", "gisement", "collecte", 10))
    assert ruptures(flux, en_stocks(("2026-01-31", "collecte", "portable", 7))) == [
        ("stocks", 2, "écart d'inventaire", -3.0)
    ]
    assert ruptures(flux, en_stocks(("2026-01-31", "collecte", "portable", 10))) == []


def test_le_premier_inventaire_d_une_etape_ouvre_le_compte() -> None:
    assert ruptures(en_flux(), en_stocks(("2026-01-31", "collecte", "portable", 7))) == []


def test_on_ne_remet_pas_un_dechet_ni_a_un_public_inconnu() -> None:
    chaine_courte = [
        ("2026-01-10", "A", "portable", "gisement", "collecte", 1),
        ("2026-01-11", "A", "portable", "collecte", "diagnostique", 1),
        ("2026-01-12", "A", "portable", "diagnostique", "reconditionnable", 1),
        ("2026-01-13", "A", "portable", "reconditionnable", "reconditionne", 1),
        ("2026-01-14", "A", "portable", "reconditionne", "distribue", 1),
    ]
    jete = en_flux(*chaine_courte, statut_juridique="dechet", public_beneficiaire="")
    assert [r[2] for r in ruptures(jete)] == ["déchet remis", "public inconnu"]
    prepare = en_flux(*chaine_courte, statut_juridique=["dechet"] * 4 + ["produit"])
    assert ruptures(prepare) == []


def test_plus_d_accompagnes_que_de_remis_est_une_erreur(chaine: pd.DataFrame) -> None:
    trop = chaine.assign(accompagnes=chaine["accompagnes"].mask(chaine.index == 8, 6))
    assert ruptures(trop) == [("flux_equipements", 10, "accompagnés en trop", 2.0)]


@pytest.mark.parametrize(
    ("masse", "dite"), [(16.5, False), (49.5, False), (50.0, True), (5.5, False), (5.0, True)]
)
def test_une_masse_a_plus_de_trois_fois_la_mediane_est_a_verifier(masse: float, dite: bool) -> None:
    flux = en_flux(("2026-01-10", "A", "portable", "gisement", "collecte", 10), masse_kg=masse)
    assert bool(ruptures(flux)) is dite


def test_les_lignes_sont_celles_du_fichier_quel_que_soit_l_ordre_des_dates(chaine: pd.DataFrame) -> None:
    melee = pd.concat(
        [chaine.iloc[::-1], en_flux(("2026-04-01", "A", "portable", "stock_pret", "distribue", 9))]
    )
    assert ruptures(melee.reset_index(drop=True)) == [("flux_equipements", 17, "sortie sans entrée", 8.0)]


@pytest.mark.parametrize(("sortie", "regles"), [(16.8, []), (16.9, ["masse sans entrée"]), (None, [])])
def test_des_kg_qui_sortent_sans_etre_entres_sont_a_verifier_au_dela_de_deux_pour_cent(
    sortie: float | None, regles: list[str]
) -> None:
    """Dix portables, 16,5 kg entrés : 16,8 kg sortis tiennent dans 2 % (16,83), 16,9 non ; non pesés, on ne juge pas."""
    flux = en_flux(
        ("2026-01-10", "A", "portable", "gisement", "collecte", 10),
        ("2026-01-11", "A", "portable", "collecte", "diagnostique", 10),
        masse_kg=[16.5, sortie],
    )
    fautes = verifier(flux, en_stocks(), MASSES)
    assert fautes["regle"].tolist() == regles
    if regles:
        assert fautes["ligne"].tolist() == [3]
        assert "0,4 kg" in fautes["phrase"].iloc[0]
