"""`importer` : verse un fichier dans un jeu de données."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from inclusion.analysis.filiere.admission import JUGES
from inclusion.console import arreter, pour_ecrire
from inclusion.data import instantanes as stockage
from inclusion.data.depots.controle import Rapport, controler
from inclusion.data.depots.fichiers import TAILLE_MAX, IllisibleError
from inclusion.data.depots.importation import (
    Apport,
    apports_du_paquet,
    apports_du_rapport,
    phrase,
    to_refus,
    verser,
)
from inclusion.data.depots.paquet import est_paquet, load_paquet
from inclusion.data.lecture import JEU_EMBARQUE, Jeu, load_jeu
from inclusion.data.sorties import to_fichier
from inclusion.exports.tables import to_csv
from inclusion.model.francais import pluriel

PARIS = ZoneInfo("Europe/Paris")
NATURES = ("reel", "demonstration")


@dataclass(frozen=True)
class Cible:
    """Où l'on verse : le dossier, le jeu qui lui sert de base tel qu'on l'a lu, et comment."""

    vers: Path
    base: Path
    jeu: Jeu
    attendu: str
    nom: str
    remplacer: bool


def importer(
    fichier: Annotated[
        Path, typer.Argument(help="Tableau (CSV, XLSX, ODS, JSON, GeoJSON) ou ZIP de data package.")
    ],
    *,
    vers: Annotated[Path, typer.Option(help="Dossier du jeu ; absent, il est créé depuis le jeu embarqué.")],
    nom_format: Annotated[
        str | None, typer.Option("--format", help="Format du fichier (reconnu par défaut).")
    ] = None,
    departement: Annotated[
        str | None, typer.Option(help="Département à garder (celui du jeu par défaut).")
    ] = None,
    feuille: Annotated[str | None, typer.Option(help="Feuille du classeur.")] = None,
    remplacer: Annotated[
        bool, typer.Option("--remplacer", help="Remplace la table au lieu de la compléter.")
    ] = False,
    rapport: Annotated[Path | None, typer.Option("--json", help="Fichier où écrire le rapport.")] = None,
    refusees: Annotated[
        Path | None, typer.Option(help="Fichier des lignes refusées (dans DOSSIER/refus par défaut).")
    ] = None,
    source: Annotated[str, typer.Option(help="Producteur des données (le nom du fichier par défaut).")] = "",
    jour: Annotated[
        datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="Date d'extraction des données.")
    ] = None,
    nature: Annotated[str, typer.Option(help="reel ou demonstration (celle des lignes par défaut).")] = "",
) -> None:
    """Contrôle un fichier et verse dans un nouvel instantané tout ce qui peut l'être (fusion par clé).

    Des lignes refusées n'empêchent pas d'importer les autres. Code de sortie : 0 tout est importé, 1 des lignes sont
    refusées (elles sortent dans leur fichier) ou le jeu ne serait plus lisible, 2 fichier ou dossier inutilisable.
    """
    if nature and nature not in NATURES:
        arreter(f"Nature « {nature} » inconnue : {' ou '.join(NATURES)}.", 2)
    base = _base(vers)
    attendu, jeu = stockage.empreinte(base), load_jeu(base)
    pour_ecrire(jeu.fautes)
    extraite = jour.date() if jour else None
    cible = Cible(vers, base, jeu, attendu, fichier.name, remplacer)
    try:
        octets = _octets(fichier)
        if est_paquet(octets):
            _verser(_paquet(octets, fichier, remplacer), cible)
            return
        lu = controler(
            octets,
            jeu=jeu,
            a_date=date.today(),
            nom=fichier.name,
            nom_format=nom_format,
            feuille=feuille,
            departement=departement,
            source=source,
            juges=JUGES,
            remplacer=remplacer,
        )
    except IllisibleError as erreur:
        arreter(str(erreur), 2)
    _dire(lu, rapport)
    a_verser = apports_du_rapport(
        lu, source=source, date_donnees=extraite, nature=nature, remplacer=remplacer
    )
    _verser(a_verser, replace(cible, nom=lu.nom))
    if lu.lignes_refusees:
        _refuser(lu, vers, refusees)


def _base(vers: Path) -> Path:
    """Le jeu où l'on verse : celui du dossier, ou le jeu embarqué si le dossier est à créer."""
    if (vers / "datapackage.json").is_file():
        base = vers
    elif not vers.exists() or (vers.is_dir() and not any(vers.iterdir())):
        base = JEU_EMBARQUE
    else:
        arreter(f"« {vers} » n'est pas un jeu de données : il n'a pas de datapackage.json.", 2)
    if not stockage.peut_ecrire(vers):
        arreter(str(stockage.LectureSeuleError(vers)), 2)
    return base


def _octets(fichier: Path) -> bytes:
    try:
        if fichier.stat().st_size > TAILLE_MAX:
            raise IllisibleError(f"« {fichier.name} » dépasse {TAILLE_MAX // 1_000_000} Mo : le couper.")
        return fichier.read_bytes()
    except OSError as erreur:
        raise IllisibleError(f"« {fichier.name} » ne s'ouvre pas ({erreur.strerror}).") from erreur


def _paquet(octets: bytes, fichier: Path, remplacer: bool) -> list[Apport]:
    ouvert = load_paquet(octets, nom=fichier.name)
    apports, fautes = apports_du_paquet(ouvert, remplacer=remplacer)
    if fautes:
        arreter("\n".join(["Rien n'est importé, le data package est fautif :", *map(str, fautes[:50])]), 1)
    for nom in ouvert.non_repris:
        typer.echo(f"Ressource « {nom} » : inconnue de l'observatoire ou absente de l'archive, non reprise.")
    return apports


def _verser(apports: Sequence[Apport], cible: Cible) -> None:
    """Écrit l'instantané ; un dossier neuf naît alors du jeu embarqué."""
    attendu = cible.attendu
    try:
        if cible.base != cible.vers:
            stockage.copier(cible.base, cible.vers)
            attendu = stockage.empreinte(cible.vers)
        fait = verser(
            cible.vers, apports, jeu=cible.jeu, attendu=attendu, nom=cible.nom, remplacer=cible.remplacer
        )
    except stockage.StockageError as erreur:
        arreter(str(erreur), 1 if isinstance(erreur, stockage.JeuFautifError) else 2)
    if fait.instantane is None:
        typer.echo(f"Rien à changer : {phrase(fait.fusions)}.")
    else:
        typer.echo(f"Importé dans « {fait.instantane.nom} » : {phrase(fait.fusions)}.")


def _dire(lu: Rapport, rapport: Path | None) -> None:
    typer.echo("\n".join(lu.en_texte()))
    if rapport:
        to_fichier((json.dumps(lu.to_json(), ensure_ascii=False, indent=2) + "\n").encode("utf-8"), rapport)


def _refuser(lu: Rapport, vers: Path, refusees: Path | None) -> None:
    octets = to_csv(lu.refusees)
    if refusees:
        to_fichier(octets, refusees)
        chemin = refusees
    else:
        chemin = to_refus(vers, octets, nom=lu.nom, quand=datetime.now(PARIS))
    arreter(
        f"{pluriel(lu.lignes_refusees, 'ligne refusée', 'lignes refusées')}, à corriger dans {chemin}.", 1
    )
