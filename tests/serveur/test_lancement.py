"""Démarrer : l'écriture locale se demande, et n'écoute que la machine."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parents[2]


def lancer(*options: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(RACINE / "outils" / "lancer.py"), *options],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


@pytest.mark.parametrize(
    ("options", "variables"),
    [
        (("--server.address", "0.0.0.0"), {}),
        (("--server.address=192.168.1.20",), {}),
        ((), {"STREAMLIT_SERVER_ADDRESS": "observatoire.exemple"}),
    ],
)
def test_l_ecriture_locale_ne_demarre_pas_sur_une_autre_adresse_et_le_dit(
    options: tuple[str, ...], variables: dict[str, str]
) -> None:
    fait = lancer("--ecriture-locale", *options, **variables)
    assert fait.returncode != 0
    assert "n'écoute que cette machine" in fait.stderr
    assert "Traceback" not in fait.stderr


def test_une_option_abregee_n_ouvre_pas_l_ecriture() -> None:
    fait = lancer("--ecriture", INCLUSION_DONNEES=str(RACINE / "data"), STREAMLIT_SERVER_PORT="0")
    assert fait.returncode != 0
    assert "No such option" in fait.stderr


def test_seul_make_lancer_passe_l_ecriture_locale() -> None:
    """Ni un fichier de configuration, ni une page, ni la ligne de commande."""
    regles = (RACINE / "Makefile").read_text("utf-8")
    assert regles.count("--ecriture-locale") == 1
    assert "outils/lancer.py --ecriture-locale" in regles
    code = [
        RACINE / "app.py",
        *RACINE.glob("pages/**/*.py"),
        *RACINE.glob("inclusion/**/*.py"),
        *RACINE.glob("outils/*.py"),
    ]
    appels = [f.name for f in code if "ecriture_locale.choisir(" in f.read_text("utf-8")]
    assert appels == ["lancer.py"]
