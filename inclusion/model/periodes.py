"""Une période regardée : ses deux jours extrêmes compris, et comment on la dit."""

from dataclasses import dataclass
from datetime import date

from inclusion.model.francais import jour


@dataclass(frozen=True)
class Periode:
    """Du `debut` à la `fin`, compris."""

    debut: date
    fin: date

    @property
    def dite(self) -> str:
        return f"du {jour(self.debut)} au {jour(self.fin)}"
