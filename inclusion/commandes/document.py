"""`document` : la présentation du comité, la fiche d'un territoire, ou le classeur de leurs chiffres."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from inclusion.analysis.documents import Regard, composer
from inclusion.analysis.documents.regard import ETATS_MAX
from inclusion.analysis.etats import etat_a_comparer, etat_dit
from inclusion.analysis.feuilles_de_route import dernier_comite
from inclusion.analysis.fonds import traces
from inclusion.analysis.indicateurs import Monde, monde
from inclusion.analysis.observations import lignes, observer, territoires
from inclusion.data import instantanes as stockage
from inclusion.data.instantanes import Instantane
from inclusion.data.lecture import dossier_du_jeu, load_jeu
from inclusion.data.sorties import SortieError, to_fichier
from inclusion.exports.documents_pdf import to_pdf
from inclusion.exports.documents_pptx import to_pptx
from inclusion.exports.documents_xlsx import to_xlsx
from inclusion.model.documents import Document, page_vivante
from inclusion.model.francais import nombre
from inclusion.model.observations import Observation
from inclusion.model.territoires import AIDE_TERRITOIRE, Niveau, Territoire, TerritoireError, resolu


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
        _refuser(f"La {genre} ne s'écrit pas en {forme} : demander pdf ou xlsx.")
    dossier = donnees or dossier_du_jeu()
    type_de_document, ecrire = ECRITURES[genre, forme]
    regard = _regard(dossier, territoire, adresse)
    compose = composer(regard, type_de_document, avancer=lambda partie: typer.echo(f"  {partie}", err=True))
    octets = ecrire(compose)
    try:
        to_fichier(octets, sortie)
    except SortieError as erreur:
        _refuser(str(erreur))
    manques = sum(len(s.manques) for s in compose.sections)
    typer.echo(
        f"{sortie.name} : {compose.titre}, {compose.perimetre}, {nombre(len(octets))} octets ; "
        f"informations manquantes : {nombre(manques)}."
    )


def _regard(dossier: Path, code: str, adresse: str) -> Regard:
    jeu = load_jeu(dossier)
    if jeu.fautes:
        _refuser(f"Ce jeu ne se lit pas : {jeu.fautes[0]}")
    obs = observer(jeu, date.today())
    ici = _territoire(territoires(obs), code)
    avant = _avant(dossier, obs)
    base = adresse or str(jeu.parametres.get("documents", {}).get("adresse", ""))
    return Regard(
        monde(obs),
        ici,
        traces(obs["communes"]),
        tuple(_passes(dossier)),
        page_vivante(base, ici) if base else "",
        monde_avant=monde(observer(load_jeu(avant.dossier), avant.date.date())) if avant else None,
        avant_dit=etat_dit(avant.date, obs.a_date) if avant else "",
    )


def _avant(dossier: Path, obs: Observation) -> Instantane | None:
    """L'état auquel comparer : celui du dernier comité, à défaut le plus récent."""
    etats = {i.nom: i for i in stockage.instantanes(dossier) if not i.courant}
    comite = dernier_comite(lignes(obs, "decisions", "objet")[0], obs.a_date)
    retenu = etat_a_comparer([(i.nom, i.date) for i in etats.values()], obs.a_date, comite=comite)
    return etats[retenu[0]] if retenu else None


def _passes(dossier: Path) -> list[Monde]:
    """Les états enregistrés qui ne sont pas le présent, le dernier de chaque jour, du plus ancien au plus récent."""
    par_jour = {i.date.date(): i for i in reversed(stockage.instantanes(dossier)) if not i.courant}
    return [monde(observer(load_jeu(i.dossier), jour)) for jour, i in sorted(par_jour.items())[-ETATS_MAX:]]


def _territoire(connus: list[Territoire], demande: str) -> Territoire:
    try:
        trouve = resolu(demande, connus)
    except TerritoireError as erreur:
        _refuser(str(erreur))
    if trouve.niveau == Niveau.COMMUNE:
        siennes = " ; ".join(
            f"{t.nom} ({t.code})" for t in connus if t.code in {trouve.siren_epci, connus[0].code}
        )
        _refuser(
            f"Un document est celui d'une intercommunalité ou du département, et {trouve.nom} est une commune. Demander : "
            f"{siennes}."
        )
    return trouve


def _refuser(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(2)
