"""Les états enregistrés : les voir, les comparer, y revenir."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import streamlit as st

from inclusion.analysis.comparaison import Comparaison
from inclusion.data.droits import Droits
from inclusion.data.instantanes import Instantane, StockageError
from inclusion.model.francais import jour_et_heure, nombre, pluriel
from inclusion.model.schemas import schemas
from inclusion.views import filtres, tableaux
from inclusion.views.markdown import inerte

LIGNES_MAX = 2_000


def liste(entiers: Sequence[Instantane], inacheves: Mapping[str, str], delaisses: Sequence[str]) -> None:
    """Les instantanés, du plus récent au plus ancien, et ce qui demande attention."""
    if not entiers:
        st.caption("Aucun état enregistré : ce jeu n'a pas encore été modifié par l'application.")
    else:
        tableaux.simple(_table(entiers), cle="instantanés", alt="États enregistrés du jeu de données")
    for nom, defaut in inacheves.items():
        st.warning(f"« {inerte(nom)} » est ignoré : {inerte(defaut)}. Le supprimer ne perd rien.", icon="🧹")
    for nom in delaisses:
        st.warning(
            f"« {inerte(nom)} », à la racine du dossier de données, a été retouché mais n'est plus lu : le déposer.",
            icon="⚠️",
        )


def _table(entiers: Sequence[Instantane]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (
                "courant" if i.courant else "",
                libelle(i),
                i.motif,
                nombre(i.lignes.get("lieux")),
                nombre(i.lignes.get("postes")),
            )
            for i in entiers
        ],
        columns=["État", "Enregistré", "Motif", "Lieux", "Postes"],
    )


def libelle(un: Instantane) -> str:
    """« 23 novembre 2026 à 14 h 05 »."""
    return jour_et_heure(un.date) + (" (courant)" if un.courant else "")


def a_comparer(entiers: Sequence[Instantane]) -> tuple[str, str] | None:
    """Les deux états à comparer ; None s'il n'y en a pas deux."""
    if len(entiers) < 2:
        return None
    noms = {i.nom: f"{libelle(i)} — {i.motif[:60]}" for i in entiers}
    anciens = {nom: noms[nom] for nom in [*list(noms)[1:], next(iter(noms))]}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        avant = filtres.parmi("Comparer", "avant", anciens)
        apres = filtres.parmi("avec", "apres", noms)
    return avant, apres


def differences(comparees: tuple[Mapping[str, Comparaison], pd.DataFrame] | None) -> None:
    """Les lieux ouverts, fermés, changés, par intercommunalité ; puis toute table qui diffère."""
    if comparees is None:
        return
    tables, epci = comparees
    lieux = tables["lieux"]
    comptes = (
        ("Lieux ouverts", len(lieux.apparues)),
        ("Lieux fermés", len(lieux.disparues)),
        ("Lieux changés", lieux.changees),
    )
    with st.grid(3, min_column_width=130):
        for titre, valeur in comptes:
            st.metric(titre, nombre(valeur), border=True)
    st.caption(
        "Ouvert : présent après et non avant. Fermé : présent avant et non après, ou simplement retiré du fichier."
    )
    bouge = epci[epci["ecart"] != 0]
    if len(bouge):
        tableaux.simple(
            bouge[["nom", "avant", "apres", "ecart"]],
            cle="lieux par intercommunalité",
            alt="Lieux par intercommunalité, avant et après",
            colonnes={"nom": "Intercommunalité", "avant": "Avant", "apres": "Après", "ecart": "Écart"},
        )
    changees = [nom for nom, c in tables.items() if not c.vide]
    if not changees:
        st.success("Les deux états disent la même chose.")
    for nom in changees:
        with st.expander(f"{schemas()[nom].titre} : {_resume(tables[nom])}", icon="🔎"):
            _detail(nom, tables[nom])


def _resume(c: Comparaison) -> str:
    return ", ".join(
        (
            pluriel(len(c.apparues), "ligne apparue", "lignes apparues"),
            pluriel(len(c.disparues), "disparue", "disparues"),
            pluriel(c.changees, "changée", "changées"),
        )
    )


def _detail(nom: str, c: Comparaison) -> None:
    titres = {champ.nom: champ.titre for champ in schemas()[nom].champs}
    for quoi, table in (("Apparues", c.apparues), ("Disparues", c.disparues)):
        if len(table):
            st.markdown(f"**{quoi}**")
            visibles = table[list(table.columns)[:8]].head(LIGNES_MAX)
            tableaux.simple(visibles, cle=f"{quoi} {nom}", alt=f"{quoi} : {nom}", colonnes=titres)
    if len(c.changements):
        st.markdown("**Changées**")
        lisibles = c.changements.assign(champ=c.changements["champ"].map(titres)).head(LIGNES_MAX)
        entetes = {"cle": "Ligne", "champ": "Champ", "avant": "Avant", "apres": "Après"}
        tableaux.simple(lisibles, cle=f"changées {nom}", alt=f"Changées : {nom}", colonnes=entetes)


def revenir(entiers: Sequence[Instantane], droits: Droits, restaurer: Callable[[str], Instantane]) -> None:
    """Revenir à un état enregistré ; l'état présent est gardé."""
    autres = {i.nom: f"{libelle(i)} — {i.motif[:60]}" for i in entiers if not i.courant}
    if not autres:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        nom = st.selectbox(
            "Revenir à l'état",
            list(autres),
            format_func=lambda n: autres[n],
            key="état à restaurer",
            width=460,
        )
        st.button(
            "Restaurer cet état",
            icon="↩️",
            disabled=not droits.ecrire,
            on_click=lambda: _restaurer(restaurer, nom),
            help="L'état présent reste enregistré : on peut y revenir de même.",
        )


def _restaurer(restaurer: Callable[[str], Instantane], nom: str) -> None:
    try:
        rendu = restaurer(nom)
    except StockageError as erreur:
        st.error(inerte(erreur), icon="🚫")
    else:
        st.success(f"État du {inerte(libelle(rendu))} restauré.", icon="↩️")
