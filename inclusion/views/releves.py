"""Montrer un relevé : sa figure, ou ce qu'il faut apporter pour la remplir."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from inclusion.model.chiffres import nature
from inclusion.model.provenance import Provenance
from inclusion.model.releves import Constats, Etape, Releve
from inclusion.model.schemas import Schema
from inclusion.views import cadres, tableaux
from inclusion.views.markdown import inerte

Dessin = Callable[[pd.DataFrame, str], object]


def show(
    titre: str, releve: Releve, dessin: Dessin, *, legende: Callable[[pd.DataFrame], object] | None = None
) -> None:
    """La figure d'un relevé, que dessine `dessin(lignes, titre)` ; vide, la table à fournir."""
    if _sans_ligne(titre, releve):
        return
    cadres.releve(
        titre,
        releve,
        lambda: dessin(releve.lignes, titre),
        cle=titre,
        legende=(lambda: legende(releve.lignes)) if legende else None,
    )


def _sans_ligne(titre: str, releve: Releve) -> bool:
    """Un relevé vide dit pourquoi : la table à fournir, ou rien pour ce territoire et ces filtres."""
    if releve.lignes.empty:
        cadres.titre_section(titre)
        if releve.fichier:
            cadres.vide(releve.manque, releve.fichier)
        else:
            st.info(inerte(releve.manque), icon="🔎")
    return bool(releve.lignes.empty)


def tableau(titre: str, releve: Releve) -> None:
    """Un relevé qui se lit en tableau, sans dessin."""
    if _sans_ligne(titre, releve):
        return
    cadres.titre_section(titre)
    if releve.lecture:
        st.markdown(f"*Lecture :* {inerte(releve.lecture)}")
    tableaux.simple(releve.transcription, cle=titre, alt=titre)
    with st.container(horizontal=True, vertical_alignment="center"):
        cadres.badge(nature(releve.sources))
        st.caption(
            "Source : "
            + " ; ".join(dict.fromkeys(f"{inerte(p.producteur)} ({inerte(p.quand)})" for p in releve.sources))
            + "."
        )


def liste(titre: str, table: pd.DataFrame) -> None:
    """Toutes les lignes, repliées : chacune dit sa nature."""
    with cadres.repli(f"{titre} ({len(table)})"):
        tableaux.simple(table, cle=titre, alt=titre)


def constats(titre: str, phrases: Sequence[str], *, rien: str, sources: Sequence[Provenance] = ()) -> None:
    """Une liste de constats ; sans constat, ce que cela veut dire (`rien`), et jamais « (0) », qui pourrait être un inconnu.

    `sources` : leur étiquette, réel ou inventé.
    """
    if not phrases:
        if rien:
            with st.expander(titre, icon="🔎", expanded=True):
                st.markdown(inerte(rien))
        return
    with st.expander(f"{titre} ({len(phrases)})", icon="🔎", expanded=len(phrases) <= 6):
        st.markdown("\n".join(f"- {inerte(phrase)}" for phrase in phrases))
        if sources:
            cadres.badge(nature(tuple(sources)))


def etapes(liste: Sequence[Etape], vides: Constats) -> None:
    """La matrice de territoire : une carte par étape du parcours, avec ce qui manque ; puis les cases vides."""
    cadres.titre_section("Le parcours, étape par étape")
    with st.grid(4, min_column_width=200):
        for etape in liste:
            with st.container(border=True, height="stretch", gap="xsmall"):
                st.markdown(f"**{inerte(etape.libelle)}** — {inerte(etape.description)}")
                for constat in etape.constats:
                    st.markdown(f"✓ {inerte(constat)}")
                if etape.manque:
                    st.markdown(f"⚠️ *Manque :* {inerte(etape.manque)}")
                if etape.sources:
                    cadres.badge(nature(etape.sources))
                    st.caption(
                        " ; ".join(dict.fromkeys(inerte(f"{s.titre}, {s.quand}") for s in etape.sources))
                    )
    if vides.phrases:
        titre = "Étapes que nul partenaire local ne dit tenir, par intercommunalité"
        constats(titre, vides.phrases, rien="", sources=vides.sources)


def modeles(schemas: Mapping[str, Schema], ecrire: Callable[[Schema], bytes]) -> None:
    """Les modèles de saisie des tables dont la page dépend."""
    with st.expander("Remplir ou corriger ces tables : leurs modèles", icon="📂"):
        st.markdown(
            "Chaque table a son modèle de saisie, à déposer une fois rempli à la page « Déposer des données » ; un fichier "
            "d'une autre forme (export de La Coop ou des employeurs de conseillers, tableau d'un partenaire) s'y dépose "
            "tel quel : l'observatoire le reconnaît."
        )
        for nom, schema in schemas.items():
            st.download_button(
                f"Modèle « {schema.titre} » (XLSX)",
                partial(ecrire, schema),
                f"modele-{nom}.xlsx",
                cadres.MIMES["xlsx"],
                icon="⬇️",
                on_click="ignore",
                key=f"modèle {nom}",
            )
