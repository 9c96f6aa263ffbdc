"""L'écriture locale : un choix que l'on fait au démarrage, sur sa propre machine, et qui vaut pour le processus.

`outils/lancer.py --ecriture-locale` (que passe `make lancer`) est seul à le faire ; ni un en-tête, ni une variable
d'environnement, ni un fichier du jeu ne le peuvent. Le serveur n'écoute alors que la boucle locale.
"""

import ipaddress
import threading
from collections.abc import Mapping
from urllib.parse import urlsplit

BOUCLE_LOCALE = "127.0.0.1"
RELAIS = ("forwarded", "via", "x-real-ip", "cf-connecting-ip", "true-client-ip")
RELAIS_DEBUT = "x-forwarded-"
PORTS = {"http": 80, "https": 443}

_choix = threading.Event()


def choisir() -> None:
    """Ouvre l'écriture à qui est devant cette machine, jusqu'à l'arrêt du processus."""
    _choix.set()


def choisie() -> bool:
    return _choix.is_set()


def adresse_d_ecoute(demandee: str | None) -> str:
    """L'adresse qu'écoute un serveur en écriture locale : celle demandée si elle est de la boucle locale.

    Sans demande, 127.0.0.1, que l'on ouvre aussi par « localhost ». Lève `ValueError` pour toute autre.
    """
    if not demandee:
        return BOUCLE_LOCALE
    if not de_la_machine(demandee):
        raise ValueError(
            f"L'écriture locale n'écoute que cette machine : l'adresse « {demandee} » est refusée. Retirer "
            "server.address, ou démarrer sans --ecriture-locale."
        )
    return demandee


def refus(entetes: Mapping[str, str], adresse_ip: str | None, *, origine_exigee: bool = True) -> str:
    """Pourquoi une requête ne vient pas d'un navigateur de cette machine ; `""` si elle en vient.

    `adresse_ip` : celle de la connexion, None pour la machine elle-même. Un mandataire qui se dit, un nom d'hôte qui
    n'est pas celui de la machine (rebond DNS) ou une page d'une autre origine sont refusés. `origine_exigee` : une
    requête sans en-tête `Origin` est refusée aussi ; une page que l'on ouvre n'en a pas, une écriture en a toujours.
    """
    connus = {nom.lower(): valeur for nom, valeur in entetes.items()}
    if adresse_ip is not None and not de_la_machine(adresse_ip):
        return "elle vient d'une autre machine"
    if any(nom in RELAIS or nom.startswith(RELAIS_DEBUT) for nom in connus):
        return "un mandataire la relaie"
    hote = connus.get("host", "")
    if not de_la_machine(_nom(f"//{hote}")):
        return "elle ne s'adresse pas à cette machine"
    origine = connus.get("origin", "")
    if not origine:
        return "son origine est inconnue" if origine_exigee else ""
    return "" if meme_origine(origine, hote) else "elle vient d'un autre site"


def meme_origine(origine: str, hote: str) -> bool:
    """L'origine (`http://localhost:8501`) est-elle l'hôte demandé (`localhost:8501`) ?"""
    try:
        dite = urlsplit(origine)
        port = PORTS.get(dite.scheme)
        demandee = urlsplit(f"//{hote}")
        return (
            port is not None
            and bool(dite.hostname)
            and (dite.hostname, dite.port or port) == (demandee.hostname, demandee.port or port)
        )
    except ValueError:  # un port qui n'est pas un nombre, un crochet qui manque
        return False


def _nom(adresse: str) -> str:
    try:
        return urlsplit(adresse).hostname or ""
    except ValueError:
        return ""


def de_la_machine(nom: str) -> bool:
    """« localhost », ou une adresse de la boucle locale (IPv4, IPv6, IPv4 dite en IPv6)."""
    if nom == "localhost":
        return True
    try:
        adresse = ipaddress.ip_address(nom)
    except ValueError:
        return False
    return (getattr(adresse, "ipv4_mapped", None) or adresse).is_loopback
