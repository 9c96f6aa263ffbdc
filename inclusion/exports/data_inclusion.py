"""Les lieux au format data·inclusion v1 : une structure par lieu, un service par service rendu.

Les fiches de démonstration n'y vont jamais : ce format n'a pas de quoi dire qu'elles sont inventées. Une position qui
n'est que celle de la mairie n'est pas donnée. Un courriel n'y est que s'il est celui de la structure.
Source : data-inclusion-schema, v1 (`Structure`, `Service`).
"""

import json
from typing import Any

import pandas as pd

from inclusion.exports.mentions import mentions
from inclusion.exports.textes import textes
from inclusion.model.formats.texte import cle
from inclusion.model.provenance import Provenance

SOURCE = "observatoire-inclusion-numerique"
DATE_INCONNUE = "1970-01-01"
SITUEES = {"adresse", "rue"}
THEMATIQUES = {
    "Aide aux démarches administratives": ("numerique--acceder-a-des-services-en-ligne",),
    "Maîtrise des outils numériques du quotidien": ("numerique--maitriser-les-fondamentaux-du-numerique",),
    "Insertion professionnelle via le numérique": ("numerique--maitriser-les-fondamentaux-du-numerique",),
    "Utilisation sécurisée du numérique": ("numerique--maitriser-les-fondamentaux-du-numerique",),
    "Parentalité et éducation avec le numérique": (
        "famille--soutien-a-la-parentalite-et-a-leducation",
        "numerique--maitriser-les-fondamentaux-du-numerique",
    ),
    "Loisirs et créations numériques": ("numerique--maitriser-les-fondamentaux-du-numerique",),
    "Compréhension du monde numérique": ("numerique--maitriser-les-fondamentaux-du-numerique",),
    "Accès internet et matériel informatique": ("numerique--acceder-a-une-connexion-internet",),
    "Acquisition de matériel informatique à prix solidaire": ("numerique--acquerir-un-equipement",),
}
TYPES = {
    "Aide aux démarches administratives": "accompagnement",
    "Accès internet et matériel informatique": "aide-materielle",
    "Acquisition de matériel informatique à prix solidaire": "aide-materielle",
}
RESEAUX = {
    "RFS": "france-service", "CCAS": "ccas-cias", "CIAS": "ccas-cias", "MUNI": "communes", "CD": "departements",
    "DEPT": "departements", "MDS": "maisons-des-solidarites", "ML": "mission-locale", "LA_POSTE": "la-poste",
    "FT": "france-travail", "CAF": "caf", "CPAM": "cpam", "MSA": "mutualite-sociale-agricole", "MJC": "mjc",
    "PIMMS": "pimms-mediation", "RESSOURCERIE": "ressourceries", "REG": "regions", "MSAP": "msap", "PLIE": "plie",
    "EPN": "espaces-publics-numeriques", "PIJ_BIJ": "reseau-information-jeunesse", "SPIP": "spip", "UDAF": "unaf",
    "MDPH": "mdph", "AFPA": "afpa", "E2C": "ecoles-de-la-deuxieme-chance", "EPIDE": "epide", "PAD": "points-justice",
}  # fmt: skip
DISPOSITIFS = {
    "Aidants Connect": "aidants-connect",
    "Conseillers numériques": "conseillers-numeriques",
    "France Services": "france-service",
    "La Croix Rouge": "croix-rouge",
    "Grande école du numérique": "grandes-ecoles-du-numerique",
}
FRAIS = {"Gratuit": "gratuit", "Payant": "payant"}  # « sous condition » n'y a pas d'équivalent
PUBLICS = {
    "Jeunes": "jeunes", "Étudiants": "etudiants", "Familles et/ou enfants": "familles", "Seniors": "seniors",
    "Femmes": "femmes",
}  # fmt: skip
MOBILISATIONS = {
    "Se présenter": "se-presenter",
    "Téléphoner": "telephoner",
    "Contacter par mail": "envoyer-un-courriel",
    "Prendre un RDV en ligne": "utiliser-lien-mobilisation",
    "Envoyer un mail avec une fiche de prescription": "envoyer-un-courriel",
}


def to_json(lieux: pd.DataFrame, provenance: Provenance, *, territoire: str = "") -> bytes:
    """`{"provenance": …, "structures": […], "services": […]}`, chaque élément conforme à son schéma v1."""
    reels = lieux[lieux["nature"] == "reel"]
    contenu = {
        "provenance": mentions(provenance, territoire=territoire)
        | {"fiches_de_demonstration_ecartees": len(lieux) - len(reels)},
        "structures": structures(reels),
        "services": services(reels),
    }
    return json.dumps(contenu, ensure_ascii=False, indent=1).encode("utf-8")


def structures(lieux: pd.DataFrame) -> list[dict[str, Any]]:
    """Une structure par lieu ; None pour ce qui n'est pas connu."""
    return [_structure(lieu) for lieu in textes(lieux).to_dict("records")]


def services(lieux: pd.DataFrame) -> list[dict[str, Any]]:
    """Un service par lieu et par service rendu."""
    return [
        _service(lieu, service)
        for lieu in textes(lieux).to_dict("records")
        for service in _liste(lieu["services"])
    ]


def _commun(lieu: dict[str, str]) -> dict[str, Any]:
    situe = lieu["precision_localisation"] in SITUEES and lieu["latitude"] and lieu["longitude"]
    return {
        "source": SOURCE,
        "date_maj": lieu["date_maj"] or DATE_INCONNUE,
        "adresse": lieu["adresse"] or None,
        "complement_adresse": lieu["complement_adresse"] or None,
        "code_postal": lieu["code_postal"] or None,
        "code_insee": lieu["code_insee"] or None,
        "commune": lieu["commune"] or None,
        "latitude": float(lieu["latitude"]) if situe else None,
        "longitude": float(lieu["longitude"]) if situe else None,
        "telephone": lieu["telephone"] or None,
        "courriel": _premier(lieu["courriels"]),
        "horaires_accueil": lieu["horaires"] or None,
    }


def _structure(lieu: dict[str, str]) -> dict[str, Any]:
    siret = lieu["pivot"]
    reseaux = [RESEAUX.get(t) for t in _liste(lieu["typologie"])]
    reseaux += [DISPOSITIFS.get(d) for d in _liste(lieu["dispositif_programmes_nationaux"])]
    return _commun(lieu) | {
        "id": f"{SOURCE}--{lieu['id']}",
        "nom": _nom(lieu["nom"]),
        "siret": siret if len(siret) == 14 and siret.isdigit() and siret.strip("0") else None,
        "site_web": _premier(lieu["site_web"]),
        "description": _description(lieu["presentation_detail"] or lieu["presentation_resume"]),
        "accessibilite_lieu": _adresse_web(lieu["fiche_acces_libre"]),
        "reseaux_porteurs": sorted({r for r in reseaux if r}) or None,
    }


def _service(lieu: dict[str, str], service: str) -> dict[str, Any]:
    frais = [FRAIS.get(f) for f in _liste(lieu["frais_a_charge"])]
    publics = [PUBLICS[p] for p in _liste(lieu["publics_specifiquement_adresses"]) if p in PUBLICS]
    mobilisations = {MOBILISATIONS[m] for m in _liste(lieu["modalites_acces"]) if m in MOBILISATIONS}
    accueils = _liste(lieu["modalites_accompagnement"])
    modes = sorted({"a-distance" if a == "À distance" else "en-presentiel" for a in accueils})
    return _commun(lieu) | {
        "id": f"{SOURCE}--{lieu['id']}--{cle(service).replace(' ', '-')}",
        "structure_id": f"{SOURCE}--{lieu['id']}",
        "nom": service,
        "description": _description(lieu["presentation_detail"] or lieu["presentation_resume"])
        or f"{service} : service proposé par {_nom(lieu['nom'])}.",
        "type": TYPES.get(service, "atelier" if "Dans un atelier collectif" in accueils else None),
        "thematiques": list(THEMATIQUES.get(service, ())) or None,
        "frais": frais[0] if len(frais) == 1 else None,
        "frais_precisions": "|".join(_liste(lieu["frais_a_charge"])).replace("|", ", ") or None,
        "publics": publics or None,
        "modes_accueil": modes or None,
        "modes_mobilisation": sorted(mobilisations) or None,
        "lien_mobilisation": _adresse_web(lieu["prise_rdv"]),
    }


def _liste(cellule: str) -> list[str]:
    return [valeur for valeur in cellule.split("|") if valeur]


def _premier(cellule: str) -> str | None:
    return next(iter(_liste(cellule)), None)


def _adresse_web(cellule: str) -> str | None:
    premier = _premier(cellule)
    return premier if premier and premier.startswith("http") else None


def _nom(nom: str) -> str:
    """Entre 3 et 150 caractères, sans point final."""
    return nom.rstrip(". ")[:150].ljust(3, "_")


def _description(texte: str) -> str | None:
    return texte[:10_000] if len(texte) >= 5 else None
