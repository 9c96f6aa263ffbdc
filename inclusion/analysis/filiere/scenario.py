"""Le simulateur en mots simples : réglages de départ lus dans les données, réponse, goulot, leviers, trajectoire."""

from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from inclusion.analysis.filiere import bilan, chaine, cohortes
from inclusion.analysis.filiere.donnees import (
    CATEGORIES,
    DOUZE_MOIS,
    TOUTES,
    flux,
    inventaires,
    periode_filiere,
)
from inclusion.analysis.filiere.simulation import GRAINE, MOIS_MAX, TIRAGES, Hypotheses, Simulation, simuler
from inclusion.model.chiffres import Chiffre
from inclusion.model.etat import Etat
from inclusion.model.francais import mois_nomme, nombre, pluriel
from inclusion.model.nomenclatures import libelle
from inclusion.model.provenance import Provenance
from inclusion.model.releves import Releve

SUPPOSES = {
    **{"collecte": 50, "rendement": 50, "capacite": 40, "delai": 2, "stock": 0, "file": 0},
    **{"cible": 500, "incertitude": 20},
}
"""Les réglages de départ quand rien n'est connu : des ordres de grandeur à corriger, pas des observations."""
ATTENTE = ("collecte", "diagnostique", "reconditionnable")
AN = 12
DEFINITION = (
    f"{nombre(TIRAGES)} futurs tirés au sort, toujours les mêmes (graine {GRAINE}) : chaque mois, la collecte varie au "
    "hasard autour de sa moyenne, l'atelier traite au plus sa capacité, une part est remise en état, puis remise après le "
    "délai. « Au milieu » : un futur sur deux fait mieux. « Huit fois sur dix » : sans le dixième le plus rapide ni le "
    "dixième le plus lent."
)


@dataclass(frozen=True)
class Depart:
    """Les réglages de départ (entiers ; rendement en %), et d'où ils viennent ; sans source, ils sont supposés."""

    reglages: dict[str, int]
    source: Provenance | None


def depart(obs: Etat, categorie: str) -> Depart:
    """Ce que la filière fait depuis douze mois : collecte, rendement, mois d'atelier le plus chargé, délai, stock, file.

    La collecte d'une filière plus jeune se divise par ses mois d'existence.
    """
    table, source = flux(obs, categorie)
    if table.empty:
        return Depart(SUPPOSES, None)
    periode = periode_filiere(obs, DOUZE_MOIS)
    debut, fin = periode.debut, periode.fin
    stocks = (
        bilan.bilan(table, inventaires(obs, categorie)[0], debut=debut, fin=fin)
        .groupby("noeud")["stock_fin"]
        .sum()
    )
    diagnostics = table[table["etape_vers"].eq("diagnostique") & table["etape_de"].eq("collecte")]
    recents = bilan.dans(diagnostics, periode.debut, periode.fin)
    charges = recents.groupby(recents["date"].dt.to_period("M"))["quantite"].sum()
    part = chaine.taux_reconditionnement(table, debut=debut, fin=fin).part
    delai, _ = cohortes.delai_median(table, depuis="diagnostique")
    observes = {
        "collecte": chaine.effectifs(table, debut=debut, fin=fin)["collectes"]
        / chaine.mois_d_existence(table, a_date=fin, au_plus=AN),
        "rendement": None if part is None else 100 * part,
        "capacite": None if charges.empty else float(charges.max()),
        "delai": None if delai is None else delai * AN / 365,
        "stock": max(0.0, float(stocks.get("stock_pret", 0.0))),
        "file": sum(max(0.0, float(stocks.get(etape, 0.0))) for etape in ATTENTE),
    }
    return Depart(SUPPOSES | {c: round(v) for c, v in observes.items() if v is not None}, source)


@dataclass(frozen=True, eq=False)
class Reponse:
    """Un scénario simulé : ce qu'il donne, à partir de quel mois, ce que donneraient trois coups de pouce."""

    scenario: Hypotheses
    simulation: Simulation
    a_date: date
    sources: tuple[Provenance, ...]
    leviers: tuple[tuple[str, Simulation], ...]
    categorie: str = TOUTES

    def equipements(self, combien: float) -> str:
        """« 25 ordinateurs portables »."""
        if self.categorie in {TOUTES, "autre"}:
            return pluriel(combien, "équipement")
        un = libelle("categorie_equipement", self.categorie).lower()
        return pluriel(combien, un, CATEGORIES[self.categorie].lower())

    def quand(self, mois: int | None) -> str:
        """Le mois du calendrier ; le premier mois simulé est celui qui suit la date."""
        if mois is None:
            return f"au-delà de {MOIS_MAX // AN} ans"
        return mois_nomme((pd.Timestamp(self.a_date) + pd.DateOffset(months=mois)).date())


def reponse(obs: Etat, scenario: Hypotheses, source: Provenance | None, categorie: str = TOUTES) -> Reponse:
    """Simule le scénario et ses leviers : dix de plus collectés, dix de plus traités, cinq de plus remis en état."""
    pousses = {
        "10 équipements de plus collectés par mois": replace(
            scenario, collecte_mensuelle=scenario.collecte_mensuelle + 10
        ),
        "10 équipements de plus traités par mois": replace(
            scenario, capacite_mensuelle=scenario.capacite_mensuelle + 10
        ),
        "5 de plus remis en état, sur 100": replace(scenario, rendement=min(1.0, scenario.rendement + 0.05)),
    }
    simulee = Provenance(
        titre="Simulation", producteur="Simulation, réglages de cette page", licence="sans objet", date_donnees=None,
        millesime=f"{nombre(TIRAGES)} tirages, graine {GRAINE}", nature="simulation", sources="Réglages de cette page",
    )  # fmt: skip
    return Reponse(
        scenario=scenario,
        simulation=simuler(scenario),
        a_date=obs.a_date,
        sources=(simulee, source) if source else (simulee,),
        leviers=tuple((dit, simuler(pousse)) for dit, pousse in pousses.items() if pousse != scenario),
        categorie=categorie,
    )


def phrases(r: Reponse) -> list[str]:
    """La réponse, ce qui limite, la file : trois phrases sans jargon."""
    return [_reponse(r), _goulot(r), _file(r)]


def _reponse(r: Reponse) -> str:
    s, (tot, milieu, tard) = r.scenario, r.simulation.mois
    debut = (
        f"En collectant {r.equipements(s.collecte_mensuelle)} par mois, dont {nombre(100 * s.rendement)} sur 100 "
        f"peuvent être remis en état, {nombre(s.cible)} {'sera' if s.cible < 2 else 'seront'} remis"
    )
    if milieu is None:
        fin = r.simulation.trajectoire["remis_50"].iloc[-1]
        return (
            f"{debut} dans plus de {MOIS_MAX // AN} ans, ou jamais : au bout de {MOIS_MAX // AN} ans, {nombre(fin)} "
            "le seraient, au milieu des futurs tirés au sort."
        )
    if tard is None:
        return (
            f"{debut} vers {r.quand(milieu)} ({_dans(milieu)}), mais plus d'une fois sur dix la cible n'est pas atteinte en "
            f"{MOIS_MAX // AN} ans."
        )
    if tot == tard:
        return f"{debut} en {r.quand(milieu)}, {_dans(milieu)}."
    return f"{debut} vers {r.quand(milieu)} ({_dans(milieu)}) ; huit fois sur dix, entre {r.quand(tot)} et {r.quand(tard)}."


def _cible_atteinte(r: Reponse) -> str:
    tot, milieu, tard = r.simulation.mois
    if milieu is None:
        return f"Pas en {MOIS_MAX // AN} ans, au milieu des futurs tirés au sort."
    if tot == tard:
        return f"{nombre(r.scenario.cible)} remis en {r.quand(milieu)}, au moins huit fois sur dix."
    bornes = f"huit fois sur dix, entre {r.quand(tot)} et {r.quand(tard)}"
    if tard is None:
        bornes = f"une fois sur dix dès {r.quand(tot)}, plus d'une fois sur dix pas en {MOIS_MAX // AN} ans"
    return f"{nombre(r.scenario.cible)} remis vers {r.quand(milieu)} ; {bornes}."


def _dans(mois: int) -> str:
    return f"dans {mois} mois"


def _goulot(r: Reponse) -> str:
    s = r.scenario
    if s.stock_pret >= s.cible:
        return "Le stock prêt suffit à la cible : ni la collecte ni l'atelier ne la limitent."
    if not s.rendement:
        return "Ce qui limite, c'est l'état du matériel : rien de ce qui est traité ne peut être remis."
    if not s.collecte_mensuelle and not s.capacite_mensuelle:
        return "Sans collecte ni atelier, seul le stock prêt peut être remis."
    if s.collecte_mensuelle == s.capacite_mensuelle:
        return (
            f"L'atelier traite tout juste ce que l'on collecte ({nombre(s.collecte_mensuelle)} par mois) : un mois chargé "
            "se rattrape mal."
        )
    if r.simulation.goulot == "atelier" or _attente(r) >= s.capacite_mensuelle:
        pourquoi = (
            f"il reçoit {nombre(s.collecte_mensuelle)} équipements par mois et n'en traite que "
            f"{nombre(s.capacite_mensuelle)}"
            if r.simulation.goulot == "atelier"
            else f"à {nombre(s.capacite_mensuelle)} par mois, il n'a pas fini la file de départ {_dans(_mois_regarde(r))}"
        )
        return f"Ce qui limite, c'est l'atelier : {pourquoi}. Collecter davantage ne ferait que rallonger la file."
    return (
        f"Ce qui limite, c'est la collecte : l'atelier pourrait traiter {nombre(s.capacite_mensuelle)} équipements par mois "
        f"et en reçoit {nombre(s.collecte_mensuelle)}."
    )


def _mois_regarde(r: Reponse) -> int:
    """Le mois de la cible, à défaut deux ans."""
    return r.simulation.mois[1] or 2 * AN


def _attente(r: Reponse) -> float:
    """Les équipements en attente à l'atelier, ce mois-là."""
    return float(r.simulation.trajectoire["file_50"].iloc[_mois_regarde(r) - 1])


def _file(r: Reponse) -> str:
    mois, attente = _mois_regarde(r), _attente(r)
    capacite = r.scenario.capacite_mensuelle
    if attente < 0.5:
        return f"À l'atelier, presque rien n'attend {_dans(mois)}."
    travail = f", soit {nombre(attente / capacite, decimales=1)} mois de travail" if capacite else ""
    attendent = "attend" if attente < 1.5 else "attendent"
    return f"À l'atelier, {pluriel(round(attente), 'équipement')} {attendent} {_dans(mois)}{travail}."


def chiffres(r: Reponse) -> list[Chiffre]:
    """Le mois de la cible, ce qui est remis en un an, ce que la filière tient, la file."""
    s, milieu = r.scenario, r.simulation.mois[1]
    an = r.simulation.trajectoire.iloc[AN - 1]
    tenu = min(s.collecte_mensuelle, s.capacite_mensuelle) * s.rendement
    regarde = _mois_regarde(r)
    return [
        Chiffre(
            cle="mois_cible",
            libelle="Cible atteinte dans",
            valeur=milieu,
            unite="mois",
            phrase=_cible_atteinte(r),
            definition=DEFINITION,
            sources=r.sources,
        ),
        Chiffre(
            cle="remis_un_an",
            libelle="Remis dans un an",
            valeur=float(an["remis_50"]),
            unite="équipements",
            phrase=f"Huit fois sur dix, entre {nombre(an['remis_10'])} et {nombre(an['remis_90'])}.",
            definition=DEFINITION,
            sources=r.sources,
        ),
        Chiffre(
            cle="rythme",
            libelle="Rythme tenu",
            valeur=tenu,
            unite="équipements remis par mois",
            phrase=f"Le plus petit de {nombre(s.collecte_mensuelle)} collectés et {nombre(s.capacite_mensuelle)} traités, "
            f"× {nombre(100 * s.rendement)} %.",
            definition="Ce que la filière remet chaque mois une fois lancée, sans hasard : le plus petit de la collecte et "
            "de la capacité de l'atelier, multiplié par le rendement.",
            sources=r.sources,
            decimales=1,
        ),
        Chiffre(
            cle="file",
            libelle="File de l'atelier",
            valeur=_attente(r),
            unite="équipements en attente",
            phrase=f"Au milieu des futurs tirés au sort, {_dans(regarde)}.",
            definition="Équipements collectés que l'atelier n'a pas encore traités : la file de départ, plus ce qui entre, "
            "moins ce qu'il traite. " + DEFINITION,
            sources=r.sources,
        ),
    ]


def figures(r: Reponse) -> dict[str, Releve]:
    """Titre → relevé : la trajectoire, la file, les leviers."""
    fin = min(MOIS_MAX, max(2 * AN, (r.simulation.mois[2] or MOIS_MAX) + AN // 2))
    table = r.simulation.trajectoire.head(fin)
    quantites = ["remis_10", "remis_50", "remis_90", "file_50"]
    table = table.assign(quand=pd.array([r.quand(m) for m in table["mois"]], dtype="str"))
    table = table.assign(**{c: table[c].round() for c in quantites}, cible=r.scenario.cible)
    commun = {"mois": "Mois", "quand": "Calendrier"}
    return {
        "Trajectoire": _releve(
            r,
            table,
            f"au milieu des futurs tirés au sort, {nombre(table['remis_50'].iloc[AN - 1])} équipements sont remis dans un "
            f"an et {nombre(table['remis_50'].iloc[-1])} dans {fin} mois ; la bande couvre huit futurs sur dix.",
            commun
            | {
                "remis_10": "Remis, bas",
                "remis_50": "Remis, milieu",
                "remis_90": "Remis, haut",
                "cible": "Cible",
            },
        ),
        "File": _releve(
            r,
            table,
            _file(r)[0].lower() + _file(r)[1:],
            commun | {"file_50": "En attente à l'atelier"},
        ),
        "Leviers": _releve(r, _leviers(r), "chaque ligne change un seul réglage.", _COLONNES_LEVIERS),
    }


_COLONNES_LEVIERS = {
    "levier": "Si l'on a",
    "mois": "Cible dans (mois)",
    "quand": "Vers",
    "gain": "Mois gagnés",
}


def _leviers(r: Reponse) -> pd.DataFrame:
    base = r.simulation.mois[1]
    lignes: list[tuple[str, int | None, str, int | None]] = [
        ("les réglages ci-dessus", base, r.quand(base), None)
    ]
    for dit, simulation in r.leviers:
        milieu = simulation.mois[1]
        lignes.append(
            (dit, milieu, r.quand(milieu), None if base is None or milieu is None else base - milieu)
        )
    table = pd.DataFrame(lignes, columns=list(_COLONNES_LEVIERS))
    return table.assign(mois=table["mois"].astype("Int64"), gain=table["gain"].astype("Int64"))


def parametres(r: Reponse, *, lien: str) -> Releve:
    """Tout ce qu'il faut pour refaire le calcul."""
    s = r.scenario
    lignes = [
        ("Équipements", CATEGORIES.get(r.categorie, "Tous les équipements")),
        ("Collecte (équipements par mois)", nombre(s.collecte_mensuelle)),
        ("Rendement (remis en état sur 100 traités)", nombre(100 * s.rendement)),
        ("Capacité de l'atelier (équipements par mois)", nombre(s.capacite_mensuelle)),
        ("Cible (équipements remis)", nombre(s.cible)),
        ("Délai du traitement à la remise (mois)", nombre(s.delai_mois)),
        ("Incertitude (± %)", nombre(100 * s.incertitude)),
        ("Stock prêt au départ", nombre(s.stock_pret)),
        ("File d'attente au départ", nombre(s.file_attente)),
        ("Tirages", nombre(TIRAGES)),
        ("Graine du hasard", nombre(GRAINE)),
        ("Jour du calcul", r.a_date.isoformat()),
        ("Lien du scénario", lien),
    ]
    table = pd.DataFrame(lignes, columns=["parametre", "valeur"])
    return _releve(r, table, "de quoi refaire le calcul.", {"parametre": "Paramètre", "valeur": "Valeur"})


def _releve(r: Reponse, table: pd.DataFrame, lecture: str, colonnes: dict[str, str]) -> Releve:
    return Releve(table, lecture, r.sources, colonnes, "La simulation n'a rien donné.", "")
