"""`actualiser` : rien ne part sans être nommé ; ce qui arrive passe par le contrôle ; un échec ne change rien."""

import json
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import typer

from inclusion.commandes.actualiser import actualiser
from inclusion.data.instantanes import instantanes
from inclusion.data.lecture import JEU_EMBARQUE, load_jeu

CSV = (
    "id,pivot,nom,commune,code_postal,code_insee,adresse,date_maj,services\r\n"
    "neuf,00000000000000,Atelier du Pont,Apt,84400,84003,1 place du Pont,2026-10-01,Aide aux démarches administratives\r\n"
    "ailleurs,00000000000000,Atelier lyonnais,Lyon,69001,69381,1 quai,2026-10-01,\r\n"
).encode()


class Serveur(BaseHTTPRequestHandler):
    demandes = 0

    def do_GET(self) -> None:
        Serveur.demandes += 1
        corps = CSV if self.path == "/lieux" else b""
        self.send_response(200 if corps else 404)
        self.send_header("Content-Type", "text/csv")
        self.send_header("Content-Length", str(len(corps)))
        self.end_headers()
        self.wfile.write(corps)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def jeu(tmp_path: Path) -> Iterator[Path]:
    """Une copie du jeu embarqué, dont les sources sont servies par cette machine."""
    Serveur.demandes = 0
    serveur = ThreadingHTTPServer(("127.0.0.1", 0), Serveur)
    threading.Thread(target=serveur.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    dossier = tmp_path / "jeu"
    shutil.copytree(JEU_EMBARQUE, dossier, ignore=shutil.ignore_patterns("instantanes", "sources"))
    sources = "".join(
        f'[[source]]\nnom = "{nom}"\nlibelle = "Essai {nom}"\nadresse = "http://127.0.0.1:{serveur.server_port}/{nom}"\n'
        f'fichier = "{nom}.csv"\ntypes = ["text/csv"]\ntable = "lieux"\nproducteur = "Essai"\nlicence = "L"\n'
        for nom in ("lieux", "disparue")
    )
    (dossier / "sources.toml").write_text(sources, encoding="utf-8")
    yield dossier
    serveur.shutdown()
    serveur.server_close()


def test_sans_nom_rien_ne_part(jeu: Path, capsys: pytest.CaptureFixture[str]) -> None:
    actualiser(None, None, jeu)
    assert Serveur.demandes == 0
    assert "Rien n'est téléchargé sans être nommé" in capsys.readouterr().out
    assert not (jeu / "sources").exists()


def test_une_source_prise_est_controlee_et_le_jeu_ne_change_pas(
    jeu: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    avant = (jeu / "datapackage.json").read_bytes()
    actualiser(["lieux"], None, jeu)
    assert "2 lignes lues" in capsys.readouterr().out.replace("\u202f", " ")
    rapport = json.loads((jeu / "sources" / "lieux.rapport.json").read_text("utf-8"))
    assert (rapport["lignes_gardees"], rapport["lignes_hors_departement"]) == (1, 1)
    assert (jeu / "datapackage.json").read_bytes() == avant
    assert instantanes(jeu) == []


def test_avec_enregistrer_les_lignes_gardees_entrent_dans_le_jeu(jeu: Path) -> None:
    lieux = load_jeu(jeu)["lieux"]
    actualiser(None, ["lieux"], jeu, enregistrer=True)
    apres = load_jeu(jeu)
    assert apres.fautes == ()
    assert set(apres["lieux"]["id"]) - set(lieux["id"]) == {"neuf"}
    assert set(lieux["id"]) <= set(apres["lieux"]["id"])


def test_une_source_disparue_le_dit_et_ne_change_rien(jeu: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as sortie:
        actualiser(["disparue"], None, jeu, enregistrer=True)
    assert sortie.value.exit_code == 1
    dit = capsys.readouterr().err
    assert "plus rien à cette adresse (404)" in dit
    assert "Non actualisé : disparue" in dit
    assert instantanes(jeu) == []


def test_une_source_en_echec_n_empeche_pas_l_autre(jeu: Path) -> None:
    with pytest.raises(typer.Exit):
        actualiser(["disparue", "lieux"], None, jeu)
    assert (jeu / "sources" / "lieux.csv").read_bytes() == CSV


@pytest.mark.parametrize("nom", ["zut", "../lieux"])
def test_une_source_inconnue_est_refusee(nom: str, jeu: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        actualiser([nom], None, jeu)
    assert "Sources : lieux, disparue" in capsys.readouterr().err
    assert Serveur.demandes == 0
