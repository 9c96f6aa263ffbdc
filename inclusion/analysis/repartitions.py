"""Les répartitions annuelles de La Coop : à l'année, la rareté ne les déforme pas comme elle vide les détails d'un mois."""

from collections.abc import Collection

import pandas as pd

from inclusion.analysis.parcours import TOUT

COMPTE = "accompagnements"
PUBLIEES = ("total", "mois", "type")
"""Les répartitions d'accompagnements que La Coop publie aussi sans export ; des autres, elle compte les activités."""


def repartition(
    bilans: pd.DataFrame, selon: str, *, code: str, communes: Collection[str], periode: str
) -> pd.DataFrame:
    """valeur, effectif (Int64, manquant s'il est masqué), masque : une répartition, additionnée période par période.

    `bilans` : lignes de `statistiques_mediation`, dont les périodes d'une même année ne se recouvrent pas (l'import y
    veille) ; `code` : celui du territoire dans cette table (vide : le département) ; une année où il n'est pas dit, ses
    `communes` s'additionnent. Une part masquée masque la somme.
    """
    annees = bilans["debut"].dt.year
    datees = bilans["fin"].dt.year.eq(annees)
    dites = bilans[datees & bilans["compte"].eq(COMPTE) & bilans["repartition"].eq(selon)]
    dites = dites.assign(annee=annees.loc[dites.index].astype("Int64").astype("str"))
    if periode != TOUT:
        dites = dites[dites["annee"].eq(periode)]
    propres = dites[dites["code_insee"].eq(code)]
    autres = dites[dites["code_insee"].isin(set(communes)) & ~dites["annee"].isin(set(propres["annee"]))]
    retenues = pd.concat([propres, autres])
    groupes = retenues.groupby("valeur", sort=False)["effectif"]
    effectifs = groupes.agg(lambda n: n.astype("Int64").sum(skipna=False)).astype("Int64")
    return pd.DataFrame(
        {
            "valeur": effectifs.index.astype("str"),
            "effectif": effectifs.array,
            "masque": effectifs.isna().to_numpy(),
        }
    )


def comptees(bilans: pd.DataFrame, selon: str) -> pd.DataFrame:
    """Les lignes des périodes où les accompagnements sont répartis selon `selon` : leur total est le sien.

    La Coop publie aussi des totaux sur d'autres périodes, qu'elle ne répartit pas ainsi : les ajouter compterait double.
    Ce qu'elle publie (`PUBLIEES`) est lu dans les périodes de son export, qui répartit tout.
    """
    repartitions = bilans["repartition"]
    temoins = ~repartitions.isin(PUBLIEES) if selon in PUBLIEES else repartitions.eq(selon)
    dites = bilans[bilans["compte"].eq(COMPTE) & temoins]
    return bilans.merge(dites[["debut", "fin"]].drop_duplicates())


def entiere(total: pd.DataFrame, accompagnements: int | None) -> bool:
    """Vrai si la répartition `total` compte au moins les accompagnements des mois : aucun mois n'y manque."""
    if total.empty or bool(total["masque"].any()) or accompagnements is None:
        return False
    return int(total["effectif"].sum()) >= accompagnements
