"""Structures data·inclusion (schéma v1)."""

from inclusion.data.depots.correspondance import Converti, appliquer
from inclusion.data.depots.fichiers import Brut
from inclusion.data.depots.formats import Format
from inclusion.model.formats.texte import cle

COLONNES = {
    "id": "id",
    "siret": "pivot",
    "rna": "pivot",
    "nom": "nom",
    "commune": "commune",
    "code_postal": "code_postal",
    "code_insee": "code_insee",
    "adresse": "adresse",
    "complement_adresse": "complement_adresse",
    "latitude": "latitude",
    "longitude": "longitude",
    "telephone": "telephone",
    "courriel": "courriels",
    "site_web": "site_web",
    "description": "presentation_detail",
    "presentation_resume": "presentation_resume",
    "presentation_detail": "presentation_detail",
    "source": "source",
    "date_maj": "date_maj",
    "horaires_accueil": "horaires",
    "horaires_ouverture": "horaires",
    "accessibilite_lieu": "fiche_acces_libre",
    "accessibilite": "fiche_acces_libre",
}
RESEAUX = {
    "france-service": "RFS",
    "france-services": "RFS",
    "conseillers-numeriques": "",
    "ccas-cias": "CCAS",
    "communes": "MUNI",
    "departements": "CD",
    "maisons-des-solidarites": "MDS",
    "mission-locale": "ML",
    "la-poste": "LA_POSTE",
    "france-travail": "FT",
    "caf": "CAF",
    "cpam": "CPAM",
    "mutualite-sociale-agricole": "MSA",
    "mjc": "MJC",
    "pimms-mediation": "PIMMS",
    "ressourceries": "RESSOURCERIE",
    "regions": "REG",
    "espaces-publics-numeriques": "EPN",
    "reseau-information-jeunesse": "PIJ_BIJ",
    "plie": "PLIE",
    "spip": "SPIP",
    "unaf": "UDAF",
}
DISPOSITIFS = {
    "france-service": "France Services",
    "france-services": "France Services",
    "aidants-connect": "Aidants Connect",
    "conseillers-numeriques": "Conseillers numériques",
    "emmaus": "",
    "croix-rouge": "La Croix Rouge",
    "grandes-ecoles-du-numerique": "Grande école du numérique",
}


def reconnait(brut: Brut) -> float:
    """Une colonne que seul data·inclusion écrit, avec id, nom et source."""
    colonnes = {cle(c) for c in brut.colonnes}
    propres = {
        "reseaux porteurs",
        "horaires accueil",
        "accessibilite lieu",
        "lien source",
        "antenne",
        "labels nationaux",
    }
    requis = {"source", "id", "nom", "date maj"}
    return 0.92 if requis <= colonnes and propres & colonnes and "services" not in colonnes else 0


def convertir(brut: Brut) -> Converti:
    """Les réseaux porteurs donnent typologie et dispositif ; les services, d'un autre fichier, sont inconnus."""
    connues = {cle(k): v for k, v in COLONNES.items()}
    lu = appliquer(brut, {c: connues.get(cle(c), "") for c in brut.colonnes}, "lieux")
    reseaux = next(
        (brut.table[c] for c in brut.colonnes if cle(c) in {"reseaux porteurs", "labels nationaux"}), None
    )
    table = lu.table
    if reseaux is not None:
        table = table.assign(
            typologie=[_traduits(r, RESEAUX) for r in reseaux],
            dispositif_programmes_nationaux=[_traduits(r, DISPOSITIFS) for r in reseaux],
        )
    return Converti("lieux", table, lu.lignes, lu.colonnes_lues, lu.anomalies, lu.non_repris, brut.table)


def _traduits(reseaux: str, vers: dict[str, str]) -> str:
    mots = [m.strip(" []'\"") for m in reseaux.replace(",", "|").split("|")]
    return "|".join(dict.fromkeys(vers[m] for m in mots if vers.get(m)))


FORMATS = (Format("data-inclusion", "Structures data·inclusion v1", "lieux", reconnait, convertir),)
