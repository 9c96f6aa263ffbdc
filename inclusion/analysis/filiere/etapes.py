"""Les étapes de la filière et les passages qu'elles permettent.

Collecté = diagnostiqué + en attente ; diagnostiqué = reconditionnable + pièces + recyclage + rebut dangereux ;
reconditionné = distribué + stock prêt + échec au test. Un retour repart au diagnostic : la boucle n'est comptée
qu'une fois parmi les entrées.
"""

from typing import Literal

Unite = Literal["quantite", "masse_kg"]
UNITES: dict[Unite, str] = {"quantite": "équipements", "masse_kg": "kg"}

DEHORS = ("gisement", "promis")
"""Hors de la filière : rien n'y est compté en stock."""

EN_COURS = (
    "collecte",
    "diagnostique",
    "reconditionnable",
    "reconditionne",
    "echec_test",
    "stock_pret",
    "retour",
)
"""Dans la filière : ce qui y entre doit en ressortir ou s'y trouver à l'inventaire."""

FINS = ("distribue", "en_usage", "pieces", "recyclage", "rebut_dangereux")
"""Au bout de la filière."""

PERTES = ("pieces", "recyclage", "rebut_dangereux")

PASSAGES: dict[str, tuple[str, ...]] = {
    "gisement": ("promis", "collecte"),
    "promis": ("collecte",),
    "collecte": ("diagnostique",),
    "diagnostique": ("reconditionnable", *PERTES),
    "reconditionnable": ("reconditionne", *PERTES),
    "reconditionne": ("stock_pret", "distribue", "echec_test"),
    "echec_test": ("reconditionnable", *PERTES),
    "stock_pret": ("distribue", "echec_test"),
    "distribue": ("en_usage", "retour"),
    "en_usage": ("retour",),
    "retour": ("diagnostique", *PERTES),
}
"""Chaque étape et celles qui peuvent la suivre ; rien ne sort de la filière une fois en pièces ou recyclé."""
