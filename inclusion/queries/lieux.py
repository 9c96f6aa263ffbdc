"""Les lieux : lesquels répondent, lequel est choisi."""

import pandas as pd

from inclusion.analysis.horaires import etat, semaine
from inclusion.analysis.qualite import criteres
from inclusion.analysis.selection import communes_du_territoire, du_territoire, effectifs, retenus
from inclusion.model.facettes import ChoixLieux, Moment
from inclusion.model.nomenclatures import GROUPES_SERVICES
from inclusion.model.reponses import Fiche, LieuxRetenus
from inclusion.model.territoires import Territoire
from inclusion.queries.jeu import fournie, jeu, lieux_du_jeu, maintenant, provenance


def lieux(territoire: Territoire, choix: ChoixLieux) -> LieuxRetenus:
    """Les lieux d'un territoire qui répondent au choix, par commune puis par nom."""
    ici = du_territoire(lieux_du_jeu(), jeu()["communes"], territoire)
    gardes, inconnus = retenus(ici, choix, maintenant())
    return LieuxRetenus(
        gardes.sort_values(["commune", "nom"]), inconnus, len(ici), provenance("lieux"), fournie("lieux")
    )


def effectifs_lieux(territoire: Territoire, choix: ChoixLieux) -> dict[str, dict[str, int]]:
    """Le nombre de lieux de chaque valeur de chaque facette, les autres filtres appliqués."""
    return effectifs(du_territoire(lieux_du_jeu(), jeu()["communes"], territoire), choix, maintenant())


def effectifs_moments(territoire: Territoire, choix: ChoixLieux) -> dict[Moment, int]:
    """Le nombre de lieux ouverts à chaque moment, les autres filtres appliqués."""
    ici = du_territoire(lieux_du_jeu(), jeu()["communes"], territoire)
    return {
        moment: len(retenus(ici, ChoixLieux(choix.valeurs, moment, choix.texte), maintenant())[0])
        for moment in Moment
    }


def fiche(identifiant: str, territoire: Territoire) -> Fiche | None:
    """La fiche d'un lieu, ou None s'il n'est pas dans le jeu de données."""
    trouve = lieux_du_jeu()[lambda t: t["id"] == identifiant]
    if trouve.empty:
        return None
    lieu = trouve.iloc[0]
    remplis = criteres(trouve).iloc[0]
    services = set(lieu["services"].split("|"))
    minutes = lieu["minutes_hebdo"]
    return Fiche(
        lieu=lieu,
        etat=etat(lieu["horaires"], maintenant()),
        semaine=semaine(lieu["horaires"]) if lieu["etat_horaires"] == "connus" else pd.DataFrame(),
        heures_semaine=None if pd.isna(minutes) else minutes / 60,
        manques=tuple(remplis.index[~remplis]),
        groupes_services=tuple(
            (groupe, tuple(s for s in liste if s in services))
            for groupe, liste in GROUPES_SERVICES.items()
            if services & set(liste)
        ),
        source=provenance("lieux"),
        dans_le_territoire=lieu["code_insee"]
        in set(communes_du_territoire(jeu()["communes"], territoire)["code_insee"]),
    )


def communes(territoire: Territoire, *, sans_lieu: bool = False) -> pd.DataFrame:
    """Les communes d'un territoire : population, 65 ans et plus, nombre de lieux ; ou celles sans lieu."""
    ici = communes_du_territoire(jeu()["communes"], territoire)
    compte = ici["code_insee"].map(lieux_du_jeu()["code_insee"].value_counts()).fillna(0).astype(int)
    noms = jeu()["epci"].set_index("siren")["nom_court"]
    table = ici.assign(lieux=compte, epci=ici["siren_epci"].map(noms))[
        ["code_insee", "nom", "epci", "population", "pop_65_plus", "lieux"]
    ]
    return table[table["lieux"] == 0].sort_values("population", ascending=False) if sans_lieu else table
