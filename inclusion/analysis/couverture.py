"""La couverture : à combien de minutes chaque commune est d'un lieu qui répond, et combien d'habitants cela fait."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from inclusion.analysis import accessibilite
from inclusion.analysis.horaires import minutes_hebdomadaires, ouvert_le_jour, ouvert_le_soir
from inclusion.analysis.temps_trajet import ZONES, Matrice, Trajet, minutes, zones
from inclusion.model.nomenclatures import SEPARATEUR, valeurs

JOURS = {
    "tous": "N'importe quel jour",
    "mercredi": "Le mercredi",
    "samedi": "Le samedi",
    "soir": "Le soir, après 18 h",
}
POUR = 10_000
SERVICES = valeurs("services")


@dataclass(frozen=True)
class Demande:
    """Ce que l'on demande à un lieu : un service, un public, un jour (`""` et « tous » : indifférents)."""

    service: str = ""
    public: str = ""
    jour: str = "tous"


@dataclass(frozen=True)
class Reserves:
    """Ce que la réponse ignore : lieux placés à la mairie, sans position, dont on ne sait s'ils répondent (nombres)."""

    lieux: int
    approches: int
    sans_position: int
    inconnus: int


def qui_repondent(lieux: pd.DataFrame, demande: Demande) -> tuple[pd.DataFrame, int]:
    """Les lieux qui répondent à la demande, et le nombre de ceux dont on ne le sait pas (service, horaires inconnus)."""
    reponses = [
        _contient(lieux["services"], demande.service),
        _contient(lieux["publics_specifiquement_adresses"], demande.public, vide=True),
        _ouvert(lieux["horaires"], demande.jour),
    ]
    sur = np.logical_and.reduce([r.eq(True).fillna(False).to_numpy(dtype=bool) for r in reponses])
    non = np.logical_or.reduce([r.eq(False).fillna(False).to_numpy(dtype=bool) for r in reponses])
    return lieux[sur], int((~sur & ~non).sum())


def _contient(cellules: pd.Series, valeur: str, *, vide: bool | None = None) -> pd.Series:
    """Vrai si la liste porte la valeur ; une liste vide vaut `vide` (None : on ne sait pas)."""
    if not valeur:
        return pd.Series(True, index=cellules.index, dtype="boolean")
    portees = [valeur in cellule.split(SEPARATEUR) if cellule else vide for cellule in cellules]
    return pd.Series(portees, index=cellules.index, dtype="boolean")


def _ouvert(horaires: pd.Series, jour: str) -> pd.Series:
    if jour == "tous":
        return pd.Series(True, index=horaires.index, dtype="boolean")
    lus = [ouvert_le_soir(h) if jour == "soir" else ouvert_le_jour(h, jour) for h in horaires]
    return pd.Series(lus, index=horaires.index, dtype="boolean")


def reserves(lieux: pd.DataFrame, inconnus: int) -> Reserves:
    """Ce que ces lieux ne disent pas d'eux-mêmes."""
    sans = lieux[["latitude", "longitude"]].isna().any(axis=1)
    approches = lieux["precision_localisation"].ne("adresse") & ~sans
    return Reserves(len(lieux), int(approches.sum()), int(sans.sum()), inconnus)


def points(lieux: pd.DataFrame, relief: Iterable[str]) -> pd.DataFrame:
    """Les lieux situés, avec le relief de leur commune : de quoi calculer des minutes."""
    situes = lieux[lieux[["latitude", "longitude"]].notna().all(axis=1)]
    return situes.assign(relief=situes["code_insee"].isin(set(relief)))


def couverture(
    communes: pd.DataFrame, lieux: pd.DataFrame, reglages: Trajet, *, horizon: float = 20
) -> pd.DataFrame:
    """Par commune : minutes (centrales), minutes_basses, minutes_hautes, zone, id_lieu le plus proche, minutes_ensuite.

    `communes` : code_insee, nom, siren_epci, population, pop_65_plus, chef_lieu, superficie_km2, relief ; `lieux` : id,
    code_insee, latitude, longitude (EPSG:4326). Les autres colonnes de `communes` sont gardées. `minutes_ensuite` : le
    temps si le plus proche fermait (vide s'il n'y en a pas d'autre).
    """
    situes = points(lieux, communes.loc[communes["relief"], "code_insee"])
    proche, rang, ensuite = deux_plus_proches(minutes(communes, situes, reglages))
    identifiants = np.where(np.isnan(proche), "", np.append(situes["id"].to_numpy(dtype=object), "")[rang])
    return a_l_horizon(
        communes.assign(
            minutes=proche,
            minutes_basses=reglages.bas * proche,
            minutes_hautes=reglages.haut * proche,
            minutes_ensuite=ensuite,
            id_lieu=pd.array(identifiants, dtype="str"),
        ),
        reglages,
        horizon=horizon,
    )


def deux_plus_proches(durees: Matrice) -> tuple[Matrice, npt.NDArray[np.intp], Matrice]:
    """Par ligne (communes × lieux) : la plus courte durée, son rang, et la suivante ; NaN et −1 si rien n'est connu."""
    ligne = np.arange(len(durees))
    finies = np.column_stack([np.where(np.isnan(durees), np.inf, durees), np.full(len(durees), np.inf)])
    rang = finies.argmin(axis=1)
    proche = finies[ligne, rang]
    finies[ligne, rang] = np.inf
    ensuite = finies.min(axis=1)
    rang = np.where(np.isinf(proche), -1, rang)
    return (
        np.where(np.isinf(proche), np.nan, proche),
        rang,
        np.where(np.isinf(ensuite), np.nan, ensuite),
    )


def a_l_horizon(table: pd.DataFrame, reglages: Trajet, *, horizon: float) -> pd.DataFrame:
    """La même table, sa colonne `zone` à un autre horizon (minutes)."""
    zone = zones(table["minutes"].to_numpy(dtype=float), horizon, reglages)
    return table.assign(zone=pd.array(zone, dtype="str"))


def par_zone(table: pd.DataFrame, grandeurs: Iterable[str]) -> pd.DataFrame:
    """zone, communes, puis la somme de chaque grandeur (population, pop_65_plus, besoin…) ; toutes les zones y sont."""
    sommes = table.groupby("zone")[list(grandeurs)].sum().astype("Float64")
    comptes = table["zone"].value_counts()
    return (
        sommes.reindex(list(ZONES), fill_value=0.0)
        .assign(communes=comptes.reindex(list(ZONES)).fillna(0).astype(int).to_numpy())
        .rename_axis("zone")
        .reset_index()
    )


def les_plus_loin(
    table: pd.DataFrame, *, horizon: float, grandeur: str = "besoin", nombre: int = 10
) -> pd.DataFrame:
    """Les communes par personnes × minutes au-dessus du seuil, la plus chargée d'abord ; sans celles sous le seuil."""
    exces = (table["minutes"] - horizon).clip(lower=0)
    charge = table.assign(personnes_minutes=table[grandeur].astype("Float64") * exces)
    return charge[charge["personnes_minutes"].gt(0)].nlargest(nombre, "personnes_minutes")


def capacites(lieux: pd.DataFrame, postes: pd.DataFrame, heures_par_etp: float) -> pd.Series:
    """Capacité de chaque lieu (ETP), même index : celle qu'il dit, à défaut ses postes, à défaut ses heures / 35.

    Vide si l'on n'en sait rien : « capacité inconnue », comptée 0 par l'accessibilité. `heures_par_etp` : heures
    d'ouverture par semaine qui valent un ETP.
    """
    occupes = postes[postes["etat"].eq("occupe") & postes["id_lieu_principal"].ne("")]
    etp = occupes.groupby("id_lieu_principal")["capacite_etp"].sum(min_count=1).astype("Float64")
    heures = pd.array([minutes_hebdomadaires(h) for h in lieux["horaires"]], dtype="Float64") / 60
    tenus = pd.Series(lieux["id"].map(etp).to_numpy(), index=lieux.index, dtype="Float64")
    ouverts = pd.Series(heures / heures_par_etp, index=lieux.index)
    return lieux["capacite_etp"].astype("Float64").fillna(tenus).fillna(ouverts)


def apl(
    communes: pd.DataFrame,
    besoin: pd.Series,
    lieux: pd.DataFrame,
    capacite: pd.Series,
    reglages: Trajet,
    *,
    paliers: accessibilite.Paliers = accessibilite.PALIERS,
) -> pd.Series:
    """APL-MN : ETP accessibles pour 10 000 personnes en besoin (E2SFCA), par commune, même index.

    `besoin` : personnes, index des communes ; `capacite` : ETP, index des lieux, inconnue comptée 0.
    """
    situes = points(lieux, communes.loc[communes["relief"], "code_insee"])
    durees = minutes(communes, situes, reglages)
    i, j = np.nonzero(~np.isnan(durees) & (durees <= max(seuil for seuil, _ in paliers)))
    couples = accessibilite.Paires(i, j, durees[i, j], len(communes), len(situes))
    personnes = besoin.reindex(communes.index).astype("Float64").fillna(0.0).to_numpy(dtype=float)
    offre = capacite.reindex(situes.index).fillna(0.0).to_numpy(dtype=float)
    valeurs = accessibilite.deux_etapes_ponderees(couples, personnes, offre, paliers=paliers)
    return pd.Series(POUR * valeurs, index=communes.index)


def seuls_de_leur_epci(lieux: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """Les services qu'un seul lieu offre dans son intercommunalité : siren_epci, service, id, nom, commune."""
    epci = communes.set_index("code_insee")["siren_epci"]
    offres = lieux.assign(
        siren_epci=lieux["code_insee"].map(epci), service=lieux["services"].str.split(SEPARATEUR)
    )
    offres = offres.explode("service")
    offres = offres[offres["service"].isin(SERVICES) & offres["siren_epci"].notna()]
    nombre = offres.groupby(["siren_epci", "service"])["id"].transform("nunique")
    return offres.loc[nombre.eq(1), ["siren_epci", "service", "id", "nom", "commune"]].reset_index(drop=True)


def au_bord(
    communes: pd.DataFrame, voisines: pd.DataFrame, table: pd.DataFrame, reglages: Trajet
) -> pd.Series:
    """Vrai si une commune d'un autre département est plus proche que le lieu le plus proche connu, même index.

    Un lieu qu'on ne connaît pas pourrait y être : le temps dit peut être trop long.
    """
    if voisines.empty:
        return pd.Series(False, index=communes.index)
    a_cote = pd.DataFrame(
        {
            "code_insee": voisines["code_insee"],
            "latitude": [p.y if p else np.nan for p in voisines["chef_lieu"]],
            "longitude": [p.x if p else np.nan for p in voisines["chef_lieu"]],
            "relief": False,
        }
    )
    proche = np.nanmin(minutes(communes, a_cote, reglages), axis=1)
    return pd.Series(proche < table["minutes"].fillna(np.inf).to_numpy(), index=communes.index)
