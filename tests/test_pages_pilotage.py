"""Les pages du pilotage et la synthèse, avec et sans démonstration, du département à une commune."""

import re
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from inclusion import queries, visite
from inclusion.data.demonstration import pilotage, reseau
from inclusion.data.instantanes import copier
from inclusion.data.instantanes.ecriture import enregistrer
from inclusion.data.lecture import load_jeu
from inclusion.model.schemas import conforme, schemas
from tests.pages_ouvertes import FINE, RACINE, jeu_de_demonstration, ouvrir, texte

FEUILLE, TERRITOIRES = "pages/vues/feuille_de_route.py", "pages/vues/territoires.py"
COMITE, SYNTHESE = "pages/vues/comite.py", "pages/vues/synthese.py"
DEPARTEMENT, LMV = "Vaucluse (département)", "Luberon Monts de Vaucluse (EPCI)"
SANS_RIEN, APT = "Ventoux Sud (EPCI)", "Apt (84003)"
LIEUX_VUS = (DEPARTEMENT, LMV, SANS_RIEN, APT)
PIEGE = "<img src=x onerror=alert(1)>**gras** [lien](http://exemple.invalid)"
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture(scope="module")
def avec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return jeu_de_demonstration(tmp_path_factory.mktemp("avec") / "jeu", reseau=reseau, pilotage=pilotage)


def chiffre(at: AppTest, debut: str) -> str:
    (valeur,) = [m.value for m in at.metric if m.label.startswith(debut)]
    return str(valeur)


def tableau(at: AppTest, colonne: str) -> pd.DataFrame:
    """Le premier tableau qui a cette colonne."""
    return next(t.value for t in at.dataframe if colonne in t.value.columns)


def badges(at: AppTest) -> str:
    return " ".join(m.value for m in at.markdown if "-badge[" in m.value)


def telechargement(at: AppTest, debut: str) -> Any:
    (bouton,) = [b for b in at.get("download_button") if b.label.startswith(debut)]
    return bouton


@pytest.mark.parametrize("libelle", LIEUX_VUS)
@pytest.mark.parametrize("page", [FEUILLE, TERRITOIRES, COMITE, SYNTHESE])
def test_chaque_page_s_ouvre_avec_la_demonstration(page: str, libelle: str, avec_demonstration: None) -> None:
    assert ouvrir(page, territoire=libelle).title


@pytest.mark.parametrize("libelle", LIEUX_VUS)
@pytest.mark.parametrize("page", [FEUILLE, TERRITOIRES, COMITE, SYNTHESE])
def test_sans_demonstration_rien_n_est_dit_invente(page: str, libelle: str, sans_demonstration: None) -> None:
    at = ouvrir(page, territoire=libelle)
    assert "démonstration" not in badges(at)
    assert "(démonstration)" not in texte(at)


# Feuille de route


def test_les_indicateurs_se_comptent_par_statut_et_les_sans_donnee_a_cote(avec_demonstration: None) -> None:
    table = tableau(ouvrir(FEUILLE), "Sans donnée")
    assert list(table["Axe"]) == ["Axe I", "Axe II", "Axe III"]
    assert table.drop(columns="Axe").sum(axis=1).tolist() == [15, 11, 9]
    assert {"En bonne voie", "Léger retard", "Retard", "S'éloigne"} < set(table.columns)


def test_sans_cible_adoptee_aucun_indicateur_n_est_juge(sans_demonstration: None) -> None:
    table = tableau(ouvrir(FEUILLE), "Sans donnée")
    assert set(table.columns) == {"Axe", "Sans cible", "Sans donnée"}
    assert "0 indicateur jugé" in texte(ouvrir(FEUILLE))


def test_un_cartouche_dit_valeur_cible_retard_source_date_responsable_et_echeance(
    avec_demonstration: None,
) -> None:
    dit = texte(ouvrir(FEUILLE, axe="I"))
    assert "**Situations abouties**" in dit
    assert "Cible : 66 % au 31 décembre 2027, depuis 48 % au 31 décembre 2021 ; 62,2 % prévus" in dit
    assert "**1 mois de retard.**" in dit
    assert "Source : Démonstration ; valeur du 30 septembre 2026" in dit
    assert "Responsable : Animateur départemental" in dit
    assert "Prochaine échéance : 31 janvier 2027" in dit
    assert "*Numérateur :* Dossiers clos avec droit ouvert" in dit


def test_l_axe_demande_par_le_lien_est_seul_montre(avec_demonstration: None) -> None:
    titres = [m.value for m in ouvrir(FEUILLE, axe="III").markdown if m.value.startswith("#### Axe")]
    assert len(titres) == 1
    assert "Axe III" in titres[0]


def test_ce_qui_manque_dit_quoi_apporter_et_par_qui(sans_demonstration: None) -> None:
    at = ouvrir(FEUILLE, axe="II")
    manques = tableau(at, "À apporter")
    assert "II-16" in set(manques["Code"])
    assert manques[["À apporter", "Responsable", "Pourquoi il manque"]].ne("").all(axis=None)
    assert any("actions.csv" in i.value.replace("\\", "") for i in at.info)
    assert any("Modèle «" in b.label for b in at.get("download_button"))


def test_une_valeur_reelle_a_la_date_de_sa_source(sans_demonstration: None) -> None:
    dit = texte(ouvrir(FEUILLE, axe="I"))
    assert "valeur du 17 mai 2023 au 1er août 2024" in dit
    assert str(datetime.now(PARIS).year) not in re.findall(r"valeur du [^ ]+ \w+ (\d{4})", dit)


def test_le_chemin_d_un_indicateur_se_choisit_par_le_lien(avec_demonstration: None) -> None:
    at = ouvrir(FEUILLE, indicateur="II-18")
    table = tableau(at, "Trait")
    assert set(table["Trait"]) == {"relevé ou calculé", "chemin prévu", "au rythme observé"}
    assert "s'éloigne, 57 mois de retard" in texte(at)


def test_une_feuille_de_route_jeune_ne_projette_rien(avec_demonstration: None) -> None:
    at = ouvrir(FEUILLE, territoire=LMV, indicateur="I-13")
    assert set(tableau(at, "Trait")["Trait"]) == {"relevé ou calculé", "chemin prévu"}
    assert "feuille de route jeune" in texte(at)


def test_les_actions_se_comptent_par_statut_et_le_retard_vient_de_la_date(avec_demonstration: None) -> None:
    at = ouvrir(FEUILLE)
    table = tableau(at, "Bloqué")
    assert int(table.drop(columns="Axe").to_numpy().sum()) == 12 == int(chiffre(at, "Actions"))
    assert int(table["En retard"].sum()) == 2, "une action saisie « en cours » a passé sa date de fin"
    assert chiffre(at, "En retard ou bloquées") == "3"
    assert chiffre(at, "Budget prévu") == f"262{FINE}000"


def test_les_actions_reelles_restent_listees_a_cote_de_la_demonstration(avec_demonstration: None) -> None:
    liste = tableau(ouvrir(FEUILLE), "Cofinancements")
    assert liste["Nature"].value_counts().to_dict() == {"démonstration": 12, "données réelles": 10}
    reelles = liste[liste["Nature"].eq("données réelles")]
    assert set(reelles["Statut"]) == {"Sans statut"}


def test_une_commune_lit_les_actions_de_son_intercommunalite(avec_demonstration: None) -> None:
    at = ouvrir(FEUILLE, territoire="Cavaillon (84035)")
    assert chiffre(at, "Actions") == "4"
    assert "Feuille de route de Luberon Monts de Vaucluse : déployée" in texte(at)


# Territoires


def test_les_quatorze_intercommunalites_ont_l_etat_que_dit_la_source(avec_demonstration: None) -> None:
    at = ouvrir(TERRITOIRES)
    table = tableau(at, "Feuille de route").set_index("Intercommunalité")
    assert len(table) == 14
    assert table["Feuille de route"].value_counts().to_dict() == {
        "Non engagée, ou statut non connu publiquement": 13,
        "Déployée": 1,
    }
    assert table.loc["Luberon Monts de Vaucluse", "Feuille de route"] == "Déployée"
    assert table.loc["Luberon Monts de Vaucluse", "Cibles adoptées"] == 4
    assert "Dites « non engagées » par défaut, 13 fois : statut non connu publiquement" in texte(at)


def test_la_population_couverte_est_celle_de_luberon_monts_de_vaucluse(sans_demonstration: None) -> None:
    communes = load_jeu(RACINE / "data")["communes"]
    part = (
        communes.loc[communes["siren_epci"].eq("200040442"), "population"].sum()
        / communes["population"].sum()
    )
    at = ouvrir(TERRITOIRES)
    assert chiffre(at, "Population couverte") == f"{100 * part:.1f}{FINE}%".replace(".", ",")
    assert chiffre(at, "Feuilles de route") == "1"


def test_chaque_intercommunalite_a_son_lien_vers_les_memes_ecrans(sans_demonstration: None) -> None:
    liens = [
        lien for lien in ouvrir(TERRITOIRES).get("page_link") if "feuille_de_route" in str(lien.proto.page)
    ]
    assert len(liens) == 14


def test_le_cadre_du_departement_se_recopie_en_actions_a_deposer(sans_demonstration: None) -> None:
    at = ouvrir(TERRITOIRES, vers="fdr-200035723")
    assert telechargement(at, "Actions à compléter")
    from inclusion.queries import feuilles_de_route

    copie = feuilles_de_route.cadre_copie(visite.ouvrir(), "fdr-84", "fdr-200035723")
    assert len(copie) == 10
    assert conforme(copie, schemas()["actions"], fichier="actions.csv", lignes=range(2, 12)) == []
    pris = load_jeu(RACINE / "data")["actions"]["id"]
    assert set(copie["id"]).isdisjoint(pris)


# Comité


def test_les_points_a_decider_ont_un_responsable_et_une_proposition(avec_demonstration: None) -> None:
    at = ouvrir(COMITE)
    points = tableau(at, "Décision proposée")
    assert len(points) == int(chiffre(at, "À décider"))
    assert {
        "Action en retard ou bloquée",
        "Cible hors trajectoire",
        "Appel sans dossier retenu ou en cours",
        "Source périmée",
    } <= set(points["Sorte"])
    assert points[["Responsable", "Décision proposée", "Nature"]].ne("").all(axis=None)
    perimees = points[points["Sorte"].eq("Source périmée")]
    assert set(perimees["Nature"]) == {"données réelles"}, "la démonstration de la table ne vieillit pas"


def test_une_sorte_se_demande_par_le_lien_sans_changer_le_compte(avec_demonstration: None) -> None:
    tout, une = ouvrir(COMITE), ouvrir(COMITE, sorte="source")
    assert set(tableau(une, "Décision proposée")["Sorte"]) == {"Source périmée"}
    assert chiffre(une, "À décider") == chiffre(tout, "À décider")


def test_le_releve_porte_les_decisions_ouvertes_d_abord(avec_demonstration: None) -> None:
    at = ouvrir(COMITE)
    releve = tableau(at, "Comités tenus depuis")
    assert len(releve) == 7
    assert chiffre(at, "Décisions ouvertes") == "4"
    assert not releve["État"].head(4).str.contains("Fait|Abandonné").any()
    assert releve["État"].tail(3).str.contains("Fait|Abandonné").all()
    assert releve["Comités tenus depuis"].iloc[0] == 2


def test_sans_decision_le_comite_dit_la_table_a_fournir(sans_demonstration: None) -> None:
    at = ouvrir(COMITE)
    assert chiffre(at, "Décisions ouvertes") == "non connu"
    assert any("decisions.csv" in i.value.replace("\\", "") for i in at.info)


def test_les_decisions_d_une_intercommunalite_se_disent_celles_du_departement(
    avec_demonstration: None,
) -> None:
    at = ouvrir(COMITE, territoire=SANS_RIEN)
    assert "Les décisions du comité départemental" in texte(at)
    assert "quel que soit le territoire regardé" in texte(at)


def test_une_intercommunalite_sans_rien_ne_liste_que_les_sources_perimees(sans_demonstration: None) -> None:
    at = ouvrir(COMITE, territoire=SANS_RIEN)
    points = tableau(at, "Décision proposée")
    assert set(points["Sorte"]) == {"Source périmée"}
    assert chiffre(at, "À décider") == str(len(points))
    assert "Rien ne demande de décision ici" in texte(ouvrir(COMITE, territoire=SANS_RIEN, sorte="action"))


def test_retirer_des_lieux_fait_sortir_des_communes_et_bouger_les_indicateurs(
    reel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = shutil.copytree(reel, tmp_path / "jeu")
    lieux = load_jeu(dossier)["lieux"]
    enregistrer(dossier, {"lieux": lieux}, motif="avant", quand=datetime(2026, 3, 1, 12, tzinfo=PARIS))
    seuls = lieux[lieux["code_insee"].eq("84007")]
    enregistrer(dossier, {"lieux": seuls}, motif="après", quand=datetime(2026, 9, 1, 12, tzinfo=PARIS))
    monkeypatch.setenv("INCLUSION_DONNEES", str(dossier))
    at = ouvrir(COMITE)
    assert "Commune sortie de la zone des 20 minutes" in set(tableau(at, "Décision proposée")["Sorte"])
    assert re.search(r"\*\*Communes sorties de la zone des 20 minutes :\*\* .*Sault", texte(at))
    bouge = tableau(at, "Tendance").set_index("Indicateur")["Tendance"]
    assert bouge["Population à 20 minutes au plus d'un lieu"] == "↘ moins bien"
    assert bouge["Besoin théorique à plus de 20 minutes d'un lieu"] == "↘ moins bien"
    synthese = ouvrir(SYNTHESE)
    deltas = {m.label: m.delta for m in synthese.metric}
    assert deltas["Lieux de médiation"] == f"-{len(lieux) - len(seuls)}"
    assert deltas["Habitants"] == "inchangé"
    assert "Tendances : depuis l'état enregistré le 1er mars 2026." in texte(synthese)


# Synthèse


def test_la_synthese_dit_trois_phrases_et_marque_celles_qui_sont_inventees(avec_demonstration: None) -> None:
    at = ouvrir(SYNTHESE)
    dit = texte(at)
    assert "Vaucluse : 99,6 % des habitants ont un lieu à 20 minutes au plus" in dit
    assert "Sur 35 indicateurs, 5 sont jugés face à leur cible" in dit
    assert "Sur 12 actions :" in dit
    suite = [m.value for m in at.markdown]
    actions = next(rang for rang, m in enumerate(suite) if m.startswith("Sur 12"))
    portee = next(rang for rang, m in enumerate(suite) if m.startswith("Vaucluse"))
    assert "démonstration" in suite[actions + 1]
    assert "démonstration" not in suite[portee + 1]


def test_la_synthese_reelle_dit_ce_qui_n_est_pas_jugeable(sans_demonstration: None) -> None:
    dit = texte(ouvrir(SYNTHESE))
    assert "Aucun des 35 indicateurs n'a de quoi être jugé face à une cible." in dit
    assert "les 10 actions connues restent sans statut" in dit


# Textes hostiles


def test_un_nom_piege_reste_un_texte_sur_chaque_page(
    reel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = shutil.copytree(reel, tmp_path / "jeu")
    jeu = load_jeu(dossier)
    actions = jeu["actions"].assign(
        nom=PIEGE, pilote=PIEGE, statut="bloque", remarque=PIEGE, cofinancements=PIEGE
    )
    feuilles = jeu["feuilles_de_route"].assign(remarque=PIEGE, titre=PIEGE)
    decisions = pd.DataFrame(
        {
            "date_comite": [pd.Timestamp("2026-01-01")],
            "objet": [PIEGE],
            "responsable": [PIEGE],
            "echeance": [pd.NaT],
            "statut": ["a_faire"],
            "nature": ["reel"],
        }
    )
    tables = {"actions": actions, "feuilles_de_route": feuilles, "decisions": decisions}
    enregistrer(dossier, tables, motif="essai", jeu=jeu)
    monkeypatch.setenv("INCLUSION_DONNEES", str(dossier))
    for page in (FEUILLE, TERRITOIRES, COMITE):
        at = ouvrir(page)
        assert all("onerror" not in str(e.proto.body) for e in at.get("html"))
        ecrits = [e.value for genre in ("markdown", "caption", "info") for e in at.get(genre)]
        hors_code = [re.sub(r"(`+) .*? \1(?!`)", "", e) for e in ecrits]
        nus = [e for e in hors_code if re.search(r"(?<!\\)<img|(?<!\\)\*\*gras|(?<!\\)\]\(http", e)]
        assert any("onerror" in e for e in ecrits), page
        assert nus == [], page


# Ce qui a changé depuis le dernier état enregistré


def test_un_lieu_ajoute_aujourd_hui_se_voit_a_la_synthese_et_dans_le_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """L'état comparé est de ce matin : son heure le dit, et seul ce qui change porte une flèche."""
    dossier = tmp_path / "jeu"
    copier(RACINE / "data", dossier)
    enregistrer(dossier, {}, motif="ce matin", jeu=load_jeu(dossier))
    jeu = load_jeu(dossier)
    neuf = jeu["lieux"].head(1).assign(id="un-lieu-de-plus", nom="Un lieu de plus")
    plus = pd.concat([jeu["lieux"], neuf[jeu["lieux"].columns]], ignore_index=True)
    enregistrer(dossier, {"lieux": plus}, motif="un lieu de plus", jeu=jeu)
    monkeypatch.setenv("INCLUSION_DONNEES", str(dossier))
    cartouches = {m.label: m.delta for m in ouvrir(SYNTHESE).metric}
    assert cartouches["Lieux de médiation"] == "+1"
    assert cartouches["Habitants"] == ""
    ici = queries.territoires(visite.ouvrir())[0]
    document = queries.documents.document(visite.ouvrir(), ici, "copil", "", lambda _: None)
    tendances = {n.chiffre.cle: n.tendance for n in document.section("chiffres").nombres}
    assert tendances["lieux"] == f"+1 depuis le {document.compare_a}"
    assert tendances["habitants"] == ""
    assert re.search(r"à \d+ h \d\d$", document.compare_a)


def test_l_etat_du_dernier_comite_est_choisi_d_office_et_le_dit(
    avec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = shutil.copytree(avec, tmp_path / "jeu")
    comites = load_jeu(dossier)["decisions"]["date_comite"]
    soir = datetime.combine(comites.max().date(), datetime.min.time(), PARIS).replace(hour=18)
    enregistrer(dossier, {}, motif="le soir du comité", quand=soir, jeu=load_jeu(dossier))
    enregistrer(dossier, {}, motif="depuis", jeu=load_jeu(dossier))
    monkeypatch.setenv("INCLUSION_DONNEES", str(dossier))
    (choix,) = [s for s in ouvrir(COMITE).selectbox if s.label == "Comparer aujourd'hui avec"]
    assert choix.options[0].startswith("Dernier comité : ")
    assert "le soir du comité" in choix.options[0]
    assert len(set(choix.options)) == len(choix.options)
