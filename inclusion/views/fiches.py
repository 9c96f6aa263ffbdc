"""La fiche d'un lieu."""

from urllib.parse import urlsplit

import pandas as pd
import streamlit as st

from inclusion.model.francais import jour, nombre, pourcentage
from inclusion.model.nomenclatures import libelle
from inclusion.model.reponses import Fiche
from inclusion.views import cadres, tableaux, url
from inclusion.views.markdown import inerte

INCONNU = "*non renseigné*"
LISTES = {
    "publics_specifiquement_adresses": "Publics",
    "prise_en_charge_specifique": "Prise en charge",
    "modalites_accompagnement": "Accompagnement",
    "modalites_acces": "Accès",
    "frais_a_charge": "Frais",
    "dispositif_programmes_nationaux": "Dispositifs",
    "itinerance": "Itinérance",
}


def show(fiche: Fiche | None, identifiant: str) -> None:
    """La fiche choisie ; rien si aucune ne l'est ; le dire si le lien en désigne une inconnue."""
    if not identifiant:
        return
    if fiche is None:
        st.warning(f"Le lien demande le lieu « {inerte(identifiant)} », que ces données ne connaissent pas.")
        return
    with st.container(border=True, key="fiche"):
        _entete(fiche)
        gauche, droite = st.columns(2, gap="medium")
        with gauche:
            _services(fiche)
        with droite:
            _horaires(fiche)
            _contact(fiche.lieu)
        _qualite(fiche)


def _entete(fiche: Fiche) -> None:
    lieu = fiche.lieu
    st.markdown(f"#### {inerte(lieu['nom'])}")
    famille = libelle("famille", lieu["famille"])
    st.markdown(
        f"{inerte(lieu['commune'])} {inerte(lieu['code_postal'])} · {famille} · **{inerte(fiche.etat)}**"
    )
    if not fiche.dans_le_territoire:
        st.caption("Ce lieu est hors du territoire regardé.")
    if lieu["precision_localisation"] != "adresse":
        st.caption("Position approchée : la mairie de la commune ; l'adresse exacte n'est pas connue.")


def _services(fiche: Fiche) -> None:
    for groupe, services in fiche.groupes_services:
        st.markdown(f"**{groupe}**\n" + "".join(f"\n- {inerte(s)}" for s in services))
    if not fiche.groupes_services:
        st.markdown(f"**Services** : {INCONNU}")
    for colonne, titre in LISTES.items():
        valeurs = [inerte(v) for v in str(fiche.lieu[colonne]).split("|") if v]
        st.markdown(f"**{titre}** : {', '.join(valeurs) or INCONNU}")


def _horaires(fiche: Fiche) -> None:
    if fiche.semaine.empty:
        st.markdown(f"**Horaires** : {inerte(fiche.lieu['horaires']) or INCONNU}")
        return
    st.markdown(f"**Horaires** ({nombre(fiche.heures_semaine, decimales=1)} heures par semaine)")
    tableaux.simple(
        fiche.semaine,
        cle="semaine",
        alt="Horaires de la semaine",
        colonnes={"jour": "Jour", "plages": "Ouverture"},
    )


def _contact(lieu: pd.Series) -> None:
    sites = [site for site in str(lieu["site_web"]).split("|") if urlsplit(site).scheme in {"http", "https"}]
    st.markdown(f"**Adresse** : {inerte(lieu['adresse']) or INCONNU}")
    st.markdown(f"**Téléphone** : {inerte(lieu['telephone']) or INCONNU}")
    st.markdown(f"**Courriel** : {inerte(lieu['courriels']) or INCONNU}")
    st.markdown(f"**Site** : {', '.join(inerte(s) for s in sites) or INCONNU}")


def _qualite(fiche: Fiche) -> None:
    lieu = fiche.lieu
    maj = None if pd.isna(lieu["date_maj"]) else lieu["date_maj"].date()
    with st.container(horizontal=True, vertical_alignment="center"):
        cadres.badge("demonstration" if lieu["nature"] == "demonstration" else "reel")
        st.caption(
            f"Mise à jour : {jour(maj)} ({libelle('fraicheur', lieu['fraicheur']).lower()}). "
            f"Source : {inerte(lieu['source'])}. Complétude : {pourcentage(lieu['completude'])}."
        )
    if fiche.manques:
        st.caption(f"À compléter : {', '.join(fiche.manques)}.")
    with st.expander("Partager ou signaler une erreur", icon="✉️"):
        st.markdown("Lien vers cette fiche (à copier) :")
        st.code(url.complete(), language=None, wrap_lines=True)
        st.markdown("Texte de courriel à adresser au producteur de la donnée :")
        st.code(_courriel(lieu, maj_en_clair=jour(maj)), language=None, wrap_lines=True)


def _courriel(lieu: pd.Series, *, maj_en_clair: str) -> str:
    """Le texte prêt à envoyer pour signaler une erreur."""
    return (
        f"Objet : erreur sur la fiche « {lieu['nom']} » ({lieu['id']})\n\n"
        f"Bonjour,\n\nLa fiche du lieu « {lieu['nom']} » à {lieu['commune']} (identifiant {lieu['id']}, "
        f"mise à jour du {maj_en_clair}, source : {lieu['source']}) me semble erronée.\n\n"
        "Ce qui est écrit : …\nCe qui est juste : …\nComment je le sais : …\n\nCordialement"
    )
