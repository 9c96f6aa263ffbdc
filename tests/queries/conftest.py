"""Les réponses, posées à un petit monde : une seule façon de le monter."""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import count
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

import inclusion.queries.jeu  # noqa: F401 le module, que cache la fonction du même nom
from inclusion.data.lecture import JEU_EMBARQUE, Jeu, load_jeu
from inclusion.model.schemas import schemas
from tests.conftest import LIEUX
from tests.queries.petit_monde import EPCI, INSTANT, Lignes, table

Monter = Callable[..., None]
ambiant = sys.modules["inclusion.queries.jeu"]
_marques = count()


@pytest.fixture(scope="session")
def _vierge() -> Jeu:
    """Les provenances et les paramètres du projet, aucune ligne."""
    lu = load_jeu(JEU_EMBARQUE)
    nues = {nom: lu[nom].head(0) for nom in schemas()}
    return replace(lu, tables=nues | {"indicateurs": lu["indicateurs"]}, fautes=())


@pytest.fixture
def monde(
    _vierge: Jeu, communes: gpd.GeoDataFrame, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Monter:
    """`monde(postes=[{…}], lieux=[])` : le petit monde, ces tables changées, regardé à INSTANT.

    Le seul endroit des essais qui sait comment une réponse reçoit son jeu.
    """
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

    def monter(*, instant: datetime = INSTANT, **dites: Lignes | pd.DataFrame) -> None:
        lues = {n: d if isinstance(d, pd.DataFrame) else table(n, d) for n, d in dites.items()}
        monde_ = replace(
            _vierge,
            dossier=dossier,
            titre="Essai",
            nom_departement="Essai",
            code_departement="84",
            tables=dict(_vierge.tables) | base | lues,
        )
        marque = f"monde-{next(_marques)}"
        monkeypatch.setattr(ambiant, "_jeu", lambda *_: monde_)
        monkeypatch.setattr(ambiant, "empreinte", lambda: marque)
        monkeypatch.setattr(ambiant, "dossier", lambda: dossier)
        monkeypatch.setattr(ambiant, "maintenant", lambda: instant)

    monter()
    return monter
