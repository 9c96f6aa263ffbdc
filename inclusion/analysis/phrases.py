"""Trois phrases qui disent où en est un territoire : des nombres, jamais d'adjectif que les nombres ne portent pas."""

from dataclasses import dataclass

import pandas as pd

from inclusion.analysis.suivi import compte
from inclusion.analysis.trajectoires import EN_BONNE_VOIE, EVALUES, LEGER_RETARD, RETARD, S_ELOIGNE
from inclusion.model.francais import enumeration, nombre, pluriel, pourcentage

PORTEE = "I-01"
"""L'indicateur de la première phrase."""

DITS = {
    EN_BONNE_VOIE: ("en bonne voie", "en bonne voie"),
    LEGER_RETARD: ("en léger retard", "en léger retard"),
    RETARD: ("en retard", "en retard"),
    S_ELOIGNE: ("qui s'éloigne de sa cible", "qui s'éloignent de leur cible"),
}

TOUT_OU_RIEN = {
    0.0: "au temps estimé, aucun habitant n'a de lieu à 20 minutes au plus ; au temps le plus court, tous en ont un.",
    1.0: "au temps estimé, tous les habitants ont un lieu à 20 minutes au plus ; au temps le plus long, aucun n'en a.",
}
"""D'une commune seule, que la fourchette du temps fait passer d'un côté ou de l'autre."""


@dataclass(frozen=True)
class Faits:
    """Ce que les phrases disent ; None : on ne le sait pas.

    `proches` : part (0-1) de la population à 20 minutes au plus d'un lieu, `proches_bornes` sa fourchette ; `statuts` :
    nombre d'indicateurs par statut ; `actions` : nombre d'actions par statut lu, « sans statut » (`""`) compris ;
    `definie` : le jeu dit ce qu'est l'indicateur de la portée.
    """

    nom: str
    proches: float | None
    proches_bornes: tuple[float, float] | None
    eloignes: float | None
    statuts: dict[str, int]
    actions: dict[str, int]
    definie: bool = True


def phrases(faits: Faits) -> tuple[str, str, str]:
    """La portée des lieux, les indicateurs face à leurs cibles, les actions : une phrase chacun."""
    return _portee(faits), _indicateurs(faits.statuts), _actions(faits.actions)


def _portee(faits: Faits) -> str:
    if not faits.definie:
        return f"{faits.nom} : la définition de l'indicateur {PORTEE}, que dit cette phrase, manque au jeu."
    if faits.proches is None:
        return f"{faits.nom} : la part des habitants à 20 minutes au plus d'un lieu n'est pas connue."
    if faits.proches == 1 and (faits.proches_bornes or (1, 1))[0] == 1:
        return f"{faits.nom} : tous les habitants ont un lieu à 20 minutes au plus."
    if faits.proches_bornes == (0.0, 1.0) and (bascule := TOUT_OU_RIEN.get(faits.proches)):
        return f"{faits.nom} : {bascule}"
    bornes = ""
    if faits.proches_bornes:
        bas, haut = (_part(part) for part in faits.proches_bornes)
        bornes = f" (entre {bas} et {haut} selon le temps de trajet)" if bas != haut else ""
    loin = (
        ""
        if not faits.eloignes
        else f" ; {pluriel(faits.eloignes, 'habitant est', 'habitants sont')} au-delà"
    )
    return (
        f"{faits.nom} : {_part(faits.proches)} des habitants ont un lieu à 20 minutes au plus{bornes}{loin}."
    )


def _part(part: float) -> str:
    """Une part à un dixième de point, qui ne dit jamais « tous » ni « aucun » de ce qui ne l'est pas."""
    if 0 < part < 0.001:
        return f"moins de {pourcentage(0.001, decimales=1)}"
    if 0.999 < part < 1:
        return f"plus de {pourcentage(0.999, decimales=1)}"
    return pourcentage(part, decimales=0 if part in {0.0, 1.0} else 1)


def _indicateurs(statuts: dict[str, int]) -> str:
    total = sum(statuts.values())
    juges = sum(statuts.get(code, 0) for code in EVALUES)
    sans = total - juges
    if not juges:
        return f"Aucun des {nombre(total)} indicateurs n'a de quoi être jugé face à une cible."
    dits = [
        f"{nombre(statuts[code])} {DITS[code][statuts[code] > 1]}" for code in EVALUES if statuts.get(code)
    ]
    face = "est jugé face à sa cible" if juges == 1 else "sont jugés face à leur cible"
    reste = f" ; les {nombre(sans)} autres n'ont pas de quoi l'être" if sans > 1 else ""
    reste = " ; un autre n'a pas de quoi l'être" if sans == 1 else reste
    return f"Sur {nombre(total)} indicateurs, {nombre(juges)} {face} : {enumeration(dits)}{reste}."


def _actions(actions: dict[str, int]) -> str:
    total = sum(actions.values())
    if not total:
        return "Aucune action n'est connue pour ce territoire."
    if not total - actions.get("", 0):
        sur = "l'action connue" if total == 1 else f"les {nombre(total)} actions connues"
        return (
            f"Le statut n'est dit pour aucune action : {sur} reste{'' if total == 1 else 'nt'} sans statut."
        )
    dits = [
        pluriel(actions[code], singulier, au_pluriel)
        for code, singulier, au_pluriel in (
            ("realise", "réalisée", "réalisées"),
            ("en_cours", "en cours", "en cours"),
            ("en_retard", "en retard", "en retard"),
            ("bloque", "bloquée", "bloquées"),
        )
        if actions.get(code)
    ]
    autres = total - sum(actions.get(code, 0) for code in ("realise", "en_cours", "en_retard", "bloque"))
    dits += [f"{nombre(autres)} dans un autre état"] if autres else []
    return f"Sur {pluriel(total, 'action')} : {enumeration(dits)}."


def faits(nom: str, suivi: pd.DataFrame, actions: pd.DataFrame) -> Faits:
    """Les faits d'un territoire, lus de son suivi (`suivi.suivre`) et de ses actions classées (`statut_lu`)."""
    portee = suivi[suivi["code"].eq(PORTEE)]
    connue = portee[portee["valeur"].notna()]
    ligne = connue.iloc[0] if len(connue) else None
    bornee = ligne is not None and pd.notna(ligne["bas"]) and pd.notna(ligne["haut"])
    calculee = ligne is not None and pd.notna(ligne["effectif"])
    return Faits(
        nom=nom,
        proches=None if ligne is None else float(ligne["valeur"]) / 100,
        proches_bornes=(float(ligne["bas"]) / 100, float(ligne["haut"]) / 100)
        if ligne is not None and bornee
        else None,
        eloignes=float(ligne["effectif"]) * (1 - float(ligne["valeur"]) / 100)
        if ligne is not None and calculee
        else None,
        statuts={str(s): int(n) for s, n in compte(suivi).value_counts().items()},
        actions={str(s): int(n) for s, n in actions["statut_lu"].value_counts().items()},
        definie=len(portee) > 0,
    )
