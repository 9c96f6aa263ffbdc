"""La ligne de commande parle français, y compris quand on se trompe."""

import re
import subprocess
import sys

import pytest

ANGLAIS = re.compile(
    r"\b(missing|such|show|invalid|unexpected|requires|choose|dir|does not|valid|try|match|error)\b",
    re.IGNORECASE,
)


def appeler(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "inclusion", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("arguments", "dit"),
    [
        (["referentiel"], "Il manque '--departement'."),
        (["--zut"], "Option inconnue : --zut"),
        (["modeles", "--ver", "x"], "Option inconnue : --ver (proches : --vers)"),
        (["bidule"], "Commande inconnue : 'bidule'."),
        (["horaires", "a", "b"], "En trop : b"),
        (["modeles", "--vers"], "'--vers' attend une valeur."),
        ([], "Commande manquante."),
        (["exporter", "lieux", "--vers", "l.csv"], "Il manque '--forme', parmi : csv"),
        (["comparer", "nulle-part", "courant"], "Valeur refusée pour 'dossier' : 'nulle-part' n'existe pas."),
        (
            ["indicateurs", "--a-date", "2026/11", "--sortie", "r.csv"],
            "Valeur refusée pour '--a-date' : '2026/11' n'est pas une date (AAAA-MM-JJ).",
        ),
    ],
)
def test_un_appel_mal_ecrit_est_dit_en_francais_et_sort_en_2(arguments: list[str], dit: str) -> None:
    reponse = appeler(*arguments)
    assert reponse.returncode == 2
    assert reponse.stderr.startswith(dit)
    assert not ANGLAIS.search(reponse.stderr)


@pytest.mark.parametrize("arguments", [["--help"], ["modeles", "--help"], ["referentiel", "--help"]])
def test_l_aide_est_en_francais_jusqu_au_bout(arguments: list[str]) -> None:
    reponse = appeler(*arguments)
    assert reponse.returncode == 0
    assert "Montre cette aide." in reponse.stdout
    assert not ANGLAIS.search(reponse.stdout)
