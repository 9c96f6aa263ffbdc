"""Les lieux : lesquels répondent, lequel est choisi."""

import pandas as pd

from inclusion.analysis.horaires import etat as etat_a
from inclusion.analysis.horaires import semaine
from inclusion.analysis.observations import noms_epci
from inclusion.analysis.qualite import criteres
from inclusion.analysis.selection import communes_du_territoire, du_territoire, effectifs, retenus
from inclusion.model.etat import Etat
from inclusion.model.facettes import ChoixLieux, Moment
from inclusion.model.nomenclatures import GROUPES_SERVICES
from inclusion.model.reponses import Fiche, LieuxRetenus
from inclusion.model.territoires import Territoire


def lieux(etat: Etat, territoire: Territoire, choix: ChoixLieux) -> LieuxRetenus:
    """Les lieux d'un territoire qui répondent au choix, par commune puis par nom."""
    ici = du_territoire(etat.lieux, etat["communes"], territoire)
    gardes, inconnus = retenus(ici, choix, etat.instant)
    return LieuxRetenus(
        gardes.sort_values(["commune", "nom"]),
        inconnus,
        len(ici),
        etat.provenances["lieux"],
        etat.fournie("lieux"),
    )


def effectifs_lieux(etat: Etat, territoire: Territoire, choix: ChoixLieux) -> dict[str, dict[str, int]]:
    """Le nombre de lieux de chaque valeur de chaque facette, les autres filtres appliqués."""
    return effectifs(du_territoire(etat.lieux, etat["communes"], territoire), choix, etat.instant)


def effectifs_moments(etat: Etat, territoire: Territoire, choix: ChoixLieux) -> dict[Moment, int]:
    """Le nombre de lieux ouverts à chaque moment, les autres filtres appliqués."""
    ici = du_territoire(etat.lieux, etat["communes"], territoire)
    return {
        moment: len(retenus(ici, ChoixLieux(choix.valeurs, moment, choix.texte), etat.instant)[0])
        for moment in Moment
    }


def fiche(etat: Etat, identifiant: str, territoire: Territoire) -> Fiche | None:
    """La fiche d'un lieu, ou None s'il n'est pas dans le jeu de données."""
    trouve = etat.lieux[lambda t: t["id"] == identifiant]
    if trouve.empty:
        return None
    lieu = trouve.iloc[0]
    remplis = criteres(trouve).iloc[0]
    services = set(lieu["services"].split("|"))
    minutes = lieu["minutes_hebdo"]
    return Fiche(
        lieu=lieu,
        etat=etat_a(lieu["horaires"], etat.instant),
        semaine=semaine(lieu["horaires"]) if lieu["etat_horaires"] == "connus" else pd.DataFrame(),
        heures_semaine=None if pd.isna(minutes) else minutes / 60,
        manques=tuple(remplis.index[~remplis]),
        groupes_services=tuple(
            (groupe, tuple(s for s in liste if s in services))
            for groupe, liste in GROUPES_SERVICES.items()
            if services & set(liste)
        ),
        source=etat.provenances["lieux"],
        dans_le_territoire=lieu["code_insee"]
        in set(communes_du_territoire(etat["communes"], territoire)["code_insee"]),
    )


def communes(etat: Etat, territoire: Territoire, *, sans_lieu: bool = False) -> pd.DataFrame:
    """Les communes d'un territoire : population, 65 ans et plus, nombre de lieux ; ou celles sans lieu."""
    ici = communes_du_territoire(etat["communes"], territoire)
    compte = ici["code_insee"].map(etat.lieux["code_insee"].value_counts()).fillna(0).astype(int)
    table = ici.assign(lieux=compte, epci=ici["siren_epci"].map(noms_epci(etat)))[
        ["code_insee", "nom", "epci", "population", "pop_65_plus", "lieux"]
    ]
    return table[table["lieux"] == 0].sort_values("population", ascending=False) if sans_lieu else table
