"""Les huit nombres du réseau des conseillers numériques."""

from inclusion.analysis.chiffres import conseillers
from inclusion.model.chiffres import Chiffre
from inclusion.model.etat import Etat
from inclusion.model.territoires import Territoire


def chiffres_conseillers(etat: Etat, territoire: Territoire) -> list[Chiffre]:
    """Les huit nombres du réseau ; chacun dit sur quelles lignes il porte."""
    return conseillers.chiffres_conseillers(etat, territoire)
