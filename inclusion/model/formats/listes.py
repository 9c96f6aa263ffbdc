"""Valeurs multiples des lieux : graphies, anciennes valeurs et colonnes d'un autre schéma vers la v1.0.2."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from inclusion.model.formats.texte import cle
from inclusion.model.nomenclatures import NOMENCLATURES, SEPARATEUR

COLONNES = (
    "typologie",
    "itinerance",
    "services",
    "publics_specifiquement_adresses",
    "prise_en_charge_specifique",
    "frais_a_charge",
    "dispositif_programmes_nationaux",
    "formations_labels",
    "modalites_acces",
    "modalites_accompagnement",
)
"""Les colonnes nationales à liste fermée."""

SANS_EQUIVALENT = ""
"""Une ancienne valeur que le schéma v1.0.2 ne sait plus dire : retirée, à vérifier."""

# Anciennes valeurs (schéma v0.1.1 et usages) → valeurs v1.0.2, colonne par colonne
ANCIENNES: dict[str, dict[str, str]] = {
    "services": {
        "Devenir autonome dans les démarches administratives": "Aide aux démarches administratives",
        "Réaliser des démarches administratives avec un accompagnement": "Aide aux démarches administratives",
        "Accompagner les démarches de santé": "Aide aux démarches administratives",
        "Prendre en main un smartphone ou une tablette": "Maîtrise des outils numériques du quotidien",
        "Prendre en main un ordinateur": "Maîtrise des outils numériques du quotidien",
        "Utiliser le numérique au quotidien": "Maîtrise des outils numériques du quotidien",
        "Approfondir ma culture numérique": "Compréhension du monde numérique",
        "Promouvoir la citoyenneté numérique": "Compréhension du monde numérique",
        "Favoriser mon insertion professionnelle": "Insertion professionnelle via le numérique",
        "Créer et développer mon entreprise": "Insertion professionnelle via le numérique",
        "Accéder à une connexion internet": "Accès internet et matériel informatique",
        "Accéder à du matériel": "Accès internet et matériel informatique",
        "S'équiper en matériel informatique": "Acquisition de matériel informatique à prix solidaire",
        "Créer avec le numérique": "Loisirs et créations numériques",
        "Soutenir la parentalité et l'éducation avec le numérique": "Parentalité et éducation avec le numérique",
    },
    "publics_specifiquement_adresses": {
        "Seniors (+ 65 ans)": "Seniors",
        "Familles/enfants": "Familles et/ou enfants",
        "Jeunes (16-26 ans)": "Jeunes",
        "Uniquement femmes": "Femmes",
        "Adultes": SANS_EQUIVALENT,
        "Tout public": SANS_EQUIVALENT,
    },
    "prise_en_charge_specifique": {
        "Public langues étrangères": "Langues étrangères (autres)",
        "Handicaps psychiques": "Handicaps mentaux",
        "Personnes en situation d'illettrisme": "Illettrisme",
    },
    "frais_a_charge": {
        "Accepte le Pass numérique": SANS_EQUIVALENT,
        "Adhésion": SANS_EQUIVALENT,
        "Pass numérique": SANS_EQUIVALENT,
    },
    "dispositif_programmes_nationaux": {
        "CNFS": "Conseillers numériques",
        "Conseiller numérique": "Conseillers numériques",
        "Conseiller Numérique France Services": "Conseillers numériques",
        "Espace France Services": "France Services",
        "Grandes écoles du numérique": "Grande école du numérique",
        "Point relais CAF": "Point d'accès numérique CAF",
        "Point numérique CAF": "Point d'accès numérique CAF",
        "APTIC": SANS_EQUIVALENT,
        "Relais pôle emploi": SANS_EQUIVALENT,
        "French Tech": SANS_EQUIVALENT,
        "Campus connecté": SANS_EQUIVALENT,
    },
    "formations_labels": {
        "Étapes numériques(La Poste)": "Étapes numériques (La Poste)",
        "SudLabs": "SUD LABS (PACA)",
        "Sud Labs": "SUD LABS (PACA)",
    },
    "modalites_acces": {
        "Prendre rendez-vous en ligne": "Prendre un RDV en ligne",
        "Contacter par courriel": "Contacter par mail",
        "Sans rendez-vous": "Se présenter",
    },
    "modalites_accompagnement": {
        "Seul": "En autonomie",
        "Avec de l'aide": "Accompagnement individuel",
        "Dans un atelier": "Dans un atelier collectif",
        "Atelier collectif": "Dans un atelier collectif",
        "A ma place": "Accompagnement individuel",
        "En présentiel": SANS_EQUIVALENT,
    },
    "typologie": {
        "PE": "FT",
        "Pôle emploi": "FT",
        "EDeS": "MDS",
        "Espace départemental des solidarités": "MDS",
        "Mairie": "MUNI",
        "Commune": "MUNI",
        "Médiathèque": "BIB",
        "Bibliothèque": "BIB",
        "Association": "ASSO",
        "France Services": "RFS",
        "Espace France Services": "RFS",
        "Tiers-lieu": "TIERS_LIEUX",
        "Tiers-lieux": "TIERS_LIEUX",
        "Centre social": "CS",
        "Centres sociaux": "CS",
        "Point d'accueil Info Jeunes": "PIJ_BIJ",
        "Mission locale": "ML",
        "PIMMS Médiation": "PIMMS",
    },
    "itinerance": {"Itinerant": "Itinérant", "Bus": "Itinérant", "Non": "Fixe", "Oui": "Itinérant"},
}


MOTS_DE_SERVICE: tuple[tuple[str, str], ...] = (
    (r"demarche|demat|\bcaf\b|impots|dossier en ligne", "Aide aux démarches administratives"),
    (r"emploi|insertion|\bcv\b|entreprise", "Insertion professionnelle via le numérique"),
    (r"parent|education|scolaire", "Parentalité et éducation avec le numérique"),
    (r"creation|recreati|loisir|jeux|fablab|impression 3d|robot", "Loisirs et créations numériques"),
    (
        r"solidaire|reconditionne|acquisition|s equiper",
        "Acquisition de matériel informatique à prix solidaire",
    ),
    (r"cyber|securite|arnaque|donnees personnelles", "Utilisation sécurisée du numérique"),
    (
        r"risque|citoyennete|culture numerique|fausses? nouvelles|usages numeriques",
        "Compréhension du monde numérique",
    ),
    (
        r"initi|perfectionnement|formation|debut|apprendre|prise en main",
        "Maîtrise des outils numériques du quotidien",
    ),
    (
        r"acces|internet|wifi|imprimante|scanner|ordinateur|tablette|pret de materiel",
        "Accès internet et matériel informatique",
    ),
)
"""Mot-clé (sans accent ni casse) → service v1.0.2, le premier qui convient ; un service deviné est « à vérifier »."""


@dataclass(frozen=True)
class Rangement:
    """Ce qu'une cellule à valeurs multiples devient : colonne → valeurs ; ce qui n'a pas trouvé de place.

    `devinees` : les valeurs placées d'après un mot-clé, à vérifier.
    """

    places: tuple[tuple[str, str], ...] = ()
    inconnues: tuple[str, ...] = ()
    sans_equivalent: tuple[str, ...] = ()
    devinees: tuple[str, ...] = ()

    def de(self, colonne: str) -> str:
        return SEPARATEUR.join(dict.fromkeys(v for c, v in self.places if c == colonne))


@lru_cache(maxsize=20_000)
def ranger(colonne: str, cellule: str) -> Rangement:
    """Range chaque valeur d'une cellule : dans sa colonne, sinon dans celle qui l'admet.

    Compare sans casse, accent ni apostrophe ; `|` et `;` séparent, `,` et `/` seulement si nécessaire.
    """
    places: list[tuple[str, str]] = []
    inconnues: list[str] = []
    perdues: list[str] = []
    devinees: list[str] = []
    for valeur in _valeurs(colonne, cellule):
        place = _place(colonne, valeur)
        devine = service_devine(valeur) if place is None and colonne == "services" else ""
        if devine:
            places.append((colonne, devine))
            devinees.append(valeur)
        elif place is None:
            inconnues.append(valeur)
        elif place[1]:
            places.append(place)
        else:
            perdues.append(valeur)
    return Rangement(tuple(dict.fromkeys(places)), tuple(inconnues), tuple(perdues), tuple(devinees))


def service_devine(valeur: str) -> str:
    """Le service v1.0.2 que dit une valeur : connu, sinon deviné par un mot-clé ; `""` si rien ne le dit."""
    place = _place("services", valeur)
    if place:
        return place[1] if place[0] == "services" else ""
    lue = cle(valeur)
    return next((service for mots, service in MOTS_DE_SERVICE if re.search(mots, lue)), "")


def _valeurs(colonne: str, cellule: str) -> Iterator[str]:
    for morceau in filter(None, (m.strip() for m in re.split(r"[|;\n]", cellule))):
        coupe = [m.strip() for m in re.split(r"\s*,\s*|\s+/\s+", morceau) if m.strip()]
        connus = [m for m in coupe if _place(colonne, m) or (colonne == "services" and service_devine(m))]
        if _place(colonne, morceau) is None and len(coupe) > 1 and connus:
            yield from coupe
        else:
            yield morceau


def _place(colonne: str, valeur: str) -> tuple[str, str] | None:
    """(colonne, valeur v1.0.2) ; la partie avant « : » suffit (« Gratuit : je peux… »)."""
    for essai in (cle(valeur), cle(valeur.split(":", maxsplit=1)[0])):
        if essai in _table(colonne):
            return colonne, _table(colonne)[essai]
        if colonne == "typologie":  # une typologie ne range pas ailleurs : « Autre » est de tous
            continue
        ailleurs = _partout().get(essai)
        if ailleurs:
            return ailleurs
    return None


@cache
def _table(colonne: str) -> dict[str, str]:
    valeurs = {cle(v.code): v.code for v in NOMENCLATURES[colonne]}
    libelles = {cle(v.libelle): v.code for v in NOMENCLATURES[colonne]}
    return libelles | {cle(k): v for k, v in ANCIENNES.get(colonne, {}).items()} | valeurs


@cache
def _partout() -> dict[str, tuple[str, str]]:
    """Toute valeur qui n'est dans qu'une colonne (typologie et itinérance exceptées)."""
    trouvees: dict[str, list[tuple[str, str]]] = {}
    for colonne in COLONNES:
        if colonne not in {"typologie", "itinerance"}:
            for forme, valeur in _table(colonne).items():
                trouvees.setdefault(forme, []).append((colonne, valeur))
    return {forme: places[0] for forme, places in trouvees.items() if len(places) == 1}
