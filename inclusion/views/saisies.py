"""La grille de saisie, ce qu'elle change, ce qui s'y oppose, et le journal."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from inclusion.data.connexion import Connexion
from inclusion.data.depots.rapport import Rapport
from inclusion.data.droits import Droits
from inclusion.data.instantanes import Instantane, StockageError
from inclusion.model.anomalies import Gravite
from inclusion.model.edition import Conflit, Geste, Modification
from inclusion.model.francais import jour_et_heure, pluriel
from inclusion.model.nomenclatures import libelle
from inclusion.model.schemas import Champ, Schema, valeurs_admises
from inclusion.views import tableaux, url
from inclusion.views.markdown import inerte

DEPUIS = "depuis"
MIENNE, LEUR = "Ma valeur", "Leur valeur"
HAUTEUR = 420


def dire_les_droits(droits: Droits, connexion: Connexion) -> None:
    """Qui peut enregistrer ici, et comment se connecter si l'instance le demande."""
    if connexion.configuree and not connexion.faute:
        if connexion.qui:
            st.caption(f"Connecté : {inerte(connexion.qui)}.")
            st.button("Se déconnecter", on_click=st.logout)
        else:
            st.button("Se connecter", on_click=st.login, type="primary")
    if not droits.ecrire:
        st.info(f"{inerte(droits.raison)} La table se lit, sans s'y enregistrer.", icon="🔒")


def depuis(present: str) -> str:
    """L'état du jeu où cette saisie a été ouverte : l'adresse le garde, pour que rien ne change sous les doigts."""
    ouvert = st.query_params.get(DEPUIS, "")
    if not ouvert:
        url.ecrire(DEPUIS, [present])
    return ouvert or present


def reprendre(present: str) -> None:
    """Repart de l'état présent ; les cellules de la grille reviennent à ce qu'il contient."""
    url.ecrire(DEPUIS, [present])


def recommencer() -> None:
    """Redessine la page : l'état présent a remplacé celui que l'on avait ouvert, et rien n'y avait été changé."""
    st.rerun()


def perdue(present: str) -> None:
    """L'état d'où partait la saisie n'existe plus."""
    st.warning("L'état des données d'où partait cette saisie n'existe plus : repartir du présent.", icon="⏳")
    st.button("Repartir de l'état présent", on_click=reprendre, args=(present,))


def grille(
    base: pd.DataFrame, schema: Schema, territoires: Mapping[str, str], *, etat: str, lecture_seule: bool
) -> pd.DataFrame:
    """La table à modifier : une ligne s'ajoute au bas, se retire par sa case ; rend la table voulue (textes)."""
    st.caption(
        "Une cellule se modifie au double clic ou à la touche Entrée ; une ligne s'ajoute au bas. "
        "Les dates s'écrivent JJ/MM/AAAA. Rien n'est enregistré avant le bouton."
    )
    editee = st.data_editor(
        base,
        key=f"saisie {schema.nom} {etat}",
        num_rows="fixed" if lecture_seule else "dynamic",
        disabled=lecture_seule,
        height=HAUTEUR,
        placeholder="",
        column_config={c.nom: _colonne(c, territoires) for c in schema.champs},
        alt=f"Saisie : {schema.titre}",
    )
    return pd.DataFrame(editee).reindex(columns=base.columns).fillna("").astype("str")


def _colonne(champ: Champ, territoires: Mapping[str, str]) -> Any:
    titre = f"{champ.titre} *" if champ.requis else champ.titre
    aide = f"{champ.description} {champ.unite}".strip() or None
    choix: Mapping[str, str] = {}
    if not champ.separateur:
        choix = {
            v: libelle(champ.nomenclature, v) if champ.nomenclature else v for v in valeurs_admises(champ)
        }
        if "departement" in champ.references:
            choix = territoires
    if choix:
        return st.column_config.SelectboxColumn(
            titre,
            help=aide,
            options=["", *choix],
            format_func=lambda v: choix.get(str(v), str(v)),
            width="medium",
        )
    return st.column_config.TextColumn(titre, help=aide)


def changements(gestes: Sequence[Modification]) -> None:
    """Ce que la saisie change, geste par geste."""
    st.markdown("#### Ce que cette saisie change")
    if not gestes:
        st.caption("Rien pour l'instant.")
        return
    st.caption(f"{pluriel(len(gestes), 'geste')}.")
    lignes = [(str(g.geste), g.ligne, g.colonne, _dite(g.avant), _dite(g.apres)) for g in gestes]
    table = pd.DataFrame(lignes, columns=["Geste", "Ligne", "Colonne", "Avant", "Après"])
    tableaux.simple(table, cle="gestes", alt="Changements à enregistrer")


def _dite(valeur: str) -> str:
    """Une ligne entière en « colonne : valeur » ; une cellule telle quelle."""
    if not valeur.startswith("{"):
        return valeur
    return " ; ".join(f"{c} : {v}" for c, v in json.loads(valeur).items() if v)


def refus(rapport: Rapport | None, schema: Schema) -> None:
    """Pourquoi des lignes ne peuvent pas être enregistrées, et ce qui a été corrigé ; les colonnes ont leur nom d'écran."""
    if rapport is None:
        return
    titres = {c.nom: c.titre for c in schema.champs}
    for lue in rapport.anomalies:
        a = replace(lue, colonne=", ".join(titres.get(nom, nom) for nom in lue.colonne.split(", ")))
        dire = (
            st.error
            if a.gravite == Gravite.REFUSE
            else st.warning
            if a.gravite == Gravite.A_VERIFIER
            else st.caption
        )
        dire(inerte(a))


def trancher(conflits: Sequence[Conflit]) -> tuple[list[Modification], list[Modification]]:
    """Les deux valeurs de chaque conflit, côte à côte ; rend ceux tranchés pour soi, et pour l'autre."""
    if conflits:
        st.error(
            f"Quelqu'un a enregistré pendant cette saisie : {pluriel(len(conflits), 'valeur')} à trancher. "
            "Rien n'est perdu ; choisir pour chacune.",
            icon="⚖️",
        )
    miennes: list[Modification] = []
    leurs: list[Modification] = []
    for conflit in conflits:
        geste = conflit.modification
        mienne = "retirer la ligne" if geste.geste == Geste.RETRAIT else _dite(geste.apres) or "vide"
        choix = st.radio(
            inerte(f"{geste.ligne}, {geste.colonne or geste.geste}"),
            [MIENNE, LEUR],
            index=None,
            captions=[inerte(mienne), inerte(_dite(conflit.leur) or "vide")],
            horizontal=True,
            key=f"conflit {geste}",
        )
        if choix:
            (miennes if choix == MIENNE else leurs).append(geste)
    return miennes, leurs


def enregistrer(possible: bool, droits: Droits, action: Callable[[], Instantane]) -> None:
    """Le bouton qui écrit ; dit en tête de page ce qu'il en est."""
    st.button(
        "Enregistrer la saisie",
        type="primary",
        icon="✅",
        disabled=not (possible and droits.ecrire),
        on_click=lambda: _faire(action, "Enregistré"),
    )


def _faire(action: Callable[[], Instantane], dit: str) -> None:
    try:
        fait = action()
    except StockageError as erreur:
        st.error(inerte(erreur), icon="🚫")
        return
    reprendre(fait.nom)
    st.success(f"{dit} le {jour_et_heure(fait.date)}.", icon="✅")


def journal(
    saisies: Sequence[Instantane],
    gestes: pd.DataFrame,
    droits: Droits,
    empechements: Callable[[Instantane], Mapping[str, tuple[Conflit, ...]]],
    annuler: Callable[[Instantane], Instantane],
) -> None:
    """Qui a changé quoi, quand ; et la dernière saisie à défaire."""
    st.markdown("#### Journal des saisies")
    if not saisies:
        st.caption("Aucune saisie n'a encore été enregistrée à l'écran.")
        return
    tableaux.simple(gestes, cle="journal", alt="Journal des saisies")
    noms = {s.nom: f"{jour_et_heure(s.date)} — {s.motif}" for s in saisies}
    choisi = str(st.selectbox("Saisie à défaire", list(noms), format_func=lambda nom: noms[nom]))
    saisie = next(s for s in saisies if s.nom == choisi)
    gene = sum(len(c) for c in empechements(saisie).values())
    if gene:
        st.caption(
            f"Changé depuis : {pluriel(gene, 'valeur')}. Défaire cette saisie effacerait une autre saisie."
        )
    st.button(
        "Défaire cette saisie",
        icon="↩️",
        disabled=bool(gene) or not droits.ecrire,
        on_click=lambda: _faire(lambda: annuler(saisie), "Défait"),
    )
