"""Les appels à projets : dossiers, argent, engagements, et ce qu'ils ouvrent de nouveau."""

from dataclasses import dataclass

import pandas as pd

from inclusion.analysis.ancrage import epci_cites
from inclusion.analysis.selection import SEPARATEUR

STATUTS = ("deposee", "en_cours", "acceptee", "refusee", "retiree")
VIVANTES = ("deposee", "en_cours", "acceptee")


@dataclass(frozen=True)
class Bilan:
    """L'argent d'un appel, en euros ; None : aucun dossier ne le dit.

    `reste_a_verser` = accordé − versé, au plus : un versé que l'on ne dit pas (`sans_verse` dossiers) n'en est pas ôté ;
    None si aucun ne le dit. `enveloppe_libre` = enveloppe − accordé.
    """

    candidatures: int
    acceptees: int
    demande_eur: float | None
    accorde_eur: float | None
    verse_eur: float | None
    enveloppe_eur: float | None
    sans_verse: int = 0

    @property
    def reste_a_verser_eur(self) -> float | None:
        return (
            None if self.accorde_eur is None or self.verse_eur is None else self.accorde_eur - self.verse_eur
        )

    @property
    def enveloppe_libre_eur(self) -> float | None:
        return None if self.enveloppe_eur is None else self.enveloppe_eur - (self.accorde_eur or 0)


def bilan(candidatures: pd.DataFrame, enveloppe_eur: float | None) -> Bilan:
    """Le bilan des candidatures d'un appel ; demandé : dossiers ni refusés ni retirés compris avec eux."""
    acceptees = candidatures[candidatures["statut"].eq("acceptee")]
    return Bilan(
        candidatures=len(candidatures),
        acceptees=len(acceptees),
        demande_eur=somme(candidatures["demande_eur"]),
        accorde_eur=somme(acceptees["accorde_eur"]),
        verse_eur=somme(acceptees["verse_eur"]),
        enveloppe_eur=enveloppe_eur,
        sans_verse=int((acceptees["accorde_eur"].notna() & acceptees["verse_eur"].isna()).sum()),
    )


def somme(valeurs: pd.Series) -> float | None:
    """La somme des valeurs connues ; None si aucune ne l'est."""
    return None if valeurs.isna().all() else float(valeurs.sum())


def par_statut(candidatures: pd.DataFrame) -> pd.DataFrame:
    """statut, candidatures, demande_eur, accorde_eur, verse_eur : chaque statut, 0 compris."""
    groupes = candidatures.groupby("statut")[["demande_eur", "accorde_eur", "verse_eur"]].sum()
    comptes = candidatures["statut"].value_counts()
    table = pd.DataFrame({"statut": pd.array(STATUTS, dtype="str")})
    return table.assign(
        candidatures=table["statut"].map(comptes).fillna(0).astype(int),
        **{c: table["statut"].map(groupes[c]).fillna(0).astype(float) for c in groupes.columns},
    )


def vivantes(candidatures: pd.DataFrame) -> pd.DataFrame:
    """Les dossiers retenus ou en cours : ni refusés, ni retirés."""
    return candidatures[candidatures["statut"].isin(VIVANTES)]


def lots_sans_dossier(lots: str, candidatures: pd.DataFrame) -> list[str]:
    """Les lots ouverts (séparés par `|`) que ne demande aucun de ces dossiers."""
    demandes = set(candidatures["lot"])
    return [lot for lot in lots.split(SEPARATEUR) if lot and lot not in demandes]


def territoires_sans_dossier(
    candidatures: pd.DataFrame, communes: pd.DataFrame, epci: pd.DataFrame
) -> pd.DataFrame:
    """Les intercommunalités que ne cite aucun de ces dossiers, ni elles-mêmes ni par l'une de leurs communes."""
    return epci[~epci["siren"].isin(epci_cites(candidatures["codes_territoires"], communes))]


def engagements(candidatures: pd.DataFrame) -> pd.DataFrame:
    """structure, lot, engagement_heures, realise_heures, part_heures, … : acceptées seules, les moins tenues d'abord.

    Part (0-1) = réalisé / engagé ; manquante si l'un des deux est inconnu ou si rien n'est engagé.
    """
    acceptees = candidatures[candidatures["statut"].eq("acceptee")]
    parts = {
        f"part_{quoi}": (acceptees[f"realise_{quoi}"] / acceptees[f"engagement_{quoi}"])
        .astype("Float64")
        .where(acceptees[f"engagement_{quoi}"].gt(0).fillna(False))
        for quoi in ("heures", "permanences")
    }
    colonnes = [
        f"{debut}_{quoi}" for quoi in ("heures", "permanences") for debut in ("engagement", "realise", "part")
    ]
    return acceptees.assign(**parts)[["structure", "lot", *colonnes]].sort_values(
        ["part_heures", "structure"], na_position="last", ignore_index=True
    )


def communes_nouvelles(candidatures: pd.DataFrame, non_couvertes: frozenset[str]) -> frozenset[str]:
    """Les communes non couvertes que nomme un dossier accepté qui s'engage à y tenir des permanences.

    Un dossier qui ne cite que l'intercommunalité ne dit pas où il ira : il n'ouvre aucune commune ici.
    """
    acceptees = candidatures[candidatures["statut"].eq("acceptee")]
    tenues = acceptees[acceptees["engagement_permanences"].gt(0).fillna(False)]
    citees = set(tenues["codes_territoires"].str.split(SEPARATEUR).explode().dropna())
    return frozenset(citees & non_couvertes)


def cout_par_commune_eur(accorde_eur: float | None, communes: int) -> float | None:
    """Euros accordés par commune nouvellement couverte ; None sans montant ou sans commune."""
    return None if accorde_eur is None or not communes else accorde_eur / communes
