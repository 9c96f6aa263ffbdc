"""Le territoire que l'on regarde : le département, une intercommunalité ou une commune."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from inclusion.model.francais import sans_accents


class Niveau(StrEnum):
    """Les trois niveaux de lecture."""

    DEPARTEMENT = "departement"
    EPCI = "epci"
    COMMUNE = "commune"


@dataclass(frozen=True)
class Territoire:
    """Un territoire figé et hachable : clé de cache et libellé d'URL.

    `part` dit la part du département regardée (« part vauclusienne ») quand l'EPCI déborde ;
    `siren_epci` est, pour une commune, celui de son intercommunalité.
    """

    code: str
    nom: str
    niveau: Niveau
    siren_epci: str = ""
    part: str = ""

    @property
    def libelle(self) -> str:
        """Libellé unique et stable, porté par l'URL."""
        match self.niveau:
            case Niveau.DEPARTEMENT:
                return f"{self.nom} (département)"
            case Niveau.EPCI:
                return f"{self.nom} (EPCI)"
            case Niveau.COMMUNE:
                return f"{self.nom} ({self.code})"

    @property
    def titre(self) -> str:
        """Nom à écrire en tête d'écran, avec « part vauclusienne » quand l'EPCI déborde."""
        return f"{self.nom}, {self.part}" if self.part else self.nom


class TerritoireError(ValueError):
    """Ce que l'on demande ne désigne pas un territoire, ou en désigne plusieurs ; le message dit lesquels."""


AIDE_TERRITOIRE = "Commune, intercommunalité ou département : code ou nom (le département par défaut)."
PROCHES_MAX = 3
QUALIFICATIF = re.compile(r"^(.*?)\s*\(([^()]*)\)$")


def resolu(demande: str, connus: Sequence[Territoire]) -> Territoire:
    """Le territoire que désigne un code, un SIREN, un libellé ou un nom, sans casse ni accents ; vide : le premier.

    `connus` : les territoires du jeu, le département en tête. Lève `TerritoireError` : inconnu, les plus proches sont
    proposés ; ambigu, les candidats sont nommés.
    """
    if not connus:
        raise TerritoireError("Ce jeu de données n'a aucune commune : aucun territoire à regarder.")
    voulu = _compact(demande)
    if not voulu:
        return connus[0]
    designes = next(
        (trouves for t in (_par_code, _par_libelle, _par_nom) if (trouves := t(voulu, connus))), []
    )
    if len(designes) == 1:
        return designes[0]
    if designes:
        raise TerritoireError(
            f"Territoire « {demande} » ambigu : donner l'un de ces codes. {_nommes(designes)}."
        )
    proches = _proches(voulu, connus)
    suite = f"Les plus proches : {_nommes(proches)}." if proches else f"Par exemple : {_nommes(connus[:2])}."
    raise TerritoireError(
        f"Territoire « {demande} » inconnu : donner un code INSEE, un SIREN d'intercommunalité, le code du département "
        f"ou un nom. {suite}"
    )


def _compact(texte: str) -> str:
    """La forme que l'on compare ; les espaces d'un code écrit par groupes (« 200 040 442 ») n'y comptent pas."""
    nu = sans_accents(texte)
    return nu.replace(" ", "") if nu.replace(" ", "").isdigit() else nu


def _par_code(voulu: str, connus: Sequence[Territoire]) -> list[Territoire]:
    return [t for t in connus if t.code.lower() == voulu]


def _par_libelle(voulu: str, connus: Sequence[Territoire]) -> list[Territoire]:
    return [t for t in connus if sans_accents(t.libelle) == voulu]


def _par_nom(voulu: str, connus: Sequence[Territoire]) -> list[Territoire]:
    """Par le nom seul ; un qualificatif entre parenthèses, s'il est d'un niveau, ne garde que celui-là."""
    lu = QUALIFICATIF.match(voulu)
    nom, niveau = (lu.group(1), lu.group(2)) if lu and lu.group(2) in set(Niveau) else (voulu, "")
    return [
        t for t in connus if nom in {sans_accents(t.nom), sans_accents(t.titre)} and niveau in {"", t.niveau}
    ]


def _proches(voulu: str, connus: Sequence[Territoire]) -> list[Territoire]:
    """Les territoires dont le nom ou le code ressemble le plus ; un nom qui contient le mot passe devant."""
    noms = [sans_accents(t.nom) for t in connus]
    dedans = [t for t, nom in zip(connus, noms, strict=True) if voulu in nom]
    ressemblants = difflib.get_close_matches(
        voulu, [*noms, *(t.code for t in connus)], n=PROCHES_MAX, cutoff=0.6
    )
    autres = [t for r in ressemblants for t, nom in zip(connus, noms, strict=True) if r in {nom, t.code}]
    return list(dict.fromkeys([*dedans, *autres]))[:PROCHES_MAX]


def _nommes(territoires: Sequence[Territoire]) -> str:
    return " ; ".join(f"{t.nom} ({t.code})" for t in territoires)
