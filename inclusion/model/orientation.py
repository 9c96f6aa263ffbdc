"""Orienter une personne : ce qu'elle demande, ce qu'on lui répond."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import pandas as pd

from inclusion.model.nomenclatures import valeurs
from inclusion.model.provenance import Nature, Provenance

EXEMPLES: Mapping[str, str] = {
    "Aide aux démarches administratives": "« Je dois déclarer mes revenus en ligne et je n'y arrive pas. »",
    "Maîtrise des outils numériques du quotidien": "« On m'a donné un téléphone, je ne sais pas m'en servir. »",
    "Insertion professionnelle via le numérique": "« Je dois faire un CV et l'envoyer par courriel. »",
    "Utilisation sécurisée du numérique": "« J'ai reçu un message bizarre de ma banque, est-ce un piège ? »",
    "Parentalité et éducation avec le numérique": "« L'école passe par une application, je ne m'y retrouve pas. »",
    "Loisirs et créations numériques": "« Je voudrais trier mes photos et en faire un album. »",
    "Compréhension du monde numérique": "« On me parle d'intelligence artificielle : qu'est-ce que c'est ? »",
    "Accès internet et matériel informatique": "« Je n'ai pas d'ordinateur et j'ai un papier à imprimer. »",
    "Acquisition de matériel informatique à prix solidaire": "« Je cherche un ordinateur pas cher pour les devoirs. »",
}
"""Une phrase d'exemple pour chacun des 9 services : ce que la personne dirait."""

GROUPES_ACCUEIL: Mapping[str, tuple[str, ...]] = {
    "Handicap": ("Surdité", "Déficience visuelle", "Handicaps moteurs", "Handicaps mentaux"),
    "Langue": ("Langues étrangères (anglais)", "Langues étrangères (autres)"),
    "Lecture et écriture": ("Illettrisme",),
}
ACCUEILS = tuple(accueil for groupe in GROUPES_ACCUEIL.values() for accueil in groupe)
PUBLICS = valeurs("publics_specifiquement_adresses")
HORIZONS_MIN = (10, 15, 20, 30, 45, 60)
SANS_LIMITE = 0
HORIZON_MIN = 30


class DemiJournee(StrEnum):
    """Le moment du jour ; la valeur est son code dans le lien."""

    TOUTE = "journee"
    MATIN = "matin"
    APRES_MIDI = "apres_midi"
    SOIR = "soir"

    @property
    def libelle(self) -> str:
        return {
            "journee": "Toute la journée",
            "matin": "Le matin (avant midi)",
            "apres_midi": "L'après-midi (de midi à 18 h)",
            "soir": "Le soir (après 18 h)",
        }[self.value]

    @property
    def heures(self) -> tuple[int, int]:
        """La première heure et la dernière (exclue)."""
        return {"journee": (0, 24), "matin": (0, 12), "apres_midi": (12, 18), "soir": (18, 24)}[self.value]


@dataclass(frozen=True)
class Recherche:
    """Ce que l'on demande ; une valeur vide ne demande rien.

    `horizon_min` : minutes de trajet au plus, `SANS_LIMITE` sinon ; `jour` None : dans les sept jours.
    """

    besoin: str = ""
    horizon_min: int = HORIZON_MIN
    publics: tuple[str, ...] = ()
    accueils: tuple[str, ...] = ()
    jour: date | None = None
    demi_journee: DemiJournee = DemiJournee.TOUTE


@dataclass(frozen=True)
class Palier:
    """La jauge après une question : lieux sûrs, lieux dont il faut vérifier quelque chose (nombres)."""

    question: str
    surs: int
    a_verifier: int


@dataclass(frozen=True)
class Relachement:
    """Une exigence que l'on peut relâcher, et le nombre de lieux sûrs que cela donnerait."""

    libelle: str
    demande: Recherche
    surs: int


@dataclass(frozen=True, eq=False)
class Tri:
    """La réponse à une demande : lieux sûrs et lieux à vérifier (tables), jauge, relâchements."""

    total: int
    surs: pd.DataFrame
    a_verifier: pd.DataFrame
    paliers: tuple[Palier, ...]
    relachements: tuple[Relachement, ...]


@dataclass(frozen=True)
class LieuPropose:
    """Un lieu proposé, en phrases prêtes à lire ou à imprimer (`""` : rien à dire)."""

    id: str
    nom: str
    famille: str
    adresse: str
    contact: str
    trajet: str
    ouverture: str
    prochaine: str
    semaine: str
    acces: str
    cout: str
    a_demander: tuple[str, ...]
    doutes: tuple[str, ...]
    reserves: tuple[str, ...]
    maj: str
    source: str
    nature: Nature


@dataclass(frozen=True)
class Orientation:
    """Ce que l'écran montre : la jauge, les lieux proposés, ceux à vérifier, et quoi relâcher."""

    total: int
    surs: int
    a_verifier: int
    horaires_inconnus: int
    paliers: tuple[Palier, ...]
    meilleurs: tuple[LieuPropose, ...]
    possibles: tuple[LieuPropose, ...]
    relachements: tuple[Relachement, ...]
    source: Provenance
    table_fournie: bool
    recapitulatif: tuple[tuple[str, str], ...] = field(default=())
