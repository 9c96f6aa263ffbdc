"""Obtenir l'état : lire un jeu, et de quoi ouvrir ses états enregistrés par la même méthode."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from inclusion.analysis.observations import observer
from inclusion.data import instantanes as stockage
from inclusion.data.lecture import load_jeu
from inclusion.model.etat import Etat

PARIS = ZoneInfo("Europe/Paris")


def maintenant() -> datetime:
    """L'instant présent, à l'heure de Paris."""
    return datetime.now(PARIS)


def lire(dossier: Path, a_date: date, *, ouvrir: Callable[[str], Etat] | None = None) -> Etat:
    """L'état présent d'un jeu, à une date ; `ouvrir` : comment lire l'un de ses états enregistrés (voir `passe`)."""
    identifiant = stockage.empreinte(dossier)  # avant de lire : un jeu changé entre-temps sera dit changé
    jeu = load_jeu(dossier)
    return replace(
        observer(jeu, a_date),
        jeu=jeu,
        dossier=dossier,
        identifiant=identifiant,
        fautes=jeu.fautes,
        absentes=jeu.absentes,
        enregistres=tuple(stockage.instantanes(dossier)),
        ouvrir=ouvrir or (lambda nom: passe(dossier, nom)),
    )


def au(dossier: Path, a_date: date, *, aujourd_hui: date) -> Etat:
    """L'état qu'avait un jeu à une date, et ceux d'avant ; le plus ancien si elle les précède tous, sinon le présent.

    L'état rendu est le seul `courant` de ses `enregistres` ; aucun ne l'est quand c'est le présent qui n'est pas enregistré.
    """
    present = lire(dossier, a_date)
    if a_date >= aujourd_hui or not present.enregistres:
        return present
    connus = [i for i in present.enregistres if i.date.date() <= a_date] or present.enregistres[-1:]
    return replace(
        passe(dossier, connus[0].nom, a_date=a_date),
        enregistres=tuple(replace(i, courant=i is connus[0]) for i in connus),
        ouvrir=present.ouvrir,
    )


def passe(dossier: Path, nom: str, *, a_date: date | None = None) -> Etat:
    """Un état enregistré, à sa date ou à une autre, compté par la méthode présente du jeu : paramètres, temps de trajet."""
    enregistre = stockage.instantane(dossier, nom)
    jeu = load_jeu(enregistre.dossier, methode=dossier)
    return replace(
        observer(jeu, a_date or enregistre.date.date()),
        jeu=jeu,
        dossier=enregistre.dossier,
        identifiant=nom,
        fautes=jeu.fautes,
        absentes=jeu.absentes,
    )
