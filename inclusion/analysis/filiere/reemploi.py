"""Les obligations : réemploi du matériel public (décret 2023-266), effacement des mémoires."""

from dataclasses import dataclass

import pandas as pd

from inclusion.analysis.filiere.chaine import Rapport, premiers_reconditionnements

AGE_LIMITE_ANS = 10
SEUILS_PUBLICS = {2023: 0.25, 2024: 0.35, 2025: 0.50}
"""Part minimale par année (décret 2023-266 du 12 avril 2023, art. 1). Rien avant ; 2025 vaut ensuite."""


@dataclass(frozen=True)
class ReemploiPublic:
    """Le taux, ses deux termes, et ce qui en est écarté (équipements)."""

    rapport: Rapport
    trop_vieux: float
    age_inconnu: float
    seuil: float | None


def reemploi_public(flux: pd.DataFrame, lots: pd.DataFrame, *, annee: int) -> ReemploiPublic:
    """Équipements reconditionnés / réformés de dix ans au plus, lots de donateurs publics déposés dans l'année.

    `lots` : id_lot, date_depot, donateur_public, annee_fabrication, reformes. Un lot sans année de fabrication n'est
    ni au numérateur ni au dénominateur : il est dit à part. `reformes` vide = ce qui a été collecté du lot.
    """
    publics = lots[lots["donateur_public"].fillna(False) & lots["date_depot"].dt.year.eq(annee)]
    quantites = flux["quantite"].astype(float)
    collecte = quantites[flux["etape_vers"].eq("collecte")].groupby(flux["id_lot"]).sum()
    reconditionne = premiers_reconditionnements(flux).groupby("id_lot")["premiers"].sum()
    recus = publics["id_lot"].map(collecte).astype("Float64")
    reformes = publics["reformes"].astype("Float64").fillna(recus).fillna(0.0)
    age = annee - publics["annee_fabrication"]
    juges = age.le(AGE_LIMITE_ANS).fillna(False)
    numerateur = publics.loc[juges, "id_lot"].map(reconditionne).astype("Float64").fillna(0.0)
    numerateur = numerateur.clip(upper=reformes[juges])
    return ReemploiPublic(
        Rapport(float(numerateur.sum()), float(reformes[juges].sum())),
        trop_vieux=float(reformes[age.gt(AGE_LIMITE_ANS).fillna(False)].sum()),
        age_inconnu=float(reformes[age.isna()].sum()),
        seuil=SEUILS_PUBLICS.get(min(annee, max(SEUILS_PUBLICS))),
    )


def effacement_certifie(lots: pd.DataFrame) -> Rapport:
    """Effacements attestés / équipements à mémoire, lots où l'on sait les deux (indicateur 33, cible 100 %).

    Un lot n'en atteste pas plus qu'il n'a de mémoires : l'excédent n'efface pas celles d'un autre lot.
    """
    connus = lots[lots["avec_stockage"].notna() & lots["effaces_certifies"].notna()]
    attestes = connus["effaces_certifies"].clip(upper=connus["avec_stockage"])
    return Rapport(float(attestes.sum()), float(connus["avec_stockage"].sum()))
