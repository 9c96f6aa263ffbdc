"""Dates au jour : `AAAA-MM-JJ`."""

import re
from datetime import UTC, date, datetime

from inclusion.model.anomalies import Gravite, Lu

VALIDES = ("2024-08-01", "2023-12-31")
INVALIDES = (
    "01/08/2024",
    "2024-08-01T10:00:00Z",
    "1722470400",
    "1722470400000",
    "1970-01-01",
    "2024-13-45",
    "1er août 2024",
)

MOIS = (
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
)
INCONNUE = date(1970, 1, 1)


def jour(valeur: str, *, a_date: date | None = None) -> Lu:
    """JJ/MM/AAAA, ISO avec heure, horodatage, « 1er août 2024 » → ISO ; 1970-01-01 = inconnue.

    Avec `a_date`, une date à venir est gardée, à vérifier.
    """
    lu = valeur.strip()
    if not lu:
        return Lu("")
    trouve = _iso(lu) or _francaise(lu) or _en_lettres(lu) or _horodatage(lu)
    if trouve is None:
        return Lu("", "date illisible", Gravite.A_VERIFIER)
    if trouve == INCONNUE:
        return Lu("", "date du 1er janvier 1970 : inconnue")
    if trouve.year < 1900:
        return Lu("", "date antérieure à 1900", Gravite.A_VERIFIER)
    garde = trouve.isoformat()
    if a_date and trouve > a_date:
        return Lu(garde, "date à venir", Gravite.A_VERIFIER)
    return Lu(garde, "date mise en forme AAAA-MM-JJ" if garde != lu else "")


def _date(annee: str, mois: int | str, quantieme: str) -> date | None:
    try:
        return date(int(annee), int(mois), int(quantieme))
    except ValueError:
        return None


def _iso(lu: str) -> date | None:
    trouve = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})([T ].*)?", lu)
    return _date(trouve[1], trouve[2], trouve[3]) if trouve else None


def _francaise(lu: str) -> date | None:
    trouve = re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})([T ,].*)?", lu)
    if not trouve:
        return None
    annee = trouve[3] if len(trouve[3]) == 4 else f"20{trouve[3]}"
    return _date(annee, trouve[2], trouve[1])


def _en_lettres(lu: str) -> date | None:
    trouve = re.fullmatch(r"(?:[a-z]+ )?(\d{1,2})(?:er)? ([a-zéûà]+)\.? (\d{4})", lu.casefold())
    if not trouve:
        return None
    mot = trouve[2].replace("é", "e").replace("û", "u")
    rangs = [rang for rang, nom in enumerate(MOIS, start=1) if nom.startswith(mot) and len(mot) >= 3]
    return _date(trouve[3], rangs[0], trouve[1]) if len(rangs) == 1 else None


def _horodatage(lu: str) -> date | None:
    """Secondes ou millisecondes depuis 1970 (UTC), ou jours d'un tableur depuis le 30/12/1899."""
    entier = re.sub(r"[.,]0+$", "", lu)
    if re.fullmatch(r"[34]\d{4}", entier):
        return date.fromordinal(date(1899, 12, 30).toordinal() + int(entier))
    if re.fullmatch(r"\d{9,10}|\d{12,13}", entier):
        secondes = int(entier) // (1000 if len(entier) > 10 else 1)
        return datetime.fromtimestamp(secondes, UTC).date()
    return INCONNUE if entier == "0" else None
