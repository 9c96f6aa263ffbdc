"""Les indicateurs, un cartouche chacun : valeur, série, chemin vers la cible, retard, source, responsable, fiche."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import pandas as pd
import streamlit as st

from inclusion.analysis.suivi import compte, valeur_ecrite
from inclusion.analysis.trajectoires import CIBLE_REFUSEE, STATUTS, retard_dit
from inclusion.model.chiffres import nature
from inclusion.model.francais import accordee, jour, pluriel
from inclusion.model.nomenclatures import libelle
from inclusion.model.provenance import Provenance
from inclusion.views import cadres, palette, tableaux
from inclusion.views.graphiques_pilotage import ICONES
from inclusion.views.markdown import inerte


class Cartouche(Protocol):
    """Ce que montre un cartouche (voir `queries.indicateurs.Cartouche`)."""

    @property
    def suivi(self) -> pd.Series: ...
    @property
    def fiche(self) -> pd.Series: ...
    @property
    def serie(self) -> pd.DataFrame: ...
    @property
    def chemin(self) -> float | None: ...
    @property
    def sources(self) -> tuple[Provenance, ...]: ...


def par_axe(cartes: Mapping[str, Sequence[Cartouche]], manques: Mapping[str, pd.DataFrame]) -> None:
    """Chaque axe : ses indicateurs connus, puis la liste de ceux dont on ne sait rien."""
    for axe, siennes in cartes.items():
        cadres.titre_section(f"Axe {axe}. {libelle('axe', axe)}")
        with st.grid(3, min_column_width=260):
            for carte in siennes:
                with st.container(border=True, height="stretch", gap="xsmall"):
                    _cartouche(carte)
        inconnus = manques[axe]
        if len(inconnus):
            with cadres.repli(f"Sans donnée : {pluriel(len(inconnus), 'indicateur')} de l'axe {axe}"):
                tableaux.simple(inconnus, cle=f"manques {axe}", alt=f"Indicateurs de l'axe {axe} sans donnée")


def _cartouche(carte: Cartouche) -> None:
    ligne, fiche = carte.suivi, carte.fiche
    valeurs = [float(v) for v in carte.serie["valeur"]]
    st.markdown(f"**{inerte(ligne['libelle'])}**")
    unite = str(ligne["unite"])
    st.metric(
        inerte(unite if pd.isna(ligne["valeur"]) else accordee(ligne["valeur"], unite)),
        valeur_ecrite(ligne["valeur"], unite, dite=False),
        chart_data=valeurs if len(valeurs) > 1 else None,
        chart_type="line",
    )
    with st.container(horizontal=True, gap="xsmall"):
        _statut(ligne)
        cadres.badge(nature(carte.sources))
    _chemin(carte)
    precisions = " ".join(filter(None, [_phrase(str(ligne["detail"])), _fourchette(ligne)]))
    if precisions:
        st.caption(inerte(precisions))
    datee = "valeur non datée" if pd.isna(ligne["date"]) else f"valeur du {jour(ligne['date'])}"
    quand = str(ligne["quand"]) or datee
    st.caption(
        f"Source : {inerte(_producteurs(carte.sources))} ; {inerte(quand)}  \n"
        f"Responsable : {inerte(fiche['responsable'] or 'à désigner')}  \n"
        f"Prochaine échéance : {inerte(jour(fiche['prochaine_echeance']))}"
    )
    with st.popover("Fiche", type="tertiary", key=f"fiche {ligne['code']}"):
        _fiche(carte)


def _statut(ligne: pd.Series) -> None:
    """Le mot et l'icône ; un moyen jugé garde son mot, jamais la couleur d'un résultat."""
    code = str(ligne["statut"])
    moyen = compte(ligne.to_frame().T).iloc[0] == "moyen"
    couleur = "gray" if moyen else palette.BADGES_STATUT.get(code, "gray")
    dit = f"{ICONES[code]} {STATUTS[code]}" + (" (moyen engagé)" if moyen else "")
    st.badge(dit, color=couleur)  # type: ignore[arg-type]


def _chemin(carte: Cartouche) -> None:
    ligne = carte.suivi
    if pd.isna(ligne["cible"]):
        return
    unite = str(ligne["unite"])
    if ligne["statut"] == CIBLE_REFUSEE:
        st.markdown(f"Cible refusée : {inerte(ligne['motif'])}.")
        return
    prevu = (
        f" ; {valeur_ecrite(carte.chemin, unite)} prévus à la date de la valeur"
        if carte.chemin is not None
        else ""
    )
    st.markdown(
        inerte(
            f"Cible : {valeur_ecrite(ligne['cible'], unite)} au {jour(ligne['date_cible'])}, depuis "
            f"{valeur_ecrite(ligne['reference'], unite)} au {jour(ligne['date_reference'])}{prevu}."
        )
    )
    retard = retard_dit(None if pd.isna(ligne["retard_mois"]) else float(ligne["retard_mois"]))
    motif = inerte(_phrase(str(ligne["motif"])))
    st.markdown(f"**{_phrase(retard)}** {motif}" if retard else motif)


def _phrase(dite: str) -> str:
    """La même chose, avec sa majuscule et son point (`""` reste vide)."""
    return f"{dite[0].upper()}{dite[1:]}." if dite else ""


def _fourchette(ligne: pd.Series) -> str:
    if pd.isna(ligne["bas"]) or pd.isna(ligne["haut"]):
        return ""
    bas, haut = (valeur_ecrite(ligne[nom], str(ligne["unite"])) for nom in ("bas", "haut"))
    return "" if bas == haut else f"Entre {bas} et {haut}."


def _producteurs(sources: Sequence[Provenance]) -> str:
    return (
        " ; ".join(dict.fromkeys(s.producteur for s in sources if s.nature != "vide")) or "source non connue"
    )


def _fiche(carte: Cartouche) -> None:
    """La définition complète, telle qu'elle est écrite dans `data/indicateurs.csv`."""
    fiche, ligne = carte.fiche, carte.suivi
    st.markdown(f"**{inerte(fiche['code'])} — {inerte(fiche['libelle'])}**")
    lignes = {
        "Pourquoi": fiche["pourquoi"],
        "Numérateur": fiche["numerateur"],
        "Dénominateur": fiche["denominateur"] or "aucun : un effectif",
        "Unité": fiche["unite"],
        "Sens": libelle("sens", fiche["sens"]),
        "Niveau": libelle("niveau_indicateur", fiche["niveau"]),
        "Calcul": libelle("mode_calcul", fiche["mode_calcul"]),
        "Périmètre": fiche["perimetre"],
        "Source": fiche["source"],
        "Fréquence": libelle("frequence", fiche["frequence"]),
        "Cible adoptée par": ligne["adoptee_par"] if pd.notna(ligne["cible"]) else "aucune cible",
        "Biais connus": fiche["biais"],
        "Qualité": libelle("qualite", fiche["qualite"]) if fiche["qualite"] else "non dite",
    }
    st.markdown("  \n".join(f"*{nom} :* {inerte(dit)}" for nom, dit in lignes.items()))
    cadres.sources(carte.sources)
