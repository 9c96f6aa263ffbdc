"""Les seuils que plusieurs sujets partagent."""

HORIZON_MIN = 20.0
"""Le temps de trajet, en minutes, que nomment les indicateurs de la feuille de route ; demandé à défaut d'un autre."""
