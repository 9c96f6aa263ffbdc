"""Ce que les indicateurs lisent : les tables retenues, et ce qui se calcule une fois pour tous les territoires."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from inclusion.analysis.couverture import Demande
from inclusion.analysis.desserte import Desserte, desserte
from inclusion.analysis.douze_mois import douze_mois_pleins
from inclusion.analysis.filiere.donnees import fiches_de_lots, inventaires
from inclusion.analysis.observations import lignes
from inclusion.analysis.reseau import rattaches
from inclusion.analysis.selection import communes_du_territoire
from inclusion.model.etat import Etat
from inclusion.model.memoire import memorise
from inclusion.model.periodes import Periode
from inclusion.model.provenance import Provenance
from inclusion.model.territoires import Territoire

CAPACITES = "capacites"
"""D'où viennent les capacités des lieux : les postes qui les disent, à défaut les heures d'ouverture."""

GEOMETRIES = ["geometry", "chef_lieu"]
QUESTIONS: dict[str, tuple[str, ...]] = {
    "postes": ("etat",),
    "partenaires": ("statut",),
    "feuilles_de_route": ("statut",),
    "actions": ("statut",),
    "activites": ("accompagnements",),
    "flux_equipements": ("quantite",),
}
"""Ce que l'on demande à chaque table : les lignes réelles si elles répondent, sinon celles de démonstration.

Lots et inventaires sont de la nature des passages : un comptage inventé ne corrige pas un stock réel.
"""


DATES = {
    "lieux": "date_maj",
    "postes": "date_constat",
    "partenaires": "date_constat",
    "feuilles_de_route": "date_constat",
    "flux_equipements": "date",
    "stocks": "date",
    "lots": "date_depot",
    "activites": "mois",
}
"""La colonne qui date chaque ligne d'une table ; les autres tables ne sont pas datées."""

AU_FIL_DES_JOURS = ("activites", "flux_equipements", "stocks", "lots")
"""Ce dont on ne sait encore rien avant la première date : inconnu, et non zéro."""


@dataclass(frozen=True, eq=False)
class Monde:
    """Un jeu regardé un jour donné : sa desserte par tous les lieux, ses tables retenues et leur provenance.

    `communes` : voir `Desserte.communes` (besoin, minutes, apl_mn…), sans leurs géométries.
    """

    obs: Etat
    communes: pd.DataFrame
    desserte: Desserte
    tables: Mapping[str, pd.DataFrame]
    sources: Mapping[str, Provenance]

    @property
    def lieux(self) -> pd.DataFrame:
        return self.obs.lieux

    @property
    def a_date(self) -> date:
        return self.obs.a_date

    def communes_de(self, territoire: Territoire) -> pd.DataFrame:
        return communes_du_territoire(self.communes, territoire)

    def table(self, nom: str) -> pd.DataFrame:
        return self.lieux if nom == "lieux" else self.tables[nom]

    def de(self, nom: str, territoire: Territoire) -> pd.DataFrame:
        """Les lignes d'une table retenue dont la commune (`code_insee`) est dans le territoire."""
        table = self.table(nom)
        return table[table["code_insee"].isin(self.communes_de(territoire)["code_insee"])]

    def douze_mois(self, nom: str) -> Periode:
        """Les douze mois qui finissent au dernier mois plein que la table connaît, à `a_date`."""
        return douze_mois_pleins(self.table(nom)[DATES[nom]], self.a_date)


@memorise(1)
def monde(obs: Etat) -> Monde:
    """Prépare un jeu observé ; ne lève rien pour une table vide."""
    retenues = {nom: lignes(obs, nom, *colonnes) for nom, colonnes in QUESTIONS.items()}
    retenues |= {"stocks": inventaires(obs), "lots": fiches_de_lots(obs)}
    tables = {nom: table for nom, (table, _) in retenues.items()}
    tables |= {nom: _jusque(tables[nom], DATES[nom], obs.a_date) for nom in AU_FIL_DES_JOURS}
    tables["postes"] = rattaches(tables["postes"], obs.lieux, obs["communes"])
    servie = desserte(obs, Demande())
    return Monde(
        obs=obs,
        communes=pd.DataFrame(servie.communes.drop(columns=GEOMETRIES, errors="ignore")),
        desserte=servie,
        tables={"epci": obs["epci"], **tables},
        sources={
            **{nom: source for nom, (_, source) in retenues.items()},
            **{nom: obs.provenances[nom] for nom in ("lieux", "communes")},
            CAPACITES: servie.source_capacite,
        },
    )


def _jusque(table: pd.DataFrame, colonne: str, a_date: date) -> pd.DataFrame:
    """Les lignes qui ne sont pas datées d'après `a_date`."""
    return table[~pd.to_datetime(table[colonne]).gt(pd.Timestamp(a_date))]
