"""La description d'un jeu, `datapackage.json` : lue sans confiance, ses fautes nommées, ce qui en est sain gardé."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, get_args

from inclusion.model.provenance import Nature
from inclusion.model.schemas import Atteinte, Faute, schemas

NOM = "datapackage.json"
DOSSIER = "instantanes"
"""Le sous-dossier des états enregistrés."""
REPRENDRE = "reprendre celui d'un état enregistré (commande « restaurer »), ou celui que livre le projet"
TEXTES_DU_JEU = ("title", "description", "version")
TEXTES = ("title", "producteur", "millesime", "cadence")
SOMMES = ("hash",)
LISTES = {"sources": ("title", "path"), "licenses": ("title",)}


def load_description(dossier: Path) -> tuple[dict[str, Any], list[Faute]]:
    """Ce que dit la description d'un dossier, et ses fautes ; ce qui y est mal écrit n'y est plus.

    Une mention mal écrite (titre, producteur, source…) est ôtée seule ; une ressource dont on ne sait pas où est la
    table, ou ce qu'elle est, l'est tout entière, et la faute nomme la table.
    """
    try:
        octets = (dossier / NOM).read_bytes()
    except FileNotFoundError:
        return {}, [_faute("", "", f"ce fichier dans le dossier « {dossier.name} »")]
    except OSError as erreur:
        return {}, [_faute("", "", f"un fichier que l'on peut lire ({pourquoi_illisible(erreur)})")]
    return lire_description(octets)


def lire_description(octets: bytes) -> tuple[dict[str, Any], list[Faute]]:
    """La même, depuis les octets du fichier (vide si rien ne peut en être tiré)."""
    if not octets.strip():
        return {}, [_faute("", "", f"un contenu, le fichier est vide : {REPRENDRE}")]
    try:
        contenu = json.loads(octets.decode("utf-8-sig"))
        json.dumps(contenu, ensure_ascii=False).encode("utf-8")  # ce qui se lit doit pouvoir se réécrire
    except (UnicodeDecodeError, UnicodeEncodeError):
        return {}, [_faute("", "", "un texte en UTF-8 : l'ouvrir et l'enregistrer en « UTF-8 »")]
    except json.JSONDecodeError as erreur:
        attendu = f"du JSON bien formé (colonne {erreur.colno}) : corriger cette ligne, ou {REPRENDRE}"
        return {}, [Faute(NOM, erreur.lineno, "", "", attendu, Atteinte.JEU)]
    except (ValueError, RecursionError):  # un nombre démesuré, une imbrication sans fin
        return {}, [_faute("", "", f"du JSON ordinaire, sans imbrication ni nombre démesurés : {REPRENDRE}")]
    if not isinstance(contenu, dict):
        return {}, [_faute("", _extrait(contenu), f"un objet JSON, entre accolades : {REPRENDRE}")]
    return _saine(contenu)


def pourquoi_illisible(erreur: OSError) -> str:
    """Pourquoi un fichier ne se lit pas, et le remède."""
    if isinstance(erreur, IsADirectoryError):
        return "c'est un dossier : le déplacer, et remettre le fichier à sa place"
    if isinstance(erreur, PermissionError):
        return "la lecture en est interdite : donner le droit de le lire"
    return f"le disque le refuse, {erreur.strerror or 'sans dire pourquoi'} : le remettre depuis une copie"


def _saine(contenu: Mapping[str, Any]) -> tuple[dict[str, Any], list[Faute]]:
    """La description sans ce qui y est mal écrit, et les fautes."""
    fautes = [*_mal_ecrits(contenu, TEXTES_DU_JEU, "", Atteinte.MENTION)]
    for cle, textes in (("departement", ("code", "nom", "part")), ("instantane", ("nom", "date", "motif"))):
        dit = contenu.get(cle, {})
        fautes += _mal_ecrits(dit, textes, f"{cle}.") if isinstance(dit, dict) else [_non_objet(cle, dit)]
    ressources = contenu.get("resources")
    if not isinstance(ressources, list):
        attendu = f"la liste des tables du jeu, entre crochets : {REPRENDRE}"
        fautes.append(_faute("resources", _extrait(ressources), attendu))
        ressources = []
    gardees: dict[str, dict[str, Any]] = {}
    for rang, ressource in enumerate(ressources):
        ou = f"resources[{rang}]"
        nouvelles = list(_fautes_de_ressource(ressource, ou, set(gardees)))
        fautes += nouvelles
        if all(f.gravite == Atteinte.MENTION for f in nouvelles):
            gardees[ressource["name"]] = _sans(
                ressource, (f.colonne.removeprefix(f"{ou}.") for f in nouvelles)
            )
        else:
            for nom in {f.table for f in nouvelles}:
                gardees.pop(nom, None)
    return _sans(contenu, (f.colonne for f in fautes)) | {"resources": list(gardees.values())}, fautes


def _sans(dit: Mapping[str, Any], ou: Iterable[str]) -> dict[str, Any]:
    """Le même objet sans les clés mal écrites ; `ou` : où sont les fautes (« sources[0].title » est dans « sources »)."""
    mal_dites = {colonne.partition(".")[0].partition("[")[0] for colonne in ou}
    return {cle: valeur for cle, valeur in dit.items() if cle not in mal_dites}


def _fautes_de_ressource(ressource: object, ou: str, noms: set[str]) -> Iterator[Faute]:
    if not isinstance(ressource, dict):
        yield _non_objet(ou, ressource)
        return
    nom = ressource.get("name")
    if not isinstance(nom, str) or not nom.strip():
        yield _faute(f"{ou}.name", _extrait(nom), "le nom de la table (exemple : lieux)")
        return
    for faute in _fautes_de_table(ressource, ou, noms):
        yield replace(faute, gravite=Atteinte.TABLE, table=nom)
    if not isinstance(ressource.get("millesimes", {}), dict):
        yield replace(_non_objet(f"{ou}.millesimes", ressource["millesimes"]), gravite=Atteinte.MENTION)
    yield from _mal_ecrits(ressource, TEXTES, f"{ou}.", Atteinte.MENTION)
    for cle, textes in LISTES.items():
        yield from _fautes_de_liste(ressource.get(cle), textes, f"{ou}.{cle}")


def _fautes_de_table(ressource: Mapping[str, Any], ou: str, noms: set[str]) -> Iterator[Faute]:
    """Ce sans quoi l'on ne sait pas quelle table c'est, ni de quelle nature, ni si elle est entière."""
    nom = ressource["name"]
    if nom in noms:
        yield _faute(f"{ou}.name", nom, "un nom qu'aucune autre table ne porte : n'en garder qu'une")
    if nom in schemas() and not est_local(ressource.get("path")):
        exemple = schemas()[nom].chemin
        yield _faute(
            f"{ou}.path",
            _extrait(ressource.get("path")),
            f"le chemin d'un seul fichier, à l'intérieur du dossier (exemple : {exemple})",
        )
    if not isinstance(ressource.get("schema", {}), dict | str):
        yield _non_objet(f"{ou}.schema", ressource["schema"])
    if ressource.get("nature") not in (None, *get_args(Nature)):
        attendu = f"une valeur parmi {', '.join(get_args(Nature))}"
        yield _faute(f"{ou}.nature", _extrait(ressource["nature"]), attendu)
    yield from _mal_ecrits(ressource, SOMMES, f"{ou}.")


def _fautes_de_liste(lue: object, textes: tuple[str, ...], ou: str) -> Iterator[Faute]:
    if lue is None:
        return
    if not isinstance(lue, list) or not all(isinstance(element, dict) for element in lue):
        attendu = "une liste d'objets JSON, entre crochets"
        yield replace(_faute(ou, _extrait(lue), attendu), gravite=Atteinte.MENTION)
        return
    for rang, element in enumerate(lue):
        yield from _mal_ecrits(element, textes, f"{ou}[{rang}].", Atteinte.MENTION)


def est_local(chemin: object) -> bool:
    """Un chemin écrit, relatif, qui ne remonte pas : il ne peut désigner qu'un fichier du dossier."""
    if not isinstance(chemin, str) or not chemin.strip() or "\x00" in chemin or "://" in chemin:
        return False
    ecrits = (PurePosixPath(chemin), PureWindowsPath(chemin))
    return not any(c.anchor or ".." in c.parts for c in ecrits) and PurePosixPath(chemin).name != ""


def _mal_ecrits(
    dit: Mapping[str, Any], cles: tuple[str, ...], ou: str, gravite: Atteinte = Atteinte.JEU
) -> list[Faute]:
    return [
        replace(_faute(f"{ou}{cle}", _extrait(dit[cle]), "un texte, entre guillemets"), gravite=gravite)
        for cle in cles
        if dit.get(cle) is not None and not isinstance(dit[cle], str)
    ]


def _non_objet(ou: str, lu: object) -> Faute:
    return _faute(ou, _extrait(lu), "un objet JSON, entre accolades")


def _faute(ou: str, lu: str, attendu: str) -> Faute:
    return Faute(NOM, None, ou, lu, attendu, Atteinte.JEU)


def _extrait(lu: object) -> str:
    """Le début de ce qui est écrit, pour le reconnaître (`""` : rien)."""
    return "" if lu is None else json.dumps(lu, ensure_ascii=False)[:60]
