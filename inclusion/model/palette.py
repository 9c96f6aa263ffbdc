"""Les couleurs que partagent l'écran et les documents, chacune avec un sens."""

from typing import NamedTuple


class Encre(NamedTuple):
    """Les encres d'un document imprimé."""

    texte: str = "#262233"
    discret: str = "#5a5a66"
    accent: str = "#5b4b8a"
    ocre: str = "#b5651d"
    trait: str = "#b9ad9a"
    fond: str = "#f7f2ea"
    papier: str = "#ffffff"
    demonstration: str = "#9a3412"


ENCRE = Encre()
SERIES = ("#5b4b8a", "#b5651d", "#8c8798", "#2f7f86", "#8a6d1f", "#a23b55")
POINT = "#262233"
COMMUNE, HORS_TERRITOIRE, LIMITE = "#fffdf8", "#ebe5da", "#5f5646"

# Les temps de trajet : statuts lisibles en cas de daltonisme, jamais sans leur mot
TEMPS = {"sous": "#0072b2", "a_verifier": "#f0e442", "au_dela": "#d55e00", "inconnu": "#8c8798"}
# Besoin × éloignement : une ligne par éloignement, une colonne par besoin ; du jaune au bleu, le noir cumule les deux
CROISEE = (
    ("#f3f3f3", "#f3e6b3", "#f3b300"),
    ("#b4d3e1", "#b3b3b3", "#b36600"),
    ("#509dc2", "#376387", "#000000"),
)
TEINTES = TEMPS | {
    f"croisee_{loin}_{besoin}": couleur
    for loin, rangee in enumerate(CROISEE)
    for besoin, couleur in enumerate(rangee)
}
