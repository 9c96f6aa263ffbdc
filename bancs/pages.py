"""Temps de calcul de chaque page côté serveur : `python -m bancs.pages [--court]`.

Le premier passage lit et contrôle les données ; les suivants sont ceux d'un visiteur qui change de territoire.
"""

import statistics
import sys
from pathlib import Path
from time import perf_counter

from streamlit.testing.v1 import AppTest

RACINE = Path(__file__).resolve().parents[1]
TERRITOIRES = ("Vaucluse (département)", "Luberon Monts de Vaucluse (EPCI)", "Sault (84123)")


def passages(page: Path, tours: int) -> list[float]:
    """Les durées (ms) d'une page, territoire après territoire."""
    durees = []
    for tour in range(tours):
        essai = AppTest.from_file(str(RACINE / "app.py"), default_timeout=60)
        essai.query_params["territoire"] = TERRITOIRES[tour % len(TERRITOIRES)]
        essai.run()
        essai.switch_page(str(page)).run()
        debut = perf_counter()
        essai.run()
        durees.append(1000 * (perf_counter() - debut))
    return durees


if __name__ == "__main__":
    tours = 3 if "--court" in sys.argv else 12
    for chemin in sorted((RACINE / "pages" / "vues").glob("*.py")):
        durees = passages(chemin, tours)
        print(
            f"{chemin.stem:12} médiane {statistics.median(durees):6.0f} ms   la plus longue {max(durees):6.0f} ms"
        )
