"""Les lots, du dépôt à la remise : où en est chacun, et par où il est passé ; jamais une personne."""

import pandas as pd

from inclusion.analysis.filiere.etapes import DEHORS, PERTES

COLONNES = [
    "id_lot",
    "collectes",
    "remis",
    "pertes",
    "reste",
    "publics",
    "statut_juridique",
    "premier",
    "dernier",
]
COLONNES_TRACE = [
    *("date", "categorie", "etape_de", "etape_vers", "quantite", "masse_kg"),
    *("statut_juridique", "public_beneficiaire", "code_insee"),
]


def suivi(flux: pd.DataFrame, lots: pd.DataFrame) -> pd.DataFrame:
    """COLONNES, une ligne par lot des flux, le plus récent d'abord (quantités en équipements).

    `reste` : collectés + revenus − remis − sortis en pièces, recyclage ou rebut ; `publics` : à qui, séparés par une
    virgule ; `statut_juridique` : celui de la fiche du lot, à défaut celui de sa collecte, `""` si personne ne le dit.
    """
    quantite = flux["quantite"].astype(float)
    par_lot = flux["id_lot"]
    sommes = {
        "collectes": flux["etape_vers"].eq("collecte") & flux["etape_de"].isin(DEHORS),
        "remis": flux["etape_vers"].eq("distribue"),
        "pertes": flux["etape_vers"].isin(PERTES),
        "retours": flux["etape_vers"].eq("retour"),
    }
    table = pd.DataFrame({nom: quantite.where(m, 0.0).groupby(par_lot).sum() for nom, m in sommes.items()})
    table = table.assign(
        reste=table["collectes"] + table["retours"] - table["remis"] - table["pertes"],
        publics=_reunis(flux.loc[sommes["remis"]], "public_beneficiaire").reindex(table.index, fill_value=""),
        statut_juridique=_statuts(flux.loc[sommes["collectes"]], lots, table.index),
        premier=flux["date"].groupby(par_lot).min(),
        dernier=flux["date"].groupby(par_lot).max(),
    )
    table = table.rename_axis("id_lot").reset_index()
    return table.sort_values(["premier", "id_lot"], ascending=[False, True], ignore_index=True)[COLONNES]


def _statuts(collectes: pd.DataFrame, lots: pd.DataFrame, cles: pd.Index) -> pd.Series:
    fiche = lots.drop_duplicates("id_lot").set_index("id_lot")["statut_juridique"].reindex(cles)
    dits = _reunis(collectes, "statut_juridique").reindex(cles, fill_value="")
    return fiche.replace("", pd.NA).fillna(dits).fillna("").astype("str")


def _reunis(flux: pd.DataFrame, colonne: str) -> pd.Series:
    """Par lot, les valeurs connues d'une colonne, sans répétition."""
    connues = flux[flux[colonne].notna() & flux[colonne].ne("")]
    return connues.groupby("id_lot")[colonne].agg(lambda v: ", ".join(sorted(set(v)))).astype("str")


def trace(flux: pd.DataFrame, id_lot: str) -> pd.DataFrame:
    """COLONNES_TRACE : les passages d'un lot, dans l'ordre où ils se sont faits (d'un même jour : celui du fichier)."""
    return flux[flux["id_lot"].eq(id_lot)].sort_values("date", kind="stable")[COLONNES_TRACE]
