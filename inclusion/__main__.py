"""Ligne de commande : `python -m inclusion VERBE`, messages de typer en français."""

import gettext
import os
import sys
from pathlib import Path

os.environ["LANGUAGE"] = "fr"
gettext.bindtextdomain("messages", str(Path(__file__).parent / "langue"))

from inclusion.commandes import lancer  # noqa: E402 typer lit sa langue quand il se charge

if __name__ == "__main__":
    sys.exit(lancer())
