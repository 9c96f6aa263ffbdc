"""Ce qu'une figure vient de dessiner et sa légende, pour pouvoir en faire une image."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from inclusion.model.impressions import Impression

Imprimer = Callable[[Impression], bytes]


@dataclass
class Recueil:
    """Les dessins d'une figure, dans l'ordre, et les entrées de sa légende (forme, couleur, texte)."""

    dessins: list[Mapping[str, Any]] = field(default_factory=list)
    legende: list[tuple[str, str, str]] = field(default_factory=list)


_recueil: ContextVar[Recueil | None] = ContextVar("recueil", default=None)
_imprimeur: ContextVar[Imprimer | None] = ContextVar("imprimeur", default=None)


def imprimer_avec(imprimer: Imprimer) -> None:
    """Dit qui écrit les images : le cadre de l'application, qui compose les vues et les exports."""
    _imprimeur.set(imprimer)


def imprimeur() -> Imprimer | None:
    """Qui écrit les images ; None hors de l'application."""
    return _imprimeur.get()


@contextmanager
def recueillir() -> Iterator[Recueil]:
    """Retient ce qui se dessine dans ce bloc."""
    recueil = Recueil()
    marque = _recueil.set(recueil)
    try:
        yield recueil
    finally:
        _recueil.reset(marque)


def noter(dessin: Mapping[str, Any]) -> None:
    """Une carte ou un graphique vient d'être dessiné."""
    if recueil := _recueil.get():
        recueil.dessins.append(dessin)


def noter_legende(forme: str, couleur: str, texte: str) -> None:
    """Une entrée de légende vient d'être écrite."""
    if recueil := _recueil.get():
        recueil.legende.append((forme, couleur, texte))
