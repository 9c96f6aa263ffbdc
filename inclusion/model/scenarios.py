"""Un scénario d'implantation : ce que l'on imagine ouvrir, pour qui, à quelle portée, et ce qui fermerait."""

from collections.abc import Mapping
from dataclasses import dataclass

from inclusion.model.territoires import Territoire

P_MAX = 20
FIXE = "fixe"
PUBLICS = {
    "tous": "Tous les habitants",
    "seniors": "65 ans et plus",
    "besoin": "Personnes en besoin (théorique)",
}
CANDIDATS = {
    "mairies": "Toutes les mairies",
    "sans_lieu": "Communes sans lieu",
    "liste": "Une liste de communes",
}
FORMES = {FIXE: "Fixe"} | {
    jour: f"Itinérante, le {jour}" for jour in ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi")
}
JOURNEE, MATIN, APRES_MIDI = "journee", "matin", "apres_midi"
DEMI_JOURNEES = {
    JOURNEE: "Matin ou après-midi",
    MATIN: "Le matin seulement",
    APRES_MIDI: "L'après-midi seulement",
}
LIEU, POSTE = "lieu:", "poste:"
"""Devant un identifiant : ce qui s'arrête est un lieu, ou un poste."""


VUES = {"changement": "Ce qui change", "avant": "Aujourd'hui", "apres": "Avec les permanences"}


@dataclass(frozen=True, eq=False)
class Choix:
    """Ce que l'on peut choisir sur un territoire : code → libellé."""

    horizons: Mapping[str, str]
    horizon_defaut: str
    communes: Mapping[str, str]
    fermables: Mapping[str, str]


@dataclass(frozen=True)
class Scenario:
    """Ce que l'on imagine ; figé et hachable : clé de cache, et tout ce que porte le lien.

    `horizon` en minutes ; `liste` : codes INSEE des communes candidates quand `candidats` vaut « liste » ; `forme` :
    « fixe », ou le jour d'une permanence itinérante ; `ferme` : « lieu:id », « poste:id » ou `""`.
    """

    territoire: Territoire
    horizon: float = 20
    public: str = "tous"
    candidats: str = "mairies"
    liste: tuple[str, ...] = ()
    nombre: int = 3
    forme: str = FIXE
    demi_journee: str = JOURNEE
    ferme: str = ""

    @property
    def itinerant(self) -> bool:
        return self.forme != FIXE

    @property
    def equipes(self) -> int:
        """Les équipes d'un scénario itinérant : une équipe tient deux demi-journées, une le matin, une l'après-midi."""
        par_equipe = 2 if self.demi_journee == JOURNEE else 1
        return -(-self.nombre // par_equipe)
