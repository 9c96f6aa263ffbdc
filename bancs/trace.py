"""Le chemin d'un passage chaud : `python -m bancs.trace [--donnees DOSSIER] [--tours N]`.

Pour Synthèse et pour Couverture, un territoire dans l'URL : modules d'`inclusion/` traversés, appels de leurs fonctions,
interrogations du système sur les fichiers du jeu. Puis le temps de calcul d'un passage chaud de quatre pages.
"""

import argparse
import os
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from streamlit.testing.v1 import AppTest

RACINE = Path(__file__).resolve().parents[1]
PAQUET = str(RACINE / "inclusion")
TERRITOIRE = "Luberon Monts de Vaucluse (EPCI)"
SUIVIES = ("synthese", "couverture")
MESUREES = ("synthese", "couverture", "conseillers", "territoires")


class Trace:
    """Ce qu'un passage a traversé."""

    def __init__(self) -> None:
        self.appels = 0
        self.modules: set[str] = set()
        self.interroges = 0

    def noter(self, cadre: FrameType, evenement: str, _argument: Any) -> None:
        if evenement == "call" and cadre.f_code.co_filename.startswith(PAQUET):
            self.appels += 1
            self.modules.add(cadre.f_code.co_filename)


@contextmanager
def suivre(trace: Trace, dossier: str) -> Iterator[None]:
    """Compte les appels de tous les fils, et les `stat` du dossier de données."""
    stat = os.stat

    def compter(chemin: Any, *a: Any, **k: Any) -> os.stat_result:
        trace.interroges += str(chemin).startswith(dossier)
        return stat(chemin, *a, **k)

    os.stat = compter  # type: ignore[assignment]
    threading.setprofile(trace.noter)
    sys.setprofile(trace.noter)
    try:
        yield
    finally:
        sys.setprofile(None)
        threading.setprofile(None)  # type: ignore[arg-type]
        os.stat = stat


def chaude(page: str) -> AppTest:
    """Une page déjà passée deux fois."""
    at = AppTest.from_file(str(RACINE / "app.py"), default_timeout=300)
    at.query_params["territoire"] = TERRITOIRE
    at.switch_page(f"pages/vues/{page}.py").run()
    return at.run()


def principal() -> None:
    lus = argparse.ArgumentParser(description=__doc__)
    lus.add_argument("--donnees", type=Path, default=RACINE / "data")
    lus.add_argument("--tours", type=int, default=15)
    choix = lus.parse_args()
    os.environ["INCLUSION_DONNEES"] = str(choix.donnees)
    for page in SUIVIES:
        at, trace = chaude(page), Trace()
        with suivre(trace, str(choix.donnees)):
            at.run()
        print(
            f"{page:12} {len(trace.modules):4} modules {trace.appels:6} appels {trace.interroges:6} stat de fichiers"
        )
    for page in MESUREES:
        at, durees = chaude(page), []
        for _ in range(choix.tours):
            debut = time.process_time()
            at.run()
            durees.append(1000 * (time.process_time() - debut))
        bornes = f"de {min(durees):.0f} à {max(durees):.0f}"
        print(f"{page:12} passage chaud : médiane {statistics.median(durees):6.0f} ms de calcul ({bornes})")


if __name__ == "__main__":
    principal()
