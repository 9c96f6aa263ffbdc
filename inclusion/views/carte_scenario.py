"""La carte d'un scénario : aujourd'hui, ensuite, ou ce qui change ; lieux existants et permanences nouvelles."""

from typing import Any

import pandas as pd

from inclusion.analysis.effets import ETATS
from inclusion.analysis.temps_trajet import ZONES
from inclusion.model.francais import nombre
from inclusion.model.reponses import FondDeCarte
from inclusion.views import cartes, palette
from inclusion.views.cartes_couverture import SANS_LIEU

SIGNES = {
    "permanence": (palette.PERMANENCE, 34, "permanence nouvelle"),
    "existant": (palette.EXISTANT, 13, "commune qui a un lieu"),
    "arrete": (palette.ARRETE, 32, "lieu qui s'arrête"),
}
COLONNES = {"changement": "etat", "avant": "zone_avant", "apres": "zone_apres"}


def show(communes: pd.DataFrame, points: pd.DataFrame, fond: FondDeCarte, vue: str, titre: str) -> None:
    """Dessine le scénario. `communes` : code_insee, etat, zone_avant, zone_apres, aujourd_hui, apres, personnes."""
    teintes = palette.CHANGEMENTS if vue == "changement" else palette.TEMPS
    places = points[points["latitude"].notna()]
    if vue == "avant":
        places = places[places["genre"].eq("existant")]
    donnees = cartes.donnees(fond, SANS_LIEU) | {
        "couleurs": {
            code: teintes[c] for code, c in zip(communes["code_insee"], communes[COLONNES[vue]], strict=True)
        },
        "textes": dict(zip(communes["code_insee"], _textes(communes), strict=True)),
        "lieux": [_ligne(point) for point in places.itertuples()],
        "sans_grappe": True,
    }
    cartes.show(donnees, cle=titre, hauteur=460)


def _textes(communes: pd.DataFrame) -> list[str]:
    return [
        f"{nombre(c.aujourd_hui)} min → {nombre(c.apres)} min ; {nombre(c.personnes)} personnes"
        for c in communes.itertuples()
    ]


def _ligne(point: Any) -> list[Any]:
    signe, taille, _ = SIGNES[point.genre]
    nouveau = int(point.genre == "permanence")
    return [
        float(point.latitude),
        float(point.longitude),
        point.nom,
        point.detail,
        signe.forme,
        signe.couleur,
        0,
        0,
        nouveau,
        taille,
    ]


def legende(communes: pd.DataFrame, points: pd.DataFrame, vue: str, horizon: float) -> None:
    """Chaque couleur, son sens et son nombre de communes ; puis les signes."""
    teintes, libelles = (palette.CHANGEMENTS, ETATS) if vue == "changement" else (palette.TEMPS, ZONES)
    comptes, genres = communes[COLONNES[vue]].value_counts(), points["genre"].value_counts()
    couleurs = [
        ("carre", teintes[code], f"{dit.format(horizon=nombre(horizon))} ({nombre(comptes[code])})")
        for code, dit in libelles.items()
        if code in comptes
    ]
    signes = [
        (signe.forme, signe.couleur, f"{dit} ({nombre(genres[genre])})")
        for genre, (signe, _, dit) in SIGNES.items()
        if genre in genres and (vue != "avant" or genre == "existant")
    ]
    cartes.legende_de_signes([*couleurs, *signes], [])
