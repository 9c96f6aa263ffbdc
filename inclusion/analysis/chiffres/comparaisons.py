"""Les nombres que l'on compare d'un territoire à l'autre : valeur, bornes, et pourquoi s'en méfier."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from inclusion.analysis.comparables import Intervalle
from inclusion.analysis.couverture import SERVICES
from inclusion.analysis.desserte import Desserte, minutes_medianes, part
from inclusion.analysis.groupes_epci import LIEUX_MIN, PERSONNES_MIN
from inclusion.analysis.observations import lignes
from inclusion.analysis.portrait import Portrait, portrait
from inclusion.analysis.reseau import rattaches
from inclusion.analysis.selection import SEPARATEUR, communes_du_territoire, du_territoire
from inclusion.model.chiffres import Chiffre
from inclusion.model.etat import Etat
from inclusion.model.francais import nombre, part_ecrite, periode, pluriel
from inclusion.model.territoires import Territoire

TAILLES = ("habitants", "densite")
PETIT = "à lire avec prudence : moins de {personnes} personnes en besoin, ou moins de {lieux} lieux."


@dataclass(frozen=True)
class Mesure:
    """Un nombre comparable : le chiffre, ses bornes, et une réserve (`""` : aucune)."""

    chiffre: Chiffre
    intervalle: Intervalle
    reserve: str = ""
    decrit: bool = False
    """Dit la taille du territoire : sert à choisir ses semblables, pas à le comparer à eux."""


@dataclass(frozen=True, eq=False)
class _Dossier:
    """Ce qu'il faut savoir d'un territoire pour le mesurer."""

    obs: Etat
    territoire: Territoire
    desserte: Desserte
    communes: pd.DataFrame
    lieux: pd.DataFrame
    portrait: Portrait
    horizon: float

    @property
    def reserve(self) -> str:
        besoin = float(self.communes["besoin"].fillna(0.0).sum())
        assez = besoin >= PERSONNES_MIN and len(self.lieux) >= LIEUX_MIN
        return "" if assez else PETIT.format(personnes=nombre(PERSONNES_MIN), lieux=LIEUX_MIN)


def mesures(obs: Etat, desserte: Desserte, territoire: Territoire, *, horizon: float) -> list[Mesure]:
    """Les nombres d'un territoire, toujours les mêmes dans le même ordre ; `desserte` : celle de tout lieu."""
    postes = lignes(obs, "postes", "etat")[0] if obs.fournie("postes") else None
    dossier = _Dossier(
        obs=obs,
        territoire=territoire,
        desserte=desserte,
        communes=desserte.de(territoire, horizon=horizon),
        lieux=du_territoire(obs.lieux, obs["communes"], territoire),
        portrait=portrait(
            territoire,
            communes=obs["communes"],
            lieux=obs.lieux if obs.fournie("lieux") else None,
            postes=postes,
        ),
        horizon=horizon,
    )
    return [*_population(dossier), *_offre(dossier), *_acces(dossier), *_moyens(dossier)]


def _population(d: _Dossier) -> Iterable[Mesure]:
    communes, ici = d.obs.provenances["communes"], d.portrait
    superficie = float(communes_du_territoire(d.obs["communes"], d.territoire)["superficie_km2"].sum())
    yield _exacte(
        Chiffre(
            cle="habitants",
            libelle="Habitants",
            valeur=ici.habitants,
            unite="habitants",
            phrase=f"{pluriel(ici.communes, 'commune')}.",
            definition="Population municipale : chaque personne n'y est comptée qu'une fois.",
            sources=(communes,),
            date_constat=communes.millesime_de("population"),
        )
    )
    yield _exacte(
        Chiffre(
            cle="densite",
            libelle="Densité",
            valeur=ici.habitants / superficie if ici.habitants is not None and superficie else None,
            unite="habitants par km²",
            phrase=f"sur {nombre(superficie)} km².",
            definition="Population municipale divisée par la superficie des communes.",
            sources=(communes,),
            date_constat=communes.millesime_de("population"),
        )
    )
    yield _exacte(
        Chiffre(
            cle="part_65_plus",
            libelle="65 ans et plus",
            valeur=None if ici.part_65_plus is None else 100 * ici.part_65_plus,
            unite="% des habitants",
            decimales=1,
            phrase=f"{nombre(ici.pop_65_plus)} sur {nombre(ici.pop_ages)}.",
            definition="Part des 65 ans et plus parmi les habitants du même recensement.",
            sources=(communes,),
            date_constat=communes.millesime_de("ages"),
        )
    )
    besoin = None if d.communes["besoin"].isna().any() else float(d.communes["besoin"].sum())
    yield _exacte(
        Chiffre(
            cle="besoin",
            libelle="Besoin théorique",
            valeur=100 * besoin / ici.pop_ages if besoin is not None and ici.pop_ages else None,
            unite="personnes pour 100 habitants",
            decimales=1,
            phrase=f"{nombre(besoin)} personnes.",
            definition="Besoin théorique lié à l'âge (illectronisme, INSEE 2021) : 2 % des 15-19 ans, 7 % des 20-64, 42 % "
            "des 65 et plus. Les mêmes taux partout : il compare des âges, pas des personnes rencontrées.",
            sources=(communes,),
            date_constat=communes.millesime_de("ages"),
        )
    )


def _offre(d: _Dossier) -> Iterable[Mesure]:
    source, communes = d.obs.provenances["lieux"], d.obs.provenances["communes"]
    quand = periode(d.lieux["date_maj"]) or source.quand
    offre, habitants = d.portrait.offre, d.portrait.habitants
    taux = d.portrait.lieux_pour_10_000
    un_de_moins = 10_000 * max(0, offre.lieux - 1) / habitants if offre is not None and habitants else None
    yield Mesure(
        Chiffre(
            cle="lieux_10_000",
            libelle=f"Lieux / {nombre(10_000)} habitants",
            valeur=taux,
            unite=f"lieux pour {nombre(10_000)} habitants",
            decimales=1,
            phrase="table non fournie."
            if offre is None
            else f"{pluriel(offre.lieux, 'lieu', 'lieux')} recensés."
            if offre.lieux > 1
            else f"{pluriel(offre.lieux, 'lieu')} recensé.",
            definition="Lieux recensés rapportés à la population municipale. Bornes : avec un lieu de moins.",
            sources=(source, communes),
            date_constat=quand,
        ),
        Intervalle(taux, un_de_moins, taux),
        d.reserve,
    )
    offerts, au_moins = services(d.lieux)
    yield Mesure(
        Chiffre(
            cle="services",
            libelle="Services présents",
            valeur=offerts if offre is not None else None,
            unite=f"services sur {nombre(len(SERVICES))}",
            phrase=f"{nombre(au_moins)} au moins si un lieu fermait.",
            definition="Services de la nomenclature nationale qu'au moins un lieu du territoire déclare offrir. Bornes : "
            "avec un lieu de moins, celui dont le départ coûterait le plus.",
            sources=(source,),
            date_constat=quand,
        ),
        Intervalle(offerts if offre is not None else None, au_moins, offerts),
        d.reserve,
    )


def services(lieux: pd.DataFrame) -> tuple[int, int]:
    """Combien des neuf services sont offerts, et combien au moins si un lieu fermait."""
    offres = lieux.assign(service=lieux["services"].str.split(SEPARATEUR)).explode("service")
    offres = offres[offres["service"].isin(SERVICES)]
    par_service = offres.groupby("service")["id"].nunique()
    fragiles = offres[offres["service"].isin(par_service.index[par_service.eq(1)])]
    pire = fragiles.groupby("id")["service"].nunique().max() if len(fragiles) else 0
    return len(par_service), len(par_service) - int(pire)


def _entre(bas: float | None, haut: float | None) -> str:
    """« de 99,3 % à plus de 99,9 %. » ; une seule part quand la fourchette des temps n'y change rien."""
    if part_ecrite(bas) == part_ecrite(haut):
        return "inchangé d'un bout à l'autre de la fourchette des temps."
    return f"de {part_ecrite(bas)} à {part_ecrite(haut)}."


def _acces(d: _Dossier) -> Iterable[Mesure]:
    habitants = part(d.communes, "population", horizon=d.horizon)
    bas, centre, haut = (
        None if p is None else 100 * p
        for p in (habitants.part(n) for n in (habitants.sous, habitants.centrale, habitants.au_plus))
    )
    connu = d.portrait.offre is not None
    minutes = nombre(d.horizon)
    yield Mesure(
        Chiffre(
            cle="a_portee",
            libelle=f"À {minutes} minutes ou moins",
            valeur=centre if connu else None,
            unite="% des habitants",
            decimales=1,
            phrase=f"{nombre(habitants.centrale)} sur {nombre(habitants.total)} ; "
            + _entre(habitants.part(habitants.sous), habitants.part(habitants.au_plus)),
            definition=f"Part des habitants dont la commune est à {minutes} minutes estimées ou moins d'un lieu du "
            "département. Bornes : la fourchette des temps (×0,8 à ×1,25).",
            sources=d.desserte.sources,
        ),
        Intervalle(centre if connu else None, bas, haut),
        d.reserve,
    )
    mediane = minutes_medianes(d.communes)
    reglages = d.desserte.reglages
    bornes = (None, None) if mediane is None else (reglages.bas * mediane, reglages.haut * mediane)
    yield Mesure(
        Chiffre(
            cle="minutes",
            libelle="Temps médian",
            valeur=mediane,
            unite="minutes",
            phrase=f"de {nombre(bornes[0])} à {nombre(bornes[1])} minutes.",
            definition="La moitié des habitants est à moins de temps que cela du lieu le plus proche. Temps estimés à vol "
            "d'oiseau, fourchette ×0,8 à ×1,25.",
            sources=d.desserte.sources,
        ),
        Intervalle(mediane, *bornes),
        d.reserve,
    )


def _moyens(d: _Dossier) -> Iterable[Mesure]:
    tous, source = lignes(d.obs, "postes", "etat")
    ici = du_territoire(rattaches(tous, d.obs["lieux"], d.obs["communes"]), d.obs["communes"], d.territoire)
    occupes, habitants = int(ici["etat"].eq("occupe").sum()), d.portrait.habitants
    connu = d.obs.fournie("postes") and bool(habitants)
    taux, moins = (
        (10_000 * n / habitants if connu and habitants else None) for n in (occupes, max(0, occupes - 1))
    )
    yield Mesure(
        Chiffre(
            cle="postes",
            libelle=f"Conseillers / {nombre(10_000)} habitants",
            valeur=taux,
            unite=f"postes occupés pour {nombre(10_000)} habitants",
            decimales=1,
            phrase=f"{pluriel(occupes, 'poste occupé', 'postes occupés')}.",
            definition="Postes de conseillers numériques occupés, comptés au lieu d'activité quand il est connu, au siège "
            "de l'employeur sinon : un poste peut donc servir ailleurs. Bornes : avec un poste de moins.",
            sources=(source, d.obs.provenances["communes"]),
            date_constat=periode(ici["date_constat"]) or source.quand,
        ),
        Intervalle(taux, moins, taux),
    )


def _exacte(chiffre: Chiffre) -> Mesure:
    return Mesure(chiffre, Intervalle(chiffre.valeur), decrit=chiffre.cle in TAILLES)
