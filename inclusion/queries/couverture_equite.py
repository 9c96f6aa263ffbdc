"""L'équité : qui se partage l'offre, et quelles intercommunalités se distinguent sûrement."""

import pandas as pd

from inclusion.analysis.couverture import Demande
from inclusion.analysis.desserte import desserte, paliers
from inclusion.analysis.groupes_epci import (
    LIEUX_MIN,
    PERSONNES_MIN,
    apl_par_epci,
    en_groupes,
    minutes_par_epci,
)
from inclusion.analysis.inegalites import gini, lorenz
from inclusion.analysis.observations import noms_epci
from inclusion.model.etat import Etat
from inclusion.model.francais import enumeration, nombre, pluriel, pourcentage
from inclusion.model.releves import Releve
from inclusion.model.territoires import Territoire
from inclusion.queries.couverture_cartes import MINUTES
from inclusion.queries.desserte import a_apporter

MOITIE = 0.5
SANS_GROUPE = "pas comparée"


def partage(etat: Etat, territoire: Territoire, demande: Demande) -> Releve:
    """La courbe de Lorenz de l'offre accessible, des personnes en besoin les moins aux mieux servies."""
    calculee = desserte(etat, demande)
    table = calculee.de(territoire)
    connues = table[table["besoin"].notna() & table["apl_mn"].notna()]
    valeurs, personnes = connues["apl_mn"].to_numpy(dtype=float), connues["besoin"].to_numpy(dtype=float)
    assez = len(connues) > 1 and float((valeurs * personnes).sum()) > 0
    courbe = lorenz(valeurs, personnes) if assez else pd.DataFrame(columns=["part_population", "part_valeur"])
    dite = ""
    if assez:
        part = _a(courbe, MOITIE)
        dite = (
            f"la moitié des personnes en besoin la moins bien servie se partage {pourcentage(part)} du temps "
            f"d'accompagnement connu (50{chr(0x202F)}% si tout était égal). Indice de Gini : "
            f"{nombre(gini(valeurs, personnes), decimales=2)}, de 0 (égal) à 1. Capacité connue pour "
            f"{nombre(calculee.capacite.notna().sum())} sur {pluriel(len(calculee.lieux), 'lieu', 'lieux')}."
        )
    return Releve(
        lignes=courbe,
        lecture=dite,
        sources=tuple(dict.fromkeys((calculee.source_capacite, *calculee.sources))),
        colonnes={
            "part_population": "Part des personnes en besoin, cumulée",
            "part_valeur": "Part du temps d'accompagnement, cumulée",
        },
        manque=_sans_partage(len(connues), calculee.capacite.notna().any()),
        fichier="" if calculee.capacite.notna().any() else "lieux.csv",
    )


def _a(courbe: pd.DataFrame, part: float) -> float:
    """La part de la valeur à une part de la population, lue sur la courbe (droite entre deux points)."""
    avant = courbe[courbe["part_population"].le(part)].iloc[-1]
    apres = courbe[courbe["part_population"].ge(part)].iloc[0]
    largeur = float(apres["part_population"] - avant["part_population"])
    avance = (part - float(avant["part_population"])) / largeur if largeur else 0.0
    return float(avant["part_valeur"] + avance * (apres["part_valeur"] - avant["part_valeur"]))


def _sans_partage(communes: int, capacite_connue: bool) -> str:
    if not capacite_connue:
        return "Aucune capacité ni aucun horaire de lieu n'est connu : l'offre ne se partage pas encore."
    return (
        "Une seule commune : rien ne s'y partage."
        if communes < 2
        else "Aucune offre connue n'est à portée d'ici."
    )


def groupes(etat: Etat, demande: Demande, mesure: str) -> Releve:
    """Les intercommunalités par groupes d'intervalles qui ne se recouvrent pas ; jamais un classement."""
    calculee, obs = desserte(etat, demande), etat
    minutes = mesure == MINUTES
    intervalles = minutes_par_epci(calculee) if minutes else apl_par_epci(calculee, paliers(obs))
    communes = calculee.communes
    table = en_groupes(
        intervalles,
        besoin=communes.groupby("siren_epci")["besoin"].sum().to_dict(),
        lieux=_lieux_par_epci(calculee.lieux, communes),
        plus_est_mieux=not minutes,
    )
    noms = noms_epci(etat)
    table = table.assign(
        epci=[noms.get(s, "hors intercommunalité") for s in table.index],
        groupe_dit=[f"groupe {g}" if g else SANS_GROUPE for g in table["groupe"]],
        rang=[g or "Z" for g in table["groupe"]],
        unite="minutes" if minutes else "ETP pour 10 000 personnes en besoin",
        **{c: table[c].round(1) for c in ("valeur", "bas", "haut", "besoin")},
    ).sort_values(["rang", "epci"], kind="stable", ignore_index=True)
    connue = len(calculee.lieux) > 0 and (minutes or calculee.capacite.notna().any())
    return Releve(
        lignes=table if connue else table.head(0),
        lecture=_lecture(table, minutes=minutes),
        sources=calculee.sources
        if minutes
        else tuple(dict.fromkeys((calculee.source_capacite, *calculee.sources))),
        colonnes={
            "epci": "Intercommunalité",
            "groupe_dit": "Groupe",
            "valeur": "Moyenne",
            "bas": "Au moins",
            "haut": "Au plus",
            "besoin": "Personnes en besoin",
            "lieux": "Lieux qui répondent",
        },
        manque="Rien à comparer : aucun lieu ne répond, ou aucune capacité n'est connue.",
        fichier=a_apporter(etat),
    )


def _lieux_par_epci(lieux: pd.DataFrame, communes: pd.DataFrame) -> dict[str, int]:
    epci = dict(zip(communes["code_insee"], communes["siren_epci"], strict=True))
    return {str(s): int(n) for s, n in lieux["code_insee"].map(epci).value_counts().items()}


def _lecture(table: pd.DataFrame, *, minutes: bool) -> str:
    """Ce que disent les groupes, et pourquoi ils sont ainsi."""
    pourquoi = (
        "chaque trait va du temps court au temps long (×0,8 à ×1,25), ou à ce que ferait la fermeture du lieu qui "
        "compterait le plus"
        if minutes
        else "chaque trait réunit des temps plus courts ou plus longs (×0,8 à ×1,25) et un ETP de plus ou de moins"
    )
    lettres = sorted(set(table["groupe"]) - {""})
    petites = list(table.loc[table["groupe"].eq(""), "epci"])
    grises = (
        f" Grisées, trop petites pour être comparées (moins de {nombre(PERSONNES_MIN)} personnes en besoin ou de "
        f"{nombre(LIEUX_MIN)} lieux) : {enumeration(petites)}."
        if petites
        else ""
    )
    if len(lettres) < 2:
        return (
            f"{pourquoi}. Tous les traits se recouvrent : rien ne permet de dire qu'une intercommunalité est devant une "
            f"autre.{grises}"
        )
    return (
        f"{pourquoi}. {len(lettres)} groupes, « A » le mieux servi : d'un groupe à l'autre les traits ne se recouvrent "
        f"pas ; dans un même groupe, rien ne départage.{grises}"
    )
