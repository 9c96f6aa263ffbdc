"""Qui peut écrire dans le jeu depuis l'application : un commutateur, et à défaut la prudence.

`parametres.toml`, section `[edition]` :

    [edition]
    permise = true    # tout visiteur peut écrire : un poste, ou un réseau de confiance
    permise = false   # personne : une instance publique

Sans cette ligne, seul peut écrire le visiteur assis devant la machine du serveur. Une instance publique l'est donc
en lecture seule sans que l'on y pense.

Quand une connexion OIDC est configurée (`.streamlit/secrets.toml`, section `[auth]`), seuls écrivent les éditeurs
connectés que nomme `editeurs`, par leur adresse :

    [edition]
    editeurs = ["agent@exemple.fr"]
"""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from inclusion.data.instantanes import InterditError

MANDATAIRES = ("x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via")
COMMENT = "Pour le permettre, écrire « [edition] » puis « permise = true » dans parametres.toml."


@dataclass(frozen=True)
class Droits:
    """Le droit d'écrire, et, s'il est refusé, pourquoi et comment l'obtenir."""

    ecrire: bool
    raison: str = ""

    def exiger(self) -> None:
        """Lève `InterditError` si le droit est refusé : à appeler juste avant d'écrire, jamais seulement à l'écran."""
        if not self.ecrire:
            raise InterditError(self.raison)


@dataclass(frozen=True)
class Connexion:
    """Une connexion OIDC : est-elle configurée, et qui est connecté (`""` : personne)."""

    configuree: bool = False
    qui: str = ""


def droits(
    parametres: Mapping[str, Any],
    *,
    sur_place: bool,
    inscriptible: bool,
    connexion: Connexion = Connexion(),
) -> Droits:
    """Le droit d'un visiteur d'écrire dans le jeu.

    `parametres` : ceux du jeu ; `sur_place` : voir la fonction du même nom ; `inscriptible` : le dossier se laisse
    écrire ; `connexion` : configurée, elle seule décide. Une valeur de `permise` qui n'est ni vrai ni faux vaut faux.
    """
    if not inscriptible:
        return Droits(False, "Le dossier de données est en lecture seule : rien ne peut y être enregistré.")
    if connexion.configuree:
        return _de_l_editeur(parametres, connexion.qui)
    permise = parametres.get("edition", {}).get("permise")
    if permise is None:
        refus = f"L'enregistrement est réservé à qui ouvre l'application sur la machine du serveur. {COMMENT}"
        return Droits(True) if sur_place else Droits(False, refus)
    if permise is True:
        return Droits(True)
    return Droits(False, f"Cette instance se consulte sans se modifier. {COMMENT}")


def _de_l_editeur(parametres: Mapping[str, Any], qui: str) -> Droits:
    editeurs = {str(e).casefold() for e in parametres.get("edition", {}).get("editeurs", ())}
    if not qui:
        return Droits(False, "L'enregistrement est réservé aux éditeurs connectés : se connecter.")
    if qui.casefold() in editeurs:
        return Droits(True)
    return Droits(
        False,
        "Ce compte n'est pas celui d'un éditeur. L'ajouter à « editeurs », section « [edition] » de parametres.toml.",
    )


def sur_place(entetes: Mapping[str, str], adresse_ip: str | None) -> bool:
    """Le visiteur est-il devant la machine du serveur ?

    `adresse_ip` : celle de la connexion, None pour la machine elle-même. Il faut que la connexion en vienne, qu'aucun
    mandataire ne la relaie, et que le navigateur ait bien ouvert « localhost » (une page tierce, ou un mandataire qui
    se tait, a une autre origine). Sans origine connue, la réponse est non.
    """
    minuscules = {nom.lower(): valeur for nom, valeur in entetes.items()}
    if adresse_ip is not None and not _de_la_machine(adresse_ip):
        return False
    if any(nom in minuscules for nom in MANDATAIRES):
        return False
    origine = urlsplit(minuscules.get("origin", "")).hostname or ""
    hote = urlsplit(f"//{minuscules.get('host', '')}").hostname or ""
    return _de_la_machine(origine) and _de_la_machine(hote)


def _de_la_machine(nom: str) -> bool:
    if nom == "localhost":
        return True
    try:
        return ipaddress.ip_address(nom).is_loopback
    except ValueError:
        return False
