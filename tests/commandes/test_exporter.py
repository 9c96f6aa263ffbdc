"""`exporter` : le fichier demandé, sa provenance, et un refus clair quand la demande n'a pas de sens."""

import json
from pathlib import Path

import pytest
import typer

from inclusion.commandes.exporter import Forme, exporter
from inclusion.data.lecture import load_jeu


def lancer(vers: Path, table: str = "lieux", forme: Forme = Forme.CSV, territoire: str = "") -> None:
    exporter(table, forme, vers, territoire, None)


@pytest.fixture(autouse=True)
def jeu_embarque(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INCLUSION_DONNEES", raising=False)


@pytest.mark.parametrize("forme", [f for f in Forme if f != Forme.PAQUET])
def test_chaque_forme_des_lieux_s_ecrit(forme: Forme, tmp_path: Path) -> None:
    lancer(tmp_path / "sortie", forme=forme)
    assert (tmp_path / "sortie").stat().st_size > 1_000


def test_un_csv_a_sa_provenance_a_cote(tmp_path: Path) -> None:
    lancer(tmp_path / "lieux.csv", territoire="Apt")
    dite = json.loads((tmp_path / "lieux.provenance.json").read_text("utf-8"))
    apt = load_jeu()["lieux"]["code_insee"].eq("84003").sum()
    assert dite["territoire"] == "Apt"
    assert dite["lignes"] == str(apt)
    assert (tmp_path / "lieux.csv").read_text("utf-8-sig").count("\n") == apt + 1


def test_un_territoire_se_demande_par_son_code(tmp_path: Path) -> None:
    lancer(tmp_path / "c.csv", "communes", territoire="200040442")
    dite = json.loads((tmp_path / "c.provenance.json").read_text("utf-8"))
    communes = load_jeu()["communes"]
    assert dite["lignes"] == str(communes["siren_epci"].eq("200040442").sum())


@pytest.mark.parametrize(
    ("demande", "message"),
    [
        (("magie", Forme.CSV, ""), "Table inconnue « magie »"),
        (("postes", Forme.GEOJSON, ""), "est celui des lieux"),
        (("lieux", Forme.CSV, "Zut"), "Territoire « Zut » inconnu"),
        (("lieux", Forme.PAQUET, ""), "Le paquet est le jeu entier"),
        (("tout", Forme.PAQUET, "Apt"), "sans territoire"),
    ],
)
def test_une_demande_impossible_est_refusee_sans_rien_ecrire(
    demande: tuple[str, Forme, str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as sortie:
        lancer(tmp_path / "x", *demande)
    assert sortie.value.exit_code == 1
    assert message in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_le_jeu_entier_s_exporte_en_paquet(tmp_path: Path) -> None:
    lancer(tmp_path / "jeu.zip", "tout", Forme.PAQUET)
    assert (tmp_path / "jeu.zip").read_bytes()[:2] == b"PK"
