"""Le seul endroit qui lit un jeu de données : un dossier décrit par `datapackage.json`."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from inclusion.data.description import NOM, load_description, pourquoi_illisible
from inclusion.data.integrite import fautes_d_integrite
from inclusion.data.provenance import fautes_de_date, provenances
from inclusion.data.rangees_csv import RangeeError, rangees
from inclusion.data.references import references_rompues
from inclusion.data.temps_calcules import avec_temps
from inclusion.model.provenance import Nature, Provenance
from inclusion.model.schemas import Champ, Faute, Schema, conforme, schemas

RACINE = Path(__file__).resolve().parents[2]
JEU_EMBARQUE = RACINE / "data"
JEU_DE_TRAVAIL = RACINE / "jeu"
"""La copie que « make lancer » crée la première fois, et où l'on dépose : le jeu embarqué reste tel que livré."""
TYPES = {"integer": "Int64", "number": "Float64", "year": "Int64", "string": "str"}
# Ce que Table Schema admet pour un booléen, sauf mention contraire
BOOLEENS = dict.fromkeys(("true", "True", "TRUE", "1"), True) | dict.fromkeys(
    ("false", "False", "FALSE", "0"), False
)


@dataclass(frozen=True)
class Jeu:
    """Un jeu de données lu et contrôlé : ses tables typées, leur provenance, ses fautes."""

    dossier: Path
    titre: str
    code_departement: str
    nom_departement: str
    part_departement: str
    tables: Mapping[str, pd.DataFrame]
    provenances: Mapping[str, Provenance]
    parametres: Mapping[str, Any]
    fautes: tuple[Faute, ...] = ()
    absentes: tuple[str, ...] = field(default=())

    def __getitem__(self, nom: str) -> pd.DataFrame:
        return self.tables[nom]


def dossier_du_jeu() -> Path:
    """Le dossier de données : `INCLUSION_DONNEES`, à défaut le jeu de travail s'il existe, à défaut le jeu embarqué."""
    dit = os.environ.get("INCLUSION_DONNEES")
    if dit:
        return Path(dit)
    return JEU_DE_TRAVAIL if (JEU_DE_TRAVAIL / NOM).exists() else JEU_EMBARQUE


def load_jeu(dossier: Path = JEU_EMBARQUE, *, empreintes: bool = True, methode: Path | None = None) -> Jeu:
    """Lit toutes les tables d'un dossier et nomme toutes les fautes de tous les fichiers à la fois.

    Une table absente est rendue vide et nommée dans `absentes` ; une table fautive est rendue vide et
    ses fautes sont dans `fautes`. Dans un état enregistré, une table absente, tronquée ou retouchée est fautive.
    `empreintes` faux : sans ce contrôle, pour adopter une retouche. `methode` : le dossier dont on prend les
    paramètres et les temps calculés, quand ce n'est pas celui des tables (un état enregistré se compte comme le présent).
    Ne lève rien pour un contenu fautif.
    """
    descripteur, fautes = load_description(dossier)
    abimees = fautes_d_integrite(dossier, descripteur) if empreintes else {}
    parametres, fautes_parametres = _parametres(methode or dossier)
    fautes += [*fautes_parametres, *fautes_de_date(descripteur)]
    chemins = chemins_du_jeu(dossier, descripteur)
    tables: dict[str, pd.DataFrame] = {}
    lignes: dict[str, list[int]] = {}
    absentes: list[str] = []
    for nom, schema in schemas().items():
        chemin = chemins[nom]
        if nom in abimees:
            tables[nom] = _vide(schema)
            continue
        if not chemin.exists():
            absentes.append(nom)
            tables[nom] = _vide(schema)
            continue
        tables[nom], lignes[nom], nouvelles = _table(chemin, schema)
        fautes += nouvelles
    fautes += dict.fromkeys(abimees.values())
    fautes += references_rompues(tables, lignes, code_departement(tables["communes"]))
    tables["communes"] = avec_relief(tables["communes"], parametres)
    return Jeu(
        dossier=dossier,
        titre=descripteur.get("title") or "",
        code_departement=code_departement(tables["communes"]),
        nom_departement=descripteur.get("departement", {}).get("nom") or "",
        part_departement=descripteur.get("departement", {}).get("part") or "",
        tables=tables,
        provenances=_natures_des_lignes(_provenances_completes(descripteur), tables),
        parametres=avec_temps(parametres, methode or dossier),
        fautes=tuple(fautes),
        absentes=tuple(absentes),
    )


def load_table(dossier: Path, nom: str) -> pd.DataFrame:
    """Une seule table d'un jeu, sans lire les autres ni contrôler ses renvois ; vide si elle est absente ou fautive."""
    descripteur, _ = load_description(dossier)
    chemin, schema = chemins_du_jeu(dossier, descripteur)[nom], schemas()[nom]
    if nom in fautes_d_integrite(dossier, descripteur):
        return _vide(schema)
    return _table(chemin, schema)[0] if chemin.exists() else _vide(schema)


def chemins_du_jeu(dossier: Path, descripteur: Mapping[str, Any]) -> dict[str, Path]:
    """Le fichier de chaque table : celui que dit la description du jeu, à défaut celui du schéma."""
    dits = {r["name"]: r["path"] for r in descripteur.get("resources", [])}
    return {nom: dossier / dits.get(nom, schema.chemin) for nom, schema in schemas().items()}


def code_departement(communes: pd.DataFrame) -> str:
    """Le département du jeu, dit par ses communes (`""` sans commune)."""
    codes = communes["code_departement"].mode()
    return str(codes.iloc[0]) if len(codes) else ""


def avec_relief(communes: pd.DataFrame, parametres: Mapping[str, Any]) -> pd.DataFrame:
    """Ajoute `relief` (booléen), liste saisie dans `parametres.toml`, jamais déduite."""
    codes = {c["code_insee"] for c in parametres.get("relief", {}).get("communes", [])}
    return communes.assign(relief=communes["code_insee"].isin(codes))


def _parametres(dossier: Path) -> tuple[dict[str, Any], list[Faute]]:
    """Les paramètres du dossier, à défaut ceux du projet."""
    chemin = dossier / "parametres.toml"
    try:
        return tomllib.loads(
            (chemin if chemin.exists() else JEU_EMBARQUE / chemin.name).read_text("utf-8")
        ), []
    except tomllib.TOMLDecodeError as erreur:
        return {}, [Faute(chemin.name, None, "", "", f"du TOML bien formé ({erreur})")]
    except UnicodeDecodeError:
        return {}, [Faute(chemin.name, None, "", "", "un texte en UTF-8 : l'enregistrer en « UTF-8 »")]
    except OSError as erreur:
        return {}, [
            Faute(chemin.name, None, "", "", f"un fichier que l'on peut lire ({pourquoi_illisible(erreur)})")
        ]


def _provenances_completes(descripteur: Mapping[str, Any]) -> dict[str, Provenance]:
    """La provenance dite par le jeu ; une table qu'il ne décrit pas est « vide »."""
    dites = provenances(descripteur)
    inconnue = {
        nom: Provenance(schema.titre, "producteur non déclaré", "licence non déclarée", None, nature="vide")
        for nom, schema in schemas().items()
    }
    return inconnue | dites


def _natures_des_lignes(
    dites: Mapping[str, Provenance], tables: Mapping[str, pd.DataFrame]
) -> dict[str, Provenance]:
    """La nature que portent les lignes l'emporte sur celle que dit la description : une seule ligne inventée marque."""
    return {
        nom: replace(dite, nature=_nature(tables[nom])) if nom in tables and "nature" in tables[nom] else dite
        for nom, dite in dites.items()
    }


def _nature(table: pd.DataFrame) -> Nature:
    if table.empty:
        return "vide"
    return "demonstration" if table["nature"].eq("demonstration").any() else "reel"


def _table(chemin: Path, schema: Schema) -> tuple[pd.DataFrame, list[int], list[Faute]]:
    """Une table typée, la ligne de chaque rangée, et ses fautes (table vide s'il y en a)."""
    lire = _lire_parquet if chemin.suffix == ".parquet" else _lire_csv
    try:
        return lire(chemin, schema)
    except OSError as erreur:
        attendu = f"un fichier que l'on peut lire ({pourquoi_illisible(erreur)})"
        return _vide(schema), [], [Faute(chemin.name, None, "", "", attendu)]


def _lire_csv(chemin: Path, schema: Schema) -> tuple[pd.DataFrame, list[int], list[Faute]]:
    try:
        texte = chemin.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as erreur:
        attendu = f"un fichier en UTF-8 (octet {erreur.start} illisible) : l'enregistrer en « CSV UTF-8 »"
        return _vide(schema), [], [Faute(chemin.name, None, "", "", attendu)]
    entetes: list[str] | None = None
    lues: list[list[str]] = []
    lignes: list[int] = []
    fautes: list[Faute] = []
    try:
        for ligne, rangee in rangees(texte):
            if entetes is None:
                entetes = rangee
            elif len(rangee) == len(entetes):
                lues.append(rangee)
                lignes.append(ligne)
            elif rangee:
                attendu = f"{len(entetes)} valeurs, {len(rangee)} lues"
                fautes.append(Faute(chemin.name, ligne, "", ",".join(rangee)[:80], attendu))
    except RangeeError as erreur:
        attendu = f"un CSV bien formé ({erreur}) : vérifier les guillemets de cette ligne et des précédentes"
        return _vide(schema), [], [*fautes, Faute(chemin.name, erreur.ligne, "", "", attendu)]
    brute = pd.DataFrame(lues, columns=entetes or [], dtype="str")
    fautes += conforme(brute, schema, fichier=chemin.name, lignes=lignes)
    if fautes:
        return _vide(schema), [], fautes
    return typee(brute, schema), lignes, []


def _lire_parquet(chemin: Path, schema: Schema) -> tuple[pd.DataFrame, list[int], list[Faute]]:
    try:
        table = gpd.read_parquet(BytesIO(chemin.read_bytes()))
    except ValueError:
        attendu = (
            "un GeoParquet entier : le remettre depuis une copie, le fichier est tronqué ou n'en est pas un"
        )
        return _vide(schema), [], [Faute(chemin.name, None, "", "", attendu)]
    manquantes = [nom for nom in schema.colonnes if nom not in table.columns]
    fautes = [Faute(chemin.name, None, nom, "", "cette colonne, absente du fichier") for nom in manquantes]
    if not fautes and table[list(schema.cle)].duplicated().any():
        fautes = [Faute(chemin.name, None, ", ".join(schema.cle), "", "une clé unique par ligne")]
    return (_vide(schema), [], fautes) if fautes else (table, list(range(1, len(table) + 1)), [])


def typee(brute: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """Une table de textes contrôlée → ses types ; les codes restent du texte, le vide d'un texte est `""`."""
    return brute.assign(**{champ.nom: _colonne(brute[champ.nom], champ) for champ in schema.champs})


def _colonne(valeurs: pd.Series, champ: Champ) -> pd.Series:
    match champ.type:
        case "integer" | "number" | "year":
            return pd.to_numeric(valeurs.where(valeurs != "")).astype(TYPES[champ.type])
        case "boolean":
            return valeurs.map(BOOLEENS).astype("boolean")
        case "date":
            return pd.to_datetime(valeurs.where(valeurs != ""), format="%Y-%m-%d")
        case _:
            return valeurs


def _vide(schema: Schema) -> pd.DataFrame:
    """La table sans ligne, aux bons types."""
    return typee(pd.DataFrame({nom: pd.Series([], dtype="str") for nom in schema.colonnes}), schema)
