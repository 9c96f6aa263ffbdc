"""Ce que regarde un document : un jeu, un territoire, un jour, et l'état auquel on le compare."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from inclusion.analysis.chiffres.conseillers import communes_perdues
from inclusion.analysis.desserte import Desserte
from inclusion.analysis.fonds import Traces, fond_de_carte
from inclusion.analysis.indicateurs import Monde
from inclusion.analysis.natures import INVENTEES
from inclusion.model.chiffres import INCHANGE, Chiffre
from inclusion.model.documents import Nombre
from inclusion.model.etat import Etat
from inclusion.model.provenance import Provenance
from inclusion.model.reponses import FondDeCarte
from inclusion.model.territoires import Territoire

MOIS = 6


@dataclass(frozen=True, eq=False)
class Regard:
    """Tout ce dont un document est fait.

    `suivi` : les indicateurs du territoire, valeur, cible, statut (voir `suivi.suivre`) ; `monde_avant` : l'état auquel on
    compare, que `avant_dit` nomme (voir `etats.etat_a_comparer`).
    """

    monde: Monde
    territoire: Territoire
    traces: Traces
    suivi: pd.DataFrame
    adresse: str = ""
    monde_avant: Monde | None = None
    avant_dit: str = ""

    @property
    def obs(self) -> Etat:
        return self.monde.obs

    @property
    def desserte(self) -> Desserte:
        return self.monde.desserte

    @cached_property
    def fond(self) -> FondDeCarte:
        communes = self.obs.provenances["communes"]
        return fond_de_carte(self.obs["communes"], self.territoire, self.traces, communes)

    @property
    def inventees(self) -> tuple[Provenance, ...]:
        """Ce qui marque une section dont quelques lignes sont de démonstration."""
        return (
            Provenance(
                "Lignes de démonstration", INVENTEES, "sans objet", None, "valeurs inventées", "demonstration"
            ),
        )

    @cached_property
    def communes_perdues(self) -> list[str]:
        """Les communes qui n'auraient plus de conseiller à portée dans six mois, si rien n'était renouvelé."""
        return communes_perdues(self.obs, self.territoire, self.obs.a_date, MOIS)

    def nombres(self, question: Callable[[Monde], Sequence[Chiffre]]) -> list[Nombre]:
        """Les chiffres d'aujourd'hui et ce qui a changé depuis l'état comparé, à nature égale.

        D'un état du jour même, seul un changement se dit : « inchangé depuis ce matin » n'apprend rien.
        """
        avant = self.monde_avant
        anciens = {(c.cle, c.nature): c.valeur for c in question(avant)} if avant else {}
        du_jour = avant is not None and avant.a_date == self.obs.a_date
        lus = [(c, c.evolution(anciens.get((c.cle, c.nature)))) for c in question(self.monde)]
        return [
            Nombre(
                c, f"{dite} depuis le {self.avant_dit}" if dite and not (du_jour and dite == INCHANGE) else ""
            )
            for c, dite in lus
        ]
