"""Un lieu proposé, en phrases : comment y aller, quand, à quel prix, et ce qu'il faut vérifier."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

import pandas as pd

from inclusion.analysis.horaires import Horaires, NonCompris, etat, lire, plage_en_francais, semaine
from inclusion.analysis.orientation import OUVERTURE, ouvertures_du_premier_jour
from inclusion.analysis.temps_trajet import Trajet
from inclusion.model.francais import enumeration, jour, jour_nomme
from inclusion.model.nomenclatures import SEPARATEUR, libelle
from inclusion.model.orientation import LieuPropose, Recherche

A_DEMANDER = {"contact": "contact", "acces": "mode d'accès", "cout": "coût"}
"""Ce que l'on dit d'un champ que la fiche ne renseigne pas."""

PERIMEES = {"a_verifier", "a_actualiser"}


def propositions(
    tries: pd.DataFrame, demande: Recherche, reglages: Trajet, instant: datetime
) -> tuple[LieuPropose, ...]:
    """Les lieux d'un tri (`orientation.trier`) écrits en phrases, dans le même ordre."""
    return tuple(_lieu(lieu, demande, reglages, instant) for lieu in tries.itertuples())


def _lieu(lieu: Any, demande: Recherche, reglages: Trajet, instant: datetime) -> LieuPropose:
    dits = {
        "contact": " · ".join(_liste(lieu.telephone) + _liste(lieu.courriels)),
        "acces": enumeration(_liste(lieu.modalites_acces)),
        "cout": enumeration(_liste(lieu.frais_a_charge)),
    }
    return LieuPropose(
        id=lieu.id,
        nom=lieu.nom,
        famille=libelle("famille", lieu.famille),
        adresse=_adresse(lieu),
        trajet=trajet_en_francais(lieu.minutes, reglages),
        ouverture=_ouverture(lieu.horaires, demande, instant),
        prochaine=etat(lieu.horaires, instant),
        semaine=semaine_en_francais(lieu.horaires),
        **dits,
        a_demander=tuple(A_DEMANDER[champ] for champ, dit in dits.items() if not dit),
        doutes=tuple(_doute(objet, lieu.horaires) for objet in lieu.doutes),
        reserves=tuple(_reserves(lieu)),
        maj=jour(None if pd.isna(lieu.date_maj) else lieu.date_maj.date()),
        source=lieu.source,
        nature="demonstration" if lieu.nature == "demonstration" else "reel",
    )


def trajet_en_francais(minutes: float, reglages: Trajet) -> str:
    """La fourchette d'un temps de trajet : « 16 à 25 min en voiture (estimation) » pour 20 minutes ; `""` si inconnu."""
    if pd.isna(minutes):
        return ""
    bas, haut = max(1, round(reglages.bas * minutes)), max(1, round(reglages.haut * minutes))
    duree = f"{bas} à {haut} min" if bas < haut else f"environ {haut} min"
    return f"{duree} en voiture (estimation)"


def semaine_en_francais(horaires: str) -> str:
    """La semaine en une ligne, jours semblables groupés : « lundi au vendredi : 9 h – 12 h ; samedi : fermé »."""
    lignes = semaine(horaires).itertuples(index=False, name=None)
    groupes = [(plages, [nom for nom, _ in jours]) for plages, jours in groupby(lignes, key=lambda j: j[1])]
    return " ; ".join(f"{_jours(noms)} : {plages}" for plages, noms in groupes)


def _jours(noms: list[str]) -> str:
    return f"{noms[0]} au {noms[-1]}" if len(noms) > 2 else enumeration(noms)


def _ouverture(horaires: str, demande: Recherche, instant: datetime) -> str:
    """Le premier jour qui convient et ses heures : « mardi 24 novembre, 9 h – 12 h » ; `""` si l'on ne sait pas."""
    plages = ouvertures_du_premier_jour(horaires, demande, instant)
    if not plages:
        return ""
    minuit = datetime.combine(plages[0][0].date(), datetime.min.time())
    heures = [
        plage_en_francais((int((d - minuit).total_seconds() // 60), int((f - minuit).total_seconds() // 60)))
        for d, f in plages
    ]
    return f"{jour_nomme(minuit.date())}, {', '.join(heures)}"


def _adresse(lieu: Any) -> str:
    ville = f"{lieu.code_postal} {lieu.commune}".strip()
    return f"{lieu.adresse}, {ville}" if lieu.adresse else f"{ville} (adresse exacte non connue)"


def _liste(cellule: str) -> list[str]:
    return [valeur for valeur in cellule.split(SEPARATEUR) if valeur]


def _doute(objet: str, horaires: str) -> str:
    """Ce que la fiche du lieu ne dit pas."""
    match objet:
        case "services":
            return "services non renseignés"
        case "temps de trajet":
            return "position inconnue, temps de trajet non estimé"
        case _ if objet == OUVERTURE:
            return _doute_d_ouverture(horaires)
        case _:
            return f"accueil « {objet} » non renseigné"


def _doute_d_ouverture(horaires: str) -> str:
    match lire(horaires):
        case Horaires():
            return "jour férié, ouverture à confirmer"
        case NonCompris(texte=texte):
            return f"horaires que l'on ne sait pas lire : « {texte} »"
        case _:
            return "horaires inconnus"


def _reserves(lieu: Any) -> Iterator[str]:
    """Ce qu'il faut savoir avant d'envoyer quelqu'un là."""
    if "Itinérant" in lieu.itinerance:
        yield "lieu itinérant : demander où il passe ce jour-là"
    if lieu.fraicheur in PERIMEES:
        avant = "appeler avant" if lieu.telephone else "vérifier avant de s'y rendre"
        yield f"fiche ancienne ({libelle('fraicheur', lieu.fraicheur).lower()}) : {avant}"
    if lieu.precision_localisation != "adresse" and not pd.isna(lieu.minutes):
        yield "trajet estimé jusqu'à la mairie de sa commune"
