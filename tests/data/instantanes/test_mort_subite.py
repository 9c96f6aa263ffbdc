"""Tué sans préavis (kill -9), à tout instant : l'ancien état reste entier, ou le nouveau l'est déjà."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from inclusion.data.instantanes import enregistrer, inacheves, instantanes
from inclusion.data.lecture import JEU_EMBARQUE, load_jeu
from inclusion.model.schemas import lire_descripteur
from tests.pages_ouvertes import retirer

RACINE = Path(__file__).resolve().parents[3]
GARDEES = {"lieux", "postes", "epci", "indicateurs"}
pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9 n'existe pas sur ce système")

# Tue le processus au n-ième geste sur le disque, parfois au milieu d'une écriture.
SCRIPT = """
import os, signal, sys
from pathlib import Path
from inclusion.data.instantanes import disque, ecriture, enregistrer
from inclusion.data.lecture import load_jeu

dossier, dernier = Path(sys.argv[1]), int(sys.argv[2])
gestes = 0

def compter():
    global gestes
    gestes += 1
    if gestes == dernier:
        os.kill(os.getpid(), signal.SIGKILL)

def avant(fonction):
    def geste(*a, **k):
        compter()
        return fonction(*a, **k)
    return geste

ecrire = disque.ecrire
def ecrire_coupe(chemin, octets):
    if gestes + 1 == dernier:
        chemin.write_bytes(octets[: len(octets) // 2])
    compter()
    ecrire(chemin, octets)

disque.ecrire = ecrire_coupe
os.fsync, os.replace, os.rename = avant(os.fsync), avant(os.replace), avant(os.rename)
Path.mkdir, Path.rename = avant(Path.mkdir), avant(Path.rename)
jeu = load_jeu(dossier)
print("prêt", flush=True)
enregistrer(dossier, {"lieux": jeu["lieux"].head(5)}, motif="tué", jeu=jeu)
print(gestes, flush=True)
"""


def lancer(dossier: Path, dernier: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(dossier), str(dernier)],
        cwd=RACINE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(RACINE)},
    )


def neuf(dossier: Path) -> Path:
    """Le jeu embarqué, réduit à quatre tables qui ne demandent rien aux autres."""
    shutil.copytree(JEU_EMBARQUE, dossier)
    autres = {r["name"] for r in lire_descripteur(dossier / "datapackage.json")["resources"]} - GARDEES
    retirer(dossier, *autres)
    return dossier


def entier(dossier: Path) -> int:
    """Le jeu se lit sans faute et d'un seul tenant ; rend son nombre de lieux."""
    jeu, temoin = load_jeu(dossier), load_jeu(JEU_EMBARQUE)
    assert jeu.fautes == ()
    assert set(temoin.tables) - set(jeu.absentes) == GARDEES
    for nom in ("postes", "epci", "indicateurs"):
        pd.testing.assert_frame_equal(jeu[nom], temoin[nom])
    pd.testing.assert_frame_equal(jeu["lieux"], temoin["lieux"].head(len(jeu["lieux"])))
    assert all(load_jeu(i.dossier).fautes == () for i in instantanes(dossier))
    return len(jeu["lieux"])


@pytest.fixture(scope="module")
def gestes(tmp_path_factory: pytest.TempPathFactory) -> int:
    """Le nombre de gestes d'un enregistrement mené à son terme."""
    fini = lancer(neuf(tmp_path_factory.mktemp("gestes") / "jeu"), 0)
    sortie, _ = fini.communicate(timeout=120)
    assert fini.returncode == 0
    return int(sortie.splitlines()[-1])


@pytest.mark.parametrize("part", [0, 0.2, 0.45, 0.55, 0.8, 0.95, 1])
def test_tue_a_un_geste_du_disque_l_etat_reste_entier(part: float, gestes: int, tmp_path: Path) -> None:
    dossier = neuf(tmp_path / "jeu")
    dernier = 1 + round(part * (gestes - 1))
    tue = lancer(dossier, dernier)
    tue.communicate(timeout=120)
    assert tue.returncode == -signal.SIGKILL
    combien = entier(dossier)
    assert combien == (97 if dernier < gestes - 1 else combien)
    assert combien in {97, 5}
    pose = enregistrer(dossier, {"lieux": load_jeu(dossier)["lieux"].head(2)}, motif="repris")
    assert pose.courant, "le verrou d'un mort ne bloque personne"
    assert entier(dossier) == 2


def test_ce_que_le_mort_a_laisse_est_signale_et_ignore(gestes: int, tmp_path: Path) -> None:
    dossier = neuf(tmp_path / "jeu")
    lancer(dossier, gestes // 4).communicate(timeout=120)
    assert instantanes(dossier) == []
    assert list(inacheves(dossier).values()) == ["écriture interrompue"]


@pytest.mark.parametrize("delai_s", [0.0, 0.02, 0.1])
def test_tue_a_un_instant_quelconque_l_etat_reste_entier(delai_s: float, tmp_path: Path) -> None:
    dossier = neuf(tmp_path / "jeu")
    tue = lancer(dossier, 0)
    assert tue.stdout is not None
    assert tue.stdout.readline() == "prêt\n"
    time.sleep(delai_s)
    tue.kill()
    tue.communicate(timeout=120)
    assert entier(dossier) in {97, 5}
