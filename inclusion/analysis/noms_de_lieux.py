"""Ce que dit le nom d'un lieu, une fois retirés l'habillage, les sigles et le nom de sa commune ; et son adresse."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from inclusion.model.formats.texte import cle

# Tournure → sorte de lieu ; les plus longues d'abord
SORTES = {
    "centre (?:inter)?communal d action sociale": "ccas",
    "cias": "ccas",
    "maison des jeunes et de la culture": "mjc",
    "espace public numerique": "epn",
    "union departementale des associations familiales": "udaf",
    "caisse d allocations familiales": "caf",
    "caisse primaire d assurance maladie": "cpam",
    "mutualite sociale agricole": "msa",
    "(?:maison de services au public|msap|(?:maison |espace |point |label )?france services?)": "franceservices",
    "(?:espace departemental des solidarites|maison (?:departementale )?des solidarites|edes|mds)": "mds",
    "(?:pole emploi|france travail)": "francetravail",
    "(?:point|bureau|centre) (?:d )?info(?:rmation)? jeunesse|pij|bij": "infojeunesse",
    "espace de vie sociale": "evs",
    "mission locale": "missionlocale",
    "maison de quartier|maison pour tous": "maisonquartier",
    "centre social(?: et culturel)?|centre socioculturel|csc": "centresocial",
    "(?:mediatheque|bibliotheque)(?: (?:inter)?(?:municipale|communale))?": "bibliotheque",
    "ludotheque": "ludotheque",
    "epicerie solidaire": "epiceriesolidaire",
    "ressourcerie|recyclerie": "ressourcerie",
    "fab ?lab": "fablab",
    "tiers lieux?": "tierslieu",
    "hotel de ville|mairie": "mairie",
    "bureau de poste|la poste": "laposte",
    "(?:bus|camion|van|vehicule)(?: itinerant)?|itinerant": "bus",
    "ecole": "ecole",
    "college": "college",
    "lycee": "lycee",
    "ccas": "ccas",
    "mjc": "mjc",
    "epn": "epn",
    "udaf": "udaf",
    "caf": "caf",
    "cpam": "cpam",
    "msa": "msa",
    "evs": "evs",
}
HABILLAGE = {
    "a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "un", "une", "pour", "sur", "sous",
    "chez", "association", "asso", "espace", "point", "antenne", "site", "maison", "commune", "ville", "local", "locale",
}  # fmt: skip
ABREGES = {
    "st": "saint", "ste": "sainte", "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard",
    "bvd": "boulevard", "rte": "route", "pl": "place", "imp": "impasse", "chem": "chemin", "che": "chemin",
    "ch": "chemin", "all": "allee", "sq": "square", "gal": "general", "dr": "docteur", "za": "zone",
    "zi": "zone", "zac": "zone", "qu": "quartier", "res": "residence", "lot": "lotissement",
}  # fmt: skip
RESSEMBLANCE_MOT = 82
REGLES = [(re.compile(rf"\b(?:{tournure})\b"), sorte) for tournure, sorte in SORTES.items()]


@dataclass(frozen=True)
class Nom:
    """`sortes` : ce qu'est le lieu (bibliothèque, mairie…) ; `propres` : ce qui le distingue, dans l'ordre."""

    sortes: frozenset[str]
    propres: tuple[str, ...]

    @property
    def forme(self) -> str:
        return " ".join([*sorted(self.sortes), *self.propres])


def nom(texte: str, communes: Iterable[str] = (), code_departement: str = "") -> Nom:
    """Le nom d'un lieu, sans le nom des communes citées ni le numéro du département."""
    reste = cle(re.sub(r"\bn[°º]\s*", " ", texte))
    sortes = set()
    for motif, sorte in REGLES:
        reste, combien = motif.subn(" ", reste)
        if combien:
            sortes.add(sorte)
    a_oter = {code_departement, *(m for c in communes for m in cle(c).split())}
    mots = [ABREGES.get(m, m) if m in ("st", "ste") else m for m in reste.split()]
    return Nom(frozenset(sortes), tuple(m for m in mots if m not in a_oter and m not in HABILLAGE))


def ressemblance(a: Nom, b: Nom) -> float:
    """De 0 à 1. Des noms propres en commun d'abord ; à défaut, des sortes en commun.

    Part des lettres du plus court des deux noms retrouvées dans l'autre, mot à mot, à une faute près.
    """
    accord = not a.sortes or not b.sortes or bool(a.sortes & b.sortes)
    if a.propres and b.propres:
        return _couverture(a.propres, b.propres) * (1.0 if accord else 0.6)
    if not (a.sortes & b.sortes):
        return 0.0
    if a.propres or b.propres:
        return 0.75
    return 0.95 if a.sortes == b.sortes else 0.9


def _couverture(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    court, long = sorted((a, b), key=lambda mots: sum(map(len, mots)))
    retrouves = sum(len(m) for m in court if any(_memes(m, autre) for autre in long))
    part = retrouves / sum(map(len, court))
    colles = fuzz.ratio("".join(sorted(court)), "".join(sorted(long))) / 100
    return max(part, colles if colles >= RESSEMBLANCE_MOT / 100 and not _chiffres(a, b) else 0.0)


def _memes(a: str, b: str) -> bool:
    return a == b or (not (a.isdigit() or b.isdigit()) and fuzz.ratio(a, b) >= RESSEMBLANCE_MOT)


def _chiffres(a: Iterable[str], b: Iterable[str]) -> bool:
    return {m for m in a if m.isdigit()} != {m for m in b if m.isdigit()}


OPPOSES = ({"nord", "sud", "est", "ouest", "centre"}, {"haut", "bas"}, {"annexe"}, {"1", "2", "3", "4", "5"})


def opposes(a: Nom, b: Nom) -> bool:
    """L'un est une annexe, ou ils se distinguent par un point cardinal ou un numéro."""
    return any(set(a.propres) & mots != set(b.propres) & mots for mots in OPPOSES)


def adresse(texte: str) -> tuple[str, str]:
    """(numéro, voie) comparables d'une adresse : sans accent, abréviations développées, sans petits mots."""
    mots = [ABREGES.get(m, m) for m in cle(texte).split()]
    numero = next((m for m in mots[:1] if m[:1].isdigit()), "")
    return numero, " ".join(m for m in mots[bool(numero) :] if m not in HABILLAGE)


def ressemblance_adresses(a: str, b: str) -> float | None:
    """De 0 à 1 ; None si l'une manque. Deux numéros différents d'une même voie ne sont pas la même adresse."""
    (numero_a, voie_a), (numero_b, voie_b) = adresse(a), adresse(b)
    if not voie_a or not voie_b:
        return None
    voies = fuzz.token_sort_ratio(voie_a, voie_b) / 100
    if numero_a and numero_b and numero_a != numero_b:
        return 0.25 * voies if voies >= 0.8 else 0.0
    return voies if voies >= 0.75 else 0.0
