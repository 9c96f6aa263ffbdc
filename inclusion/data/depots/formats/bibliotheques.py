"""Bibliothèques publiques (ministère de la Culture)."""

import re

import pandas as pd

from inclusion.data.depots.correspondance import Converti
from inclusion.data.depots.fichiers import Brut
from inclusion.data.depots.formats import Format
from inclusion.model.anomalies import Anomalie, Gravite
from inclusion.model.formats.texte import cle


def _colonnes(brut: Brut) -> dict[str, str]:
    connues = {cle(c): c for c in brut.colonnes}
    noms = {
        "id": ("code bib", "code bibliotheque"),
        "nom": ("libelle1", "libelle 1", "nom de l etablissement", "nom"),
        "adresse": ("voie", "adresse"),
        "complement_adresse": ("localisation",),
        "code_postal": ("cp", "code postal"),
        "commune": ("ville", "commune"),
        "code_insee": ("insee", "code insee", "code insee commune"),
    }
    return {cible: next((connues[n] for n in essais if n in connues), "") for cible, essais in noms.items()}


def reconnait(brut: Brut) -> float:
    """Un code de bibliothèque, ou des noms de bibliothèques avec leur surface ou leur amplitude horaire."""
    colonnes = {cle(c) for c in brut.colonnes}
    if {"code bib", "code bibliotheque"} & colonnes:
        return 0.95
    statut = any("bibliotheque" in c for c in colonnes) or {"amplitude horaire", "surface"} <= colonnes
    return 0.8 if statut and {"ville", "commune"} & colonnes else 0


def convertir(brut: Brut) -> Converti:
    """Typologie BIB ; ses services sont inconnus : une bibliothèque n'est pas d'office un lieu de médiation."""
    c = _colonnes(brut)
    lus = {cible: brut.table[col] for cible, col in c.items() if col}
    table = pd.DataFrame(lus, index=brut.table.index).assign(typologie="BIB")
    if "id" in table:
        table = table.assign(id=[_identifiant(i) for i in table["id"]])
    points = next((brut.table[col] for col in brut.colonnes if cle(col) == "coordonnees finales"), None)
    if points is not None:
        paires = points.str.split(",", n=1, expand=True).reindex(columns=[0, 1]).fillna("")
        table = table.assign(latitude=paires[0].str.strip(), longitude=paires[1].str.strip())
    regle = "services inconnus : une bibliothèque n'est lieu de médiation que si elle en propose"
    doutes = [
        Anomalie(ligne, c["nom"], nom, nom, regle, Gravite.A_VERIFIER)
        for ligne, nom in zip(brut.lignes, table["nom"], strict=True)
    ]
    reprises = {*c.values(), "coordonnees_finales"}
    return Converti(
        "lieux",
        table,
        brut.lignes,
        {cible: col for cible, col in c.items() if col},
        (*brut.anomalies, *doutes),
        tuple(col for col in brut.colonnes if col not in reprises),
        brut.table,
    )


def _identifiant(code: str) -> str:
    propre = re.sub(r"[.,]0+$", "", code.strip())
    return f"bib-{propre}" if propre else ""


FORMATS = (Format("bibliotheques", "Bibliothèques (ministère de la Culture)", "lieux", reconnait, convertir),)
