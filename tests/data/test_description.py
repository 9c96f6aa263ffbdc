"""Une description abîmée : chaque faute est nommée, en français, avec son remède ; rien n'est levé."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from inclusion.data.description import est_local, lire_description, load_description
from inclusion.data.instantanes import empreinte
from inclusion.data.lecture import JEU_EMBARQUE, load_jeu
from inclusion.model.schemas import lire_descripteur

LIEUX = {"name": "lieux", "path": "lieux.csv"}


def decrite(*ressources: object, **autres: object) -> bytes:
    return json.dumps({"resources": list(ressources), **autres}).encode("utf-8")


ILLISIBLES = {
    "vide": (b"", "le fichier est vide"),
    "blanc": (b" \n ", "le fichier est vide"),
    "liste": (b"[]", "un objet JSON"),
    "nul": (b"null", "un objet JSON"),
    "nombre": (b"12", "un objet JSON"),
    "texte": (b'"lieux"', "un objet JSON"),
    "coupe": (b'{"resources": [', "du JSON bien formé"),
    "utf-16": ('{"resources": []}'.encode("utf-16"), "UTF-8"),
    "latin-1": ('{"title": "Réseau", "resources": []}'.encode("latin-1"), "UTF-8"),
    "moitié de caractère": (b'{"title": "\\ud800", "resources": []}', "UTF-8"),
    "imbrication": (b'{"resources":' + b"[" * 100_000, "imbrication"),
    "nombre démesuré": (b'{"resources": [], "x": ' + b"9" * 5_000 + b"}", "démesurés"),
}


@pytest.mark.parametrize(("octets", "attendu"), ILLISIBLES.values(), ids=list(ILLISIBLES))
def test_une_description_illisible_est_une_faute_de_plus_jamais_une_panne(
    octets: bytes, attendu: str, tmp_path: Path
) -> None:
    (tmp_path / "datapackage.json").write_bytes(octets)
    faute = load_jeu(tmp_path).fautes[0]
    assert faute.fichier == "datapackage.json"
    assert attendu in faute.attendu
    assert load_description(tmp_path)[0] == {}
    assert len(empreinte(tmp_path)) == 64


FAUTIVES = {
    "sans liste": (b"{}", "resources", ""),
    "liste qui est un objet": (b'{"resources": {}}', "resources", "{}"),
    "ressource qui est un texte": (decrite("lieux"), "resources[0]", '"lieux"'),
    "sans nom": (decrite({"path": "lieux.csv"}), "resources[0].name", ""),
    "nom vide": (decrite({**LIEUX, "name": " "}), "resources[0].name", '" "'),
    "nom qui est un nombre": (decrite({**LIEUX, "name": 3}), "resources[0].name", "3"),
    "nom en double": (decrite(LIEUX, LIEUX), "resources[1].name", "lieux"),
    "sans chemin": (decrite({"name": "lieux"}), "resources[0].path", ""),
    "chemins en liste": (decrite({**LIEUX, "path": ["a.csv"]}), "resources[0].path", '["a.csv"]'),
    "chemin absolu": (decrite({**LIEUX, "path": "/etc/passwd"}), "resources[0].path", '"/etc/passwd"'),
    "chemin qui remonte": (decrite({**LIEUX, "path": "a/../../b"}), "resources[0].path", '"a/../../b"'),
    "adresse": (decrite({**LIEUX, "path": "https://a.fr/b"}), "resources[0].path", '"https://a.fr/b"'),
    "schéma qui est une liste": (decrite({**LIEUX, "schema": []}), "resources[0].schema", "[]"),
    "nature inconnue": (decrite({**LIEUX, "nature": "vrai"}), "resources[0].nature", '"vrai"'),
    "nature en liste": (decrite({**LIEUX, "nature": ["reel"]}), "resources[0].nature", '["reel"]'),
    "sources en texte": (decrite({**LIEUX, "sources": "ANCT"}), "resources[0].sources", '"ANCT"'),
    "source sans titre écrit": (
        decrite({**LIEUX, "sources": [{"title": 3}]}),
        "resources[0].sources[0].title",
        "3",
    ),
    "licences en objet": (decrite({**LIEUX, "licenses": {"a": 1}}), "resources[0].licenses", '{"a": 1}'),
    "producteur en nombre": (decrite({**LIEUX, "producteur": 3}), "resources[0].producteur", "3"),
    "millésimes en liste": (decrite({**LIEUX, "millesimes": [1]}), "resources[0].millesimes", "[1]"),
    "titre en liste": (decrite(LIEUX, title=["a"]), "title", '["a"]'),
    "département en texte": (decrite(LIEUX, departement="84"), "departement", '"84"'),
    "état en nombre": (decrite(LIEUX, instantane=3), "instantane", "3"),
    "nom d'état en liste": (decrite(LIEUX, instantane={"nom": []}), "instantane.nom", "[]"),
}


@pytest.mark.parametrize(("octets", "colonne", "valeur"), FAUTIVES.values(), ids=list(FAUTIVES))
def test_ce_qui_est_mal_decrit_est_nomme_avec_ce_qui_etait_attendu(
    octets: bytes, colonne: str, valeur: str, tmp_path: Path
) -> None:
    (tmp_path / "datapackage.json").write_bytes(octets)
    fautes = load_jeu(tmp_path).fautes
    assert [(f.colonne, f.valeur) for f in fautes] == [(colonne, valeur)]
    assert fautes[0].attendu
    assert len(empreinte(tmp_path)) == 64


def test_ce_qui_est_bien_decrit_est_garde_a_cote_de_ce_qui_ne_l_est_pas() -> None:
    contenu, fautes = lire_description(decrite({"name": "postes", "path": "/p"}, LIEUX, title=3))
    assert [r["name"] for r in contenu["resources"]] == ["lieux"]
    assert "title" not in contenu
    assert [f.colonne for f in fautes] == ["title", "resources[0].path"]


def test_ce_qui_est_nul_est_inconnu_et_non_fautif(tmp_path: Path) -> None:
    cles = ("title", "producteur", "millesime", "cadence", "nature", "sources", "licenses", "date_donnees")
    nulle = {**LIEUX, **dict.fromkeys(cles)}
    sans_titre = {"name": "postes", "path": "postes.csv", "sources": [{"title": None, "path": None}]}
    (tmp_path / "datapackage.json").write_bytes(decrite(nulle, sans_titre, title=None))
    jeu = load_jeu(tmp_path)
    assert {f.attendu.split(",")[0] for f in jeu.fautes} <= {"ce fichier"}, "aucune faute de description"
    assert jeu.provenances["lieux"].producteur == "producteur non déclaré"
    assert jeu.provenances["postes"].sources == ""


def test_la_description_livree_n_a_aucune_faute_meme_avec_une_marque_d_ordre() -> None:
    octets = (JEU_EMBARQUE / "datapackage.json").read_bytes()
    assert lire_description(octets) == (lire_descripteur(), [])
    assert lire_description(b"\xef\xbb\xbf" + octets) == (lire_descripteur(), [])


@pytest.mark.parametrize(
    ("chemin", "attendu"),
    [
        ("lieux.csv", True),
        ("sous/lieux.csv", True),
        ("..lieux.csv", True),
        ("", False),
        (".", False),
        ("../lieux.csv", False),
        ("sous\\..\\..\\lieux.csv", False),
        ("C:\\lieux.csv", False),
        ("/lieux.csv", False),
        ("lieux\x00.csv", False),
        (None, False),
        (["lieux.csv"], False),
    ],
)
def test_un_chemin_ne_designe_qu_un_fichier_du_dossier(chemin: Any, attendu: bool) -> None:
    assert est_local(chemin) is attendu


@pytest.mark.parametrize("fichier", ["datapackage.json", "parametres.toml", "lieux.csv", "communes.parquet"])
def test_un_dossier_a_la_place_d_un_fichier_est_dit(fichier: str, tmp_path: Path) -> None:
    shutil.copy(JEU_EMBARQUE / "datapackage.json", tmp_path)
    (tmp_path / fichier).unlink(missing_ok=True)
    (tmp_path / fichier).mkdir()
    fautes = [f for f in load_jeu(tmp_path).fautes if f.fichier == fichier]
    assert len(fautes) == 1
    assert "c'est un dossier : le déplacer" in fautes[0].attendu


def test_un_parquet_tronque_et_un_parametre_d_un_autre_encodage_sont_dits(tmp_path: Path) -> None:
    shutil.copy(JEU_EMBARQUE / "datapackage.json", tmp_path)
    (tmp_path / "communes.parquet").write_bytes((JEU_EMBARQUE / "communes.parquet").read_bytes()[:5_000])
    (tmp_path / "parametres.toml").write_bytes("[edition] # réglé".encode("latin-1"))
    dites = {f.fichier: f.attendu for f in load_jeu(tmp_path).fautes}
    assert "tronqué" in dites["communes.parquet"]
    assert "UTF-8" in dites["parametres.toml"]
