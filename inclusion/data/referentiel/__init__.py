"""Le référentiel d'un département (communes, voisines, EPCI, mairies), construit de tables nationales."""

from inclusion.data.referentiel.construction import (
    DepartementInconnuError,
    Referentiel,
    code_normalise,
    construire,
)

__all__ = ["DepartementInconnuError", "Referentiel", "code_normalise", "construire"]
