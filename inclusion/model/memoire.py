"""Ce qu'un état a déjà calculé : gardé sur lui, borné, et mort avec lui."""

import functools
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

if TYPE_CHECKING:
    from inclusion.model.etat import Etat

P = ParamSpec("P")
R = TypeVar("R")
Cle = tuple[Hashable, ...]


class Memoire:
    """Les résultats d'un état, fonction par fonction, les moins récemment lus oubliés les premiers.

    Deux visiteurs qui posent ensemble la même question n'attendent qu'un calcul.
    """

    def __init__(self) -> None:
        self._gardes: dict[Hashable, OrderedDict[Cle, tuple[Any, float]]] = {}
        self._en_cours: dict[Hashable, threading.RLock] = {}
        self._verrou = threading.Lock()

    def lire(
        self, fonction: Hashable, cle: Cle, calculer: Callable[[], R], *, au_plus: int, duree_s: float
    ) -> R:
        """Le résultat gardé pour cette clé ; à défaut, celui de `calculer`, que l'on garde."""
        with self._verrou:
            en_cours = self._en_cours.setdefault((fonction, cle), threading.RLock())
        try:
            with en_cours:
                with self._verrou:
                    connus = self._vivants(fonction, duree_s)
                    if cle in connus:
                        connus.move_to_end(cle)
                        garde: R = connus[cle][0]
                        return garde
                resultat = calculer()
                with self._verrou:
                    connus[cle] = (resultat, time.monotonic())
                    while len(connus) > au_plus:
                        connus.popitem(last=False)
                return resultat
        finally:
            with self._verrou:
                self._en_cours.pop((fonction, cle), None)

    def _vivants(self, fonction: Hashable, duree_s: float) -> OrderedDict[Cle, tuple[Any, float]]:
        """Ce que l'on garde d'une fonction, les résultats trop vieux oubliés ; à lire sous le verrou."""
        connus = self._gardes.setdefault(fonction, OrderedDict())
        limite = time.monotonic() - duree_s
        for cle in [c for c, (_, quand) in connus.items() if quand < limite]:
            del connus[cle]
        return connus


Annoncer = Callable[[str], AbstractContextManager[Any]]
_annoncer: ContextVar[Annoncer] = ContextVar("annoncer", default=nullcontext)


def annoncer_avec(annoncer: Annoncer) -> None:
    """Dit comment faire patienter qui attend un calcul ; sans cela, rien ne s'affiche."""
    _annoncer.set(annoncer)


def memorise(
    au_plus: int, *, duree_s: float = float("inf"), attente: str = ""
) -> Callable[[Callable[Concatenate["Etat", P], R]], Callable[Concatenate["Etat", P], R]]:
    """Retient sur l'état les `au_plus` dernières réponses d'une fonction pure, `duree_s` secondes au plus.

    `attente` : ce que lit qui attend le calcul.

    La fonction ne reçoit que ce que tous les visiteurs partagent (`Etat.commun`) : elle ne sait ni qui demande ni à quelle
    heure, et ce qu'un éditeur peut lire ne peut pas être servi à un autre. Les arguments sont hachables ; la réponse ne se
    modifie pas.
    """

    def decorer(fonction: Callable[Concatenate["Etat", P], R]) -> Callable[Concatenate["Etat", P], R]:
        @functools.wraps(fonction)
        def retenue(etat: "Etat", /, *args: P.args, **kwargs: P.kwargs) -> R:
            commun = etat.commun

            def calculer() -> R:
                with _annoncer.get()(attente) if attente else nullcontext():
                    return fonction(commun, *args, **kwargs)

            return commun.memoire.lire(
                fonction,
                (*args, *sorted(kwargs.items())),
                calculer,
                au_plus=au_plus,
                duree_s=duree_s,
            )

        return retenue

    return decorer
