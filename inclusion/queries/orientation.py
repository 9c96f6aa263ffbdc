"""Orienter une personne : les lieux qui répondent, et ce qu'on lui remet. Rien de ce qui la nomme n'arrive ici."""

from datetime import date, datetime, timedelta

import pandas as pd

from inclusion.analysis.horaires import Horaires, lire
from inclusion.analysis.orientation import ASSEZ, accueillants, temps, trier
from inclusion.analysis.propositions import propositions
from inclusion.analysis.selection import communes_du_territoire, du_territoire
from inclusion.analysis.temps_trajet import trajet
from inclusion.model.etat import Etat
from inclusion.model.francais import enumeration, jour, jour_nomme, pluriel
from inclusion.model.orientation import EXEMPLES, SANS_LIMITE, DemiJournee, Orientation, Recherche
from inclusion.model.territoires import Niveau, Territoire
from inclusion.queries.natures import provenance_des

JOURS_PROPOSES = 14
PROCHES = {0: "aujourd'hui, ", 1: "demain, "}


def jours(etat: Etat) -> dict[str, str]:
    """Les jours que l'on peut demander : date ISO (dans le lien) → libellé ; `""` : dans les sept jours."""
    depart = etat.instant.date()
    dates = [depart + timedelta(days=rang) for rang in range(JOURS_PROPOSES)]
    return {"": "Dès que possible (dans les sept jours)"} | {
        d.isoformat(): PROCHES.get(rang, "") + jour_nomme(d) for rang, d in enumerate(dates)
    }


def communes(etat: Etat) -> dict[str, str]:
    """code_insee → nom des communes du département, par ordre alphabétique."""
    tries = etat["communes"].sort_values("nom")
    return dict(zip(tries["code_insee"], tries["nom"], strict=True))


def orientation(etat: Etat, territoire: Territoire, demande: Recherche) -> Orientation:
    """Les trois meilleurs lieux sûrs, trois lieux à vérifier, la jauge et les renoncements possibles.

    D'une commune on cherche partout à la ronde ; d'une intercommunalité ou du département, dans ce territoire.
    """
    instant = etat.instant.replace(second=0, microsecond=0)
    tous = accueillants(etat.lieux)
    toutes = etat["communes"]
    depart = communes_du_territoire(toutes, territoire).head(0 if territoire.niveau != Niveau.COMMUNE else 1)
    lieux = tous if len(depart) else du_territoire(tous, toutes, territoire)
    reglages = trajet(etat.parametres)
    durees = temps(lieux, depart, toutes.loc[toutes["relief"], "code_insee"], reglages)
    tri = trier(lieux, demande, durees, instant)
    return Orientation(
        total=tri.total,
        surs=len(tri.surs),
        a_verifier=len(tri.a_verifier),
        horaires_inconnus=_sans_horaires(tri.a_verifier),
        paliers=tri.paliers,
        meilleurs=propositions(tri.surs.head(ASSEZ), demande, reglages, instant),
        possibles=propositions(tri.a_verifier.head(ASSEZ), demande, reglages, instant),
        relachements=tri.relachements,
        source=provenance_des(etat, "lieux", lieux) if len(lieux) else etat.provenances["lieux"],
        table_fournie=etat.fournie("lieux"),
        recapitulatif=tuple(_recapitulatif(territoire, demande, instant)),
    )


def _sans_horaires(lieux: pd.DataFrame) -> int:
    return sum(not isinstance(lire(texte), Horaires) for texte in lieux["horaires"])


def _recapitulatif(territoire: Territoire, demande: Recherche, instant: datetime) -> list[tuple[str, str]]:
    """La demande en clair, comme l'écrit la fiche."""
    accueil = enumeration([*demande.publics, *demande.accueils])
    return [
        ("Besoin", demande.besoin or "à préciser sur place"),
        ("Dit autrement", EXEMPLES.get(demande.besoin, "")),
        ("Au départ de", _depart(territoire, demande)),
        ("Accueil demandé", accueil or "aucun en particulier"),
        ("Moment", quand(demande.jour, demande.demi_journee)),
        ("Fiche du", jour(instant.date())),
    ]


def _depart(territoire: Territoire, demande: Recherche) -> str:
    if territoire.niveau != Niveau.COMMUNE:
        return f"{territoire.titre} (commune non précisée)"
    if demande.horizon_min == SANS_LIMITE:
        return territoire.nom
    return f"{territoire.nom}, {pluriel(demande.horizon_min, 'minute')} de voiture au plus"


def quand(le: date | None, demi_journee: DemiJournee) -> str:
    """Le moment demandé, en clair."""
    debut = jour_nomme(le) if le else "dans les sept jours"
    return debut if demi_journee == DemiJournee.TOUTE else f"{debut}, {demi_journee.libelle.lower()}"
