"""Le simulateur à l'écran : ses réglages dans le lien, sa réponse en mots simples, ses figures."""

from collections.abc import Mapping, Sequence

import streamlit as st

from inclusion.model.releves import Releve
from inclusion.views import cadres, filtres, graphiques_filiere, releves
from inclusion.views.markdown import inerte

# Réglage : libellé, plus petite et plus grande valeur, aide
REGLAGES = {
    "collecte": (
        "Collectés par mois",
        0,
        5000,
        "Équipements qui entrent dans la filière chaque mois, en moyenne.",
    ),
    "rendement": (
        "Remis en état, sur 100",
        0,
        100,
        "Sur cent équipements traités par l'atelier, ceux qui pourront servir.",
    ),
    "capacite": (
        "Traités par mois, au plus",
        0,
        5000,
        "Ce que l'atelier peut diagnostiquer et traiter en un mois.",
    ),
    "cible": ("Cible : équipements remis", 1, 100_000, "Le nombre de remises que l'on veut atteindre."),
    "delai": (
        "Délai avant remise (mois)",
        0,
        24,
        "Du passage en atelier à la remise ; l'attente devant l'atelier est comptée à part.",
    ),
    "incertitude": (
        "Incertitude (± %)",
        0,
        100,
        "De combien la collecte et le rendement peuvent s'écarter de ces valeurs.",
    ),
    "stock": ("Stock prêt au départ", 0, 10_000, "Équipements déjà prêts à remettre."),
    "file": (
        "File d'attente au départ",
        0,
        10_000,
        "Équipements collectés que l'atelier n'a pas encore traités.",
    ),
}


def reglages(depart: Mapping[str, int]) -> dict[str, int]:
    """Un nombre par réglage, que le lien porte dès qu'il s'écarte du départ."""
    with cadres.reglages():
        return {
            cle: filtres.entier(
                dit, cle, minimum=bas, maximum=haut, defaut=min(max(depart[cle], bas), haut), aide=aide
            )
            for cle, (dit, bas, haut, aide) in REGLAGES.items()
        }


def show_phrases(phrases: Sequence[str]) -> None:
    """La réponse en tête, puis ce qui l'explique."""
    st.markdown(f"#### {inerte(phrases[0])}")
    st.markdown("\n".join(f"- {inerte(phrase)}" for phrase in phrases[1:]))


def show(figures: Mapping[str, Releve]) -> None:
    """La trajectoire, la file de l'atelier, ce qui ferait aller plus vite."""
    releves.show("Les remises, mois par mois", figures["Trajectoire"], graphiques_filiere.trajectoire)
    releves.show("La file de l'atelier", figures["File"], graphiques_filiere.file)
    releves.tableau("Ce qui ferait aller plus vite", figures["Leviers"])
