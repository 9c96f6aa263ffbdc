"""Poser un scénario d'implantation : qui, depuis où, à combien de minutes, avec quels lieux ouverts et quels candidats."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from inclusion.analysis.besoins import besoin_theorique
from inclusion.analysis.couverture import deux_plus_proches, points
from inclusion.analysis.horaires import Horaires, lire
from inclusion.analysis.observations import lignes
from inclusion.analysis.reseau import lieux_servis
from inclusion.analysis.selection import communes_du_territoire
from inclusion.analysis.temps_trajet import Matrice, Trajet, minutes, trajet
from inclusion.model.etat import Etat
from inclusion.model.formats.horaires_osm import JOURS
from inclusion.model.scenarios import APRES_MIDI, LIEU, MATIN, POSTE, Scenario
from inclusion.model.territoires import Niveau, Territoire

Vecteur = npt.NDArray[np.float64]
FIN_DU_MATIN_MIN, DEBUT_APRES_MIDI_MIN = 12 * 60, 14 * 60
PLAGES = {MATIN: (0, FIN_DU_MATIN_MIN), APRES_MIDI: (DEBUT_APRES_MIDI_MIN, 24 * 60)}


@dataclass(frozen=True, eq=False)
class Probleme:
    """Un scénario chiffré, prêt à être résolu ; les durées sont en minutes centrales, `inf` sans lieu connu.

    `communes` (toutes celles du jeu) : code_insee, nom, siren_epci, dedans (dans le bassin), personnes, personnes_bas,
    personnes_haut (0 si inconnues), aujourd_hui (lieux actuels), avant (après la fermeture, lieux aux horaires inconnus
    comptés ouverts), avant_connus (les mêmes comptés fermés). `candidats` : code_insee, nom, latitude, longitude.
    `temps` : communes × candidats. `ouverts` : les lieux qui restent ; `fermes` : ceux qui s'arrêtent ; `inconnus` :
    ceux dont on ne sait s'ils sont ouverts ce jour-là ; `sans_effectif` : communes du bassin aux personnes inconnues.
    """

    communes: pd.DataFrame
    candidats: pd.DataFrame
    temps: Matrice
    reglages: Trajet
    horizon: float
    bassin: Territoire
    ouverts: pd.DataFrame
    fermes: pd.DataFrame
    inconnus: int
    sans_effectif: int

    def colonne(self, nom: str) -> Vecteur:
        valeurs: Vecteur = self.communes[nom].to_numpy(dtype=float)
        return valeurs

    @property
    def dedans(self) -> npt.NDArray[np.bool_]:
        masque: npt.NDArray[np.bool_] = self.communes["dedans"].to_numpy(dtype=bool)
        return masque


def bassin(obs: Etat, territoire: Territoire) -> Territoire:
    """Le territoire où l'on cherche : pour une commune, son intercommunalité, car une permanence sert ses voisines."""
    if territoire.niveau != Niveau.COMMUNE:
        return territoire
    siens = obs["epci"][obs["epci"]["siren"].eq(territoire.siren_epci)]
    if siens.empty:
        return territoire
    epci = siens.iloc[0]
    return Territoire(
        epci["siren"],
        epci["nom_court"],
        Niveau.EPCI,
        siren_epci=epci["siren"],
        part=obs.part if epci["deborde"] else "",
    )


def poser(obs: Etat, scenario: Scenario) -> Probleme:
    """Le problème d'un scénario : toutes les communes du jeu, le bassin étant celles dont on compte les personnes."""
    communes, reglages = obs["communes"], trajet(obs.parametres)
    ou = bassin(obs, scenario.territoire)
    dedans = communes["code_insee"].isin(communes_du_territoire(communes, ou)["code_insee"])
    arretes = obs.lieux["id"].isin(lieux_arretes(obs, scenario.ferme))
    presents = ouverture(obs.lieux["horaires"], scenario)
    relief = communes.loc[communes["relief"], "code_insee"]
    sites = candidats(obs, scenario, ou)

    def au_plus_proche(lesquels: pd.Series) -> Vecteur:
        durees = minutes(communes, points(obs.lieux[lesquels], relief), reglages)
        return np.nan_to_num(deux_plus_proches(durees)[0], nan=np.inf)

    peut_etre, surs = presents.fillna(True).astype(bool), presents.fillna(False).astype(bool)
    effectifs = personnes(obs, scenario.public)
    table = communes[["code_insee", "nom", "siren_epci"]].assign(
        dedans=dedans,
        **effectifs.fillna(0.0).astype(float),
        aujourd_hui=au_plus_proche(peut_etre),
        avant=au_plus_proche(peut_etre & ~arretes),
        avant_connus=au_plus_proche(surs & ~arretes),
    )
    return Probleme(
        communes=table,
        candidats=sites,
        temps=np.nan_to_num(
            minutes(communes, sites.assign(relief=sites["code_insee"].isin(set(relief))), reglages),
            nan=np.inf,
        ),
        reglages=reglages,
        horizon=scenario.horizon,
        bassin=ou,
        ouverts=obs.lieux[peut_etre & ~arretes],
        fermes=obs.lieux[arretes],
        inconnus=int((presents.isna() & ~arretes).sum()),
        sans_effectif=int((effectifs["personnes"].isna() & dedans).sum()),
    )


def personnes(obs: Etat, public: str) -> pd.DataFrame:
    """personnes, personnes_bas, personnes_haut par commune : habitants, 65 ans et plus, ou besoin et ses bornes."""
    communes = obs["communes"]
    if public == "besoin":
        besoin = besoin_theorique(communes, obs.parametres)
        noms = {"besoin": "personnes", "besoin_bas": "personnes_bas", "besoin_haut": "personnes_haut"}
        return besoin.rename(columns=noms)
    effectif = communes["pop_65_plus" if public == "seniors" else "population"].astype("Float64")
    return pd.DataFrame(dict.fromkeys(("personnes", "personnes_bas", "personnes_haut"), effectif))


def candidats(obs: Etat, scenario: Scenario, ou: Territoire) -> pd.DataFrame:
    """Les mairies où l'on pourrait ouvrir : code_insee, nom (de la commune), latitude, longitude (EPSG:4326).

    Une mairie sans position est placée au chef-lieu de sa commune.
    """
    communes = communes_du_territoire(obs["communes"], ou)
    if scenario.candidats == "sans_lieu":
        communes = communes[~communes["code_insee"].isin(obs.lieux["code_insee"])]
    if scenario.candidats == "liste":
        communes = communes[communes["code_insee"].isin(scenario.liste)]
    chefs_lieux = pd.DataFrame(
        {
            "latitude": [p.y if p else np.nan for p in communes["chef_lieu"]],
            "longitude": [p.x if p else np.nan for p in communes["chef_lieu"]],
        },
        index=pd.Index(communes["code_insee"]),
        dtype="Float64",
    )
    mairies = obs["mairies"].drop_duplicates("code_insee").set_index("code_insee")[["latitude", "longitude"]]
    places = mairies.astype("Float64").reindex(chefs_lieux.index).fillna(chefs_lieux)
    return (
        communes[["code_insee", "nom"]]
        .merge(places, left_on="code_insee", right_index=True)
        .reset_index(drop=True)
    )


def ouverture(horaires: pd.Series, scenario: Scenario) -> pd.Series:
    """Vrai si le lieu est ouvert le jour du scénario (n'importe quand s'il est fixe) ; vide si on ne le sait pas."""
    if not scenario.itinerant:
        return pd.Series(True, index=horaires.index, dtype="boolean")
    lus = [ouvert_la_demi_journee(h, scenario.forme, scenario.demi_journee) for h in horaires]
    return pd.Series(lus, index=horaires.index, dtype="boolean")


def ouvert_la_demi_journee(texte: str | None, jour: str, demi_journee: str) -> bool | None:
    """Une plage ce jour-là avant midi (matin), après 14 h (après-midi), ou n'importe quand ; None si inconnu."""
    horaires = lire(texte)
    if not isinstance(horaires, Horaires):
        return None
    de, a = PLAGES.get(demi_journee, (0, 24 * 60))
    plages = [plage for semaine in horaires.semaines for plage in semaine[JOURS.index(jour)]]
    return any(debut < a and fin > de for debut, fin in plages)


def fermables(obs: Etat, ou: Territoire) -> dict[str, str]:
    """Ce qui pourrait s'arrêter dans le bassin : ses lieux, puis les postes occupés dont on connaît un lieu."""
    ici = obs.lieux[obs.lieux["code_insee"].isin(communes_du_territoire(obs["communes"], ou)["code_insee"])]
    tries = ici.sort_values(["commune", "nom"])
    noms = {f"{LIEU}{lieu.id}": f"{lieu.commune} — {lieu.nom}" for lieu in tries.itertuples()}
    postes, _ = lignes(obs, "postes", "id_lieu_principal")
    communes_des_lieux = dict(zip(ici["id"], ici["commune"], strict=True))
    occupes = postes[postes["etat"].eq("occupe") & postes["id_lieu_principal"].isin(communes_des_lieux)]
    return noms | {
        f"{POSTE}{p.id_poste}": f"Poste à {communes_des_lieux[p.id_lieu_principal]} — {p.structure_employeuse}"
        for p in occupes.itertuples()
    }


def lieux_arretes(obs: Etat, ferme: str) -> frozenset[str]:
    """Les lieux qui n'accueilleraient plus : celui qui ferme, ou ceux que le poste qui s'arrête était seul à servir."""
    if ferme.startswith(LIEU):
        return frozenset({ferme.removeprefix(LIEU)})
    if not ferme.startswith(POSTE):
        return frozenset()
    postes, _ = lignes(obs, "postes", "id_lieu_principal")
    occupes = postes[postes["etat"].eq("occupe")]
    celui = occupes["id_poste"].eq(ferme.removeprefix(POSTE))
    return lieux_servis(occupes[celui]) - lieux_servis(occupes[~celui])
