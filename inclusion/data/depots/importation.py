"""Verser dans un jeu ce qu'un contrôle a gardé : le même moteur pour la commande et pour la page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import geopandas as gpd
import pandas as pd

from inclusion.data.depots.fusion import Fusion, Lot, fusionner
from inclusion.data.depots.paquet import Paquet, load_jeu_du_paquet
from inclusion.data.depots.rapport import Rapport
from inclusion.data.ecriture import en_textes, normalisee, to_octets
from inclusion.data.instantanes import Instantane, Versement, disque, enregistrer
from inclusion.data.lecture import Jeu, typee
from inclusion.data.provenance import provenance
from inclusion.model.francais import enumeration, pluriel
from inclusion.model.schemas import Faute, Schema, schemas

REFUS = "refus"


@dataclass(frozen=True, eq=False)
class Apport:
    """Des lignes conformes à verser dans une table : textes pour un CSV, géométries pour un GeoParquet."""

    nom_table: str
    table: pd.DataFrame
    versement: Versement
    lot: Lot | None = None

    @property
    def schema(self) -> Schema:
        return schemas()[self.nom_table]


@dataclass(frozen=True, eq=False)
class Verse:
    """Ce qu'un versement a fait, table par table, et l'instantané écrit s'il a changé quelque chose."""

    fusions: Mapping[str, Fusion]
    instantane: Instantane | None = None


def apport(
    nom_table: str,
    table: pd.DataFrame,
    *,
    source: str,
    date_donnees: date | None,
    nature: str,
    remplacer: bool,
    declaree: bool = True,
    lot: Lot | None = None,
) -> Apport:
    """Un apport ; `nature`, si elle est dite, est celle de toutes ses lignes ; `declaree` : voir `Versement`.

    `lot` : les lignes qu'il remplace toutes (voir `fusionner`).
    """
    if nature and "nature" in table:
        table = table.assign(nature=nature)
    return Apport(
        nom_table, table, Versement(source, date_donnees, nature, remplacer, declaree=declaree), lot
    )


def apports_du_rapport(
    rapport: Rapport, *, source: str, date_donnees: date | None, nature: str, remplacer: bool
) -> tuple[Apport, ...]:
    """Ce qu'un contrôle donne à verser : sa table, et celles qu'il remplit aussi ; aucune si elles sont vides.

    `source` : le producteur déclaré ; il remplace le nom du dépôt là où les lignes n'avaient que lui.
    """
    tables = {rapport.table_cible: rapport.table, **rapport.aussi}
    return tuple(
        apport(
            nom,
            table.assign(source=table["source"].replace(rapport.nom, source or rapport.nom))
            if "source" in table
            else table,
            source=source or rapport.nom,
            date_donnees=date_donnees,
            nature=nature,
            remplacer=remplacer,
            declaree=bool(source or rapport.producteur),
            lot=rapport.lots.get(nom),
        )
        for nom, table in tables.items()
        if len(table)
    )


def apports_du_paquet(paquet: Paquet, *, remplacer: bool) -> tuple[list[Apport], Sequence[Faute]]:
    """Les tables d'un data package, avec leur provenance ; ou toutes ses fautes, et alors aucun apport."""
    jeu = load_jeu_du_paquet(paquet)
    if jeu.fautes:
        return [], jeu.fautes
    apports = []
    for nom in paquet.tables:
        ressource, schema = paquet.ressource(nom), schemas()[nom]
        dite = provenance(ressource)
        table = jeu[nom] if schema.chemin.endswith(".parquet") else en_textes(jeu[nom], schema)
        versement = Versement(dite.producteur, dite.date_donnees, dite.nature, remplacer, ressource)
        apports.append(Apport(nom, table, versement))
    return apports, ()


def apercu(jeu: Jeu, apports: Iterable[Apport], *, remplacer: bool) -> dict[str, Fusion]:
    """Ce que verser changerait, table par table, sans rien écrire."""
    return {a.nom_table: _fusion(jeu, a, remplacer=remplacer) for a in apports}


def verser(
    dossier: Path,
    apports: Sequence[Apport],
    *,
    jeu: Jeu,
    attendu: str,
    nom: str,
    remplacer: bool = False,
    quand: datetime | None = None,
) -> Verse:
    """Écrit un instantané où les apports sont versés ; aucun si cela ne changerait rien.

    `jeu`, `attendu` : le jeu lu et son empreinte ; `nom` : le fichier versé. Lève `StockageError`.
    """
    toutes = apercu(jeu, apports, remplacer=remplacer)
    tables, versements = en_tables(apports, toutes)
    if not tables:
        return Verse(toutes)
    pose = enregistrer(
        dossier,
        tables,
        motif=f"import de {nom} : {phrase({n: toutes[n] for n in tables})}",
        attendu=attendu,
        versements=versements,
        jeu=jeu,
        jugees=True,
        quand=quand,
    )
    return Verse(toutes, pose)


def en_tables(
    apports: Iterable[Apport], fusions: Mapping[str, Fusion]
) -> tuple[dict[str, pd.DataFrame], dict[str, Versement]]:
    """Les tables que les fusions changent, typées, et la provenance de ce qui y est versé."""
    changees = {n: f for n, f in fusions.items() if f.change}
    tables = {n: _typee(f.table, schemas()[n]) for n, f in changees.items()}
    return tables, {a.nom_table: a.versement for a in apports if a.nom_table in changees}


def phrase(fusions: Mapping[str, Fusion]) -> str:
    """« lieux : 12 ajoutées, 3 changées ; postes : … »."""
    return " ; ".join(f"{nom} : {_compte(f)}" for nom, f in fusions.items()) or "rien"


def _compte(f: Fusion) -> str:
    comptes = (
        (f.ajoutees, "ligne ajoutée", "lignes ajoutées"),
        (f.changees, "ligne changée", "lignes changées"),
        (f.retirees, "ligne retirée", "lignes retirées"),
        (f.identiques, "ligne identique", "lignes identiques"),
    )
    dits = [pluriel(n, un, plusieurs) for n, un, plusieurs in comptes if n]
    return enumeration(dits) or "rien à verser"


def to_refus(dossier: Path, octets: bytes, *, nom: str, quand: datetime) -> Path:
    """Écrit à côté du jeu les lignes refusées, réimportables après correction ; rend leur fichier."""
    chemin = dossier / REFUS / f"{quand:%Y-%m-%dT%H%M%S}-{Path(nom).stem}.csv"
    with disque.ecriture_dite(dossier):
        chemin.parent.mkdir(exist_ok=True)
        disque.remplacer(chemin, octets)
    return chemin


def _fusion(jeu: Jeu, a: Apport, *, remplacer: bool) -> Fusion:
    if a.schema.chemin.endswith(".parquet"):
        return _geometries(jeu[a.nom_table], a.table, a.schema)
    avant, versees = en_textes(jeu[a.nom_table], a.schema), normalisee(a.table, a.schema)
    return fusionner(avant, versees, a.schema, remplacer=remplacer, lot=a.lot)


def _geometries(avant: pd.DataFrame, versees: pd.DataFrame, schema: Schema) -> Fusion:
    """Une table de contours se prend tout entière, ou pas du tout si elle est la même."""
    if len(avant) and to_octets(avant, schema) == to_octets(versees, schema):
        return Fusion(versees, 0, 0, len(versees))
    return Fusion(versees, len(versees), 0, 0, len(avant))


def _typee(table: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    return table if isinstance(table, gpd.GeoDataFrame) else typee(table, schema)
