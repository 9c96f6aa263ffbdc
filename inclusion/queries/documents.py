"""Les documents à emporter : ce dont ils sont faits, des mêmes réponses que l'écran."""

from collections.abc import Callable
from datetime import date

from inclusion.analysis.documents import Regard, composer
from inclusion.analysis.documents.regard import ETATS_MAX
from inclusion.model.documents import Document, page_vivante
from inclusion.model.territoires import Niveau, Territoire
from inclusion.queries import comite, fonds, indicateurs
from inclusion.queries.jeu import aujourd_hui, jeu
from inclusion.queries.territoires import territoires


def perimetre(territoire: Territoire) -> Territoire:
    """Le territoire d'un document : le département ou l'intercommunalité, celle de la commune regardée."""
    if territoire.niveau != Niveau.COMMUNE:
        return territoire
    return next(t for t in territoires() if t.code == territoire.siren_epci)


def a_date() -> date:
    """Le jour où les documents sont édités."""
    return aujourd_hui()


def regard(territoire: Territoire, adresse: str) -> Regard:
    """De quoi composer un document ; `adresse` : celle où l'on est, si `[documents] adresse` n'en dit pas d'autre."""
    base = str(jeu().parametres.get("documents", {}).get("adresse", "")) or adresse
    par_jour = {i.date.date(): i.nom for i in reversed(indicateurs.etats_passes())}
    passes = tuple(indicateurs.monde_de(nom) for _, nom in sorted(par_jour.items())[-ETATS_MAX:])
    avant, avant_dit = comite.etat_compare()
    return Regard(
        indicateurs.monde_de(),
        territoire,
        fonds.traces(),
        passes,
        page_vivante(base, territoire) if base else "",
        indicateurs.suivi(territoire),
        indicateurs.monde_de(avant) if avant else None,
        avant_dit,
    )


def document(
    territoire: Territoire, type_de_document: str, adresse: str, avancer: Callable[[str], None]
) -> Document:
    """Le document composé ; `avancer` reçoit le nom de chaque partie."""
    return composer(regard(territoire, adresse), type_de_document, avancer=avancer)
