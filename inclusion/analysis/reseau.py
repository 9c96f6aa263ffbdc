"""Les postes de conseillers numériques : où ils servent, pour combien de temps, et ce que leur fin emporte."""

from collections import Counter
from datetime import date

import pandas as pd

from inclusion.analysis.ancrage import citent, epci_des_codes
from inclusion.analysis.natures import DEMONSTRATION
from inclusion.analysis.selection import SEPARATEUR

HORIZONS_MOIS = (3, 6, 12)
ECHUE = 0
ETATS = ("occupe", "vacant", "rendu")
LIEU_ACTIVITE, SIEGE = "lieu d'activité", "siège de l'employeur"
COORDINATEUR = "coordinateur"
PERIMETRES = {"departement": "départemental", "epci": "intercommunal", "commune": "communal"}
"""Nature de l'employeur d'un coordinateur → son périmètre ; d'un autre employeur, il n'est pas dit."""
COORDINATIONS = {
    **{f"{COORDINATEUR}_{nature}": f"Coordinateur {perimetre}" for nature, perimetre in PERIMETRES.items()},
    COORDINATEUR: "Coordinateur",
    "coordonne": "Coordonné",
    "non_coordonne": "Non coordonné",
    "inconnu": "Coordination non renseignée",
}
TYPES_D_ANIMATION = ("animation", "evenement", "partenariat")
TOUT_LE_DEPARTEMENT = "Tout le département"
FINS = {"contrat": "date_fin_contrat", "convention": "date_fin_convention"}


def rattaches(postes: pd.DataFrame, lieux: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """Ajoute code_insee, siren_epci et rattachement : le lieu d'activité quand il est connu, sinon le siège.

    Un poste n'est jamais compté à deux endroits ; `rattachement` dit lequel des deux est lu.
    """
    communes_des_lieux = dict(zip(lieux["id"], lieux["code_insee"], strict=True))
    activite = postes["id_lieu_principal"].map(lambda identifiant: communes_des_lieux.get(identifiant, ""))
    connue = activite.ne("")
    code = activite.where(connue, postes["code_insee_siege"])
    epci = dict(zip(communes["code_insee"], communes["siren_epci"], strict=True))
    return postes.assign(
        code_insee=code.astype("str"),
        siren_epci=code.map(lambda c: epci.get(c, "")).astype("str"),
        rattachement=connue.map({True: LIEU_ACTIVITE, False: SIEGE}).astype("str"),
    )


def par_etat(postes: pd.DataFrame, selon: str) -> pd.DataFrame:
    """Une ligne par valeur de `selon` : postes occupe, vacant, rendu, total ; les plus nombreux d'abord."""
    comptes = pd.crosstab(postes[selon], postes["etat"]).reindex(columns=list(ETATS), fill_value=0)
    table = comptes.assign(total=comptes.sum(axis=1)).reset_index().rename_axis(columns=None)
    return table.sort_values(["total", selon], ascending=[False, True], ignore_index=True)


def coordination(postes: pd.DataFrame) -> pd.Series:
    """Pour chaque poste, sa place dans la coordination (clé de `COORDINATIONS`) ; un coordinateur, selon son périmètre."""
    dite = postes["coordonne"].map({True: "coordonne", False: "non_coordonne"}).fillna("inconnu")
    natures = postes["nature_employeur"].where(postes["nature_employeur"].isin(PERIMETRES), "")
    coordinateurs = (COORDINATEUR + "_" + natures).str.removesuffix("_")
    return dite.mask(postes["typologie"].eq("coordo"), coordinateurs).astype("str")


def financement(postes: pd.DataFrame, a_date: date) -> pd.Series:
    """Ce que l'on sait du cofinancement de l'État : « finance », « echu », ou « inconnu » (sans date de fin)."""
    fin = postes["date_fin_convention"]
    etat = fin.ge(pd.Timestamp(a_date)).map({True: "finance", False: "echu"})
    return etat.where(fin.notna(), "inconnu").astype("str")


def vacance_jours(postes: pd.DataFrame, a_date: date) -> pd.Series:
    """Jours depuis le dernier contrat d'un poste vacant ; manquant si le poste n'est pas vacant ou sans date."""
    jours = (pd.Timestamp(a_date) - postes["date_fin_contrat"]).dt.days
    return jours.where(postes["etat"].eq("vacant") & jours.ge(0)).astype("Int64")


def etp_pour_1_000(postes: pd.DataFrame, personnes_en_besoin: float | None) -> float | None:
    """ETP des postes occupés pour 1 000 personnes en besoin ; None si un terme manque (jamais un zéro)."""
    etp = postes.loc[postes["etat"].eq("occupe"), "capacite_etp"]
    if not personnes_en_besoin or (len(etp) and etp.isna().all()):
        return None
    return 1_000 * float(etp.sum()) / personnes_en_besoin


def fin_dite(postes: pd.DataFrame) -> str:
    """La fin que disent les postes réels, du contrat ou à défaut de la convention ; s'ils n'en disent aucune, du contrat.

    Qui ne connaît que ses conventions voit ainsi les siennes, et non des contrats de démonstration.
    """
    reels = postes[postes["nature"].ne(DEMONSTRATION)]
    return next((colonne for colonne in FINS.values() if reels[colonne].notna().any()), FINS["contrat"])


def echeances(postes: pd.DataFrame, a_date: date) -> pd.DataFrame:
    """Les fins de contrat et de convention des postes occupés, dans les douze mois ou déjà passées.

    Une ligne par fin : les colonnes du poste, `sorte` (contrat, convention), `quand`, `horizon_mois`
    (3, 6, 12, ou 0 : échue, donc à vérifier), de la plus proche à la plus lointaine.
    """
    occupes = postes[postes["etat"].eq("occupe")]
    fins = pd.concat([occupes.assign(sorte=sorte, quand=occupes[colonne]) for sorte, colonne in FINS.items()])
    a_venir = fins[fins["quand"].le(_dans(a_date, HORIZONS_MOIS[-1]))]
    horizons = [_horizon(quand, a_date) for quand in a_venir["quand"]]
    return a_venir.assign(horizon_mois=horizons).sort_values(
        ["quand", "id_poste", "sorte"], ignore_index=True
    )


def postes_par_horizon(fins: pd.DataFrame) -> dict[int, int]:
    """horizon (mois) → postes dont la première fin à venir y tombe : chacun compte une fois.

    `ECHUE` : ceux dont une fin est déjà passée, qui peuvent en avoir une autre à venir (à vérifier, hors de la somme).
    """
    a_venir = fins[fins["horizon_mois"].ne(ECHUE)]
    premieres = a_venir.groupby("id_poste")["horizon_mois"].min().value_counts()
    echus = fins.loc[fins["horizon_mois"].eq(ECHUE), "id_poste"].nunique()
    comptes = {ECHUE: echus} | {mois: int(premieres.get(mois, 0)) for mois in HORIZONS_MOIS}
    return {horizon: int(postes) for horizon, postes in comptes.items() if postes}


def _dans(a_date: date, mois: int) -> pd.Timestamp:
    return pd.Timestamp(a_date) + pd.DateOffset(months=mois)


def _horizon(quand: pd.Timestamp, a_date: date) -> int:
    if quand < pd.Timestamp(a_date):
        return ECHUE
    return next(mois for mois in HORIZONS_MOIS if quand <= _dans(a_date, mois))


def restants(postes: pd.DataFrame, a_date: date, mois: int) -> pd.DataFrame:
    """Les postes occupés qui serviraient encore dans `mois` mois si aucun contrat ni convention n'est renouvelé.

    Une fin inconnue ne retire pas le poste ; une fin déjà passée non plus (le poste est constaté occupé).
    """
    occupes = postes[postes["etat"].eq("occupe")]
    fins = echeances(occupes, a_date)
    partis = fins[fins["horizon_mois"].between(1, mois)]["id_poste"]
    return occupes[~occupes["id_poste"].isin(partis)]


def lieux_servis(postes: pd.DataFrame) -> frozenset[str]:
    """Les identifiants des lieux, principaux et secondaires, où des postes reçoivent."""
    secondaires = postes["ids_lieux_secondaires"].str.split(SEPARATEUR).explode().dropna()
    return frozenset({*postes["id_lieu_principal"], *secondaires} - {""})


def communes_atteintes(postes: pd.DataFrame, atteignables: pd.DataFrame) -> frozenset[str]:
    """Les communes d'où l'on atteint un lieu servi ; `atteignables` : code_insee, id_lieu, à portée l'un de l'autre."""
    servis = lieux_servis(postes)
    return frozenset(atteignables.loc[atteignables["id_lieu"].isin(servis), "code_insee"])


def communes_perdues(
    postes: pd.DataFrame, atteignables: pd.DataFrame, a_date: date, mois: int
) -> frozenset[str]:
    """Les communes qui atteignent aujourd'hui un conseiller et n'en atteindraient plus dans `mois` mois."""
    occupes = postes[postes["etat"].eq("occupe")]
    demain = communes_atteintes(restants(postes, a_date, mois), atteignables)
    return communes_atteintes(occupes, atteignables) - demain


def activite_mensuelle(animations: pd.DataFrame, codes: frozenset[str]) -> pd.DataFrame:
    """mois, type, temps, structures, participants : les temps de coordination qui citent le territoire, par mois."""
    ici = animations[citent(animations["code_territoire"], codes)]
    groupes = ici.assign(mois=ici["date"].dt.strftime("%Y-%m")).groupby(["mois", "type"])
    return groupes.agg(
        temps=("date", "size"), structures=("nb_structures", "sum"), participants=("nb_participants", "sum")
    ).reset_index()


def activite_par_territoire(
    animations: pd.DataFrame, epci: pd.DataFrame, communes: pd.DataFrame
) -> pd.DataFrame:
    """siren_epci, epci, type, temps : ce qui s'est tenu pour chaque intercommunalité ou l'une de ses communes, 0 compris.

    D'abord ce qui s'est tenu pour le département entier (`""`), qu'aucune intercommunalité ne compte. `epci` : siren,
    nom_court, dans l'ordre voulu.
    """
    comptes = Counter(
        zip(epci_des_codes(animations["code_territoire"], communes), animations["type"], strict=True)
    )
    noms = {"": TOUT_LE_DEPARTEMENT} | dict(zip(epci["siren"], epci["nom_court"], strict=True))
    lignes = [
        (siren, nom, sorte, comptes[siren, sorte])
        for siren, nom in noms.items()
        for sorte in TYPES_D_ANIMATION
    ]
    return pd.DataFrame(lignes, columns=["siren_epci", "epci", "type", "temps"])
