"""Les états enregistrés du jeu : auquel se comparer, et comment le dire."""

from collections.abc import Sequence
from datetime import date, datetime

from inclusion.model.francais import jour, jour_et_heure

Etat = tuple[str, datetime]
"""Le nom d'un état enregistré, et quand il l'a été."""


def etat_a_comparer(etats: Sequence[Etat], aujourd_hui: date, *, comite: date | None = None) -> Etat | None:
    """L'état enregistré auquel comparer le présent, parmi ceux qui ne le sont pas, du plus récent au plus ancien.

    Celui du dernier comité si l'on en dit la date ; à défaut le dernier d'un autre jour ; à défaut le dernier du jour.
    """
    du_comite = [e for e in etats if comite is not None and e[1].date() <= comite]
    d_avant = [e for e in etats if e[1].date() < aujourd_hui]
    return next(iter([*du_comite, *d_avant, *etats]), None)


def etat_dit(quand: datetime, aujourd_hui: date) -> str:
    """« 3 octobre 2026 », et l'heure quand c'est aujourd'hui : « 29 novembre 2026 à 2 h 19 »."""
    return jour_et_heure(quand) if quand.date() == aujourd_hui else jour(quand.date())
