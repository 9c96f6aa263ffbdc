"""Ce qui est corrigé, douteux ou refusé dans un fichier déposé, dit ligne par ligne."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum


class Gravite(StrEnum):
    """Ce que l'anomalie fait à la ligne : rien de perdu, rien de corrigé en silence."""

    CORRIGE = "corrigé"
    A_VERIFIER = "à vérifier"
    REFUSE = "refusé"


MASQUEE = "(donnée personnelle, non redite)"


@dataclass(frozen=True)
class Lu:
    """Ce qu'une règle fait d'une valeur : celle qui est gardée (`""` = inconnue), et pourquoi.

    `regle` vide : la valeur est gardée telle quelle, sans anomalie ; `personnelle` : la valeur lue n'est redite
    nulle part.
    """

    valeur: str
    regle: str = ""
    gravite: Gravite = Gravite.CORRIGE
    personnelle: bool = False


@dataclass(frozen=True)
class Anomalie:
    """Une anomalie d'un fichier déposé ; `ligne` est celle du fichier, à partir de 1, en-tête compris."""

    ligne: int
    colonne: str
    valeur_lue: str
    valeur_gardee: str
    regle: str
    gravite: Gravite
    remede: str = ""

    def __str__(self) -> str:
        suite = f" {self.remede}" if self.remede else ""
        if not (self.colonne or self.valeur_lue or self.valeur_gardee):
            return f"ligne {self.ligne} : {self.regle} ({self.gravite}).{suite}"
        lu = f"« {self.valeur_lue} »" if self.valeur_lue else "valeur vide"
        garde = f"« {self.valeur_gardee} »" if self.valeur_gardee else "rien"
        return (
            f"ligne {self.ligne}, colonne « {self.colonne} » : {lu}, gardé : {garde} "
            f"({self.regle}, {self.gravite}).{suite}"
        )


def sans_redites(anomalies: Collection[Anomalie]) -> list[Anomalie]:
    """Une valeur retirée d'une colonne obligatoire n'est dite qu'une fois : refusée, telle qu'elle a été lue."""
    retirees = {
        (a.ligne, a.colonne): a
        for a in anomalies
        if a.gravite == Gravite.A_VERIFIER and a.valeur_lue and not a.valeur_gardee
    }
    causes = {
        a: retirees[a.ligne, a.colonne]
        for a in anomalies
        if a.gravite == Gravite.REFUSE and not a.valeur_lue and (a.ligne, a.colonne) in retirees
    }
    tues = set(causes.values())
    return [
        replace(a, valeur_lue=causes[a].valeur_lue, regle=causes[a].regle) if a in causes else a
        for a in anomalies
        if a not in tues
    ]
