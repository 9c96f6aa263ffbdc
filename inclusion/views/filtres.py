"""Les sélecteurs : chacun rend une valeur, et l'URL s'en souvient."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from inclusion.model.facettes import FACETTES, ChoixLieux, Facette, Moment
from inclusion.model.francais import nombre
from inclusion.model.territoires import Territoire, TerritoireError, resolu
from inclusion.views import url
from inclusion.views.markdown import inerte

TERRITOIRE = "territoire"
REFUSE = "territoire refusé"
MOMENT = "moment"
TEXTE = "texte"
LIEU = "lieu"
SANS_FILTRE = ChoixLieux()
LISTES = {"lieux": "Lieux", "communes": "Communes", "communes_sans_lieu": "Communes sans lieu"}
GROUPES = {
    "Besoin et public": ("services", "publics", "prise_en_charge"),
    "Accueil": ("accompagnement", "acces", "frais", "itinerance"),
    "Type de lieu": ("famille", "typologie", "dispositifs"),
    "Qualité de la fiche": ("fraicheur", "horaires", "precision"),
}


def choisir_territoire(territoires: Sequence[Territoire]) -> None:
    """Le sélecteur commun à toutes les pages ; un nom inconnu dans le lien est dit."""
    libelles = [t.libelle for t in territoires]
    demande = st.query_params.get(TERRITOIRE)
    if demande and demande not in libelles:
        try:
            st.session_state[TERRITOIRE] = resolu(demande, territoires).libelle
            st.query_params[TERRITOIRE] = st.session_state[TERRITOIRE]
        except TerritoireError as erreur:
            st.session_state[REFUSE] = str(erreur)  # Streamlit retire aussitôt de l'URL un territoire inconnu
    if REFUSE in st.session_state:
        st.warning(f"Lien : {inerte(st.session_state[REFUSE])} Voici {libelles[0]}.")
    st.selectbox(
        "Territoire",
        libelles,
        key=TERRITOIRE,
        bind="query-params",
        on_change=lambda: st.session_state.pop(REFUSE, None),
        width=460,
        help="Le département, l'une de ses intercommunalités ou une commune : taper quelques lettres suffit.",
    )


def territoire(territoires: Sequence[Territoire]) -> Territoire:
    """Le territoire choisi ; sans choix, le département."""
    choisi = territoire_choisi()
    return next((t for t in territoires if t.libelle == choisi), territoires[0])


def territoire_choisi() -> str:
    """Le libellé que montre le sélecteur commun ; `""` avant qu'il ne soit dessiné."""
    return str(st.session_state.get(TERRITOIRE, ""))


def changer_de_territoire(voulu: Territoire) -> None:
    """Choisit un territoire à la place du sélecteur commun ; à appeler dans un rappel, avant qu'il ne soit dessiné."""
    st.session_state[TERRITOIRE] = voulu.libelle
    st.session_state.pop(REFUSE, None)


def choix_lieux() -> ChoixLieux:
    """Ce que le lien demande, avant de dessiner les sélecteurs."""
    demandes = ((f.cle, url.lues(f.cle, f.codes)) for f in FACETTES)
    moments = url.lues(MOMENT, [m.name.lower() for m in Moment])
    return ChoixLieux(
        valeurs=tuple((cle, codes) for cle, codes in demandes if codes),
        moment=Moment[moments[0].upper()] if moments else Moment.INDIFFERENT,
        texte=st.query_params.get(TEXTE, ""),
    )


def lieux(
    choix: ChoixLieux, effectifs: Mapping[str, Mapping[str, int]], moments: Mapping[Moment, int]
) -> None:
    """Les filtres des lieux : chaque valeur avec son effectif, jamais cachée à zéro."""
    texte, moment = st.columns([3, 2], vertical_alignment="bottom")
    with texte:
        _texte(choix.texte)
    with moment:
        _moment(choix.moment, moments)
    facettes = {f.cle: f for f in FACETTES}
    if choix.actif:
        st.markdown(f"**Filtres en cours** — {inerte(' ; '.join(choix.phrases()))}")
    with st.expander("Filtres", icon="🔎", key="filtres"):
        st.caption(
            "Dans un même filtre, les valeurs s'ajoutent (ou) ; d'un filtre à l'autre, elles se combinent (et)."
        )
        for titre, cles in GROUPES.items():
            st.markdown(f"**{titre}**")
            with st.grid(min_column_width=230):
                for cle in cles:
                    _facette(facettes[cle], choix.de(cle), effectifs[cle])
        st.button("Retirer tous les filtres", on_click=_retirer, disabled=not choix.actif)


def _facette(facette: Facette, choisies: tuple[str, ...], effectifs: Mapping[str, int]) -> None:
    cle = f"filtre {facette.cle}"
    libelles = facette.codes
    st.session_state[cle] = list(choisies)
    st.multiselect(
        facette.libelle,
        list(libelles),
        format_func=lambda code: f"{libelles[code]} ({nombre(effectifs[code])})",
        key=cle,
        placeholder="Toutes",
        on_change=lambda: url.ecrire(facette.cle, st.session_state[cle]),
    )


def _texte(texte: str) -> None:
    cle = "filtre texte"
    st.session_state[cle] = texte
    st.text_input(
        "Nom ou commune",
        key=cle,
        placeholder="médiathèque, Sault, …",
        on_change=lambda: url.ecrire(TEXTE, [st.session_state[cle]]),
    )


def _moment(moment: Moment, effectifs: Mapping[Moment, int]) -> None:
    cle = "filtre moment"
    st.session_state[cle] = moment
    st.selectbox(
        "Quand",
        list(Moment),
        format_func=lambda m: m.value if m == Moment.INDIFFERENT else f"{m.value} ({nombre(effectifs[m])})",
        key=cle,
        on_change=lambda: url.ecrire(
            MOMENT,
            [] if st.session_state[cle] == Moment.INDIFFERENT else [st.session_state[cle].name.lower()],
        ),
    )


def _retirer() -> None:
    for cle in (*(f.cle for f in FACETTES), MOMENT, TEXTE):
        st.query_params.pop(cle, None)


def parmi(libelle: str, cle: str, options: Mapping[str, str], *, aide: str = "", defaut: str = "") -> str:
    """Un choix unique lié à l'URL : `options` va du code (dans le lien) au libellé (à l'écran).

    `defaut` : le code que le lien ne porte pas ; le premier si on ne le dit pas.
    """
    demandees = url.lues(cle, options)
    etat = f"choix {cle}"
    defaut = defaut or next(iter(options))
    st.session_state[etat] = demandees[0] if demandees else defaut
    choisi = st.selectbox(
        libelle,
        list(options),
        format_func=lambda code: options[code],
        key=etat,
        help=aide or None,
        on_change=lambda: url.ecrire(
            cle, [] if st.session_state[etat] == defaut else [st.session_state[etat]]
        ),
    )
    return str(choisi)


def plusieurs(
    libelle: str, cle: str, options: Mapping[str, str], *, au_plus: int | None = None, aide: str = ""
) -> tuple[str, ...]:
    """Plusieurs choix liés à l'URL, dans l'ordre des options ; `options` va du code au libellé."""
    etat = f"choix {cle}"
    st.session_state[etat] = list(url.lues(cle, options)[:au_plus])
    choisis = st.multiselect(
        libelle,
        list(options),
        format_func=lambda code: options[code],
        key=etat,
        max_selections=au_plus,
        placeholder="Aucun choix",
        help=aide or None,
        on_change=lambda: url.ecrire(cle, st.session_state[etat]),
    )
    return tuple(code for code in options if code in choisis)


def entier(libelle: str, cle: str, *, minimum: int, maximum: int, defaut: int, aide: str = "") -> int:
    """Un nombre entier lié à l'URL ; hors des bornes, le lien est ignoré, et c'est dit."""
    etat = f"choix {cle}"
    demande = st.query_params.get(cle, "")
    connu = demande.isascii() and demande.isdigit() and minimum <= int(demande) <= maximum
    if demande and not connu:
        st.warning(
            f"Le lien demande « {inerte(demande)} » ({cle}) : il faut un entier de {minimum} à {maximum}. "
            f"Voici {defaut}."
        )
    st.session_state[etat] = int(demande) if connu else defaut
    choisi = st.number_input(
        libelle,
        min_value=minimum,
        max_value=maximum,
        step=1,
        key=etat,
        help=aide or None,
        on_change=lambda: url.ecrire(
            cle, [] if st.session_state[etat] == defaut else [str(st.session_state[etat])]
        ),
    )
    return int(choisi)


def lieu(lieux_retenus: pd.DataFrame) -> str:
    """L'identifiant du lieu dont on lit la fiche (`""` : aucun) ; le lien peut en désigner un autre."""
    demande = st.query_params.get(LIEU, "")
    noms = {"": "Choisir un lieu…"} | {
        ligne.id: f"{ligne.nom} — {ligne.commune}" for ligne in lieux_retenus.itertuples()
    }
    etat = "choix lieu"
    st.session_state[etat] = demande if demande in noms else ""
    st.selectbox(
        "Lire la fiche d'un lieu",
        list(noms),
        format_func=lambda code: noms[code],
        key=etat,
        on_change=lambda: url.ecrire(LIEU, [st.session_state[etat]]),
        help="On peut aussi cliquer un lieu sur la carte, ou sa ligne dans la liste.",
    )
    return demande


def interrupteur(libelle: str, *, aide: str) -> bool:
    """Un réglage que le lien ne porte pas : chacun le choisit pour soi."""
    return st.toggle(libelle, value=False, help=aide, key=f"réglage {libelle}")


def choisir_lieu(identifiant: str) -> None:
    """Écrit dans le lien le lieu dont on veut lire la fiche."""
    url.ecrire(LIEU, [identifiant])


def etat(etats: Mapping[str, str]) -> str:
    """L'état demandé d'une table qui en a (`""` : tous, ou sans état)."""
    return parmi("État", "etat", etats) if etats else ""
