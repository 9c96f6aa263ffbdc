"""CSV, GeoJSON et XLSX."""

import json
from collections.abc import Sequence
from io import BytesIO

import pandas as pd
import xlsxwriter

from inclusion.exports.mentions import mentions
from inclusion.exports.national import colonnes_nationales, national
from inclusion.exports.textes import inerte, inertes, textes
from inclusion.model.provenance import Provenance

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""Rien d'exécutable dans un classeur : ni formule, ni lien, ni texte pris pour un nombre."""


def to_csv(table: pd.DataFrame) -> bytes:
    """CSV UTF-8 (avec marque d'ordre, pour les tableurs), virgule, point décimal."""
    return _csv(table).encode("utf-8-sig")


def to_csv_national(lieux: pd.DataFrame) -> bytes:
    """Le CSV du schéma national des lieux : UTF-8, virgule, 32 colonnes, `|` entre valeurs multiples."""
    return _csv(national(lieux)).encode("utf-8")


def _csv(table: pd.DataFrame) -> str:
    # \r\n (RFC 4180) : c'est aussi ce qui fait mettre entre guillemets une cellule à retour chariot
    return str(inertes(table).to_csv(index=False, lineterminator="\r\n"))


def to_geojson(lieux: pd.DataFrame, provenance: Provenance | None = None, *, territoire: str = "") -> bytes:
    """FeatureCollection (EPSG:4326) ; `precision_localisation` dit ce que vaut chaque point."""
    dite = {"provenance": mentions(provenance, territoire=territoire)} if provenance else {}
    colonnes = [*colonnes_nationales(), "precision_localisation", "nature"]
    proprietes = textes(lieux[colonnes]).to_dict("records")
    return json.dumps(
        {
            "type": "FeatureCollection",
            **dite,
            "features": [
                {
                    "type": "Feature",
                    "geometry": None
                    if pd.isna(x)
                    else {"type": "Point", "coordinates": [float(x), float(y)]},
                    "properties": lieu,
                }
                for x, y, lieu in zip(lieux["longitude"], lieux["latitude"], proprietes, strict=True)
            ],
        },
        ensure_ascii=False,
    ).encode("utf-8")


def to_xlsx(table: pd.DataFrame, rappel: Sequence[tuple[str, str]]) -> bytes:
    """Un classeur : la table, puis une feuille qui rappelle filtres, sources et dates."""
    tampon = BytesIO()
    with xlsxwriter.Workbook(tampon, OPTIONS) as classeur:
        entete = classeur.add_format({"bold": True, "bottom": 1})
        feuille_de(classeur.add_worksheet("Données"), table, entete)
        feuille = classeur.add_worksheet("Filtres et sources")
        feuille.set_column(0, 0, 24)
        feuille.set_column(1, 1, 100)
        for rang, (quoi, valeur) in enumerate(rappel):
            feuille.write_string(rang, 0, quoi, entete)
            feuille.write_string(rang, 1, inerte(valeur))
    return tampon.getvalue()


def feuille_de(feuille: xlsxwriter.worksheet.Worksheet, table: pd.DataFrame, entete: object) -> None:
    """Écrit une table sur une feuille : nombres en nombres, textes inoffensifs, en-tête figée et filtrable."""
    inoffensive = inertes(table)
    for rang, nom in enumerate(table.columns):
        feuille.write_string(0, rang, str(nom), entete)
        numerique = pd.api.types.is_numeric_dtype(table[nom]) and not pd.api.types.is_bool_dtype(table[nom])
        for ligne, (brute, texte) in enumerate(zip(table[nom], inoffensive[nom], strict=True), start=1):
            if numerique and not pd.isna(brute):
                feuille.write_number(ligne, rang, float(brute))
            elif texte:
                feuille.write_string(ligne, rang, texte)
    feuille.freeze_panes(1, 0)
    feuille.autofilter(0, 0, max(len(table), 1), max(len(table.columns) - 1, 0))
    feuille.autofit(max_width=420)
