"""Le jeu entier en un seul fichier : un data package ZIP, que l'observatoire (et tout outil Frictionless) relit."""

import hashlib
import json
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pandas as pd

from inclusion.data.ecriture import to_octets
from inclusion.model.schemas import schemas

DATE_ZIP = (1980, 1, 1, 0, 0, 0)
DESCRIPTION = "datapackage.json"


def to_zip(
    tables: Mapping[str, pd.DataFrame], descripteur: Mapping[str, Any], *, parametres: bytes = b""
) -> bytes:
    """Un ZIP : `datapackage.json` (provenance, licence, date et nature de chaque table), puis les tables.

    Mêmes tables, mêmes octets : le ZIP n'est pas daté. Seules les tables décrites y vont.
    """
    fichiers = {
        r["name"]: to_octets(tables[r["name"]], schemas()[r["name"]])
        for r in descripteur.get("resources", [])
        if r["name"] in schemas() and r["name"] in tables
    }
    decrites = [
        _decrite(r, fichiers[r["name"]]) for r in descripteur.get("resources", []) if r["name"] in fichiers
    ]
    dit = {k: v for k, v in descripteur.items() if k != "instantane"} | {"resources": decrites}
    tampon = BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        _ajouter(archive, DESCRIPTION, (json.dumps(dit, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))
        for nom, octets in fichiers.items():
            _ajouter(archive, schemas()[nom].chemin, octets)
        if parametres:
            _ajouter(archive, "parametres.toml", parametres)
    return tampon.getvalue()


def _decrite(ressource: Mapping[str, Any], octets: bytes) -> dict[str, Any]:
    return {
        **ressource,
        "path": schemas()[str(ressource["name"])].chemin,
        "bytes": len(octets),
        "hash": f"sha256:{hashlib.sha256(octets).hexdigest()}",
    }


def _ajouter(archive: zipfile.ZipFile, nom: str, octets: bytes) -> None:
    entree = zipfile.ZipInfo(nom, DATE_ZIP)
    entree.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entree, octets)
