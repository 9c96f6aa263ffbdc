"""Un petit monde, assez petit pour être calculé à la main.

Trois communes : Amont et Aval forment l'intercommunalité « Deux Rives » ; Loin est seule dans « Les Confins ».
Quatre lieux : deux à Amont (une médiathèque ouverte le samedi, un bus France services), un à Aval aux horaires
inconnus, un à Amont aux horaires que l'on ne sait pas lire. Loin n'a aucun lieu.
"""

from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import HealthCheck, settings
from shapely.geometry import Point, box

from inclusion.analysis.qualite import lieux_decrits
from inclusion.data import lecture
from inclusion.model.schemas import schemas
from tests.pages_ouvertes import jeu_nu

# Aucun test n'affirme une durée : une machine chargée ne fait pas échouer une propriété vraie (les durées sont dans bancs/).
settings.register_profile("sans_duree", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("sans_duree")

A_DATE = date(2026, 11, 22)

LIEUX = [
    {
        "id": "amont-mediatheque",
        "nom": "Médiathèque d'Amont",
        "commune": "Amont",
        "code_insee": "84901",
        "typologie": "BIB",
        "horaires": "Tu-Sa 10:00-12:00",
        "services": "Maîtrise des outils numériques du quotidien",
        "frais_a_charge": "Gratuit",
        "itinerance": "Fixe",
        "date_maj": "2026-10-01",
        "dispositif_programmes_nationaux": "Conseillers numériques",
    },
    {
        "id": "amont-bus",
        "nom": "Bus des Deux Rives",
        "commune": "Amont",
        "code_insee": "84901",
        "typologie": "RFS",
        "horaires": "Mo 17:00-19:00",
        "services": "Aide aux démarches administratives|Accès internet et matériel informatique",
        "itinerance": "Itinérant",
        "date_maj": "2025-11-22",
        "dispositif_programmes_nationaux": "France Services",
    },
    {
        "id": "aval-cs",
        "nom": "Centre social l'Écluse",
        "commune": "Aval",
        "code_insee": "84902",
        "typologie": "CS",
        "services": "Aide aux démarches administratives",
        "itinerance": "Fixe",
        "date_maj": "2024-01-01",
    },
    {
        "id": "amont-asso",
        "nom": "Atelier libre",
        "commune": "Amont",
        "code_insee": "84901",
        "typologie": "ASSO",
        "horaires": "quand il fait beau",
        "frais_a_charge": "Payant",
        "date_maj": "2026-05-22",
    },
]


@pytest.fixture(autouse=True)
def sans_jeu_de_travail(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Les tests partent du jeu embarqué, même là où l'on a déjà lancé l'application."""
    monkeypatch.setattr(lecture, "JEU_DE_TRAVAIL", tmp_path / "aucun-jeu-de-travail")


@pytest.fixture
def communes() -> gpd.GeoDataFrame:
    """Trois carrés de 0,1 degré côte à côte."""
    return gpd.GeoDataFrame(
        {
            "code_insee": ["84901", "84902", "84903"],
            "nom": ["Amont", "Aval", "Loin"],
            "siren_epci": ["200000001", "200000001", "200000002"],
            "code_departement": ["84", "84", "84"],
            "population": pd.array([10_000, 2_000, 500], dtype="Int64"),
            "pop_0_19": pd.array([2_000, 400, 50], dtype="Int64"),
            "pop_20_64": pd.array([6_000, 1_000, 250], dtype="Int64"),
            "pop_65_plus": pd.array([2_000, 600, 200], dtype="Int64"),
            "superficie_km2": [100.0, 50.0, 50.0],
            "chef_lieu": [Point(5.05, 44.05), Point(5.15, 44.05), Point(5.25, 44.05)],
        },
        geometry=[box(5.0, 44.0, 5.1, 44.1), box(5.1, 44.0, 5.2, 44.1), box(5.2, 44.0, 5.3, 44.1)],
        crs="EPSG:4326",
    )


@pytest.fixture
def lieux() -> pd.DataFrame:
    """Les quatre lieux, décrits au 22 novembre 2026."""
    vides = dict.fromkeys(schemas()["lieux"].colonnes, "")
    table = pd.DataFrame(
        [{**vides, "nature": "reel", "precision_localisation": "commune", **lieu} for lieu in LIEUX]
    )
    return lieux_decrits(
        table.assign(date_maj=pd.to_datetime(table["date_maj"]), latitude=44.05, longitude=5.05), A_DATE
    )


@pytest.fixture
def postes() -> pd.DataFrame:
    """Trois postes : deux au siège d'Amont (un vacant), un à Loin."""
    return pd.DataFrame(
        {"code_insee_siege": ["84901", "84901", "84903"], "etat": ["occupe", "vacant", "occupe"]}
    )


@pytest.fixture(scope="session")
def reel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Le jeu embarqué, sans démonstration."""
    return jeu_nu(tmp_path_factory.mktemp("reel") / "jeu")


@pytest.fixture
def sans_demonstration(reel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCLUSION_DONNEES", str(reel))


@pytest.fixture
def avec_demonstration(avec: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Le jeu `avec` du module : sa démonstration, et elle seule."""
    monkeypatch.setenv("INCLUSION_DONNEES", str(avec))


@pytest.fixture(params=["reel", "avec"])
def un_jeu(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Le jeu nu, puis celui de la démonstration du module."""
    dossier: Path = request.getfixturevalue(request.param)
    monkeypatch.setenv("INCLUSION_DONNEES", str(dossier))
    return dossier
