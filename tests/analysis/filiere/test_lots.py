"""Un lot se suit du dépôt à la catégorie de public, avec son statut juridique ; jamais jusqu'à une personne."""

from datetime import date

import pandas as pd

from inclusion.analysis.filiere import lots
from inclusion.analysis.filiere.chaine import effectifs
from tests.analysis.filiere.petite_filiere import en_flux

FICHES = pd.DataFrame({"id_lot": ["A"], "statut_juridique": ["dechet"]})
SANS_FICHE = FICHES.head(0)


def test_ce_qui_reste_d_un_lot_est_ce_qu_on_n_en_a_ni_remis_ni_perdu(chaine: pd.DataFrame) -> None:
    """Dix collectés, un revenu, cinq remises, deux démontés ou recyclés : quatre sont encore là."""
    (lot,) = lots.suivi(chaine, SANS_FICHE).to_dict("records")
    assert (lot["collectes"], lot["remis"], lot["pertes"], lot["reste"]) == (10, 5, 2, 4)
    assert lot["publics"] == "Demandeurs d'emploi"


def test_le_statut_est_celui_de_la_fiche_a_defaut_celui_de_la_collecte(chaine: pd.DataFrame) -> None:
    assert lots.suivi(chaine, FICHES)["statut_juridique"].tolist() == ["dechet"]
    assert lots.suivi(chaine, SANS_FICHE)["statut_juridique"].tolist() == ["produit"]


def test_un_statut_que_personne_ne_dit_reste_inconnu(chaine: pd.DataFrame) -> None:
    muet = chaine.assign(statut_juridique="")
    assert lots.suivi(muet, SANS_FICHE)["statut_juridique"].tolist() == [""]


def test_le_lot_le_plus_recent_vient_d_abord() -> None:
    passages = en_flux(
        ("2026-01-05", "vieux", "portable", "gisement", "collecte", 1),
        ("2026-03-05", "jeune", "portable", "gisement", "collecte", 1),
    )
    assert lots.suivi(passages, SANS_FICHE)["id_lot"].tolist() == ["jeune", "vieux"]


def test_la_trace_suit_le_temps_et_d_un_meme_jour_l_ordre_du_fichier(chaine: pd.DataFrame) -> None:
    trace = lots.trace(chaine.iloc[::-1], "A")
    assert trace["date"].is_monotonic_increasing
    assert trace["etape_vers"].iloc[0] == "collecte"
    assert trace["public_beneficiaire"].iloc[-1] == "Demandeurs d'emploi"
    assert len(lots.trace(chaine, "inconnu")) == 0


def test_une_remise_locale_reste_une_seconde_remise_meme_si_la_premiere_etait_ailleurs(
    chaine: pd.DataFrame,
) -> None:
    """Quatre remis à Avignon, un revenu, remis à Apt : Apt compte une remise, et aucune première."""
    ailleurs = chaine.assign(code_insee=["84007"] * 14 + ["84003"])
    annee = {"debut": date(2026, 1, 1), "fin": date(2026, 12, 31)}
    apt = effectifs(ailleurs, **annee, communes={"84003"})
    avignon = effectifs(ailleurs, **annee, communes={"84007"})
    assert (apt["distribues"], apt["redistribues"]) == (1, 1)
    assert (avignon["distribues"], avignon["redistribues"]) == (4, 0)
