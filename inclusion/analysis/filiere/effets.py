"""Ce que la filière évite et ce qu'elle coûte : CO₂e, déchets, euros, avec les facteurs et leurs bornes."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from inclusion.analysis.filiere.chaine import Rapport, premieres_remises
from inclusion.analysis.filiere.cohortes import lots_clos

COLONNES_CO2E = [
    *("categorie", "distribues", "facteur", "source", "annees", "part_remplacement"),
    *("co2e_bas_kg", "co2e_kg", "co2e_haut_kg"),
]


def co2e_evite(remises: pd.DataFrame, parametres: Mapping[str, Any]) -> pd.DataFrame:
    """CO₂e évité par catégorie : premières remises × facteur annuel × années d'usage × part remplaçant un neuf.

    `remises` : categorie, premieres (équipements remis pour la première fois). `parametres` : `co2e` (kgCO₂e par an
    d'usage, ADEME 2022) et `filiere` (`annees_usage`, `part_remplacement`, avec bornes) de parametres.toml. Rend
    COLONNES_CO2E ; les trois dernières sont vides quand aucun facteur n'est publié pour la catégorie.
    Formule : note de méthode, « Filière ».
    """
    annees, part = parametres["filiere"]["annees_usage"], parametres["filiere"]["part_remplacement"]
    lignes = []
    for categorie, quantite in remises.groupby("categorie")["premieres"].sum().items():
        dit = parametres["co2e"].get(categorie, {})
        facteur = dit.get("valeur")
        bas, centre, haut = (
            None if facteur is None else float(quantite) * facteur * a * p
            for a, p in (
                (annees["bornes"][0], part["bornes"][0]),
                (annees["valeur"], part["valeur"]),
                (annees["bornes"][1], part["bornes"][1]),
            )
        )
        source = dit.get("source", "pas de facteur publié")
        dits = (annees["valeur"], part["valeur"])
        lignes.append((categorie, float(quantite), facteur, source, *dits, bas, centre, haut))
    return pd.DataFrame(lignes, columns=COLONNES_CO2E)


def dechets_evites_kg(remises: pd.DataFrame, masses: Mapping[str, float]) -> tuple[float, float]:
    """Masse des équipements remis (kg, masses médianes), et le nombre d'équipements sans masse connue, non comptés."""
    quantites = remises.groupby("categorie")["premieres"].sum()
    masse = sum(float(q) * masses[c] for c, q in quantites.items() if c in masses)
    return masse, float(sum(q for c, q in quantites.items() if c not in masses))


def cout_par_equipement(flux: pd.DataFrame, lots: pd.DataFrame) -> Rapport:
    """Coût des lots clos dont on le sait / équipements remis de ces lots pour la première fois (€ par équipement).

    Un lot ouvert a déjà coûté et n'a pas tout remis : il est écarté. Un lot clos sans remise garde son coût.
    """
    ouverts = {lot for lot, _ in set(zip(flux["id_lot"], flux["categorie"], strict=True)) - lots_clos(flux)}
    connus = lots[
        lots["cout_eur"].notna() & lots["id_lot"].isin(flux["id_lot"]) & ~lots["id_lot"].isin(ouverts)
    ]
    remises = premieres_remises(flux)
    remis = remises.loc[remises["id_lot"].isin(connus["id_lot"]), "premieres"].sum()
    return Rapport(float(connus["cout_eur"].sum()), float(remis))
