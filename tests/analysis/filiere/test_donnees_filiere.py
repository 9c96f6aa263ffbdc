"""Étanchéité des natures : un comptage inventé ne corrige pas un stock réel, ni une fiche inventée un lot réel."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from inclusion.analysis.chiffres.filiere import chiffres_filiere, repere_national
from inclusion.analysis.filiere import donnees, figures, figures_lieux, figures_lots
from inclusion.analysis.indicateurs.monde import monde
from inclusion.analysis.observations import observer
from inclusion.data.lecture import load_jeu
from inclusion.model.etat import Etat
from inclusion.model.periodes import Periode
from tests.analysis.filiere.petite_filiere import en_flux, en_stocks

ANNEE = Periode(date(2026, 1, 1), date(2026, 12, 31))
TOUT: dict[str, Any] = {"categorie": "toutes", "unite": "quantite", "bout": "public"}


@pytest.fixture(scope="module")
def observee() -> Etat:
    return observer(load_jeu(), date(2026, 11, 24))


def avec(obs: Etat, **tables: pd.DataFrame) -> Etat:
    vides = {nom: obs[nom].head(0) for nom in ("flux_equipements", "stocks", "lots")}
    return Etat(**{**obs.__dict__, "tables": {**obs.tables, **vides, **tables}})


def inventes(stocks: pd.DataFrame) -> pd.DataFrame:
    return stocks.assign(source="essai", nature="demonstration")


def test_un_inventaire_invente_ne_corrige_pas_des_passages_reels(
    observee: Etat, chaine: pd.DataFrame
) -> None:
    comptes = inventes(en_stocks(("2026-02-01", "collecte", "portable", 1)))
    obs = avec(observee, flux_equipements=chaine, stocks=comptes)
    assert len(donnees.inventaires(obs)[0]) == 0
    bilan = figures.bilan_par_etape(obs, ANNEE).lignes.set_index("noeud")
    assert bilan.loc["collecte", "stock_fin"] == 2
    assert {c.nature for c in chiffres_filiere(obs, obs.departement, ANNEE) if c.valeur is not None} == {
        "reel"
    }


def test_des_passages_inventes_prennent_leurs_inventaires_inventes(
    observee: Etat, chaine: pd.DataFrame
) -> None:
    comptes = inventes(en_stocks(("2026-02-01", "collecte", "portable", 1)))
    obs = avec(observee, flux_equipements=chaine.assign(nature="demonstration"), stocks=comptes)
    bilan = figures.bilan_par_etape(obs, ANNEE).lignes.set_index("noeud")
    assert (bilan.loc["collecte", "ecart"], bilan.loc["collecte", "stock_fin"]) == (-1, 1)
    assert all(
        r.sources[0].nature == "demonstration" for r in figures.figures_filiere(obs, ANNEE, **TOUT).values()
    )


def test_la_rupture_nomme_la_ligne_du_fichier_meme_quand_la_demonstration_la_precede(
    observee: Etat,
) -> None:
    """Deux lignes inventées, puis la réelle, fautive : c'est la ligne 4 du fichier (l'en-tête est la première)."""
    inventees = en_flux(
        *[("2026-01-05", "D", "portable", "gisement", "collecte", 5)] * 2, nature="demonstration"
    )
    fautive = en_flux(("2026-01-06", "R", "portable", "collecte", "diagnostique", 3))
    obs = avec(observee, flux_equipements=pd.concat([inventees, fautive], ignore_index=True))
    assert figures_lots.ruptures(obs).lignes[["ligne", "quantite"]].to_numpy().tolist() == [[4, 3]]


@pytest.mark.parametrize(("sortie_kg", "constat"), [(16.8, ""), (16.9, figures.NEGATIF)])
def test_en_kg_l_imprecision_de_deux_pesees_n_est_pas_un_stock_negatif(
    observee: Etat, sortie_kg: float, constat: str
) -> None:
    """16,5 kg entrés : 2 % font 0,33 kg ; 16,8 sortis passent, 16,9 non."""
    passages = en_flux(
        ("2026-01-05", "A", "portable", "gisement", "collecte", 10),
        ("2026-01-06", "A", "portable", "collecte", "diagnostique", 10),
        masse_kg=[16.5, sortie_kg],
    )
    obs = avec(observee, flux_equipements=passages)
    en_kg = figures.bilan_par_etape(obs, ANNEE, unite="masse_kg").lignes.set_index("noeud")["constat"]
    assert en_kg["collecte"] == constat
    assert figures.bilan_par_etape(obs, ANNEE).lignes["constat"].eq("").all()


def test_un_stock_negatif_est_une_erreur_dite(observee: Etat) -> None:
    passages = en_flux(
        ("2026-01-05", "A", "portable", "gisement", "collecte", 2),
        ("2026-01-06", "A", "portable", "collecte", "diagnostique", 3),
    )
    bilan = figures.bilan_par_etape(avec(observee, flux_equipements=passages), ANNEE)
    assert bilan.lignes.set_index("noeud")["constat"].to_dict() == {
        "collecte": figures.NEGATIF,
        "diagnostique": "",
    }
    assert "1\u202fstock négatif" in bilan.lecture


def test_les_sommes_du_diagramme_sont_celles_des_chiffres(observee: Etat, chaine: pd.DataFrame) -> None:
    obs = avec(observee, flux_equipements=chaine)
    dits = {c.cle: c.valeur for c in chiffres_filiere(obs, obs.departement, ANNEE)}
    liens = figures.diagramme(obs, ANNEE).lignes
    assert liens.loc[liens["source"].eq("Particulier"), "valeur"].sum() == dits["collectes"] == 10
    assert liens.loc[liens["cible"].str.startswith("Remis : "), "valeur"].sum() == dits["distribues"] == 5


def test_le_titre_du_diagramme_dit_la_periode_l_unite_et_l_ecart(
    observee: Etat, chaine: pd.DataFrame
) -> None:
    comptes = en_stocks(("2026-02-01", "collecte", "portable", 1)).assign(source="essai", nature="reel")
    titre = figures.titres_filiere(
        avec(observee, flux_equipements=chaine, stocks=comptes), ANNEE, categorie="toutes", unite="quantite"
    )["Flux"]
    assert titre == (
        "De l'origine à la remise, du 1er janvier 2026 au 31 décembre 2026, en équipements ; écart d'inventaire : -1"
    )


def test_sans_masse_connue_les_dechets_evites_sont_inconnus_pas_nuls(
    observee: Etat, chaine: pd.DataFrame
) -> None:
    obs = avec(observee, flux_equipements=chaine.assign(categorie="autre"))
    dits = {c.cle: c.valeur for c in chiffres_filiere(obs, obs.departement, ANNEE)}
    assert dits["dechets_evites"] is None
    assert dits["co2e_evite"] is None


def test_sans_population_nationale_sourcee_le_prorata_reste_vide_et_se_dit(observee: Etat) -> None:
    obs = Etat(**{**observee.__dict__, "parametres": {**observee.parametres, "reperes": {}}})
    phrase = repere_national(obs)
    assert "n'est pas rapportée à Vaucluse" in phrase
    assert "population_france" in phrase


def test_le_prorata_du_vaucluse_se_refait_a_la_main(observee: Etat) -> None:
    """2 000 000 × 568 702 / 68 010 643 = 16 724 : environ 16 700, avec sa source."""
    phrase = repere_national(observee).replace("\u202f", " ")
    assert "environ 16 700 équipements pour Vaucluse" in phrase
    assert "decoupage-administratif 6.0.0" in phrase


def test_avec_une_population_nationale_le_prorata_est_un_ordre_de_grandeur(observee: Etat) -> None:
    """Deux millions d'équipements, un habitant sur cent : vingt mille."""
    habitants = float(observee["communes"]["population"].sum())
    reperes = {"population_france": {"valeur": 100 * habitants, "source": "un essai"}}
    obs = Etat(**{**observee.__dict__, "parametres": {**observee.parametres, "reperes": reperes}})
    phrase = repere_national(obs).replace("\u202f", " ")
    assert "20 000 équipements pour Vaucluse" in phrase
    assert phrase.startswith("Ordre de grandeur, jamais un objectif adopté")


def test_chaque_commune_porte_les_remises_de_son_intercommunalite(observee: Etat) -> None:
    """Trente remis à Apt : toutes les communes du Pays d'Apt les disent, les autres n'ont rien reçu."""
    remises = en_flux(("2026-05-05", "A", "portable", "stock_pret", "distribue", 30), code_insee="84003")
    carte = figures_lieux.carte_des_remises(avec(observee, flux_equipements=remises), ANNEE)
    assert carte is not None
    epci = observee["communes"].set_index("code_insee")["siren_epci"]
    textes = carte.valeurs.set_index("code_insee")["texte"]
    assert textes[epci.eq(epci["84003"])].str.contains("30 remis").all()
    assert textes[epci.ne(epci["84003"])].str.contains(": 0 remis").all()
    assert sum(c.effectif for c in carte.classes) == len(epci)


def test_sans_remise_situee_il_n_y_a_pas_de_carte(observee: Etat) -> None:
    remises = en_flux(("2026-05-05", "A", "portable", "stock_pret", "distribue", 30), code_insee="")
    assert figures_lieux.carte_des_remises(avec(observee, flux_equipements=remises), ANNEE) is None


def test_un_don_dont_la_date_est_passee_est_dit(observee: Etat) -> None:
    annonces = pd.DataFrame(
        {
            "id": ["a", "b", "c"],
            "donateur": ["Collège", "Lycée", "Mairie"],
            "date_prevue": pd.to_datetime(["2026-11-23", "2026-11-24", "2026-10-01"]),
            "categorie": "portable",
            "quantite": pd.array([10, 20, 40], dtype="Int64"),
            "code_insee": "84003",
            "etat": ["annonce", "confirme", "remis"],
            "source": "essai",
            "nature": "reel",
        }
    )
    dons = figures_lieux.gisements(avec(observee, gisements=annonces), observee.departement)
    assert dict(zip(dons.lignes["donateur"], dons.lignes["etat_dit"], strict=True)) == {
        "Mairie": "Remis",
        "Collège": "Annoncé, date passée",
        "Lycée": "Confirmé",
    }
    assert dons.lecture.startswith("30 équipements attendus, en 2\u202fannonces, dont 1 à la date passée")


def test_un_filtre_d_equipements_ne_lit_que_les_fiches_des_lots_qui_n_ont_que_lui(
    observee: Etat,
) -> None:
    """P n'a que des portables, M est mêlé, F n'a que des fixes : 300 € pour les trois remis de P."""
    passages = en_flux(
        ("2026-01-10", "P", "portable", "gisement", "collecte", 3),
        ("2026-01-20", "P", "portable", "stock_pret", "distribue", 3),
        ("2026-01-10", "M", "portable", "gisement", "collecte", 1),
        ("2026-01-20", "M", "portable", "stock_pret", "distribue", 1),
        ("2026-01-10", "M", "fixe", "gisement", "collecte", 1),
        ("2026-01-20", "M", "fixe", "stock_pret", "distribue", 1),
        ("2026-01-10", "F", "fixe", "gisement", "collecte", 1),
        ("2026-01-20", "F", "fixe", "stock_pret", "distribue", 1),
    )
    fiches = load_jeu()["lots"].head(0).reindex(range(3))
    fiches = fiches.assign(
        id_lot=["P", "M", "F"], nature="reel", cout_eur=pd.array([300.0, 500.0, 100.0], dtype="Float64")
    )
    obs = avec(observee, flux_equipements=passages, lots=fiches)
    assert donnees.fiches_de_lots(obs, "portable")[0]["id_lot"].tolist() == ["P"]
    couts = {
        categorie: next(
            c for c in chiffres_filiere(obs, obs.departement, ANNEE, categorie) if c.cle == "cout"
        ).valeur
        for categorie in ("portable", "fixe", "toutes")
    }
    assert couts == {"portable": 100, "fixe": 100, "toutes": 150}


def test_la_page_et_les_indicateurs_comptent_les_memes_douze_mois(
    observee: Etat, chaine: pd.DataFrame
) -> None:
    """Dernier passage le 10 mars : mars est fini le 24 novembre, les douze mois vont d'avril à mars."""
    obs = avec(observee, flux_equipements=chaine)
    attendue = Periode(date(2025, 4, 1), date(2026, 3, 31))
    assert donnees.periode_filiere(obs, donnees.DOUZE_MOIS) == attendue
    assert monde(obs).douze_mois("flux_equipements") == attendue


def test_un_indicateur_ne_lit_pas_non_plus_un_inventaire_invente(
    observee: Etat, chaine: pd.DataFrame
) -> None:
    """La page n'en tenait pas compte, l'indicateur du stock prêt si."""
    comptes = inventes(en_stocks(("2026-02-01", "stock_pret", "portable", 90)))
    vu = monde(avec(observee, flux_equipements=chaine, stocks=comptes))
    assert vu.tables["stocks"].empty
