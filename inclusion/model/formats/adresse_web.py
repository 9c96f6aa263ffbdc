"""Adresses web, séparées par `|` ; seuls http et https sont admis."""

import re
from urllib.parse import urlsplit

from inclusion.model.anomalies import Gravite, Lu

VALIDES = ("https://exemple.fr/page", "http://exemple.fr|https://www.exemple.org/a?b=c")
INVALIDES = (
    "https//:exemple.fr",
    "www,exemple.fr",
    "http://https://exemple.fr",
    "exemple.fr",
    "javascript:alert(1)",
    "pas de site",
)

SCHEMA = re.compile(r"^(?:h?t+ps?(s?)\s*[:;]?\s*/{0,3}\s*:?\s*/{0,2})+", re.IGNORECASE)
HOTE = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(:\d{1,5})?", re.IGNORECASE)


def adresses_web(valeur: str) -> Lu:
    """Répare `https//:`, `www,`, un double `http` ; ce qui n'est pas une adresse web est retiré."""
    lu = valeur.strip()
    if not lu:
        return Lu("")
    morceaux = [m for m in re.split(r"[|\s]+|;(?=\s*(?:https?|www))|,(?=\s*https?:)", lu) if m.strip(" ,;-")]
    reparees = [_repare(m) for m in morceaux]
    gardees = list(dict.fromkeys(r for r in reparees if r))
    garde = "|".join(gardees)
    if not gardees or not all(reparees):
        return Lu(garde, "adresse web illisible retirée", Gravite.A_VERIFIER)
    return Lu(garde, "adresse web réparée" if garde != lu else "")


def _repare(adresse: str) -> str:
    """L'adresse réparée, ou `""`."""
    schema = re.match(r"https?://(?!h?ttps?[:/])(?=[a-z0-9])", adresse, re.IGNORECASE)
    if not schema:
        if re.match(r"[a-z][a-z0-9+.-]*:(?!//|\d)", adresse, re.IGNORECASE) and not SCHEMA.match(adresse):
            return ""
        sur = re.match(r"\W*h?t+ps", adresse, re.IGNORECASE)
        reste = SCHEMA.sub("", adresse.strip(" ,;/"))
        adresse = f"{'https' if sur else 'http'}://{reste}"
    adresse = re.sub(r"^(https?://)w{2,4}[,.]+", r"\1www.", adresse, flags=re.IGNORECASE)
    try:
        hote = urlsplit(adresse).netloc
    except ValueError:
        return ""
    return adresse if HOTE.fullmatch(hote) else ""
