"""Enregistrer et restaurer un état du jeu : tout est posé à côté, puis un seul fichier bascule.

L'ordre fait la sûreté : les fichiers, leur dossier (qui prend son nom une fois entier), puis la description du jeu.
Une mort à tout instant laisse la description désigner un état entier : l'ancien avant la bascule, le nouveau après.
"""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from inclusion.data.description import DOSSIER, NOM, load_description
from inclusion.data.instantanes import descripteur as description
from inclusion.data.instantanes import disque, registre
from inclusion.data.instantanes.etat import APoser, etat
from inclusion.data.instantanes.lisibilite import refuser_l_illisible
from inclusion.data.instantanes.modele import (
    ConflitError,
    Instantane,
    InstantaneInconnuError,
    JeuFautifError,
    LectureSeuleError,
    Saisie,
    Versement,
)
from inclusion.data.instantanes.verrou import verrou
from inclusion.data.integrite import fautes_d_integrite
from inclusion.data.lecture import Jeu, load_jeu

PARIS = ZoneInfo("Europe/Paris")
ORIGINE = "état d'origine"
HORS_APPLICATION = "état modifié hors de l'application"


def enregistrer(
    dossier: Path,
    tables: Mapping[str, pd.DataFrame],
    *,
    motif: str,
    attendu: str | None = None,
    versements: Mapping[str, Versement] | None = None,
    jeu: Jeu | None = None,
    jugees: bool = False,
    quand: datetime | None = None,
    saisie: Saisie | None = None,
) -> Instantane:
    """Écrit un instantané où `tables` (typées, comme les rend `load_jeu`) remplacent celles du jeu, puis l'y bascule.

    `attendu` : l'empreinte du jeu tel qu'on l'a lu ; `versements` : la provenance de ce qui est versé ; `jeu` : le
    jeu déjà lu, pour ne pas le relire ; `jugees` : les tables sortent de `conforme`, seules leurs clés et leurs
    références restent à juger ; `saisie` : ce qui a été changé à l'écran, gardé avec l'instantané. Lève
    `ConflitError`, `LectureSeuleError`, `OccupeError` ou `JeuFautifError` : rien n'est alors changé.
    """
    instant = _instant(quand)
    with _seul(dossier, attendu):
        refuser_l_illisible(dossier, tables, jeu=jeu, jugees=jugees)
        _figer(dossier, instant)
        pose = etat(dossier, tables, versements or {}, instant)
        nom = _poser(dossier, pose, motif, instant, tuple(tables), saisie or Saisie())
        _basculer(dossier, nom)
    return registre.instantane(dossier, nom)


def restaurer(
    dossier: Path, nom: str, *, attendu: str | None = None, quand: datetime | None = None
) -> Instantane:
    """Rend courant un instantané, après avoir figé l'état présent s'il ne l'est pas ; rien n'est effacé.

    L'état présent n'a pas à être lisible : un état enregistré que l'on a abîmé reste où il est, sans être figé à nouveau ;
    une description illisible est mise de côté. `parametres.toml` n'est pas restauré : c'est un réglage de l'application,
    l'instantané n'en garde que la trace. Lève `InstantaneInconnuError`, `ConflitError`, `LectureSeuleError`,
    `DisquePleinError` ou `OccupeError`.
    """
    with _seul(dossier, attendu):
        cible = registre.instantane(dossier, nom)
        abimes = registre.modifies(cible.dossier)
        if abimes:
            raise InstantaneInconnuError(
                f"L'instantané « {nom} » a été modifié depuis son écriture ({', '.join(abimes)}) : il n'est plus sûr. "
                "Importer ses fichiers comme un dépôt, qui les contrôle."
            )
        instant = _instant(quand)
        if load_description(dossier)[1]:
            _ecarter(dossier, instant)
        elif not registre.est_enregistre(dossier):
            _figer(dossier, instant)
        _basculer(dossier, nom)
    return registre.instantane(dossier, nom)


def adopter(dossier: Path, *, quand: datetime | None = None) -> Instantane | None:
    """Fait un état enregistré du jeu tel qu'on l'a retouché hors de l'application ; None s'il n'a pas été retouché.

    Les tables retouchées sont contrôlées comme les autres. Lève `JeuFautifError` (une table manque, ou ne se lit pas),
    `LectureSeuleError`, `OccupeError` : rien n'est alors changé.
    """
    with _seul(dossier, None):
        if registre.est_fige(dossier):
            return None
        jeu = load_jeu(dossier, empreintes=False)
        abimees = fautes_d_integrite(dossier, load_description(dossier)[0])
        fautes = [*jeu.fautes, *(f for nom, f in abimees.items() if nom in jeu.absentes)]
        if fautes:
            raise JeuFautifError(fautes)
        _figer(dossier, _instant(quand))
    return registre.instantane(dossier, registre.nom_courant(dossier))


def copier(source: Path, vers: Path, *, quand: datetime | None = None) -> None:
    """Crée un jeu neuf, d'un coup : l'état courant d'un autre, chemins locaux, sans ses instantanés."""
    copie = etat(source, {}, {}, _instant(quand))
    decrit = {k: v for k, v in copie.description.items() if k != "instantane"}
    with disque.ecriture_dite(vers):
        vers.parent.mkdir(parents=True, exist_ok=True)
        provisoire = vers.with_name(f".{vers.name}.{os.getpid()}.{time.monotonic_ns()}")
        with disque.dossier_neuf(provisoire):
            _deposer(provisoire, copie.fichiers, _sans_sommes(decrit))
            provisoire.rename(vers)  # sur un dossier vide, le remplace
        disque.synchroniser(vers.parent)


def _sans_sommes(descripteur: Mapping[str, Any]) -> dict[str, Any]:
    propres = description.PROPRES_AU_FICHIER
    ressources = [{k: v for k, v in r.items() if k not in propres} for r in descripteur["resources"]]
    return {**descripteur, "resources": ressources}


def _instant(quand: datetime | None) -> datetime:
    return (quand or datetime.now(PARIS)).astimezone(PARIS).replace(microsecond=0)


@contextmanager
def _seul(dossier: Path, attendu: str | None) -> Iterator[None]:
    """Le droit d'écrire, seul, dans un jeu qui est bien celui qu'on a lu."""
    if not disque.peut_ecrire(dossier):
        raise LectureSeuleError(dossier)
    with disque.ecriture_dite(dossier), verrou(dossier):
        if attendu is not None and registre.empreinte(dossier) != attendu:
            raise ConflitError
        yield


def _figer(dossier: Path, instant: datetime) -> None:
    """Fait un instantané de l'état présent s'il n'en est pas un : le jeu d'origine, ou un fichier retouché à la main."""
    if registre.est_fige(dossier):
        return
    motif = HORS_APPLICATION if registre.nom_courant(dossier) else ORIGINE
    _basculer(dossier, _poser(dossier, etat(dossier, {}, {}, instant), motif, instant, ()))


def _poser(  # noqa: PLR0917 ce qu'un instantané dit de lui, dans l'ordre
    dossier: Path,
    a_poser: APoser,
    motif: str,
    instant: datetime,
    tables: tuple[str, ...],
    saisie: Saisie | None = None,
) -> str:
    """Écrit un instantané entier sous un nom d'attente, puis lui donne son nom ; rend ce nom."""
    racine = dossier / DOSSIER
    racine.mkdir(exist_ok=True)
    nom = _nom_libre(racine, instant)
    dit = {
        "nom": nom,
        "date": instant.isoformat(),
        "motif": motif,
        "tables": list(tables),
        "lignes": dict(a_poser.lignes),
        **(saisie.to_json() if saisie and saisie.gestes else {}),
    }
    attente = racine / f"{registre.EN_COURS}{nom}-{os.getpid()}-{time.monotonic_ns()}"
    with disque.dossier_neuf(attente):
        _deposer(attente, a_poser.fichiers, {**a_poser.description, "instantane": dit})
        attente.rename(racine / nom)
    disque.synchroniser(racine)
    return nom


def _nom_libre(racine: Path, instant: datetime) -> str:
    return _libre(racine, instant.strftime("%Y-%m-%dT%H%M%S")).name


def _deposer(vers: Path, fichiers: Mapping[str, bytes], descripteur: Mapping[str, Any]) -> None:
    """Écrit des fichiers dans un dossier neuf, leur description en dernier."""
    for nom, octets in fichiers.items():
        disque.ecrire(vers / nom, octets)
    disque.ecrire(vers / NOM, description.en_octets(descripteur))
    disque.synchroniser(vers)


def _basculer(dossier: Path, nom: str) -> None:
    """Fait de l'instantané l'état du jeu : le seul geste que voient les lecteurs."""
    decrit, fautes = load_description(dossier / DOSSIER / nom)
    if fautes:
        raise JeuFautifError(fautes)
    disque.remplacer(dossier / NOM, description.en_octets(description.du_jeu(decrit, nom)))


def _ecarter(dossier: Path, instant: datetime) -> None:
    """Met de côté une description que l'on ne sait pas lire (ou le dossier qui en tient lieu), sans la perdre."""
    fautive = dossier / NOM
    if fautive.exists():
        fautive.rename(_libre(dossier, f"{NOM}.illisible-{instant:%Y-%m-%dT%H%M%S}"))


def _libre(dossier: Path, base: str) -> Path:
    noms = (base if n == 1 else f"{base}-{n}" for n in range(1, 10_000))
    return next(dossier / nom for nom in noms if not (dossier / nom).exists())
