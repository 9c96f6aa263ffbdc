"""Écriture du référentiel dans un dossier, chaque fichier remplacé d'un coup."""

import json
import os
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from inclusion.data.referentiel.construction import Referentiel

RESSOURCES = ("communes", "communes_voisines", "epci", "mairies")
DESCRIPTION = "datapackage.json"


def to_dossier(
    referentiel: Referentiel,
    contenu_rapport: Mapping[str, Any],
    dossier: Path,
    *,
    descripteur: Mapping[str, Any],
    date_construction: date,
) -> list[Path]:
    """Écrit les quatre tables et le rapport, et un `datapackage.json` réduit si le dossier n'en a pas.

    `descripteur` : celui du projet, dont les quatre ressources sont reprises. Rend les chemins écrits.
    """
    dossier.mkdir(parents=True, exist_ok=True)
    ecritures: dict[str, Callable[[Path], object]] = {
        "communes.parquet": referentiel.communes.to_parquet,
        "communes_voisines.parquet": referentiel.communes_voisines.to_parquet,
        "epci.csv": lambda chemin: to_csv(referentiel.epci, chemin),
        "mairies.csv": lambda chemin: to_csv(referentiel.mairies, chemin),
        "referentiel_rapport.json": lambda chemin: to_json(contenu_rapport, chemin),
    }
    if not (dossier / DESCRIPTION).exists():
        reduit = descripteur_reduit(descripteur, referentiel, date_construction=date_construction)
        ecritures[DESCRIPTION] = lambda chemin: to_json(reduit, chemin)
    return [_remplacer(dossier / nom, ecrire) for nom, ecrire in ecritures.items()]


def descripteur_reduit(
    descripteur: Mapping[str, Any], referentiel: Referentiel, *, date_construction: date
) -> dict[str, Any]:
    """Le descripteur du projet, réduit aux ressources du référentiel et au nom du département."""
    created = f"{date_construction.isoformat()}T00:00:00Z"
    gardees = [r for r in descripteur.get("resources", []) if r["name"] in RESSOURCES]
    return {
        **descripteur,
        "name": f"inclusion-numerique-{referentiel.code_departement.lower()}",
        "title": f"Inclusion numérique : {referentiel.nom_departement} ({referentiel.code_departement})",
        "created": created,
        "departement": {
            "code": referentiel.code_departement,
            "nom": referentiel.nom_departement,
            "part": f"part du département ({referentiel.nom_departement})",
        },
        "resources": [{**_sans_cle_rompue(r), "created": created} for r in gardees],
    }


def _sans_cle_rompue(ressource: Mapping[str, Any]) -> dict[str, Any]:
    """La ressource sans ses clés étrangères vers une table absente du descripteur réduit."""
    schema = dict(ressource.get("schema", {}))
    cles = [c for c in schema.pop("foreignKeys", []) if c["reference"]["resource"] in ("", *RESSOURCES)]
    return {**ressource, "schema": {**schema, **({"foreignKeys": cles} if cles else {})}}


def to_csv(table: pd.DataFrame, chemin: Path) -> None:
    """CSV en UTF-8 : virgule, point décimal, booléens `true` et `false`, vide si inconnu."""
    booleens = {
        str(nom): table[nom].map({True: "true", False: "false"}) for nom in table.select_dtypes("bool")
    }
    table.assign(**booleens).to_csv(chemin, index=False, encoding="utf-8", lineterminator="\n")


def to_json(contenu: Mapping[str, Any], chemin: Path) -> None:
    """JSON en UTF-8, indenté."""
    chemin.write_text(json.dumps(contenu, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _remplacer(chemin: Path, ecrire: Callable[[Path], object]) -> Path:
    """Écrit à côté puis remplace : un lecteur ne voit jamais un fichier à moitié écrit."""
    with tempfile.TemporaryDirectory(dir=chemin.parent, prefix=".construction-") as temporaire:
        provisoire = Path(temporaire) / chemin.name
        ecrire(provisoire)
        os.replace(provisoire, chemin)  # noqa: PTH105
    return chemin
