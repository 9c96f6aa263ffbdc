"""Les couleurs, chacune avec un sens ; aucune autre couleur n'est écrite ailleurs (un test le garde)."""

from typing import NamedTuple

from inclusion.model import palette as partagee

TEMPS, CROISEE = partagee.TEMPS, partagee.CROISEE


class Signe(NamedTuple):
    """Le signe d'une famille de lieux sur la carte : une forme ET une couleur."""

    forme: str
    couleur: str


# Tracés SVG sur une grille de 24 × 24
FORMES = {
    "rond": "M12 3a9 9 0 1 0 .01 0z",
    "carre": "M4 4h16v16H4z",
    "losange": "M12 2l10 10-10 10L2 12z",
    "maison": "M12 2l10 9v11H2V11z",
    "triangle": "M12 2l11 20H1z",
    "hexagone": "M7 3h10l5 9-5 9H7l-5-9z",
    "pentagone": "M12 2l10 8-4 12H6L2 10z",
    "croix": "M8 2h8v6h6v8h-6v6H8v-6H2V8h6z",
}

SIGNES = {
    "france_services": Signe("carre", "#1f5f9e"),
    "mediatheque": Signe("rond", "#5b4b8a"),
    "solidarites": Signe("losange", "#a23b55"),
    "mairie_collectivite": Signe("maison", "#5a5a66"),
    "social_association": Signe("triangle", "#b5651d"),
    "tiers_lieu_fablab": Signe("hexagone", "#2f7f86"),
    "la_poste": Signe("pentagone", "#8a6d1f"),
    "autre": Signe("croix", "#3f6b3a"),
}

# Les postes de conseillers, selon leur coordination
COORDINATION = {
    "coordinateur": "#a23b55",
    "coordonne": "#0072b2",
    "non_coordonne": "#b5651d",
    "inconnu": "#5a5a66",
}

SIGNES_FILIERE = {
    "ressourcerie": Signe("hexagone", "#2f7f86"),
    "point_de_collecte_deee": Signe("carre", "#5a5a66"),
    "donateur": Signe("maison", "#1f5f9e"),
    "collecteur": Signe("triangle", "#b5651d"),
    "reconditionneur": Signe("losange", "#5b4b8a"),
    "distributeur": Signe("rond", "#a23b55"),
    "recycleur": Signe("pentagone", "#3f6b3a"),
}

# cividis en cinq classes, du moins au plus : lisible en cas de daltonisme et en niveaux de gris
CIVIDIS = ("#00224e", "#434e6c", "#7d7c78", "#bcaf6f", "#fee838")
CLASSES = tuple(reversed(CIVIDIS))
SANS_DONNEE = "#ffffff"
HACHURE = "#8c8798"


class Fond(NamedTuple):
    """Les traits et fonds de la carte, selon le thème."""

    mer: str
    commune: str
    trait: str
    epci: str
    texte: str
    halo: str
    choisi: str


FOND_CLAIR = Fond("#f3eee5", "#fffdf8", "#b9ad9a", "#5f5646", "#262233", "#ffffff", "#c2410c")
FOND_SOMBRE = Fond("#15131c", "#2a2735", "#575268", "#b8b0cc", "#f1ede6", "#15131c", "#ff9d5c")

BARRE_CLAIR = "#5b4b8a"
BARRE_SOMBRE = "#b9a8ee"
VOILE_CLAIR = "rgba(91, 75, 138, 0.28)"
VOILE_SOMBRE = "rgba(185, 168, 238, 0.30)"
PERTES_FILIERE = ("Pièces", "Recyclage et rebut", "Échec au test")

REEL = "green"
DEMONSTRATION = "orange"
VIDE = "gray"
SIMULATION = "violet"

# Les séries d'un graphique, dans l'ordre : celles du thème (`.streamlit/config.toml`)
SERIES_CLAIR = ["#5b4b8a", "#b5651d", "#2f7f86", "#8a6d1f", "#a23b55"]
SERIES_SOMBRE = ["#b9a8ee", "#e8a35c", "#6cc3c9", "#d9c06a", "#e58aa1"]

# Les cases d'une matrice : vide, puis du moins au plus ; le texte écrit dessus reste lisible
CASES_CLAIR = ("#fff3d6", "#dcd5ec", "#bfb2de", "#a597cf")
CASES_SOMBRE = ("#5a3d12", "#3b3352", "#4d4270", "#5f528c")


def cases(*, sombre: bool) -> tuple[str, ...]:
    """Les fonds de case, selon le thème."""
    return CASES_SOMBRE if sombre else CASES_CLAIR


# Ce que change un scénario d'implantation, et les signes de sa carte
CHANGEMENTS = {
    "proche": "#a9cfe5",
    "gagnee": "#0072b2",
    "peut_etre": "#f0e442",
    "loin": "#d55e00",
    "perdue": "#4b1d5e",
}
PERMANENCE, EXISTANT, ARRETE = (
    Signe("losange", "#ffffff"),
    Signe("rond", "#5a5a66"),
    Signe("croix", "#4b1d5e"),
)

# Les temps de trajet, en fond d'une case où l'on écrit
TEMPS_CLAIR = ("#cfe6f5", "#f8f2a8", "#f8cdb0", "#ece9f2")
TEMPS_SOMBRE = ("#174a69", "#5d5714", "#7a3a0b", "#3d394b")

ENCRE_SOMBRE, ENCRE_CLAIRE = "#000000", "#ffffff"
ENCRES_TEMPS = {
    "sous": ENCRE_CLAIRE,
    "a_verifier": ENCRE_SOMBRE,
    "au_dela": ENCRE_SOMBRE,
    "inconnu": ENCRE_SOMBRE,
}
ENCRES_CROISEE = (
    (ENCRE_SOMBRE, ENCRE_SOMBRE, ENCRE_SOMBRE),
    (ENCRE_SOMBRE, ENCRE_SOMBRE, ENCRE_SOMBRE),
    (ENCRE_SOMBRE, ENCRE_CLAIRE, ENCRE_CLAIRE),
)


def tons_de_temps(*, sombre: bool) -> tuple[str, ...]:
    """Les fonds de case des temps de trajet : en deçà, à vérifier, au-delà, inconnu."""
    return TEMPS_SOMBRE if sombre else TEMPS_CLAIR


# Le statut d'un indicateur : la couleur redit le mot et l'icône, elle ne parle jamais seule
STATUTS = {
    "en_bonne_voie": "#0072b2",
    "leger_retard": "#f0e442",
    "retard": "#d55e00",
    "s_eloigne": "#8f3f00",
    "moyen": "#8c8798",
    "jeune": "#7fb8b0",
    "pas_encore": "#b3a1cf",
    "petit_effectif": "#d9bf8c",
    "donnee_en_retard": "#a9a39a",
    "cible_refusee": "#7a7468",
    "sans_cible": "#e6e3ec",
    "sans_donnee": "#ffffff",
}
BADGES_STATUT = {"en_bonne_voie": "blue", "leger_retard": "yellow", "retard": "red", "s_eloigne": "red"}

# Le statut d'une action, et sa part faite sur le calendrier
STATUTS_ACTION = {
    "a_venir": "#cfcbd8",
    "a_discuter": "#b9c7d6",
    "en_cours": "#5aa9d6",
    "realise": "#0072b2",
    "en_retard": "#d55e00",
    "en_pause": "#d9d4c8",
    "bloque": "#8f3f00",
    "abandonne": "#7a7468",
    "": "#ffffff",
}
