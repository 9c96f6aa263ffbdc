"""Quel format est-ce ? Chaque format note le fichier de 0 à 1 ; le mieux noté l'emporte."""

from inclusion.data.depots.correspondance import Converti, appliquer, proposer
from inclusion.data.depots.fichiers import Brut, IllisibleError
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
    if brut.table.empty:
        return max(formats().values(), key=lambda f: f.reconnait(brut) if f.nom.startswith("modele:") else 0)
    notes = [(f.reconnait(brut), f) for f in formats().values()]
    meilleure, trouve = max(notes, key=lambda n: n[0])
    if meilleure >= SCORE_MIN:
        return trouve
    cibles = {p.cible for p in proposer(brut, "lieux")}
    return formats()[TABLEAU] if all(cibles & attendues for attendues in NOM_ET_LIEU) else None


def _tableau(brut: Brut) -> Converti:
    return appliquer(brut, {p.colonne: p.cible for p in proposer(brut, "lieux")}, "lieux")


def format_demande(nom: str | None, brut: Brut) -> Format:
    """Le format nommé, sinon celui que l'on reconnaît ; lève `IllisibleError` si ni l'un ni l'autre."""
    if nom is not None:
        if nom not in formats():
            connus = ", ".join(formats())
            raise IllisibleError(f"Format « {nom} » inconnu. Formats : {connus}.")
        return formats()[nom]
    trouve = reconnaitre(brut)
    if trouve is None:
        raise IllisibleError(
            f"« {brut.nom} » : format non reconnu. Colonnes lues : {', '.join(brut.colonnes[:12])}. "
            "Il faut au moins un nom et une commune, un code ou une position ; sinon rapprocher les colonnes "
            "sur la page « Déposer des données »."
        )
    return trouve
