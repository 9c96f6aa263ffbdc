"""Les instantanés d'un jeu : lesquels sont entiers, lequel est courant, lesquels sont restés inachevés."""

import hashlib
import os
import re
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from inclusion.data.description import DOSSIER, NOM, load_description
from inclusion.data.instantanes.modele import Instantane, InstantaneInconnuError
from inclusion.data.integrite import abimes, ecrites
from inclusion.data.lecture import chemins_du_jeu
from inclusion.model.edition import lue
from inclusion.model.schemas import schemas

FORME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{6}(-\d+)?")
EN_COURS = ".en-cours-"


def empreinte(dossier: Path) -> str:
    """Change dès que l'état du jeu change : sa description, les fichiers qu'elle désigne, ses paramètres, ses temps."""
    description = dossier / NOM
    fichiers = [description, *_fichiers(dossier, _marque(description))]
    marques = "|".join([methode(dossier), *(f"{f}:{_marque(f)}" for f in fichiers)])
    return hashlib.sha256(marques.encode("utf-8", "surrogateescape")).hexdigest()


def methode(dossier: Path) -> str:
    """Change dès que change la façon de compter d'un jeu : ses paramètres, ses temps calculés."""
    a_cote = (dossier / "parametres.toml", dossier / "temps_calcules.csv")
    return "|".join(f"{f}:{_marque(f)}" for f in a_cote)


@lru_cache(maxsize=8)
def _fichiers(dossier: Path, marque: str) -> tuple[Path, ...]:  # noqa: ARG001 la marque périme la réponse
    return tuple(chemins_du_jeu(dossier, load_description(dossier)[0]).values())


def _marque(chemin: Path) -> str:
    try:
        lu = chemin.stat()
    except OSError as erreur:
        return f"absent:{erreur.errno}"
    return f"{lu.st_ino}:{lu.st_mtime_ns}:{lu.st_size}"


def instantanes(dossier: Path) -> list[Instantane]:
    """Les instantanés entiers, du plus récent au plus ancien ; les inachevés sont ignorés (voir `inacheves`)."""
    courant = nom_courant(dossier)
    lus = [_instantane(chemin, courant) for chemin in _chemins(dossier) if not defaut(chemin)]
    return sorted(lus, key=lambda i: (i.date, _rang(i.nom)), reverse=True)


def inacheves(dossier: Path) -> dict[str, str]:
    """Ce qu'une écriture interrompue ou une main malheureuse a laissé : nom du dossier → ce qui lui manque."""
    racine = dossier / DOSSIER
    if not racine.is_dir():
        return {}
    coupes = {d.name: "écriture interrompue" for d in racine.glob(f"{EN_COURS}*")}
    return dict(sorted({**coupes, **{d.name: defaut(d) for d in _chemins(dossier) if defaut(d)}}.items()))


def delaisses(dossier: Path) -> list[str]:
    """Les tables retouchées à la racine du jeu alors que le jeu se lit désormais dans un instantané."""
    courant = next((i for i in instantanes(dossier) if i.courant), None)
    if courant is None:
        return []
    basculee = (dossier / NOM).stat().st_mtime
    racine = (dossier / schema.chemin for schema in schemas().values())
    return [f.name for f in racine if f.is_file() and f.stat().st_mtime > basculee]


def instantane(dossier: Path, nom: str) -> Instantane:
    """L'instantané de ce nom ; lève `InstantaneInconnuError`, qui dit ceux qui existent."""
    connus = {i.nom: i for i in instantanes(dossier)}
    if nom not in connus:
        dits = ", ".join(connus) or "aucun"
        raison = inacheves(dossier).get(nom)
        suite = f" ({raison})" if raison else ""
        raise InstantaneInconnuError(f"Pas d'instantané entier « {nom} »{suite}. Instantanés : {dits}.")
    return connus[nom]


def nom_courant(dossier: Path) -> str:
    """L'instantané que désigne la description du jeu (`""` : aucun)."""
    return str(load_description(dossier)[0].get("instantane", {}).get("nom", ""))


def _chemins(dossier: Path) -> list[Path]:
    racine = dossier / DOSSIER
    return [d for d in racine.iterdir() if FORME.fullmatch(d.name)] if racine.is_dir() else []


def _rang(nom: str) -> int:
    suffixe = nom.partition("T")[2].partition("-")[2]
    return int(suffixe or 1)


def _instantane(chemin: Path, courant: str) -> Instantane:
    dit = load_description(chemin)[0]["instantane"]
    return Instantane(
        nom=chemin.name,
        dossier=chemin,
        date=datetime.fromisoformat(dit["date"]),
        motif=str(dit["motif"]),
        lignes=dict(dit["lignes"]),
        tables=tuple(dit.get("tables", ())),
        courant=chemin.name == courant,
        qui=str(dit.get("qui", "")),
        gestes={t: tuple(lue(g) for g in gs) for t, gs in dit.get("gestes", {}).items()},
    )


def defaut(chemin: Path) -> str:
    """Ce qui empêche d'utiliser un instantané (`""` : rien)."""
    if not (chemin / NOM).exists():
        return "sans description"
    descripteur, fautes = load_description(chemin)
    if fautes:
        return "description illisible"
    try:
        _instantane(chemin, "")
    except (KeyError, ValueError, TypeError, AttributeError):
        return "description illisible"
    manquants = [r["path"] for r in ecrites(descripteur) if not (chemin / r["path"]).is_file()]
    return f"fichier manquant : {', '.join(manquants)}" if manquants else ""


def modifies(chemin: Path) -> list[str]:
    """Les fichiers d'un instantané qui ne sont plus ceux que l'on a écrits (somme de contrôle)."""
    return list(abimes(chemin, ecrites(load_description(chemin)[0])))


def est_enregistre(dossier: Path) -> bool:
    """Le jeu ne se lit que dans un état enregistré, fût-il abîmé : ce qu'il en reste y demeure."""
    nom = nom_courant(dossier)
    lus = {c.parent for c in chemins_courants(dossier).values() if c.exists()}
    return FORME.fullmatch(nom) is not None and lus <= {dossier / DOSSIER / nom}


def est_fige(dossier: Path) -> bool:
    """L'état courant est un instantané entier, tel qu'il a été écrit."""
    nom = nom_courant(dossier)
    chemin = dossier / DOSSIER / nom
    if not FORME.fullmatch(nom) or not chemin.is_dir() or defaut(chemin):
        return False
    attendus = {os.fspath(chemin / Path(c).name) for c in map(str, chemins_courants(dossier).values())}
    lus = {os.fspath(c) for c in chemins_courants(dossier).values() if c.exists()}
    return lus <= attendus and not modifies(chemin)


def chemins_courants(dossier: Path) -> dict[str, Path]:
    """Le fichier de chaque table du jeu, là où sa description le désigne."""
    return chemins_du_jeu(dossier, load_description(dossier)[0])
