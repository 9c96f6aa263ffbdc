"""Démonstration du réseau : partenaires, relations, postes datés, coordination, appels à projets et candidatures.

Toutes les structures sont fictives et leur nom finit par « (démonstration) » ; les lieux, communes, intercommunalités
et opérateurs nommés par leur code sont réels. Rien n'est ajouté à l'appel à projets réel : la démonstration a le sien.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from inclusion.data.demonstration.cadre import hasard
from inclusion.model.formats.texte import identifiant
from inclusion.model.nomenclatures import valeurs

MARQUE = "(démonstration)"
POSTES = 26
COORDINATEURS = (0, 2)
"""Rangs de leurs postes : celui du Département, et celui d'une intercommunalité."""
MOIS_D_ACTIVITE = 18
# Les étapes que tiennent les acteurs fictifs d'une intercommunalité, selon son rang : des cases restent vides.
PROFILS: tuple[tuple[str, ...], ...] = (
    ("reperer|orienter", "accompagner", "equiper"),
    ("reperer|accompagner",),
    ("accompagner", "orienter|accompagner"),
    ("reperer", "accompagner|equiper"),
)
METIERS = {
    "association": "maison du numérique fictive",
    "commune": "CCAS fictif",
    "entreprise": "atelier numérique fictif",
}
OPERATEURS = ("caf", "msa-alpes-vaucluse", "cpam", "france-travail", "carsat", "la-poste")
DEPARTEMENTAUX = (("Réseau fictif des aidants", "orienter"), ("Ressourcerie numérique fictive", "equiper"))
APPELS: tuple[dict[str, Any], ...] = (
    {
        "id": "aap-2025-demonstration",
        "nom": f"Appel à projets 2025-2026-2027 {MARQUE}",
        "ouverture": date(2024, 11, 4),
        "cloture": date(2025, 1, 12),
        "enveloppe_eur": 420_000,
        "initiateurs": f"Département fictif {MARQUE}|Opérateur fictif {MARQUE}",
        "lots": "Permanences de proximité|Ateliers collectifs|Équipement des publics|Aller vers les seniors isolés",
    },
    {
        "id": "aap-2026-demonstration",
        "nom": f"Fonds d'amorçage 2026 {MARQUE}",
        "ouverture": date(2026, 9, 1),
        "cloture": date(2026, 12, 18),
        "enveloppe_eur": 90_000,
        "initiateurs": f"Département fictif {MARQUE}",
        "lots": "Reconditionnement solidaire|Formation des aidants",
    },
)


def engendrer(tables: Mapping[str, pd.DataFrame], *, graine: int, a_date: date) -> dict[str, pd.DataFrame]:
    """Les lignes fictives du réseau ; une table sans support réel (communes, lieux) ne donne rien."""
    communes = tables["communes"]
    if communes.empty:
        return {}
    alea = hasard(graine, "reseau")
    partenaires = _partenaires(tables["epci"], communes)
    return {
        "partenaires": partenaires,
        "relations": _relations(partenaires, tables["partenaires"]),
        "postes": _postes(tables["lieux"], communes, alea, a_date),
        "animations": _animations(communes, alea, a_date),
        "appels_a_projets": pd.DataFrame([a for a in APPELS if a["ouverture"] <= a_date]),
        "candidatures": _candidatures(partenaires, communes, tables["lieux"], alea, a_date),
    }


def _chef_lieu(communes: pd.DataFrame, siren: str) -> Any:
    """La commune la plus peuplée d'une intercommunalité."""
    ici = communes[communes["siren_epci"] == siren]
    return ici.loc[ici["population"].fillna(0).idxmax()]


def _partenaire(nom: str, sorte: str, code: str, etapes: str, statut: str) -> dict[str, Any]:
    return {
        "id": f"{identifiant(nom)}-demonstration",
        "nom": f"{nom} {MARQUE}",
        "type": sorte,
        "code_territoire": code,
        "etapes": etapes,
        "statut": statut,
    }


def _partenaires(epci: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """Un à trois acteurs par intercommunalité, et deux acteurs départementaux."""
    statuts, sortes = ("signataire", "contacte", "identifie"), list(METIERS)
    lignes = []
    for rang, siren in enumerate(sorted(epci["siren"])):
        ville = _chef_lieu(communes, siren)
        for numero, etapes in enumerate(PROFILS[rang % len(PROFILS)]):
            sorte = sortes[(rang + numero) % len(sortes)]
            nom = f"{ville['nom']}, {METIERS[sorte]}"
            lignes.append(_partenaire(nom, sorte, ville["code_insee"], etapes, statuts[(rang + numero) % 3]))
    departement = str(communes["code_departement"].iloc[0])
    lignes += [
        _partenaire(nom, "association", departement, etapes, "signataire") for nom, etapes in DEPARTEMENTAUX
    ]
    return pd.DataFrame(lignes)


def _relations(fictifs: pd.DataFrame, reels: pd.DataFrame) -> pd.DataFrame:
    """Orientations et conventions entre acteurs fictifs, et conventions fictives de quelques opérateurs."""
    departementaux = list(fictifs["id"][-len(DEPARTEMENTAUX) :])
    locaux = list(fictifs["id"][: -len(DEPARTEMENTAUX)])
    connus = [identite for identite in OPERATEURS if identite in set(reels["id"])]
    lignes = [(departementaux[0], cible, "oriente_vers") for cible in locaux[::3]]
    lignes += [(departementaux[1], cible, "conventionne") for cible in locaux[1::4]]
    lignes += [
        (source, cible, "oriente_vers") for source, cible in zip(locaux[::2], locaux[1::2], strict=False)
    ]
    lignes += [(source, cible, "emploie") for source, cible in zip(locaux[1::6], locaux[3::6], strict=False)]
    lignes += [(source, cible, "heberge") for source, cible in zip(locaux[::5], locaux[2::5], strict=False)]
    lignes += [
        (operateur, locaux[(3 * rang + 1) % len(locaux)], sorte)
        for rang, operateur in enumerate(connus)
        for sorte in (("conventionne", "finance") if rang % 2 else ("conventionne",))
    ]
    return pd.DataFrame(lignes, columns=["source", "cible", "type"])


def _postes(
    lieux: pd.DataFrame, communes: pd.DataFrame, alea: np.random.Generator, a_date: date
) -> pd.DataFrame:
    """Des postes datés, situés à de vrais lieux d'activité ; le Département et une intercommunalité ont un coordinateur."""
    siens = lieux[lieux["code_insee"].isin(communes["code_insee"])].drop_duplicates("code_insee")
    habitants = dict(zip(communes["code_insee"], communes["population"].fillna(0), strict=True))
    choisis = siens.iloc[alea.permutation(len(siens))[:POSTES]]
    choisis = choisis.assign(rang=choisis["code_insee"].map(habitants)).sort_values(
        ["rang", "id"], ascending=[False, True]
    )
    noms = dict(zip(communes["code_insee"], communes["nom"], strict=True))
    return pd.DataFrame(
        [
            _poste(rang, lieu, noms[lieu.code_insee], alea, a_date)
            for rang, lieu in enumerate(choisis.itertuples())
        ]
    )


def _poste(rang: int, lieu: Any, commune: str, alea: np.random.Generator, a_date: date) -> dict[str, Any]:
    sorte = "departement" if rang == 0 else ("commune", "association", "epci", "entreprise")[rang % 4]
    etat = "vacant" if rang % 7 == 3 else "rendu" if rang % 13 == 5 else "occupe"
    debut = a_date - timedelta(days=int(alea.integers(200, 900)))
    passee = a_date - timedelta(days=int(alea.integers(20, 320)))
    a_venir = a_date + timedelta(days=int(alea.integers(25, 560)))
    return {
        "id_poste": f"poste-{rang + 1:02}-demonstration",
        "structure_employeuse": f"{commune}, employeur fictif {MARQUE}",
        "nature_employeur": sorte,
        "code_insee_siege": lieu.code_insee,
        "etat": etat,
        "typologie": "coordo" if rang in COORDINATEURS else "conum",
        "capacite_etp": (1.0, 1.0, 0.8, 0.5)[int(alea.integers(0, 4))],
        "id_lieu_principal": lieu.id,
        "coordonne": bool(rang % 3 != 1),
        "date_debut_contrat": debut,
        "date_fin_contrat": a_venir if etat == "occupe" else passee,
        "date_fin_convention": a_date + timedelta(days=int(alea.integers(-40, 700))),
        "formation": ("PIX", "REMN", "CCP1", "Sans formation")[int(alea.integers(0, 4))],
        "date_constat": a_date,
    }


def _animations(communes: pd.DataFrame, alea: np.random.Generator, a_date: date) -> pd.DataFrame:
    """Quelques temps de coordination par mois, pour le département ou une intercommunalité."""
    themes = {
        "animation": valeurs("theme_animation")[:5],
        "evenement": valeurs("theme_animation")[5:9],
        "partenariat": valeurs("theme_animation")[9:13],
    }
    territoires = [str(communes["code_departement"].iloc[0]), *sorted(communes["siren_epci"].unique())]
    lignes = []
    for recul in range(MOIS_D_ACTIVITE):
        debut = (pd.Timestamp(a_date).to_period("M") - recul).start_time.date()
        for _ in range(int(alea.integers(1, 6))):
            sorte = _un(list(themes), alea)
            structures = int(alea.integers(2, 18))
            lignes.append(
                {
                    "date": min(debut + timedelta(days=int(alea.integers(0, 28))), a_date),
                    "type": sorte,
                    "theme": _un(themes[sorte], alea),
                    "code_territoire": _un(territoires, alea) if sorte != "evenement" else territoires[0],
                    "nb_structures": structures,
                    "nb_participants": structures + int(alea.integers(0, 30)),
                }
            )
    return pd.DataFrame(lignes).sort_values("date", ignore_index=True)


def _un(choix: Sequence[str], alea: np.random.Generator) -> str:
    return choix[int(alea.integers(0, len(choix)))]


def _candidatures(
    partenaires: pd.DataFrame,
    communes: pd.DataFrame,
    lieux: pd.DataFrame,
    alea: np.random.Generator,
    a_date: date,
) -> pd.DataFrame:
    """Deux tiers des acteurs locaux candidatent au premier appel, quelques-uns au second ; un lot n'a personne."""
    locaux = partenaires.iloc[: -len(DEPARTEMENTAUX)]
    ouverts = [appel for appel in APPELS if appel["ouverture"] <= a_date]
    lignes = []
    for rang_appel, appel in enumerate(ouverts):
        lots = appel["lots"].split("|")[:-1]
        candidats = locaux.iloc[:: 2 + 5 * rang_appel]
        for rang, structure in enumerate(candidats.itertuples()):
            statut = ("acceptee", "acceptee", "refusee", "acceptee", "en_cours", "retiree")[rang % 6]
            statut = "deposee" if rang_appel else statut
            citees = _communes_citees(structure.code_territoire, communes, lieux)
            lignes.append(
                _candidature(
                    appel,
                    structure,
                    rang=rang,
                    statut=statut,
                    lot=lots[rang % len(lots)],
                    citees=citees,
                    alea=alea,
                )
            )
    return pd.DataFrame(lignes)


def _communes_citees(code: str, communes: pd.DataFrame, lieux: pd.DataFrame) -> list[str]:
    """La commune de la structure et deux communes sans lieu de la même intercommunalité."""
    siren = communes.loc[communes["code_insee"] == code, "siren_epci"].iloc[0]
    voisines = communes[communes["siren_epci"].eq(siren) & ~communes["code_insee"].isin(lieux["code_insee"])]
    return [code, *sorted(voisines["code_insee"])[:2]]


def _candidature(
    appel: Mapping[str, Any],
    structure: Any,
    *,
    rang: int,
    statut: str,
    lot: str,
    citees: list[str],
    alea: np.random.Generator,
) -> dict[str, Any]:
    demande = 1_000 * int(alea.integers(8, 45))
    ligne = {
        "id": f"{appel['id']}-{rang + 1:02}",
        "id_aap": appel["id"],
        "structure": structure.nom,
        "codes_territoires": "|".join(citees),
        "lot": lot,
        "statut": statut,
        "demande_eur": demande,
    }
    if statut != "acceptee":
        return ligne
    accorde = round(demande * float(alea.uniform(0.55, 1)), -2)
    heures, permanences = 20 * int(alea.integers(10, 40)), int(alea.integers(20, 90))
    fait = float(alea.uniform(0.2, 1.05))
    return ligne | {
        "accorde_eur": accorde,
        "verse_eur": round(accorde * (0.5 if rang % 2 else 0.8), -2),
        "engagement_heures": heures,
        "engagement_permanences": permanences,
        "engagement_publics": "Seniors" if rang % 2 else "Jeunes|Familles et/ou enfants",
        "realise_heures": round(heures * fait),
        "realise_permanences": int(permanences * fait),
    }
