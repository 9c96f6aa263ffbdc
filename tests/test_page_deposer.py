"""La page « Déposer des données », sans navigateur : voir, corriger, accepter, revenir."""

import json
import os
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from inclusion.data.instantanes import copier, enregistrer, instantanes
from inclusion.data.lecture import JEU_EMBARQUE, load_jeu
from tests.data.depots.test_fichiers import classeur

RACINE = Path(__file__).resolve().parents[1]
ENTETE = "id,nom,commune,code_postal,code_insee,adresse,services,frais_a_charge,itinerance,date_maj"
SUITE = "rue Vide,Maîtrise des outils numériques du quotidien,Gratuit,Fixe,2026-01-02"
BON = f"essai-1,Atelier du Pont,Avignon,84000,84007,1 {SUITE}"
SANS_NOM = f"essai-2,,Orange,84100,84087,2 {SUITE}"
AILLEURS = f"essai-3,Atelier lointain,Lyon,69001,69381,3 {SUITE}"
LIEUX = "\n".join([ENTETE, BON, SANS_NOM, AILLEURS]) + "\n"
PARTENAIRE = (
    "Lieu dit,Où,Tél\nAtelier du Pont,Avignon,04 90 00 00 00\nFablab du Thor,Le Thor,04 90 00 00 01\n"
)


@pytest.fixture
def dossier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Une copie du jeu embarqué, où l'édition est permise."""
    copier(JEU_EMBARQUE, tmp_path / "jeu")
    permettre(tmp_path / "jeu", "true")
    monkeypatch.setenv("INCLUSION_DONNEES", str(tmp_path / "jeu"))
    return tmp_path / "jeu"


def permettre(dossier: Path, permise: str) -> None:
    chemin = dossier / "parametres.toml"
    texte = chemin.read_text(encoding="utf-8").partition("\n[edition]")[0]
    chemin.write_text(f"{texte}\n[edition]\npermise = {permise}\n", encoding="utf-8")


def ouvrir() -> AppTest:
    at = AppTest.from_file(str(RACINE / "app.py"), default_timeout=120)
    return sans_panne(at.switch_page("pages/vues/deposer.py").run())


def sans_panne(at: AppTest) -> AppTest:
    assert [e.message for e in at.exception] == []
    assert [e.value for e in at.error if "pas pu être affichée" in e.value] == []
    return at


def deposer(at: AppTest, nom: str, contenu: str | bytes) -> AppTest:
    octets = contenu.encode("utf-8") if isinstance(contenu, str) else contenu
    at.file_uploader[0].set_value((nom, octets, "application/octet-stream"))
    return sans_panne(at.run())


def bouton(at: AppTest, libelle: str) -> Any:
    (trouve,) = [b for b in at.button if b.label == libelle]
    return trouve


def choix(at: AppTest, libelle: str) -> Any:
    (trouve,) = [s for s in at.selectbox if s.label.replace("\\", "") == libelle]
    return trouve


def chiffres(at: AppTest) -> dict[str, str]:
    return {m.label: m.value for m in at.metric}


def textes(at: AppTest, *genres: str) -> str:
    genres = genres or ("title", "subheader", "markdown", "caption", "info", "warning", "error", "success")
    return "\n".join(str(e.value) for g in genres for e in at.get(g)).replace("\\", "").replace("\u202f", " ")


def corriger(at: AppTest, ligne: int, **valeurs: str) -> AppTest:
    """Écrit dans la grille des lignes refusées."""
    (grille,) = at.data_editor
    at.session_state[grille.key] = {"edited_rows": {ligne: valeurs}, "added_rows": [], "deleted_rows": []}
    return sans_panne(at.run())


# Voir


def test_sans_fichier_la_page_dit_comment_faire(dossier: Path) -> None:
    at = ouvrir()
    assert "Accepter" in textes(at, "markdown")
    assert "Aucun état enregistré" in textes(at, "caption")
    assert len(at.metric) == 0


def test_un_depot_dit_son_format_et_compte_chaque_ligne(dossier: Path) -> None:
    at = deposer(ouvrir(), "lieux.csv", LIEUX)
    assert choix(at, "Format reconnu").value == "lieux-v1.0.2"
    lus = chiffres(at)
    assert (lus["Lignes lues"], lus["Gardées"], lus["Refusées"], lus["Hors du département"]) == (
        "3",
        "1",
        "1",
        "1",
    )
    assert "CSV, UTF-8, séparateur virgule, 3 lignes, 10 colonnes" in textes(at, "caption")
    assert instantanes(dossier) == [], "voir n'écrit rien"
    assert load_jeu(dossier).fautes == ()


def test_les_anomalies_se_filtrent_par_gravite_et_par_regle(dossier: Path) -> None:
    at = deposer(ouvrir(), "lieux.csv", LIEUX)
    options = choix(at, "Gravité").options
    assert [o.partition(" (")[0] for o in options] == ["Toutes", "corrigé", "à vérifier", "refusé"]
    choix(at, "Gravité").set_value("refuse")
    sans_panne(at.run())
    table = next(d.value for d in at.dataframe if "Gravité" in d.value)
    assert set(table["Gravité"]) == {"refusé"}
    assert set(table["Colonne"]) == {"nom"}
    regle = table["Règle"].iloc[0]
    choix(at, "Règle").set_value(regle)
    table = next(d.value for d in sans_panne(at.run()).dataframe if "Gravité" in d.value)
    assert set(table["Règle"]) == {regle}


def test_un_fichier_illisible_est_dit_avec_son_remede_et_rien_n_est_propose(dossier: Path) -> None:
    at = deposer(ouvrir(), "note.pdf.csv", b"%PDF-1.7 ...")
    assert "PDF" in textes(at, "error")
    assert not [b for b in at.button if b.label == "Accepter et enregistrer"]


def test_un_autre_format_se_choisit(dossier: Path) -> None:
    at = deposer(ouvrir(), "lieux.csv", LIEUX)
    choix(at, "Format reconnu").set_value("tableau")
    at = sans_panne(at.run())
    assert choix(at, "Ces lignes sont des…").value == "lieux"
    assert choix(at, "nom").value == "nom"


# Corriger


def test_corriger_une_ligne_refusee_la_fait_garder(dossier: Path) -> None:
    at = deposer(ouvrir(), "lieux.csv", LIEUX)
    assert at.data_editor[0].value["motif_refus"].str.contains("nom").all()
    at = corriger(at, 0, nom="Atelier d'Orange")
    assert (chiffres(at)["Gardées"], chiffres(at)["Refusées"]) == ("2", "0")
    bouton(at, "Accepter et enregistrer").click()
    sans_panne(at.run())
    lieux = load_jeu(dossier)["lieux"].set_index("id")
    assert lieux.loc["essai-2", "nom"] == "Atelier d'Orange"


def test_une_ligne_laissee_fautive_reste_refusee_sans_empecher_les_autres(dossier: Path) -> None:
    at = deposer(ouvrir(), "lieux.csv", LIEUX)
    bouton(at, "Accepter et enregistrer").click()
    at = sans_panne(at.run())
    assert "Enregistré dans l'instantané" in textes(at, "success")
    lieux = load_jeu(dossier)["lieux"]
    assert len(lieux) == 98
    assert "essai-2" not in set(lieux["id"])


# Accepter


def test_accepter_ecrit_un_instantane_et_le_bouton_se_ferme(dossier: Path) -> None:
    at = deposer(ouvrir(), "lieux.csv", LIEUX)
    assert "lieux : 1 ligne ajoutée" in textes(at, "markdown")
    bouton(at, "Accepter et enregistrer").click()
    at = sans_panne(at.run())
    assert [i.motif.replace("\u202f", " ") for i in instantanes(dossier)] == [
        "import de lieux.csv : lieux : 1 ligne ajoutée",
        "état d'origine",
    ]
    assert bouton(at, "Accepter et enregistrer").disabled, "verser deux fois la même chose n'a pas de sens"
    assert "Le jeu contient déjà ces lignes" in textes(at, "caption")


def test_la_source_la_date_et_la_nature_dites_suivent_les_donnees(dossier: Path) -> None:
    at = deposer(ouvrir(), "lieux.csv", LIEUX)
    next(t for t in at.text_input if t.label == "Source").set_value("Préfecture")
    choix(at, "Nature").set_value("demonstration")
    at.toggle[0].set_value(True)
    at = sans_panne(at.run())
    assert "97 lignes retirées" in textes(at, "markdown").replace("\u202f", " ")
    bouton(at, "Accepter et enregistrer").click()
    sans_panne(at.run())
    jeu = load_jeu(dossier)
    assert (len(jeu["lieux"]), set(jeu["lieux"]["nature"])) == (1, {"demonstration"})
    assert set(jeu["lieux"]["source"]) == {"Préfecture"}
    dite = jeu.provenances["lieux"]
    assert (dite.producteur, dite.nature, dite.quand) == ("Préfecture", "demonstration", "date inconnue")


def test_si_quelqu_un_enregistre_entre_temps_rien_n_est_ecrase(dossier: Path) -> None:
    at = deposer(ouvrir(), "lieux.csv", LIEUX)
    enregistrer(dossier, {"lieux": load_jeu(dossier)["lieux"].head(3)}, motif="quelqu'un d'autre")
    bouton(at, "Accepter et enregistrer").click()
    at = sans_panne(at.run())
    assert "ont changé" in textes(at, "error")
    assert len(load_jeu(dossier)["lieux"]) == 3
    bouton(at, "Accepter et enregistrer").click()
    sans_panne(at.run())
    assert len(load_jeu(dossier)["lieux"]) == 4, "relu, le dépôt se verse dans le nouvel état"


# Un tableau quelconque


def test_un_tableau_inconnu_demande_de_rapprocher_ses_colonnes(dossier: Path) -> None:
    at = deposer(ouvrir(), "partenaire.csv", PARTENAIRE)
    assert "dire ce que contient chaque colonne" in textes(at, "warning")
    choix(at, "Lieu dit").set_value("nom")
    choix(at, "Où").set_value("commune")
    choix(at, "Tél").set_value("telephone")
    at = sans_panne(at.run())
    assert chiffres(at)["Lignes lues"] == "2"
    bouton(at, "Retenir ce rapprochement pour la prochaine fois").click()
    at = sans_panne(at.run())
    assert "Rapprochement retenu" in textes(at, "success")
    (gardee,) = (dossier / "correspondances").glob("*.json")
    assert json.loads(gardee.read_text(encoding="utf-8"))["colonnes"]["Lieu dit"] == "nom"


def test_un_classeur_qui_commence_par_une_notice_s_ouvre_sur_la_feuille_que_l_on_reconnait(
    dossier: Path,
) -> None:
    lieux = [ligne.split(",") for ligne in (ENTETE, BON)]
    octets = classeur({"Notice": [["Bonjour"], ["Ne rien renommer"]], "Lieux 2026": lieux})
    at = deposer(ouvrir(), "lieux.xlsx", octets)
    assert choix(at, "Feuille du classeur").value == "Lieux 2026"
    assert "Aucun format connu" not in textes(at, "warning")


def test_un_rapprochement_retenu_est_propose_au_fichier_suivant(dossier: Path) -> None:
    at = deposer(ouvrir(), "partenaire.csv", PARTENAIRE)
    choix(at, "Lieu dit").set_value("presentation_detail")
    at = sans_panne(at.run())
    bouton(at, "Retenir ce rapprochement pour la prochaine fois").click()
    sans_panne(at.run())
    autre = PARTENAIRE.replace("Fablab du Thor", "Fablab de Sault")
    suivant = deposer(ouvrir(), "partenaire-2.csv", autre)
    assert choix(suivant, "Lieu dit").value == "presentation_detail"


# Un jeu entier


def test_un_zip_de_jeu_de_donnees_se_depose(dossier: Path) -> None:
    tampon = BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        for nom in ("datapackage.json", "lieux.csv"):
            archive.write(dossier / nom, f"jeu/{nom}")
        texte = (dossier / "postes.csv").read_text(encoding="utf-8")
        archive.writestr("jeu/postes.csv", texte.replace("vacant", "rendu"))
    at = deposer(ouvrir(), "jeu.zip", tampon.getvalue())
    assert "Jeu de données lu" in textes(at, "success")
    bouton(at, "Accepter et enregistrer").click()
    sans_panne(at.run())
    assert "vacant" not in set(load_jeu(dossier)["postes"]["etat"])


# Droits


def test_une_instance_publique_controle_sans_enregistrer_et_offre_le_telechargement(dossier: Path) -> None:
    permettre(dossier, "false")
    at = deposer(ouvrir(), "lieux.csv", LIEUX)
    assert "se consulte sans se modifier" in textes(at, "info")
    assert bouton(at, "Accepter et enregistrer").disabled
    (telecharger,) = [b for b in at.download_button if "fusionné" in b.label]
    assert not telecharger.proto.disabled


def test_un_droit_retire_apres_l_affichage_est_refuse_au_moment_d_ecrire(dossier: Path) -> None:
    at = deposer(ouvrir(), "lieux.csv", LIEUX)
    permettre(dossier, "false")
    bouton(at, "Accepter et enregistrer").click()
    at = sans_panne(at.run())
    assert "se consulte sans se modifier" in textes(at, "error")
    assert instantanes(dossier) == []


def test_sans_commutateur_un_visiteur_inconnu_n_ecrit_pas(dossier: Path) -> None:
    chemin = dossier / "parametres.toml"
    chemin.write_text(chemin.read_text(encoding="utf-8").partition("\n[edition]")[0], encoding="utf-8")
    at = deposer(ouvrir(), "lieux.csv", LIEUX)
    assert "se consulte sans se modifier" in textes(at, "info")
    assert "make lancer" in textes(at, "info")
    assert bouton(at, "Accepter et enregistrer").disabled


def test_un_dossier_en_lecture_seule_est_dit(dossier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_, **__: False)
    at = deposer(ouvrir(), "lieux.csv", LIEUX)
    assert "en lecture seule" in textes(at, "info")
    assert bouton(at, "Accepter et enregistrer").disabled


# Les états enregistrés


def test_les_etats_se_comparent_et_se_restaurent(dossier: Path) -> None:
    enregistrer(dossier, {"lieux": load_jeu(dossier)["lieux"].head(90)}, motif="moins")
    at = ouvrir()
    table = next(d.value for d in at.dataframe if "Motif" in d.value)
    assert table["Motif"].to_list() == ["moins", "état d'origine"]
    assert table["État"].to_list() == ["courant", ""]
    lus = chiffres(at)
    assert (lus["Lieux ouverts"], lus["Lieux fermés"], lus["Lieux changés"]) == ("0", "7", "0")
    bouton(at, "Restaurer cet état").click()
    at = sans_panne(at.run())
    assert "restauré" in textes(at, "success")
    assert len(load_jeu(dossier)["lieux"]) == 97


def test_un_etat_inacheve_est_signale(dossier: Path) -> None:
    enregistrer(dossier, {"lieux": load_jeu(dossier)["lieux"].head(90)}, motif="moins")
    (dossier / "instantanes" / ".en-cours-2026-11-23T130000-1-2").mkdir()
    assert "écriture interrompue" in textes(ouvrir(), "warning")


def test_dans_un_jeu_fautif_le_controle_marche_et_rien_ne_se_verse_ni_ne_s_emporte(dossier: Path) -> None:
    """Le jeu fusionné perdrait la ligne écartée : il ne se télécharge pas, et la page ne le promet plus."""
    chemin = dossier / "epci.csv"
    chemin.write_text(chemin.read_text("utf-8").replace(",24385,", ",beaucoup,", 1), encoding="utf-8")
    assert len(load_jeu(dossier).fautes) == 1
    at = deposer(ouvrir(), "lieux.csv", LIEUX)
    assert chiffres(at)["Gardées"] == "1"
    dit = textes(at, "info")
    assert "Rien ne s'enregistre dans ce jeu" in dit
    assert "1 ligne écartée (epci.csv)" in dit
    assert "fusionné" not in dit
    (telecharger,) = [b for b in at.download_button if "fusionné" in b.label]
    assert telecharger.proto.disabled
    assert bouton(at, "Accepter et enregistrer").disabled
