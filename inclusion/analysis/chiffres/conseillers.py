"""Les huit nombres du réseau des conseillers numériques."""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from inclusion.analysis import reseau
from inclusion.analysis.natures import dits, renseignees
from inclusion.analysis.observations import lignes
from inclusion.analysis.portee import atteignables, horizon_min, personnes_en_besoin
from inclusion.analysis.selection import communes_du_territoire, du_territoire
from inclusion.model.chiffres import Chiffre
from inclusion.model.etat import Etat
from inclusion.model.francais import jour, nombre, periode, pluriel
from inclusion.model.provenance import Provenance
from inclusion.model.territoires import Territoire


def chiffres_conseillers(obs: Etat, territoire: Territoire) -> list[Chiffre]:
    """Les huit nombres du réseau ; chacun dit sur quelles lignes il porte."""
    return dits(
        [*_effectifs(obs, territoire), *_moyens(obs, territoire), *_durees(obs, territoire, obs.a_date)]
    )


def postes(obs: Etat, territoire: Territoire, *colonnes: str) -> tuple[pd.DataFrame, Provenance]:
    """Les postes du territoire qui renseignent `colonnes`, rattachés, et leur provenance."""
    retenus, source = lignes(obs, "postes", *(colonnes or ("etat",)))
    situes = reseau.rattaches(retenus, obs["lieux"], obs["communes"])
    return du_territoire(situes, obs["communes"], territoire), source


def communes_perdues(obs: Etat, territoire: Territoire, a_date: date, mois: int) -> list[str]:
    """Les noms des communes du territoire qui perdraient leur accès ; les postes de tout le département comptent."""
    tous, _ = lignes(obs, "postes", reseau.fin_dite(obs["postes"]))
    perdues = reseau.communes_perdues(tous, atteignables(obs), a_date, mois)
    communes = communes_du_territoire(obs["communes"], territoire)
    return sorted(communes.loc[communes["code_insee"].isin(perdues), "nom"])


def _date(table: pd.DataFrame, source: Provenance) -> str:
    return periode(table["date_constat"]) or source.quand


def _effectifs(obs: Etat, territoire: Territoire) -> Iterable[Chiffre]:
    ici, source = postes(obs, territoire)
    compte = ici["etat"].value_counts()
    occupes, vacants, rendus = (int(compte.get(etat, 0)) for etat in reseau.ETATS)
    vivants = occupes + vacants
    yield Chiffre(
        cle="postes_attribues",
        libelle="Postes attribués",
        valeur=len(ici) if len(obs["postes"]) else None,
        unite="postes",
        phrase=f"{pluriel(occupes, 'occupé')}, {pluriel(vacants, 'vacant')}, {pluriel(rendus, 'rendu')}.",
        definition="Postes de conseillers numériques attribués, comptés une fois, au lieu d'activité quand il est "
        "connu, au siège de l'employeur sinon.",
        sources=(source,),
        date_constat=_date(ici, source),
    )
    yield Chiffre(
        cle="postes_pourvus",
        libelle="Postes pourvus",
        valeur=100 * occupes / vivants if vivants else None,
        unite="% des postes",
        phrase=f"{nombre(occupes)} occupés sur {nombre(vivants)} occupés ou vacants.",
        definition="Postes occupés rapportés aux postes occupés ou vacants ; les postes rendus ne comptent pas.",
        sources=(source,),
        date_constat=_date(ici, source),
        sans_objet="aucun poste à pourvoir ici." if not vivants and len(obs["postes"]) else "",
    )
    formes, source_formation = postes(obs, territoire, "formation")
    en_poste = formes[formes["etat"].eq("occupe")]
    suivie = int(renseignees(en_poste, "formation").sum() - en_poste["formation"].eq("Sans formation").sum())
    yield Chiffre(
        cle="postes_formes",
        libelle="Conseillers formés",
        valeur=suivie if len(en_poste) else None,
        unite="postes occupés",
        phrase=f"formation suivie ou certification connue, sur {pluriel(len(en_poste), 'poste occupé', 'postes occupés')}.",
        definition="Postes occupés dont la formation initiale ou une certification (PIX, REMN, CCP1) est connue ; "
        "une formation inconnue n'est pas une absence de formation.",
        sources=(source_formation,),
        date_constat=_date(formes, source_formation),
        sans_objet="aucun poste occupé ici." if en_poste.empty and len(obs["postes"]) else "",
    )


def _moyens(obs: Etat, territoire: Territoire) -> Iterable[Chiffre]:
    ici, source = postes(obs, territoire, "capacite_etp")
    besoin, sources_besoin = personnes_en_besoin(obs, territoire)
    occupes = ici[ici["etat"].eq("occupe")]
    connus = renseignees(occupes, "capacite_etp")
    yield Chiffre(
        cle="etp_besoin",
        libelle=f"ETP / {nombre(1_000)} en besoin",
        valeur=reseau.etp_pour_1_000(ici, besoin) if connus.any() else None,
        unite=f"ETP pour {nombre(1_000)} personnes en besoin",
        decimales=2,
        phrase=f"{nombre(occupes['capacite_etp'].sum(), decimales=1)} ETP pour {nombre(besoin)} personnes.",
        definition="Temps de travail connu des postes occupés divisé par le besoin théorique lié à l'âge, fois "
        f"{nombre(1_000)}. Le besoin est une estimation par tranche d'âge, ce n'est pas l'indice de fragilité.",
        sources=(source, *sources_besoin),
        date_constat=_date(ici, source),
    )
    ici, source = postes(obs, territoire, "coordonne")
    occupes = ici[ici["etat"].eq("occupe")]
    dits = occupes["coordonne"].dropna()
    yield Chiffre(
        cle="postes_coordonnes",
        libelle="Postes coordonnés",
        valeur=int(dits.sum()) if len(dits) else None,
        unite="postes occupés",
        phrase=f"sur {nombre(len(dits))} dont la coordination est renseignée ; "
        f"{pluriel(int(ici['typologie'].eq('coordo').sum()), 'poste')} de coordination.",
        definition="Postes occupés que l'animateur départemental coordonne, parmi ceux dont on sait s'ils le sont.",
        sources=(source,),
        date_constat=_date(ici, source),
    )


def _durees(obs: Etat, territoire: Territoire, a_date: date) -> Iterable[Chiffre]:
    ici, source = postes(obs, territoire, "date_fin_convention")
    etats = reseau.financement(ici[ici["etat"].ne("rendu")], a_date).value_counts()
    connus = int(etats.get("finance", 0) + etats.get("echu", 0))
    yield Chiffre(
        cle="postes_finances",
        libelle="Postes financés",
        valeur=int(etats.get("finance", 0)) if connus else None,
        unite="postes",
        phrase=f"convention en cours ; {pluriel(int(etats.get('echu', 0)), 'convention échue', 'conventions échues')}, "
        f"{nombre(int(etats.get('inconnu', 0)))} sans date.",
        definition="Postes non rendus dont la convention de cofinancement de l'État n'est pas terminée à ce jour.",
        sources=(source,),
        date_constat=_date(ici, source),
    )
    ici, source = postes(obs, territoire, "date_fin_contrat")
    vacants = ici[ici["etat"].eq("vacant")]
    durees = reseau.vacance_jours(ici, a_date).dropna()
    yield Chiffre(
        cle="vacance",
        libelle="Durée de vacance",
        valeur=float(durees.median()) if len(durees) else None,
        unite="jours (médiane)",
        phrase=f"depuis la fin du dernier contrat, au {jour(a_date)} ; connue pour {nombre(len(durees))} sur "
        f"{pluriel(len(vacants), 'poste vacant', 'postes vacants')}.",
        definition="Jours écoulés, pour un poste vacant, depuis la fin de son dernier contrat ; la moitié des postes "
        "vacants le sont depuis plus longtemps.",
        sources=(source,),
        date_constat=_date(ici, source),
        sans_objet="aucun poste vacant ici." if vacants.empty and len(obs["postes"]) else "",
    )
    ici, source = postes(obs, territoire, reseau.fin_dite(obs["postes"]))
    fins = reseau.echeances(ici, a_date)
    proches = fins[fins["horizon_mois"].between(1, 6)]["id_poste"].nunique()
    perdues = communes_perdues(obs, territoire, a_date, 6)
    yield Chiffre(
        cle="fins_6_mois",
        libelle="Fins dans les 6 mois",
        valeur=proches if ici[list(reseau.FINS.values())].notna().any(axis=None) else None,
        unite="postes occupés",
        phrase=f"{pluriel(len(perdues), 'commune perdrait son', 'communes perdraient leur')} accès à un conseiller.",
        definition="Postes occupés dont le contrat ou la convention se termine dans les six mois ; les communes "
        "comptées n'auraient plus aucun conseiller à "
        f"{nombre(horizon_min(obs))} minutes estimées si rien n'était renouvelé.",
        sources=(source,),
        date_constat=_date(ici, source),
    )
