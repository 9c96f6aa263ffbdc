"""Les filtres des lieux : ce que l'on peut demander, et ce qui a été demandé."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from inclusion.model.nomenclatures import NOMENCLATURES

NON_RENSEIGNE = "Non renseigné"


@dataclass(frozen=True)
class Facette:
    """Un filtre à valeurs fermées : sa clé d'URL, la colonne lue, la nomenclature de ses valeurs."""

    cle: str
    libelle: str
    colonne: str
    nomenclature: str
    facultative: bool = True

    @property
    def codes(self) -> dict[str, str]:
        """code → libellé, dans l'ordre national, « non renseigné » compris quand il se peut."""
        connus = {v.code: v.libelle for v in NOMENCLATURES[self.nomenclature]}
        return connus | {NON_RENSEIGNE: NON_RENSEIGNE} if self.facultative else connus


FACETTES = (
    Facette("services", "Services", "services", "services"),
    Facette(
        "publics",
        "Publics spécifiquement adressés",
        "publics_specifiquement_adresses",
        "publics_specifiquement_adresses",
    ),
    Facette(
        "prise_en_charge",
        "Prise en charge spécifique",
        "prise_en_charge_specifique",
        "prise_en_charge_specifique",
    ),
    Facette(
        "accompagnement", "Modalités d'accompagnement", "modalites_accompagnement", "modalites_accompagnement"
    ),
    Facette("acces", "Modalités d'accès", "modalites_acces", "modalites_acces"),
    Facette("frais", "Frais à charge", "frais_a_charge", "frais_a_charge"),
    Facette("itinerance", "Itinérance", "itinerance", "itinerance"),
    Facette("famille", "Famille de lieu", "famille", "famille", facultative=False),
    Facette("typologie", "Typologie", "typologie", "typologie"),
    Facette(
        "dispositifs",
        "Dispositifs nationaux",
        "dispositif_programmes_nationaux",
        "dispositif_programmes_nationaux",
    ),
    Facette("fraicheur", "Fraîcheur de la fiche", "fraicheur", "fraicheur", facultative=False),
    Facette("horaires", "Horaires", "etat_horaires", "etat_horaires", facultative=False),
    Facette("precision", "Précision de la position", "precision_localisation", "precision_localisation"),
)


class Moment(StrEnum):
    """Quand le lieu doit être ouvert ; l'horaire inconnu est compté à part."""

    INDIFFERENT = "Indifférent"
    MAINTENANT = "Ouvert maintenant"
    SOIR = "Ouvert le soir (après 18 h)"
    SAMEDI = "Ouvert le samedi"


@dataclass(frozen=True)
class ChoixLieux:
    """Ce qui est demandé : OU dans une facette, ET entre les facettes."""

    valeurs: tuple[tuple[str, tuple[str, ...]], ...] = ()
    moment: Moment = Moment.INDIFFERENT
    texte: str = ""

    def de(self, cle: str) -> tuple[str, ...]:
        """Les codes demandés pour une facette (vide : toutes les valeurs)."""
        return dict(self.valeurs).get(cle, ())

    @property
    def actif(self) -> bool:
        return bool(self.valeurs or self.texte or self.moment != Moment.INDIFFERENT)

    def phrases(self) -> list[str]:
        """Les filtres en clair, pour le rappel des exports."""
        libelles = {f.cle: (f.libelle, f.codes) for f in FACETTES}
        dits = [
            f"{libelles[cle][0]} : {' ou '.join(libelles[cle][1].get(c, c) for c in codes)}"
            for cle, codes in self.valeurs
        ]
        moment = [] if self.moment == Moment.INDIFFERENT else [f"Moment : {self.moment.value.lower()}"]
        return [*dits, *moment, *([f"Texte : {self.texte}"] if self.texte else [])]


@dataclass(frozen=True)
class Selection:
    """Le résultat d'un choix : effectifs par valeur de facette et lieux écartés faute d'horaire connu."""

    effectifs: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    horaires_inconnus: int = 0
