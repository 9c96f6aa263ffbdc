"""Les dépôts : ce qu'un fichier contient, ce que le contrôle en dit, ce que le verser changerait.

Rien ici n'est gardé d'un visiteur : un dépôt tient dans le fichier du sélecteur et les réglages de la page ; ces
réponses se recalculent, et le cache ne fait qu'épargner ce calcul.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

import pandas as pd

from inclusion.analysis.filiere.admission import JUGES
from inclusion.data.depots.controle import controler_brut
from inclusion.data.depots.correspondance import (
    Proposition,
    load_correspondance,
    proposer,
    save_correspondance,
)
from inclusion.data.depots.depot import (
    TABLES_SAISIES,
    Consigne,
    Controle,
    Fichier,
    Lecture,
    Projet,
    Reglages,
    corrigee,
)
from inclusion.data.depots.fichiers import IllisibleError, load_brut
from inclusion.data.depots.importation import (
    Verse,
    apercu,
    apports_du_paquet,
    apports_du_rapport,
    en_tables,
    verser,
)
from inclusion.data.depots.paquet import est_paquet, load_paquet
from inclusion.data.depots.reconnaissance import TABLEAU, feuille_reconnue, formats, reconnaitre
from inclusion.data.instantanes.disque import ecriture_dite
from inclusion.data.instantanes.etat import etat as etat_pose
from inclusion.model.etat import Etat
from inclusion.model.memoire import memorise
from inclusion.model.schemas import schemas

DUREE_S = 1_800.0
"""Un fichier déposé n'est gardé en mémoire que le temps de le relire."""
SANS_CONTROLE = Controle("")


def formats_de_depot() -> dict[str, str]:
    """Nom → libellé de chaque format."""
    return {nom: f.libelle for nom, f in formats().items()}


def tables_de_depot() -> dict[str, str]:
    """Nom → titre des tables qu'un tableau peut remplir."""
    return {nom: schemas()[nom].titre for nom in TABLES_SAISIES}


def fichier_depose(nom: str, octets: bytes) -> Fichier:
    return Fichier(nom, octets, hashlib.sha256(octets).hexdigest())


def lecture_depot(etat: Etat, fichier: Fichier, feuille: str | None = None) -> Lecture:
    """Ce que contient un fichier ; son format s'il est reconnu.

    D'un classeur, la feuille demandée ; à défaut la première, ou si l'on n'y reconnaît rien (une notice), la première
    que l'on reconnaît.
    """
    return _lecture(etat, fichier, feuille)


@memorise(4, duree_s=DUREE_S, attente="Lecture du fichier…")
def _lecture(etat: Etat, fichier: Fichier, feuille: str | None) -> Lecture:
    nom = fichier.nom
    try:
        if est_paquet(fichier.octets):
            apports, fautes = apports_du_paquet(load_paquet(fichier.octets, nom=nom), remplacer=False)
            return Lecture(fichier, paquet=True, apports=tuple(apports), fautes=tuple(fautes))
        brut = load_brut(fichier.octets, nom=nom, feuille=feuille)
        if feuille is None and reconnaitre(brut) is None:
            autre, _ = feuille_reconnue(fichier.octets, brut)
            brut = load_brut(fichier.octets, nom=nom, feuille=autre) if autre else brut
    except IllisibleError as erreur:
        return Lecture(fichier, erreur=str(erreur))
    trouve = reconnaitre(brut)
    brut = trouve.preparer(brut) if trouve else brut
    retenue = load_correspondance(etat.dossier, brut) if trouve is None or trouve.nom == TABLEAU else None
    return Lecture(fichier, brut=brut, format=trouve.nom if trouve else "", retenue=retenue)


def propositions(lecture: Lecture, nom_table: str) -> list[Proposition]:
    """La colonne de la table que l'on propose à chaque colonne du fichier : celle qu'on a retenue, sinon la proche."""
    if lecture.brut is None:
        return []
    proposees = proposer(lecture.brut, nom_table)
    if lecture.retenue is None or lecture.retenue[0] != nom_table:
        return proposees
    retenues = lecture.retenue[1]
    return [
        Proposition(p.colonne, retenues.get(p.colonne, ""), 1, "retenue de la dernière fois")
        for p in proposees
    ]


def retenir(etat: Etat, lecture: Lecture, demande: Consigne) -> None:
    """Garde une correspondance pour le prochain fichier aux mêmes en-têtes ; lève `StockageError`."""
    etat.ecriture.exiger()
    if lecture.brut is not None:
        with ecriture_dite(etat.dossier):
            save_correspondance(etat.dossier, lecture.brut, demande.table, dict(demande.correspondance))


def controle_depot(etat: Etat, lecture: Lecture, demande: Consigne) -> Controle:
    """Le contrôle d'un fichier lu, sur l'état présent du jeu."""
    return _controle(etat, lecture, demande)


@memorise(4, duree_s=DUREE_S, attente="Contrôle ligne par ligne…")
def _controle(etat: Etat, lecture: Lecture, demande: Consigne) -> Controle:
    attendu = etat.identifiant
    if lecture.brut is None:
        return Controle(attendu, erreur=lecture.erreur)
    try:
        rapport = controler_brut(
            corrigee(lecture.brut, demande.corrections),
            demande.en_format(),
            jeu=etat.jeu,
            a_date=etat.a_date,
            source=demande.source,
            juges=JUGES,
            remplacer=demande.remplacer,
        )
    except IllisibleError as erreur:
        return Controle(attendu, erreur=str(erreur))
    return Controle(attendu, rapport)


def projet_depot(etat: Etat, lecture: Lecture, controle: Controle, reglages: Reglages) -> Projet:
    """Ce que verser ce dépôt changerait."""
    apports, nom = lecture.apports, lecture.fichier.nom
    if controle.rapport is not None:
        nom = controle.rapport.nom
        apports = apports_du_rapport(
            controle.rapport,
            source=reglages.source,
            date_donnees=reglages.date_donnees,
            nature=reglages.nature,
            remplacer=reglages.remplacer,
        )
    fusions = apercu(etat.jeu, apports, remplacer=reglages.remplacer)
    return Projet(apports, fusions, controle.attendu or etat.identifiant, reglages.remplacer, nom)


def verser_depot(etat: Etat, projet: Projet) -> Verse:
    """Écrit l'instantané, si le visiteur en a le droit ; lève `StockageError`."""
    etat.ecriture.exiger()
    return verser(
        etat.dossier,
        projet.apports,
        jeu=etat.jeu,
        attendu=projet.attendu,
        nom=projet.nom,
        remplacer=projet.remplacer,
    )


def jeu_fusionne(etat: Etat, projet: Projet) -> tuple[dict[str, pd.DataFrame], Mapping[str, Any]]:
    """Les tables et la description du jeu tel qu'il serait une fois le dépôt versé ; rien n'est écrit.

    Le parcours, dont les petits effectifs sont au secret, n'y est que pour qui peut écrire.
    """
    tables, versements = en_tables(projet.apports, projet.fusions)
    compose = etat_pose(etat.dossier, tables, versements, etat.instant)
    tues = set() if etat.droits.ecrire else {"parcours"}
    emportees = {nom: table for nom, table in {**etat.tables, **tables}.items() if nom not in tues}
    return emportees, compose.description
