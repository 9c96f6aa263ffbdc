"""`exporter` : écrit une table, ou le jeu entier, dans un format que d'autres relisent."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from inclusion.analysis.observations import observer, territoires
from inclusion.analysis.restriction import restreinte
from inclusion.console import arreter, pour_ecrire, pour_lire
from inclusion.data.lecture import Jeu, dossier_du_jeu, load_jeu
from inclusion.data.sorties import to_fichier
from inclusion.exports import data_inclusion, paquet, parquet, tables
from inclusion.exports.mentions import mentions
from inclusion.model.francais import nombre
from inclusion.model.provenance import Provenance
from inclusion.model.schemas import lire_descripteur, schemas
from inclusion.model.territoires import AIDE_TERRITOIRE, Territoire, TerritoireError, resolu

GEOMETRIES = ["geometry", "chef_lieu"]
PAQUET = "tout"


class Forme(StrEnum):
    """Les formats d'export."""

    CSV = "csv"
    NATIONAL = "national"
    XLSX = "xlsx"
    GEOJSON = "geojson"
    PARQUET = "parquet"
    DATA_INCLUSION = "data-inclusion"
    PAQUET = "paquet"


Ecrire = Callable[[pd.DataFrame, Provenance, str], bytes]
ECRITURES: Mapping[Forme, Ecrire] = {
    Forme.CSV: lambda t, _p, _ou: tables.to_csv(t.drop(columns=GEOMETRIES, errors="ignore")),
    Forme.NATIONAL: lambda t, _p, _ou: tables.to_csv_national(t),
    Forme.XLSX: lambda t, p, ou: tables.to_xlsx(
        t.drop(columns=GEOMETRIES, errors="ignore"), list(mentions(p, territoire=ou).items())
    ),
    Forme.GEOJSON: lambda t, p, ou: tables.to_geojson(t, p, territoire=ou),
    Forme.PARQUET: lambda t, p, ou: parquet.to_parquet(t, p, territoire=ou),
    Forme.DATA_INCLUSION: lambda t, p, ou: data_inclusion.to_json(t, p, territoire=ou),
}
DES_LIEUX = {Forme.NATIONAL, Forme.GEOJSON, Forme.DATA_INCLUSION}
SANS_MENTION = {Forme.CSV, Forme.NATIONAL}


def exporter(
    table: Annotated[str, typer.Argument(help="Nom d'une table (lieux, postes…) ; « tout » pour le paquet.")],
    forme: Annotated[Forme, typer.Option(help="Format du fichier.")],
    vers: Annotated[Path, typer.Option(help="Fichier à écrire.")],
    territoire: Annotated[str, typer.Option(help=AIDE_TERRITOIRE)] = "",
    donnees: Annotated[
        Path | None, typer.Option(help="Jeu de données (INCLUSION_DONNEES par défaut).")
    ] = None,
) -> None:
    """Exporte une table ; la provenance est dans le fichier, ou à côté (…provenance.json) quand c'est un CSV."""
    dossier = donnees or dossier_du_jeu()
    jeu = load_jeu(dossier)
    pour_lire(jeu.fautes, code=1)
    if forme == Forme.PAQUET:
        if territoire or table != PAQUET:
            arreter(
                f"Le paquet est le jeu entier : « exporter {PAQUET} --forme paquet », sans territoire.", 1
            )
        pour_ecrire(jeu.fautes, code=1)
        octets = _paquet(dossier, jeu)
        dites: dict[str, str] = {}
    else:
        octets, dites = _table(jeu, table, forme, territoire)
    to_fichier(octets, vers)
    if forme in SANS_MENTION:
        joint = vers.with_name(f"{vers.stem}.provenance.json")
        to_fichier((json.dumps(dites, ensure_ascii=False, indent=1) + "\n").encode("utf-8"), joint)
    typer.echo(f"{vers} : {nombre(len(octets))} octets" + "".join(f"\n{k} : {v}" for k, v in dites.items()))


def _paquet(dossier: Path, jeu: Jeu) -> bytes:
    parametres = dossier / "parametres.toml"
    octets = parametres.read_bytes() if parametres.exists() else b""
    return paquet.to_zip(jeu.tables, lire_descripteur(dossier / "datapackage.json"), parametres=octets)


def _table(jeu: Jeu, nom: str, forme: Forme, demande: str) -> tuple[bytes, dict[str, str]]:
    if nom not in schemas():
        arreter(f"Table inconnue « {nom} ». Tables : {', '.join(schemas())}.", 1)
    if forme in DES_LIEUX and nom != "lieux":
        arreter(
            f"Le format « {forme} » est celui des lieux : demander la table « lieux », ou --forme csv.", 1
        )
    lieu = _territoire(jeu, demande) if demande else None
    lignes = restreinte(jeu[nom], jeu["communes"], lieu)[0] if lieu else jeu[nom]
    ou = lieu.nom if lieu else jeu.nom_departement
    colonnes = schemas()[nom].colonnes
    octets = ECRITURES[forme](pd.DataFrame(lignes[colonnes]), jeu.provenances[nom], ou)
    return octets, mentions(jeu.provenances[nom], territoire=ou) | {"lignes": str(len(lignes))}


def _territoire(jeu: Jeu, demande: str) -> Territoire:
    try:
        return resolu(demande, territoires(observer(jeu, date.today())))
    except TerritoireError as erreur:
        arreter(str(erreur), 1)
