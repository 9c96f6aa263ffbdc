"""Les huit nombres du réseau des conseillers numériques."""

from inclusion.analysis.chiffres import conseillers
from inclusion.model.chiffres import Chiffre
from inclusion.model.territoires import Territoire
from inclusion.queries.jeu import observation


def chiffres_conseillers(territoire: Territoire) -> list[Chiffre]:
    """Les huit nombres du réseau ; chacun dit sur quelles lignes il porte."""
    return conseillers.chiffres_conseillers(observation(), territoire)
