"""Un vrai disque plein (un petit tmpfs) : c'est dit, rien n'en reste, et l'on recommence une fois la place revenue."""

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inclusion.commandes import lancer
from inclusion.data.instantanes import DisquePleinError, copier, empreinte, enregistrer, inacheves, restaurer
from inclusion.data.lecture import JEU_EMBARQUE, load_jeu
from inclusion.data.sorties import SortieError, to_fichier

PLEIN = "isque est plein"


@pytest.fixture
def disque(tmp_path: Path) -> Iterator[Path]:
    """Un disque de huit mégaoctets."""
    point = tmp_path / "disque"
    point.mkdir()
    monte = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(point)]
    if (
        not sys.platform.startswith("linux")
        or os.geteuid() != 0
        or subprocess.run(monte, check=False).returncode
    ):
        pytest.skip("monter un tmpfs demande Linux et les droits de root")
    yield point
    subprocess.run(["umount", "-l", str(point)], check=True)


@pytest.fixture
def dossier(disque: Path) -> Path:
    copier(JEU_EMBARQUE, disque / "jeu")
    enregistrer(disque / "jeu", {"lieux": load_jeu(disque / "jeu")["lieux"].head(5)}, motif="cinq")
    return disque / "jeu"


def remplir(disque: Path, reste: int = 4_096) -> Path:
    """Un fichier qui prend toute la place, sauf `reste` octets."""
    bouchon = disque / "bouchon"
    libre = os.statvfs(disque).f_bavail * os.statvfs(disque).f_frsize
    bouchon.write_bytes(b"0" * max(0, libre - reste))
    return bouchon


def contenu(dossier: Path) -> dict[str, int]:
    return {str(f.relative_to(dossier)): f.stat().st_size for f in dossier.rglob("*") if f.name != ".verrou"}


@pytest.fixture
def commande(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    def executer(*arguments: object) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["inclusion", *map(str, arguments)])
        code = lancer()
        lu = capsys.readouterr()
        return code, lu.out + lu.err

    return executer


@pytest.mark.parametrize("reste", [0, 4_096, 400_000])
def test_une_saisie_sur_un_disque_plein_ne_laisse_rien_et_se_reprend(
    reste: int, disque: Path, dossier: Path
) -> None:
    table = {"lieux": load_jeu(dossier)["lieux"].head(2)}
    avant, vu = contenu(dossier), empreinte(dossier)
    bouchon = remplir(disque, reste)
    with pytest.raises(DisquePleinError, match=PLEIN) as refus:
        enregistrer(dossier, table, motif="saisie", attendu=vu)
    assert "droit" not in str(refus.value)
    assert contenu(dossier) == avant
    assert inacheves(dossier) == {}
    bouchon.unlink()
    enregistrer(dossier, table, motif="saisie", attendu=vu)
    assert len(load_jeu(dossier)["lieux"]) == 2


def test_une_restauration_sur_un_disque_plein_ne_change_rien_et_se_reprend(
    disque: Path, dossier: Path
) -> None:
    nom = next(d.name for d in sorted((dossier / "instantanes").iterdir()))
    avant = contenu(dossier)
    bouchon = remplir(disque, 0)
    with pytest.raises(DisquePleinError, match=PLEIN):
        restaurer(dossier, nom)
    assert contenu(dossier) == avant
    bouchon.unlink()
    assert restaurer(dossier, nom).courant
    assert len(load_jeu(dossier)["lieux"]) == 97


def test_un_jeu_neuf_qui_ne_tient_pas_ne_laisse_pas_de_demi_dossier(disque: Path) -> None:
    remplir(disque, 100_000)
    with pytest.raises(DisquePleinError, match=PLEIN):
        copier(JEU_EMBARQUE, disque / "neuf")
    assert [f.name for f in disque.iterdir()] == ["bouchon"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("importer", "FICHIER", "--vers", "JEU", "--remplacer"),
        ("demonstration", "engendrer", "--vers", "JEU"),
        ("exporter", "lieux", "--forme", "csv", "--vers", "SORTIE", "--donnees", "JEU"),
        ("couverture", "--sortie", "SORTIE", "--donnees", "JEU"),
        ("modeles", "--vers", "SORTIE"),
    ],
    ids=lambda a: a[0],
)
def test_une_commande_sur_un_disque_plein_le_dit_sans_rien_laisser_puis_marche(
    arguments: tuple[str, ...], commande: Callable[..., tuple[int, str]], disque: Path, dossier: Path
) -> None:
    noms = {"JEU": dossier, "FICHIER": JEU_EMBARQUE / "lieux.csv", "SORTIE": disque / "sorties" / "s.csv"}
    voulus = [noms.get(a, a) for a in arguments]
    avant = contenu(dossier)
    bouchon = remplir(disque, 0)
    code, dit = commande(*voulus)
    assert code in {1, 2}, dit
    assert PLEIN in dit
    assert "droit" not in dit
    assert contenu(dossier) == avant
    assert not [f for f in (disque / "sorties").rglob("*") if f.is_file()]
    bouchon.unlink()
    code, dit = commande(*voulus)
    assert code == 0, dit


@pytest.mark.parametrize(
    ("code", "dit"),
    [
        (errno.ENOSPC, "le disque est plein. Libérer"),
        (errno.EDQUOT, "le quota de disque est atteint. Libérer"),
        (errno.EACCES, "vérifier le dossier et le droit d'y écrire"),
    ],
)
def test_une_sortie_refusee_dit_pourquoi_et_garde_l_ancien_fichier(
    code: int, dit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sortie = tmp_path / "s.csv"
    to_fichier(b"ancien", sortie)

    def refuser(*_: object) -> None:
        raise OSError(code, "refusé")

    monkeypatch.setattr("inclusion.data.instantanes.disque.os.fsync", refuser)
    with pytest.raises(SortieError, match=dit):
        to_fichier(b"nouveau", sortie)
    assert [f.name for f in tmp_path.iterdir()] == ["s.csv"]
    assert sortie.read_bytes() == b"ancien"
