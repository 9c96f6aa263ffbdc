"""Choisir des lignes : par territoire, par facette, par moment, par texte."""

from collections import Counter
from datetime import datetime

import pandas as pd

from inclusion.analysis.horaires import ouvert_a, ouvert_le_samedi, ouvert_le_soir
from inclusion.model.facettes import FACETTES, NON_RENSEIGNE, ChoixLieux, Facette, Moment
from inclusion.model.francais import sans_accents
from inclusion.model.territoires import Niveau, Territoire

SEPARATEUR = "|"


def communes_du_territoire(communes: pd.DataFrame, territoire: Territoire) -> pd.DataFrame:
    """Les communes d'un territoire ; `communes` porte code_insee et siren_epci."""
    match territoire.niveau:
        case Niveau.DEPARTEMENT:
            return communes
        case Niveau.EPCI:
            return communes[communes["siren_epci"] == territoire.code]
        case Niveau.COMMUNE:
            return communes[communes["code_insee"] == territoire.code]


def du_territoire(
    table: pd.DataFrame, communes: pd.DataFrame, territoire: Territoire, *, colonne: str = "code_insee"
) -> pd.DataFrame:
    """Les lignes d'une table dont la commune est dans le territoire."""
    return table[table[colonne].isin(communes_du_territoire(communes, territoire)["code_insee"])]


def valeurs_de(lieux: pd.DataFrame, facette: Facette) -> pd.Series:
    """Pour chaque lieu, la liste de ses valeurs ; une case vide vaut « non renseigné »."""
    return lieux[facette.colonne].map(lambda v: [x for x in v.split(SEPARATEUR) if x] or [NON_RENSEIGNE])


def retient(lieux: pd.DataFrame, choix: ChoixLieux, *, sauf: str = "") -> pd.Series:
    """Masque des lieux retenus par les facettes (OU dedans, ET entre elles), hors la facette `sauf`."""
    masque = pd.Series(True, index=lieux.index)
    for facette in FACETTES:
        demandees = set(choix.de(facette.cle))
        if demandees and facette.cle != sauf:
            masque &= valeurs_de(lieux, facette).map(lambda v, d=demandees: not d.isdisjoint(v))
    return masque


def correspond_au_texte(lieux: pd.DataFrame, texte: str) -> pd.Series:
    """Masque des lieux dont le nom ou la commune contient chaque mot (accents et casse ignorés)."""
    foin = (lieux["nom"] + " " + lieux["commune"]).map(sans_accents)
    masque = pd.Series(True, index=lieux.index)
    for mot in sans_accents(texte).split():
        masque &= foin.str.contains(mot, regex=False)
    return masque


def ouverture(lieux: pd.DataFrame, moment: Moment, instant: datetime) -> pd.Series:
    """Pour chaque lieu : ouvert (True), fermé (False), horaires inconnus ou non compris (NA)."""
    questions = {
        Moment.INDIFFERENT: lambda _: True,
        Moment.MAINTENANT: lambda texte: ouvert_a(texte, instant),
        Moment.SOIR: ouvert_le_soir,
        Moment.SAMEDI: ouvert_le_samedi,
    }
    return pd.Series(
        [questions[moment](texte) for texte in lieux["horaires"]], index=lieux.index, dtype="boolean"
    )


def retenus(lieux: pd.DataFrame, choix: ChoixLieux, instant: datetime) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(lieux retenus, lieux écartés seulement parce que leurs horaires sont inconnus)."""
    candidats = lieux[retient(lieux, choix) & correspond_au_texte(lieux, choix.texte)]
    ouverts = ouverture(candidats, choix.moment, instant)
    return candidats[ouverts.fillna(False).astype(bool)], candidats[ouverts.isna()]


def effectifs(lieux: pd.DataFrame, choix: ChoixLieux, instant: datetime) -> dict[str, dict[str, int]]:
    """Par facette, le nombre de lieux de chaque valeur, les AUTRES filtres étant appliqués.

    Toutes les valeurs de la nomenclature y sont, à 0 s'il le faut.
    """
    base = lieux[correspond_au_texte(lieux, choix.texte)]
    base = base[ouverture(base, choix.moment, instant).fillna(False).astype(bool)]
    return {f.cle: _comptes(base[retient(base, choix, sauf=f.cle)], f) for f in FACETTES}


def _comptes(lieux: pd.DataFrame, facette: Facette) -> dict[str, int]:
    comptes = Counter(valeur for valeurs in valeurs_de(lieux, facette) for valeur in set(valeurs))
    return {code: comptes[code] for code in facette.codes}
