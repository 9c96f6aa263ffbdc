"""Couverture et Déserts par service : à tous les niveaux, pour toutes les demandes, et sans lieu."""

import re
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from inclusion.model.nomenclatures import valeurs
from tests.pages_ouvertes import FINE, RACINE, ouvrir, retirer

COUVERTURE, DESERTS = "pages/vues/couverture.py", "pages/vues/deserts.py"
SYNTHESE = "pages/vues/synthese.py"
PAGES = (COUVERTURE, DESERTS)
DEPARTEMENT, LMV = "Vaucluse (département)", "Luberon Monts de Vaucluse (EPCI)"
SAINT_LEGER, AUREL = "Saint-Léger-du-Ventoux (84110)", "Aurel (84005)"
PERTUIS = "Aix-Marseille-Provence (EPCI)"
TERRITOIRES = (DEPARTEMENT, LMV, SAINT_LEGER, AUREL, PERTUIS)
ABSENT = "Utilisation sécurisée du numérique"


@pytest.fixture(autouse=True)
def jeu_embarque(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INCLUSION_DONNEES", raising=False)


@pytest.fixture
def copie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    dossier = tmp_path / "jeu"
    shutil.copytree(RACINE / "data", dossier)
    monkeypatch.setenv("INCLUSION_DONNEES", str(dossier))
    return dossier


def texte(at: AppTest) -> str:
    genres = ("title", "subheader", "markdown", "caption", "info", "warning", "success")
    dits = [str(e.value) for genre in genres for e in at.get(genre)] + [e.label for e in at.expander]
    return "\n".join(dits).replace("\\", "").replace(FINE, " ")


def chiffre(at: AppTest, debut: str) -> str:
    (valeur,) = [m.value for m in at.metric if m.label.startswith(debut)]
    return str(valeur).replace(FINE, " ")


def tableaux(at: AppTest, colonne: str) -> list[pd.DataFrame]:
    return [t.value for t in at.dataframe if colonne in t.value.columns]


def html(at: AppTest) -> str:
    return " ".join(str(e.proto.body) for e in at.get("html"))


def figures(at: AppTest) -> list[Any]:
    return list(at.get("plotly_chart"))


# Partout


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("libelle", TERRITOIRES)
def test_chaque_page_s_ouvre_a_tous_les_niveaux_et_dit_ce_qu_elle_ne_sait_pas(
    page: str, libelle: str
) -> None:
    at = ouvrir(page, territoire=libelle)
    dit = texte(at)
    assert "Ce que cette page ne sait pas" in dit
    assert "97 sur 97 lieux (100 %) placés à la mairie" in dit
    assert "horaires inconnus pour 71 sur 97 lieux (73 %)" in dit
    assert "aucun lieu des départements voisins" in dit
    assert 1 <= len(at.metric) <= 8


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("horizon", ["10", "15", "20", "30"])
@pytest.mark.parametrize("jour", ["tous", "mercredi", "samedi", "soir"])
def test_chaque_seuil_et_chaque_jour_se_demandent_par_le_lien(page: str, horizon: str, jour: str) -> None:
    at = ouvrir(page, horizon=horizon, jour=jour)
    choix = {s.label: s.value for s in at.selectbox}
    assert (choix["Seuil"], choix["Jour"]) == (horizon, jour)


@pytest.mark.parametrize("service", valeurs("services"))
def test_chaque_service_se_demande_par_le_lien(service: str) -> None:
    at = ouvrir(COUVERTURE, service=service)
    dit = "Lieux qui répondent"
    assert int(chiffre(at, dit)) < 97


@pytest.mark.parametrize("page", PAGES)
def test_sans_table_des_lieux_la_page_dit_laquelle_apporter(page: str, copie: Path) -> None:
    retirer(copie, "lieux")
    at = ouvrir(page)
    assert any("lieux.csv" in i.value.replace("\\", "") for i in at.info)
    assert {m.value for m in at.metric if m.label != "Personnes en besoin"} == {"non connu"}


# Couverture


def test_la_part_a_vingt_minutes_est_celle_des_communes_du_tableau() -> None:
    at = ouvrir(COUVERTURE)
    (communes,) = [t for t in tableaux(at, "Valeur") if len(t) == 151]
    assert chiffre(at, "À 20 min") == "99,6 %"
    assert "566 590 sur 568 702 ; de 99,3 % à plus de 99,9 %" in texte(at)
    assert communes["Nom"].iloc[0] == "Brantes", "la plus éloignée d'abord"
    assert "la plus éloignée est Brantes (32 minutes, entre 26 et 40)" in texte(at)


def test_le_tableau_des_personnes_conserve_les_totaux() -> None:
    (table,) = tableaux(ouvrir(COUVERTURE), "Sûrement en deçà")
    zones = ["Sûrement en deçà", "À vérifier", "Sûrement au-delà", "Aucun lieu connu"]
    assert len(table) == 3 * 4
    assert (table[zones].sum(axis=1) - table["Total"]).abs().max() <= 2, "aux arrondis près"
    par_public = table.groupby("Qui", sort=False)["Sûrement en deçà"]
    assert all(p.is_monotonic_increasing for _, p in par_public), (
        "plus le seuil est long, plus on est en deçà"
    )


def test_la_legende_carree_porte_les_effectifs_des_151_communes() -> None:
    at = ouvrir(COUVERTURE)
    cases = [int(n) for n in re.findall(r"<td style=\"background[^>]*>(\d+)</td>", html(at))]
    assert len(cases) == 9
    assert sum(cases) == 151
    (quadrant,) = tableaux(at, "Voisin plus proche")
    assert len(quadrant) == cases[2], "la case du haut, à droite : besoin fort, plus de 20 minutes"
    assert set(quadrant["Voisin plus proche"]) == {"oui"}


def test_la_carte_de_l_offre_dit_la_capacite_inconnue_et_sert_aux_groupes() -> None:
    at = ouvrir(COUVERTURE, mesure="apl_mn")
    dit = texte(at)
    assert "connue que pour 26 sur 97 lieux" in dit
    assert "un ETP de plus ou de moins" in dit
    assert "sans donnée (0)" in html(at).replace(FINE, " ")


def test_les_intercommunalites_ne_sont_jamais_classees_de_1_a_14() -> None:
    (table,) = tableaux(ouvrir(COUVERTURE), "Groupe")
    assert len(table) == 14
    assert set(table["Groupe"]) == {"groupe A", "pas comparée"}
    comparees = table.loc[table["Groupe"].eq("groupe A"), "Intercommunalité"]
    assert list(comparees) == sorted(comparees), "dans un groupe, l'ordre est alphabétique"
    grisees = table[table["Groupe"].eq("pas comparée")]
    assert (grisees["Lieux qui répondent"] < 3).all()
    assert "rien ne permet de dire" in texte(ouvrir(COUVERTURE))


def test_la_courbe_de_lorenz_se_lit_en_une_phrase() -> None:
    dit = texte(ouvrir(COUVERTURE))
    assert re.search(r"la moitié des personnes en besoin la moins bien servie se partage \d+ %", dit)
    assert "Une seule commune : rien ne s'y partage." in texte(ouvrir(COUVERTURE, territoire=AUREL))


def test_un_village_de_montagne_est_a_verifier_et_non_condamne() -> None:
    at = ouvrir(COUVERTURE, territoire=SAINT_LEGER)
    dit = texte(at)
    assert chiffre(at, "Temps") == "24"
    assert "24 minutes estimées, entre 19 et 30" in dit
    assert "dont 0 sûrement, sur 1 ; en deçà ou au-delà, 1 à vérifier sur place." in dit
    assert "le temps d'une seule commune de montagne ne l'est pas" in dit


def test_une_commune_entierement_en_deca_n_est_pas_bornee_par_deux_zeros() -> None:
    """Aurel : 14 minutes au plus, 30,35 personnes en besoin et 56 de 65 ans et plus, toutes en deçà de 20."""
    dit = texte(ouvrir(COUVERTURE, territoire=AUREL))
    assert "sur 30, d'un bout à l'autre de la fourchette des temps." in dit
    assert "sur 56, d'un bout à l'autre de la fourchette des temps." in dit
    assert "entre 0 et 0" not in dit


def test_une_demande_sans_reponse_est_dite_et_ne_dessine_rien() -> None:
    at = ouvrir(COUVERTURE, service=ABSENT)
    assert chiffre(at, "À 20 min") == "0,0 %"
    assert chiffre(at, "Temps") == "non connu"
    assert "aucun lieu recensé ne répond à cette demande" in texte(at)
    assert "sans donnée (151)" in html(at).replace(FINE, " ")
    assert figures(at) == []


def test_le_samedi_compte_les_horaires_inconnus_a_part() -> None:
    at = ouvrir(COUVERTURE, jour="samedi")
    assert chiffre(at, "Lieux qui répondent") == "6"
    assert "sur 97 ; 71 dont on ne sait pas s'ils répondent" in texte(at)


def test_une_intercommunalite_dit_ses_lieux_et_ceux_du_departement() -> None:
    """LMV : 8 lieux des 97 du département, tous placés à la mairie."""
    dit = texte(ouvrir(COUVERTURE, territoire=LMV))
    assert "dont 8 ici, sur 97 ; 0 dont on ne sait pas s'ils répondent." in dit
    assert "Ici, placés à la mairie : 8 sur 8 lieux (100 %)." in dit
    assert "Ici, horaires inconnus : " in dit
    assert "Ici, " not in texte(ouvrir(COUVERTURE))
    assert "dont 97 ici" not in texte(ouvrir(COUVERTURE))


def test_le_besoin_trop_loin_se_dit_une_estimation() -> None:
    assert re.search(r"estimation\s: entre [\d ]+ et [\d ]+ sur", texte(ouvrir(COUVERTURE)))


def test_sans_indice_depose_le_besoin_dit_quoi_apporter() -> None:
    at = ouvrir(COUVERTURE)
    assert any("indices_communes.csv" in i.value.replace("\\", "") for i in at.info)
    (choix,) = [s for s in at.selectbox if s.label == "Besoin"]
    assert len(choix.options) == 1


def test_des_indices_deposes_ouvrent_les_reglages_et_leur_decomposition(copie: Path) -> None:
    chemin = copie / "indices_communes.csv"
    colonnes = chemin.read_text(encoding="utf-8-sig").strip().split(",")
    communes = ("84007", "84005", "84110", "84123")
    lignes = [
        {
            "code_insee": code,
            "indice": indice,
            "version": "1",
            "echelle": "pourcent",
            "annee": "2021",
            "valeur": str(rang + 1),
            "source": "essai",
            "nature": "demonstration",
        }
        for indice in ("pauvrete_ircom", "sans_diplome")
        for rang, code in enumerate(communes)
    ]
    contenu = [",".join(ligne.get(c, "") for c in colonnes) for ligne in lignes]
    chemin.write_text("\n".join([",".join(colonnes), *contenu]) + "\n", encoding="utf-8")
    at = ouvrir(COUVERTURE, besoin="seniors")
    (choix,) = [s for s in at.selectbox if s.label == "Besoin"]
    assert choix.value == "seniors"
    (table,) = tableaux(at, "Score")
    assert set(table["Composantes connues"]) == {"3/5"}
    assert set(table["Commune"]) == {"Avignon", "Aurel", "Saint-Léger-du-Ventoux", "Sault"}
    assert "hachurées, sans donnée : 147" in html(at)
    assert "démonstration" in texte(at)


# Déserts


def test_la_matrice_du_departement_a_14_lignes_et_neuf_services() -> None:
    (table,) = tableaux(ouvrir(DESERTS), "Démarches")
    assert table.shape == (14, 10)
    assert set(table["Sécurité"]) == {"—"}, "personne n'offre ce service"
    (ville,) = table.loc[table["Où"].eq("Grand Avignon"), "Démarches"]
    assert ville == "100"


def test_la_matrice_d_une_intercommunalite_a_une_ligne_par_commune() -> None:
    (table,) = tableaux(ouvrir(DESERTS, territoire=LMV), "Démarches")
    assert len(table) == 16
    assert table["Démarches"].str.fullmatch(r"\d+( [?+])?").all()


def test_une_fermeture_se_demande_par_le_lien() -> None:
    at = ouvrir(DESERTS, ferme="84035-le-cafe-tronik")
    (table,) = tableaux(at, "Minutes ensuite")
    assert set(table["Service"]) >= {"Emploi"}
    assert "sans Le Café'Tronik (Cavaillon)" in texte(at)
    assert "oui" in set(table["Passe le seuil"])


def test_sans_lieu_choisi_aucune_fermeture_n_est_montree() -> None:
    at = ouvrir(DESERTS)
    assert tableaux(at, "Minutes ensuite") == []
    assert "Choisir un lieu ci-dessus" in texte(at)


def test_les_services_d_un_seul_lieu_sont_des_cas_et_non_des_services() -> None:
    """Il n'y a que neuf services ; un service peut n'avoir qu'un lieu dans plusieurs intercommunalités."""
    at = ouvrir(DESERTS)
    assert (
        f"{chiffre(at, 'Services à un seul lieu')} fois, un service n'a qu'un lieu dans son intercommunalité"
        in texte(at)
    )
    assert "Aucun service n'est offert par un seul lieu dans son intercommunalité." in texte(
        ouvrir(DESERTS, territoire=AUREL)
    )


def test_les_lieux_indispensables_sont_ceux_des_points_de_rupture() -> None:
    at = ouvrir(DESERTS)
    (table,) = tableaux(at, "Habitants touchés")
    assert len(table) == int(chiffre(at, "Lieux indispensables")) == 19
    assert list(table["Habitants touchés"]) == sorted(table["Habitants touchés"], reverse=True)


def test_un_service_non_declare_n_est_pas_dit_absent() -> None:
    """60 fiches portent exactement deux mêmes services, les 26 France services deux autres : un bloc de la source."""
    for page in PAGES:
        dit = texte(ouvrir(page))
        assert "60 fiches sur 97 disent exactement « Comprendre et Quotidien »" in dit
        assert "26 fiches sur 97 disent exactement « Accès et Démarches »" in dit
        assert "Un service non déclaré n'est pas un service absent." in dit
        assert "démuni" not in dit
        assert "hors de portée" not in dit


def test_une_fermeture_dit_les_services_perdus_et_non_la_distance_a_un_service_quelconque() -> None:
    """Cavaillon est déjà loin d'un lieu de parentalité : c'est ce que la fermeture lui ôterait qui compte."""
    at = ouvrir(DESERTS)
    (table,) = tableaux(at, "Habitants touchés")
    premier = table.iloc[0]
    assert (
        f"perdraient, à 20 minutes estimées, un service au moins : {premier['Services'].lower()}."
        in texte(at)
    )


# Synthèse


def test_la_synthese_dit_la_part_a_portee_et_les_communes_a_surveiller() -> None:
    at = ouvrir(SYNTHESE)
    assert len(at.metric) <= 8
    assert chiffre(at, "À 20 min") == "99,6 %"
    liens = [e.proto.label.replace("\\", "").replace(FINE, " ") for e in at.get("page_link")]
    (lien,) = [lien for lien in liens if "à surveiller" in lien]
    assert lien.startswith("4 communes à surveiller (besoin fort, plus de 20 min)")


def test_la_synthese_d_un_village_se_compare_au_departement() -> None:
    at = ouvrir(SYNTHESE, territoire=SAINT_LEGER)
    assert chiffre(at, "À 20 min") == "0,0 %"
    assert "24 minutes estimées, entre 19 et 30 pour toute la commune" in texte(at)
    assert "Département : 99,6 %" in texte(at)


def test_la_synthese_signale_les_doublons_et_mene_a_la_qualite() -> None:
    """Les trois paires que la page Qualité propose ; une fiche en double est un lieu compté deux fois."""
    at = ouvrir(SYNTHESE)
    liens = [e.proto for e in at.get("page_link")]
    (lien,) = [e for e in liens if "doublons possibles" in e.label]
    assert lien.label.replace(FINE, " ").startswith("3 doublons possibles")
    assert "qualite" in lien.page


def test_un_poste_vacant_se_dit_avec_sa_date() -> None:
    dits = [e.proto.label.replace("\\", "").replace(FINE, " ") for e in ouvrir(SYNTHESE).get("page_link")]
    (vacants,) = [dit for dit in dits if "vacants" in dit]
    assert re.search(r"vacants \(.*20\d\d\)", vacants)


def test_la_synthese_ne_repete_pas_le_nombre_de_communes_sans_lieu() -> None:
    dit = texte(ouvrir(SYNTHESE))
    assert "communes — sur 151, sans lieu recensé." in dit
    assert "99 sur 151" not in dit
