"""Lieux au schéma national : v1.0.2, v0.1.1, et fichiers qui mêlent les deux."""

from inclusion.data.depots.correspondance import Converti, appliquer
from inclusion.data.depots.fichiers import Brut
from inclusion.data.depots.formats import Format
from inclusion.model.formats.texte import cle
from inclusion.model.schemas import schemas

V0 = {
    "courriel": "courriels",
    "public accueillis": "publics_specifiquement_adresses",
    "publics accueillis": "publics_specifiquement_adresses",
    "conditions acces": "frais_a_charge",
    "labels nationaux": "dispositif_programmes_nationaux",
    "labels autres": "autres_formations_labels",
    "accessibilite": "fiche_acces_libre",
}
"""Colonnes du schéma v0.1.1 → v1.0.2 ; `cle_ban` n'a plus de place."""
SEULEMENT_V0 = {"publics accueillis", "public accueillis", "conditions acces", "labels nationaux", "cle ban"}
SEULEMENT_V1 = {
    *("courriels", "itinerance", "publics specifiquement adresses", "prise en charge specifique"),
    *("frais a charge", "dispositif programmes nationaux", "formations labels", "modalites acces"),
}
REQUISES = {"nom", "commune", "code postal", "services"}


def _part(brut: Brut, marque: bool) -> float:
    colonnes = {cle(c) for c in brut.colonnes}
    if not marque or not colonnes >= REQUISES:
        return 0
    nationales = {cle(c) for c in schemas()["lieux"].colonnes[:32]} | set(V0) | {"cle ban"}
    return 0.5 + 0.4 * len(colonnes & nationales) / len(colonnes)


def _v0(brut: Brut) -> bool:
    return bool({cle(c) for c in brut.colonnes} & SEULEMENT_V0)


def _v1(brut: Brut) -> bool:
    return bool({cle(c) for c in brut.colonnes} & SEULEMENT_V1)


def convertir(brut: Brut) -> Converti:
    """Renomme ; une colonne d'avant et sa nouvelle sont réunies, le nettoyage range les valeurs."""
    connues = {cle(c): c for c in schemas()["lieux"].colonnes} | V0
    correspondance = {colonne: connues.get(cle(colonne), "") for colonne in brut.colonnes}
    return appliquer(brut, correspondance, "lieux")


FORMATS = (
    Format(
        "lieux-v1.0.2", "Lieux, schéma national v1.0.2", "lieux", lambda b: _part(b, not _v0(b)), convertir
    ),
    Format(
        "lieux-v0.1.1",
        "Lieux, schéma national v0.1.1",
        "lieux",
        lambda b: _part(b, _v0(b) and not _v1(b)),
        convertir,
    ),
    Format(
        "lieux-hybride",
        "Lieux, fichier mêlant v0.1.1 et v1.0.2",
        "lieux",
        lambda b: _part(b, _v0(b) and _v1(b)),
        convertir,
    ),
)
