"""Les pages du réseau et la matrice de Synthèse, avec et sans démonstration."""

import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from inclusion import queries, visite
from inclusion.data.demonstration import reseau
from inclusion.data.instantanes import adopter
from inclusion.data.lecture import load_jeu
from inclusion.model.chiffres import nature
from tests.pages_ouvertes import FINE, RACINE, jeu_de_demonstration, ouvrir, retirer, texte

CONSEILLERS, PARTENAIRES = "pages/vues/conseillers.py", "pages/vues/partenaires.py"
APPEL, SYNTHESE = "pages/vues/appel_a_projets.py", "pages/vues/synthese.py"
PAGES = (CONSEILLERS, PARTENAIRES, APPEL)
DEPARTEMENT, VENTOUX_SUD = "Vaucluse (département)", "Ventoux Sud (EPCI)"
TERRITOIRES = (DEPARTEMENT, VENTOUX_SUD, "Aix-Marseille-Provence (EPCI)", "Sault (84123)", "Avignon (84007)")


@pytest.fixture(scope="module")
def avec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return jeu_de_demonstration(tmp_path_factory.mktemp("avec") / "jeu", reseau=reseau)


def chiffre(at: AppTest, debut: str) -> str:
    (valeur,) = [m.value for m in at.metric if m.label.startswith(debut)]
    return str(valeur)


def tableau(at: AppTest, colonne: str) -> pd.DataFrame:
    """Le premier tableau qui a cette colonne."""
    return next(t.value for t in at.dataframe if colonne in t.value.columns)


def figures(at: AppTest) -> list[Any]:
    return list(at.get("plotly_chart"))


@pytest.mark.parametrize("libelle", TERRITOIRES)
@pytest.mark.parametrize("page", PAGES)
def test_chaque_page_s_ouvre_pour_chaque_sorte_de_territoire(page: str, libelle: str, un_jeu: Path) -> None:
    at = ouvrir(page, territoire=libelle)
    assert "Ce que cette page ne sait pas" in texte(at)
    assert len(at.metric) <= 8


@pytest.mark.parametrize("page", PAGES)
def test_sans_demonstration_l_ecran_dit_la_table_a_fournir_et_donne_son_modele(
    page: str, sans_demonstration: None
) -> None:
    at = ouvrir(page)
    tables = {CONSEILLERS: "animations.csv", PARTENAIRES: "relations.csv", APPEL: "candidatures.csv"}
    assert any(tables[page] in i.value.replace("\\", "") for i in at.info)
    assert any("Modèle «" in b.label for b in at.get("download_button"))


@pytest.mark.parametrize("page", PAGES)
def test_sans_donnee_rien_n_est_constate_et_aucune_liste_vide_ne_rassure(
    page: str, sans_demonstration: None
) -> None:
    assert "rien ne peut être constaté" in texte(ouvrir(page))


# Conseillers


def test_des_conventions_seules_suffisent_a_dire_ce_qui_finit(
    avec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deux postes réels dont on ne sait que la convention : ce sont eux que l'on compte, pas la démonstration."""
    dossier = shutil.copytree(avec, tmp_path / "jeu")
    dans_quatre_mois = f"{pd.Timestamp.now() + pd.DateOffset(months=4):%Y-%m-%d}"
    for chemin in dossier.rglob("postes.csv"):
        postes = pd.read_csv(chemin, dtype="str", keep_default_na=False)
        reels = postes.index[postes["nature"].eq("reel") & postes["etat"].eq("occupe")]
        postes.loc[reels[:2], "date_fin_convention"] = dans_quatre_mois
        postes.to_csv(chemin, index=False)
    adopter(dossier)
    monkeypatch.setenv("INCLUSION_DONNEES", str(dossier))
    at = ouvrir(CONSEILLERS)
    assert chiffre(at, "Fins dans les 6 mois") == "2"
    assert "2 postes occupés voient finir un contrat ou une convention" in texte(at)


def test_les_postes_reels_restent_cinquante_et_un_meme_avec_la_demonstration(un_jeu: Path) -> None:
    assert chiffre(ouvrir(CONSEILLERS), "Postes attribués") == "51"
    assert chiffre(ouvrir(SYNTHESE), "Conseillers numériques") == "51"


def test_les_postes_pourvus_sont_un_pourcentage_des_postes_occupes_ou_vacants(un_jeu: Path) -> None:
    at = ouvrir(CONSEILLERS)
    assert chiffre(at, "Postes pourvus") == f"75{FINE}%"
    assert "38 occupés sur 51" in texte(at)


def test_sans_contrat_connu_les_durees_sont_inconnues_et_non_nulles(sans_demonstration: None) -> None:
    at = ouvrir(CONSEILLERS)
    for debut in ("Durée de vacance", "Fins dans", "Postes financés", "Postes coordonnés", "ETP"):
        assert chiffre(at, debut) == "non connu"


def test_la_demonstration_remplit_les_durees_et_se_dit(avec_demonstration: None) -> None:
    at = ouvrir(CONSEILLERS)
    assert int(chiffre(at, "Fins dans")) > 0
    assert chiffre(at, "Postes coordonnés").isdigit()
    assert "démonstration" in texte(at)


def test_un_poste_dit_ce_qui_le_rattache_a_son_intercommunalite(avec_demonstration: None) -> None:
    liste = tableau(ouvrir(CONSEILLERS), "Rattaché par")
    par_nature = liste.groupby("Nature")["Rattaché par"].unique().map(list).to_dict()
    assert par_nature == {
        "données réelles": ["siège de l'employeur"],
        "démonstration": ["lieu d'activité"],
    }


def test_la_legende_de_la_carte_fait_les_totaux(avec_demonstration: None) -> None:
    at = ouvrir(CONSEILLERS)
    legende = " ".join(str(e.proto.body) for e in at.get("html"))
    carte = tableau(at, "Coordination")
    assert "Coordinateur départemental (1)" in legende
    assert "Coordinateur intercommunal (1)" in legende
    assert f"Non coordonné ({carte['Coordination'].eq('Non coordonné').sum()})" in legende


def test_les_communes_a_perdre_ne_diminuent_pas_quand_l_horizon_s_eloigne(avec_demonstration: None) -> None:
    perdues = tableau(ouvrir(CONSEILLERS), "Communes qui perdraient leur accès")
    assert list(perdues["Dans les"]) == ["3 mois", "6 mois", "12 mois"]
    combien = list(perdues["Communes qui perdraient leur accès"])
    assert combien == sorted(combien)
    assert combien[-1] > 0


def test_les_communes_a_perdre_se_lisent_toutes_par_leur_nom(avec_demonstration: None) -> None:
    """Une case de tableau coupait la liste : chaque commune comptée a son nom à l'écran."""
    at = ouvrir(CONSEILLERS)
    combien = list(tableau(at, "Communes qui perdraient leur accès")["Communes qui perdraient leur accès"])
    (liste,) = [e for e in at.expander if e.label.startswith("Les communes qui perdraient")]
    dites = [d.replace("\\", "") for m in liste.markdown for d in str(m.value).splitlines() if d[:2] == "- "]
    noms = [
        ligne.rstrip(".").replace("\u00a0", " ").split(" : ")[1].replace(" et ", ", ").split(", ")
        for ligne in dites
    ]
    assert [len(n) for n in noms] == [c for c in combien if c]


def test_la_phrase_des_fins_compte_les_memes_postes_que_le_tableau(avec_demonstration: None) -> None:
    at = ouvrir(CONSEILLERS)
    perdues = tableau(at, "Communes qui perdraient leur accès").set_index("Dans les")["Postes"]
    dit = texte(at)
    trois, six, douze = (int(perdues[f"{m} mois"]) for m in (3, 6, 12))
    assert f"{douze} postes occupés voient finir un contrat ou une convention dans les douze mois" in dit
    assert f"{trois} d'ici 3 mois ; {six - trois} de 3 à 6 mois ; {douze - six} de 6 à 12 mois" in dit
    assert chiffre(at, "Fins dans") == str(six)


def figure(at: AppTest, titre: str) -> dict[str, Any]:
    (trouvee,) = [f.proto for f in figures(at) if titre in f.proto.id]
    return dict(json.loads(trouvee.spec))


def test_chaque_nombre_d_une_barre_se_lit_sur_le_fond_et_l_axe_ne_repete_pas_ses_graduations(
    avec_demonstration: None,
) -> None:
    """LMV a quatre postes : une graduation par poste, et aucun nombre posé sur des hachures."""
    at = ouvrir(CONSEILLERS, territoire="Luberon Monts de Vaucluse (EPCI)")
    dessin = figure(at, "Postes par intercommunalité")
    assert all("text" not in trace for trace in dessin["data"])
    ecrits = [int(n) for a in dessin["layout"]["annotations"] for n in a["text"].split(" + ")]
    assert sum(ecrits) == 4
    assert all(a["bgcolor"] for a in dessin["layout"]["annotations"])
    assert dessin["layout"]["xaxis"]["dtick"] == 1


def test_sans_poste_vacant_la_duree_de_vacance_est_sans_objet_et_non_inconnue(
    avec_demonstration: None,
) -> None:
    at = ouvrir(CONSEILLERS, territoire="Luberon Monts de Vaucluse (EPCI)")
    assert chiffre(at, "Durée de vacance") == "sans objet"
    assert "aucun poste vacant ici" in texte(at)


def test_une_intercommunalite_sans_poste_n_a_rien_a_pourvoir(sans_demonstration: None) -> None:
    at = ouvrir(CONSEILLERS, territoire="Ventoux Sud (EPCI)")
    assert chiffre(at, "Postes attribués") == "0"
    assert chiffre(at, "Postes pourvus") == "sans objet"
    assert "aucun poste à pourvoir ici" in texte(at)


# Partenaires


def test_l_annuaire_filtre_par_type_et_par_etape(avec_demonstration: None) -> None:
    tout = tableau(ouvrir(PARTENAIRES), "Étapes du parcours")
    operateurs = tableau(ouvrir(PARTENAIRES, type_partenaire="operateur"), "Étapes du parcours")
    orienteurs = tableau(ouvrir(PARTENAIRES, etape="orienter"), "Étapes du parcours")
    assert 0 < len(operateurs) < len(tout)
    assert set(operateurs["Type"]) == {"Opérateur de services ou chambre consulaire"}
    assert orienteurs["Étapes du parcours"].str.contains("Orienter").all()


def test_ventoux_sud_n_a_personne_pour_orienter_et_la_page_le_dit(avec_demonstration: None) -> None:
    assert "Aucun acteur connu pour orienter à Ventoux Sud." in texte(ouvrir(PARTENAIRES))
    assert "Aucun acteur connu pour orienter à Ventoux Sud." in texte(
        ouvrir(SYNTHESE, territoire=VENTOUX_SUD)
    )


def test_les_constats_tires_de_la_demonstration_portent_son_etiquette(avec_demonstration: None) -> None:
    for page, titre in (
        (PARTENAIRES, "Étapes que"),
        (SYNTHESE, "Étapes que"),
        (APPEL, "Lots et territoires"),
    ):
        (depliant,) = [e for e in ouvrir(page).expander if e.label.startswith(titre)]
        assert "démonstration" in " ".join(str(m.value) for m in depliant.markdown), page


def test_une_etape_que_tient_une_mairie_n_est_pas_dite_sans_acteur(avec_demonstration: None) -> None:
    """Aucun partenaire ne dit repérer quelque part, mais chaque intercommunalité a ses mairies."""
    dit = texte(ouvrir(PARTENAIRES))
    assert "Aucun acteur connu pour repérer" not in dit
    for ligne in [ligne for ligne in dit.splitlines() if "ne dit repérer" in ligne]:
        assert "mairie" in ligne


def test_un_accord_invente_est_marque_dans_la_grille_des_operateurs(avec_demonstration: None) -> None:
    presences = set(tableau(ouvrir(PARTENAIRES), "Présence")["Présence"])
    assert "convention connue" not in presences, "aucune convention réelle n'est connue"


def test_des_presences_toutes_reelles_ne_se_disent_pas_demonstration(avec_demonstration: None) -> None:
    """Chaque intercommunalité a un espace France services : aucune convention inventée ne remplit de case."""
    departement = queries.territoires(visite.ouvrir())[0]
    grille = queries.partenaires.operateurs(visite.ouvrir(), departement)
    assert "convention inventée (démonstration)" not in set(grille.lignes["dite"])
    (inconnues,) = [
        c
        for c in queries.partenaires.chiffres_partenaires(visite.ouvrir(), departement)
        if c.libelle == "Présences inconnues"
    ]
    assert (nature(grille.sources), inconnues.nature) == ("reel", "reel")


def test_sans_etape_dite_aucune_case_vide_n_est_un_constat(sans_demonstration: None) -> None:
    at = ouvrir(PARTENAIRES)
    assert "Aucun acteur connu" not in texte(at)
    assert chiffre(at, "Étapes sans acteur") == "non connu"


def test_la_presence_des_operateurs_vient_des_lieux_reels(sans_demonstration: None) -> None:
    table = tableau(ouvrir(PARTENAIRES), "Présence")
    assert len(table) == 14 * 6
    poste = table[table["Opérateur"].eq("La Poste") & table["Présence"].eq("lieu sur place")]
    assert len(poste) > 0


def test_une_sorte_de_relation_demandee_par_le_lien_est_seule_montree(avec_demonstration: None) -> None:
    table = tableau(ouvrir(PARTENAIRES, relation="finance"), "Fait quoi")
    assert set(table["Fait quoi"]) == {"Finance"}


# Appel à projets


def test_l_appel_reel_reste_sans_candidature_et_le_dit(avec_demonstration: None) -> None:
    at = ouvrir(APPEL, appel="aap-2025")
    assert chiffre(at, "Candidatures") == "non connu"
    assert chiffre(at, "Demandé") == "non connu"
    assert any("candidatures.csv" in i.value.replace("\\", "") for i in at.info)


def test_plusieurs_appels_coexistent_et_celui_qui_a_des_dossiers_s_ouvre(avec_demonstration: None) -> None:
    at = ouvrir(APPEL)
    (choix,) = [s for s in at.selectbox if s.label == "Appel à projets"]
    assert len(choix.options) == 3
    assert choix.value == "aap-2025-demonstration"


def test_l_argent_s_additionne(avec_demonstration: None) -> None:
    at = ouvrir(APPEL)
    accorde, verse, reste = (
        int(chiffre(at, c).replace(FINE, "")) for c in ("Accordé", "Versé", "Reste à verser")
    )
    assert accorde == verse + reste
    assert accorde > 0


def test_la_ou_aucun_dossier_n_est_accepte_rien_n_est_accorde_et_ce_n_est_pas_inconnu(
    avec_demonstration: None,
) -> None:
    """À Luberon Monts de Vaucluse, la démonstration n'a qu'un dossier, refusé."""
    at = ouvrir(APPEL, territoire="Luberon Monts de Vaucluse (EPCI)")
    assert chiffre(at, "Candidatures") == "1"
    assert {chiffre(at, nom) for nom in ("Accordé", "Versé", "Reste à verser", "Heures réalisées")} == {"0"}
    assert chiffre(at, "Par commune nouvelle") == "sans objet"
    dit = texte(at)
    assert "aucun dossier accepté ici" in dit
    assert "aucune commune nouvelle ici" in dit


def test_l_enveloppe_dit_ce_qui_reste_a_attribuer_et_ce_qu_ouvre_une_meme_somme(
    avec_demonstration: None,
) -> None:
    at = ouvrir(APPEL)
    accorde, communes = (int(chiffre(at, c).replace(FINE, "")) for c in ("Accordé", "Communes nouvelles"))
    dit = texte(at)
    reste = f"{420_000 - accorde:,}".replace(",", " ")
    assert f"dont {reste} à attribuer" in dit
    par_10_000 = f"{10_000 * communes / accorde:.1f}".replace(".", ",")
    assert f"soit {par_10_000} commune pour 10 000 euros" in dit


def test_les_permanences_tenues_se_lisent_a_cote_des_heures(avec_demonstration: None) -> None:
    at = ouvrir(APPEL)
    table = tableau(at, "Permanences engagées")
    tenues, promises = (int(table[c].sum()) for c in ("Permanences tenues", "Permanences engagées"))
    assert f"{tenues} permanences tenues sur {promises} promises" in texte(at).replace(FINE, " ")


def test_le_lot_que_personne_ne_demande_est_nomme(avec_demonstration: None) -> None:
    assert "Lot sans candidat : Aller vers les seniors isolés." in texte(ouvrir(APPEL))


def test_un_territoire_dont_le_dossier_est_refuse_n_est_pas_dit_sans_candidat(
    avec_demonstration: None,
) -> None:
    at = ouvrir(APPEL)
    sans = [ligne for ligne in texte(at).splitlines() if "sans candidat" in ligne]
    cites = "|".join(tableau(at, "Territoires").get("Territoires"))
    for nom in load_jeu(RACINE / "data")["epci"]["nom_court"]:
        if nom in cites:
            assert not any(nom in ligne for ligne in sans), nom


def test_un_dossier_ne_donne_a_un_territoire_que_ses_communes_et_un_verse_inconnu_n_est_pas_nul(
    sans_demonstration: None, reel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Carpentras et Beaumont-du-Ventoux d'un côté, Aurel de l'autre ; un second dossier couvre tout le département."""
    dossier = shutil.copytree(reel, tmp_path / "jeu")
    for chemin in dossier.rglob("candidatures.csv"):
        colonnes = chemin.read_text("utf-8-sig").splitlines()[0].split(",")
        commun = {"id_aap": "aap-2025", "source": "essai", "nature": "reel"}
        dossiers = [
            {"id": "1", "structure": "Alpha", "statut": "acceptee", "codes_territoires": "84031|84015|84005",
             "accorde_eur": "4000", "engagement_permanences": "10"},
            {"id": "2", "structure": "Bêta", "statut": "en_cours", "codes_territoires": "84"},
        ]  # fmt: skip
        table = (
            pd.DataFrame([commun | d for d in dossiers]).reindex(columns=colonnes, fill_value="").fillna("")
        )
        table.to_csv(chemin, index=False)
    monkeypatch.setenv("INCLUSION_DONNEES", str(dossier))
    assert chiffre(ouvrir(APPEL), "Communes nouvelles") == "2"
    at = ouvrir(APPEL, territoire="Ventoux-Comtat-Venaissin (EPCI)")
    assert chiffre(at, "Communes nouvelles") == "1"
    assert (chiffre(at, "Accordé"), chiffre(at, "Reste à verser")) == (f"4{FINE}000", "non connu")
    dit = texte(at)
    assert "Versé inconnu pour 1 dossier" in dit
    assert "1 dossier retenu ou en cours qui porte sur tout le département" in dit


def test_un_jeu_sans_appel_a_projets_l_explique(
    sans_demonstration: None, reel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = shutil.copytree(reel, tmp_path / "jeu")
    retirer(dossier, "appels_a_projets")
    monkeypatch.setenv("INCLUSION_DONNEES", str(dossier))
    at = ouvrir(APPEL)
    assert any("appels_a_projets.csv" in i.value.replace("\\", "") for i in at.info)


# Synthèse


def test_la_synthese_montre_les_quatre_etapes_et_ce_qui_manque(sans_demonstration: None) -> None:
    dit = texte(ouvrir(SYNTHESE))
    for etape in ("Repérer", "Orienter", "Accompagner", "Équiper"):
        assert f"**{etape}**" in dit
    assert "aucun acteur connu pour orienter ici" in dit
    assert "151 mairies" in dit


def test_un_village_sans_lieu_dit_ce_qui_lui_manque(sans_demonstration: None) -> None:
    dit = texte(ouvrir(SYNTHESE, territoire="Saint-Léger-du-Ventoux (84110)"))
    assert "aucun acteur connu pour accompagner ici" in dit
    assert "aucun acteur connu pour équiper ici" in dit
    assert "1 mairie" in dit
