"""L'application servie derrière sa porte ; `outils/lancer.py` la démarre, après avoir préparé le processus."""

import os
import sys
from pathlib import Path

import streamlit
from starlette.middleware import Middleware
from streamlit import App, config

from inclusion.serveur import entetes
from inclusion.serveur.porte import Porte, Reglages
from inclusion.views.cadres import LANGUE

RACINE = Path(__file__).resolve().parents[1]
INTEGRATIONS = "INCLUSION_INTEGRATIONS"
"""Les sites qui peuvent mettre l'application dans un cadre, séparés par une espace : `https://vaucluse.exemple`."""


def reglages() -> Reglages:
    """Ceux de la porte ; s'arrête si l'intégration demandée est mal écrite."""
    accueil = Path(streamlit.__file__).parent / "static" / "index.html"
    scripts = [*entetes.scripts_ecrits(accueil.read_text("utf-8")), LANGUE.read_text("utf-8")]
    try:
        integrations = entetes.integrations(os.environ.get(INTEGRATIONS, "").split())
    except ValueError as erreur:
        sys.exit(f"{INTEGRATIONS} : {erreur}")
    return Reglages(
        racine=str(config.get_option("server.baseUrlPath")),
        integrations=integrations,
        origines=tuple(o.strip() for o in config.get_option("server.corsAllowedOrigins")),
        scripts=entetes.empreintes(scripts),
        tls=bool(config.get_option("server.sslCertFile")),
    )


app = App(RACINE / "app.py", middleware=[Middleware(Porte, reglages())])
