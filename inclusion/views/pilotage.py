"""Ce que le pilotage montre hors graphiques : phrases, état d'une feuille de route, communes, lien vers un territoire."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import streamlit as st

from inclusion.data.droits import Droits
from inclusion.data.instantanes import StockageError
from inclusion.model.chiffres import Aplat
from inclusion.model.francais import enumeration, nombre
from inclusion.model.provenance import Nature
from inclusion.model.releves import Releve
from inclusion.model.reponses import FondDeCarte
from inclusion.model.territoires import Territoire
from inclusion.views import cadres, cartes, filtres, graphiques_pilotage, releves, tableaux
from inclusion.views.markdown import inerte


def phrases(dites: Sequence[tuple[str, Nature]]) -> None:
    """Les phrases d'un territoire, engendrées de ses chiffres ; celle qui dit une démonstration le porte."""
    for dite, nature in dites:
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
            st.markdown(inerte(dite), width="content")
            if nature == "demonstration":
                cadres.badge(nature)


def en_bref(statuts: Releve, changements: Releve) -> None:
    """Les indicateurs par statut, et ce qui a changé depuis le dernier état enregistré."""
    releves.show("Les indicateurs de la feuille de route, par statut", statuts, graphiques_pilotage.statuts)
    releves.tableau("Ce qui a changé depuis le dernier état enregistré", changements)


def etat(dit: str) -> None:
    """Où en est la feuille de route du territoire."""
    st.markdown(inerte(dit))


def carte_feuilles(aplat: Aplat, fond: FondDeCarte, lieux: pd.DataFrame, transcription: pd.DataFrame) -> None:
    """La carte des feuilles de route, une couleur par état, écrit au survol et dans le tableau."""
    cadres.figure(
        "Où en est chaque intercommunalité",
        lambda: cartes.show(cartes.donnees(fond, lieux, aplat=aplat), cle="carte des feuilles", hauteur=420),
        legende=lambda: cartes.legende_aplat(aplat, objets="intercommunalités"),
        lecture=aplat.lecture,
        provenances=list(aplat.sources),
        transcription=transcription,
        cle="carte des feuilles",
    )


def liens(territoires: Sequence[Territoire]) -> None:
    """Un lien vers la feuille de route de chaque intercommunalité : les mêmes écrans que le département."""
    cadres.titre_section("La feuille de route de chaque territoire")
    st.caption(
        "Chaque lien ouvre les indicateurs, les cibles et les actions du territoire, comme pour le département."
    )
    with st.grid(2, min_column_width=260):
        for territoire in territoires:
            st.page_link(
                "pages/vues/feuille_de_route.py",
                label=inerte(territoire.titre),
                icon="🧭",
                query_params=[(filtres.TERRITOIRE, territoire.libelle)],
            )


def copier(
    departs: Mapping[str, str],
    vers: Callable[[str], Mapping[str, str]],
    copie: Callable[[str, str], pd.DataFrame],
    ecrire: Callable[[pd.DataFrame], bytes],
    *,
    droits: Droits,
    verser: Callable[[pd.DataFrame], Callable[[], object] | None],
) -> None:
    """Recopier le cadre d'une feuille de route dans une autre : sur place, ou par un fichier à compléter puis à déposer.

    `verser` : ce qui ajoute les actions à la table, None si elles y sont déjà.
    """
    cadres.titre_section("Partir du cadre d'une autre feuille de route")
    if not departs:
        cadres.vide("Aucune feuille de route n'a d'action à recopier.", "actions.csv")
        return
    with cadres.reglages():
        depart = filtres.parmi("Recopier le cadre de", "cadre", departs)
        arrivee = filtres.parmi("pour", "vers", vers(depart))
    table = copie(depart, arrivee) if arrivee else pd.DataFrame()
    if table.empty:
        st.info("Aucune intercommunalité n'a de feuille de route à remplir.", icon="📂")
        return
    st.caption(
        "Axes, actions et priorités sont repris, au statut « à discuter » ; pilotes, dates, avancement et budgets restent "
        "à saisir, ensuite, par la page « Saisir et corriger ». Ou bien : compléter le fichier dans un tableur, puis le "
        "verser par la page « Déposer des données »."
    )
    tableaux.simple(
        table[["axe", "nom", "priorite", "remarque"]],
        cle="cadre copié",
        alt="Actions recopiées",
        colonnes={"axe": "Axe", "nom": "Action", "priorite": "Priorité", "remarque": "Remarque"},
    )
    action = verser(table)
    st.button(
        f"Ajouter ces actions à la feuille de route : {inerte(vers(depart)[arrivee])}",
        icon="➕",
        disabled=action is None or not droits.ecrire,
        on_click=_verser,
        args=(action,),
    )
    if action is None:
        st.caption("Ces actions y sont déjà.")
    elif not droits.ecrire:
        st.caption(inerte(droits.raison))
    st.download_button(
        "Actions à compléter (CSV)",
        lambda: ecrire(table),
        f"actions-{arrivee}.csv",
        cadres.MIMES["csv"],
        icon="⬇️",
        on_click="ignore",
    )


def _verser(action: Callable[[], object]) -> None:
    try:
        action()
    except StockageError as erreur:
        st.error(inerte(erreur), icon="🚫")
        return
    st.success("Cadre recopié : les actions attendent leur pilote, leurs dates et leur budget.", icon="✅")


def points(releve: Releve) -> None:
    """Ce qui demande une décision, sorte par sorte : de quoi il s'agit, qui en répond, ce que l'on propose."""
    for sorte, lignes in releve.lignes.groupby("sorte_dite", sort=False):
        st.markdown(f"**{inerte(sorte)}** ({nombre(len(lignes))})")
        with st.grid(3, min_column_width=260):
            for ligne in lignes.itertuples():
                with st.container(border=True, height="stretch", gap="xsmall"):
                    st.markdown(inerte(ligne.objet))
                    st.markdown(f"→ *{inerte(ligne.proposition)}*")
                    echeance = f" ; échéance : {inerte(ligne.le)}" if ligne.le else ""
                    st.caption(f"Responsable : {inerte(ligne.responsable)}{echeance}")
                    if ligne.nature == "demonstration":
                        cadres.badge("demonstration")


def communes(sorties: Sequence[str], entrees: Sequence[str], *, comparable: bool) -> None:
    """Les communes sorties de la zone des 20 minutes, et celles qui y sont entrées."""
    if not comparable:
        return
    dites = enumeration(list(sorties)) or "aucune"
    entrees_dites = enumeration(list(entrees)) or "aucune"
    st.markdown(f"**Communes sorties de la zone des 20 minutes :** {inerte(dites)}.")
    st.markdown(f"**Communes qui y sont entrées :** {inerte(entrees_dites)}.")
