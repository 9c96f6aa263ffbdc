"""`python -m inclusion couverture` : le CSV qu'elle écrit, ce qu'elle résume, ce qu'elle refuse."""

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from inclusion.commandes import application
from inclusion.data.lecture import JEU_EMBARQUE

LMV = "248400293"


def lancer(sortie: Path, *arguments: str) -> Result:
    return CliRunner().invoke(application, ["couverture", "--sortie", str(sortie), *arguments])


def lue(sortie: Path) -> pd.DataFrame:
    return pd.read_csv(sortie, dtype={"code_insee": "str", "siren_epci": "str"})


@pytest.fixture
def sortie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("INCLUSION_DONNEES", raising=False)
    return tmp_path / "R.csv"


def test_une_ligne_par_commune_du_departement_et_un_resume_qui_s_y_retrouve(sortie: Path) -> None:
    resultat = lancer(sortie)
    table = lue(sortie)
    assert resultat.exit_code == 0, resultat.output
    assert len(table) == 151
    assert set(table["nature"]) == {"reel"}
    proches = f"{int(table.loc[table['minutes'] <= 20, 'population'].sum()):,}".replace(",", "\u202f")
    assert f"{proches} sur 568\u202f702" in resultat.stdout
    assert (table["minutes_basses"] - 0.8 * table["minutes"]).abs().max() < 1e-5
    assert (table["minutes_hautes"] - 1.25 * table["minutes"]).abs().max() < 1e-5


def test_un_territoire_restreint_les_lignes_et_non_les_lieux(sortie: Path) -> None:
    lancer(sortie)
    entier = lue(sortie).set_index("code_insee")
    assert lancer(sortie, "--territoire", LMV).exit_code == 0
    ici = lue(sortie).set_index("code_insee")
    assert set(ici["siren_epci"]) == {LMV}
    assert ici["minutes"].equals(entier.loc[ici.index, "minutes"])
    lancer(sortie, "--territoire", "84110")
    assert list(lue(sortie)["nom"]) == ["Saint-Léger-du-Ventoux"]


@pytest.mark.parametrize(("horizon", "zone"), [("16", "au_dela"), ("20", "a_verifier"), ("30", "sous")])
def test_l_horizon_ne_change_que_la_zone(sortie: Path, horizon: str, zone: str) -> None:
    lancer(sortie, "--territoire", "84110", "--horizon", horizon)
    (ligne,) = lue(sortie).to_dict("records")
    assert ligne["zone"] == zone
    assert ligne["minutes"] == pytest.approx(23.857645)


def test_un_jour_ou_un_service_ne_rapproche_jamais(sortie: Path) -> None:
    lancer(sortie)
    toujours = lue(sortie)["minutes"]
    for options in (["--jour", "samedi"], ["--service", "Loisirs et créations numériques"]):
        assert lancer(sortie, *options).exit_code == 0
        assert (lue(sortie)["minutes"] >= toujours - 1e-9).all()
        assert (lue(sortie)["minutes"] > toujours + 1).any()


def test_un_service_que_personne_n_offre_laisse_des_cases_vides(sortie: Path) -> None:
    resultat = lancer(sortie, "--service", "Utilisation sécurisée du numérique")
    table = lue(sortie)
    assert resultat.exit_code == 0
    assert table[["minutes", "id_lieu", "apl_mn"]].isna().all(axis=None)
    assert set(table["zone"]) == {"inconnu"}
    assert "aucun lieu recensé ne répond" in resultat.stdout


@pytest.mark.parametrize(
    ("options", "dit"),
    [
        (["--territoire", "99999"], "« 99999 »"),
        (["--service", "Coiffure"], "Aide aux démarches administratives"),
        (["--public", "Martiens"], "« Martiens »"),
        (["--jour", "lundi"], "mercredi"),
        (["--horizon", "-1"], "horizon"),
    ],
)
def test_une_demande_impossible_est_refusee_et_dit_ce_qui_est_admis(
    sortie: Path, options: list[str], dit: str
) -> None:
    resultat = lancer(sortie, *options)
    assert resultat.exit_code == 2
    assert dit in re.sub(r"\s+", " ", resultat.output)
    assert not sortie.exists()


def test_un_autre_jeu_de_donnees_se_donne_et_un_lieu_invente_se_voit(sortie: Path, tmp_path: Path) -> None:
    jeu = tmp_path / "jeu"
    shutil.copytree(JEU_EMBARQUE, jeu)
    lieux = (jeu / "lieux.csv").read_text(encoding="utf-8-sig").splitlines()
    (jeu / "lieux.csv").write_text(
        "\n".join([lieux[0], *lieux[1:]]).replace(",reel", ",demonstration", 1), encoding="utf-8"
    )
    assert lancer(sortie, "--donnees", str(jeu)).exit_code == 0
    assert set(lue(sortie)["nature"]) == {"demonstration"}
