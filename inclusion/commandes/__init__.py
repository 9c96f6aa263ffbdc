"""Une commande par fichier ; ce module les réunit."""

import importlib
import pkgutil

import typer

application = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
)


@application.callback()
def _verbe() -> None:
    """Observatoire de l'inclusion numérique : construire, contrôler et préparer les données."""


for _module in pkgutil.iter_modules(__path__):
    _fonction = getattr(importlib.import_module(f"{__name__}.{_module.name}"), _module.name)
    application.command(_module.name)(_fonction)
