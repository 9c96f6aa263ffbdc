"""Une feuille de XLSX, XLS ou ODS, lue par un autre processus à la mémoire et au temps comptés.

Un tableur déposé peut être une bombe : quelques octets qui en demandent des milliards. Le processus qui l'ouvre
ne dépasse pas `MEMOIRE_MAX` ; s'il tombe, l'application continue et le dit.
"""

import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

MEMOIRE_MAX = 2_000_000_000
DEPLIE_MAX = 300_000_000
SECONDES_MAX = 60
RACINE = Path(__file__).resolve().parents[3]


class TableurIllisibleError(ValueError):
    """Un classeur dont rien ne peut être tiré."""


@dataclass(frozen=True)
class Feuille:
    """Une feuille en textes, et les noms de toutes les feuilles du classeur."""

    nom: str
    noms: tuple[str, ...]
    rangees: list[list[str]]


def lire_tableur(octets: bytes, *, feuille: str | None, colonnes_max: int, lignes_max: int) -> Feuille:
    """Lit la feuille nommée, sinon « Saisie », sinon la première non vide ; lève `TableurIllisibleError`."""
    _refuser_les_bombes(octets)
    demande = json.dumps({"feuille": feuille, "colonnes_max": colonnes_max, "lignes_max": lignes_max})
    try:
        fini = subprocess.run(  # noqa: S603 — notre interpréteur, notre module, aucun texte du fichier
            [sys.executable, "-m", "inclusion.data.depots.tableur", demande],
            input=octets,
            capture_output=True,
            timeout=SECONDES_MAX,
            check=False,
            cwd=RACINE,
        )
    except subprocess.TimeoutExpired as erreur:
        raise TableurIllisibleError(
            "classeur trop long à lire : n'en garder que la feuille utile."
        ) from erreur
    if fini.returncode != 0:
        raise TableurIllisibleError(
            "classeur illisible ou démesuré. L'ouvrir dans un tableur et l'enregistrer en « CSV UTF-8 »."
        )
    reponse = json.loads(fini.stdout)
    if "erreur" in reponse:
        raise TableurIllisibleError(reponse["erreur"])
    return Feuille(reponse["nom"], tuple(reponse["noms"]), reponse["rangees"])


def _refuser_les_bombes(octets: bytes) -> None:
    """Taille dépliée annoncée trop grande, ou annonce fausse (la somme de contrôle ne tombe pas juste)."""
    if not octets.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(BytesIO(octets)) as archive:
            deplie = sum(entree.file_size for entree in archive.infolist())
            if deplie > DEPLIE_MAX:
                raise TableurIllisibleError(
                    f"classeur qui se déplie en {deplie // 1_000_000} Mo, plus que les "
                    f"{DEPLIE_MAX // 1_000_000} Mo admis : n'en garder que la feuille utile."
                )
            if archive.testzip() is not None:
                raise TableurIllisibleError("classeur abîmé : l'enregistrer à nouveau depuis un tableur.")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError) as erreur:
        if isinstance(erreur, TableurIllisibleError):
            raise
        raise TableurIllisibleError(
            "archive abîmée ou chiffrée : ce n'est pas un classeur lisible."
        ) from erreur


# Ce qui suit s'exécute dans l'autre processus ---------------------------------------------------------------


def _borner_la_memoire() -> None:
    try:
        import resource  # noqa: PLC0415 absent de Windows
    except ModuleNotFoundError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMOIRE_MAX, MEMOIRE_MAX))


def _lire(octets: bytes, feuille: str | None, colonnes_max: int, lignes_max: int) -> dict[str, Any]:
    from python_calamine import CalamineError, load_workbook  # noqa: PLC0415 après la borne de mémoire

    try:
        classeur = load_workbook(BytesIO(octets))
    except CalamineError:
        return {"erreur": "classeur illisible : seuls XLSX, XLS et ODS sont lus."}
    noms = classeur.sheet_names
    if feuille is not None and feuille not in noms:
        dites = ", ".join(f"« {n} »" for n in noms)
        return {"erreur": f"pas de feuille « {feuille} ». Feuilles : {dites}."}
    for nom in [feuille] if feuille else sorted(noms, key=lambda n: n != "Saisie"):
        page = classeur.get_sheet_by_name(nom)
        if page.total_width > colonnes_max or page.total_height > 2 * lignes_max:
            return {"erreur": f"feuille « {nom} » de {page.total_height} lignes sur {page.total_width} colonnes :"
                    f" au plus {lignes_max} lignes et {colonnes_max} colonnes sont lues."}  # fmt: skip
        rangees = [
            [_ecrit(cellule) for cellule in rangee] for rangee in page.to_python(skip_empty_area=False)
        ]
        if any(any(rangee) for rangee in rangees):
            return {"nom": nom, "noms": noms, "rangees": rangees}
    return {"erreur": "aucune feuille n'a de contenu."}


def _ecrit(cellule: object) -> str:
    """Une cellule en texte fidèle : 84000.0 → 84000, dates ISO, vrai → true."""
    match cellule:
        case bool():
            return "true" if cellule else "false"
        case float() if cellule.is_integer():
            return str(int(cellule))
        case datetime() if cellule.time() == time():
            return cellule.date().isoformat()
        case datetime() | date() | time():
            return cellule.isoformat()
        case _:
            return str(cellule)


if __name__ == "__main__":
    _borner_la_memoire()
    json.dump(_lire(sys.stdin.buffer.read(), **json.loads(sys.argv[1])), sys.stdout)
