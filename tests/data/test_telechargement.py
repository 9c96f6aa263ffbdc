"""Prendre une source : contre un serveur local qui sert, tarde, coupe, renvoie ailleurs et ment."""

import hashlib
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from inclusion.data.sources import Source, SourceError, load_sources
from inclusion.data.telechargement import Limites, download

CSV = "id,nom\n1,Médiathèque\n".encode()
PRESSE = Limites(connexion_s=1.0, silence_s=0.4, duree_s=0.6, essais=2, pause_s=0.0)


class Serveur(BaseHTTPRequestHandler):
    """Un chemin par comportement ; `vus` garde les en-têtes de chaque demande."""

    vus: list[dict[str, str]] = []  # noqa: RUF012 remis à zéro par la fixture
    contenu = CSV

    def do_GET(self) -> None:
        Serveur.vus.append(dict(self.headers))
        getattr(self, f"_{self.path.strip('/').split('/')[0]}")()

    def _repondre(self, code: int = 200, octets: bytes = b"", **entetes: str) -> None:
        self.send_response(code)
        habituels = {"Content_Type": "text/csv", "Content_Length": str(len(octets))}
        for nom, valeur in (habituels | entetes).items():
            self.send_header(nom.replace("_", "-"), valeur)
        self.end_headers()
        self.wfile.write(octets)

    def _sert(self) -> None:
        self._repondre(octets=Serveur.contenu)

    def _etag(self) -> None:
        if self.headers.get("If-None-Match") == '"v1"':
            self._repondre(304)
        else:
            self._repondre(octets=CSV, ETag='"v1"', Last_Modified="Mon, 23 Nov 2026 08:00:00 GMT")

    def _date(self) -> None:
        if self.headers.get("If-Modified-Since"):
            self._repondre(304)
        else:
            self._repondre(octets=CSV, Last_Modified="Mon, 23 Nov 2026 08:00:00 GMT")

    def _absent(self) -> None:
        self._repondre(404)

    def _interdit(self) -> None:
        self._repondre(403)

    def _panne(self) -> None:
        self._repondre(500)

    def _panne_une_fois(self) -> None:
        self._repondre(503) if len(Serveur.vus) == 1 else self._repondre(octets=CSV)

    def _coupe(self) -> None:
        self._repondre(octets=CSV[:5], Content_Length="500")
        self.close_connection = True

    def _gros(self) -> None:
        self._repondre(octets=b"a" * 2_000_000)

    def _gros_sans_le_dire(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/csv")
        self.end_headers()
        for _ in range(40):
            self.wfile.write(b"a" * 50_000)

    def _muet(self) -> None:
        time.sleep(1.0)

    def _goutte(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/csv")
        self.end_headers()
        for _ in range(200):
            self.wfile.write(b"a" * 70_000 if _ % 2 else b"a")
            time.sleep(0.05)

    def _renvoie(self) -> None:
        self._repondre(302, Location="/sert")

    def _boucle(self) -> None:
        self._repondre(302, Location="/boucle")

    def _page(self) -> None:
        self._repondre(octets=b"<html>Connexion</html>", Content_Type="text/html; charset=utf-8")

    def _page_deguisee(self) -> None:
        self._repondre(octets=b"\xef\xbb\xbf <!DOCTYPE html><title>Portail</title>")

    def _vide(self) -> None:
        self._repondre(octets=b"")

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def adresse() -> Iterator[str]:
    Serveur.vus, Serveur.contenu = [], CSV
    serveur = ThreadingHTTPServer(("127.0.0.1", 0), Serveur)
    serveur.daemon_threads = True
    threading.Thread(target=serveur.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{serveur.server_port}"
    serveur.shutdown()
    serveur.server_close()


def source(adresse: str, chemin: str) -> Source:
    return Source(
        "essai", "Lieux d'essai", f"{adresse}/{chemin}", "essai.csv", ("text/csv",), "lieux", "P", "L", 1
    )


def prendre(adresse: str, chemin: str, vers: Path) -> None:
    download(source(adresse, chemin), vers, limites=PRESSE, dormir=lambda _: None)


def test_un_fichier_servi_est_range_avec_sa_somme(adresse: str, tmp_path: Path) -> None:
    pris = download(source(adresse, "sert"), tmp_path)
    assert pris.change
    assert pris.chemin.read_bytes() == CSV
    assert pris.somme == f"sha256:{hashlib.sha256(CSV).hexdigest()}"


@pytest.mark.parametrize(("chemin", "entete"), [("etag", "If-None-Match"), ("date", "If-Modified-Since")])
def test_un_fichier_inchange_n_est_pas_repris(adresse: str, chemin: str, entete: str, tmp_path: Path) -> None:
    download(source(adresse, chemin), tmp_path)
    encore = download(source(adresse, chemin), tmp_path)
    assert not encore.change
    assert encore.chemin.read_bytes() == CSV
    assert entete not in Serveur.vus[0]
    assert entete in Serveur.vus[1]


def test_un_fichier_abime_sur_le_disque_est_repris_en_entier(adresse: str, tmp_path: Path) -> None:
    download(source(adresse, "etag"), tmp_path)
    (tmp_path / "essai.csv").write_bytes(b"abime")
    assert download(source(adresse, "etag"), tmp_path).chemin.read_bytes() == CSV
    assert "If-None-Match" not in Serveur.vus[1]


def test_un_serveur_sans_etag_qui_redonne_le_meme_fichier_n_a_rien_change(
    adresse: str, tmp_path: Path
) -> None:
    download(source(adresse, "sert"), tmp_path)
    assert not download(source(adresse, "sert"), tmp_path).change
    Serveur.contenu = CSV + b"2,Mairie\n"
    assert download(source(adresse, "sert"), tmp_path).change


def test_une_redirection_est_suivie_et_dite(adresse: str, tmp_path: Path) -> None:
    assert download(source(adresse, "renvoie"), tmp_path).adresse == f"{adresse}/sert"


def test_une_panne_passagere_est_reessayee(adresse: str, tmp_path: Path) -> None:
    attentes: list[float] = []
    pris = download(
        source(adresse, "panne_une_fois"),
        tmp_path,
        limites=Limites(essais=2, pause_s=3.0),
        dormir=attentes.append,
    )
    assert pris.chemin.exists()
    assert attentes == [3.0]


@pytest.mark.parametrize(
    ("chemin", "message", "demandes"),
    [
        ("absent", r"plus rien à cette adresse \(404\)", 1),
        ("interdit", r"refuse \(403\)", 1),
        ("panne", r"en panne ou occupé \(500\)", 2),
        ("coupe", "arrivé coupé", 2),
        ("gros", "plus de 1 Mo", 1),
        ("gros_sans_le_dire", "plus de 1 Mo", 1),
        ("muet", "pas de réponse à temps", 2),
        ("boucle", "sans fin", None),
        ("page", "reçu « text/html »", 1),
        ("page_deguisee", "une page web", 1),
        ("vide", "est vide", 1),
    ],
)
def test_un_echec_est_dit_en_francais_et_ne_change_rien(
    adresse: str, chemin: str, message: str, demandes: int | None, tmp_path: Path
) -> None:
    download(source(adresse, "sert"), tmp_path)
    avant = {f.name: f.read_bytes() for f in tmp_path.iterdir()}
    Serveur.vus = []
    with pytest.raises(SourceError, match=message) as erreur:
        prendre(adresse, chemin, tmp_path)
    assert "Lieux d'essai (127.0.0.1)" in str(erreur.value)
    assert "rien n'a été changé" in str(erreur.value)
    assert {f.name: f.read_bytes() for f in tmp_path.iterdir()} == avant
    assert demandes is None or len(Serveur.vus) == demandes


def test_un_goutte_a_goutte_est_abandonne(adresse: str, tmp_path: Path) -> None:
    lente = Source("l", "Lente", f"{adresse}/goutte", "l.csv", ("text/csv",), "lieux", "P", "L", 100)
    with pytest.raises(SourceError, match="trop lent"):
        download(lente, tmp_path, limites=PRESSE, dormir=lambda _: None)


def test_sans_reseau_la_commande_le_dit(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="demande un accès à Internet"):
        prendre("http://127.0.0.1:9", "sert", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_les_sources_livrees_sont_decrites() -> None:
    sources = load_sources(Path("un dossier sans description"))
    assert {"lieux-vaucluse", "lieux-paca", "france-services"} <= set(sources)
    assert all(s.adresse.startswith("https://") and s.types for s in sources.values())


@pytest.mark.parametrize(
    "ligne",
    ['fichier = "../evasion.csv"', 'adresse = "file:///etc/passwd"', "types = 3", 'table = "lieux'],
)
def test_une_description_fautive_est_refusee(ligne: str, tmp_path: Path) -> None:
    bonnes = {
        "nom": '"a"', "libelle": '"A"', "adresse": '"https://exemple.fr"', "fichier": '"a.csv"', "types": "[]",
        "table": '"lieux"', "producteur": '"P"', "licence": '"L"',
    }  # fmt: skip
    cle = ligne.partition(" = ")[0]
    lignes = [f"{k} = {v}" for k, v in bonnes.items() if k != cle]
    (tmp_path / "sources.toml").write_text("\n".join(["[[source]]", *lignes, ligne]), encoding="utf-8")
    with pytest.raises(SourceError, match=r"sources\.toml"):
        load_sources(tmp_path)
