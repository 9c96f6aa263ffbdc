"""La Coop de la médiation numérique : ses statistiques (JSON de l'interface v1, ou classeur) → une valeur par ligne."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd

from inclusion.data.depots.bilans import COLONNES
from inclusion.data.depots.correspondance import Converti
from inclusion.data.depots.fichiers import Brut
from inclusion.data.depots.formats import Agregation, Format, Reunion
from inclusion.data.depots.formats.la_coop import PUBLIC
from inclusion.data.depots.formats.la_coop_valeurs import DEMARCHE
from inclusion.model.anomalies import Anomalie, Gravite
from inclusion.model.formats.texte import cle
from inclusion.model.secret import SEUIL, Addition, masques

TABLE = "statistiques_mediation"
LOT = ("debut", "fin", "code_insee")
SANS_TERRITOIRE = "territoire non dit par ces statistiques : comptées pour tout le département"
DE_PERSONNES = (
    "statistiques filtrées sur des bénéficiaires : elles parlent de quelques personnes, pas d'un territoire"
)
SANS_FILTRE = "Dans La Coop, retirer le filtre « Bénéficiaires » avant d'exporter."
REMEDE = "Dans La Coop, filtrer par département ou par une commune avant d'exporter."


def reconnait(brut: Brut) -> float:
    return 0.99 if set(COLONNES) <= set(brut.colonnes) else 0


def convertir(brut: Brut) -> Converti:
    """Une rangée par valeur ; le territoire est une commune, ou tout le département (code vide)."""
    lu = brut.table
    if lu["filtre"].iloc[0]:
        refus = [
            Anomalie(n, "filtre", "", "", DE_PERSONNES, Gravite.REFUSE, SANS_FILTRE) for n in brut.lignes
        ]
        return Converti(TABLE, lu.head(0), [], {}, (*brut.anomalies, *refus))
    communes = [c for c in lu["communes"].iloc[0].split(",") if c.strip()]
    departements = [d for d in lu["departements"].iloc[0].split(",") if d.strip()]
    if len(communes) > 1 or len(departements) > 1:
        regle = "statistiques de plusieurs territoires réunis : une seule commune, ou un seul département"
        refus = [Anomalie(n, "communes", "", "", regle, Gravite.REFUSE, REMEDE) for n in brut.lignes]
        return Converti(TABLE, lu.head(0), [], {}, (*brut.anomalies, *refus))
    table = pd.DataFrame(
        {
            "debut": lu["du"],
            "fin": lu["au"],
            **_commune(communes),
            "repartition": _repartitions(lu),
            "valeur": lu["libelle"],
            "compte": lu["compte"],
            "effectif": lu["nombre"],
        }
    )
    doute = [] if communes or departements else [
        Anomalie(brut.lignes[0], "departements", "", "", SANS_TERRITOIRE, Gravite.A_VERIFIER, REMEDE)
    ]  # fmt: skip
    lues = {"debut": "du", "fin": "au", "code_insee": "communes", "repartition": "section"}
    lues |= {"valeur": "libelle", "effectif": "nombre"}
    return Converti(
        TABLE,
        table,
        brut.lignes,
        lues,
        (*brut.anomalies, *doute),
        departement=departements[0].strip() if departements else "",
    )


def _repartitions(lu: pd.DataFrame) -> pd.Series:
    """Une thématique de démarche administrative est rangée à part, même dans un document qui les mêle."""
    demarche = lu["section"].eq("thematique") & lu["libelle"].map(cle).str.match(DEMARCHE)
    return lu["section"].mask(demarche, "demarche")


def _commune(communes: list[str]) -> dict[str, str]:
    """« 84003 », ou « Apt · 84400 » ; sans commune, tout le département."""
    dite = communes[0].strip() if communes else ""
    trouve = re.search(r"^(?P<commune>.*?)\s*·\s*(?P<code_postal>\d{5})", dite)
    return {"code_insee": "", **trouve.groupdict()} if trouve else {"code_insee": dite}


def reunir(lignes: pd.DataFrame, annexe: pd.DataFrame) -> Reunion:  # noqa: ARG001 la forme de toute réunion
    """Chaque répartition, ses petits effectifs masqués, et de quoi ne pas les retrouver par différence."""
    if lignes.empty:
        return Reunion({TABLE: lignes})
    uniques = lignes.drop_duplicates([*LOT, "repartition", "valeur"])
    parts = [_masquee(part) for _, part in uniques.groupby([*LOT, "repartition"], sort=False)]
    rendue = pd.concat(parts, ignore_index=True)
    caches = int(rendue["effectif"].eq("").sum())
    regle = f"moins de {SEUIL}, ou de quoi retrouver un effectif de moins de {SEUIL} : {caches} valeur(s) masquée(s)"
    dite = Anomalie(1, "nombre", "", "", regle, Gravite.CORRIGE)
    return Reunion({TABLE: rendue}, (dite,) if caches else ())


def _masquee(part: pd.DataFrame) -> pd.DataFrame:
    """Une répartition, protégée comme si la somme de ses parts était connue."""
    nombres = part["effectif"].replace("", "0").astype(float).to_numpy()
    partage = [Addition(0, len(nombres), tuple(range(len(nombres))))]
    total = part["repartition"].iloc[0] == "total"
    caches = masques(np.append(nombres, nombres.sum()), [] if total else partage)[:-1]
    return part.assign(effectif=part["effectif"].mask(caches, ""))


FORMATS = (
    Format(
        "la-coop-statistiques",
        "La Coop : statistiques (JSON ou XLSX) → statistiques de médiation",
        TABLE,
        reconnait,
        convertir,
        PUBLIC,
        lambda brut: replace(brut, table=brut.table[list(COLONNES)]),
        Agregation(reunir, {TABLE: LOT}),
    ),
)
