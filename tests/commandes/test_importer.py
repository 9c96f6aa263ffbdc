"""`importer`, `instantanes`, `restaurer`, `comparer` : le parcours entier au terminal."""

import csv
import json
import sys
import zipfile
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import pytest

from inclusion.commandes import lancer
from inclusion.data import instantanes as stockage
from inclusion.data.instantanes import copier, instantanes
from inclusion.data.lecture import JEU_EMBARQUE, load_jeu
from inclusion.exports.paquet import to_zip
from inclusion.model.schemas import lire_descripteur

SERVICE = "Maîtrise des outils numériques du quotidien"
COLONNES = [
    "id",
    "nom",
    "commune",
    "code_postal",
    "code_insee",
    "adresse",
    "services",
    "itinerance",
    "date_maj",
]
PONT = ["pont", "Atelier du Pont", "Avignon", "84000", "84007", "1 rue Vide", SERVICE, "Fixe", "2026-01-02"]
SANS_NOM = ["muet", "", "Orange", "84100", "84087", "2 rue Vide", SERVICE, "Fixe", "2026-01-02"]
LYON = ["loin", "Atelier lointain", "Lyon", "69001", "69381", "3 rue Vide", SERVICE, "Fixe", "2026-01-02"]
REELLES = Path(__file__).resolve().parents[3] / "shared/donnees_reelles"
HUB = REELLES / "lieux/hub-du-sud_paca_2023-05-17.json"
EMPLOYEURS = REELLES / "conseillers/employeurs-conseillers-numeriques_metabase_2023-09.json"


class Sortie(NamedTuple):
    code: int
    dit: str
    erreur: str


@pytest.fixture
def commande(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    def executer(*arguments: object) -> Sortie:
        monkeypatch.setattr(sys, "argv", ["inclusion", *map(str, arguments)])
        code = lancer()
        lu = capsys.readouterr()
        return Sortie(code, lu.out.replace("\u202f", " "), lu.err.replace("\u202f", " "))

    return executer


@pytest.fixture(scope="module")
def modele(tmp_path_factory: pytest.TempPathFactory) -> Path:
    dossier = tmp_path_factory.mktemp("modele") / "jeu"
    copier(JEU_EMBARQUE, dossier)
    return dossier


@pytest.fixture
def dossier(modele: Path, tmp_path: Path) -> Path:
    copier(modele, tmp_path / "jeu")
    return tmp_path / "jeu"


def ecrire(chemin: Path, *lignes: list[str]) -> Path:
    sortie = StringIO()
    csv.writer(sortie).writerows([COLONNES, *lignes])
    chemin.write_text(sortie.getvalue(), encoding="utf-8")
    return chemin


def lieux(dossier: Path) -> dict[str, str]:
    table = load_jeu(dossier)["lieux"]
    return dict(zip(table["id"], table["nom"], strict=True))


def test_un_fichier_sain_est_importe_en_entier(commande, dossier: Path, tmp_path: Path) -> None:
    rapport = tmp_path / "rapport.json"
    fait = commande(
        "importer", ecrire(tmp_path / "l.csv", PONT, LYON), "--vers", dossier, "--json", rapport,
        "--source", "Préfecture", "--date", "2026-06-30",
    )  # fmt: skip
    assert fait.code == 0, fait.erreur
    assert "lieux : 1 ligne ajoutée" in fait.dit
    assert lieux(dossier)["pont"] == "Atelier du Pont"
    assert len(lieux(dossier)) == 98
    lu = json.loads(rapport.read_text(encoding="utf-8"))
    comptes = [lu[f"lignes_{quoi}"] for quoi in ("lues", "gardees", "refusees", "hors_departement")]
    assert (lu["format"], comptes) == ("lieux-v1.0.2", [2, 1, 0, 1])
    assert load_jeu(dossier).provenances["lieux"].producteur.endswith("; Préfecture")
    assert not (dossier / "refus").exists()


def test_une_ligne_refusee_n_empeche_pas_les_autres_et_se_reimporte_corrigee(
    commande, dossier: Path, tmp_path: Path
) -> None:
    fait = commande("importer", ecrire(tmp_path / "l.csv", PONT, SANS_NOM), "--vers", dossier)
    assert fait.code == 1
    assert "pont" in lieux(dossier)
    (refus,) = (dossier / "refus").glob("*-l.csv")
    assert str(refus) in fait.erreur
    texte = refus.read_text(encoding="utf-8-sig")
    assert "motif_refus" in texte
    corrige = tmp_path / "corrige.csv"
    corrige.write_text(texte.replace("muet,,", "muet,Atelier d'Orange,"), encoding="utf-8")
    assert commande("importer", corrige, "--vers", dossier).code == 0
    assert lieux(dossier)["muet"] == "Atelier d'Orange"
    assert "pont" in lieux(dossier)


def test_importer_deux_fois_ne_change_rien(commande, dossier: Path, tmp_path: Path) -> None:
    fichier = ecrire(tmp_path / "l.csv", PONT)
    commande("importer", fichier, "--vers", dossier)
    fait = commande("importer", fichier, "--vers", dossier)
    assert fait.code == 0
    assert "Rien à changer" in fait.dit
    assert len(instantanes(dossier)) == 2


def test_remplacer_ne_garde_que_les_lignes_du_fichier(commande, dossier: Path, tmp_path: Path) -> None:
    fichier = ecrire(tmp_path / "l.csv", PONT)
    fait = commande("importer", fichier, "--vers", dossier, "--remplacer", "--nature", "demonstration")
    assert fait.code == 0, fait.erreur
    assert lieux(dossier) == {"pont": "Atelier du Pont"}
    assert load_jeu(dossier).provenances["lieux"].nature == "demonstration"


def test_un_dossier_absent_nait_du_jeu_embarque(commande, tmp_path: Path) -> None:
    neuf = tmp_path / "neuf"
    assert commande("importer", ecrire(tmp_path / "l.csv", PONT), "--vers", neuf).code == 0
    assert len(lieux(neuf)) == 98
    assert len(load_jeu(neuf)["communes"]) == 151


@pytest.mark.parametrize("contenu", [b"", b"%PDF-1.7", b"PK\x03\x04abime", b"\x00\x01\x02"])
def test_un_fichier_illisible_n_ecrit_rien(contenu: bytes, commande, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(contenu)
    fait = commande("importer", tmp_path / "x.csv", "--vers", tmp_path / "neuf")
    assert fait.code == 2
    assert "x.csv" in fait.erreur
    assert not (tmp_path / "neuf").exists()


@pytest.mark.parametrize(
    ("arguments", "dit"),
    [
        (("absent.csv",), "ne s'ouvre pas"),
        (("l.csv", "--nature", "inventée"), "reel ou demonstration"),
        (("l.csv", "--format", "inconnu"), "Format « inconnu » inconnu"),
        (("l.csv", "--departement", "69"), "69"),
    ],
)
def test_une_demande_impossible_est_dite_et_n_ecrit_rien(
    arguments: tuple[str, ...], dit: str, commande, dossier: Path, tmp_path: Path
) -> None:
    ecrire(tmp_path / "l.csv", PONT)
    fait = commande("importer", tmp_path / arguments[0], "--vers", dossier, *arguments[1:])
    assert (fait.code, dit in fait.erreur) == (2, True), fait.erreur
    assert instantanes(dossier) == []


def test_un_dossier_qui_n_est_pas_un_jeu_est_refuse(commande, tmp_path: Path) -> None:
    (tmp_path / "autre").mkdir()
    (tmp_path / "autre" / "note.txt").write_text("x", encoding="utf-8")
    fait = commande("importer", ecrire(tmp_path / "l.csv", PONT), "--vers", tmp_path / "autre")
    assert fait.code == 2
    assert "n'est pas un jeu de données" in fait.erreur
    assert [f.name for f in (tmp_path / "autre").iterdir()] == ["note.txt"]


def test_un_dossier_en_lecture_seule_est_dit(commande, dossier: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(stockage, "peut_ecrire", lambda _: False)
    fait = commande("importer", ecrire(tmp_path / "l.csv", PONT), "--vers", dossier)
    assert fait.code == 2
    assert "ne se laisse pas écrire" in fait.erreur


# Un data package entier


def paquet(dossier: Path, chemin: Path) -> Path:
    chemin.write_bytes(to_zip(load_jeu(dossier).tables, lire_descripteur(dossier / "datapackage.json")))
    return chemin


def test_un_data_package_se_reimporte_aux_memes_tables(commande, dossier: Path, tmp_path: Path) -> None:
    commande("importer", ecrire(tmp_path / "l.csv", PONT), "--vers", dossier, "--remplacer")
    archive = paquet(dossier, tmp_path / "jeu.zip")
    neuf = tmp_path / "neuf"
    fait = commande("importer", archive, "--vers", neuf, "--remplacer")
    assert fait.code == 0, fait.erreur
    attendu, obtenu = load_jeu(dossier), load_jeu(neuf)
    assert obtenu.fautes == ()
    for nom in attendu.tables:
        assert attendu[nom].equals(obtenu[nom]), nom
    assert obtenu.provenances["lieux"].sources == attendu.provenances["lieux"].sources
    assert "Rien à changer" in commande("importer", archive, "--vers", neuf).dit


def test_un_data_package_fautif_n_est_pas_importe_et_ses_fautes_sont_dites(
    commande, dossier: Path, tmp_path: Path
) -> None:
    archive = paquet(dossier, tmp_path / "jeu.zip")
    fautif = tmp_path / "fautif.zip"
    with zipfile.ZipFile(archive) as lu, zipfile.ZipFile(fautif, "w") as ecrit:
        for nom in lu.namelist():
            octets = lu.read(nom)
            ecrit.writestr(nom, octets.replace(b"occupe", b"flottant") if nom == "postes.csv" else octets)
    fait = commande("importer", fautif, "--vers", dossier)
    assert fait.code == 1
    assert "postes.csv, ligne 2, colonne « etat » : « flottant »" in fait.erreur
    assert instantanes(dossier) == []


# Lister, comparer, restaurer


def test_le_parcours_importer_lister_comparer_restaurer(commande, dossier: Path, tmp_path: Path) -> None:
    assert "Aucun instantané" in commande("instantanes", dossier).dit
    commande("importer", ecrire(tmp_path / "l.csv", PONT), "--vers", dossier)
    change = [*PONT]
    change[1] = "Atelier du Pont Neuf"
    commande("importer", ecrire(tmp_path / "l.csv", change), "--vers", dossier)
    dernier, milieu, origine = (i.nom for i in instantanes(dossier))

    liste = commande("instantanes", dossier).dit.splitlines()
    assert len(liste) == 3
    assert liste[0].startswith(f"→ {dernier}")
    assert "lieux 98" in liste[0]
    lus = json.loads(commande("instantanes", dossier, "--json").dit)
    assert [i["courant"] for i in lus["instantanes"]] == [True, False, False]

    assert "1 lieu ouvert." in commande("comparer", dossier, origine, milieu).dit
    assert "Grand Avignon : 18 lieux avant, 19 après (+1)" in commande("comparer", dossier, origine).dit
    sortie = tmp_path / "differences.csv"
    assert "1 lieu changé." in commande("comparer", dossier, milieu, "courant", "--sortie", sortie).dit
    (ligne,) = csv.DictReader(StringIO(sortie.read_text(encoding="utf-8-sig")))
    assert ligne == {
        "table": "lieux", "sorte": "changé", "cle": "pont", "champ": "nom",
        "avant": "Atelier du Pont", "apres": "Atelier du Pont Neuf",
    }  # fmt: skip
    assert "la même chose" in commande("comparer", dossier, dernier, "courant").dit

    assert commande("restaurer", dossier, origine).code == 0
    assert len(lieux(dossier)) == 97
    inconnu = commande("restaurer", dossier, "2020-01-01T000000")
    assert inconnu.code == 2
    assert origine in inconnu.erreur
    assert commande("comparer", dossier, "rien").code == 2


def test_ce_qui_est_inacheve_ou_delaisse_est_signale(commande, dossier: Path, tmp_path: Path) -> None:
    commande("importer", ecrire(tmp_path / "l.csv", PONT), "--vers", dossier)
    (dossier / "instantanes" / ".en-cours-2026-11-23T130000-1-2").mkdir()
    assert "écriture interrompue" in commande("instantanes", dossier).erreur


# Le vrai fichier


def test_le_fichier_du_hub_du_sud_verse_ses_110_lieux_de_vaucluse(commande, tmp_path: Path) -> None:
    if not HUB.exists():
        pytest.skip("Le fichier du Hub du Sud n'est pas là (../shared/donnees_reelles).")
    fait = commande("importer", HUB, "--vers", tmp_path / "neuf", "--remplacer")
    assert fait.code == 0, fait.erreur
    table = load_jeu(tmp_path / "neuf")["lieux"]
    assert len(table) == 110
    assert table["code_insee"].str.fullmatch(r"84\d{3}").all()


def test_l_export_des_employeurs_redepose_ne_compte_aucun_poste_deux_fois(commande, tmp_path: Path) -> None:
    """Ses noms ne sont pas ceux du jeu (« COMMUNE D AVIGNON », « Ville d'Avignon ») : 51 postes avant, 51 après."""
    if not EMPLOYEURS.exists():
        pytest.skip("L'export des employeurs n'est pas là (../shared/donnees_reelles).")
    for _ in range(2):
        fait = commande("importer", EMPLOYEURS, "--vers", tmp_path / "neuf")
        assert fait.code == 0, fait.erreur
        etats = load_jeu(tmp_path / "neuf")["postes"]["etat"].value_counts().to_dict()
        assert etats == {"occupe": 38, "vacant": 13}


def test_un_poste_complete_est_reconnu_par_l_export_suivant(commande, tmp_path: Path) -> None:
    """Le Département a douze postes ; l'un a reçu une fin de contrat. L'export, qui le nomme autrement, en rend douze."""
    jeu = tmp_path / "jeu"
    copier(JEU_EMBARQUE, jeu)
    lignes = list(csv.DictReader((jeu / "postes.csv").open(encoding="utf-8")))
    premier = next(ligne for ligne in lignes if ligne["structure_employeuse"] == "Département de Vaucluse")
    premier["date_fin_contrat"] = "2027-01-31"
    with (jeu / "postes.csv").open("w", encoding="utf-8", newline="") as fichier:
        ecrivain = csv.DictWriter(fichier, list(premier))
        ecrivain.writeheader()
        ecrivain.writerows(lignes)
    effectifs = {
        "Nb de conseillers attribués": 12,
        "Nb de conseillers recrutés": 6,
        "Nb de conseillers formés": 6,
    }
    employeur = {"Code postal": "84000", "Code commune Insee": "84007", **effectifs}
    export = tmp_path / "employeurs.json"
    export.write_text(json.dumps({"CONSEIL DEPARTEMENTAL DE VAUCLUSE": employeur}), encoding="utf-8")
    fait = commande("importer", export, "--vers", jeu)
    assert fait.code == 0, fait.erreur
    postes = load_jeu(jeu)["postes"]
    assert postes["etat"].value_counts().to_dict() == {"occupe": 6, "vacant": 6}
    assert postes["date_fin_contrat"].notna().sum() == 1
