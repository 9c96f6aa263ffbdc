"""Observer un jeu de données : ses lieux décrits et placés, ses territoires, les lignes qui répondent."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

import pandas as pd

from inclusion.analysis.natures import informees, provenance_des
from inclusion.analysis.positions import etalees, situes
from inclusion.analysis.qualite import lieux_decrits
from inclusion.model.etat import Etat
from inclusion.model.francais import sans_accents
from inclusion.model.memoire import memorise
from inclusion.model.provenance import Provenance
from inclusion.model.territoires import Niveau, Territoire


class Donnees(Protocol):
    """Un jeu de données lu."""

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]: ...
    @property
    def provenances(self) -> Mapping[str, Provenance]: ...
    @property
    def parametres(self) -> Mapping[str, Any]: ...
    @property
    def code_departement(self) -> str: ...
    @property
    def nom_departement(self) -> str: ...
    @property
    def part_departement(self) -> str: ...


def observer(jeu: Donnees, a_date: date) -> Etat:
    """Le jeu tel qu'on le regarde à `a_date` ; ses tables ne sont pas copiées."""
    code = jeu.code_departement
    return Etat(
        tables=jeu.tables,
        provenances=jeu.provenances,
        parametres=jeu.parametres,
        departement=Territoire(code, jeu.nom_departement or f"Département {code}", Niveau.DEPARTEMENT),
        part=jeu.part_departement or f"part du département {code}",
        lieux=lieux_decrits(etalees(situes(jeu.tables["lieux"], chefs_lieux(jeu))), a_date),
        a_date=a_date,
    )


def chefs_lieux(jeu: Donnees | Etat) -> pd.DataFrame:
    """code_insee, latitude, longitude des communes du jeu et de leurs voisines (EPSG:4326)."""
    return pd.concat([_points(jeu.tables["communes"]), _points(jeu.tables["communes_voisines"])])


def _points(communes: pd.DataFrame) -> pd.DataFrame:
    connus = communes[communes["chef_lieu"].notna()]
    return pd.DataFrame(
        {
            "code_insee": connus["code_insee"],
            "latitude": [point.y for point in connus["chef_lieu"]],
            "longitude": [point.x for point in connus["chef_lieu"]],
        }
    )


def lignes(obs: Etat, nom: str, *colonnes: str) -> tuple[pd.DataFrame, Provenance]:
    """Les lignes réelles d'une table si elles renseignent `colonnes`, sinon celles de démonstration."""
    retenues = informees(obs[nom], *colonnes)
    return retenues, provenance_des(obs.provenances[nom], retenues)


@memorise(1)
def noms_epci(obs: Etat) -> dict[str, str]:
    """SIREN → nom court de chaque intercommunalité ; son SIREN, pour celle dont la ligne est écartée du jeu."""
    cites = obs["communes"]["siren_epci"]
    ecartees = {siren: f"intercommunalité {siren}" for siren in cites[cites.ne("")].unique()}
    return ecartees | dict(zip(obs["epci"]["siren"], obs["epci"]["nom_court"], strict=True))


@memorise(1)
def territoires(obs: Etat) -> list[Territoire]:
    """Le département, puis les EPCI et les communes par ordre alphabétique ; vide sans communes."""
    communes = obs["communes"]
    if communes.empty:
        return []
    epci = [
        Territoire(e.siren, e.nom_court, Niveau.EPCI, siren_epci=e.siren, part=obs.part if e.deborde else "")
        for e in _alphabetique(obs["epci"], "nom_court").itertuples()
    ]
    siennes = [
        Territoire(c.code_insee, c.nom, Niveau.COMMUNE, siren_epci=c.siren_epci)
        for c in _alphabetique(communes, "nom").itertuples()
    ]
    return [obs.departement, *epci, *siennes]


def _alphabetique(table: pd.DataFrame, colonne: str) -> pd.DataFrame:
    """L'ordre du dictionnaire, accents ignorés."""
    return table.sort_values(colonne, key=lambda noms: noms.map(sans_accents))
