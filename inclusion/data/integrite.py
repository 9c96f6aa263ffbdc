"""Un état enregistré est-il encore celui que l'on a écrit ? Chaque fichier y a sa taille et sa somme de contrôle.

Un jeu tenu à la main, dans un tableur, n'en porte pas : rien n'y est contrôlé ici.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from inclusion.data.description import DOSSIER, load_description, pourquoi_illisible
from inclusion.model.schemas import Atteinte, Faute

REMEDE = (
    "le fichier enregistré par l'application. Une retouche voulue : « python -m inclusion adopter DOSSIER », "
    "qui la contrôle ; sinon « python -m inclusion restaurer DOSSIER NOM », qui rend un autre état"
)


def somme(octets: bytes) -> str:
    """La somme de contrôle d'un fichier, comme l'écrit un Data Package."""
    return f"sha256:{hashlib.sha256(octets).hexdigest()}"


def ecrites(descripteur: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Les ressources dont un état enregistré a écrit le fichier."""
    return [r for r in descripteur.get("resources", []) if "bytes" in r and "hash" in r]


def abimes(etat: Path, ressources: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Fichier → ce qui a changé depuis l'enregistrement ; vide si tout est tel qu'écrit."""
    defauts = {str(r["path"]): _defaut(etat / str(r["path"]), r) for r in ressources}
    return {fichier: defaut for fichier, defaut in defauts.items() if defaut}


def _defaut(chemin: Path, ressource: Mapping[str, Any]) -> str:
    try:
        octets = chemin.read_bytes()
    except FileNotFoundError:
        return "fichier supprimé"
    except OSError as erreur:
        return pourquoi_illisible(erreur)
    if somme(octets) == ressource["hash"]:
        return ""
    return f"retouché ou abîmé hors de l'application : {len(octets)} octets, {ressource['bytes']} enregistrés"


def fautes_d_integrite(dossier: Path, descripteur: Mapping[str, Any]) -> dict[str, Faute]:
    """Table → la faute de son fichier, pour un état enregistré ou le jeu qui en désigne un ; vide pour tout autre jeu.

    `descripteur` : celui du dossier, déjà jugé par `load_description`.
    """
    nom = descripteur.get("instantane", {}).get("nom", "")
    if not nom:
        return {}
    if ecrites(descripteur):  # le dossier est lui-même un état
        return _fautes(dossier, descripteur, {r["name"] for r in ecrites(descripteur)})
    etat = dossier / DOSSIER / nom
    enregistre, fautes = load_description(etat)
    dans_l_etat = {
        r["name"]: PurePosixPath(r["path"]).name
        for r in descripteur["resources"]
        if isinstance(r.get("path"), str) and PurePosixPath(r["path"]).parent == PurePosixPath(DOSSIER, nom)
    }
    if fautes:
        return {table: _inverifiable(nom, fautes[0]) for table in dans_l_etat}
    return _fautes(etat, enregistre, set(dans_l_etat))


def _fautes(etat: Path, enregistre: Mapping[str, Any], tables: set[str]) -> dict[str, Faute]:
    jugees = [r for r in ecrites(enregistre) if r["name"] in tables]
    defauts = abimes(etat, jugees)
    return {
        r["name"]: Faute(r["path"], None, "", "", f"{REMEDE} ({defauts[r['path']]})", Atteinte.TABLE)
        for r in jugees
        if r["path"] in defauts
    }


def _inverifiable(nom: str, faute: Faute) -> Faute:
    attendu = f"{faute.attendu}. Sans lui l'état ne peut être vérifié : en restaurer un autre"
    fichier = f"{DOSSIER}/{nom}/{faute.fichier}"
    return replace(faute, fichier=fichier, attendu=attendu, gravite=Atteinte.TABLE)
