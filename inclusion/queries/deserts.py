"""Les déserts par service : quel service est déclaré à portée, et d'où."""

import pandas as pd

from inclusion.analysis import ruptures as calcul
from inclusion.analysis.observations import noms_epci
from inclusion.analysis.temps_trajet import A_VERIFIER, AU_DELA, INCONNU, SOUS, trajet, zones
from inclusion.model.chiffres import Chiffre
from inclusion.model.etat import Etat
from inclusion.model.francais import enumeration, nombre, pluriel, sans_accents
from inclusion.model.releves import Releve
from inclusion.model.territoires import Niveau, Territoire
from inclusion.queries.desserte import (
    COURTS,
    a_apporter,
    ou_sans_lieu,
    services_ici,
    sources_de_temps,
)
from inclusion.queries.fermetures import seuls_ici

SIGNES = {SOUS: "", A_VERIFIER: " ?", AU_DELA: " +", INCONNU: "—"}
PREMIERS = 20
TON = "ton "
PRESQUE_TOUS, MOITIE = 90, 50


def colonnes() -> list[str]:
    """Les neuf services, en un mot chacun, dans l'ordre."""
    return list(COURTS.values())


def chiffres(etat: Etat, territoire: Territoire, jour: str, *, horizon: float) -> list[Chiffre]:
    """Quatre nombres : services offerts, communes qui ont tout à portée, points de rupture, services à un seul lieu."""
    ici, connu = services_ici(etat, territoire, jour), etat.fournie("lieux")
    possibles = ici[ici["minutes"].notna()]["service"].nunique()
    atteints = ici[ici["minutes"].le(horizon)].groupby("code_insee")["service"].nunique()
    communes = ici["code_insee"].nunique()
    complets = int(atteints.eq(possibles).sum()) if possibles else 0
    perdues = calcul.ruptures(ici, horizon=horizon)
    touches = perdues.drop_duplicates("code_insee")["population"].sum()
    fragiles = perdues["id_lieu"].nunique()
    sources = sources_de_temps(etat)
    absents = [COURTS[s] for s in COURTS if s not in set(ici.loc[ici["minutes"].notna(), "service"])]
    return [
        Chiffre(
            "services_offerts",
            "Services déclarés",
            possibles if connu else None,
            "services sur 9",
            f"déclarés par aucun lieu : {enumeration(absents).lower()}."
            if absents
            else "déclarés par un lieu du département au moins.",
            "Services de la nomenclature nationale qu'un lieu recensé du département, au moins, dit offrir le jour demandé.",
            sources[:1],
        ),
        Chiffre(
            "communes_completes",
            "Tout à portée",
            complets if connu and possibles else None,
            "communes",
            f"sur {nombre(communes)} : les {nombre(possibles)} services déclarés sont à {nombre(horizon)} minutes au plus.",
            "Communes dont le temps estimé au lieu le plus proche ne dépasse pas le seuil, pour chaque service qu'un lieu "
            "du département déclare.",
            sources,
        ),
        Chiffre(
            "points_de_rupture",
            "Lieux indispensables",
            fragiles if connu else None,
            "lieux",
            f"{nombre(touches)} habitants dépendent d'un seul lieu pour un service au moins.",
            f"Lieux dont la fermeture ferait passer une commune d'ici au-delà de {nombre(horizon)} minutes estimées pour un "
            "service au moins : aucun autre lieu aussi près ne l'offre.",
            sources,
        ),
        Chiffre(
            "services_d_un_seul",
            "Services à un seul lieu",
            len(seuls_ici(etat, territoire, jour)) if connu else None,
            "cas",
            "un service qu'un seul lieu déclare dans son intercommunalité.",
            "Couples (intercommunalité, service) dont un seul lieu recensé dans l'intercommunalité offre le service.",
            sources[:1],
        ),
    ]


def matrice(etat: Etat, territoire: Territoire, jour: str, *, horizon: float) -> Releve:
    """Commune × service : le temps et sa zone ; pour le département, intercommunalité × service : la part desservie."""
    ici = services_ici(etat, territoire, jour)
    cases = (
        _par_epci(etat, ici, horizon)
        if territoire.niveau == Niveau.DEPARTEMENT
        else _par_commune(etat, ici, horizon)
    )
    larges = cases.set_index(["ligne", "court"]).unstack("court")  # noqa: PD010 une valeur par case
    table = larges["texte"].join(larges["ton"].add_prefix(TON)).loc[cases["ligne"].unique()].reset_index()
    return Releve(
        lignes=table if etat.fournie("lieux") else table.head(0),
        lecture=f"chaque case est la part des habitants à {nombre(horizon)} minutes estimées au plus d'un lieu qui déclare "
        "ce service, en %."
        if territoire.niveau == Niveau.DEPARTEMENT
        else f"chaque case est le temps estimé, en minutes, jusqu'au lieu le plus proche qui déclare ce service ; « ? » : à "
        f"vérifier, la fourchette passe par {nombre(horizon)} minutes ; « + » : sûrement plus ; « — » : déclaré par aucun "
        "lieu.",
        sources=sources_de_temps(etat),
        colonnes={"ligne": "Où"} | {court: court for court in COURTS.values()},
        manque=ou_sans_lieu(etat, "Aucun service n'est connu ici."),
        fichier=a_apporter(etat),
    )


def _par_commune(etat: Etat, ici: pd.DataFrame, horizon: float) -> pd.DataFrame:
    zone = zones(ici["minutes"].to_numpy(dtype=float), horizon, trajet(etat.parametres))
    textes = [
        SIGNES[z] if z == INCONNU else f"{nombre(m)}{SIGNES[z]}"
        for z, m in zip(zone, ici["minutes"], strict=True)
    ]
    return pd.DataFrame(
        {
            "ligne": ici["nom"].to_numpy(),
            "court": ici["service"].map(COURTS).to_numpy(),
            "texte": pd.array(textes, dtype="str"),
            "ton": pd.Series(zone).map({SOUS: 0, A_VERIFIER: 1, AU_DELA: 2, INCONNU: 3}).to_numpy(),
        }
    )


def _par_epci(etat: Etat, ici: pd.DataFrame, horizon: float) -> pd.DataFrame:
    servis = ici.assign(servis=ici["population"].where(ici["minutes"].le(horizon), 0))
    sommes = servis.groupby(["siren_epci", "service"])[["servis", "population"]].sum().reset_index()
    connus = set(ici.loc[ici["minutes"].notna(), "service"])
    part = (100 * sommes["servis"] / sommes["population"]).astype(float)
    noms = noms_epci(etat)
    table = pd.DataFrame(
        {
            "ligne": [noms.get(s, "hors intercommunalité") for s in sommes["siren_epci"]],
            "court": sommes["service"].map(COURTS),
            "texte": [
                nombre(p) if s in connus else "—" for p, s in zip(part, sommes["service"], strict=True)
            ],
            "ton": [_ton(p) if s in connus else 3 for p, s in zip(part, sommes["service"], strict=True)],
        }
    )
    return table.sort_values("ligne", key=lambda noms: noms.map(sans_accents), kind="stable")


def _ton(part: float) -> int:
    """0 : presque tous ; 1 : plus de la moitié ; 2 : moins."""
    return 0 if part >= PRESQUE_TOUS else 1 if part >= MOITIE else 2


def tons(territoire: Territoire) -> dict[str, str]:
    """La légende de la matrice, dans l'ordre des tons."""
    if territoire.niveau == Niveau.DEPARTEMENT:
        return {
            SOUS: "90 % et plus",
            A_VERIFIER: "50 à 90 %",
            AU_DELA: "moins de 50 %",
            INCONNU: "— déclaré par aucun lieu",
        }
    return {SOUS: "sûrement sous le seuil", A_VERIFIER: "? à vérifier", AU_DELA: "+ sûrement au-delà"} | {
        INCONNU: "— déclaré par aucun lieu"
    }


def communes_demunies(etat: Etat, territoire: Territoire, jour: str, *, horizon: float) -> Releve:
    """Les communes où le moins de services est déclaré à portée, les plus peuplées d'abord."""
    ici = services_ici(etat, territoire, jour)
    offerts = set(ici.loc[ici["minutes"].notna(), "service"])
    loin = ici[~ici["minutes"].le(horizon) & ici["service"].isin(offerts)]
    table = (
        loin.groupby(["code_insee", "nom", "siren_epci", "population"])["service"]
        .agg([("combien", "count"), ("lesquels", lambda s: enumeration([COURTS[x] for x in s]))])
        .reset_index()
        .sort_values(["combien", "population"], ascending=[False, False], ignore_index=True)
    )
    pires = int(table["combien"].max()) if len(table) else 0
    return Releve(
        lignes=table.assign(epci=table["siren_epci"].map(noms_epci(etat)).astype("str")).head(PREMIERS),
        lecture=f"{pluriel(len(table), 'commune a', 'communes ont')} un service au moins "
        f"(des {nombre(len(offerts))} déclarés) qu'aucun lieu ne déclare à {nombre(horizon)} minutes ou moins ; "
        f"jusqu'à {nombre(pires)} à la fois"
        + (f" ; les {PREMIERS} premières." if len(table) > PREMIERS else "."),
        sources=sources_de_temps(etat),
        colonnes={
            "nom": "Commune",
            "epci": "Intercommunalité",
            "population": "Habitants",
            "combien": "Services non déclarés à portée",
            "lesquels": "Lesquels",
        },
        manque=ou_sans_lieu(
            etat,
            f"Chaque service déclaré l'est à {nombre(horizon)} minutes estimées au plus de chaque commune d'ici.",
        ),
        fichier=a_apporter(etat),
    )


def communes(etat: Etat, territoire: Territoire, jour: str) -> pd.DataFrame:
    """Une ligne par commune, une colonne par service : minutes estimées (vide : déclaré par aucun lieu)."""
    ici = services_ici(etat, territoire, jour)
    cles = {"code_insee": "Code INSEE", "nom": "Commune"}
    large = ici.set_index([*cles, "service"])["minutes"].unstack("service")  # noqa: PD010 une valeur par case
    return large.reindex(columns=list(COURTS)).round(1).reset_index().rename(columns=cles)
