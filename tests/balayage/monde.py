"""Un jeu de données dont chaque texte libre est piégé : toutes les tables, et la description du jeu elle-même."""

import json
import zipfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from inclusion.data.demonstration import cadre
from inclusion.data.lecture import JEU_EMBARQUE, load_jeu
from inclusion.exports.paquet import to_zip
from inclusion.model.schemas import Champ, Schema, lire_descripteur, schemas
from tests.balayage.charges import TEXTES

ENSEMBLES = {"id_a": "id", "id_b": "id", "id_garde": "id", "id_lieu_principal": "id", "ids_lieux_secondaires": "id",
             "lot": "lots"}  # fmt: skip
"""Les colonnes qui disent la même chose sous un autre nom : leurs valeurs restent les mêmes des deux côtés."""
REMPLIS = 240
"""Combien de cellules vides d'une colonne sont remplies : assez pour que chaque piège y passe."""


def libres(schema: Schema) -> list[Champ]:
    """Les colonnes où l'on peut écrire ce que l'on veut : du texte que rien ne borne à une liste ou à une forme."""
    return [c for c in schema.champs if c.type == "string" and _libre(c, schema)]


def _libre(un_champ: Champ, schema: Schema) -> bool:
    cles = {f for cle in schema.descripteur.get("foreignKeys", ()) for f in cle["fields"]} - set(ENSEMBLES)
    listees = (
        un_champ.valeurs or un_champ.nomenclature or (un_champ.references and un_champ.nom not in ENSEMBLES)
    )
    return not (listees or "pattern" in un_champ.contraintes or un_champ.nom in cles)


def piegees(tables: Mapping[str, pd.DataFrame], tour: int) -> dict[str, pd.DataFrame]:
    """Les mêmes tables, tous leurs textes libres remplacés ; deux valeurs égales le restent.

    D'un `tour` à l'autre les pièges tournent, et chaque valeur en rencontre d'autres.
    """
    rangs: dict[str, dict[str, int]] = {}
    rendues = dict(tables)
    for nom, schema in schemas().items():
        for champ in libres(schema):
            if champ.nom == "mois" or (nom, champ.nom) == ("relations", "source"):
                continue
            ensemble = ENSEMBLES.get(
                champ.nom, champ.nom if champ.nom in {"id_lot", "lots"} else f"{nom}.{champ.nom}"
            )
            ensemble = "lieux.id" if ensemble == "id" else ensemble
            decalage = zlib.crc32(ensemble.encode()) + 40 * tour
            unique = champ.nom in schema.cle or champ.contraintes.get("unique") or ensemble == "lieux.id"
            rendues[nom] = rendues[nom].assign(
                **{
                    champ.nom: _piegee(
                        rendues[nom][champ.nom], champ, rangs.setdefault(ensemble, {}), decalage, bool(unique)
                    )
                }
            )
    return rendues


def _piegee(
    valeurs: pd.Series, champ: Champ, rangs: dict[str, int], decalage: int, unique: bool
) -> pd.Series:
    def un(valeur: str) -> str:
        texte = TEXTES[(rangs.setdefault(valeur, len(rangs)) + decalage) % len(TEXTES)]
        if champ.separateur or "|" in texte:
            texte = texte.replace("|", "¦") if champ.separateur or unique else texte
        return f"{valeur} {texte}" if unique else texte

    rendues = []
    for ligne, valeur in enumerate(valeurs):
        if valeur:
            garde = champ.nom == "horaires" and ligne % 2
            rendues.append(
                valeur
                if garde
                else "|".join(un(v) for v in (valeur.split("|") if champ.separateur else [valeur]))
            )
        elif ligne < REMPLIS and not unique and not champ.references and champ.nom != "horaires":
            rendues.append(
                TEXTES[(ligne + decalage) % len(TEXTES)].replace("|", "¦" if champ.separateur else "|")
            )
        else:
            rendues.append(valeur)
    return pd.Series(rendues, index=valeurs.index, dtype="str")


def descripteur_piege(descripteur: dict[str, Any], tour: int) -> dict[str, Any]:
    """La description du jeu, dont chaque titre, producteur, licence, source et millésime est piégé."""
    rang = 40 * tour

    def suivant(debut: str = "") -> str:
        nonlocal rang
        rang += 1
        return f"{debut}{TEXTES[rang % len(TEXTES)]}"

    ressources = []
    for ressource in descripteur["resources"]:
        sources = [s | {"title": suivant()} for s in ressource.get("sources", [])]
        licences = [x | {"title": suivant()} for x in ressource.get("licenses", [])]
        piegee = ressource | {
            "title": suivant(),
            "description": suivant(),
            "sources": sources,
            "licenses": licences,
        }
        piegee |= {c: suivant() for c in ("producteur", "millesime", "cadence") if ressource.get(c)}
        ressources.append(piegee)
    departement = descripteur["departement"] | {"nom": suivant(), "part": suivant()}
    return descripteur | {"title": suivant(), "departement": departement, "resources": ressources}


def tables_de_demonstration() -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Le jeu livré et toute sa démonstration, avec sa description."""
    jeu = load_jeu(JEU_EMBARQUE)
    lignes = cadre.engendrees(jeu.tables, cadre.themes())
    descripteur = lire_descripteur(JEU_EMBARQUE / "datapackage.json")
    return {**jeu.tables, **cadre.avec(jeu.tables, lignes)}, descripteur


def ecrire(dossier: Path, tables: Mapping[str, pd.DataFrame], descripteur: Mapping[str, Any]) -> Path:
    """Pose un jeu dans un dossier neuf."""
    parametres = (JEU_EMBARQUE / "parametres.toml").read_bytes()
    with zipfile.ZipFile(BytesIO(to_zip(tables, descripteur, parametres=parametres))) as archive:
        archive.extractall(dossier)
    for nom in ("sources.toml", "referentiel_rapport.json"):
        (dossier / nom).write_bytes((JEU_EMBARQUE / nom).read_bytes())
    return dossier


def jeu_hostile(dossier: Path, tour: int) -> Path:
    """Un jeu entier, démonstration comprise, dont tout texte libre est un piège."""
    tables, descripteur = tables_de_demonstration()
    ecrire(dossier, piegees(tables, tour), descripteur_piege(dict(descripteur), tour))
    (dossier / "pieges.json").write_text(json.dumps({"tour": tour}), encoding="utf-8")
    return dossier
