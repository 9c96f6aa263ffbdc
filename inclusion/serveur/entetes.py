"""Les en-têtes de sécurité d'une réponse, selon ce qu'elle est : la page, un cadre de composant, un fichier.

Rien ne se charge d'ailleurs que de l'instance, sauf le fond de plan de l'IGN, que le visiteur allume. Ce que Streamlit
oblige à permettre est dit ligne à ligne ; voir docs/securite.md.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence

FOND_IGN = "https://data.geopf.fr"
PERSONNE, SOI = "'none'", "'self'"
SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
ORIGINE = re.compile(r"https?://[\w.*-]+(?::\d+)?", re.ASCII)

SANS_CAPTEURS = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(self), gyroscope=(), magnetometer=(), "
    "microphone=(), midi=(), payment=(), usb=()"
)
COMMUNS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": SANS_CAPTEURS,
    "cross-origin-opener-policy": "same-origin",
}
"""La position sert à Orienter, sur demande ; aucun autre capteur. Un lien suivi ne dit pas d'où l'on vient."""


def empreintes(scripts: Iterable[str]) -> tuple[str, ...]:
    """La source CSP de chaque script écrit dans une page : il s'exécute à l'octet près, et nul autre."""
    return tuple(
        f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in scripts
    )


def scripts_ecrits(html: str) -> list[str]:
    """Les scripts sans attribut d'un document HTML."""
    return SCRIPT.findall(html)


def integrations(origines: Sequence[str]) -> str:
    """Qui peut mettre l'application dans un cadre : elle-même, et les sites nommés.

    Lève `ValueError` si une origine n'en est pas une : une faute ne doit ni ouvrir ni fermer en silence.
    """
    for origine in origines:
        if not ORIGINE.fullmatch(origine):
            raise ValueError(f"« {origine} » n'est pas l'origine d'un site (attendu : https://exemple.fr).")
    return " ".join([SOI, *origines])


def politique(nature: str, *, scripts: Sequence[str] = (), cadres: str = SOI) -> str:
    """La Content-Security-Policy d'une page, d'un composant ou d'un fichier."""
    return "; ".join(
        f"{nom} {valeur}".strip() for nom, valeur in _directives(nature, scripts, cadres).items()
    )


def _directives(nature: str, scripts: Sequence[str], cadres: str) -> dict[str, str]:
    if nature == "fichier":  # un fichier n'exécute rien, même ouvert seul dans un onglet
        return {
            "default-src": PERSONNE,
            "style-src": "'unsafe-inline'",
            "sandbox": "",
            "frame-ancestors": PERSONNE,
        }
    communes = {
        "default-src": PERSONNE,
        "style-src": f"{SOI} 'unsafe-inline'",  # emotion écrit les styles de Streamlit, Leaflet ses positions
        "img-src": f"{SOI} data: blob: {FOND_IGN}",
        "font-src": f"{SOI} data:",
        "connect-src": SOI,
        "object-src": PERSONNE,
        "base-uri": PERSONNE,
        "form-action": SOI,
        "frame-ancestors": cadres,  # le cadre de la carte aussi : le navigateur juge tous ceux qui l'entourent
    }
    if (
        nature == "composant"
    ):  # streamlit-folium écrit et évalue le script de la carte, dans son cadre et là seulement
        return communes | {"script-src": f"{SOI} 'unsafe-inline' 'unsafe-eval'"}
    return communes | {
        "script-src": " ".join(
            [SOI, "blob:", *scripts]
        ),  # blob : Streamlit charge ainsi le module d'un composant
        "worker-src": f"{SOI} blob:",
        "frame-src": f"{SOI}",
        "media-src": f"{SOI} data: blob:",
        "manifest-src": SOI,
    }


def nature(chemin: str, racine: str = "") -> str:
    """Ce qu'est une adresse : « page », « composant » ou « fichier »."""
    relatif = chemin.removeprefix(f"/{racine.strip('/')}" if racine.strip("/") else "")
    if relatif.startswith("/component/"):
        return "composant"
    if relatif.startswith(("/media/", "/app/static/", "/_stcore/")):
        return "fichier"
    return "page"
