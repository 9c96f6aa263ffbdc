"""La calibration : ses écarts à la main sur un petit terrain, puis les chiffres du document sur les vraies routes."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import Point

from bancs.calibration import LIEUX, Terrain, courts, ecarts, load_terrain, loin
from inclusion.analysis.temps_trajet import Trajet

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "calibration.md"
LIGNES = {
    cases[0]: cases[1:]
    for cases in (
        [c.strip() for c in ligne.strip("|").split("|")] for ligne in DOCUMENT.read_text("utf-8").splitlines()
    )
    if len(cases) > 1
}


def petit() -> Terrain:
    """Deux communes de plaine à 10 km l'une de l'autre, une de montagne à 100 km."""
    communes = gpd.GeoDataFrame(
        {
            "population": [100.0, 100.0, 100.0],
            "chef_lieu": gpd.GeoSeries([Point(5.0, 45.5), Point(5.1, 45.5), Point(5.9, 45.0)], crs=4326),
        }
    )
    distance_m = np.array([[0.0, 10_000, 100_000], [10_000, 0, 100_000], [100_000, 100_000, 0]])
    vraies = np.array([[0.0, 12, 100], [20, 0, 100], [100, 100, 0]])
    estimees = np.array([[5.0, 16, 150], [16, 5, 150], [150, 150, 5]])
    return Terrain(communes.set_geometry("chef_lieu"), distance_m, vraies, estimees)


def test_les_ecarts_se_calculent_a_la_main() -> None:
    """16 estimées pour 12 puis 20 vraies : biais 0, erreur 4 ; 12 < 0,8·16 = 12,8 est dehors, 20 = 1,25·16 est dedans."""
    terrain = petit()
    masque = courts(terrain, terrain.plaine, terrain.plaine)
    assert ecarts(terrain, masque, Trajet()) == (2, 0, 4, 0.5)
    assert courts(terrain, terrain.montagne, terrain.montagne).sum() == 0


@pytest.fixture(scope="module")
def isere(donnees_reelles: Path) -> Terrain:
    return load_terrain(donnees_reelles / "temps_de_trajet", Trajet())


@pytest.mark.parametrize("ensemble", ["plaine", "montagne", "entre les deux", "tous"])
def test_le_document_donne_les_ecarts_que_l_on_retrouve(isere: Terrain, ensemble: str) -> None:
    dans = {
        "plaine": isere.plaine,
        "montagne": isere.montagne,
        "entre les deux": ~isere.plaine & ~isere.montagne,
        "tous": np.ones(len(isere.vraies), dtype=bool),
    }[ensemble]
    n, biais, erreur, dedans = ecarts(isere, courts(isere, dans, dans), Trajet())
    assert [str(n), f"{biais:.1f}", f"{erreur:.1f}", f"{dedans:.0%}"] == [
        c.replace(",", ".").replace(" %", "%") for c in LIGNES[ensemble]
    ]


@pytest.mark.parametrize("lieux", LIEUX)
def test_le_document_donne_les_parts_que_l_on_retrouve(isere: Terrain, lieux: int) -> None:
    dit = loin(isere, Trajet(), lieux)
    parts = [dit.vraie, dit.estimee, dit.ecart, dit.a_verifier, dit.sous_juste]
    attendues = [f"{p:.1%}" for p in parts] + [
        f"{p:.0%}" for p in (dit.au_dela_juste, dit.communes_a_5_min_pres)
    ]
    assert attendues == [c.replace(",", ".").replace(" %", "%") for c in LIGNES[str(lieux)]]
