"""Toute commande qui demande un territoire le comprend de la même façon."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from inclusion.commandes import application

AUTRES_OPTIONS = {
    "couverture": ["--sortie", "{}/c.csv"],
    "document": ["--type", "copil", "--format", "xlsx", "--sortie", "{}/d.xlsx"],
    "exporter": ["lieux", "--forme", "csv", "--vers", "{}/l.csv"],
    "indicateurs": ["--sortie", "{}/i.csv"],
}
SANS_COMMUNE = {"document"}


def avec_territoire() -> list[str]:
    """Les commandes qui ont une option `--territoire`."""
    commandes = typer.main.get_command(application).commands  # type: ignore[attr-defined]
    return sorted(nom for nom, c in commandes.items() if any("--territoire" in p.opts for p in c.params))


def lancee(nom: str, territoire: str, dossier: Path) -> tuple[int, str]:
    options = [mot.format(dossier) for mot in AUTRES_OPTIONS[nom]]
    resultat = CliRunner().invoke(application, [nom, *options, "--territoire", territoire])
    return resultat.exit_code, resultat.output


def test_le_balayage_connait_toutes_les_commandes_a_territoire() -> None:
    assert avec_territoire() == sorted(AUTRES_OPTIONS)


@pytest.mark.parametrize("nom", avec_territoire())
def test_le_departement_se_dit_par_son_code_partout(
    nom: str, tmp_path: Path, sans_demonstration: None
) -> None:
    assert lancee(nom, "84", tmp_path)[0] == 0


@pytest.mark.parametrize("demande", ["luberon monts de vaucluse", "200 040 442"])
@pytest.mark.parametrize("nom", sorted(set(avec_territoire()) - SANS_COMMUNE))
def test_une_intercommunalite_se_dit_par_son_nom_ou_son_siren(
    nom: str, demande: str, tmp_path: Path, sans_demonstration: None
) -> None:
    code, dit = lancee(nom, demande, tmp_path)
    assert code == 0
    assert "Luberon Monts de Vaucluse" in dit


@pytest.mark.parametrize("nom", avec_territoire())
def test_un_nom_inconnu_est_refuse_partout_du_meme_mot(
    nom: str, tmp_path: Path, sans_demonstration: None
) -> None:
    code, dit = lancee(nom, "Avignonn", tmp_path)
    assert code in {1, 2}
    assert "Territoire « Avignonn » inconnu" in dit
    assert "Avignon (84007)" in dit
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("nom", avec_territoire())
def test_une_commune_se_dit_par_son_nom(nom: str, tmp_path: Path, sans_demonstration: None) -> None:
    code, dit = lancee(nom, "avignon", tmp_path)
    if nom in SANS_COMMUNE:
        assert code == 2
        assert "Avignon est une commune. Demander : Vaucluse (84) ; Grand Avignon (248400251)." in dit
    else:
        assert code == 0
        assert "Avignon" in dit
