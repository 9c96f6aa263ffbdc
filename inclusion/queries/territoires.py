"""Les territoires que l'on peut regarder."""

import pandas as pd

from inclusion.data.lecture import Jeu
from inclusion.model.francais import sans_accents
from inclusion.model.territoires import Niveau, Territoire
from inclusion.queries.jeu import jeu


def territoires() -> list[Territoire]:
    """Le département, puis les EPCI et les communes par ordre alphabétique ; vide sans communes."""
    tout = jeu()
    communes = tout["communes"]
    if communes.empty:
        return []
    return [departement(tout), *_epci(tout), *_communes(communes)]


def departement(tout: Jeu) -> Territoire:
    nom = tout.nom_departement or f"Département {tout.code_departement}"
    return Territoire(tout.code_departement, nom, Niveau.DEPARTEMENT)


def _epci(tout: Jeu) -> list[Territoire]:
    part = tout.part_departement or f"part du département {tout.code_departement}"
    return [
        Territoire(e.siren, e.nom_court, Niveau.EPCI, siren_epci=e.siren, part=part if e.deborde else "")
        for e in _alphabetique(tout["epci"], "nom_court").itertuples()
    ]


def _communes(communes: pd.DataFrame) -> list[Territoire]:
    return [
        Territoire(c.code_insee, c.nom, Niveau.COMMUNE, siren_epci=c.siren_epci)
        for c in _alphabetique(communes, "nom").itertuples()
    ]


def _alphabetique(table: pd.DataFrame, colonne: str) -> pd.DataFrame:
    """L'ordre du dictionnaire, accents ignorés."""
    return table.sort_values(colonne, key=lambda noms: noms.map(sans_accents))


def nom_de(code: str) -> str:
    """Le nom d'un territoire désigné par son code (département, SIREN d'EPCI, commune) ; à défaut le code."""
    communes, epci = jeu()["communes"], jeu()["epci"]
    noms = dict(zip(communes["code_insee"], communes["nom"], strict=True))
    noms |= dict(zip(epci["siren"], epci["nom_court"], strict=True))
    noms |= {jeu().code_departement: jeu().nom_departement}
    return str(noms.get(code, code))
