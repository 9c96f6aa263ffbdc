"""Le simulateur : si nous collectons tant par mois, quand aurons-nous remis tant d'équipements ?"""

from inclusion.analysis.filiere import donnees, scenario
from inclusion.analysis.filiere.scenario import Depart, Reponse
from inclusion.analysis.filiere.simulation import Hypotheses
from inclusion.model.chiffres import Chiffre
from inclusion.model.etat import Etat
from inclusion.model.francais import jour
from inclusion.model.memoire import memorise
from inclusion.model.releves import Releve

EXEMPLES = "La cible et l'incertitude sont des exemples à remplacer : aucune n'est un objectif adopté."


def categories(etat: Etat) -> dict[str, str]:
    """Les équipements que l'on peut simuler : les portables d'abord, s'ils ont des flux."""
    connues = donnees.categories_filiere(etat)
    return {c: connues[c] for c in sorted(connues, key=lambda c: c != "portable")}


def depart(etat: Etat, categorie: str) -> Depart:
    """Les réglages de départ : ce que la filière fait depuis douze mois, à défaut des ordres de grandeur."""
    return scenario.depart(etat, categorie)


def d_ou_vient(etat: Etat, un_depart: Depart) -> str:
    """D'où viennent les réglages de départ, et ce qu'ils valent."""
    if un_depart.source is None:
        return (
            "Aucun passage de matériel n'est connu : les réglages de départ sont des ordres de grandeur à corriger, pas des "
            f"observations. {EXEMPLES}"
        )
    fin = donnees.periode_filiere(etat, donnees.DOUZE_MOIS).fin
    return (
        f"Réglages de départ lus sur les douze mois arrêtés au {jour(fin)}, filière entière du département : collecte "
        "moyenne, part remise en état, mois d'atelier le plus chargé, délai médian du diagnostic à la remise, stock prêt "
        "et file. " + EXEMPLES
    )


@memorise(64, attente="Tirage de 2 000 futurs…")
def reponse(etat: Etat, un_scenario: Hypotheses, categorie: str) -> Reponse:
    """Le scénario simulé, ses leviers avec lui."""
    return scenario.reponse(etat, un_scenario, depart(etat, categorie).source, categorie)


def en_scenario(reglages: dict[str, int]) -> Hypotheses:
    """Les réglages de l'écran (entiers ; rendement et incertitude en %) en scénario."""
    return Hypotheses(
        collecte_mensuelle=reglages["collecte"],
        rendement=reglages["rendement"] / 100,
        capacite_mensuelle=reglages["capacite"],
        cible=reglages["cible"],
        delai_mois=reglages["delai"],
        incertitude=reglages["incertitude"] / 100,
        stock_pret=reglages["stock"],
        file_attente=reglages["file"],
    )


def phrases(une_reponse: Reponse) -> list[str]:
    return scenario.phrases(une_reponse)


def chiffres(une_reponse: Reponse) -> list[Chiffre]:
    return scenario.chiffres(une_reponse)


def figures(une_reponse: Reponse) -> dict[str, Releve]:
    """Titre → relevé : trajectoire, file, leviers."""
    return scenario.figures(une_reponse)


def classeur(une_reponse: Reponse, lien: str) -> dict[str, Releve]:
    """Les feuilles du classeur : les paramètres, puis chaque tableau de l'écran."""
    return {"Paramètres": scenario.parametres(une_reponse, lien=lien)} | scenario.figures(une_reponse)
