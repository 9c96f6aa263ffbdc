"""Les réponses, posées à un petit monde : une seule façon de le monter."""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
import pytest

import inclusion.queries.jeu  # noqa: F401 le module, que cache la fonction du même nom
from inclusion.data import instantanes as stockage
from inclusion.data.instantanes import Instantane
from inclusion.data.lecture import JEU_EMBARQUE, Jeu, load_jeu
from inclusion.model.schemas import schemas
from inclusion.queries import indicateurs
from tests.conftest import LIEUX
from tests.queries.petit_monde import EPCI, INSTANT, Lignes, table

Batir = Callable[..., Jeu]
Monter = Callable[..., None]
Passer = Callable[[dict[str, tuple[datetime, dict[str, Lignes]]]], None]
ambiant = sys.modules["inclusion.queries.jeu"]
_marques = count()


@pytest.fixture(scope="session")
def _vierge() -> Jeu:
    """Les provenances et les paramètres du projet, aucune ligne."""
    lu = load_jeu(JEU_EMBARQUE)
    nues = {nom: lu[nom].head(0) for nom in schemas()}
    return replace(lu, tables=nues | {"indicateurs": lu["indicateurs"]}, fautes=())


@pytest.fixture
def batir(_vierge: Jeu, communes: gpd.GeoDataFrame, tmp_path: Path) -> Batir:
    """`batir(postes=[{…}], lieux=[])` : le jeu du petit monde, ces tables changées."""
    dossier = tmp_path / "monde"
    dossier.mkdir()
    base = {
        "communes": communes.assign(
            relief=False,
            logements=pd.NA,
            residences_principales=pd.NA,
            codes_postaux="",
            chef_lieu_origine="",
        ),
        "epci": table("epci", EPCI),
        "lieux": table("lieux", [{"precision_localisation": "commune", **lieu} for lieu in LIEUX]),
    }

    def bati(**dites: Lignes | pd.DataFrame) -> Jeu:
        lues = {n: d if isinstance(d, pd.DataFrame) else table(n, d) for n, d in dites.items()}
        return replace(
            _vierge,
            dossier=dossier,
            titre="Essai",
            nom_departement="Essai",
            code_departement="84",
            tables=dict(_vierge.tables) | base | lues,
        )

    return bati


@pytest.fixture
def monde(batir: Batir, monkeypatch: pytest.MonkeyPatch) -> Monter:
    """`monde(postes=[{…}], lieux=[])` : le petit monde, ces tables changées, regardé à INSTANT ; déjà monté sans rien dire.

    Le seul endroit des essais, avec `passes`, qui sait comment une réponse reçoit son jeu.
    """

    def monter(*, instant: datetime = INSTANT, **dites: Lignes | pd.DataFrame) -> None:
        bati, marque = batir(**dites), f"monde-{next(_marques)}"
        monkeypatch.setattr(ambiant, "_jeu", lambda *_: bati)
        monkeypatch.setattr(ambiant, "dossier_du_jeu", lambda: bati.dossier)
        monkeypatch.setattr(ambiant, "instantanes", SimpleNamespace(empreinte=lambda _: marque))
        monkeypatch.setattr(ambiant, "datetime", SimpleNamespace(now=lambda _: instant))

    monter()
    return monter


@pytest.fixture
def passes(batir: Batir, monkeypatch: pytest.MonkeyPatch) -> Passer:
    """`passes({"midi": (instant, {"lieux": []})})` : des états enregistrés de ce monde, du plus récent au plus ancien."""

    def poser(etats: dict[str, tuple[datetime, dict[str, Lignes]]]) -> None:
        connus = {n: Instantane(n, Path(n), quand, "essai", {}) for n, (quand, _) in etats.items()}
        jeux = {Path(n): batir(**tables) for n, (_, tables) in etats.items()}
        monkeypatch.setattr(stockage, "instantanes", lambda _: list(connus.values()))
        monkeypatch.setattr(stockage, "instantane", lambda _, nom: connus[nom])
        monkeypatch.setattr(indicateurs, "load_jeu", jeux.__getitem__)

    return poser
