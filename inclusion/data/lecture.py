"""Le seul endroit qui lit un jeu de données : un dossier décrit par `datapackage.json`."""

import os
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa

from inclusion.data.description import NOM, load_description, pourquoi_illisible
from inclusion.data.integrite import fautes_d_integrite
from inclusion.data.provenance import fautes_de_date, provenances
from inclusion.data.rangees_csv import RangeeError, rangees
from inclusion.data.references import references_rompues
from inclusion.data.temps_calcules import avec_temps
from inclusion.model.provenance import Nature, Provenance
from inclusion.model.schemas import Atteinte, Champ, Faute, Schema, conforme, schemas

RACINE = Path(__file__).resolve().parents[2]
JEU_EMBARQUE = RACINE / "data"
JEU_DE_TRAVAIL = RACINE / "jeu"
"""La copie que « make lancer » crée la première fois, et où l'on dépose : le jeu embarqué reste tel que livré."""
INDISPENSABLES = ("communes", "epci")
"""Les tables sans lesquelles rien ne se situe : illisibles, elles empêchent d'ouvrir le jeu."""
DECLAREE = (
    "ce fichier, que datapackage.json déclare : le remettre dans le dossier, ou ôter sa ressource de la description "
    "(les écrans diront alors quoi fournir)"
)
"""Ce qu'il faut d'une table déclarée dont le fichier manque."""
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


@dataclass(frozen=True)
class Lue:
    """Une table telle qu'on a pu la lire : ses lignes saines, où elles sont dans le fichier, et ce qui en est écarté.

    `lisible` faux : on ne sait rien de son contenu ; `ecartees` : les rangées fautives, en textes, dont les codes restent
    connus (un poste rattaché à un lieu dont la date est fausse est bien rattaché).
    """

    table: pd.DataFrame
    lignes: list[int] = field(default_factory=list)
    fautes: tuple[Faute, ...] = ()
    ecartees: pd.DataFrame | None = None
    lisible: bool = True

    def sans(self, rompues: Sequence[Faute]) -> "Lue":
        """La même sans les lignes de ces fautes."""
        if not rompues:
            return self
        fautives = {faute.ligne for faute in rompues}
        gardees = ~pd.Series(self.lignes, dtype="object").isin(fautives).to_numpy(dtype=bool)
        return replace(
            self,
            table=self.table[gardees].reset_index(drop=True),
            lignes=[ligne for ligne in self.lignes if ligne not in fautives],
            fautes=(*self.fautes, *rompues),
        )


def dossier_du_jeu() -> Path:
    """Le dossier de données : `INCLUSION_DONNEES`, à défaut le jeu de travail s'il existe, à défaut le jeu embarqué."""
    dit = os.environ.get("INCLUSION_DONNEES")
    if dit:
        return Path(dit)
    return JEU_DE_TRAVAIL if (JEU_DE_TRAVAIL / NOM).exists() else JEU_EMBARQUE


def load_jeu(dossier: Path = JEU_EMBARQUE, *, empreintes: bool = True, methode: Path | None = None) -> Jeu:
    """Lit toutes les tables d'un dossier et nomme toutes les fautes de tous les fichiers à la fois.

    Une faute n'écarte que ce qu'elle touche (voir `Atteinte`) : sa ligne, ou sa table si l'on ne peut pas la lire. Une table
    absente est rendue vide et nommée dans `absentes` ; c'est une faute si la description la déclare remplie. Une colonne
    facultative absente est vide, et dite. Dans un état enregistré, une table absente, tronquée ou retouchée est écartée.
    `empreintes` faux : sans ce contrôle, pour adopter une retouche. `methode` : le dossier dont on prend les paramètres
    et les temps calculés, quand ce n'est pas celui des tables (un état enregistré se compte comme le présent).
    Ne lève rien pour un contenu fautif.
    """
    descripteur, fautes = load_description(dossier)
    abimees = fautes_d_integrite(dossier, descripteur) if empreintes else {}
    parametres, fautes_parametres = _parametres(methode or dossier)
    fautes += [*fautes_parametres, *fautes_de_date(descripteur)]
    mal_decrites = {f.table for f in fautes if f.table}
    chemins, remplies = chemins_du_jeu(dossier, descripteur), _remplies(descripteur)
    lues: dict[str, Lue] = {}
    absentes: list[str] = []
    for nom, schema in schemas().items():
        chemin = chemins[nom]
        if nom in mal_decrites:
            lues[nom] = Lue(_vide(schema), lisible=False)  # sa faute est déjà dite
        elif nom in abimees:
            lues[nom] = Lue(_vide(schema), fautes=(abimees[nom],), lisible=False)
        elif not chemin.exists():
            absentes.append(nom)
            manque = (Faute(chemin.name, None, "", "", DECLAREE, Atteinte.TABLE),) if nom in remplies else ()
            lues[nom] = Lue(_vide(schema), fautes=manque, lisible=not manque)
        else:
            lues[nom] = _table(chemin, schema)
    lues = _sans_les_renvois_rompus(lues, absentes)
    tables = {nom: lue.table for nom, lue in lues.items()}
    fautes += dict.fromkeys(
        replace(faute, gravite=Atteinte.JEU)
        if nom in INDISPENSABLES and faute.gravite == Atteinte.TABLE
        else faute
        for nom, lue in lues.items()
        for faute in lue.fautes
    )
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


def _sans_les_renvois_rompus(lues: Mapping[str, Lue], absentes: Collection[str]) -> dict[str, Lue]:
    """Les mêmes tables sans les lignes dont un code ne désigne rien, et la faute de chacune."""
    rompues = references_rompues(
        {nom: lue.table for nom, lue in lues.items()},
        {nom: lue.lignes for nom, lue in lues.items() if lue.lisible and nom not in absentes},
        code_departement(lues["communes"].table),
        ecartees={nom: lue.ecartees for nom, lue in lues.items() if lue.ecartees is not None},
        illisibles={nom for nom, lue in lues.items() if not lue.lisible},
    )
    return {nom: lue.sans(rompues.get(nom, [])) for nom, lue in lues.items()}


def _remplies(descripteur: Mapping[str, Any]) -> set[str]:
    """Les tables que la description d'un jeu déclare, et qu'elle ne dit pas vides."""
    return {r["name"] for r in descripteur.get("resources", []) if r.get("nature", "vide") != "vide"}


def load_table(dossier: Path, nom: str) -> pd.DataFrame:
    """Une seule table d'un jeu, sans lire les autres ni contrôler ses renvois ; vide si elle est absente ou fautive."""
    descripteur, _ = load_description(dossier)
    chemin, schema = chemins_du_jeu(dossier, descripteur)[nom], schemas()[nom]
    if nom in fautes_d_integrite(dossier, descripteur):
        return _vide(schema)
    return _table(chemin, schema).table if chemin.exists() else _vide(schema)


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
        return {}, [Faute(chemin.name, None, "", "", f"du TOML bien formé ({erreur})", Atteinte.JEU)]
    except UnicodeDecodeError:
        return {}, [
            Faute(chemin.name, None, "", "", "un texte en UTF-8 : l'enregistrer en « UTF-8 »", Atteinte.JEU)
        ]
    except OSError as erreur:
        return {}, [
            Faute(
                chemin.name,
                None,
                "",
                "",
                f"un fichier que l'on peut lire ({pourquoi_illisible(erreur)})",
                Atteinte.JEU,
            )
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


def _table(chemin: Path, schema: Schema) -> Lue:
    """Une table typée, sans les lignes que leurs fautes écartent."""
    lire = _lire_parquet if chemin.suffix == ".parquet" else _lire_csv
    try:
        return lire(chemin, schema)
    except OSError as erreur:
        return _illisible(chemin, schema, f"un fichier que l'on peut lire ({pourquoi_illisible(erreur)})")


def _illisible(chemin: Path, schema: Schema, attendu: str, ligne: int | None = None) -> Lue:
    faute = Faute(chemin.name, ligne, "", "", attendu, Atteinte.TABLE)
    return Lue(_vide(schema), fautes=(faute,), lisible=False)


def _lire_csv(chemin: Path, schema: Schema) -> Lue:
    try:
        texte = chemin.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as erreur:
        attendu = f"un fichier en UTF-8 (octet {erreur.start} illisible) : l'enregistrer en « CSV UTF-8 »"
        return _illisible(chemin, schema, attendu)
    try:
        lues = [(ligne, rangee) for ligne, rangee in rangees(texte) if rangee]
    except RangeeError as erreur:
        attendu = f"un CSV bien formé ({erreur}) : vérifier les guillemets de cette ligne et des précédentes"
        return _illisible(chemin, schema, attendu, erreur.ligne)
    entetes = lues[0][1] if lues else []
    if not set(entetes) & set(schema.colonnes):
        attendu = f"les colonnes de la table « {schema.nom} », séparées par des virgules, à la première ligne"
        return _illisible(chemin, schema, attendu, 1 if lues else None)
    d_en_tete = _fautes_d_en_tete(entetes, schema, chemin.name)
    if any(f.gravite == Atteinte.TABLE for f in d_en_tete):
        return Lue(_vide(schema), fautes=tuple(d_en_tete), lisible=False)
    entieres = [(ligne, rangee) for ligne, rangee in lues[1:] if len(rangee) == len(entetes)]
    coupees = [(ligne, rangee) for ligne, rangee in lues[1:] if len(rangee) != len(entetes)]
    brute = _aux_colonnes(pd.DataFrame([r for _, r in entieres], columns=entetes, dtype="str"), schema)
    lignes = [ligne for ligne, _ in entieres]
    fautes = [
        Faute(chemin.name, ligne, "", ",".join(rangee)[:80], f"{len(entetes)} valeurs, {len(rangee)} lues")
        for ligne, rangee in coupees
    ]
    fautes += conforme(brute, schema, fichier=chemin.name, lignes=lignes)
    fautives = {faute.ligne for faute in fautes}
    gardees = ~pd.Series(lignes, dtype="object").isin(fautives).to_numpy(dtype=bool)
    rompues = pd.DataFrame([dict(zip(entetes, r, strict=False)) for _, r in coupees], dtype="str")
    ecartees = pd.concat([brute[~gardees], _aux_colonnes(rompues, schema)])
    return Lue(
        typee(brute[gardees].reset_index(drop=True), schema),
        [ligne for ligne in lignes if ligne not in fautives],
        (*d_en_tete, *sorted(fautes, key=lambda f: f.ligne or 0)),
        ecartees,
    )


def _aux_colonnes(brute: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """La table de textes aux colonnes du schéma, dans leur ordre ; ce qui n'est pas dit est vide."""
    return (
        brute.reindex(columns=schema.colonnes)
        .astype("str")
        .where(brute.reindex(columns=schema.colonnes).notna(), "")
    )


def _fautes_d_en_tete(entetes: Sequence[str], schema: Schema, fichier: str) -> list[Faute]:
    """Ce que les colonnes d'un fichier ont de trop ou de moins.

    Une colonne facultative absente est vide, et dite : le jeu peut être d'avant elle. Une colonne inconnue n'est pas lue.
    """
    voulues = {champ.nom: champ.requis or champ.nom in schema.cle for champ in schema.champs}
    absente = {
        True: ("cette colonne, absente du fichier", Atteinte.TABLE),
        False: ("cette colonne, absente du fichier : vide en attendant", Atteinte.ABSENTE),
    }
    connues = f"seulement les colonnes de la table « {schema.nom} » : celle-ci n'est pas lue"
    return [
        *(
            Faute(fichier, 1, nom, "", *absente[requise])
            for nom, requise in voulues.items()
            if nom not in entetes
        ),
        *(
            Faute(fichier, 1, nom, "", connues, Atteinte.COLONNE)
            for nom in dict.fromkeys(entetes)
            if nom not in voulues
        ),
        *(
            Faute(fichier, 1, nom, "", "cette colonne une seule fois", Atteinte.TABLE)
            for nom in dict.fromkeys(entetes)
            if entetes.count(nom) > 1
        ),
    ]


def _lire_parquet(chemin: Path, schema: Schema) -> Lue:
    try:
        table = gpd.read_parquet(BytesIO(chemin.read_bytes()))
    except (ValueError, pa.ArrowException):
        attendu = (
            "un GeoParquet entier : le remettre depuis une copie, le fichier est tronqué ou n'en est pas un"
        )
        return _illisible(chemin, schema, attendu)
    fautes = [
        Faute(chemin.name, None, nom, "", "cette colonne, absente du fichier", Atteinte.TABLE)
        for nom in schema.colonnes
        if nom not in table.columns
    ]
    if fautes:
        return Lue(_vide(schema), fautes=tuple(fautes), lisible=False)
    doubles = table[list(schema.cle)].duplicated()
    if doubles.any():
        cle = ", ".join(schema.cle)
        faute = Faute(chemin.name, None, cle, "", "une clé unique par ligne", Atteinte.TABLE)
        return Lue(_vide(schema), fautes=(faute,), lisible=False)
    return Lue(table, list(range(1, len(table) + 1)))


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
