"""Les cartes de la couverture : une grandeur par commune, ou besoin × éloignement et sa légende carrée."""

from typing import Any

import pandas as pd
import streamlit as st

from inclusion.model.chiffres import Aplat
from inclusion.model.francais import nombre
from inclusion.model.releves import Releve
from inclusion.model.reponses import FondDeCarte
from inclusion.views import cadres, cartes, dessins, palette, releves, tableaux

HAUTEUR = 440
BESOINS = ("faible", "moyen", "fort")
ELOIGNEMENTS = ("10 min ou moins", "10 à 20 min", "plus de 20 min")


def show(aplat: Aplat, fond: FondDeCarte) -> None:
    """La carte d'une grandeur, ses classes et leurs effectifs."""
    cadres.figure(
        aplat.titre,
        lambda: cartes.show(
            cartes.donnees(fond, SANS_LIEU, aplat=aplat), cle=f"carte {aplat.titre}", hauteur=HAUTEUR
        ),
        legende=lambda: cartes.legende_aplat(aplat),
        lecture=aplat.lecture,
        provenances=aplat.sources,
        transcription=tableaux.aplat(aplat),
        cle=aplat.titre,
    )


SANS_LIEU = pd.DataFrame(
    {
        "id": [],
        "latitude_carte": pd.array([], dtype="Float64"),
        "longitude_carte": pd.array([], dtype="Float64"),
    }
)


def croisee(titre: str, un_releve: Releve, fond: FondDeCarte) -> None:
    """La carte 3 × 3. Lignes du relevé : code_insee, rang_besoin, rang_eloignement, texte."""
    releves.show(
        titre, un_releve, lambda lignes, cle: _carte_croisee(lignes, fond, cle), legende=legende_carree
    )


def _carte_croisee(table: pd.DataFrame, fond: FondDeCarte, cle: str) -> None:
    donnees = cartes.donnees(fond, SANS_LIEU)
    teintes = {
        code: _teinte(loin, besoin)
        for code, loin, besoin in zip(
            table["code_insee"], table["rang_eloignement"], table["rang_besoin"], strict=True
        )
    }
    textes = dict(zip(table["code_insee"], table["texte"], strict=True))
    cartes.show(donnees | {"couleurs": teintes, "textes": textes}, cle=cle, hauteur=HAUTEUR)


def _teinte(eloignement: Any, besoin: Any) -> str:
    """La couleur d'une commune ; hachures si l'un des deux rangs n'est pas connu."""
    if pd.isna(eloignement) or pd.isna(besoin):
        return "url(#hachures)"
    return palette.CROISEE[int(eloignement)][int(besoin)]


def legende_carree(table: pd.DataFrame) -> None:
    """Le carré 3 × 3 : chaque case porte sa couleur et son nombre de communes."""
    comptes = table.groupby(["rang_eloignement", "rang_besoin"]).size()
    entete = "".join(f'<th scope="col" style="{_STYLE}">{dit}</th>' for dit in BESOINS)
    rangees = "".join(
        f'<tr><th scope="row" style="{_STYLE};text-align:right">{ELOIGNEMENTS[loin]}</th>'
        + "".join(_case(loin, besoin, int(comptes.get((loin, besoin), 0))) for besoin in range(3))
        + "</tr>"
        for loin in reversed(range(3))
    )
    inconnues = int((table["rang_eloignement"].isna() | table["rang_besoin"].isna()).sum())
    st.html(
        '<table style="border-collapse:collapse;border:0;font-size:.85rem;width:auto">'
        f'<caption style="text-align:left;padding:.2em 0">Nombre de communes selon leur besoin (colonnes) et leur '
        f"éloignement (lignes) ; hachurées, sans donnée : {nombre(inconnues)}</caption>"
        f'<tr><td style="border:0"></td>{entete}</tr>{rangees}</table>'
    )


_STYLE = "border:0;padding:.25em .5em;font-weight:400"


def _case(eloignement: int, besoin: int, effectif: int) -> str:
    dit = f"besoin {BESOINS[besoin]}, {ELOIGNEMENTS[eloignement]} ({nombre(effectif)})"
    dessins.noter_legende(palette.FORMES["carre"], palette.CROISEE[eloignement][besoin], dit)
    fond, encre = palette.CROISEE[eloignement][besoin], palette.ENCRES_CROISEE[eloignement][besoin]
    bord = f"1px solid {palette.HACHURE}"
    return (
        f'<td style="background:{fond};color:{encre};border:{bord};width:3.4em;height:2.4em;text-align:center">'
        f"{nombre(effectif)}</td>"
    )
