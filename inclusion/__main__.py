"""Ligne de commande : `python -m inclusion VERBE`."""

from inclusion.commandes import application

if __name__ == "__main__":
    application()
