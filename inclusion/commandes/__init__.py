"""Une commande par fichier ; ce module les réunit."""

import importlib
import pkgutil
import re
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from inclusion.data.instantanes import StockageError
from inclusion.data.sorties import SortieError

# Les phrases que typer n'offre pas à la traduction
EN_FRANCAIS = (
    (r"Missing option (.+?)\. Choose from:\s*([\s\S]+?)\.?", r"Il manque \1, parmi : \2."),
    (r"Missing (?:option|argument|parameter) (.+?)\.?", r"Il manque \1."),
    (r"No such option: (\S+)( \(Possible options: (.+)\))?", r"Option inconnue : \1\2"),
    (r"(.*)\(Possible options: (.+)\)", r"\1(proches : \2)"),
    (r"Invalid value for (.+?): (.+)", r"Valeur refusée pour \1 : \2"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.+)\)", r"En trop : \1"),
    (r"Option (.+) requires an argument\.", r"\1 attend une valeur."),
    (r"(.*)(?:File|Directory|Path|file|dir|path) (.+) does not exist\.", r"\1\2 n'existe pas."),
    (r"(.*)(?:File|Path) (.+) is a directory\.", r"\1\2 est un dossier."),
    (r"(.*) is not a valid (?:integer|int|float)(?: range)?\.", r"\1 n'est pas un nombre."),
    (r"(.*)Input should be a valid integer.*", r"\1il faut un nombre entier."),
    (r"(.*)Input should be a valid number.*", r"\1il faut un nombre, écrit avec un point (12.5)."),
    (r"(.*)Input should be greater than or equal to (\S+)", r"\1il faut un nombre supérieur ou égal à \2."),
    (r"(.*)Value error, (.+) does not match the formats? .+", r"\1\2 n'est pas une date (AAAA-MM-JJ)."),
    (r"(.*)Value error, (.+) is not one of (.+)\.", r"\1\2 n'est pas l'un de \3."),
)


def _aide_en_francais(parametres: list[Any]) -> list[Any]:
    for parametre in parametres:
        if parametre.name == "help":
            parametre.help = "Montre cette aide."
    return parametres


class Verbe(TyperCommand):
    """Une commande dont l'aide est en français jusqu'au bout."""

    def get_params(self, ctx: Any) -> list[Any]:
        return _aide_en_francais(super().get_params(ctx))


class Verbes(TyperGroup):
    """L'ensemble des commandes, même soin."""

    def get_params(self, ctx: Any) -> list[Any]:
        return _aide_en_francais(super().get_params(ctx))


application = typer.Typer(cls=Verbes, add_completion=False, subcommand_metavar="VERBE …")


@application.callback()
def _verbe() -> None:
    """Observatoire de l'inclusion numérique : construire, contrôler et préparer les données."""


for _module in pkgutil.iter_modules(__path__):
    _fonction = getattr(importlib.import_module(f"{__name__}.{_module.name}"), _module.name)
    application.command(_module.name, cls=Verbe)(_fonction)


def en_francais(message: str) -> str:
    """Un message de typer, dit en français."""
    for anglais, francais in EN_FRANCAIS:
        message = re.sub(f"^{anglais}$", lambda m, f=francais: m.expand(f).strip(), message)  # type: ignore[misc]
    return message


def lancer() -> int:
    """Exécute la ligne de commande et rend son code de sortie ; 2 pour un appel mal écrit."""
    try:
        code = application(standalone_mode=False)
    except typer.Abort:
        typer.echo("Interrompu.", err=True)
        return 1
    except (StockageError, SortieError) as erreur:
        typer.echo(str(erreur), err=True)
        return 2
    except TyperException as erreur:
        typer.echo(f"{en_francais(erreur.format_message())}\nL'aide : --help après la commande.", err=True)
        return erreur.exit_code
    return code if isinstance(code, int) else 0
