"""Ce que la page Qualité reçoit : l'état des fiches d'un territoire, et les paires sur lesquelles se prononcer."""

from dataclasses import dataclass

import pandas as pd

from inclusion.model.releves import Releve


@dataclass(frozen=True, eq=False)
class PaireProposee:
    """Deux fiches qui sont peut-être le même lieu ; `attendu` : l'empreinte du jeu d'où elles viennent."""

    a: pd.Series
    b: pd.Series
    score: float
    raisons: tuple[str, ...]
    attendu: str


@dataclass(frozen=True, eq=False)
class EtatDesFiches:
    """La qualité des fiches d'un territoire (`fiches` : combien) ; `travaux` : une ligne par chose à réparer."""

    fiches: int
    manques: Releve
    fraicheurs: Releve
    par_epci: Releve
    par_source: Releve
    a_reparer: Releve
    travaux: pd.DataFrame
    paires: tuple[PaireProposee, ...]
