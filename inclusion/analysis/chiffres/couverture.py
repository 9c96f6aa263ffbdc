"""Les huit nombres de la couverture d'un territoire, et celui que la Synthèse lui emprunte."""

from collections.abc import Iterable

import pandas as pd

from inclusion.analysis.couverture import POUR
from inclusion.analysis.desserte import Desserte, Part, apl_moyenne, minutes_medianes, part
from inclusion.analysis.temps_trajet import A_VERIFIER, AU_DELA, moteur
from inclusion.model.chiffres import Chiffre
from inclusion.model.francais import nombre, part_ecrite, pluriel
from inclusion.model.territoires import Territoire

BESOIN = (
    "Besoin théorique lié à l'âge : 2 % des 15-19 ans, 7 % des 20-64, 42 % des 65 et plus (illectronisme, INSEE "
    "2021). Ce n'est pas l'indice de fragilité numérique."
)
AUCUN = "aucun lieu recensé ne répond à cette demande."
INCONNUE = "aucun lieu dont on sache qu'il répond à cette demande."
NON_FOURNI = "table des lieux non fournie."


def chiffres_couverture(desserte: Desserte, territoire: Territoire, *, horizon: float) -> list[Chiffre]:
    """Les huit nombres : qui est loin, de combien, et de quelle offre."""
    table = desserte.de(territoire, horizon=horizon)
    return [
        a_portee(desserte, territoire, horizon=horizon),
        *_loin(desserte, table, horizon),
        _temps_median(desserte, table),
        _communes_loin(desserte, table, horizon),
        *_offre(desserte, table),
    ]


def a_portee(desserte: Desserte, territoire: Territoire, *, horizon: float) -> Chiffre:
    """La part des habitants à un nombre de minutes au plus, avec sa fourchette."""
    table = desserte.de(territoire, horizon=horizon)
    habitants = part(table, "population", horizon=horizon)
    basse, haute, centrale = (
        habitants.part(n) for n in (habitants.sous, habitants.au_plus, habitants.centrale)
    )
    if len(table) == 1:
        dite = f"{_minutes(desserte, minutes_medianes(table))} pour toute la commune."
    else:
        dite = f"{nombre(habitants.centrale)} sur {nombre(habitants.total)} ; " + (
            "inchangé d'un bout à l'autre de la fourchette des temps."
            if part_ecrite(basse) == part_ecrite(haute)
            else f"de {part_ecrite(basse)} à {part_ecrite(haute)} selon la fourchette des temps."
        )
    return Chiffre(
        cle="a_portee",
        libelle=f"À {nombre(horizon)} min d'un lieu",
        valeur=100 * centrale if centrale is not None and _sait(desserte) else None,
        unite="% des habitants",
        decimales=1,
        phrase=_dit(desserte, dite),
        definition=f"Part de la population municipale des communes à {nombre(horizon)} minutes au plus d'un lieu "
        f"qui répond. {_temps(desserte)}",
        sources=desserte.sources,
    )


def _temps(desserte: Desserte) -> str:
    """D'où viennent les minutes, et leur fourchette."""
    r = desserte.reglages
    return (
        f"{moteur(r)} En voiture, à vide, du chef-lieu de la commune au lieu ; fourchette de "
        f"{nombre(r.bas, decimales=2)} à {nombre(r.haut, decimales=2)} fois le temps."
    )


def _minutes(desserte: Desserte, minutes: float | None) -> str:
    """« 24 minutes estimées, entre 19 et 30 »."""
    if minutes is None:
        return "temps inconnu"
    bas, haut = desserte.reglages.bas * minutes, desserte.reglages.haut * minutes
    return f"{nombre(minutes)} minutes estimées, entre {nombre(bas)} et {nombre(haut)}"


def _sait(desserte: Desserte) -> bool:
    """Un lieu répond, ou l'on sait qu'aucun ne répond."""
    return bool(desserte.reserves.lieux) and (len(desserte.lieux) > 0 or not desserte.reserves.inconnus)


def _dit(desserte: Desserte, phrase: str) -> str:
    """La phrase, ou pourquoi il n'y en a pas."""
    if not desserte.reserves.lieux:
        return NON_FOURNI
    if len(desserte.lieux):
        return phrase
    return INCONNUE if desserte.reserves.inconnus else AUCUN


def _loin(desserte: Desserte, table: pd.DataFrame, horizon: float) -> Iterable[Chiffre]:
    for grandeur, libelle, quoi in (
        ("besoin", "En besoin, trop loin", BESOIN),
        ("pop_65_plus", "65 ans et plus, trop loin", "Personnes de 65 ans et plus, recensement de 2021."),
    ):
        dite = part(table, grandeur, horizon=horizon)
        yield Chiffre(
            cle=f"{grandeur}_loin",
            libelle=libelle,
            valeur=dite.loin if _sait(desserte) and dite.total else None,
            unite=f"personnes à plus de {nombre(horizon)} minutes",
            phrase=_dit(desserte, f"{'estimation : ' if grandeur == 'besoin' else ''}{_entre(dite)}"),
            definition=f"{quoi} Celles des communes à plus de {nombre(horizon)} minutes du lieu le plus proche qui "
            f"répond. {_temps(desserte)}",
            sources=desserte.sources,
        )


def _entre(dite: Part) -> str:
    """« entre 25 et 520 sur 76 340, selon la fourchette des temps. » ; sans bornes quand elles se confondent."""
    bas, haut = nombre(dite.total - dite.au_plus), nombre(dite.total - dite.sous)
    if bas == haut:
        return f"sur {nombre(dite.total)}, d'un bout à l'autre de la fourchette des temps."
    return f"entre {bas} et {haut} sur {nombre(dite.total)}, selon la fourchette des temps."


def _temps_median(desserte: Desserte, table: pd.DataFrame) -> Chiffre:
    minutes = minutes_medianes(table)
    dite = "la moitié des habitants est à ce temps ou moins" if len(table) > 1 else "temps de la commune"
    return Chiffre(
        cle="minutes_medianes",
        libelle="Temps au plus proche",
        valeur=minutes,
        unite="minutes",
        phrase=_dit(desserte, f"{dite} : {_minutes(desserte, minutes)}."),
        definition=f"Médiane, pondérée par la population, du temps au lieu le plus proche qui répond. {_temps(desserte)} "
        "Dans une commune qui a un lieu, on parcourt la moitié de la racine carrée de sa superficie.",
        sources=desserte.sources,
    )


def _communes_loin(desserte: Desserte, table: pd.DataFrame, horizon: float) -> Chiffre:
    zones = table["zone"].value_counts()
    sures, incertaines = int(zones.get(AU_DELA, 0)), int(zones.get(A_VERIFIER, 0))
    return Chiffre(
        cle="communes_loin",
        libelle="Communes trop loin",
        valeur=int((~table["minutes"].le(horizon)).sum()) if _sait(desserte) else None,
        unite=f"communes à plus de {nombre(horizon)} minutes",
        phrase=_dit(
            desserte,
            f"dont {nombre(sures)} sûrement, sur {nombre(len(table))} ; en deçà ou au-delà, "
            f"{nombre(incertaines)} à vérifier sur place.",
        ),
        definition=f"Communes dont le temps estimé dépasse {nombre(horizon)} minutes ; à vérifier : la fourchette "
        f"passe par le seuil, dans un sens ou dans l'autre. {_temps(desserte)}",
        sources=desserte.sources,
    )


def _offre(desserte: Desserte, table: pd.DataFrame) -> Iterable[Chiffre]:
    connues = int(desserte.capacite.notna().sum())
    yield Chiffre(
        cle="apl_mn",
        libelle="Offre accessible",
        valeur=apl_moyenne(table) if connues else None,
        unite=f"ETP pour {nombre(POUR)} personnes en besoin",
        decimales=1,
        phrase=_dit(
            desserte,
            f"capacité connue pour {nombre(connues)} sur {pluriel(len(desserte.lieux), 'lieu', 'lieux')} : un plancher.",
        ),
        definition="APL-MN : temps d'accompagnement qu'une personne en besoin peut atteindre, partagé avec celles qui "
        "l'atteignent aussi (E2SFCA, Luo et Qi 2009) : poids 1 jusqu'à 10 minutes, 0,3 jusqu'à 15, 0,1 jusqu'à 20. "
        "Capacité d'un lieu : ses ETP, à défaut ses heures d'ouverture / 35, à défaut 0.",
        sources=(desserte.source_capacite, *desserte.sources),
    )
    reserves = desserte.reserves
    ici = int(desserte.lieux["code_insee"].isin(table["code_insee"]).sum())
    dont = f"dont {nombre(ici)} ici, " if len(table) < len(desserte.communes) else ""
    yield Chiffre(
        cle="lieux_retenus",
        libelle="Lieux qui répondent",
        valeur=len(desserte.lieux) if reserves.lieux else None,
        unite="lieux du département",
        phrase=_dit(
            desserte,
            f"{dont}sur {nombre(reserves.lieux)} ; {nombre(reserves.inconnus)} dont on ne sait pas s'ils répondent.",
        ),
        definition="Lieux recensés dans le département qui répondent au service, au public et au jour demandés. Un "
        "lieu voisin, hors du département, n'est pas connu.",
        sources=desserte.sources[:1],
    )
    besoin, bas, haut = (table[c].sum(min_count=1) for c in ("besoin", "besoin_bas", "besoin_haut"))
    yield Chiffre(
        cle="besoin",
        libelle="Personnes en besoin",
        valeur=None if pd.isna(besoin) else float(besoin),
        unite="personnes (estimation)",
        phrase=f"entre {nombre(bas)} et {nombre(haut)}, selon le taux retenu pour les 65 ans et plus.",
        definition=BESOIN,
        sources=desserte.sources[1:],
    )
