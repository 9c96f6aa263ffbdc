"""Les réponses, posées à un petit monde : une seule façon de le monter."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from inclusion.analysis.observations import observer
from inclusion.data.instantanes import Instantane
from inclusion.data.lecture import JEU_EMBARQUE, Jeu, load_jeu
from inclusion.model.etat import Etat
from inclusion.model.memoire import Memoire
from inclusion.model.schemas import schemas
from tests.conftest import LIEUX
from tests.queries.petit_monde import EPCI, INSTANT, Lignes, table

Batir = Callable[..., Jeu]
Monter = Callable[..., Etat]
Passer = Callable[[Etat, dict[str, tuple[datetime, dict[str, Lignes]]]], Etat]


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
def monde(batir: Batir) -> Monter:
    """`monde(postes=[{…}], lieux=[])` : l'état du petit monde, ces tables changées, regardé à INSTANT."""

    def monter(*, instant: datetime = INSTANT, **dites: Lignes | pd.DataFrame) -> Etat:
        bati = batir(**dites)
        return replace(observer(bati, instant.date()), jeu=bati, dossier=bati.dossier, instant=instant)

    return monter


@pytest.fixture
def passes(monde: Monter) -> Passer:
    """`passes(etat, {"midi": (instant, {"lieux": []})})` : le même, et ses états enregistrés, le plus récent d'abord."""

    def poser(etat: Etat, connus: dict[str, tuple[datetime, dict[str, Lignes]]]) -> Etat:
        enregistres = tuple(Instantane(n, Path(n), quand, "essai", {}) for n, (quand, _) in connus.items())
        ouverts = {n: monde(instant=quand, **tables) for n, (quand, tables) in connus.items()}
        return replace(etat, enregistres=enregistres, ouvrir=ouverts.__getitem__, memoire=Memoire())

    return poser
