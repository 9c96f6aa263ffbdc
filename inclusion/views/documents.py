"""Les documents à emporter : un bouton chacun, l'avancement à l'écran, puis le fichier."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from inclusion.model.documents import Document
from inclusion.model.francais import pluriel
from inclusion.model.territoires import Territoire
from inclusion.views import url
from inclusion.views.cadres import MIMES
from inclusion.views.url import inerte

PRET = "document prêt"
PARTIES = 10
BOUTON = '[class*="st-key-document-pr"] button'
DECLENCHER = f"<script>setTimeout(() => document.querySelector('{BOUTON}')?.click(), 300)</script>"
Composer = Callable[[Territoire, str, str, Callable[[str], None]], Document]


@dataclass(frozen=True)
class Offre:
    """Un document que l'on peut demander : ce qu'il est, son type, son extension, comment on l'écrit."""

    libelle: str
    aide: str
    type_de_document: str
    extension: str
    ecrire: Callable[[Document], bytes]


def proposer(territoire: Territoire, offres: Sequence[Offre], composer: Composer) -> None:
    """Un cadre par document ; le bouton compose, montre l'avancement et lance le téléchargement."""
    with st.grid(2, min_column_width=280):
        for offre in offres:
            with st.container(border=True, height="stretch"):
                st.markdown(f"**{inerte(offre.libelle)}**")
                st.markdown(inerte(offre.aide))
                if st.button(
                    f"Composer ({offre.extension.upper()})", key=f"composer {offre.libelle}", icon="⬇️"
                ):
                    _composer(territoire, offre, composer)


def _composer(territoire: Territoire, offre: Offre, composer: Composer) -> None:
    barre, faites = st.progress(0.0, "Lecture des données…"), [0]

    def avancer(partie: str) -> None:
        faites[0] += 1
        barre.progress(min(0.95, faites[0] / PARTIES), f"{partie}…")

    document = composer(territoire, offre.type_de_document, url.base(), avancer)
    barre.progress(0.95, "Mise en page…")
    octets = offre.ecrire(document)
    barre.empty()
    _remettre(document, offre, octets)


def _remettre(document: Document, offre: Offre, octets: bytes) -> None:
    """Le fichier, que le navigateur reçoit tout de suite, et ce qui lui manque."""
    nom = f"{offre.type_de_document}-{document.territoire.code}-{document.a_date:%Y-%m-%d}.{offre.extension}"
    st.download_button(
        f"Enregistrer {nom}", octets, nom, MIMES[offre.extension], key=PRET, on_click="ignore", type="primary"
    )
    st.html(DECLENCHER, unsafe_allow_javascript=True)
    manques = [dit for section in document.sections for dit in section.dits_manquants]
    if manques:
        combien = pluriel(len(manques), "information manquante écrite", "informations manquantes écrites")
        st.caption(f"{combien} dans le document :")
        st.markdown("\n".join(f"- {inerte(dit)}" for dit in manques))


def chapeau(territoire: Territoire, regarde: Territoire) -> Any:
    """Ce que les documents couvrent, quand ce n'est pas le territoire regardé."""
    if territoire != regarde:
        st.info(
            f"Les documents se font au département ou à l'intercommunalité : voici ceux de {inerte(territoire.nom)}, "
            f"dont {inerte(regarde.nom)} fait partie.",
            icon="ℹ️",
        )
