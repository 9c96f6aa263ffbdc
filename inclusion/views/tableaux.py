"""Les tableaux : en-têtes en français, nombres à la française, sélection d'une ligne."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from inclusion.model.chiffres import Aplat
from inclusion.model.francais import nombre
from inclusion.model.nomenclatures import libelle
from inclusion.model.provenance import LIBELLES_NATURE, Provenance
from inclusion.model.releves import Releve
from inclusion.model.reponses import ContenuTable
from inclusion.model.schemas import Schema, attendu

LIBELLES = {
    "code_insee": "Code INSEE",
    "nom": "Nom",
    "commune": "Commune",
    "epci": "Intercommunalité",
    "population": "Habitants",
    "pop_65_plus": "65 ans et plus",
    "lieux": "Lieux",
    "service": "Service",
    "valeur": "Valeur",
    "texte": "Valeur",
    "services": "Services",
    "horaires": "Horaires",
    "date_maj": "Mise à jour",
    "famille": "Famille",
    "completude": "Complétude",
}


LARGEUR_MAX = 320


def simple(table: pd.DataFrame, *, cle: str, alt: str, colonnes: Mapping[str, str] | None = None) -> None:
    """Un tableau en lecture, sans index ; les valeurs y sont du texte, jamais du balisage."""
    st.dataframe(
        francise(table, colonnes or LIBELLES),
        hide_index=True,
        placeholder="",
        key=cle,
        alt=alt,
        column_config=_formats(table, colonnes or LIBELLES),
    )


def releve(un_releve: Releve) -> None:
    """Les lignes d'un relevé, pour une figure qui est un tableau."""
    table = un_releve.transcription
    simple(table, cle=f"relevé {un_releve.fichier} {len(table.columns)}", alt=un_releve.lecture)


def choisissable(table: pd.DataFrame, *, cle: str, alt: str, choisir: Callable[[int], None]) -> None:
    """Un tableau dont une ligne se choisit ; `choisir` reçoit son rang."""

    def au_choix() -> None:
        rangs = st.session_state[cle]["selection"]["rows"]
        if rangs:
            choisir(rangs[0])

    st.dataframe(
        francise(table, LIBELLES),
        hide_index=True,
        placeholder="",
        key=cle,
        alt=alt,
        column_config=_formats(table, LIBELLES),
        on_select=au_choix,
        selection_mode="single-row",
    )


def francise(table: pd.DataFrame, libelles: Mapping[str, str]) -> pd.DataFrame:
    """La table aux en-têtes français ; `|` des listes devient une virgule."""
    textes = table.select_dtypes(include=["str", "object"]).columns
    lisible = table.assign(**{c: table[c].astype("str").str.replace("|", ", ", regex=False) for c in textes})
    return lisible.rename(columns=dict(libelles))


def _formats(table: pd.DataFrame, libelles: Mapping[str, str]) -> dict[str, Any]:
    """Le format de chaque colonne de nombres ou de dates."""
    formats: dict[str, Any] = {}
    for nom, serie in table.items():
        entete = libelles.get(str(nom), str(nom))
        if nom == "completude":
            formats[entete] = st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1)
        elif pd.api.types.is_datetime64_any_dtype(serie):
            formats[entete] = st.column_config.DateColumn(format="DD/MM/YYYY")
        elif pd.api.types.is_numeric_dtype(serie) and not pd.api.types.is_bool_dtype(serie):
            formats[entete] = st.column_config.NumberColumn(format="localized")
        elif pd.api.types.is_string_dtype(serie) and (largeur := _largeur(serie)):
            formats[entete] = st.column_config.TextColumn(width=largeur)
    return formats


def _largeur(textes: pd.Series) -> int | None:
    """La largeur (pixels) d'une colonne presque vide, que la grille mesurerait sur ses cellules vides ; rien sinon."""
    longueurs = textes.fillna("").astype("str").str.len()
    if longueurs.empty or longueurs.max() <= 2 * longueurs.mean():
        return None
    return min(LARGEUR_MAX, 24 + 7 * int(longueurs.max()))


def lieux(table: pd.DataFrame) -> pd.DataFrame:
    """Les lieux tels qu'on les lit : nom, commune, famille, services, horaires, mise à jour, complétude."""
    familles = [libelle("famille", code) for code in table["famille"]]
    colonnes = ["nom", "commune", "famille", "services", "horaires", "date_maj", "completude"]
    return table.assign(famille=pd.array(familles, dtype="str"))[colonnes]


def lieux_choisissables(table: pd.DataFrame, *, choisir: Callable[[str], None]) -> None:
    """La liste des lieux ; choisir une ligne ouvre sa fiche."""
    if table.empty:
        st.info(
            "Aucun lieu ne répond à ces filtres : en retirer un, ou choisir un territoire plus large.",
            icon="🔎",
        )
        return
    st.caption("Cocher une ligne ouvre la fiche du lieu et le situe sur la carte.")
    choisissable(
        lieux(table),
        cle="liste des lieux",
        alt="Lieux retenus",
        choisir=lambda r: choisir(table["id"].iloc[r]),
    )


def communes(table: pd.DataFrame) -> None:
    """Les communes : habitants, 65 ans et plus, lieux."""
    if table.empty:
        st.success("Chaque commune de ce territoire a au moins un lieu recensé.")
        return
    st.caption(f"{nombre(len(table))} commune(s), population municipale.")
    simple(table, cle="liste des communes", alt="Communes du territoire")


def aplat(un_aplat: Aplat) -> pd.DataFrame:
    """La transcription d'un aplat : communes triées de la plus forte valeur à la plus faible."""
    table = un_aplat.valeurs.sort_values("valeur", ascending=False, na_position="last")
    return table[["code_insee", "nom", "texte"]]


def provenances(liste: Sequence[Provenance]) -> None:
    """Chaque table : producteur, date vraie, cadence, licence, nature."""
    table = pd.DataFrame(
        [
            (
                p.titre,
                p.producteur,
                p.quand if p.nature != "vide" else "",
                p.cadence,
                p.licence,
                LIBELLES_NATURE[p.nature],
            )
            for p in liste
        ],
        columns=["Table", "Producteur", "Date des données", "Cadence", "Licence", "Nature"],
    )
    simple(table, cle="provenances", alt="Provenance de chaque table")


def contenu(table: ContenuTable) -> None:
    """Les lignes d'une table, en-têtes et valeurs codées en français."""
    libelles = {champ.nom: champ.titre for champ in table.schema.champs}
    codees = {c.nom: c.nomenclature for c in table.schema.champs if c.nomenclature}
    lignes = table.lignes.assign(
        **{nom: _en_clair(table.lignes[nom], nomenclature) for nom, nomenclature in codees.items()}
    )
    simple(lignes, cle=f"table {table.schema.nom}", alt=table.schema.titre, colonnes=libelles)


def _en_clair(codes: pd.Series, nomenclature: str) -> pd.Series:
    """Les libellés d'une colonne de codes (séparés par `|` s'il y en a plusieurs)."""
    return codes.map(
        lambda lus: "|".join(libelle(nomenclature, code) for code in lus.split("|") if code)
    ).astype("str")


def champs(schema: Schema) -> None:
    """Le dictionnaire d'une table : colonne, description, unité, ce qui est admis."""
    table = pd.DataFrame(
        [
            (c.nom, c.titre, c.description, c.unite, attendu(c), "oui" if c.requis else "")
            for c in schema.champs
        ],
        columns=["Colonne", "Libellé", "Description", "Unité", "Attendu", "Obligatoire"],
    )
    simple(table, cle=f"champs {schema.nom}", alt=f"Colonnes de la table {schema.titre}")
