"""Les moteurs de trajet : d'office rien ne sort ; contre un serveur local qui sert, tarde, ment et renvoie ailleurs."""

import json
import math
import threading
import time
import tomllib
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point, mapping

from inclusion.analysis import temps_trajet
from inclusion.analysis.temps_trajet import Trajet
from inclusion.commandes import lancer
from inclusion.data.instantanes import copier, empreinte
from inclusion.data.lecture import JEU_EMBARQUE, load_jeu
from inclusion.data.moteurs_trajet import Moteur, VolDOiseau, moteur, quel_moteur, to_temps
from inclusion.data.services_trajet import IsochroneIGN, MoteurError, TableOSRM
from inclusion.data.telechargement import Limites
from inclusion.data.temps_calcules import load_temps
from inclusion.model.temps_calcules import TempsCalcules

PRESSE = Limites(connexion_s=1.0, silence_s=0.3, duree_s=0.6, essais=2, pause_s=0.0, redirections=0)
MINUTES_PAR_DEGRE = 100.0
PARAMETRES = tomllib.loads((JEU_EMBARQUE / "parametres.toml").read_text(encoding="utf-8"))
ESTIMER = partial(temps_trajet.minutes, reglages=Trajet())


def route_s(de: tuple[float, float], vers: tuple[float, float]) -> float:
    """La route du serveur d'essai : 100 minutes par degré."""
    return 60 * MINUTES_PAR_DEGRE * math.hypot(de[0] - vers[0], de[1] - vers[1])


class Routes(BaseHTTPRequestHandler):
    """/COMPORTEMENT/table/… répond comme OSRM, /COMPORTEMENT?point=… comme l'IGN ; `vues` garde les adresses."""

    vues: list[str] = []  # noqa: RUF012 remis à zéro par la fixture

    def do_GET(self) -> None:
        Routes.vues.append(self.path)
        comportement = urlsplit(self.path).path.split("/")[1]
        juste = self._osrm() if "/table/" in self.path else self._ign()
        match comportement:
            case "sert":
                self._repondre(juste)
            case "panne":
                self._repondre({}, code=503)
            case "panne_une_fois":
                self._repondre(juste, code=503 if len(Routes.vues) == 1 else 200)
            case "interdit":
                self._repondre({}, code=403)
            case "muet":
                time.sleep(0.8)
            case "renvoie":
                self.send_response(302)
                self.send_header("Location", self.path.replace("/renvoie", "/sert", 1))
                self.end_headers()
            case "portail":
                self._repondre(b"<html>Connexion</html>", type_="text/html")
            case "pas_json":
                self._repondre(b"[1, 2")
            case mensonge:
                self._repondre(juste | MENSONGES[mensonge])

    def _osrm(self) -> dict[str, object]:
        bouts, demande = urlsplit(self.path).path.split("/")[-1], parse_qs(urlsplit(self.path).query)
        points = [(float(lon), float(lat)) for lon, lat in (b.split(",") for b in bouts.split(";"))]
        (arrivee,) = demande["destinations"]
        sources = [int(k) for k in demande["sources"][0].split(";")]
        durees = [[round(route_s(points[k], points[int(arrivee)]), 1)] for k in sources]
        return {"code": "Ok", "durations": durees, "sources": [{"distance": 12.0}] * len(sources)}

    def _ign(self) -> dict[str, object]:
        demande = parse_qs(urlsplit(self.path).query)
        lon, lat = (float(c) for c in demande["point"][0].split(","))
        rayon = float(demande["costValue"][0]) / 60 / MINUTES_PAR_DEGRE
        return {"geometry": mapping(Point(lon, lat).buffer(rayon))}

    def _repondre(
        self, contenu: object, *, code: int = 200, type_: str = "application/json; charset=utf-8"
    ) -> None:
        octets = contenu if isinstance(contenu, bytes) else json.dumps(contenu).encode()
        self.send_response(code)
        self.send_header("Content-Type", type_)
        self.send_header("Content-Length", str(len(octets)))
        self.end_headers()
        self.wfile.write(octets)

    def log_message(self, *args: object) -> None:
        pass


MENSONGES: dict[str, dict[str, object]] = {
    "refus": {"code": "NoSegment"},
    "trop_peu": {"durations": [[1.0]]},
    "trop_large": {"durations": [[1.0, 2.0]] * 3},
    "negatif": {"durations": [[-1.0]] * 3},
    "eclair": {"durations": [[0.0]] * 3},
    "texte": {"durations": [["vite"]] * 3},
    "ailleurs": {"sources": [{"distance": 800_000.0}] * 3},
    "vide": {"durations": None},
    "ligne": {"geometry": mapping(Point(5.05, 44.05).buffer(0.1).exterior)},
    "deplacee": {"geometry": mapping(Point(2.35, 48.85).buffer(0.1))},
    "immense": {"geometry": mapping(Point(5.05, 44.05).buffer(5))},
    "rien": {"geometry": {}},
}


@pytest.fixture
def adresse() -> Iterator[str]:
    Routes.vues = []
    serveur = ThreadingHTTPServer(("127.0.0.1", 0), Routes)
    serveur.daemon_threads = True
    threading.Thread(target=serveur.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{serveur.server_port}"
    serveur.shutdown()
    serveur.server_close()


@pytest.fixture
def trois(communes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return communes.assign(relief=False)


@pytest.fixture
def points() -> pd.DataFrame:
    """Un lieu à Amont, le même sous un autre nom, un à Loin, un sans position."""
    return pd.DataFrame(
        {
            "code_insee": ["84901", "84901", "84903", "84902"],
            "latitude": [44.05, 44.05, 44.05, np.nan],
            "longitude": [5.05, 5.05, 5.25, 5.15],
            "relief": False,
            "nom": ["Médiathèque", "Bus", "Mairie", "Perdu"],
        }
    )


def dormir(_: float) -> None:
    """Ne dort pas."""


def osrm(adresse: str, cache: Path) -> TableOSRM:
    return TableOSRM(adresse, cache, ESTIMER, PRESSE, dormir=dormir)


def ign(adresse: str, cache: Path) -> IsochroneIGN:
    return IsochroneIGN(adresse, cache, ESTIMER, PRESSE, dormir=dormir)


def test_d_office_le_moteur_est_le_vol_d_oiseau_et_rien_ne_sort(
    trois: gpd.GeoDataFrame, points: pd.DataFrame, tmp_path: Path
) -> None:
    for parametres in ({}, PARAMETRES):
        choisi = moteur(parametres, calcul=ESTIMER, cache=tmp_path)
        assert isinstance(choisi, VolDOiseau)
        assert "à vol d'oiseau" in quel_moteur(choisi)
        assert choisi.minutes(trois, points) == pytest.approx(ESTIMER(trois, points), nan_ok=True)
    assert list(tmp_path.iterdir()) == []


def test_osrm_donne_la_route_et_l_estimation_dans_une_meme_commune(
    adresse: str, trois: gpd.GeoDataFrame, points: pd.DataFrame, tmp_path: Path
) -> None:
    """100 minutes par degré : 10 d'Amont à Aval, 20 d'Amont à Loin ; chez soi, la moitié de la racine de la superficie."""
    rendues = osrm(f"{adresse}/sert", tmp_path).minutes(trois, points)
    chez_soi_100, chez_soi_50 = 6.5 / 45 * 60, 1.3 * math.sqrt(50) / 2 / 45 * 60
    attendues = [
        [chez_soi_100, chez_soi_100, 20, np.nan],
        [10, 10, 10, chez_soi_50],
        [20, 20, chez_soi_50, np.nan],
    ]
    np.testing.assert_allclose(rendues, attendues, rtol=1e-9)


def test_il_ne_sort_que_des_positions_et_chaque_position_une_fois(
    adresse: str, trois: gpd.GeoDataFrame, points: pd.DataFrame, tmp_path: Path
) -> None:
    osrm(f"{adresse}/sert", tmp_path).minutes(trois, points)
    communes = "5.05000,44.05000;5.15000,44.05000;5.25000,44.05000"
    suite = "?sources=0;1;2&destinations=3&annotations=duration"
    assert Routes.vues == [
        f"/sert/table/v1/driving/{communes};5.05000,44.05000{suite}",
        f"/sert/table/v1/driving/{communes};5.25000,44.05000{suite}",
    ]


def test_ce_qui_est_garde_n_est_plus_demande_et_un_lieu_de_plus_ne_coute_que_lui(
    adresse: str, trois: gpd.GeoDataFrame, points: pd.DataFrame, tmp_path: Path
) -> None:
    premiere = osrm(f"{adresse}/sert", tmp_path).minutes(trois, points.iloc[:2])
    assert len(Routes.vues) == 1
    seconde = osrm(f"{adresse}/sert", tmp_path).minutes(trois, points)
    assert len(Routes.vues) == 2
    np.testing.assert_array_equal(seconde[:, :2], premiere)


def test_un_fichier_garde_qu_on_a_change_est_redemande(
    adresse: str, trois: gpd.GeoDataFrame, points: pd.DataFrame, tmp_path: Path
) -> None:
    osrm(f"{adresse}/sert", tmp_path).minutes(trois, points.iloc[:1])
    (garde,) = [f for f in tmp_path.iterdir() if not f.name.endswith(".telechargement.json")]
    garde.write_text('{"code": "Ok", "durations": [[1], [1], [1]]}')
    rendues = osrm(f"{adresse}/sert", tmp_path).minutes(trois, points.iloc[:1])
    assert (rendues[1, 0], len(Routes.vues)) == (10, 2)


def test_les_demandes_se_font_par_lots_que_tout_serveur_admet(adresse: str, tmp_path: Path) -> None:
    """200 communes, un lieu : trois demandes de 90 points de départ au plus, et des durées dans l'ordre."""
    nombreuses = gpd.GeoDataFrame(
        {
            "code_insee": [f"{n:05d}" for n in range(200)],
            "superficie_km2": 10.0,
            "relief": False,
            "chef_lieu": [Point(5 + n / 1_000, 44) for n in reversed(range(200))],
        }
    )
    lieu = pd.DataFrame({"code_insee": ["x"], "latitude": [44.0], "longitude": [5.3], "relief": [False]})
    rendues = osrm(f"{adresse}/sert", tmp_path).minutes(nombreuses, lieu)
    assert len(Routes.vues) == 3
    assert rendues[:, 0] == pytest.approx([100 * (0.3 - n / 1_000) for n in reversed(range(200))], abs=0.01)


def test_sans_route_le_temps_est_inconnu(
    adresse: str,
    trois: gpd.GeoDataFrame,
    points: pd.DataFrame,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(MENSONGES, "ile", {"durations": [[None], [600.0], [None]]})
    rendues = osrm(f"{adresse}/ile", tmp_path).minutes(trois, points.iloc[[0]])
    assert rendues[1:, 0].tolist() == pytest.approx([10, np.nan], nan_ok=True)


def test_l_ign_donne_une_bande_ou_l_estimation_est_ramenee(
    adresse: str, trois: gpd.GeoDataFrame, points: pd.DataFrame, tmp_path: Path
) -> None:
    """Vers Loin, routes de 19 et 9 minutes : Amont est entre 15 et 20, Aval à moins de 10 ; au-delà de 30, l'estimation."""
    arrivee = points.iloc[[2]].assign(longitude=5.24, code_insee="84999")
    estimees = ESTIMER(trois, arrivee)[:, 0]
    rendues = ign(f"{adresse}/sert", tmp_path).minutes(trois, arrivee)[:, 0]
    assert len(Routes.vues) == 4
    assert {parse_qs(urlsplit(v).query)["costValue"][0] for v in Routes.vues} == {
        "600",
        "900",
        "1200",
        "1800",
    }
    assert parse_qs(urlsplit(Routes.vues[0]).query)["direction"] == ["arrival"]
    assert rendues == pytest.approx(np.clip(estimees, [15, 0, 0], [20, 10, 10]))
    loin = arrivee.assign(longitude=5.6)
    assert ign(f"{adresse}/sert", tmp_path).minutes(trois, loin)[:, 0] == pytest.approx(
        np.maximum(ESTIMER(trois, loin)[:, 0], 30)
    )


def test_etre_au_dela_de_10_minutes_n_est_pas_etre_a_10(
    adresse: str, trois: gpd.GeoDataFrame, points: pd.DataFrame, tmp_path: Path
) -> None:
    """Un chef-lieu hors de l'isochrone de 10 minutes, qu'une autoroute de papier mettrait à 1 minute."""
    service = IsochroneIGN(
        f"{adresse}/sert", tmp_path, lambda c, p: np.ones((len(c), len(p))), PRESSE, dormir=dormir
    )
    arrivee = points.iloc[[2]].assign(code_insee="84999", longitude=5.24)
    amont = service.minutes(trois, arrivee)[0, 0]
    assert 15 < amont < 15.001


@pytest.mark.parametrize(
    ("comportement", "dit"),
    [
        ("panne", "en panne ou occupé (503)"),
        ("interdit", "le serveur refuse (403)"),
        ("muet", "pas de réponse à temps"),
        ("renvoie", "renvoie à une autre"),
        ("portail", "reçu « text/html »"),
        ("pas_json", "réponse que l'on ne comprend pas"),
        ("refus", "refuse la demande (NoSegment)"),
        ("trop_peu", "n'a pas rendu une durée par trajet demandé"),
        ("trop_large", "n'a pas rendu une durée par trajet demandé"),
        ("negatif", "durée impossible"),
        ("eclair", "durée impossible : 8 km à vol d'oiseau en 0 secondes"),
        ("texte", "réponse que l'on ne comprend pas"),
        ("vide", "réponse que l'on ne comprend pas"),
        ("ailleurs", "ne connaît pas les routes de cette région"),
    ],
)
def test_un_serveur_osrm_qui_faillit_ou_ment_est_refuse_en_disant_quoi_faire(  # noqa: PLR0917 fixtures
    adresse: str, trois: gpd.GeoDataFrame, points: pd.DataFrame, tmp_path: Path, comportement: str, dit: str
) -> None:
    with pytest.raises(MoteurError) as refus:
        osrm(f"{adresse}/{comportement}", tmp_path).minutes(trois, points.iloc[[0]])
    assert dit in str(refus.value)
    assert "parametres.toml, section [moteurs]" in str(refus.value)
    assert "vol_d_oiseau" in str(refus.value)
    assert [f for f in tmp_path.iterdir() if not f.name.endswith(".telechargement.json")] == []


@pytest.mark.parametrize(
    ("comportement", "dit"),
    [
        ("ligne", "n'est pas une surface"),
        ("deplacee", "n'entoure pas le lieu demandé"),
        ("immense", "trop vaste pour 30 minutes"),
        ("rien", "réponse que l'on ne comprend pas"),
    ],
)
def test_une_isochrone_impossible_est_refusee(  # noqa: PLR0917 fixtures
    adresse: str, trois: gpd.GeoDataFrame, points: pd.DataFrame, tmp_path: Path, comportement: str, dit: str
) -> None:
    with pytest.raises(MoteurError, match=dit):
        ign(f"{adresse}/{comportement}", tmp_path).minutes(trois, points.iloc[[0]])


def test_une_adresse_ou_rien_n_ecoute_est_dite(
    trois: gpd.GeoDataFrame, points: pd.DataFrame, tmp_path: Path
) -> None:
    with pytest.raises(MoteurError, match="injoignable"):
        osrm("http://127.0.0.1:9", tmp_path).minutes(trois, points.iloc[[0]])


def test_une_redirection_n_est_pas_suivie(
    adresse: str, trois: gpd.GeoDataFrame, points: pd.DataFrame, tmp_path: Path
) -> None:
    """Les positions ne partent que là où on l'a écrit."""
    with pytest.raises(MoteurError):
        osrm(f"{adresse}/renvoie", tmp_path).minutes(trois, points.iloc[[0]])
    assert all(vue.startswith("/renvoie") for vue in Routes.vues)


def test_un_echec_passager_est_reessaye(
    adresse: str, trois: gpd.GeoDataFrame, points: pd.DataFrame, tmp_path: Path
) -> None:
    rendues = osrm(f"{adresse}/panne_une_fois", tmp_path).minutes(trois, points.iloc[[0]])
    assert (rendues[1, 0], len(Routes.vues)) == (10, 2)


@pytest.mark.parametrize(
    ("moteurs", "dit"),
    [
        ({"actif": "google"}, "Moteur « google » inconnu : écrire vol_d_oiseau, osrm ou ign"),
        ({"actif": "osrm"}, "adresse «  » refusée"),
        ({"actif": "osrm", "osrm": {"adresse": "localhost:5000"}}, "« localhost:5000 » refusée"),
        ({"actif": "ign", "ign": {"adresse": "file:///etc/hosts"}}, "section [moteurs.ign]"),
    ],
)
def test_un_reglage_fautif_est_refuse(moteurs: dict[str, object], dit: str, tmp_path: Path) -> None:
    with pytest.raises(MoteurError) as refus:
        moteur({"moteurs": moteurs}, calcul=ESTIMER, cache=tmp_path)
    assert dit in str(refus.value)


def test_chaque_moteur_dit_qui_il_est(tmp_path: Path) -> None:
    dites = []
    for actif in ("vol_d_oiseau", "osrm", "ign"):
        moteurs = {**PARAMETRES["moteurs"], "actif": actif}
        choisi: Moteur = moteur({**PARAMETRES, "moteurs": moteurs}, calcul=ESTIMER, cache=tmp_path)
        assert choisi.nom == actif
        dites.append(quel_moteur(choisi))
    assert "OSRM (localhost), sans circulation" in dites[1]
    assert "l'IGN (data.geopf.fr), sans circulation" in dites[2]
    assert "Bandes de 10, 15, 20, 30 minutes" in dites[2]


def test_les_minutes_calculees_se_gardent_et_se_relisent_a_l_identique(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {
            "code_insee": ["01004", "01004"],
            "latitude": [44.05, 44.1],
            "longitude": [5.05, 5.0],
            "minutes": [12.5, None],
        }
    )
    to_temps(TempsCalcules("Par OSRM.", "2026-11-23", table), tmp_path)
    lues = load_temps(tmp_path)
    assert lues is not None
    assert (lues.moteur, lues.date) == ("Par OSRM.", "2026-11-23")
    pd.testing.assert_frame_equal(lues.table, table, check_dtype=False)


def test_un_trajet_calcule_remplace_l_estimation_et_lui_seul() -> None:
    table = pd.DataFrame(
        {
            "code_insee": ["A", "A"],
            "latitude": [44.000001, 45.0],
            "longitude": [5.0, 5.0],
            "minutes": [7.0, np.nan],
        }
    )
    temps = TempsCalcules("Par OSRM.", "2026-11-23", table)
    rendues = temps.sinon(np.full((2, 3), 99.0), ["A", "B"], [44.0, 45.0, 46.0], [5.0, 5.0, 5.0])
    np.testing.assert_array_equal(rendues, [[7, np.nan, 99], [99, 99, 99]])


@pytest.mark.parametrize("abime", ["", "n'importe quoi", "code_insee,latitude\n1,2\n"])
def test_un_fichier_de_minutes_abime_ne_vaut_rien(tmp_path: Path, abime: str) -> None:
    (tmp_path / "temps_calcules.csv").write_text(abime, encoding="utf-8")
    assert load_temps(tmp_path) is None
    assert load_temps(tmp_path / "absent") is None


@pytest.fixture
def jeu_osrm(adresse: str, tmp_path: Path) -> Path:
    """Le jeu embarqué, qui interroge le serveur d'essai."""
    dossier = tmp_path / "jeu"
    copier(JEU_EMBARQUE, dossier)
    parametres = (JEU_EMBARQUE / "parametres.toml").read_text(encoding="utf-8")
    assert 'actif = "vol_d_oiseau"' in parametres
    (dossier / "parametres.toml").write_text(
        parametres.replace('actif = "vol_d_oiseau"', 'actif = "osrm"').replace(
            "http://localhost:5000", f"{adresse}/sert"
        ),
        encoding="utf-8",
    )
    return dossier


def lancer_trajets(dossier: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("sys.argv", ["inclusion", "trajets", "--vers", str(dossier)])
    return lancer()


def test_la_commande_calcule_une_fois_et_le_jeu_le_dit_ensuite(
    jeu_osrm: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """D'Avignon (84007) à Apt (84003), la route du serveur d'essai ; la phrase change, l'empreinte aussi."""
    monkeypatch.setattr("inclusion.commandes.trajets._points", partial(_a_apt))
    avant = temps_trajet.trajet(load_jeu(jeu_osrm).parametres)
    assert "estimées à vol d'oiseau" in temps_trajet.moteur(avant)
    marque = empreinte(jeu_osrm)
    assert lancer_trajets(jeu_osrm, monkeypatch) == 0
    assert "150 trajets, 0 sans route" in capsys.readouterr().out
    assert empreinte(jeu_osrm) != marque
    jeu = load_jeu(jeu_osrm)
    apres = temps_trajet.trajet(jeu.parametres)
    assert temps_trajet.moteur(apres).startswith(
        "Minutes de route calculées par OSRM (127.0.0.1), sans circulation"
    )
    communes = jeu["communes"].set_index("code_insee", drop=False)
    apt = _a_apt(jeu)
    avignon = communes.loc[["84007"]]
    de, vers = avignon["chef_lieu"].iloc[0], communes.loc["84003", "chef_lieu"]
    assert temps_trajet.minutes(avignon, apt, apres)[0, 0] == pytest.approx(
        route_s((de.x, de.y), (vers.x, vers.y)) / 60, abs=0.02
    )
    chez_soi = communes.loc[["84003"]]
    assert temps_trajet.minutes(chez_soi, apt, apres) == temps_trajet.minutes(chez_soi, apt, avant)


def _a_apt(jeu: object) -> pd.DataFrame:
    communes = jeu["communes"].set_index("code_insee")  # type: ignore[index]
    chef_lieu = communes.loc["84003", "chef_lieu"]
    return pd.DataFrame(
        {"code_insee": ["84003"], "latitude": [chef_lieu.y], "longitude": [chef_lieu.x], "relief": [False]}
    ).round(5)


def test_la_commande_dit_pourquoi_elle_n_a_rien_calcule(
    jeu_osrm: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    parametres = (jeu_osrm / "parametres.toml").read_text(encoding="utf-8")
    (jeu_osrm / "parametres.toml").write_text(parametres.replace("/sert", "/interdit"), encoding="utf-8")
    assert lancer_trajets(jeu_osrm, monkeypatch) == 1
    assert "le serveur refuse (403)" in capsys.readouterr().err
    assert not (jeu_osrm / "temps_calcules.csv").exists()


def test_a_vol_d_oiseau_la_commande_ne_fait_rien_sortir(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    copier(JEU_EMBARQUE, tmp_path / "jeu")
    assert lancer_trajets(tmp_path / "jeu", monkeypatch) == 0
    assert "rien n'est sorti" in capsys.readouterr().out
    assert not (tmp_path / "jeu" / "temps_calcules.csv").exists()
