"""Observatoire de l'inclusion numérique de Vaucluse."""
