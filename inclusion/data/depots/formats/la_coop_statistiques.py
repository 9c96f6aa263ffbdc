"""La Coop de la médiation numérique : ses statistiques (JSON de l'interface v1, ou classeur) → une valeur par ligne."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd

from inclusion.data.depots.bilans import COLONNES
from inclusion.data.depots.correspondance import Converti
from inclusion.data.depots.fichiers import Brut, IllisibleError
from inclusion.data.depots.formats import Agregation, Format, Reunion
from inclusion.data.depots.formats.la_coop import PUBLIC, REMEDE_SEUL, SEUL, exiger_tout
from inclusion.data.depots.formats.la_coop_valeurs import DEMARCHE
from inclusion.data.depots.fusion import Lot
from inclusion.model.anomalies import Anomalie, Gravite
from inclusion.model.formats.texte import cle
from inclusion.model.secret import SEUIL, Addition, masques

TABLE = "statistiques_mediation"
SANS_TERRITOIRE = "territoire non dit par ces statistiques : comptées pour tout le département"
D_UN_DEPARTEMENT = (
    "statistiques d'un seul médiateur, sans commune : elles ne disent rien du département entier."
)
D_UN_SEUL = "statistiques d'un seul médiateur : celles des autres médiateurs de la commune n'y sont pas"
REMEDE = "Dans La Coop, filtrer par département ou par une commune avant d'exporter."
LOT = Lot(("debut", "fin", "code_insee", "compte", "repartition"))


def reconnait(brut: Brut) -> float:
    return 0.99 if set(COLONNES) <= set(brut.colonnes) else 0


def convertir(brut: Brut) -> Converti:
    """Une rangée par valeur ; le territoire est une commune, ou tout le département (code vide)."""
    exiger_tout(brut)
    lu = brut.table
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
    seul = brut.perimetre.seul
    if seul and not communes:
        raise IllisibleError(f"{PUBLIC} : {D_UN_DEPARTEMENT} {REMEDE_SEUL}")
    doutes = []
    if seul:
        doutes += [(D_UN_SEUL, REMEDE_SEUL)]
    elif not communes and not departements:
        doutes += [(SANS_TERRITOIRE, REMEDE)]
    lues = {"debut": "du", "fin": "au", "code_insee": "communes", "repartition": "section"}
    lues |= {"valeur": "libelle", "effectif": "nombre"}
    return Converti(
        TABLE,
        table,
        brut.lignes,
        lues,
        (*brut.anomalies, *(_a_verifier(brut, *doute) for doute in doutes)),
        precision=SEUL if seul else "",
        departement=departements[0].strip() if departements else "",
    )


def _a_verifier(brut: Brut, regle: str, remede: str) -> Anomalie:
    return Anomalie(brut.lignes[0], "", "", "", regle, Gravite.A_VERIFIER, remede)


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
    groupes = list(LOT.colonnes)
    uniques = lignes.drop_duplicates([*groupes, "valeur"])
    parts = [_masquee(part) for _, part in uniques.groupby(groupes, sort=False)]
    rendue = pd.concat(parts, ignore_index=True)
    caches = int(rendue["effectif"].eq("").sum())
    regle = f"moins de {SEUIL}, ou de quoi retrouver un effectif de moins de {SEUIL} : {caches} valeur(s) masquée(s)"
    dite = Anomalie(1, "", "", "", regle, Gravite.CORRIGE)
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
