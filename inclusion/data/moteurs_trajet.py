"""Qui calcule les minutes : le vol d'oiseau (d'office), ou un service de routes que l'on a choisi d'interroger.

Les services sont éteints tant que `[moteurs]` de parametres.toml n'en nomme pas un.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import pandas as pd

from inclusion.data.instantanes.disque import remplacer
from inclusion.data.services_trajet import (
    IGN,
    OSRM,
    REGLAGES,
    Calcul,
    IsochroneIGN,
    MoteurError,
    TableOSRM,
)
from inclusion.data.sources import SCHEMES
from inclusion.data.temps_calcules import COLONNES, FICHIER
from inclusion.model.temps_calcules import VOL_D_OISEAU, Matrice, TempsCalcules


class Moteur(Protocol):
    """Ce que fait tout moteur : des minutes des chefs-lieux à des lieux."""

    @property
    def nom(self) -> str:
        """Son nom dans parametres.toml."""
        ...

    def minutes(self, communes: pd.DataFrame, points: pd.DataFrame) -> Matrice:
        """Communes × points, en minutes ; NaN : position inconnue, ou pas de route. Lève `MoteurError`.

        `communes` : code_insee, chef_lieu (points EPSG:4326), superficie_km2, relief ; `points` : code_insee, latitude,
        longitude (EPSG:4326), relief.
        """
        ...

    def phrase(self) -> str:
        """Comment ces minutes ont été faites, pour le lecteur."""
        ...


@dataclass(frozen=True)
class VolDOiseau:
    """Le moteur d'office : rien ne sort de la machine. `calcul` est l'estimation du projet."""

    calcul: Calcul
    nom: str = VOL_D_OISEAU

    def minutes(self, communes: pd.DataFrame, points: pd.DataFrame) -> Matrice:
        return self.calcul(communes, points)

    def phrase(self) -> str:
        return "Minutes estimées à vol d'oiseau, sans réseau routier."


def moteur(parametres: Mapping[str, Any], *, calcul: Calcul, cache: Path) -> Moteur:
    """Le moteur que nomme `[moteurs]` de parametres.toml, à défaut le vol d'oiseau ; lève `MoteurError`.

    `calcul` : l'estimation à vol d'oiseau ; `cache` : le dossier où garder les réponses.
    """
    dits = parametres.get("moteurs", {})
    actif = dits.get("actif", VOL_D_OISEAU)
    if actif == VOL_D_OISEAU:
        return VolDOiseau(calcul)
    if actif not in {OSRM, IGN}:
        raise MoteurError(
            f"Moteur « {actif} » inconnu : écrire {VOL_D_OISEAU}, {OSRM} ou {IGN} dans {REGLAGES}."
        )
    adresse = dits.get(actif, {}).get("adresse", "")
    if urlsplit(adresse).scheme not in SCHEMES or not urlsplit(adresse).hostname:
        raise MoteurError(
            f"Moteur « {actif} » : adresse « {adresse} » refusée ; écrire http:// ou https:// et un nom d'hôte dans "
            f"{REGLAGES[:-1]}.{actif}]."
        )
    if actif == OSRM:
        return TableOSRM(adresse, cache, calcul, profil=dits[actif].get("profil", "driving"))
    horizons = tuple(float(h) for h in parametres["trajet"]["horizons"]["valeur"])
    return IsochroneIGN(
        adresse, cache, calcul, horizons=horizons, ressource=dits[actif].get("ressource", "bdtopo-valhalla")
    )


def quel_moteur(choisi: Moteur) -> str:
    """La phrase qui dit, à côté d'un chiffre, quel moteur l'a fait."""
    return choisi.phrase()


def to_temps(temps: TempsCalcules, dossier: Path) -> Path:
    """Écrit le fichier d'un coup ; minutes vide : pas de route."""
    table = temps.table.assign(moteur=temps.moteur, date=temps.date)[COLONNES]
    chemin = dossier / FICHIER
    remplacer(chemin, table.to_csv(index=False, lineterminator="\n").encode("utf-8"))
    return chemin
