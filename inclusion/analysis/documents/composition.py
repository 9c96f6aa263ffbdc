"""Chaque type de document : ses sections, dans l'ordre où on les lit."""

from collections.abc import Callable, Sequence

import pandas as pd

from inclusion.analysis.documents import couverture, pilotage, pilotage_classeur, reseau
from inclusion.analysis.documents.regard import Regard
from inclusion.analysis.temps_trajet import trajet
from inclusion.model.documents import Document, Section, Tableau
from inclusion.model.francais import enumeration, jour, nombre
from inclusion.model.provenance import LIBELLES_NATURE, Provenance

COPIL, FICHE, CLASSEUR = "copil", "fiche", "classeur"
Etape = Callable[[str], None]


def copil(regard: Regard) -> list[Callable[[], Sequence[Section]]]:
    """La présentation du comité, quatorze vues avec la couverture."""
    return [
        lambda: [pilotage.section_messages(regard)],
        lambda: [pilotage.section_chiffres(regard)],
        lambda: [couverture.section_couverture(regard)],
        lambda: [couverture.section_besoin(regard)],
        lambda: pilotage.sections_indicateurs(regard),
        lambda: [pilotage.section_actions(regard)],
        lambda: [reseau.section_reseau(regard)],
        lambda: [reseau.section_filiere(regard)],
        lambda: [pilotage.section_decisions(regard)],
    ]


def fiche(regard: Regard) -> list[Callable[[], Sequence[Section]]]:
    """La fiche de territoire, deux pages."""
    return [
        lambda: [pilotage.section_messages(regard)],
        lambda: [pilotage.section_chiffres(regard)],
        lambda: [couverture.section_couverture(regard)],
        lambda: [couverture.section_besoin(regard)],
        lambda: [reseau.section_reseau(regard)],
        lambda: [reseau.section_filiere(regard)],
        lambda: [pilotage.section_indicateurs(regard)],
        lambda: [pilotage.section_actions(regard)],
        lambda: [pilotage.section_decisions(regard)],
    ]


def classeur(regard: Regard) -> list[Callable[[], Sequence[Section]]]:
    """Tous les chiffres, sans choix de place : chaque nombre, chaque commune, chaque indicateur."""
    return [
        lambda: [pilotage.section_messages(regard)],
        lambda: [pilotage.section_chiffres(regard)],
        lambda: [couverture.section_couverture(regard), couverture.section_communes(regard)],
        lambda: [couverture.section_besoin(regard)],
        lambda: [pilotage_classeur.section_indicateurs(regard)],
        lambda: [pilotage_classeur.section_actions(regard)],
        lambda: [reseau.section_reseau(regard, tous=True)],
        lambda: [reseau.section_filiere(regard, tous=True)],
        lambda: [pilotage.section_decisions(regard), pilotage_classeur.section_releve(regard)],
    ]


TYPES = {
    COPIL: ("Présentation du comité de pilotage", copil),
    FICHE: ("Fiche de territoire", fiche),
    CLASSEUR: ("Classeur des chiffres", classeur),
}


def composer(regard: Regard, type_de_document: str, *, avancer: Etape | None = None) -> Document:
    """Le document d'un territoire ; `avancer` reçoit le nom de chaque partie composée."""
    titre, parties = TYPES[type_de_document]
    sections: list[Section] = []
    for partie in parties(regard):
        nouvelles = list(partie())
        sections += nouvelles
        if avancer:
            avancer(nouvelles[-1].titre)
    sources = tuple(dict.fromkeys(s for section in sections for s in section.sources if s.nature != "vide"))
    return Document(
        titre=titre,
        territoire=regard.territoire,
        a_date=regard.obs.a_date,
        sections=(*sections, section_sources(sources), section_methode(regard)),
        adresse=regard.adresse,
        compare_a=regard.avant_dit,
    )


def section_sources(sources: Sequence[Provenance]) -> Section:
    """Ce dont le document est fait : producteur, date vraie, licence, nature."""
    lignes = _lignes_des_sources(sources)
    if lignes.empty:
        return Section(
            "sources", "Sources et dates", manques=("toute source : aucune table n'est renseignée",)
        )
    tableau = Tableau("Sources et dates", lignes, (2.6, 3.2, 2.0, 1.6, 2.0, 1.2), montrees=14)
    dit = "Chaque date est celle du constat, jamais celle de l'édition du document."
    return Section("sources", "Sources et dates", (dit,), tableau=tableau)


def _lignes_des_sources(sources: Sequence[Provenance]) -> pd.DataFrame:
    """Une ligne par origine : les tables de même producteur, date, licence et nature s'y nomment ensemble."""
    lignes = pd.DataFrame(
        {
            "Données": [s.titre for s in sources],
            "Producteur": [s.producteur for s in sources],
            "Date des données": [s.quand for s in sources],
            "Dernier constat": [
                jour(s.dernier_constat) if s.dernier_constat else "non daté" for s in sources
            ],
            "Licence": [s.licence for s in sources],
            "Nature": [LIBELLES_NATURE[s.nature] for s in sources],
        }
    )
    communes = [nom for nom in lignes.columns if nom != "Données"]
    reunies = lignes.groupby(communes, sort=False, as_index=False).agg({"Données": " ; ".join})
    return reunies[list(lignes.columns)]


def section_methode(regard: Regard) -> Section:
    """La méthode en une page."""
    reglages = trajet(regard.obs.parametres)
    comparaison = (
        f"Évolution : écart avec l'état du {regard.avant_dit}."
        if regard.avant_dit
        else "Évolution : aucun état antérieur n'est enregistré."
    )
    return Section(
        "methode",
        "La méthode en une page",
        (
            f"Temps de trajet : {nombre(reglages.detour, decimales=1)} fois le vol d'oiseau du chef-lieu au lieu, à "
            f"{nombre(reglages.vitesse_plaine)} km/h ({nombre(reglages.vitesse_relief)} en relief), fourchette de "
            f"{nombre(reglages.bas, decimales=1)} à {nombre(reglages.haut, decimales=2)} fois. Les totaux sont bons, une "
            "commune de montagne seule ne l'est pas.",
            "Besoin : personnes en besoin théorique lié à l'âge, 2 % des 15-19 ans, 7 % des 20-64 ans, 42 % des 65 ans et "
            "plus (illectronisme, INSEE 2021). Il classe, il ne prévoit pas.",
            "Statut d'un indicateur : la moyenne des cinq derniers changements annuels, prolongée jusqu'à l'échéance ; "
            "l'écart à la cible dit « en bonne voie » (moins de 5 %), « léger retard » (5 à 20 %), « retard », ou "
            "« s'éloigne ». Sans référence, date et adoptant, une cible est refusée.",
            "Pas de moyenne de statuts par axe : des nombres, et celui des indicateurs sans donnée à côté.",
            f"« {enumeration([LIBELLES_NATURE['demonstration'].capitalize()])} » : valeurs inventées pour montrer l'outil ; "
            "tout chiffre où il en entre une le dit.",
            "Ce qui manque est écrit « information manquante », jamais laissé en blanc ni remplacé par zéro.",
            comparaison,
        ),
    )
