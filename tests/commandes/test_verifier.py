"""`verifier` : toutes les fautes d'un jeu ; 0 sans faute, 1 avec, 2 s'il ne s'ouvre pas."""

import json
import shutil
from pathlib import Path

import pytest
import typer

from inclusion.commandes.verifier import verifier
from inclusion.console import pour_ecrire, pour_lire
from inclusion.data.lecture import JEU_EMBARQUE, load_jeu


@pytest.fixture
def jeu(tmp_path: Path) -> Path:
    return Path(shutil.copytree(JEU_EMBARQUE, tmp_path / "jeu"))


def rendu(jeu: Path, vers: Path | None = None) -> int:
    """Le code que rend la commande."""
    try:
        verifier(jeu, vers)
    except typer.Exit as sortie:
        return sortie.exit_code
    return 0


def fausser(jeu: Path) -> None:
    """La population de la première intercommunalité n'est plus un nombre."""
    chemin = jeu / "epci.csv"
    entete, premiere, *autres = chemin.read_text("utf-8").splitlines()
    colonne = entete.split(",").index("population_departement")
    valeurs = premiere.split(",")
    valeurs[colonne] = "beaucoup"
    chemin.write_text("\n".join([entete, ",".join(valeurs), *autres]) + "\n", "utf-8")


def test_un_jeu_sain_rend_zero(jeu: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert rendu(jeu, tmp_path / "fautes.json") == 0
    assert capsys.readouterr().out == "Aucune faute.\n"
    assert json.loads((tmp_path / "fautes.json").read_text("utf-8")) == {"fautes": []}


def test_une_valeur_fausse_rend_un_et_une_seule_faute(
    jeu: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    fausser(jeu)
    assert rendu(jeu, tmp_path / "fautes.json") == 1
    (faute,) = json.loads((tmp_path / "fautes.json").read_text("utf-8"))["fautes"]
    assert faute["attendu"]
    assert {cle: faute[cle] for cle in ("fichier", "ligne", "colonne", "valeur", "gravite")} == {
        "fichier": "epci.csv",
        "ligne": 2,
        "colonne": "population_departement",
        "valeur": "beaucoup",
        "gravite": "ligne écartée",
    }
    assert "1\u202fligne écartée (epci.csv) ; le reste se lit" in capsys.readouterr().out


@pytest.mark.parametrize("contenu", ["", "[]", "{", "\xff\xfe"])
def test_une_description_illisible_rend_deux(
    jeu: Path, contenu: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (jeu / "datapackage.json").write_bytes(contenu.encode("latin-1"))
    assert rendu(jeu) == 2
    assert "datapackage.json" in capsys.readouterr().out


@pytest.mark.parametrize("nom", ["epci.csv", "datapackage.json", "parametres.toml"])
def test_un_dossier_a_la_place_d_un_fichier_indispensable_rend_deux(jeu: Path, nom: str) -> None:
    (jeu / nom).unlink()
    (jeu / nom).mkdir()
    assert rendu(jeu) == 2


def test_un_parquet_tronque_des_communes_voisines_n_ecarte_que_lui(jeu: Path) -> None:
    chemin = jeu / "communes_voisines.parquet"
    chemin.write_bytes(chemin.read_bytes()[:200])
    assert rendu(jeu) == 1
    lu = load_jeu(jeu)
    assert lu["communes_voisines"].empty
    assert len(lu["communes"]) > 100


def test_avant_de_lire_une_perte_se_dit_avant_d_ecrire_elle_arrete(
    jeu: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fausser(jeu)
    fautes = load_jeu(jeu).fautes
    pour_lire(fautes)
    assert "Attention. Ce jeu : 1\u202fligne écartée (epci.csv)" in capsys.readouterr().err
    with pytest.raises(typer.Exit) as arret:
        pour_ecrire(fautes, code=3)
    assert arret.value.exit_code == 3
    assert "Rien ne s'enregistre" in capsys.readouterr().err
    pour_ecrire(())
