"""Les documents à emporter : ce dont ils sont faits, des mêmes réponses que l'écran."""

from collections.abc import Callable
from datetime import date

from inclusion.analysis.documents import Regard, composer
from inclusion.model.documents import Document, page_vivante
from inclusion.model.etat import Etat
from inclusion.model.territoires import Niveau, Territoire
from inclusion.queries import comite, fonds, indicateurs
from inclusion.queries.territoires import territoires


def perimetre(etat: Etat, territoire: Territoire) -> Territoire:
    """Le territoire d'un document : le département ou l'intercommunalité, celle de la commune regardée."""
    if territoire.niveau != Niveau.COMMUNE:
        return territoire
    return next(t for t in territoires(etat) if t.code == territoire.siren_epci)


def a_date(etat: Etat) -> date:
    """Le jour où les documents sont édités."""
    return etat.a_date


def document(
    etat: Etat,
    territoire: Territoire,
    type_de_document: str,
    adresse: str,
    avancer: Callable[[str], None],
) -> Document:
    """Le document composé ; `adresse` : celle de l'observatoire ; `avancer` reçoit le nom de chaque partie."""
    avant, avant_dit = comite.etat_compare(etat)
    regard = Regard(
        indicateurs.monde_de(etat),
        territoire,
        fonds.traces(etat),
        indicateurs.suivi(etat, territoire),
        page_vivante(adresse, territoire) if adresse else "",
        monde_avant=indicateurs.monde_de(etat, avant) if avant else None,
        avant_dit=avant_dit,
    )
    return composer(regard, type_de_document, avancer=avancer)


def adresse(etat: Etat) -> str:
    """L'adresse publique que disent les paramètres (`[documents] adresse`) ; `""` : ils n'en disent pas."""
    return str(etat.parametres.get("documents", {}).get("adresse", ""))
