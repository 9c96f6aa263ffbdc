"""Les chiffres du parcours : les quatre étapes, les réorientations, le décalage apparent."""

from collections.abc import Iterable

import pandas as pd

from inclusion.analysis.parcours import AUTONOME, TOTAL
from inclusion.model.chiffres import Chiffre
from inclusion.model.etat import Etat
from inclusion.model.francais import nombre, pourcentage
from inclusion.model.nomenclatures import valeurs
from inclusion.model.provenance import Provenance
from inclusion.model.secret import SEUIL
from inclusion.model.territoires import Territoire
from inclusion.queries import la_coop
from inclusion.queries.parcours import (
    LIBELLES,
    SAISIES,
    SECRET,
    UNITE,
    etapes_comptees,
    etapes_lues,
    mois_dits,
    origine,
    reorientations_dites,
    reorientations_lues,
    retard,
)

CACHE = f"masqué : de 1 à {SEUIL - 1}, ou de quoi retrouver un tel effectif."
CARTES = LIBELLES | {"accompagne": "Accomp. (parcours)", "autonome": "Autonomes (parcours)"}
"""Le nom d'une étape saisie, sur sa carte : d'autres comptes d'accompagnements se lisent à côté."""
SANS_SAISIE = LIBELLES | {"autonome": "Autonomes"}
INCONNU = "non renseigné dans les données."


def chiffres_parcours(etat: Etat, territoire: Territoire, periode: str) -> list[Chiffre]:
    """Les quatre étapes, les réorientations, le décalage, les accompagnements saisis et leur part autonome."""
    return [
        *_chiffres_etapes(etat, territoire, periode),
        *_chiffres_suite(etat, territoire, periode),
        *_chiffres_activites(etat, territoire, periode),
    ]


def phrase(dite: str, *, connue: bool, masque: bool) -> str:
    """Ce qui se dit d'un effectif ; d'un effectif masqué ou inconnu, pourquoi il manque."""
    if masque:
        return CACHE
    return dite if connue else INCONNU


def _suite(quand: str) -> str:
    """« , mai 2025 à octobre 2026 », ou rien si aucun mois n'est connu."""
    return f", {quand}" if quand else ""


def _chiffres_etapes(etat: Etat, territoire: Territoire, periode: str) -> Iterable[Chiffre]:
    table, sources = etapes_lues(etat, territoire, periode)
    quand = _suite(mois_dits(etat, periode))
    definitions = {
        "repere": "Fois où un besoin a été vu par un prescripteur",
        "oriente": "Fois où quelqu'un a été adressé à un lieu",
        "accompagne": "Accompagnements reçus (passages)",
        "autonome": "Accompagnements au terme desquels la personne a fait seule",
    }
    for ligne in table.itertuples():
        taux = f"{pourcentage(ligne.taux)} de l'étape d'avant ; " if pd.notna(ligne.taux) else ""
        connu = pd.notna(ligne.effectif)
        yield Chiffre(
            cle=f"parcours_{ligne.etape}",
            libelle=(CARTES if origine(etat, ligne.etape) == SAISIES else SANS_SAISIE)[ligne.etape],
            valeur=float(ligne.effectif) if connu else None,
            unite=UNITE,
            phrase=phrase(
                f"{taux}{origine(etat, ligne.etape)}{quand}.", connue=bool(connu), masque=bool(ligne.masque)
            ),
            definition=f"{definitions[ligne.etape]}. Une même personne compte à chaque passage : ce n'est jamais un nombre "
            f"de personnes. {SECRET}",
            sources=sources,
        )


def _chiffres_suite(etat: Etat, territoire: Territoire, periode: str) -> Iterable[Chiffre]:
    table, sources, connu = reorientations_lues(etat, territoire, periode)
    total = table[table["valeur"].eq(TOTAL)]
    masque = bool(total["masque"].any())
    yield Chiffre(
        cle="reorientations",
        libelle="Réorientations",
        valeur=float((total if len(total) else table)["effectif"].sum()) if connu and not masque else None,
        unite=UNITE,
        phrase=phrase(
            f"{reorientations_dites(table)}, vers un autre type de structure.", connue=connu, masque=masque
        ),
        definition=f"Passages d'où l'on a adressé la personne à un autre type de structure (liste de La Coop). {SECRET}",
        sources=sources,
    )
    ecart = retard(etat, territoire, "repere", "accompagne")
    yield Chiffre(
        cle="retard",
        libelle="Décalage apparent",
        valeur=float(ecart[0]) if ecart else None,
        unite="mois, du repérage à l'accompagnement",
        phrase=f"corrélation {nombre(ecart[1], decimales=2)}, toute la période."
        if ecart
        else "non estimable ici.",
        definition="Aucun parcours n'est suivi : c'est le décalage, de 0 à 6 mois, où la courbe mensuelle des "
        "accompagnements ressemble le plus à celle des repérages (corrélation de 0,5 au moins sur douze mois communs).",
        sources=etapes_comptees(etat)[1],
    )


def _chiffres_activites(etat: Etat, territoire: Territoire, periode: str) -> Iterable[Chiffre]:
    effectif, masque, source = la_coop.total(etat, territoire, periode)
    quand = _suite(mois_dits(etat, periode))
    yield Chiffre(
        cle="accompagnements",
        libelle="Accomp. (La Coop)",
        valeur=effectif,
        unite="accompagnements (passages)",
        phrase=phrase(
            f"individuels et en atelier, activités de La Coop{quand}.",
            connue=effectif is not None,
            masque=masque,
        ),
        definition="Accompagnements que déclare La Coop, tous types, d'après les totaux de l'année, à défaut d'après les "
        "comptes mensuels, où un mois trop rare n'est pas gardé. Un passage anonyme compte à chaque fois, ce n'est jamais "
        f"un nombre de personnes. {SECRET}",
        sources=(source,),
    )
    parts, source = _autonomies(etat, territoire, periode)
    dits = float(parts["effectif"].astype("Float64").sum())
    seul = parts.loc[parts["valeur"].eq(AUTONOME), "effectif"].astype("Float64").sum()
    masque = bool(parts["masque"].any())
    connue = dits > 0
    yield Chiffre(
        cle="autonomes",
        libelle="Autonomes (La Coop)",
        valeur=100 * float(seul) / dits if connue and not masque else None,
        unite="% des accompagnements au niveau connu",
        phrase=phrase(
            f"{nombre(seul)} sur {nombre(dits)} accompagnements individuels dont La Coop dit le niveau{quand}.",
            connue=connue,
            masque=masque,
        ),
        definition="Accompagnements individuels dont le niveau constaté est « Autonome », parmi ceux dont le niveau est "
        "dit ; d'après les répartitions de l'année, à défaut d'après les comptes mensuels, où un niveau trop rare n'est "
        "pas gardé (la part y est alors plutôt basse).",
        sources=(source,),
    )


def _autonomies(etat: Etat, territoire: Territoire, periode: str) -> tuple[pd.DataFrame, Provenance]:
    """Les niveaux d'autonomie : à l'année, ou à défaut ceux que les comptes mensuels ont gardés."""
    dite = la_coop.annuelle(etat, territoire, periode, "autonomie")
    if dite:
        return dite
    comptes, source = la_coop.comptees(etat, "autonomie")
    return comptes.tranche(territoire.code, periode, valeurs("autonomie")), source
