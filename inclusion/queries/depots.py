"""Les dépôts : ce qu'un fichier contient, ce que le contrôle en dit, ce que le verser changerait.

Rien ici n'est gardé d'un visiteur : un dépôt tient dans le fichier du sélecteur et les réglages de la page ; ces
réponses se recalculent, et le cache ne fait qu'épargner ce calcul.
"""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st
from streamlit import get_option

from inclusion.analysis.filiere.admission import JUGES
from inclusion.data import ecriture_locale
from inclusion.data import instantanes as stockage
from inclusion.data.connexion import SANS_CONNEXION, Connexion, connexion_de, fautive
from inclusion.data.depots.controle import controler_brut
from inclusion.data.depots.correspondance import (
    Proposition,
    load_correspondance,
    proposer,
    save_correspondance,
)
from inclusion.data.depots.depot import (
    TABLES_SAISIES,
    Controle,
    Demande,
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
from inclusion.data.droits import Droits, Poste, droits
from inclusion.data.instantanes.disque import ecriture_dite
from inclusion.data.instantanes.etat import etat
from inclusion.model.schemas import schemas
from inclusion.queries.jeu import aujourd_hui, dossier, empreinte, jeu, maintenant

DUREE = "30m"
SANS_SECRETS = "no-secrets-found"
SANS_CONTROLE = Controle("")


def droits_du_visiteur() -> Droits:
    """Ce visiteur peut-il écrire dans le jeu ?"""
    return droits(
        jeu().parametres,
        poste=Poste(
            ecriture_locale=ecriture_locale.choisie(),
            refus=ecriture_locale.refus(st.context.headers.to_dict(), st.context.ip_address),
        ),
        inscriptible=stockage.peut_ecrire(dossier()),
        connexion=connexion(),
    )


def connexion() -> Connexion:
    """La connexion OIDC de ce visiteur, si l'instance en a une ; des secrets que l'on ne sait pas lire sont une faute."""
    try:
        return connexion_de(st.secrets.to_dict(), st.user.to_dict())
    except FileNotFoundError as erreur:  # Streamlit dit ainsi l'absence des secrets, et aussi leur faute
        sans = getattr(erreur, "error_id", "") == SANS_SECRETS and not _des_secrets()
        return SANS_CONNEXION if sans else fautive("« secrets.toml » ne se lit pas.")
    except (OSError, ValueError):  # fermé à la lecture, ou qui n'est pas de l'UTF-8
        return fautive("« secrets.toml » ne se lit pas.")


def _des_secrets() -> bool:
    return any(os.path.lexists(chemin) for chemin in get_option("secrets.files"))


def identite() -> str:
    """Qui écrit, s'il est connecté."""
    return connexion().qui


def formats_de_depot() -> dict[str, str]:
    """Nom → libellé de chaque format."""
    return {nom: f.libelle for nom, f in formats().items()}


def tables_de_depot() -> dict[str, str]:
    """Nom → titre des tables qu'un tableau peut remplir."""
    return {nom: schemas()[nom].titre for nom in TABLES_SAISIES}


def fichier_depose(nom: str, octets: bytes) -> Fichier:
    return Fichier(nom, octets, hashlib.sha256(octets).hexdigest())


def lecture_depot(fichier: Fichier, feuille: str | None = None) -> Lecture:
    """Ce que contient un fichier ; son format s'il est reconnu.

    D'un classeur, la feuille demandée ; à défaut la première, ou si l'on n'y reconnaît rien (une notice), la première
    que l'on reconnaît.
    """
    return _lecture(fichier, fichier.nom, fichier.empreinte, feuille, str(dossier()), empreinte())


@st.cache_resource(max_entries=4, ttl=DUREE, show_spinner="Lecture du fichier…")
def _lecture(
    _fichier: Fichier,
    nom: str,
    marque: str,  # noqa: ARG001 clé du cache
    feuille: str | None,
    chemin: str,
    marque_du_jeu: str,  # noqa: ARG001 clé du cache
) -> Lecture:
    try:
        if est_paquet(_fichier.octets):
            apports, fautes = apports_du_paquet(load_paquet(_fichier.octets, nom=nom), remplacer=False)
            return Lecture(_fichier, paquet=True, apports=tuple(apports), fautes=tuple(fautes))
        brut = load_brut(_fichier.octets, nom=nom, feuille=feuille)
        if feuille is None and reconnaitre(brut) is None:
            autre, _ = feuille_reconnue(_fichier.octets, brut)
            brut = load_brut(_fichier.octets, nom=nom, feuille=autre) if autre else brut
    except IllisibleError as erreur:
        return Lecture(_fichier, erreur=str(erreur))
    trouve = reconnaitre(brut)
    brut = trouve.preparer(brut) if trouve else brut
    retenue = load_correspondance(Path(chemin), brut) if trouve is None or trouve.nom == TABLEAU else None
    return Lecture(_fichier, brut=brut, format=trouve.nom if trouve else "", retenue=retenue)


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


def retenir(lecture: Lecture, demande: Demande) -> None:
    """Garde une correspondance pour le prochain fichier aux mêmes en-têtes ; lève `StockageError`."""
    droits_du_visiteur().exiger()
    if lecture.brut is not None:
        with ecriture_dite(dossier()):
            save_correspondance(dossier(), lecture.brut, demande.table, dict(demande.correspondance))


def controle_depot(lecture: Lecture, demande: Demande) -> Controle:
    """Le contrôle d'un fichier lu, sur l'état présent du jeu."""
    return _controle(lecture, lecture.cle, lecture.fichier.nom, demande, str(dossier()), empreinte())


@st.cache_resource(max_entries=4, ttl=DUREE, show_spinner="Contrôle ligne par ligne…")
def _controle(
    _lecture_faite: Lecture,
    cle: str,  # noqa: ARG001 clé du cache
    nom: str,  # noqa: ARG001 clé du cache
    demande: Demande,
    chemin: str,  # noqa: ARG001 clé du cache
    attendu: str,
) -> Controle:
    if _lecture_faite.brut is None:
        return Controle(attendu, erreur=_lecture_faite.erreur)
    try:
        rapport = controler_brut(
            corrigee(_lecture_faite.brut, demande.corrections),
            demande.en_format(),
            jeu=jeu(),
            a_date=aujourd_hui(),
            source=demande.source,
            juges=JUGES,
            remplacer=demande.remplacer,
        )
    except IllisibleError as erreur:
        return Controle(attendu, erreur=str(erreur))
    return Controle(attendu, rapport)


def projet_depot(lecture: Lecture, controle: Controle, reglages: Reglages) -> Projet:
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
    fusions = apercu(jeu(), apports, remplacer=reglages.remplacer)
    return Projet(apports, fusions, controle.attendu or empreinte(), reglages.remplacer, nom)


def verser_depot(projet: Projet) -> Verse:
    """Écrit l'instantané, si le visiteur en a le droit ; lève `StockageError`."""
    droits_du_visiteur().exiger()
    return verser(
        dossier(),
        projet.apports,
        jeu=jeu(),
        attendu=projet.attendu,
        nom=projet.nom,
        remplacer=projet.remplacer,
    )


def jeu_fusionne(projet: Projet) -> tuple[dict[str, pd.DataFrame], Mapping[str, Any]]:
    """Les tables et la description du jeu tel qu'il serait une fois le dépôt versé ; rien n'est écrit.

    Le parcours, dont les petits effectifs sont au secret, n'y est que pour qui peut écrire.
    """
    tables, versements = en_tables(projet.apports, projet.fusions)
    compose = etat(dossier(), tables, versements, maintenant())
    tues = set() if droits_du_visiteur().ecrire else {"parcours"}
    emportees = {nom: table for nom, table in {**jeu().tables, **tables}.items() if nom not in tues}
    return emportees, compose.description
