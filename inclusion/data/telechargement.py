"""Télécharger une source publique, pour qui a Internet et le demande ; rien ne part sans un ordre.

Un fichier déjà pris n'est redemandé que s'il a changé (ETag, Last-Modified). Tout est borné : délais, durée, taille,
redirections, type. En cas d'échec, ce que l'on avait reste en place.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import requests

from inclusion.data.instantanes.disque import remplacer
from inclusion.data.sources import Source, SourceError

AGENT = "observatoire-inclusion-numerique"
PARIS = ZoneInfo("Europe/Paris")
MORCEAU = 64 * 1024
REDIRECTIONS_MAX = 4
PAGE_WEB = (b"<!doctype html", b"<html", b"<head")
ABSENTE, PASSAGERE = {404, 410}, {408, 425, 429, 500, 502, 503, 504}


@dataclass(frozen=True)
class Limites:
    """Patience et obstination : secondes pour répondre, pour tout lire, essais, pause entre deux essais, renvois suivis."""

    connexion_s: float = 10.0
    silence_s: float = 30.0
    duree_s: float = 180.0
    essais: int = 3
    pause_s: float = 2.0
    redirections: int = REDIRECTIONS_MAX


@dataclass(frozen=True)
class Telecharge:
    """Un fichier pris : où il est, sa somme, quand ; `change` faux s'il est le même que la fois d'avant."""

    chemin: Path
    change: bool
    somme: str
    date: str
    adresse: str
    etag: str = ""
    modifie: str = ""


class _PassagereError(SourceError):
    """Un échec qu'un nouvel essai peut réparer."""


def download(
    source: Source,
    vers: Path,
    *,
    limites: Limites = Limites(),
    dormir: Callable[[float], None] = time.sleep,
) -> Telecharge:
    """Prend une source dans le dossier `vers` ; lève `SourceError`. Un échec passager est réessayé."""
    vers.mkdir(parents=True, exist_ok=True)
    for essai in range(1, limites.essais + 1):
        try:
            return _download(source, vers, limites)
        except _PassagereError:
            if essai == limites.essais:
                raise
            dormir(limites.pause_s * essai)
    raise AssertionError("au moins un essai")


def _download(source: Source, vers: Path, limites: Limites) -> Telecharge:
    ancien = deja_pris(source, vers)
    with requests.Session() as session:
        session.max_redirects = limites.redirections
        try:
            with session.get(
                source.adresse,
                headers=_demande(ancien),
                stream=True,
                timeout=(limites.connexion_s, limites.silence_s),
            ) as reponse:
                return _prendre(reponse, source, vers, ancien, limites)
        except requests.TooManyRedirects as erreur:
            raise SourceError(
                f"{_qui(source)} : l'adresse renvoie à une autre, que l'on ne suit pas sans fin. {_corriger(source)}"
            ) from erreur
        except requests.Timeout as erreur:
            raise _PassagereError(f"{_qui(source)} : pas de réponse à temps. {_PLUS_TARD}") from erreur
        except (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError) as erreur:
            raise _PassagereError(f"{_qui(source)} : le fichier est arrivé coupé. {_PLUS_TARD}") from erreur
        except requests.ConnectionError as erreur:
            raise _PassagereError(
                f"{_qui(source)} : injoignable. Cette commande demande un accès à Internet ; {_RIEN}"
            ) from erreur
        except requests.RequestException as erreur:
            raise SourceError(
                f"{_qui(source)} : adresse ou réponse incompréhensible. {_corriger(source)}"
            ) from erreur


_RIEN = "rien n'a été changé."
_PLUS_TARD = f"Recommencer plus tard ; {_RIEN}"


def _corriger(source: Source) -> str:
    return f"Corriger son adresse dans {source.ou_corriger} ; {_RIEN}"


def _qui(source: Source) -> str:
    return f"{source.libelle} ({urlsplit(source.adresse).hostname})"


def _demande(ancien: Telecharge | None) -> dict[str, str]:
    """Les en-têtes : sobres ; rien de compressé, que la taille annoncée soit celle reçue ; conditionnels."""
    entetes = {"User-Agent": AGENT, "Accept-Encoding": "identity"}
    if ancien and ancien.etag:
        entetes["If-None-Match"] = ancien.etag
    if ancien and ancien.modifie:
        entetes["If-Modified-Since"] = ancien.modifie
    return entetes


def _prendre(
    reponse: requests.Response, source: Source, vers: Path, ancien: Telecharge | None, limites: Limites
) -> Telecharge:
    if urlsplit(source.adresse).scheme == "https" and urlsplit(reponse.url).scheme != "https":
        raise SourceError(
            f"{_qui(source)} : renvoie vers une adresse non chiffrée, refusé. {_corriger(source)}"
        )
    if reponse.status_code == requests.codes.not_modified and ancien:
        return Telecharge(**{**asdict(ancien), "change": False})
    _refuser_l_echec(reponse, source)
    _refuser_le_type(reponse, source)
    octets = b"".join(_morceaux(reponse, source, limites))
    _refuser_le_contenu(octets, reponse, source)
    return _ranger(octets, reponse, source, vers, ancien)


def _refuser_l_echec(reponse: requests.Response, source: Source) -> None:
    code = reponse.status_code
    if code == requests.codes.ok:
        return
    if code in ABSENTE:
        raise SourceError(
            f"{_qui(source)} : il n'y a plus rien à cette adresse ({code}). {_corriger(source)}"
        )
    if code in PASSAGERE:
        raise _PassagereError(f"{_qui(source)} : le serveur est en panne ou occupé ({code}). {_PLUS_TARD}")
    raise SourceError(f"{_qui(source)} : le serveur refuse ({code}). {_corriger(source)}")


def _refuser_le_type(reponse: requests.Response, source: Source) -> None:
    recu = reponse.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if recu and recu not in source.types:
        raise SourceError(
            f"{_qui(source)} : reçu « {recu} », attendu {' ou '.join(source.types)}. Une page de connexion du réseau "
            f"peut répondre à sa place. {_corriger(source)}"
        )


def _morceaux(reponse: requests.Response, source: Source, limites: Limites) -> Iterator[bytes]:
    """Les octets, tant qu'ils tiennent dans la taille et la durée admises."""
    maximum, fin = source.taille_max_mo * 1_000_000, time.monotonic() + limites.duree_s
    annonce = reponse.headers.get("Content-Length", "")
    recus = int(annonce) if annonce.isdigit() else 0
    _refuser_la_taille(recus, maximum, source)
    recus = 0
    for morceau in reponse.iter_content(MORCEAU):
        recus += len(morceau)
        _refuser_la_taille(recus, maximum, source)
        if time.monotonic() > fin:
            raise _PassagereError(f"{_qui(source)} : trop lent, abandonné. {_PLUS_TARD}")
        yield morceau


def _refuser_la_taille(octets: int, maximum: float, source: Source) -> None:
    if octets > maximum:
        raise SourceError(
            f"{_qui(source)} : plus de {source.taille_max_mo:g} Mo, refusé. {_corriger(source)}"
        )


def _refuser_le_contenu(octets: bytes, reponse: requests.Response, source: Source) -> None:
    annonce = reponse.headers.get("Content-Length", "")
    if annonce.isdigit() and "Content-Encoding" not in reponse.headers and int(annonce) != len(octets):
        raise _PassagereError(f"{_qui(source)} : le fichier est arrivé coupé. {_PLUS_TARD}")
    if not octets.strip():
        raise SourceError(f"{_qui(source)} : le fichier est vide. {_corriger(source)}")
    if octets[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(PAGE_WEB):
        raise SourceError(
            f"{_qui(source)} : a répondu une page web, pas un fichier de données. {_corriger(source)}"
        )


def _ranger(
    octets: bytes, reponse: requests.Response, source: Source, vers: Path, ancien: Telecharge | None
) -> Telecharge:
    """Écrit le fichier puis sa fiche ; chacun d'un coup."""
    pris = Telecharge(
        chemin=vers / source.fichier,
        change=ancien is None or ancien.somme != _somme(octets),
        somme=_somme(octets),
        date=datetime.now(PARIS).isoformat(timespec="seconds"),
        adresse=reponse.url,
        etag=reponse.headers.get("ETag", ""),
        modifie=reponse.headers.get("Last-Modified", ""),
    )
    remplacer(pris.chemin, octets)
    remplacer(
        _fiche(source, vers), json.dumps({**asdict(pris), "chemin": source.fichier}, indent=1).encode("utf-8")
    )
    return pris


def _fiche(source: Source, vers: Path) -> Path:
    return vers / f"{source.fichier}.telechargement.json"


def deja_pris(source: Source, vers: Path) -> Telecharge | None:
    """Ce que l'on a pris la dernière fois, si le fichier est encore intact."""
    try:
        lue: Mapping[str, Any] = json.loads(_fiche(source, vers).read_text(encoding="utf-8"))
        pris = Telecharge(**{**lue, "chemin": vers / source.fichier})
        intact = _somme(pris.chemin.read_bytes()) == pris.somme
    except (OSError, ValueError, TypeError):
        return None
    return pris if intact else None


def _somme(octets: bytes) -> str:
    return f"sha256:{hashlib.sha256(octets).hexdigest()}"
