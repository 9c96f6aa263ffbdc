"""`document` : la présentation du comité, la fiche d'un territoire, ou le classeur de leurs chiffres."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from inclusion.analysis.observations import territoires
from inclusion.console import arreter, pour_lire
from inclusion.data.lecture import dossier_du_jeu
from inclusion.data.sorties import SortieError, to_fichier
from inclusion.exports.documents_pdf import to_pdf
from inclusion.exports.documents_pptx import to_pptx
from inclusion.exports.documents_xlsx import to_xlsx
from inclusion.model.documents import Document
from inclusion.model.etat import Etat
from inclusion.model.francais import nombre
from inclusion.model.territoires import AIDE_TERRITOIRE, Niveau, Territoire, TerritoireError, resolu
from inclusion.queries import documents
from inclusion.queries.etat import lire


class Genre(StrEnum):
    """Les documents."""

    COPIL = "copil"
    FICHE = "fiche"


class Format(StrEnum):
    """Leurs formats."""

    PPTX = "pptx"
    PDF = "pdf"
    XLSX = "xlsx"


ECRITURES: Mapping[tuple[Genre, Format], tuple[str, Callable[[Document], bytes]]] = {
    (Genre.COPIL, Format.PPTX): ("copil", to_pptx),
    (Genre.COPIL, Format.PDF): ("copil", lambda d: to_pdf(d, "copil")),
    (Genre.FICHE, Format.PDF): ("fiche", lambda d: to_pdf(d, "fiche")),
    (Genre.COPIL, Format.XLSX): ("classeur", to_xlsx),
    (Genre.FICHE, Format.XLSX): ("classeur", to_xlsx),
}


def document(  # noqa: PLR0917 les options de la commande
    sortie: Annotated[Path, typer.Option(help="Fichier à écrire.")],
    genre: Annotated[Genre, typer.Option("--type", help="Le document.")] = Genre.COPIL,
    forme: Annotated[
        Format, typer.Option("--format", help="Le format ; la fiche : pdf ou xlsx.")
    ] = Format.PPTX,
    territoire: Annotated[
        str,
        typer.Option(help=AIDE_TERRITOIRE),
    ] = "",
    adresse: Annotated[str, typer.Option(help="Adresse publique de l'observatoire, pour le code QR.")] = "",
    donnees: Annotated[
        Path | None, typer.Option(help="Jeu de données (INCLUSION_DONNEES par défaut).")
    ] = None,
) -> None:
    """Écrit un document du comité de pilotage, sur le département ou sur une intercommunalité."""
    if (genre, forme) not in ECRITURES:
        arreter(f"La {genre} ne s'écrit pas en {forme} : demander pdf ou xlsx.", 2)
    dossier = donnees or dossier_du_jeu()
    type_de_document, ecrire = ECRITURES[genre, forme]
    etat = _etat(dossier)
    ici, ou = _territoire(territoires(etat), territoire), adresse or documents.adresse(etat)
    compose = documents.document(
        etat, ici, type_de_document, ou, lambda partie: typer.echo(f"  {partie}", err=True)
    )
    octets = ecrire(compose)
    try:
        to_fichier(octets, sortie)
    except SortieError as erreur:
        arreter(str(erreur), 2)
    manques = sum(len(s.manques) for s in compose.sections)
    typer.echo(
        f"{sortie.name} : {compose.titre}, {compose.perimetre}, {nombre(len(octets))} octets ; "
        f"informations manquantes : {nombre(manques)}."
    )


def _etat(dossier: Path) -> Etat:
    etat = lire(dossier, date.today())
    pour_lire(etat.fautes)
    return etat


def _territoire(connus: list[Territoire], demande: str) -> Territoire:
    try:
        trouve = resolu(demande, connus)
    except TerritoireError as erreur:
        arreter(str(erreur), 2)
    if trouve.niveau == Niveau.COMMUNE:
        siennes = " ; ".join(
            f"{t.nom} ({t.code})" for t in connus if t.code in {trouve.siren_epci, connus[0].code}
        )
        arreter(
            f"Un document est celui d'une intercommunalité ou du département, et {trouve.nom} est une commune. Demander : "
            f"{siennes}.",
            2,
        )
    return trouve
