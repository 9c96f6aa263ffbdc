"""Le jeu entier en un fichier : ce que l'on relit est ce que l'on a écrit."""

import hashlib
import json
import zipfile
from io import BytesIO
from pathlib import Path

import pandas as pd
from frictionless import Package

from inclusion.data.lecture import JEU_EMBARQUE, load_jeu
from inclusion.exports.paquet import to_zip
from inclusion.model.schemas import lire_descripteur


def paquet() -> bytes:
    jeu = load_jeu()
    parametres = (JEU_EMBARQUE / "parametres.toml").read_bytes()
    return to_zip(jeu.tables, lire_descripteur(), parametres=parametres)


def test_le_paquet_se_relit_table_pour_table(tmp_path: Path) -> None:
    zipfile.ZipFile(BytesIO(paquet())).extractall(tmp_path)
    avant, apres = load_jeu(), load_jeu(tmp_path)
    assert (apres.fautes, apres.absentes) == ((), ())
    assert apres.provenances == avant.provenances
    for nom, table in avant.tables.items():
        pd.testing.assert_frame_equal(pd.DataFrame(apres[nom]), pd.DataFrame(table))


def test_le_paquet_dit_la_somme_et_la_taille_de_chaque_fichier() -> None:
    archive = zipfile.ZipFile(BytesIO(paquet()))
    decrit = json.loads(archive.read("datapackage.json"))
    for ressource in decrit["resources"]:
        octets = archive.read(ressource["path"])
        assert ressource["bytes"] == len(octets)
        assert ressource["hash"] == f"sha256:{hashlib.sha256(octets).hexdigest()}"
        assert {"producteur", "licenses", "sources", "nature"} <= set(ressource)


def test_un_outil_frictionless_lit_le_paquet(tmp_path: Path) -> None:
    zipfile.ZipFile(BytesIO(paquet())).extractall(tmp_path)
    lu = Package(str(tmp_path / "datapackage.json"))
    assert lu.get_resource("epci").validate().valid


def test_memes_tables_memes_octets() -> None:
    assert paquet() == paquet()


def test_un_chemin_d_instantane_ne_sort_pas_dans_le_paquet() -> None:
    descripteur = lire_descripteur()
    deplace = {
        **descripteur,
        "instantane": {"nom": "2026-11-23T100000"},
        "resources": [{**r, "path": f"instantanes/x/{r['path']}"} for r in descripteur["resources"]],
    }
    archive = zipfile.ZipFile(BytesIO(to_zip(load_jeu().tables, deplace)))
    decrit = json.loads(archive.read("datapackage.json"))
    assert "instantane" not in decrit
    assert {r["path"] for r in decrit["resources"]} <= set(archive.namelist())
    assert not any("/" in nom for nom in archive.namelist())
