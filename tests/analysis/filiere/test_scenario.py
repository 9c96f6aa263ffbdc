"""Le simulateur parle juste : sa phrase, son goulot, sa file, ses leviers se retrouvent à la main."""

from datetime import date

import pandas as pd
import pytest

from inclusion.analysis.filiere import scenario
from inclusion.analysis.filiere.scenario import Reponse
from inclusion.analysis.filiere.simulation import Hypotheses
from inclusion.analysis.observations import observer
from inclusion.data.lecture import load_jeu
from inclusion.model.etat import Etat

FINE = "\u202f"
# Cent collectés, cinquante traités, tous remis le mois suivant : 200 au cinquième mois
SUR = Hypotheses(
    collecte_mensuelle=100, rendement=1, capacite_mensuelle=50, cible=200, delai_mois=1, incertitude=0
)


@pytest.fixture(scope="module")
def obs() -> Etat:
    """Le jeu embarqué, sans aucun passage de matériel, au 24 novembre 2026."""
    observee = observer(load_jeu(), date(2026, 11, 24))
    vides = {nom: observee[nom].head(0) for nom in ("flux_equipements", "stocks", "lots")}
    return Etat(**{**observee.__dict__, "tables": {**observee.tables, **vides}})


def repondre(obs: Etat, **autres: float) -> Reponse:
    return scenario.reponse(obs, Hypotheses(**{**SUR.__dict__, **autres}), None)


def test_sans_hasard_la_phrase_dit_le_mois_du_calendrier(obs: Etat) -> None:
    phrase = scenario.phrases(repondre(obs))[0].replace(FINE, " ")
    assert "100 équipements par mois" in phrase
    assert phrase.endswith("200 seront remis en avril 2027, dans 5 mois.")


def test_l_atelier_qui_ne_suit_pas_est_nomme_et_sa_file_comptee(obs: Etat) -> None:
    """Au cinquième mois : 500 collectés, 250 traités, 250 environ attendent (la collecte est tirée au sort)."""
    reponse = repondre(obs)
    assert "c'est l'atelier" in scenario.phrases(reponse)[1]
    file = next(c for c in scenario.chiffres(reponse) if c.cle == "file")
    assert file.valeur == pytest.approx(250, abs=15)


def test_la_collecte_qui_manque_est_nommee(obs: Etat) -> None:
    dites = scenario.phrases(repondre(obs, collecte_mensuelle=10))
    assert "c'est la collecte" in dites[1]
    assert "presque rien n'attend" in dites[2]


def test_une_file_de_depart_pas_encore_traitee_designe_l_atelier_meme_si_l_on_collecte_peu(
    obs: Etat,
) -> None:
    """Mille en attente, rien de collecté, cinquante traités par mois : 200 au cinquième mois, 750 attendent encore."""
    dites = scenario.phrases(repondre(obs, collecte_mensuelle=0, file_attente=1000))
    assert "c'est l'atelier" in dites[1] and "file de départ" in dites[1]
    assert "750 équipements attendent" in dites[2].replace(FINE, " ").replace("\xa0", " ")


def test_une_cible_hors_de_portee_se_dit_sans_date(obs: Etat) -> None:
    reponse = repondre(obs, rendement=0)
    assert "ou jamais" in scenario.phrases(reponse)[0]
    assert scenario.chiffres(reponse)[0].valeur is None


@pytest.mark.parametrize(
    ("reglages", "dit"),
    [
        ({"stock_pret": 200}, "stock prêt suffit"),
        ({"rendement": 0}, "état du matériel"),
        ({"collecte_mensuelle": 0, "capacite_mensuelle": 0}, "seul le stock prêt"),
    ],
)
def test_aux_limites_on_ne_nomme_ni_l_atelier_ni_la_collecte(
    obs: Etat, reglages: dict[str, float], dit: str
) -> None:
    goulot = scenario.phrases(repondre(obs, **reglages))[1]
    assert dit in goulot
    assert "Ce qui limite, c'est l'atelier" not in goulot


def test_une_fourchette_d_un_seul_mois_se_dit_une_fois_et_cent_pour_cent_ne_se_pousse_pas(
    obs: Etat,
) -> None:
    sur = repondre(obs)
    assert scenario.chiffres(sur)[0].phrase == "200 remis en avril 2027, au moins huit fois sur dix."
    assert len(scenario.figures(sur)["Leviers"].lignes) == 3


def test_une_fois_sur_dix_hors_de_portee_ne_fait_pas_une_date(obs: Etat) -> None:
    phrase = scenario.chiffres(repondre(obs, collecte_mensuelle=50, cible=5300, incertitude=0.2))[0].phrase
    assert "et au-delà" not in phrase
    assert phrase.endswith("pas en 10 ans.")


def test_une_cible_incertaine_dit_la_fois_sur_dix_ou_elle_manque(obs: Etat) -> None:
    """Cent vingt mois de cinquante remis en font 5 950 au plus : 5 300 demande que presque rien ne varie."""
    phrase = scenario.phrases(repondre(obs, collecte_mensuelle=50, cible=5300, incertitude=0.2))[0]
    assert "plus d'une fois sur dix" in phrase


def test_quand_l_atelier_limite_collecter_plus_ne_fait_rien_gagner(obs: Etat) -> None:
    """Soixante traités au lieu de cinquante : 240 au cinquième mois, la cible de 240 un mois plus tôt."""
    leviers = scenario.figures(repondre(obs, cible=240))["Leviers"].lignes.set_index("levier")["gain"]
    assert leviers["10 équipements de plus collectés par mois"] == 0
    assert leviers["10 équipements de plus traités par mois"] == 1


def test_le_rythme_est_le_plus_petit_de_la_collecte_et_de_l_atelier(obs: Etat) -> None:
    rythme = next(c for c in scenario.chiffres(repondre(obs, rendement=0.5)) if c.cle == "rythme")
    assert rythme.valeur == 25


def test_une_simulation_ne_se_fait_pas_passer_pour_une_donnee(obs: Etat) -> None:
    reponse = repondre(obs)
    assert {c.nature for c in scenario.chiffres(reponse) if c.valeur is not None} == {"simulation"}


def test_les_parametres_portent_tout_ce_qui_refait_le_calcul(obs: Etat) -> None:
    dits = scenario.parametres(repondre(obs), lien="http://exemple/simulateur?collecte=100").lignes
    valeurs = dict(zip(dits["parametre"], dits["valeur"], strict=True))
    assert valeurs["Graine du hasard"] == "84"
    assert valeurs["Lien du scénario"].endswith("collecte=100")
    assert len(valeurs) == 13


def test_sans_passage_les_reglages_de_depart_sont_supposes_et_n_ont_pas_de_source(obs: Etat) -> None:
    depart = scenario.depart(obs, "toutes")
    assert depart.source is None
    assert depart.reglages == scenario.SUPPOSES


def test_les_reglages_de_depart_se_lisent_dans_les_douze_derniers_mois(
    obs: Etat, chaine: pd.DataFrame
) -> None:
    """Dix collectés en trois mois, huit diagnostiqués en un mois, six reconditionnés sur huit, deux en attente, un prêt."""
    passages = chaine.assign(id_lot="A")
    avec = Etat(**{**obs.__dict__, "tables": {**obs.tables, "flux_equipements": passages}})
    depart = scenario.depart(avec, "portable")
    assert depart.source is not None and depart.source.nature == "reel"
    assert depart.reglages["collecte"] == 3  # dix en trois mois d'existence, de janvier à mars
    assert depart.reglages["capacite"] == 8
    assert depart.reglages["rendement"] == 75  # 6 sur 8 : le revenu repris n'est pas un septième
    assert (depart.reglages["stock"], depart.reglages["file"]) == (1, 2)


def test_la_collecte_d_une_filiere_jeune_se_divise_par_ses_mois_d_existence(
    obs: Etat, chaine: pd.DataFrame
) -> None:
    """Vingt collectés le 10 septembre, quarante le 10 octobre : trente par mois, pas soixante sur douze."""
    jeune = pd.concat([chaine.head(1)] * 2, ignore_index=True).assign(
        date=pd.to_datetime(["2026-09-10", "2026-10-10"]), quantite=pd.array([20, 40], dtype="Int64")
    )
    avec = Etat(**{**obs.__dict__, "tables": {**obs.tables, "flux_equipements": jeune}})
    assert scenario.depart(avec, "toutes").reglages["collecte"] == 30


@pytest.mark.parametrize(
    ("categorie", "combien", "dit"),
    [("portable", 25, "25 ordinateurs portables"), ("ecran", 1, "1 écran"), ("toutes", 3, "3 équipements")],
)
def test_la_phrase_nomme_les_equipements_que_l_on_simule(
    obs: Etat, categorie: str, combien: int, dit: str
) -> None:
    reponse = scenario.reponse(obs, SUR, None, categorie)
    assert reponse.equipements(combien).replace("\xa0", " ").replace(FINE, " ") == dit
