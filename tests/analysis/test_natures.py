"""Le réel d'abord ; et où s'ancre une ligne."""

import geopandas as gpd
import pandas as pd

from inclusion.analysis.ancrage import citent, codes_du_territoire, epci_cites, epci_des_codes
from inclusion.analysis.natures import informees, renseignees
from inclusion.model.territoires import Niveau, Territoire

POSTES = pd.DataFrame(
    {
        "id": ["vrai", "vrai-sans-date", "faux", "faux-sans-date"],
        "etat": ["occupe", "vacant", "occupe", "vacant"],
        "fin": pd.to_datetime([None, None, "2027-01-01", None]),
        "nature": ["reel", "reel", "demonstration", "demonstration"],
    }
)


def test_le_reel_repond_seul_des_qu_une_ligne_reelle_renseigne_la_question() -> None:
    assert list(informees(POSTES, "etat")["id"]) == ["vrai", "vrai-sans-date"]


def test_la_demonstration_ne_repond_que_si_le_reel_se_tait() -> None:
    assert list(informees(POSTES, "fin")["id"]) == ["faux"]


def test_une_seule_ligne_reelle_chasse_toute_la_demonstration() -> None:
    dates = POSTES["fin"].where(POSTES["id"] != "vrai", pd.Timestamp("2026-12-31"))
    assert list(informees(POSTES.assign(fin=dates), "fin")["id"]) == ["vrai", "vrai-sans-date"]


def test_sans_reponse_ni_reelle_ni_inventee_le_reel_reste_et_ne_dit_rien() -> None:
    assert list(informees(POSTES.assign(fin=pd.NaT), "fin")["id"]) == ["vrai", "vrai-sans-date"]


def test_une_case_vide_n_est_pas_un_renseignement() -> None:
    assert list(renseignees(pd.DataFrame({"a": ["x", "", None]}), "a")) == [True, False, False]


def test_une_intercommunalite_a_son_code_et_ceux_de_ses_communes(communes: gpd.GeoDataFrame) -> None:
    deux_rives = Territoire("200000001", "Deux Rives", Niveau.EPCI)
    assert codes_du_territoire(deux_rives, communes) == {"200000001", "84901", "84902"}


def test_une_commune_est_servie_par_ce_qui_sert_son_intercommunalite(communes: gpd.GeoDataFrame) -> None:
    amont = Territoire("84901", "Amont", Niveau.COMMUNE, siren_epci="200000001")
    assert codes_du_territoire(amont, communes) == {"200000001", "84901"}


def test_le_departement_a_tous_les_codes(communes: gpd.GeoDataFrame) -> None:
    departement = Territoire("84", "Vaucluse", Niveau.DEPARTEMENT)
    assert codes_du_territoire(departement, communes) == {
        "84",
        "200000001",
        "200000002",
        "84901",
        "84902",
        "84903",
    }


def test_une_cellule_cite_un_territoire_par_l_un_de_ses_codes() -> None:
    assert list(citent(pd.Series(["84901|84903", "84", ""]), {"84903"})) == [True, False, False]


def test_un_code_de_departement_n_a_pas_d_intercommunalite(communes: gpd.GeoDataFrame) -> None:
    codes = pd.Series(["84903", "200000001", "84", "99999"])
    assert list(epci_des_codes(codes, communes)) == ["200000002", "200000001", "", ""]


def test_les_intercommunalites_citees_le_sont_aussi_par_leurs_communes(communes: gpd.GeoDataFrame) -> None:
    assert epci_cites(pd.Series(["84901|84", "200000002"]), communes) == {"200000001", "200000002"}
