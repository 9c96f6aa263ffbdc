"""Qui peut écrire dans le jeu depuis l'application : personne, sauf un choix explicite.

Trois choix ouvrent l'écriture, et rien d'autre :

- **le poste local** : `make lancer`, sur sa propre machine (voir `ecriture_locale`) ;
- **une connexion OIDC** (`.streamlit/secrets.toml`, section `[auth]`) : les seuls éditeurs connectés que
  `parametres.toml` nomme, par leur courriel, que le fournisseur dit vérifié ;
- **un commutateur** de `parametres.toml`, pour un réseau de confiance où chacun peut écrire.

    [edition]
    editeurs = ["agent@exemple.fr"]   # avec une connexion
    permise = true                    # sans connexion : tout visiteur, d'où qu'il vienne
    permise = false                   # personne, même sur le poste local

Une configuration fautive (de la connexion, de `[edition]`) ferme l'écriture à tous et le dit. La table entière est
dans docs/securite.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from inclusion.data.connexion import SANS_CONNEXION, Connexion
from inclusion.data.instantanes import InterditError

COMMENT = (
    "Pour écrire sur sa propre machine : « make lancer ». Sur un serveur : une connexion et des éditeurs nommés "
    "(docs/securite.md)."
)
FERMEE = "Rien ne s'enregistre tant que la configuration est fautive."


@dataclass(frozen=True)
class Droits:
    """Le droit d'écrire, et, s'il est refusé, pourquoi et comment l'obtenir."""

    ecrire: bool
    raison: str = ""

    def exiger(self) -> None:
        """Lève `InterditError` si le droit est refusé : à appeler juste avant d'écrire, jamais seulement à l'écran."""
        if not self.ecrire:
            raise InterditError(self.raison)

    def ferme(self, raison: str) -> "Droits":
        """Le même visiteur, à qui l'écriture est fermée."""
        return Droits(False, raison)


@dataclass(frozen=True)
class Poste:
    """Ce que le démarrage a choisi, et ce que la requête dit d'elle-même.

    `ecriture_locale` : le choix ; `refus` : pourquoi cette requête ne vient pas d'un navigateur de la machine (`""` :
    elle en vient).
    """

    ecriture_locale: bool = False
    refus: str = ""


def droits(
    parametres: Mapping[str, Any],
    *,
    poste: Poste,
    inscriptible: bool,
    connexion: Connexion = SANS_CONNEXION,
) -> Droits:
    """Le droit d'un visiteur d'écrire dans le jeu.

    `parametres` : ceux du jeu ; `inscriptible` : le dossier se laisse écrire ; `connexion` : configurée, elle seule
    décide.
    """
    if not inscriptible:
        return Droits(False, "Le dossier de données est en lecture seule : rien ne peut y être enregistré.")
    edition = parametres.get("edition", {})
    faute = connexion.faute or _faute(edition, connexion)
    if faute:
        ou = "La connexion est mal configurée" if connexion.faute else "« parametres.toml » est fautif"
        return Droits(False, f"{ou} : {faute} {FERMEE}")
    if connexion.configuree:
        return _de_l_editeur(edition.get("editeurs", ()), connexion)
    return _sans_connexion(edition.get("permise"), poste)


def _sans_connexion(permise: bool | None, poste: Poste) -> Droits:
    if permise is False:
        return Droits(
            False, "Cette instance se consulte sans se modifier : « permise = false » dans parametres.toml."
        )
    if poste.ecriture_locale:
        refus = f"L'enregistrement est réservé à la machine du serveur ; cette demande est refusée : {poste.refus}."
        return Droits(False, refus) if poste.refus else Droits(True)
    if permise is True:
        return Droits(True)
    return Droits(False, f"Cette instance se consulte sans se modifier. {COMMENT}")


def _faute(edition: object, connexion: Connexion) -> str:
    """Ce qui ne va pas dans la section `[edition]`."""
    if not isinstance(edition, Mapping):
        return "« edition » doit être une section."
    if not isinstance(edition.get("permise", False), bool):
        return "« permise », section [edition], doit être true ou false."
    editeurs = edition.get("editeurs", [])
    if not isinstance(editeurs, list) or not all(isinstance(e, str) and "@" in e for e in editeurs):
        return "« editeurs », section [edition], doit être une liste de courriels."
    if editeurs and not connexion.configuree:
        return (
            "il nomme des éditeurs, mais aucune connexion n'est configurée (section [auth] de secrets.toml)."
        )
    return ""


def _de_l_editeur(editeurs: list[str], connexion: Connexion) -> Droits:
    if not connexion.qui:
        return Droits(False, "L'enregistrement est réservé aux éditeurs connectés : se connecter.")
    if connexion.qui.casefold() not in {e.strip().casefold() for e in editeurs}:
        return Droits(
            False,
            "Ce compte n'est pas celui d'un éditeur. L'ajouter à « editeurs », section « [edition] » de parametres.toml.",
        )
    if not connexion.courriel_verifie:
        return Droits(
            False, "Le fournisseur d'identité ne dit pas ce courriel vérifié : il ne suffit pas à écrire."
        )
    return Droits(True)
