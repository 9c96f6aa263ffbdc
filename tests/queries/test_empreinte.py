"""L'application relit le jeu dès que son état change, et seulement alors."""

from pathlib import Path

import pytest

from inclusion.data.instantanes import adopter, copier, enregistrer, instantanes, restaurer
from inclusion.data.lecture import JEU_EMBARQUE, load_jeu
from inclusion.visite import ouvrir


@pytest.fixture
def dossier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copier(JEU_EMBARQUE, tmp_path / "jeu")
    monkeypatch.setenv("INCLUSION_DONNEES", str(tmp_path / "jeu"))
    return tmp_path / "jeu"


def test_un_instantane_enregistre_puis_restaure_est_lu_aussitot(dossier: Path) -> None:
    assert len(ouvrir()["lieux"]) == 97
    enregistrer(dossier, {"lieux": load_jeu(dossier)["lieux"].head(5)}, motif="essai")
    assert len(ouvrir()["lieux"]) == 5
    assert len(ouvrir().lieux) == 5
    restaurer(dossier, instantanes(dossier)[-1].nom)
    assert len(ouvrir()["lieux"]) == 97


def test_un_fichier_retouche_dans_l_instantane_courant_est_relu(dossier: Path) -> None:
    pose = enregistrer(dossier, {"lieux": load_jeu(dossier)["lieux"].head(5)}, motif="essai")
    assert len(ouvrir()["lieux"]) == 5
    fichier = pose.dossier / "lieux.csv"
    fichier.write_bytes(b"\r\n".join(fichier.read_bytes().split(b"\r\n")[:3]) + b"\r\n")
    assert [f.fichier for f in ouvrir().fautes] == ["lieux.csv"], "tronqué, il n'est pas servi sans un mot"
    assert ouvrir()["lieux"].empty
    adopter(dossier)
    assert ouvrir().fautes == ()
    assert len(ouvrir()["lieux"]) == 2


def test_un_fichier_sans_rapport_ne_fait_rien_relire(dossier: Path) -> None:
    lu = ouvrir().commun
    (dossier / "refus").mkdir()
    (dossier / "refus" / "lieux.csv").write_text("a\n1\n", encoding="utf-8")
    (dossier / "note.txt").write_text("bonjour", encoding="utf-8")
    assert ouvrir().commun is lu
