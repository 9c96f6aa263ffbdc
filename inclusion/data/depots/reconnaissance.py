"""Quel format est-ce ? Chaque format note le fichier de 0 à 1 ; le mieux noté l'emporte."""

from pathlib import Path

from inclusion.data.depots.correspondance import Converti, appliquer, proposer
from inclusion.data.depots.fichiers import Brut, IllisibleError, load_brut
from inclusion.data.depots.formats import (
    Format,
    bibliotheques,
    data_inclusion,
    decheteries,
    employeurs,
    france_services,
    indices,
    inventaires,
    la_coop,
    la_coop_statistiques,
    lieux,
    modeles,
    pesees,
)
from inclusion.model.francais import enumeration

MODULES = (
    *(modeles, lieux, france_services, employeurs, bibliotheques, decheteries, data_inclusion, indices),
    *(la_coop, la_coop_statistiques, pesees, inventaires),
)
SCORE_MIN = 0.5
NOM_ET_LIEU = ({"nom"}, {"commune", "code_postal", "code_insee", "latitude"})
TABLEAU = "tableau"
"""Le nom du format d'un tableau sans forme connue, lu par correspondance de colonnes."""


def formats() -> dict[str, Format]:
    """Tous les formats, par nom."""
    return {f.nom: f for module in MODULES for f in module.FORMATS} | {
        TABLEAU: Format(TABLEAU, "Tableau, colonnes rapprochées", "lieux", lambda _: 0, _tableau)
    }


def reconnaitre(brut: Brut) -> Format | None:
    """Le format le mieux noté ; un tableau dont on comprend le nom et la commune, à défaut ; sinon None."""
    admis = [f for f in formats().values() if len(brut.table) or f.nom.startswith("modele:")]
    notes = [(f.reconnait(brut), f) for f in admis]
    meilleure, trouve = max(notes, key=lambda n: n[0])
    if meilleure >= SCORE_MIN:
        return trouve
    cibles = {p.cible for p in proposer(brut, "lieux")}
    return formats()[TABLEAU] if all(cibles & attendues for attendues in NOM_ET_LIEU) else None


def _tableau(brut: Brut) -> Converti:
    return appliquer(brut, {p.colonne: p.cible for p in proposer(brut, "lieux")}, "lieux")


def feuille_reconnue(source: Path | bytes, brut: Brut) -> tuple[str, str]:
    """(nom, format) de la première autre feuille du classeur dont le format est reconnu ; ("", "") s'il n'y en a pas."""
    for nom in brut.feuilles:
        if nom == brut.feuille:
            continue
        try:
            autre = load_brut(source, nom=brut.nom, feuille=nom)
        except IllisibleError:
            continue
        trouve = reconnaitre(autre)
        if trouve is not None and len(autre.table):
            return nom, trouve.libelle
    return "", ""


def _feuilles(source: Path | bytes, brut: Brut) -> str:
    """Les feuilles d'un classeur qui en a plusieurs, et celle qu'il faut demander, si l'on en reconnaît une."""
    if len(brut.feuilles) < 2:
        return ""
    dites = enumeration([f"« {nom} »" for nom in brut.feuilles])
    autre, libelle = feuille_reconnue(source, brut)
    remede = f" Prendre « {autre} » ({libelle}), par --feuille." if autre else " Aucune autre n'est reconnue."
    return f" Ce classeur a plusieurs feuilles : {dites} ; seule « {brut.feuille} » a été lue.{remede}"


def format_demande(nom: str | None, brut: Brut, source: Path | bytes) -> Format:
    """Le format nommé, sinon celui que l'on reconnaît ; lève `IllisibleError` si ni l'un ni l'autre.

    `source` : le fichier lu, dont une autre feuille serait peut-être la bonne.
    """
    if nom is not None:
        if nom not in formats():
            connus = ", ".join(formats())
            raise IllisibleError(f"Format « {nom} » inconnu. Formats : {connus}.")
        return formats()[nom]
    trouve = reconnaitre(brut)
    if trouve is None:
        raise IllisibleError(
            f"« {brut.nom} » : format non reconnu. Colonnes lues : {', '.join(brut.colonnes[:12])}."
            f"{_feuilles(source, brut)} Il faut au moins un nom et une commune, un code ou une position ; sinon rapprocher "
            "les colonnes sur la page « Déposer des données »."
        )
    return trouve
