"""Le besoin : théorique et lié à l'âge, en personnes ; un score enrichi quand des indicateurs sont chargés.

Besoin théorique = 0,02·P(15-19) + 0,07·P(20-64) + 0,42·P(65+) (taux d'illectronisme, INSEE 2021 ; P(15-19) ≈ ¼ de
P(0-19)). Ce n'est pas l'indice de fragilité numérique (IFN).
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

SENS: dict[str, int] = {
    "age": 1,
    "pauvrete_ircom": 1,
    "sans_diplome": 1,
    "demandeurs_emploi": 1,
    "non_couverture_thd": 1,
}
"""Composantes du score et leur sens : +1, plus la valeur est grande plus le besoin l'est."""

PREREGLAGES: dict[str, dict[str, float]] = {
    "demarches": {
        "age": 1,
        "pauvrete_ircom": 1,
        "sans_diplome": 1,
        "demandeurs_emploi": 1,
        "non_couverture_thd": 1,
    },
    "seniors": {
        "age": 3,
        "pauvrete_ircom": 1,
        "sans_diplome": 1,
        "demandeurs_emploi": 0,
        "non_couverture_thd": 0,
    },
    "equipement": {
        "age": 1,
        "pauvrete_ircom": 3,
        "sans_diplome": 1,
        "demandeurs_emploi": 0,
        "non_couverture_thd": 2,
    },
    "emploi": {
        "age": 0,
        "pauvrete_ircom": 1,
        "sans_diplome": 2,
        "demandeurs_emploi": 3,
        "non_couverture_thd": 0,
    },
}
LIBELLES_PREREGLAGES = {
    "demarches": "Démarches (poids égaux)",
    "seniors": "Seniors",
    "equipement": "Équipement",
    "emploi": "Emploi",
}
CONNUES_MIN = 3
ABSENTE_BASSE, ABSENTE_HAUTE = 10.0, 90.0


def besoin_theorique(communes: pd.DataFrame, parametres: Mapping[str, Any]) -> pd.DataFrame:
    """besoin, besoin_bas, besoin_haut (personnes) par commune, même index ; vides si une classe d'âge manque.

    `communes` : pop_0_19, pop_20_64, pop_65_plus ; `parametres` : `[besoin]` de parametres.toml.
    """
    dits = parametres["besoin"]
    jeunes = (
        communes["pop_0_19"].astype("Float64") * dits["part_15_19"]["valeur"] * dits["taux_15_19"]["valeur"]
    )
    actifs = communes["pop_20_64"].astype("Float64") * dits["taux_20_64"]["valeur"]
    seniors = communes["pop_65_plus"].astype("Float64")
    bas, haut = dits["taux_65_plus"]["bornes"]
    taux = {"besoin": dits["taux_65_plus"]["valeur"], "besoin_bas": bas, "besoin_haut": haut}
    return pd.DataFrame({nom: jeunes + actifs + seniors * t for nom, t in taux.items()}, index=communes.index)


def rang_centile(valeurs: pd.Series, reference: pd.Series | None = None, *, sens: int = 1) -> pd.Series:
    """Le rang centile (0-100) de chaque valeur parmi la référence : part au-dessous, plus la moitié des égales.

    `sens` −1 retourne l'échelle : 100 est toujours le plus grand besoin. Une valeur inconnue reste inconnue.
    """
    base = np.sort((valeurs if reference is None else reference).dropna().to_numpy(dtype=float))
    if not len(base):
        return pd.Series(pd.NA, index=valeurs.index, dtype="Float64")
    lues = valeurs.to_numpy(dtype=float, na_value=np.nan)
    rang = 50 * (np.searchsorted(base, lues, "left") + np.searchsorted(base, lues, "right")) / len(base)
    centile = pd.Series(rang if sens > 0 else 100 - rang, index=valeurs.index, dtype="Float64")
    return centile.where(valeurs.notna())


def composantes(communes: pd.DataFrame, indices: pd.DataFrame) -> pd.DataFrame:
    """Le rang centile de chaque composante du score (SENS), par code_insee ; vide où la valeur manque.

    `indices` : code_insee, indice, valeur (table indices_communes) ; l'âge est la part des 65 ans et plus. Le rang est
    pris parmi les communes du département : aucun fichier national n'est supposé chargé.
    """
    codes = communes["code_insee"]
    ages = communes[["pop_0_19", "pop_20_64", "pop_65_plus"]].astype("Float64")
    total = ages.sum(axis=1, skipna=False)
    part = (ages["pop_65_plus"] / total).where(total.gt(0))
    valeurs = {"age": pd.Series(part.to_numpy(), index=codes, dtype="Float64")}
    for nom in SENS:
        if nom != "age":
            siennes = indices[indices["indice"].eq(nom)].drop_duplicates("code_insee", keep="last")
            lues = siennes.set_index("code_insee")["valeur"].astype("Float64")
            valeurs[nom] = lues.reindex(codes)
    return pd.DataFrame({nom: rang_centile(v, sens=SENS[nom]) for nom, v in valeurs.items()})


def score(rangs: pd.DataFrame, poids: Mapping[str, float]) -> pd.DataFrame:
    """Le score de besoin (0-100) : moyenne pondérée des rangs connus ; aucune valeur n'est inventée.

    Rend score, score_bas, score_haut, connues, composantes (nombres), et une colonne `part_<composante>` : ce que
    chacune apporte. Le score est vide si l'âge ou plus de deux composantes sur cinq manquent ; la fourchette place
    les absentes au 10e et au 90e centile.
    """
    utiles = [nom for nom in rangs if poids.get(nom, 0) > 0]
    w = pd.Series({nom: float(poids[nom]) for nom in utiles})
    connus = rangs[utiles].notna()
    assez = rangs.notna().sum(axis=1).ge(CONNUES_MIN) & rangs["age"].notna() & connus.any(axis=1)
    lus = rangs[utiles].astype("Float64")
    poids_connus = connus.mul(w, axis=1)
    parts = lus.fillna(0.0).mul(w, axis=1).div(poids_connus.sum(axis=1), axis=0)
    bornes = {
        nom: lus.fillna(absente).mul(w, axis=1).sum(axis=1) / w.sum()
        for nom, absente in (("score_bas", ABSENTE_BASSE), ("score_haut", ABSENTE_HAUTE))
    }
    table = pd.DataFrame(
        {
            "score": parts.sum(axis=1),
            **bornes,
            "connues": rangs.notna().sum(axis=1),
            "composantes": rangs.shape[1],
        }
    )
    calculees = ["score", "score_bas", "score_haut"]
    table[calculees] = table[calculees].astype("Float64").where(assez)
    return table.join(parts.add_prefix("part_").where(assez))


def premieres_partout(rangs: pd.DataFrame, *, nombre: int = 10) -> list[str]:
    """Les communes qui restent parmi les `nombre` premières sous tous les préréglages de poids, par code."""
    tetes = [
        set(
            score(rangs, poids)["score"]
            .dropna()
            .sort_values(ascending=False, kind="stable")
            .head(nombre)
            .index
        )
        for poids in PREREGLAGES.values()
    ]
    return sorted(set.intersection(*tetes))
