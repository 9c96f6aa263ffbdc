"""Se prononcer sur un doublon possible : les deux fiches côte à côte, et trois boutons si l'édition est permise."""

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from inclusion.analysis.propositions import semaine_en_francais
from inclusion.data.droits import Droits
from inclusion.data.instantanes import StockageError
from inclusion.model.fiches_a_reparer import PaireProposee
from inclusion.model.francais import jour, nombre, pluriel
from inclusion.model.nomenclatures import libelle
from inclusion.model.releves import Releve
from inclusion.views import cadres, graphiques
from inclusion.views.markdown import inerte

MONTREES = 10
INCONNU = "non renseigné"


def barres(titre: str, releve: Releve, categorie: str) -> None:
    """Un relevé qui compte des fiches par catégorie."""
    cadres.releve(
        titre,
        releve,
        lambda: graphiques.barres(
            releve.lignes, categorie=categorie, valeur="fiches", unite="fiches", cle=titre, alt=titre
        ),
        cle=titre,
    )


def paires(
    proposees: Sequence[PaireProposee],
    droits: Droits,
    *,
    reunir: Callable[[PaireProposee, str], None],
    distinguer: Callable[[PaireProposee], None],
) -> None:
    """Les paires proposées, la plus sûre d'abord."""
    if not proposees:
        st.success("Aucune paire de fiches ne se ressemble assez pour être proposée, ou tout est décidé.")
        return
    if not droits.ecrire:
        st.info(
            f"{inerte(droits.raison)} Les paires se lisent ici et s'exportent avec la liste de travail.",
            icon="🔒",
        )
    for paire in proposees[:MONTREES]:
        _paire(paire, droits, reunir, distinguer)
    reste = len(proposees) - MONTREES
    if reste > 0:
        st.caption(f"Et {pluriel(reste, 'autre paire', 'autres paires')}, dans la liste de travail.")


def _paire(
    paire: PaireProposee,
    droits: Droits,
    reunir: Callable[[PaireProposee, str], None],
    distinguer: Callable[[PaireProposee], None],
) -> None:
    cle = f"{paire.a['id']} {paire.b['id']}"
    with st.container(border=True, key=f"paire {cle}"):
        st.markdown(
            f"**Ressemblance {nombre(paire.score, decimales=2)}** sur 1 : "
            f"{inerte(', '.join(paire.raisons)) or 'raisons réunies'}."
        )
        with st.grid(2, min_column_width=260):
            for lettre, fiche in (("A", paire.a), ("B", paire.b)):
                with st.container():
                    _fiche(lettre, fiche)
        with st.container(horizontal=True):
            for lettre, fiche in (("A", paire.a), ("B", paire.b)):
                st.button(
                    f"Même lieu : garder {lettre}",
                    key=f"garder {lettre} {cle}",
                    disabled=not droits.ecrire,
                    on_click=_trancher,
                    args=(lambda i=fiche["id"]: reunir(paire, i), "Les deux fiches sont réunies."),
                    help="L'autre fiche complète celle-ci, puis disparaît ; l'état d'avant reste enregistré.",
                )
            st.button(
                "Deux lieux distincts",
                key=f"distincts {cle}",
                disabled=not droits.ecrire,
                on_click=_trancher,
                args=(lambda: distinguer(paire), "C'est noté : cette paire ne sera plus proposée."),
            )


def _trancher(agir: Callable[[], None], fait: str) -> None:
    try:
        agir()
    except StockageError as erreur:
        st.toast(inerte(str(erreur)), icon="⚠️", duration="long")
    else:
        st.toast(fait, icon="✅")


def _fiche(lettre: str, fiche: pd.Series) -> None:
    typologies = ", ".join(libelle("typologie", t) for t in str(fiche["typologie"]).split("|") if t)
    lignes = (
        ("Adresse", f"{fiche['adresse'] or 'adresse inconnue'}, {fiche['code_postal']} {fiche['commune']}"),
        ("Type", typologies or INCONNU),
        ("Services", str(fiche["services"]).replace("|", ", ") or INCONNU),
        ("Horaires", semaine_en_francais(fiche["horaires"]) or fiche["horaires"] or INCONNU),
        ("Contact", " ".join(filter(None, [str(fiche["telephone"]), str(fiche["site_web"])])) or INCONNU),
        ("Mise à jour", jour(fiche["date_maj"])),
        ("Source", fiche["source"]),
    )
    st.markdown(f"**{lettre}. {inerte(fiche['nom'])}**")
    st.caption("  \n".join(f"{quoi} : {inerte(dit)}" for quoi, dit in lignes))
