"""La filière du matériel : chiffres, figures, cartes et lots, les mêmes pour l'écran, le classeur et les documents."""

from dataclasses import dataclass

from inclusion.analysis.chiffres import filiere as chiffres
from inclusion.analysis.filiere import donnees, figures, figures_lieux, figures_lots
from inclusion.analysis.filiere.donnees import DOUZE_MOIS, TOUTES, UNITES_FILIERE
from inclusion.analysis.filiere.figures import BOUTS
from inclusion.model.chiffres import Aplat, Chiffre
from inclusion.model.etat import Etat
from inclusion.model.memoire import memorise
from inclusion.model.periodes import Periode
from inclusion.model.releves import Releve
from inclusion.model.territoires import Territoire

__all__ = ["BOUTS", "DOUZE_MOIS", "TOUTES", "UNITES_FILIERE"]


@dataclass(frozen=True, eq=False)
class EcranFiliere:
    """Tout ce que montre la page pour un réglage ; le classeur et les documents lisent ces valeurs-là, pas d'autres.

    `titres` et `figures` ont les mêmes clés, dans l'ordre de l'écran ; `carte` est vide sans remise située.
    """

    periode: Periode
    chiffres: list[Chiffre]
    titres: dict[str, str]
    figures: dict[str, Releve]
    carte: Aplat | None
    portee: str


def ecran_filiere(
    etat: Etat,
    territoire: Territoire,
    *,
    periode: str = DOUZE_MOIS,
    categorie: str = TOUTES,
    unite: str = "quantite",
    bout: str = "public",
) -> EcranFiliere | None:
    """Les chiffres et les figures d'un réglage de la page ; None si aucun passage n'est connu."""
    if not periodes_filiere(etat):
        return None
    return _ecran(etat, territoire, periode, categorie, unite, bout)


@memorise(64, attente="Bilan de la filière…")
def _ecran(  # noqa: PLR0917 les réglages de la page
    etat: Etat,
    territoire: Territoire,
    periode: str,
    categorie: str,
    unite: str,
    bout: str,
) -> EcranFiliere:
    obs = etat
    dates = donnees.periode_filiere(obs, periode)
    return EcranFiliere(
        periode=dates,
        chiffres=chiffres.chiffres_filiere(obs, territoire, dates, categorie),
        titres=figures.titres_filiere(obs, dates, categorie=categorie, unite=unite),
        figures=figures.figures_filiere(obs, dates, categorie=categorie, unite=unite, bout=bout),
        carte=figures_lieux.carte_des_remises(obs, dates, categorie=categorie),
        portee=chiffres.portee_filiere(territoire),
    )


def periodes_filiere(etat: Etat) -> dict[str, str]:
    """Les périodes que l'on peut regarder : code → libellé, la plus utile d'abord ; vide sans flux."""
    return donnees.periodes_filiere(etat)


def categories_filiere(etat: Etat) -> dict[str, str]:
    """Les catégories d'équipement qui ont des flux."""
    return donnees.categories_filiere(etat)


def repere_national(etat: Etat) -> str:
    """La part du département dans la cible nationale d'équipements, au prorata : un ordre de grandeur, pas un objectif."""
    return chiffres.repere_national(etat)


def lots_filiere(etat: Etat) -> dict[str, str]:
    """Les lots que l'on peut suivre : identifiant → libellé ; vide sans flux."""
    return figures_lots.choix_de_lots(etat)


@memorise(2)
def suivi_des_lots(etat: Etat) -> Releve:
    """Chaque lot, son statut juridique et où il en est."""
    return figures_lots.suivi_des_lots(etat)


def trace_du_lot(etat: Etat, id_lot: str) -> Releve:
    """Le chemin d'un lot, du dépôt à la catégorie de public."""
    return figures_lots.trace_du_lot(etat, id_lot)


def acteurs_filiere(etat: Etat, territoire: Territoire) -> Releve:
    """Ressourceries et points de collecte, placés à la mairie de leur commune."""
    return figures_lieux.acteurs_filiere(etat, territoire)


def chiffres_depots(etat: Etat, territoire: Territoire) -> list[Chiffre]:
    """Les habitants à 15 et 20 minutes d'un point de dépôt."""
    return figures_lieux.chiffres_depots(etat, territoire)


def aplat_depots(etat: Etat, territoire: Territoire) -> Aplat:
    """Le temps de chaque commune jusqu'au point de dépôt le plus proche."""
    return figures_lieux.aplat_depots(etat, territoire)


def gisements(etat: Etat, territoire: Territoire) -> Releve:
    """Les dons annoncés."""
    return figures_lieux.gisements(etat, territoire)
