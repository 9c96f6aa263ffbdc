"""Une source a-t-elle l'âge de sa cadence ?"""

from collections.abc import Iterable
from datetime import date

from inclusion.model.francais import jour
from inclusion.model.provenance import Provenance

MOIS_PAR_CADENCE = {"mensuelle": 1, "trimestrielle": 3, "semestrielle": 6, "annuelle": 12}


def mois_revolus(debut: date, fin: date) -> int:
    """Nombre de mois entiers écoulés : du 31 janvier au 28 février, 0 ; au 31 mars, 2."""
    return (fin.year - debut.year) * 12 + fin.month - debut.month - (fin.day < debut.day)


def en_retard(provenance: Provenance, a_date: date) -> bool:
    """Même le plus récent constat réel d'une source est plus vieux que la cadence attendue.

    Une source sans date connue, sans cadence en mois (« à chaque comité »), vide ou toute de démonstration n'est jamais
    dite en retard : on ne peut pas le savoir, ou cela n'aurait pas de sens.
    """
    mois = MOIS_PAR_CADENCE.get(provenance.cadence)
    constat = provenance.dernier_constat or (provenance.date_donnees if provenance.nature == "reel" else None)
    if mois is None or constat is None or provenance.nature not in {"reel", "demonstration"}:
        return False
    return mois_revolus(constat, a_date) >= mois


def constats_dits(provenance: Provenance) -> str:
    """L'âge d'une source, du plus ancien constat au dernier : une fiche récente n'en rajeunit pas de vieilles."""
    premier, dernier = provenance.date_donnees, provenance.dernier_constat or provenance.date_donnees
    if premier and dernier and premier < dernier:
        return f"constats du {jour(premier)} au {jour(dernier)}"
    return f"dernier constat le {jour(dernier)}"


def en_retard_parmi(provenances: Iterable[Provenance], a_date: date) -> list[Provenance]:
    """Les sources en retard, de la plus ancienne à la plus récente."""
    retards = [p for p in provenances if en_retard(p, a_date)]
    return sorted(retards, key=lambda p: (p.dernier_constat or p.date_donnees or a_date, p.titre))
