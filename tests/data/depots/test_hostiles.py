"""Fichiers hostiles : une erreur claire en français, une mémoire bornée, rien d'écrit."""

import json
import resource
import sys
import zipfile
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest

from inclusion.commandes import lancer
from inclusion.data.depots import fichiers
from inclusion.data.depots.fichiers import IllisibleError, load_brut

MEGA = 1_000_000


@cache
def bombe() -> bytes:
    """Un classeur de quelques kilo-octets qui se déplie en 400 Mo."""
    sortie = BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as feuille:
            for _ in range(400):
                feuille.write(b"0" * MEGA)
    return sortie.getvalue()


def menteuse() -> bytes:
    """Un classeur dont l'annonce de taille est fausse."""
    octets = bytearray(bombe())
    central = octets.rfind(b"PK\x01\x02")
    octets[central + 24 : central + 28] = (1000).to_bytes(4, "little")
    return bytes(octets)


HOSTILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "bombe.xlsx": (bombe, "se déplie|abîm|démesuré"),
    "menteuse.xlsx": (menteuse, "se déplie|abîm|démesuré|illisible"),
    "tronque.xlsx": (lambda: bombe()[:2000], "abîmée|illisible"),
    "nuls.csv": (lambda: b"nom,commune\nA\x00,Apt\n", "octets nuls"),
    "colonnes.csv": (lambda: b",".join(b"c%d" % i for i in range(MEGA)) + b"\n1\n", "colonnes"),
    "colonnes.json": (lambda: json.dumps([{f"c{i}": 1 for i in range(2000)}]).encode(), "colonnes"),
    "profond.json": (lambda: b"[" * 200_000 + b"]" * 200_000, "profond|JSON"),
    "nombre.json": (lambda: b'[{"n": ' + b"9" * 10_000 + b"}]", "démesurés"),
    "cellule.csv": (lambda: b'nom,commune\n"' + b"a" * 200_000 + b'",Apt\n', "démesurée"),
    "guillemet.csv": (lambda: b'nom,commune\n"' + b"a,b\n" * 60_000, "guillemet"),
    "page.csv": (lambda: b"<!DOCTYPE html><html></html>", "page web"),
    "papier.pdf": (lambda: b"%PDF-1.7 ...", "PDF"),
    "image.png": (lambda: b"\x89PNG\r\n\x1a\n\x00\x00", "octets nuls"),
    "vide.csv": (lambda: b"  \n ", "vide"),
    "faux-utf16.csv": (lambda: b"\xff\xfea", "UTF-16"),
    "prose.txt": (lambda: b"Bonjour a tous", "pas un tableau"),
    "liste.json": (lambda: b"[1, 2, 3]", "liste d'objets"),
    "casse.json": (lambda: b'[{"nom": ', "bien formé"),
}


@pytest.mark.parametrize("nom", HOSTILES)
def test_un_fichier_hostile_est_refuse_en_francais_et_nomme(nom: str) -> None:
    fabrique, motif = HOSTILES[nom]
    with pytest.raises(IllisibleError, match=motif) as erreur:
        load_brut(fabrique(), nom=nom)
    assert nom in str(erreur.value)


def test_un_csv_de_200_mo_est_refuse_sans_etre_lu(tmp_path: Path) -> None:
    chemin = tmp_path / "enorme.csv"
    with chemin.open("wb") as fichier:
        fichier.truncate(200 * MEGA)
    avant = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(IllisibleError, match="200 Mo"):
        load_brut(chemin)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - avant < 20_000


def test_un_fichier_de_trop_de_lignes_est_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fichiers, "LIGNES_MAX", 10)
    with pytest.raises(IllisibleError, match="lignes"):
        load_brut(b"nom,commune\n" + b"A,Apt\n" * 20)


@pytest.mark.parametrize("nom", ["../../etc/passwd", "C:\\CON.csv", "a\u202ev.csv", "<img src=x>.csv"])
def test_un_nom_en_forme_de_chemin_n_ouvre_rien_d_autre(nom: str) -> None:
    assert load_brut(b"nom,commune\nA,Apt\n", nom=nom).table["nom"].to_list() == ["A"]


def test_des_codets_isoles_sont_retires_et_n_arretent_rien() -> None:
    lu = load_brut(b'[{"nom": "A\\ud800", "commune": "Apt"}]')
    assert lu.table["nom"].to_list() == ["A"]


def test_la_commande_rend_2_dit_pourquoi_et_n_ecrit_rien(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    chemin, rapport = tmp_path / "nuls.csv", tmp_path / "rapport.json"
    chemin.write_bytes(b"nom,commune\nA\x00,Apt\n")
    monkeypatch.setattr(sys, "argv", ["inclusion", "controler", str(chemin), "--json", str(rapport)])
    assert lancer() == 2
    assert "octets nuls" in capsys.readouterr().err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["nuls.csv"]
