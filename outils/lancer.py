"""Démarre l'observatoire : `python outils/lancer.py` (port : variable STREAMLIT_SERVER_PORT, 8501 sinon).

Pourquoi pas `streamlit run app.py` : un dossier `pages/` fait croire à Streamlit, pour le premier visiteur, que la
navigation en vient ; et les bibliothèques se chargent ici, au lieu de faire attendre ce visiteur. Voir
docs/decisions/0002-lancement.md.
"""

import gc
import importlib
import os
import socket
import subprocess
import sys
from pathlib import Path

from streamlit import config
from streamlit.runtime.pages_manager import PagesManager
from streamlit.web import bootstrap, cli

RACINE = Path(__file__).resolve().parents[1]
# Celles que la première page demande ; pas streamlit_folium, qui s'enregistre auprès du serveur déjà né.
A_CHARGER = ("geopandas", "folium", "frictionless", "opening_hours", "babel.dates", "inclusion.data.lecture")


def annoncer(_is_running_hello: bool) -> None:
    """Dit où ouvrir l'application, en français."""
    chemin = str(config.get_option("server.baseUrlPath")).strip("/")
    adresse = f"http://localhost:{config.get_option('server.port')}/{chemin}".rstrip("/")
    print(f"\nL'observatoire est ouvert sur {adresse} (Ctrl+C pour l'arrêter).\n", flush=True)


def poser_le_jeu() -> None:
    """La première fois, pose le jeu de travail : le jeu embarqué, et une démonstration qui se dit telle.

    Un jeu désigné par INCLUSION_DONNEES s'ouvre tel quel. Voir docs/decisions/0018-jeu-de-travail.md.
    """
    from inclusion.data.lecture import JEU_DE_TRAVAIL, dossier_du_jeu  # noqa: PLC0415 après sys.path

    if os.environ.get("INCLUSION_DONNEES") or dossier_du_jeu() == JEU_DE_TRAVAIL:
        return
    print(
        f"Premier lancement : copie des données dans « {JEU_DE_TRAVAIL.name} », avec une démonstration…",
        flush=True,
    )
    commande = [
        sys.executable,
        "-m",
        "inclusion",
        "demonstration",
        "engendrer",
        "--vers",
        str(JEU_DE_TRAVAIL),
    ]
    if subprocess.run(commande, check=False, stdout=subprocess.DEVNULL).returncode:  # noqa: S603 notre commande
        print("La copie n'a pas pu se faire : le jeu embarqué s'ouvre à la place.", flush=True)
        return
    print("Pour n'avoir que du réel : python -m inclusion demonstration retirer", flush=True)


def exiger_le_port() -> None:
    """S'arrête en disant quoi faire si le port est déjà pris, avant de charger quoi que ce soit."""
    port = int(os.environ.get("STREAMLIT_SERVER_PORT") or config.get_option("server.port"))
    with socket.socket() as prise:
        if prise.connect_ex(("127.0.0.1", port)) == 0:
            sys.exit(
                f"Le port {port} est déjà pris, peut-être par l'observatoire lui-même : ouvrir http://localhost:{port}, "
                f"ou en choisir un autre : make lancer PORT={port + 1}"
            )


def main() -> None:
    """Prépare le processus puis laisse la main à Streamlit."""
    os.chdir(RACINE)
    sys.path.insert(0, str(RACINE))
    exiger_le_port()
    poser_le_jeu()
    PagesManager.uses_pages_directory = False  # nos pages sont déclarées par st.navigation dans app.py
    bootstrap._print_url = annoncer
    for module in A_CHARGER:
        importlib.import_module(module)
    gc.collect()
    gc.freeze()
    sys.argv = ["streamlit", "run", "app.py", *sys.argv[1:]]
    cli.main(prog_name="streamlit")


if __name__ == "__main__":
    main()
