"""Où ouvrir : ce que la réponse ne sait pas, compté."""

import pandas as pd

from inclusion.analysis.chiffres.implantation import Resolu
from inclusion.analysis.couverture import au_bord, reserves
from inclusion.model.francais import pluriel
from inclusion.model.territoires import Niveau

TOUJOURS = (
    "Les temps sont estimés à vol d'oiseau, route libre : justes en somme, pas pour une commune de montagne seule.",
    "Tous les habitants d'une commune sont comptés à son chef-lieu.",
    "Une permanence rapproche : la page ne dit pas combien de personnes elle peut recevoir.",
)


def inconnues(r: Resolu) -> list[str]:
    """Les réserves qui valent pour ce scénario, en phrases ; une réserve à zéro n'apparaît pas."""
    return [*TOUJOURS, *_des_lieux(r), *_du_territoire(r)]


def _des_lieux(r: Resolu) -> list[str]:
    dits = reserves(r.probleme.ouverts, r.probleme.inconnus)
    itinerants = int(r.probleme.ouverts["itinerance"].str.contains("Itinérant", regex=False).sum())
    lignes = [
        (
            dits.approches,
            f"{pluriel(dits.approches, 'lieu est placé', 'lieux sont placés')} à la mairie, faute d'adresse connue.",
        ),
        (
            dits.sans_position,
            f"{pluriel(dits.sans_position, 'lieu est', 'lieux sont')} sans position, donc absents du calcul.",
        ),
        (
            itinerants,
            f"{pluriel(itinerants, 'lieu itinérant ne compte', 'lieux itinérants ne comptent')} qu'à la commune d'attache.",
        ),
        (
            r.probleme.inconnus,
            f"{pluriel(r.probleme.inconnus, 'lieu', 'lieux')} aux horaires inconnus : comptés ouverts ce jour-là (le gain "
            "estimé est prudent), fermés pour la borne haute.",
        ),
    ]
    return [dit for effectif, dit in lignes if effectif]


def _du_territoire(r: Resolu) -> list[str]:
    p, obs = r.probleme, r.obs
    avant = pd.DataFrame({"minutes": p.colonne("avant")}, index=obs["communes"].index)
    au_loin = au_bord(obs["communes"], obs["communes_voisines"], avant, p.reglages).to_numpy(dtype=bool)
    bord = int((au_loin & p.dedans).sum())
    commune = r.scenario.territoire.niveau == Niveau.COMMUNE
    lignes = [
        (
            bord,
            f"{pluriel(bord, 'commune est', 'communes sont')} plus près d'une commune d'un autre département que d'un lieu "
            "connu : un lieu voisin que l'on ne connaît pas peut déjà y répondre.",
        ),
        (
            p.sans_effectif,
            f"{pluriel(p.sans_effectif, 'commune')} sans effectif connu : personne n'y est compté.",
        ),
        (
            commune,
            f"Une permanence sert aussi les communes voisines : la question porte sur {p.bassin.titre}.",
        ),
        (
            not r.solution.prouve_optimal,
            "Le solveur s'est arrêté avant d'avoir prouvé que ce choix est le meilleur.",
        ),
    ]
    return [dit for vrai, dit in lignes if vrai]
