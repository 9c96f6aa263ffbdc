"""Les documents à emporter : un bouton chacun, l'avancement à l'écran, et le fichier arrive de lui-même."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from threading import Condition
from typing import Any

import streamlit as st

from inclusion.model.documents import Document
from inclusion.model.francais import pluriel
from inclusion.model.territoires import Territoire
from inclusion.views import url
from inclusion.views.cadres import MIMES
from inclusion.views.markdown import inerte

PARTIES = 11
PRESQUE = 0.95
PAS_S, PATIENCE_S = 0.25, 60.0
LECTURE, MISE_EN_PAGE = "Lecture des données", "Mise en page"
Composer = Callable[[Territoire, str, str, Callable[[str], None]], Document]


@dataclass(frozen=True)
class Offre:
    """Un document que l'on peut demander : ce qu'il est, son type, son extension, comment on l'écrit."""

    libelle: str
    aide: str
    type_de_document: str
    extension: str
    ecrire: Callable[[Document], bytes]


@dataclass(eq=False)
class Avancement:
    """Où en est un document, entre le fil qui l'écrit et l'écran qui le suit.

    Streamlit écrit au clic, hors de l'écran : l'un avance pendant que l'autre lit. `demandes`, `rendus` : combien de
    clics, combien de documents rendus ou abandonnés ; `document` : le dernier, None s'il n'a pas pu être fait.
    """

    partie: str = LECTURE
    faites: int = 0
    demandes: int = 0
    rendus: int = 0
    document: Document | None = None
    verrou: Condition = field(default_factory=Condition)

    def avancer(self, partie: str) -> None:
        with self.verrou:
            self.partie, self.faites = partie, self.faites + 1
            self.verrou.notify_all()

    def commencer(self) -> None:
        with self.verrou:
            self.partie, self.faites, self.document = LECTURE, 0, None

    def rendre(self, document: Document | None) -> None:
        """Clôt une demande ; None : le document n'a pas pu être fait."""
        with self.verrou:
            self.document, self.rendus = document, self.rendus + 1
            self.verrou.notify_all()

    @property
    def part(self) -> float:
        return min(PRESQUE, self.faites / PARTIES)

    @property
    def attendu(self) -> bool:
        return self.rendus < self.demandes


def proposer(territoire: Territoire, a_date: date, offres: Sequence[Offre], composer: Composer) -> None:
    """Un cadre par document ; un clic le compose, montre l'avancement et le télécharge."""
    adresse = url.base()
    with st.grid(2, min_column_width=280):
        for offre in offres:
            with st.container(border=True, height="stretch"):
                st.markdown(f"**{inerte(offre.libelle)}**")
                st.markdown(inerte(offre.aide))
                nom = f"{offre.type_de_document}-{territoire.code}-{a_date:%Y-%m-%d}.{offre.extension}"
                _offrir(nom, offre, partial(composer, territoire, offre.type_de_document, adresse))


def _offrir(nom: str, offre: Offre, composer: Callable[[Callable[[str], None]], Document]) -> None:
    cle = f"composer {nom}"
    avancement: Avancement = st.session_state.setdefault(f"avancement {cle}", Avancement())
    demande = st.download_button(
        f"Composer ({offre.extension.upper()})",
        partial(rediger, avancement, composer, offre.ecrire),
        nom,
        MIMES[offre.extension],
        key=cle,
        icon="⬇️",
    )
    if demande:
        _suivre(avancement)


def rediger(
    avancement: Avancement,
    composer: Callable[[Callable[[str], None]], Document],
    ecrire: Callable[[Document], bytes],
) -> bytes:
    """Les octets d'un document ; dit chaque partie à `avancement`, puis le document lui-même, ou qu'il n'y en a pas."""
    avancement.commencer()
    fait: Document | None = None
    try:
        document = composer(avancement.avancer)
        avancement.avancer(MISE_EN_PAGE)
        octets = ecrire(document)
        fait = document
    finally:
        avancement.rendre(fait)
    return octets


def _suivre(avancement: Avancement) -> None:
    """Montre l'avancement jusqu'au document, puis ce qui lui manque."""
    avancement.demandes += 1
    barre, immobile = st.progress(0.0, f"{LECTURE}…"), 0.0
    while avancement.attendu and immobile < PATIENCE_S:
        with avancement.verrou:
            vu = avancement.faites
            avancement.verrou.wait_for(lambda vu=vu: avancement.faites != vu or not avancement.attendu, PAS_S)  # type: ignore[misc]
        immobile = immobile + PAS_S if avancement.faites == vu else 0.0
        barre.progress(avancement.part, f"{avancement.partie}…")
    barre.empty()
    avancement.demandes = avancement.rendus
    if avancement.document is None:
        st.error("Le document n'a pas pu être composé. Le détail est dans le journal du serveur.", icon="🛠️")
    else:
        _rendre_compte(avancement.document)


def _rendre_compte(document: Document) -> None:
    st.success("Document composé : le navigateur l'enregistre.", icon="✅")
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
