"""Les colonnes d'un tableau quelconque → celles d'une table : proposées, corrigées par l'utilisateur, retenues."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from rapidfuzz import fuzz

from inclusion.data.depots.fichiers import Brut
from inclusion.data.instantanes import disque
from inclusion.model.anomalies import Anomalie
from inclusion.model.formats.courriel import FORME as COURRIEL
from inclusion.model.formats.listes import service_devine
from inclusion.model.formats.texte import cle
from inclusion.model.schemas import schemas

# Les noms que les tableaux donnent à nos colonnes (sans accent ni casse)
SYNONYMES: Mapping[str, tuple[str, ...]] = {
    "id": ("identifiant", "id fs", "uid", "typo uid", "matricule"),
    "pivot": ("siret", "numero siret", "n siret", "rna", "siren", "id rna"),
    "nom": (
        *("lib fs", "libelle", "libelle1", "nom du lieu", "lieu", "nom structure", "nom de la structure", "name"),
        *("denomination", "raison sociale", "user nom", "structure", "etablissement", "nom usage", "intitule"),
        *("nom de l etablissement", "nom du site", "nom fs", "nom france services", "titre"),
    ),
    "structure_employeuse": ("employeur", "structure employeuse", "nom de la structure", "structure", "nom"),
    "commune": (
        *("ville", "lib com", "libcom", "nom commune", "city", "localite", "nom de la commune", "libelle commune"),
        *("nomcommune", "libgeo", "municipality"),
    ),
    "code_postal": ("cp", "codepostal", "postal code", "zip", "code post", "adresse code postal"),
    "code_insee": (
        *("insee", "insee com", "citycode", "code commune", "code commune insee", "depcom", "codgeo", "codeinsee"),
        *("code officiel geographique", "cog", "code insee commune", "com", "insee commune", "code insee de la commune"),
    ),
    "adresse": (
        *("voie", "adresse postale", "user adres", "rue", "address", "adresse complete", "numero et voie"),
        *("adresse 1", "adresse1", "adresse du lieu", "numero voie", "l4 ligne adresse"),
    ),
    "complement_adresse": ("complement", "complement d adresse", "adresse 2", "adresse2", "localisation"),
    "latitude": ("lat", "y wgs84", "coord y", "y", "latitude wgs84", "coordonnees y"),
    "longitude": ("lon", "lng", "long", "x wgs84", "coord x", "x", "longitude wgs84", "coordonnees x"),
    "typologie": ("type", "type structure", "type de structure", "type de lieu", "user type", "categorie", "statut"),
    "telephone": ("tel", "phone", "numero de telephone", "phoneclient", "telephone fixe", "n tel", "tel fixe"),
    "courriels": ("courriel", "mail", "email", "e mail", "adresse mail", "adresse email", "contact mail", "mel"),
    "site_web": ("site", "site internet", "url", "website", "site inter", "lien", "web", "page web", "siteweb"),
    "horaires": ("horaire", "horaires d ouverture", "heures d ouverture", "opening hours", "ouverture", "jours et heures"),
    "presentation_resume": ("resume", "presentation"),
    "presentation_detail": ("description", "descriptif", "commentaire", "observations", "remarques"),
    "source": ("source de la donnee", "origine", "producteur"),
    "date_maj": (
        *("derniere maj", "maj", "mise a jour", "date de mise a jour", "updated at", "date mise a jour"),
        *("derniere mise a jour", "date modification", "date de modification", "datemaj"),
    ),
    "services": ("service", "services proposes", "offre", "offres", "activites", "thematiques", "prestations"),
    "publics_specifiquement_adresses": ("publics accueillis", "public accueillis", "public", "publics", "public"),
    "frais_a_charge": ("conditions acces", "conditions d acces", "tarif", "tarifs", "cout", "gratuite", "frais"),
    "dispositif_programmes_nationaux": ("labels nationaux", "labels", "dispositifs", "label"),
    "autres_formations_labels": ("labels autres",),
    "fiche_acces_libre": ("accessibilite", "acceslibre"),
    "prise_rdv": ("prise rdv", "rendez vous", "prise de rendez vous", "lien rdv"),
    "structure_parente": ("structure mere", "gestionnaire", "porteur", "structure porteuse"),
    "itinerance": ("format fs", "itinerant", "format"),
    "modalites_accompagnement": ("modalites", "modalite d accompagnement"),
    "modalites_acces": ("modalite d acces", "acces"),
}  # fmt: skip
JAMAIS_REPRISES = re.compile(
    r"\bprenom|\bnom (du|de la|des) (conseiller|mediat|benef|agent|contact|referent)|naissance|\bnir\b|"
    r"securite sociale|\bcivilite|\bnom de famille|\bbeneficiaire"
)
"""Colonnes qui parlent d'une personne : jamais reprises."""
SCORE_MIN = 0.8
CUMULABLES = {"services", "presentation_detail", "dispositif_programmes_nationaux", "adresse"}


@dataclass(frozen=True)
class Converti:
    """Un fichier dans les colonnes de sa table cible, valeurs pas encore nettoyées.

    `colonnes_lues` : colonne cible → colonne(s) du fichier ; `non_repris` : colonnes que rien ne reprend ;
    `departement` : celui que dit le fichier entier, s'il en dit un ; `annexe` : de mêmes rangées, ce que la table ne sait
    pas dire et que la réunion des lignes lira (`formats.Agregation`) ; `precision` : ce qui s'ajoute au nom de la source
    (« un seul médiateur »).
    """

    nom_table: str
    table: pd.DataFrame
    lignes: list[int]
    colonnes_lues: Mapping[str, str] = field(default_factory=dict)
    anomalies: tuple[Anomalie, ...] = ()
    non_repris: tuple[str, ...] = ()
    origine: pd.DataFrame | None = None
    departement: str = ""
    annexe: pd.DataFrame | None = None
    precision: str = ""


@dataclass(frozen=True)
class Proposition:
    """Une colonne du fichier et celle de la table que l'on propose ; score de 0 à 1."""

    colonne: str
    cible: str
    score: float
    raison: str


def proposer(brut: Brut, nom_table: str) -> list[Proposition]:
    """Pour chaque colonne du fichier, la colonne de la table la plus ressemblante (vide : non reprise)."""
    cibles = [c for c in schemas()[nom_table].colonnes if c != "nature"]
    toutes = sorted(
        (_note(brut, colonne, cible, nom_table) for colonne in brut.colonnes for cible in cibles),
        key=lambda p: -p.score,
    )
    retenues: dict[str, Proposition] = {}
    prises: set[str] = set()
    for proposition in toutes:
        libre = proposition.cible not in prises or proposition.cible in CUMULABLES
        if proposition.score >= SCORE_MIN and libre and proposition.colonne not in retenues:
            retenues[proposition.colonne] = proposition
            prises.add(proposition.cible)
    return [retenues.get(c) or Proposition(c, "", 0, _pourquoi_pas(c)) for c in brut.colonnes]


def _pourquoi_pas(colonne: str) -> str:
    if JAMAIS_REPRISES.search(cle(colonne)):
        return "donnée personnelle : jamais reprise"
    return "rien ne lui ressemble dans la table"


def _note(brut: Brut, colonne: str, cible: str, nom_table: str) -> Proposition:
    lue = cle(colonne)
    if _personnelle(colonne, cible, nom_table):
        return Proposition(colonne, "", 0, "donnée personnelle : jamais reprise")
    if lue == cle(cible) or lue == cle(_titre(cible, nom_table)):
        return Proposition(colonne, cible, 1, "même nom")
    if lue in SYNONYMES.get(cible, ()):
        rang = SYNONYMES[cible].index(lue)
        return Proposition(colonne, cible, 0.97 - rang / 1000, "nom d'usage")
    if _contenu(brut.table[colonne], cible):
        return Proposition(colonne, cible, 0.85, "le contenu y ressemble")
    connus = (cle(cible), *SYNONYMES.get(cible, ()))
    score = max(fuzz.ratio(lue, connu) for connu in connus if len(connu) > 3) / 100 if len(lue) > 3 else 0
    return Proposition(colonne, cible, score * 0.95, "nom ressemblant")


def _personnelle(colonne: str, cible: str, nom_table: str) -> bool:
    """Le nom de la colonne parle d'une personne ; une colonne de nos modèles (« public bénéficiaire ») n'en parle pas."""
    lue = cle(colonne)
    notre = lue in {cle(cible), cle(_titre(cible, nom_table))}
    return not notre and bool(JAMAIS_REPRISES.search(lue))


def _titre(cible: str, nom_table: str) -> str:
    return next((c.titre for c in schemas()[nom_table].champs if c.nom == cible), cible)


CONTENUS: Mapping[str, re.Pattern[str]] = {
    "pivot": re.compile(r"\d{14}"),
    "courriels": re.compile(rf"(mailto:)?{COURRIEL.pattern}", re.IGNORECASE),
    "telephone": re.compile(r"(\+33|0)\s?[1-9]([ .-]?\d{2}){4}"),
    "site_web": re.compile(r"https?://\S+|www\.\S+"),
}


def _contenu(valeurs: pd.Series, cible: str) -> bool:
    """Neuf valeurs sur dix ont la forme attendue (au moins trois valeurs) ; des services, toutes en sont."""
    pleines = [v.strip() for v in valeurs.head(200) if v.strip()]
    if len(pleines) < 3:
        return False
    if cible == "services":
        return all(service_devine(v) for v in pleines)
    forme = CONTENUS.get(cible)
    if forme is None:
        return False
    return sum(bool(forme.fullmatch(v)) for v in pleines) >= 0.9 * len(pleines)


def appliquer(brut: Brut, correspondance: Mapping[str, str], nom_table: str) -> Converti:
    """Le fichier dans les colonnes de la table ; plusieurs colonnes pour une cible sont réunies par `|`."""
    par_cible: dict[str, list[str]] = {}
    for colonne, cible in correspondance.items():
        if cible and colonne in brut.table and not _personnelle(colonne, cible, nom_table):
            par_cible.setdefault(cible, []).append(colonne)
    table = pd.DataFrame(
        {cible: _reunies(brut.table, colonnes, cible) for cible, colonnes in par_cible.items()},
        index=brut.table.index,
    )
    return Converti(
        nom_table=nom_table,
        table=table,
        lignes=brut.lignes,
        colonnes_lues={cible: ", ".join(colonnes) for cible, colonnes in par_cible.items()},
        anomalies=brut.anomalies,
        non_repris=tuple(c for c in brut.colonnes if not correspondance.get(c)),
        origine=brut.table,
    )


def _reunies(table: pd.DataFrame, colonnes: list[str], cible: str) -> pd.Series:
    if len(colonnes) == 1:
        return table[colonnes[0]]
    entre = " — " if cible.startswith("presentation") else " " if cible == "adresse" else "|"
    return (
        table[colonnes].apply(lambda r: entre.join(v.strip() for v in r if v.strip()), axis=1).astype("str")
    )


# Mémoire ---------------------------------------------------------------------------------------------------


def _chemin(dossier: Path, brut: Brut) -> Path:
    empreinte = hashlib.sha256("\n".join(sorted(map(cle, brut.colonnes))).encode()).hexdigest()[:16]
    return dossier / "correspondances" / f"{empreinte}.json"


def load_correspondance(dossier: Path, brut: Brut) -> tuple[str, dict[str, str]] | None:
    """La table et la correspondance retenues pour un fichier aux mêmes en-têtes, s'il y en a."""
    chemin = _chemin(dossier, brut)
    try:
        lu = json.loads(chemin.read_text(encoding="utf-8"))
        return str(lu["table"]), {str(k): str(v) for k, v in lu["colonnes"].items()}
    except FileNotFoundError:
        return None


def save_correspondance(dossier: Path, brut: Brut, nom_table: str, correspondance: Mapping[str, str]) -> Path:
    """Retient la correspondance ; elle sera proposée au prochain fichier aux mêmes en-têtes."""
    chemin = _chemin(dossier, brut)
    chemin.parent.mkdir(parents=True, exist_ok=True)
    contenu = {"table": nom_table, "colonnes": dict(correspondance)}
    disque.remplacer(chemin, json.dumps(contenu, ensure_ascii=False, indent=1).encode("utf-8"))
    return chemin
