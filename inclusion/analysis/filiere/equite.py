"""À qui vont les équipements : remises pour 1 000 personnes en besoin, par intercommunalité."""

import pandas as pd

COLONNES = ["siren_epci", "distribues", "besoin", "pour_1000", "part_remises", "part_besoin"]


def par_epci(remises: pd.DataFrame, communes: pd.DataFrame, besoin: pd.Series) -> pd.DataFrame:
    """Remises et besoin de chaque intercommunalité : COLONNES, une ligne par EPCI des communes.

    `remises` : code_insee, quantite ; `communes` : code_insee, siren_epci ; `besoin` : personnes par siren_epci.
    Une remise dont la commune est inconnue n'entre dans aucune intercommunalité : voir `sans_commune`.
    `pour_1000` est vide quand le besoin est inconnu ou nul.
    """
    epci = communes.set_index("code_insee")["siren_epci"]
    distribues = remises.groupby(remises["code_insee"].map(epci))["quantite"].sum().astype(float)
    codes = sorted(epci.dropna().unique())
    table = pd.DataFrame(
        {
            "siren_epci": codes,
            "distribues": distribues.reindex(codes).fillna(0.0).to_numpy(),
            "besoin": besoin.astype(float).reindex(codes).to_numpy(),
        }
    )
    return table.assign(
        pour_1000=(1000 * table["distribues"] / table["besoin"]).where(table["besoin"].gt(0)),
        part_remises=table["distribues"] / (table["distribues"].sum() or float("nan")),
        part_besoin=table["besoin"] / (table["besoin"].sum() or float("nan")),
    )[COLONNES]


def sans_commune(remises: pd.DataFrame, communes: pd.DataFrame) -> float:
    """Les équipements remis dont on ne sait pas la commune, ou hors du département."""
    return float(remises.loc[~remises["code_insee"].isin(communes["code_insee"]), "quantite"].sum())


def indice_de_dissemblance(table: pd.DataFrame) -> float | None:
    """Part des équipements à déplacer pour que chaque EPCI reçoive comme son besoin : ½ Σ |part_remises − part_besoin|.

    Duncan et Duncan (1955). Entre 0 (au prorata du besoin) et 1 ; vide sans remise ou sans besoin connu.
    """
    if table["part_remises"].isna().all() or table["part_besoin"].isna().all():
        return None
    return float((table["part_remises"] - table["part_besoin"].fillna(0.0)).abs().sum() / 2)


def part_d_une_cible_nationale(cible: float, population: float, population_nationale: float) -> float:
    """Ce que serait la part du territoire dans une cible nationale, au prorata des habitants : un ordre de grandeur."""
    return cible * population / population_nationale
