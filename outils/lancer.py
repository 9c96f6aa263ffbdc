"""Démarre l'observatoire : `python outils/lancer.py` (port : variable STREAMLIT_SERVER_PORT, 8501 sinon).

Sans option, l'application se lit ; avec `--ecriture-locale` (ce que passe `make lancer`), qui est devant cette machine
peut écrire, et le serveur n'écoute qu'elle. Voir docs/securite.md.

Pourquoi pas `streamlit run app.py` : un dossier `pages/` fait croire à Streamlit, pour le premier visiteur, que la
navigation en vient ; et les bibliothèques se chargent ici, au lieu de faire attendre ce visiteur. Voir
docs/decisions/0002-lancement.md.
"""

import argparse
import gc
import importlib
import os
import socket
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from streamlit import config
from streamlit.runtime.pages_manager import PagesManager
from streamlit.web import bootstrap, cli

RACINE = Path(__file__).resolve().parents[1]
# Celles que la première page demande ; pas streamlit_folium, qui s'enregistre auprès du serveur déjà né.
A_CHARGER = ("geopandas", "folium", "frictionless", "opening_hours", "babel.dates", "inclusion.data.lecture")


def annoncer(is_running_hello: bool = False) -> None:  # noqa: ARG001 le nom est celui que Streamlit passe
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


def choix(arguments: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
    """Ce que l'on a demandé au démarrage, et les options qui restent, pour Streamlit."""
    lecteur = argparse.ArgumentParser(
        description="Démarre l'observatoire, que chacun lit sans pouvoir y écrire.", allow_abbrev=False
    )
    lecteur.add_argument(
        "--ecriture-locale",
        action="store_true",
        help="qui est devant cette machine peut écrire ; le serveur n'écoute qu'elle",
    )
    lecteur.add_argument(
        "--server.address",
        dest="adresse",
        default=os.environ.get("STREAMLIT_SERVER_ADDRESS") or _adresse_ecrite(),
        help="l'adresse à écouter (toutes, si l'on n'en dit aucune)",
    )
    return lecteur.parse_known_args(arguments)


def _adresse_ecrite() -> str | None:
    """Celle de config.toml, lue sans Streamlit : il s'étonnerait ensuite des options qu'on lui passe."""
    regles = tomllib.loads((RACINE / ".streamlit" / "config.toml").read_text("utf-8"))
    return regles.get("server", {}).get("address")


def ouvrir_l_ecriture_locale(demandee: str | None) -> str:
    """Fait le choix de l'écriture locale et rend l'adresse à écouter ; s'arrête si l'on en a demandé une autre."""
    from inclusion.data import ecriture_locale  # noqa: PLC0415 après sys.path

    try:
        adresse = ecriture_locale.adresse_d_ecoute(demandee)
    except ValueError as erreur:
        sys.exit(str(erreur))
    ecriture_locale.choisir()
    return adresse


def main() -> None:
    """Prépare le processus puis laisse la main à Streamlit."""
    os.chdir(RACINE)
    sys.path.insert(0, str(RACINE))
    demande, reste = choix(sys.argv[1:])
    adresse = ouvrir_l_ecriture_locale(demande.adresse) if demande.ecriture_locale else demande.adresse
    exiger_le_port()
    poser_le_jeu()
    PagesManager.uses_pages_directory = False  # nos pages sont déclarées par st.navigation dans app.py
    bootstrap._print_url = annoncer
    for module in A_CHARGER:
        importlib.import_module(module)
    gc.collect()
    gc.freeze()
    sys.argv = [
        "streamlit",
        "run",
        *(["--server.address", adresse] if adresse else []),  # avant le reste, où un « -- » la tairait
        "outils/servir.py",
        *reste,
    ]
    cli.main(prog_name="streamlit")


if __name__ == "__main__":
    main()
