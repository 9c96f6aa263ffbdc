"""Les rapports de la chaîne : numérateur et dénominateur comptés à la main."""

from datetime import date

import pandas as pd
import pytest

from inclusion.analysis.filiere import chaine as ch
from inclusion.analysis.filiere import cohortes, effets, equite, reemploi
from tests.analysis.filiere.petite_filiere import en_flux

ANNEE = {"debut": date(2026, 1, 1), "fin": date(2026, 12, 31)}
PARAMETRES = {
    "co2e": {
        "portable": {"valeur": 27, "source": "ADEME, 2022"},
        "ecran": {"source": "pas de facteur publié"},
    },
    "filiere": {
        "annees_usage": {"valeur": 3, "bornes": [2, 4]},
        "part_remplacement": {"valeur": 0.4, "bornes": [0.2, 0.6]},
    },
}


def test_les_effectifs_de_l_annee_sont_ceux_de_la_chaine(chaine: pd.DataFrame) -> None:
    comptes = ch.effectifs(chaine, **ANNEE)
    assert comptes == {
        "promis": 0, "collectes": 10, "diagnostiques": 8, "reconditionnables": 7, "reconditionnes": 7, "pieces": 1,
        "recyclage": 1, "rebut_dangereux": 0, "echecs": 1, "distribues": 5, "redistribues": 1, "retours": 1,
    }  # fmt: skip


def test_un_retour_remis_de_nouveau_n_est_compte_qu_une_fois(chaine: pd.DataFrame) -> None:
    remises = ch.premieres_remises(chaine)
    assert remises["quantite"].tolist() == [4, 1]
    assert remises["premieres"].tolist() == [4, 0]


def test_les_taux_disent_leurs_deux_termes(chaine: pd.DataFrame) -> None:
    """Sept passages à l'atelier pour six appareils, cinq remises pour quatre : le revenu n'est compté qu'une fois."""
    assert ch.taux_reconditionnement(chaine, **ANNEE) == ch.Rapport(6, 8)
    assert ch.taux_reemploi(chaine, **ANNEE) == ch.Rapport(6, 7)
    assert ch.taux_distribution(chaine, **ANNEE) == ch.Rapport(4, 6)
    assert ch.part_accompagnee(chaine, **ANNEE) == ch.Rapport(3, 4)
    assert ch.Rapport(3, 4).part == 0.75
    assert ch.Rapport(3, 0).part is None


def test_le_taux_de_reconditionnement_suit_les_lots_diagnostiques_meme_apres_la_periode(
    chaine: pd.DataFrame,
) -> None:
    janvier = {"debut": date(2026, 1, 1), "fin": date(2026, 1, 31)}
    assert ch.taux_reconditionnement(chaine, **janvier) == ch.Rapport(6, 8)


def test_un_lot_diagnostique_a_cheval_sur_deux_mois_partage_ses_reconditionnes() -> None:
    """Vingt diagnostiqués, dix par mois ; dix reconditionnés ensuite : cinq sur dix chaque mois, pas dix sur dix."""
    flux = en_flux(
        ("2026-01-02", "A", "portable", "gisement", "collecte", 20),
        ("2026-01-31", "A", "portable", "collecte", "diagnostique", 10),
        ("2026-02-01", "A", "portable", "collecte", "diagnostique", 10),
        ("2026-02-02", "A", "portable", "diagnostique", "reconditionnable", 10),
        ("2026-02-03", "A", "portable", "reconditionnable", "reconditionne", 10),
    )
    janvier = {"debut": date(2026, 1, 1), "fin": date(2026, 1, 31)}
    fevrier = {"debut": date(2026, 2, 1), "fin": date(2026, 2, 28)}
    assert ch.taux_reconditionnement(flux, **janvier) == ch.Rapport(5, 10)
    assert ch.taux_reconditionnement(flux, **fevrier) == ch.Rapport(5, 10)


def test_un_echec_repris_en_atelier_n_est_reconditionne_qu_une_fois() -> None:
    """Quatre reconditionnés, un échoue, est repris : cinq passages, quatre appareils."""
    flux = en_flux(
        ("2026-01-02", "A", "portable", "gisement", "collecte", 4),
        ("2026-01-03", "A", "portable", "collecte", "diagnostique", 4),
        ("2026-01-03", "A", "portable", "diagnostique", "reconditionnable", 4),
        ("2026-01-04", "A", "portable", "reconditionnable", "reconditionne", 4),
        ("2026-01-05", "A", "portable", "reconditionne", "echec_test", 1),
        ("2026-01-06", "A", "portable", "echec_test", "reconditionnable", 1),
        ("2026-01-07", "A", "portable", "reconditionnable", "reconditionne", 1),
    )
    assert ch.effectifs(flux, **ANNEE)["reconditionnes"] == 5
    assert ch.premiers_reconditionnements(flux)["premiers"].tolist() == [4, 0]
    assert ch.taux_reconditionnement(flux, **ANNEE) == ch.Rapport(4, 4)


@pytest.fixture
def revenu_recycle() -> pd.DataFrame:
    """Dix collectés ; quatre remis, un revenu et recyclé ; deux autres remis ensuite ; quatre attendent à la collecte."""
    return en_flux(
        ("2026-01-02", "A", "portable", "gisement", "collecte", 10),
        ("2026-01-03", "A", "portable", "collecte", "diagnostique", 6),
        ("2026-01-03", "A", "portable", "diagnostique", "reconditionnable", 6),
        ("2026-01-04", "A", "portable", "reconditionnable", "reconditionne", 6),
        ("2026-01-05", "A", "portable", "reconditionne", "stock_pret", 6),
        ("2026-01-06", "A", "portable", "stock_pret", "distribue", 4),
        ("2026-01-20", "A", "portable", "distribue", "retour", 1),
        ("2026-01-20", "A", "portable", "retour", "diagnostique", 1),
        ("2026-01-20", "A", "portable", "diagnostique", "recyclage", 1),
        ("2026-01-25", "A", "portable", "stock_pret", "distribue", 2),
    )


def test_un_revenu_recycle_ne_fait_pas_passer_pour_seconde_la_remise_d_un_autre(
    revenu_recycle: pd.DataFrame,
) -> None:
    assert ch.premieres_remises(revenu_recycle)["premieres"].tolist() == [4, 2]
    assert ch.effectifs(revenu_recycle, **ANNEE)["redistribues"] == 0


def test_un_revenu_recycle_ne_prend_pas_la_place_d_un_qui_attend(revenu_recycle: pd.DataFrame) -> None:
    """Six remis sur dix, quatre attendent : le revenu recyclé a déjà compté parmi les remis."""
    janvier = cohortes.rendements(revenu_recycle, a_date=date(2026, 2, 1)).iloc[0]
    assert janvier["en_cours"] == 4
    assert (janvier["part_basse_3"], janvier["part_haute_3"]) == (0.6, pytest.approx(1.0))


def test_le_meme_jour_la_boucle_du_retour_se_suit_dans_n_importe_quel_ordre_du_fichier(
    revenu_recycle: pd.DataFrame,
) -> None:
    a_l_envers = revenu_recycle.iloc[::-1].reset_index(drop=True)
    assert ch.premieres_remises(a_l_envers)["premieres"].tolist() == [4, 2]


@pytest.mark.parametrize("sens", [1, -1])
def test_l_ordre_du_fichier_ne_change_pas_la_commune_de_la_seconde_remise(sens: int) -> None:
    """Deux prêts, dont un revenu ; le même jour, un est remis à Apt, l'autre à Avignon : Apt, d'un code plus petit, l'a."""
    flux = en_flux(
        ("2026-01-02", "A", "portable", "gisement", "collecte", 2),
        ("2026-01-03", "A", "portable", "collecte", "diagnostique", 2),
        ("2026-01-04", "A", "portable", "diagnostique", "reconditionnable", 2),
        ("2026-01-05", "A", "portable", "reconditionnable", "reconditionne", 2),
        ("2026-01-06", "A", "portable", "reconditionne", "distribue", 1),
        ("2026-01-07", "A", "portable", "distribue", "retour", 1),
        ("2026-01-08", "A", "portable", "retour", "diagnostique", 1),
        ("2026-01-09", "A", "portable", "diagnostique", "reconditionnable", 1),
        ("2026-01-10", "A", "portable", "reconditionnable", "reconditionne", 1),
        ("2026-01-11", "A", "portable", "reconditionne", "distribue", 1),
        ("2026-01-11", "A", "portable", "reconditionne", "distribue", 1),
        code_insee=["84007"] * 9 + ["84003", "84007"],
    )
    annee = ANNEE | {"communes": {"84003"}}
    assert ch.effectifs(flux.iloc[::sens].reset_index(drop=True), **annee)["redistribues"] == 1


def test_les_mois_de_stock_divisent_par_les_remises_mensuelles_des_six_derniers_mois(
    chaine: pd.DataFrame,
) -> None:
    """Cinq remises en six mois : 5/6 par mois ; un portable prêt tient 1,2 mois."""
    assert ch.mois_de_stock(chaine, 1, a_date=date(2026, 6, 30)).part == pytest.approx(1.2)
    assert ch.mois_de_stock(chaine, 1, a_date=date(2027, 6, 30)).part is None


@pytest.mark.parametrize(
    ("a_date", "mois"),
    [(date(2026, 2, 9), 1), (date(2026, 2, 10), 2), (date(2026, 5, 9), 4), (date(2026, 7, 9), 6)],
)
def test_une_filiere_de_moins_de_six_mois_se_divise_par_ses_mois_commences(a_date: date, mois: int) -> None:
    """Premier passage le 10 janvier : un mois jusqu'au 9 février, deux dès le 10."""
    flux = en_flux(
        ("2026-01-10", "A", "portable", "gisement", "collecte", 12),
        ("2026-01-20", "A", "portable", "stock_pret", "distribue", 12),
    )
    assert ch.mois_de_stock(flux, 3, a_date=a_date).denominateur == 12 / mois


def test_une_panne_a_six_mois_compte_les_revenus_des_remises_assez_vieilles(chaine: pd.DataFrame) -> None:
    assert ch.pannes_a_6_mois(chaine, a_date=date(2026, 8, 9)) == ch.Rapport(0, 0)
    assert ch.pannes_a_6_mois(chaine, a_date=date(2026, 8, 10)) == ch.Rapport(1, 4)


# Cohortes -------------------------------------------------------------------------------------------------


def test_un_retour_n_est_compte_qu_une_fois_quand_deux_remises_le_precedent() -> None:
    """Dix puis dix remis, un revenu : un sur vingt, pas deux. Un retour après six mois n'est pas une panne à six mois."""
    table = en_flux(
        ("2026-01-10", "A", "portable", "stock_pret", "distribue", 10),
        ("2026-02-10", "A", "portable", "stock_pret", "distribue", 10),
        ("2026-03-10", "A", "portable", "distribue", "retour", 1),
        ("2026-12-10", "A", "portable", "en_usage", "retour", 1),
    )
    pannes = ch.pannes_a_6_mois(table, a_date=date(2027, 1, 1))
    assert (pannes.numerateur, pannes.denominateur) == (1, 20)


def test_les_delais_apparient_premier_entre_premier_sorti() -> None:
    flux = en_flux(
        ("2026-01-01", "A", "portable", "gisement", "collecte", 2),
        ("2026-01-11", "A", "portable", "gisement", "collecte", 2),
        ("2026-01-21", "A", "portable", "stock_pret", "distribue", 3),
    )
    assert cohortes.delais(flux)[["quantite", "jours"]].to_numpy().tolist() == [[2, 20], [1, 10]]


def test_le_delai_median_ne_porte_que_sur_les_lots_clos(chaine: pd.DataFrame) -> None:
    assert cohortes.lots_clos(chaine) == set()
    assert cohortes.delai_median(chaine) == (None, 0)
    clos = en_flux(
        ("2026-01-01", "B", "portable", "gisement", "collecte", 3),
        ("2026-01-11", "B", "portable", "diagnostique", "recyclage", 1),
        ("2026-01-21", "B", "portable", "stock_pret", "distribue", 1),
        ("2026-02-10", "B", "portable", "stock_pret", "distribue", 1),
    )
    assert cohortes.delai_median(pd.concat([chaine, clos])) == (30, 2)


def test_une_cohorte_jeune_a_une_fourchette_jamais_un_faux_zero(chaine: pd.DataFrame) -> None:
    """Dix collectés, quatre remis : à trois mois 40 % au moins ; quatre attendent encore (10 − 4 − 2 = 4)."""
    avril = cohortes.rendements(chaine, a_date=date(2026, 2, 28)).iloc[0]
    assert (avril["collectes"], avril["en_cours"]) == (10, 4)
    assert (avril["part_basse_3"], avril["part_haute_3"]) == (0.4, pytest.approx(0.8))


def test_l_horizon_passe_les_deux_bornes_se_rejoignent(chaine: pd.DataFrame) -> None:
    """Quatre appareils remis sur dix, dont un deux fois : 40 %, pas cinq remises sur dix."""
    veille, jour = (
        cohortes.rendements(chaine, a_date=d).iloc[0] for d in (date(2026, 4, 29), date(2026, 4, 30))
    )
    assert veille["part_haute_3"] > veille["part_basse_3"]
    assert jour["part_haute_3"] == jour["part_basse_3"] == 0.4
    assert jour["part_haute_12"] > jour["part_basse_12"]


@pytest.mark.parametrize(
    ("valeurs", "poids", "mediane"),
    [([1, 2, 3], [1, 1, 1], 2), ([1, 2], [1, 1], 1.5), ([5, 1], [9, 1], 5), ([], [], None)],
)
def test_la_mediane_est_ponderee(valeurs: list[float], poids: list[float], mediane: float | None) -> None:
    assert (
        cohortes.mediane_ponderee(pd.Series(valeurs, dtype=float), pd.Series(poids, dtype=float)) == mediane
    )


# Effets, obligations, équité ------------------------------------------------------------------------------


def test_le_co2e_evite_a_ses_bornes_et_reste_vide_sans_facteur() -> None:
    remises = pd.DataFrame({"categorie": ["portable", "ecran"], "premieres": [10.0, 5.0]})
    table = effets.co2e_evite(remises, PARAMETRES).set_index("categorie")
    assert table.loc["portable", ["co2e_bas_kg", "co2e_kg", "co2e_haut_kg"]].tolist() == pytest.approx(
        [108, 324, 648]
    )
    assert table.loc["ecran", ["facteur", "co2e_kg"]].isna().all()


def test_les_dechets_evites_disent_les_equipements_sans_masse() -> None:
    remises = pd.DataFrame({"categorie": ["portable", "autre"], "premieres": [10.0, 5.0]})
    assert effets.dechets_evites_kg(remises, {"portable": 1.65}) == (pytest.approx(16.5), 5)


def test_le_cout_par_equipement_ne_prend_que_les_lots_clos_dont_on_sait_le_cout() -> None:
    """A clos : 200 € pour quatre remis ; P clos sans remise : 60 € ; B sans coût ; O encore ouvert : écartés."""
    chaine = en_flux(
        ("2026-01-10", "A", "portable", "gisement", "collecte", 4),
        ("2026-01-20", "A", "portable", "stock_pret", "distribue", 4),
        ("2026-01-10", "P", "portable", "gisement", "collecte", 2),
        ("2026-01-20", "P", "portable", "diagnostique", "recyclage", 2),
        ("2026-01-10", "B", "portable", "gisement", "collecte", 5),
        ("2026-01-20", "B", "portable", "stock_pret", "distribue", 5),
        ("2026-01-10", "O", "portable", "gisement", "collecte", 3),
        ("2026-01-20", "O", "portable", "stock_pret", "distribue", 1),
    )
    couts = pd.array([200.0, 60.0, None, 90.0], dtype="Float64")
    fiches = pd.DataFrame({"id_lot": ["A", "P", "B", "O"], "cout_eur": couts})
    assert effets.cout_par_equipement(chaine, fiches) == ch.Rapport(260, 4)


def lots(*lignes: tuple[object, ...]) -> pd.DataFrame:
    colonnes = ["id_lot", "date_depot", "donateur_public", "annee_fabrication", "reformes"]
    table = pd.DataFrame(lignes, columns=colonnes)
    return table.assign(
        date_depot=pd.to_datetime(table["date_depot"]),
        donateur_public=table["donateur_public"].astype("boolean"),
        annee_fabrication=table["annee_fabrication"].astype("Int64"),
        reformes=table["reformes"].astype("Int64"),
    )


def test_le_reemploi_public_ecarte_les_plus_de_dix_ans_et_dit_les_ages_inconnus(chaine: pd.DataFrame) -> None:
    """A : six reconditionnés sur vingt réformés de 2016 ; B trop vieux ; C d'âge inconnu ; D privé ; E de 2025."""
    table = lots(
        ("A", "2026-01-10", True, 2016, 20), ("B", "2026-01-10", True, 2015, 30), ("C", "2026-01-10", True, None, 7),
        ("D", "2026-01-10", False, 2020, 5), ("E", "2025-01-10", True, 2020, 5),
    )  # fmt: skip
    taux = reemploi.reemploi_public(chaine, table, annee=2026)
    assert taux.rapport == ch.Rapport(6, 20)
    assert (taux.trop_vieux, taux.age_inconnu, taux.seuil) == (30, 7, 0.5)


@pytest.mark.parametrize(
    ("annee", "seuil"), [(2022, None), (2023, 0.25), (2024, 0.35), (2025, 0.5), (2030, 0.5)]
)
def test_le_seuil_du_decret_monte_par_paliers_et_n_existe_pas_avant(
    chaine: pd.DataFrame, annee: int, seuil: float | None
) -> None:
    assert reemploi.reemploi_public(chaine, lots(), annee=annee).seuil == seuil


def test_sans_nombre_de_reformes_le_lot_recu_fait_foi(chaine: pd.DataFrame) -> None:
    taux = reemploi.reemploi_public(chaine, lots(("A", "2026-01-10", True, 2020, None)), annee=2026)
    assert taux.rapport == ch.Rapport(6, 10)


def test_l_effacement_ne_juge_que_les_lots_ou_l_on_sait() -> None:
    table = pd.DataFrame({"avec_stockage": [10, 5, None], "effaces_certifies": [9, None, None]}).astype(
        "Int64"
    )
    assert reemploi.effacement_certifie(table) == ch.Rapport(9, 10)


def test_un_certificat_de_trop_n_efface_pas_la_memoire_d_un_autre_lot() -> None:
    table = pd.DataFrame({"avec_stockage": [10, 10], "effaces_certifies": [15, 5]}).astype("Int64")
    assert reemploi.effacement_certifie(table) == ch.Rapport(15, 20)


def test_l_equite_compare_la_part_des_remises_a_la_part_du_besoin() -> None:
    """Trois remises sur quatre là où vit un quart du besoin : la moitié serait à déplacer."""
    communes = pd.DataFrame({"code_insee": ["84001", "84002"], "siren_epci": ["E1", "E2"]})
    remises = pd.DataFrame({"code_insee": ["84001", "84001", "84002", ""], "quantite": [2, 1, 1, 9]})
    table = equite.par_epci(remises, communes, pd.Series({"E1": 100.0, "E2": 300.0}))
    assert table["distribues"].tolist() == [3, 1]
    assert table["pour_1000"].tolist() == [30, pytest.approx(10 / 3)]
    assert equite.indice_de_dissemblance(table) == pytest.approx(0.5)
    assert equite.sans_commune(remises, communes) == 9
    rien = equite.par_epci(remises.head(0), communes, pd.Series({"E1": 100.0}))
    assert equite.indice_de_dissemblance(rien) is None


def test_la_part_d_une_cible_nationale_est_au_prorata_des_habitants() -> None:
    assert equite.part_d_une_cible_nationale(2_000_000, 1, 100) == 20_000


# Ce qui n'arrive qu'aux premiers mois, aux bords de mois, et aux lots collectés en plusieurs fois ----------


def test_une_filiere_qui_n_a_encore_rien_remis_n_a_pas_de_delai() -> None:
    collecte = en_flux(("2026-01-10", "A", "portable", "gisement", "collecte", 10))
    assert cohortes.delai_median(collecte) == (None, 0)


def test_ce_qui_est_perdu_d_un_lot_collecte_en_deux_mois_n_attend_plus() -> None:
    """Cinq en janvier, cinq en février ; cinq remis, cinq recyclés : plus rien n'attend, la part haute est la basse."""
    flux = en_flux(
        ("2026-01-10", "A", "portable", "gisement", "collecte", 5),
        ("2026-02-10", "A", "portable", "gisement", "collecte", 5),
        ("2026-02-11", "A", "portable", "collecte", "diagnostique", 10),
        ("2026-02-12", "A", "portable", "diagnostique", "recyclage", 5),
        ("2026-02-12", "A", "portable", "diagnostique", "reconditionnable", 5),
        ("2026-02-13", "A", "portable", "reconditionnable", "reconditionne", 5),
        ("2026-02-14", "A", "portable", "reconditionne", "distribue", 5),
    )
    cohorte = cohortes.rendements(flux, a_date=date(2026, 2, 28))
    assert cohorte["en_cours"].tolist() == [0, 0]
    assert cohorte["part_basse_12"].tolist() == cohorte["part_haute_12"].tolist() == [1, 0]


def test_fin_fevrier_les_six_derniers_mois_commencent_au_premier_septembre() -> None:
    flux = en_flux(
        ("2025-08-31", "A", "portable", "stock_pret", "distribue", 60),
        ("2025-09-01", "A", "portable", "stock_pret", "distribue", 6),
    )
    assert ch.mois_de_stock(flux, 2, a_date=date(2026, 2, 28)) == ch.Rapport(2, 1)


def test_un_retour_ecrit_au_dessus_de_la_remise_du_meme_jour_en_vient_quand_meme() -> None:
    flux = en_flux(
        ("2026-01-10", "A", "portable", "distribue", "retour", 1),
        ("2026-01-10", "A", "portable", "stock_pret", "distribue", 2),
    )
    assert ch.pannes_a_6_mois(flux, a_date=date(2026, 8, 1)) == ch.Rapport(1, 2)


def test_le_delai_se_compte_aussi_depuis_le_diagnostic(revenu_recycle: pd.DataFrame) -> None:
    """Collectés le 2, diagnostiqués le 3, remis le 6 puis le 25 : de 4 à 23 jours, ou de 3 à 22."""
    clos = revenu_recycle.iloc[1:]
    clos = pd.concat([en_flux(("2026-01-02", "A", "portable", "gisement", "collecte", 6)), clos])
    assert cohortes.delais(clos)["jours"].tolist() == [4, 23]
    assert cohortes.delais(clos, "diagnostique")["jours"].tolist() == [3, 22]
