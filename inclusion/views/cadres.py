"""Les cartouches communs : titre, chiffre, figure, vigilance, provenance, pied de page."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from inclusion.model.chiffres import MOINS, Chiffre, Vigilance, nature
from inclusion.model.facettes import ChoixLieux, Moment
from inclusion.model.formats.texte import identifiant
from inclusion.model.francais import insecables, jour, nombre, pluriel
from inclusion.model.impressions import Impression
from inclusion.model.provenance import LIBELLES_NATURE, Nature, Provenance
from inclusion.model.releves import Releve
from inclusion.model.reponses import ContenuTable, LieuxRetenus
from inclusion.model.schemas import Faute
from inclusion.model.territoires import Territoire
from inclusion.views import dessins, filtres, palette, tableaux
from inclusion.views.markdown import inerte

TEXTES = Path(__file__).parent / "textes"
LANGUE = Path(__file__).parent / "styles" / "langue.js"
TEINTES: dict[Nature, str] = {
    "reel": palette.REEL,
    "demonstration": palette.DEMONSTRATION,
    "vide": palette.VIDE,
    "simulation": palette.SIMULATION,
}
MIMES = {
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "pdf": "application/pdf",
    "png": "image/png",
}
journal = logging.getLogger(__name__)
MODELES = "à la page « Données et modèles »"


def langue() -> None:
    """Dit au navigateur que la page est en français (lecteurs d'écran, césure), et traduit ce que Streamlit y ajoute."""
    script = LANGUE.read_text(encoding="utf-8")
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


def titre(texte: str, territoire: Territoire | None = None) -> None:
    """Le titre d'une page et le territoire regardé."""
    st.title(texte, anchor=False)
    if territoire:
        st.subheader(inerte(territoire.titre), anchor=False)


def texte(nom: str) -> None:
    """Une prose de `views/textes/`."""
    st.markdown(insecables((TEXTES / f"{nom}.md").read_text(encoding="utf-8")))


def chiffres(liste: Sequence[Chiffre]) -> None:
    """Une grille de cartouches, une seule colonne sur téléphone."""
    with st.grid(4, min_column_width=160):
        for chiffre in liste:
            with st.container(border=True, height="stretch", gap="xsmall"):
                _chiffre(chiffre)
    jours = dict.fromkeys(c.avant_le for c in liste if _tendance(c))
    note(" ".join(f"Tendances : depuis l'état enregistré le {le}." for le in jours))


def _chiffre(chiffre: Chiffre) -> None:
    tendance, (valeur, unite) = _tendance(chiffre), chiffre.valeur_et_unite
    st.metric(
        inerte(chiffre.libelle),
        valeur,
        delta=tendance or None,
        delta_color="off",
        delta_arrow="auto" if tendance[:1] in {"+", "-"} else "off",
    )
    st.markdown(" — ".join(inerte(insecables(dit)) for dit in (unite, chiffre.phrase) if dit))
    if chiffre.repere:
        st.markdown(f"*{inerte(chiffre.repere)}*")
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        badge(chiffre.nature)
        with st.popover("Définition", type="tertiary", key=f"définition {chiffre.cle}"):
            st.markdown(f"**{inerte(chiffre.libelle)}** ({inerte(chiffre.unite)})")
            st.markdown(inerte(chiffre.definition))
            sources(chiffre.sources)
    source = f"{_producteurs(chiffre.sources)}, {chiffre.date_constat or _dates(chiffre.sources)}"
    st.caption(inerte(insecables(source)))


def _tendance(chiffre: Chiffre) -> str:
    """Ce qui a changé ; sans couleur, rien n'est jugé, et le signe que Streamlit reconnaît pour sa flèche."""
    return chiffre.evolution(chiffre.avant).replace(MOINS, "-")


def badge(une_nature: Nature) -> None:
    """La nature d'une donnée : jamais la couleur seule."""
    st.badge(LIBELLES_NATURE[une_nature], color=TEINTES[une_nature])  # type: ignore[arg-type]


def _dates(provenances: Iterable[Provenance]) -> str:
    return " ; ".join(dict.fromkeys(p.quand for p in provenances))


def _producteurs(provenances: Iterable[Provenance]) -> str:
    return " ; ".join(dict.fromkeys(p.producteur for p in provenances))


def sources(provenances: Iterable[Provenance]) -> None:
    """Source, producteur, date vraie et licence de chaque provenance."""
    for p in provenances:
        st.caption(
            f"Source : {inerte(p.sources or p.titre)}. Producteur : {inerte(p.producteur)}. "
            f"Données : {inerte(p.quand)}. "
            f"Licence : {inerte(p.licence)}."
        )


def figure(
    titre_figure: str,
    dessin: Callable[[], object],
    *,
    lecture: str,
    provenances: Sequence[Provenance],
    transcription: pd.DataFrame,
    cle: str,
    legende: Callable[[], object] | None = None,
    deplie: bool = False,
) -> None:
    """Une carte ou un graphique : titre, phrase de lecture, légende, dessin, source et date, tableau (`deplie` ou non)."""
    st.markdown(f"#### {inerte(titre_figure)}")
    st.markdown(f"*Lecture :* {inerte(insecables(lecture))}")
    with dessins.recueillir() as recueil:
        if legende:
            legende()
        dessin()
    with st.container(horizontal=True, vertical_alignment="center"):
        badge(nature(tuple(provenances)))
        cites = dict.fromkeys(f"{p.producteur} ({p.quand})" for p in provenances if p.nature != "vide")
        st.caption(f"Source : {' ; '.join(map(inerte, cites))}.")
        if recueil.dessins:
            dite = LIBELLES_NATURE[nature(tuple(provenances))]
            fond = palette.FOND_SOMBRE if st.context.theme.type == "dark" else palette.FOND_CLAIR
            _image(
                Impression(
                    titre=titre_figure,
                    lecture=lecture,
                    source=f"Source : {' ; '.join(cites)}.",
                    nature=dite,
                    legende=tuple(recueil.legende),
                    dessin=recueil.dessins[0],
                    encre=fond.texte,
                    papier=fond.halo,
                    territoire=filtres.territoire_choisi(),
                ),
                cle,
            )
    with st.expander("Lire ces données en tableau", icon="📋", expanded=deplie):
        tableaux.simple(transcription, cle=f"transcription {cle}", alt=f"Tableau : {titre_figure}")


def _image(impression: Impression, cle: str) -> None:
    """Le bouton qui emporte la figure en image ; il l'écrit au clic."""
    imprimer = dessins.imprimeur()
    if imprimer is not None:
        st.download_button(
            "Image (PNG)",
            partial(imprimer, impression),
            f"{identifiant(impression.titre)}.png",
            MIMES["png"],
            key=f"image {cle}",
            type="tertiary",
            icon="🖼️",
            on_click="ignore",
        )


def releve(
    titre_figure: str,
    un_releve: Releve,
    dessin: Callable[[], object],
    *,
    cle: str,
    legende: Callable[[], object] | None = None,
    deplie: bool = False,
) -> None:
    """Une figure d'après son relevé ; sans ligne, l'écran dit quelle table apporter et où est son modèle."""
    if un_releve.lignes.empty:
        st.markdown(f"#### {inerte(titre_figure)}")
        vide(un_releve.manque, un_releve.fichier)
        return
    figure(
        titre_figure,
        dessin,
        legende=legende,
        lecture=un_releve.lecture,
        provenances=un_releve.sources,
        transcription=un_releve.transcription,
        cle=cle,
        deplie=deplie,
    )


def vigilance(lignes: Sequence[Vigilance], territoire: Territoire) -> None:
    """Les points de vigilance : un compte, et le lien vers la liste déjà filtrée."""
    st.markdown("#### Points de vigilance")
    if not lignes:
        st.success("Rien à signaler sur ce territoire.")
        return
    for ligne in lignes:
        st.page_link(
            f"pages/vues/{ligne.page}.py",
            label=inerte(ligne.phrase),
            icon="⚠️",
            query_params=[("territoire", territoire.libelle), *ligne.filtres],
        )
    st.caption("Chaque ligne ouvre la liste correspondante, déjà filtrée.")


def vide(quoi: str, fichier: str, modele: str = MODELES) -> None:
    """Un écran vide qui dit quoi fournir, où le déposer et où est son modèle."""
    st.info(
        insecables(
            f"{quoi} Pour remplir cet écran : déposer **{inerte(fichier)}** à la page « Déposer des données » ; "
            f"son modèle est {modele}."
        ),
        icon="📂",
    )


def illisible(fautes: Sequence[Faute], dossier: str) -> None:
    """Ce qui empêche d'ouvrir le jeu de données, à la place de l'application."""
    st.title("Les données ne peuvent pas être lues", anchor=False)
    st.error(
        f"À corriger dans le dossier « {inerte(dossier)} » : {pluriel(len(fautes), 'faute')}. "
        "Corriger les fichiers nommés ci-dessous puis recharger cette page : rien n'a été modifié."
    )
    rapport_de_fautes(fautes)


def rapport_de_fautes(fautes: Sequence[Faute]) -> None:
    """Chaque faute du jeu : où, ce qui est lu, ce qui était attendu, et ce qu'elle écarte."""
    table = pd.DataFrame(
        [
            (f.fichier, str(f.ligne or ""), f.colonne, f.valeur, f.attendu, f.gravite.value.capitalize())
            for f in fautes
        ],
        columns=["Fichier", "Ligne", "Colonne", "Valeur lue", "Attendu", "Effet"],
    )
    tableaux.simple(table, cle="fautes", alt="Fautes du jeu de données")
    st.download_button(
        "Télécharger la liste (texte)",
        "\n".join(str(f) for f in fautes),
        "fautes.txt",
        mime="text/plain",
        on_click="ignore",
    )


def proteger(page: Callable[[], None]) -> None:
    """Affiche une page ; une panne imprévue est journalisée et dite en français, sans rien montrer des données."""
    try:
        page()
    except Exception:  # noqa: BLE001 la dernière barrière avant l'écran
        journal.exception("Page en panne")
        st.error(
            "Cette page n'a pas pu être affichée. Le détail est dans le journal du serveur : le joindre au signalement, "
            "avec l'adresse de cette page. Les autres pages restent utilisables.",
            icon="🛠️",
        )


def sans_lieux() -> None:
    """Le jeu n'a pas de table des lieux : dire laquelle fournir."""
    vide("Aucun lieu n'est connu.", "lieux.csv")


def pied(provenances: Sequence[Provenance]) -> None:
    """Le pied de chaque page : d'où viennent les chiffres, et chaque table avec sa vraie date, repliées."""
    st.divider()
    connues = [p for p in provenances if p.nature != "vide"]
    lignes = dict.fromkeys(
        f"- {inerte(p.titre)} : {inerte(p.producteur)}, {inerte(p.quand)}" for p in connues
    )
    st.caption(
        "**Sources.** Chaque chiffre et chaque figure dit les siennes, avec la date des constats ; « calculé au » dit le "
        "jour d'un calcul. Aucune donnée personnelle, aucune requête vers un tiers."
    )
    demonstration = [p.titre for p in connues if p.nature == "demonstration"]
    if demonstration:
        st.caption(f"**Démonstration** (valeurs inventées) : {inerte(', '.join(demonstration))}.")
    with st.expander(f"Les sources et les dates des {pluriel(len(lignes), 'table')}", icon="📚"):
        st.caption("\n".join(lignes))


def titre_section(texte_section: str) -> None:
    st.markdown(f"#### {inerte(texte_section)}")


def deux_colonnes() -> tuple[Any, Any]:
    """Deux colonnes, l'une sous l'autre sur téléphone."""
    gauche, droite = st.columns([3, 2], gap="medium")
    return gauche, droite


def sans_territoire() -> None:
    """Le jeu ne contient pas de communes : dire comment en obtenir."""
    st.title("Il manque le territoire", anchor=False)
    st.info(
        "Ce jeu de données ne contient pas la table des communes (communes.parquet), sans laquelle rien ne peut être situé. "
        "La construire : `python -m inclusion referentiel --departement 84 --vers DOSSIER`.",
        icon="📂",
    )


def resultat(retenus: LieuxRetenus, choix: ChoixLieux) -> None:
    """Combien de lieux répondent, et combien sont écartés faute d'horaires connus ; ou la table à fournir."""
    if not retenus.table_fournie:
        sans_lieux()
        return
    st.markdown(
        f"**{pluriel(len(retenus.lieux), 'lieu', 'lieux')}** sur {nombre(retenus.du_territoire)} du territoire."
    )
    if choix.moment != Moment.INDIFFERENT and len(retenus.horaires_inconnus):
        st.caption(
            f"{pluriel(len(retenus.horaires_inconnus), 'autre lieu répond', 'autres lieux répondent')} aux filtres mais "
            "leurs horaires sont inconnus : ils ne sont ni montrés ni comptés comme fermés."
        )


def emporter(nom: str, fichiers: Mapping[tuple[str, str], Callable[[], bytes]]) -> None:
    """Des téléchargements, écrits seulement au clic : (libellé, extension) → octets."""
    with st.container(horizontal=True):
        for (libelle, extension), ecrire in fichiers.items():
            st.download_button(
                libelle, ecrire, f"{nom}.{extension}", MIMES[extension], icon="⬇️", on_click="ignore"
            )


def reglages() -> Any:
    """Une rangée de réglages, qui passe à la ligne sur téléphone."""
    return st.grid(4, min_column_width=180)


def note(dit: str) -> None:
    """Une remarque sous les chiffres ; rien si elle est vide."""
    if dit:
        st.caption(inerte(insecables(dit)))


def repli(libelle: str) -> Any:
    """Un encart replié."""
    return st.expander(libelle, icon="📋")


def rappel(territoire: Territoire, choix: ChoixLieux, source: Provenance) -> list[tuple[str, str]]:
    """Ce que rappelle un export : territoire, filtres, source, date, licence, nature."""
    return [
        ("Territoire", territoire.titre),
        ("Filtres", " ; ".join(choix.phrases()) or "aucun"),
        ("Source", source.sources),
        ("Date des données", jour(source.date_donnees)),
        ("Licence", source.licence),
        ("Nature", LIBELLES_NATURE[source.nature]),
        ("Position", "Un point de précision « commune » est celui de la mairie, pas celui du lieu."),
        ("Lecture", "Une apostrophe initiale neutralise un texte qu'un tableur prendrait pour une formule."),
    ]


def rappel_du_territoire(territoire: Territoire) -> list[tuple[str, str]]:
    """Ce que rappelle un export dont chaque ligne dit déjà sa source, sa date et sa nature."""
    return [
        ("Territoire", territoire.titre),
        ("Source, date, nature", "Dites ligne par ligne."),
        ("Lecture", "Une apostrophe initiale neutralise un texte qu'un tableur prendrait pour une formule."),
    ]


def description(contenu: ContenuTable) -> None:
    """Ce que dit une table, d'où elle vient et ce qui en est montré."""
    st.markdown(inerte(contenu.schema.description))
    with st.container(horizontal=True, vertical_alignment="center"):
        badge(contenu.source.nature)
        st.caption(
            f"{pluriel(len(contenu.lignes), 'ligne')} sur {nombre(contenu.total)}. {inerte(contenu.restriction)}"
        )
    if contenu.source.nature != "vide":
        sources([contenu.source])


def table_vide(contenu: ContenuTable) -> None:
    """Une table vide ou absente : dire quoi fournir."""
    quoi = f"La table « {contenu.schema.titre} » "
    if contenu.total:
        st.info(f"{inerte(quoi)} n'a aucune ligne pour ce territoire.", icon="🔎")
        return
    etat = "est absente de ce jeu de données." if contenu.absente else "est encore vide."
    vide(inerte(quoi + etat), contenu.schema.chemin)
