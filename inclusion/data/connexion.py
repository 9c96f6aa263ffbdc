"""La connexion OIDC de l'instance : configurée, fautive ou absente. Toute faute ferme l'écriture, et se dit.

La configuration est celle de Streamlit : section `[auth]` de `.streamlit/secrets.toml`. Aucun message ne répète une
valeur lue là : ce sont des secrets.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from inclusion.data.ecriture_locale import de_la_machine

SECTION = "auth"
RETOUR = "/oauth2callback"
SECRET_MIN = 32
TEXTES = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
ADRESSES = ("redirect_uri", "server_metadata_url")
JETONS = {"id", "access"}


@dataclass(frozen=True)
class Connexion:
    """Une connexion OIDC : est-elle configurée, qui est connecté (`""` : personne), son courriel est-il vérifié.

    `faute` : ce qui ne va pas dans sa configuration ; l'écriture est alors fermée à tous.
    """

    configuree: bool = False
    qui: str = ""
    courriel_verifie: bool = False
    faute: str = ""


SANS_CONNEXION = Connexion()


def connexion_de(secrets: Mapping[str, Any], visiteur: Mapping[str, Any]) -> Connexion:
    """La connexion que décrivent les secrets, et ce que le fournisseur dit de ce visiteur."""
    if SECTION not in secrets:
        return SANS_CONNEXION
    faute = faute_de(secrets[SECTION])
    if faute:
        return fautive(f"section [{SECTION}] : {faute}")
    if visiteur.get("is_logged_in") is not True:
        return Connexion(configuree=True)
    courriel = visiteur.get("email")
    return Connexion(
        configuree=True,
        qui=courriel.strip() if isinstance(courriel, str) else "",
        courriel_verifie=visiteur.get("email_verified") is True,
    )


def fautive(faute: str) -> Connexion:
    return Connexion(configuree=True, faute=faute)


def faute_de(section: object) -> str:
    """Ce qui ne va pas dans la section, en une phrase ; `""` si elle est entière."""
    if not isinstance(section, Mapping):
        return "ce doit être une section."
    fautes = [
        *_manques(section),
        *(
            f"« {cle} » doit être une adresse https."
            for cle in ADRESSES
            if not _adresse_sure(section.get(cle))
        ),
    ]
    secret = section.get("cookie_secret")
    if isinstance(secret, str) and len(secret.encode()) < SECRET_MIN:
        fautes.append(f"« cookie_secret » doit avoir {SECRET_MIN} caractères au moins, tirés au hasard.")
    retour = section.get("redirect_uri")
    if isinstance(retour, str) and not retour.endswith(RETOUR):
        fautes.append(f"« redirect_uri » doit finir par {RETOUR}.")
    jetons = section.get("expose_tokens", [])
    if not _jetons_admis(jetons):
        fautes.append("« expose_tokens » n'admet que « id » et « access ».")
    return " ".join(fautes)


def _manques(section: Mapping[str, Any]) -> list[str]:
    fautes = []
    for cle in TEXTES:
        valeur = section.get(cle)
        if valeur is None:
            fautes.append(f"« {cle} » manque.")
        elif not isinstance(valeur, str) or not valeur.strip():
            fautes.append(f"« {cle} » doit être un texte.")
    return fautes


def _adresse_sure(adresse: object) -> bool:
    """https, ou http sur la machine même ; une adresse absente est déjà dite."""
    if not isinstance(adresse, str) or not adresse.strip():
        return True
    try:
        dite = urlsplit(adresse)
        nom = dite.hostname or ""
    except ValueError:
        return False
    return bool(nom) and (dite.scheme == "https" or (dite.scheme == "http" and de_la_machine(nom)))


def _jetons_admis(jetons: object) -> bool:
    dits = [jetons] if isinstance(jetons, str) else jetons
    return isinstance(dits, list) and all(isinstance(j, str) and j in JETONS for j in dits)
