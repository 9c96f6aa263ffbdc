"""Ce que tout export dit de lui-même : source, date, licence, nature, territoire."""

from inclusion.model.provenance import LIBELLES_NATURE, Provenance


def mentions(provenance: Provenance, *, territoire: str = "") -> dict[str, str]:
    """La provenance à joindre à un fichier ; une date inconnue est dite inconnue."""
    return {
        "titre": provenance.titre,
        "territoire": territoire or "tout le jeu de données",
        "source": provenance.sources,
        "producteur": provenance.producteur,
        "date_donnees": provenance.date_donnees.isoformat() if provenance.date_donnees else "inconnue",
        "millesime": provenance.quand,
        "licence": provenance.licence,
        "nature": LIBELLES_NATURE[provenance.nature],
    }
