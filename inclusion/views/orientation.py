"""Orienter : les quatre questions, la jauge, les lieux proposés et à quoi renoncer."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import streamlit as st

from inclusion.model.francais import enumeration, nombre, pluriel
from inclusion.model.orientation import (
    ACCUEILS,
    EXEMPLES,
    HORIZON_MIN,
    HORIZONS_MIN,
    PUBLICS,
    SANS_LIMITE,
    DemiJournee,
    LieuPropose,
    Orientation,
    Recherche,
)
from inclusion.model.territoires import Niveau, Territoire
from inclusion.views import cadres, fiche_orientation, filtres, url
from inclusion.views.markdown import inerte

BESOIN, TRAJET, JOUR, DEMI_JOURNEE = "besoin", "trajet", "jour", "demi_journee"
PUBLIC, ACCUEIL = "publics", "prise_en_charge"
TRAJETS = {str(h): f"{h} minutes au plus" for h in HORIZONS_MIN} | {str(SANS_LIMITE): "Peu importe"}
DEMI_JOURNEES = {moment.value: moment.libelle for moment in DemiJournee}
SANS_BESOIN = "Je ne sais pas encore"
ANCRE = "lieux-proposes"
STYLE = Path(__file__).parent / "styles" / "orienter.css"
CARTE = "pages/vues/carte.py"


# Les questions


def questions(
    territoires: Sequence[Territoire],
    jours: Mapping[str, str],
    contours: Mapping[str, object],
) -> Recherche:
    """Les quatre questions, dans l'ordre où on les pose ; tout ce qu'elles disent est dans le lien."""
    besoin = _besoin()
    horizon_min = _ou(territoires, contours)
    cadres.titre_section("3. Lui faut-il un accueil adapté ?")
    publics = _pastilles("Public", PUBLIC, PUBLICS)
    accueils = _pastilles("Handicap, langue, lecture et écriture", ACCUEIL, ACCUEILS)
    cadres.titre_section("4. Quand peut-elle venir ?")
    jour = filtres.parmi("Jour", JOUR, jours)
    moment = filtres.parmi("Moment de la journée", DEMI_JOURNEE, DEMI_JOURNEES)
    return Recherche(
        besoin=besoin,
        horizon_min=horizon_min,
        publics=publics,
        accueils=accueils,
        jour=date.fromisoformat(jour) if jour else None,
        demi_journee=DemiJournee(moment),
    )


def _besoin() -> str:
    cadres.titre_section("1. De quoi la personne a-t-elle besoin ?")
    etat = "choix besoin"
    st.session_state[etat] = next(iter(url.lues(BESOIN, EXEMPLES)), "")
    choisi = st.radio(
        "Le besoin",
        ["", *EXEMPLES],
        format_func=lambda service: service or SANS_BESOIN,
        captions=["Tous les lieux sont proposés.", *EXEMPLES.values()],
        key=etat,
        label_visibility="collapsed",
        on_change=lambda: url.ecrire(BESOIN, [st.session_state[etat]]),
    )
    return str(choisi)


def _ou(territoires: Sequence[Territoire], contours: Mapping[str, object]) -> int:
    """La commune devient le territoire de toute l'application ; rend le trajet admis, en minutes."""
    cadres.titre_section("2. Où est-elle ?")
    communes = {t.code: t for t in territoires if t.niveau == Niveau.COMMUNE}
    ici = filtres.territoire(territoires)
    etat = "choix commune"
    st.session_state[etat] = ici.code if ici.code in communes else None

    def aller(code: str | None) -> None:
        filtres.changer_de_territoire(communes.get(code or "", territoires[0]))

    st.selectbox(
        "Sa commune",
        list(communes),
        format_func=lambda code: communes[code].libelle,
        key=etat,
        placeholder="Taper quelques lettres",
        on_change=lambda: aller(st.session_state[etat]),
    )
    fiche_orientation.position(contours, {code: t.nom for code, t in communes.items()}, aller)
    return int(filtres.parmi("Trajet en voiture", TRAJET, TRAJETS, defaut=str(HORIZON_MIN)))


def _pastilles(libelle: str, cle: str, options: Sequence[str]) -> tuple[str, ...]:
    """Plusieurs choix à toucher du doigt, liés à l'URL : ils se cumulent."""
    etat = f"choix {cle}"
    st.session_state[etat] = list(url.lues(cle, options))
    choisis = st.pills(
        libelle,
        options,
        selection_mode="multi",
        wrap=True,
        key=etat,
        on_change=lambda: url.ecrire(cle, st.session_state[etat]),
    )
    return tuple(option for option in options if option in choisis)


def _redemander(demande: Recherche) -> None:
    """Écrit une demande dans le lien."""
    url.ecrire(BESOIN, [demande.besoin])
    url.ecrire(TRAJET, [] if demande.horizon_min == HORIZON_MIN else [str(demande.horizon_min)])
    url.ecrire(PUBLIC, demande.publics)
    url.ecrire(ACCUEIL, demande.accueils)
    url.ecrire(JOUR, [demande.jour.isoformat()] if demande.jour else [])
    url.ecrire(
        DEMI_JOURNEE, [] if demande.demi_journee == DemiJournee.TOUTE else [demande.demi_journee.value]
    )


# La réponse


def jauge(orientation: Orientation) -> None:
    """Le nombre de lieux qui restent, toujours sous les yeux, au bas de l'écran."""
    paliers = " › ".join(f"{p.question} {nombre(p.surs)}" for p in orientation.paliers)
    st.html(STYLE)
    with st.bottom:
        st.progress(
            orientation.surs / orientation.total if orientation.total else 0.0,
            text=f"**{_lieux(orientation.surs)}** sur {nombre(orientation.total)}, "
            f"{nombre(orientation.a_verifier)} à vérifier — [Voir](#{ANCRE})",
        )
        st.caption(paliers)


def _lieux(effectif: int) -> str:
    return pluriel(effectif, "lieu ouvert", "lieux ouverts")


def show(orientation: Orientation, territoire: Territoire) -> None:
    """Les trois meilleurs lieux, à quoi renoncer s'il en manque, puis ceux dont il faut vérifier quelque chose."""
    st.subheader("Les lieux à proposer", anchor=ANCRE)
    if not orientation.table_fournie:
        cadres.sans_lieux()
        return
    if territoire.niveau != Niveau.COMMUNE:
        st.info(
            "Dire la commune de la personne donne les temps de trajet et classe du plus proche au plus loin."
        )
    quand = dict(orientation.recapitulatif)["Moment"]
    if orientation.surs:
        st.markdown(f"**{_lieux(orientation.surs)}** {quand} ; {_voici(orientation, territoire)}.")
    else:
        st.warning(f"Aucun lieu n'est à la fois conforme à cette demande et sûrement ouvert {quand}.")
    for rang, lieu in enumerate(orientation.meilleurs, start=1):
        _carte(f"{rang}. {inerte(lieu.nom)}", lieu, territoire)
    _relachements(orientation)
    _possibles(orientation, territoire)


def _voici(orientation: Orientation, territoire: Territoire) -> str:
    """Ce que sont les lieux montrés : les plus proches seulement si l'on sait d'où la personne part."""
    montres = len(orientation.meilleurs)
    if montres == 1:
        return "le voici" if orientation.surs == 1 else "en voici un"
    if territoire.niveau == Niveau.COMMUNE:
        return (
            "voici les plus proches"
            if orientation.surs > montres
            else "les voici, du plus proche au plus loin"
        )
    return f"en voici {nombre(montres)}" if orientation.surs > montres else "les voici"


def _relachements(orientation: Orientation) -> None:
    """Ce à quoi l'on peut renoncer, et ce que cela donnerait : d'un bouton."""
    if not orientation.relachements:
        return
    st.markdown("**Pour en trouver davantage**")
    for relachement in orientation.relachements:
        st.button(
            f"{relachement.libelle} → {_lieux(relachement.surs)}",
            key=f"relâcher {relachement.libelle}",
            on_click=_redemander,
            args=(relachement.demande,),
            icon="↩️",
        )


def _possibles(orientation: Orientation, territoire: Territoire) -> None:
    """Les lieux dont on ne sait pas tout : à part, jamais présentés comme ouverts."""
    if not orientation.a_verifier:
        return
    with st.expander(
        f"À vérifier avant d'y envoyer quelqu'un ({nombre(orientation.a_verifier)})",
        icon="☎️",
        expanded=not orientation.surs,
    ):
        st.markdown(
            f"{pluriel(orientation.a_verifier, 'lieu répond', 'lieux répondent')} peut-être : rien dans la fiche ne s'y "
            f"oppose, mais elle ne dit pas tout. Horaires inconnus : **{nombre(orientation.horaires_inconnus)}**. Aucun "
            "n'est compté comme ouvert."
        )
        for lieu in orientation.possibles:
            _carte(inerte(lieu.nom), lieu, territoire)


def _carte(titre: str, lieu: LieuPropose, territoire: Territoire) -> None:
    lignes = {
        "Ouvert": lieu.ouverture,
        "En ce moment": lieu.prochaine,
        "Trajet": lieu.trajet,
        "Adresse": lieu.adresse,
        "Contact": lieu.contact,
        "Mode d'accès": lieu.acces,
        "Coût": lieu.cout,
        "Non renseigné, à demander": enumeration(list(lieu.a_demander)),
    }
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"##### {titre}")
        if lieu.doutes:
            st.warning(f"À vérifier : {inerte(' ; '.join(lieu.doutes))}.")
        st.markdown("  \n".join(f"**{intitule}** : {inerte(dit)}" for intitule, dit in lignes.items() if dit))
        for reserve in lieu.reserves:
            st.caption(f"⚠️ {inerte(reserve[0].upper() + reserve[1:])}.")
        with st.container(horizontal=True, vertical_alignment="center"):
            cadres.badge(lieu.nature)
            st.caption(
                f"{inerte(lieu.famille)}. Mise à jour : {inerte(lieu.maj)}. Source : {inerte(lieu.source)}."
            )
        st.page_link(
            CARTE,
            label="Fiche complète et carte",
            icon="🗺️",
            query_params=[(filtres.TERRITOIRE, territoire.libelle), (filtres.LIEU, lieu.id)],
        )


def fiche(orientation: Orientation) -> None:
    """La fiche à remettre : remplie et imprimée dans le navigateur."""
    st.subheader("La fiche à remettre", anchor="fiche")
    st.markdown(
        "Ce qui s'écrit ici reste dans ce navigateur : ni le serveur, ni ses journaux, ni l'adresse de la page ne le "
        "voient. Changer de page ou recharger l'efface."
    )
    if not orientation.meilleurs and not orientation.possibles:
        st.info("Aucun lieu à écrire sur la fiche pour cette demande.")
        return
    fiche_orientation.show(orientation)
