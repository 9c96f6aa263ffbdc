"""Où ouvrir : les choix possibles, la réponse d'un scénario, ses figures et ce qui s'en emporte."""

import geopandas as gpd
import pandas as pd

from inclusion.analysis import choix_de_sites, effets, scenarios
from inclusion.analysis.chiffres import implantation as dires
from inclusion.analysis.chiffres import releves_implantation as releves
from inclusion.analysis.chiffres import reserves_implantation
from inclusion.analysis.chiffres.implantation import Resolu
from inclusion.analysis.desserte import HORIZONS
from inclusion.analysis.selection import communes_du_territoire
from inclusion.model.chiffres import Chiffre
from inclusion.model.etat import Etat
from inclusion.model.francais import pluriel
from inclusion.model.memoire import memorise
from inclusion.model.releves import Releve
from inclusion.model.reponses import FondDeCarte
from inclusion.model.scenarios import POSTE, Choix, Scenario
from inclusion.model.territoires import Territoire
from inclusion.queries import desserte
from inclusion.queries.fonds import fond_de_carte

TITRES = {
    "courbe": "Combien de permanences ?",
    "communes": "Avant, après",
    "sites": "Où les ouvrir",
    "autres": "Et si l'on ne peut pas y ouvrir ?",
    "tournees": "Qui tient quoi",
    "fermeture": "Ce que l'arrêt éloigne",
    "candidats": "Chaque candidat, s'il était le seul",
}
SANS_POSTE = "Aucun poste ne dit où il reçoit (colonne id_lieu_principal de postes.csv) : son arrêt ne peut pas être essayé."


@memorise(32, attente="Recherche des meilleurs endroits…")
def resolu(etat: Etat, scenario: Scenario) -> Resolu:
    """Le scénario résolu sur cet état."""
    return dires.resolu(etat, scenario)


@memorise(32)
def figures(etat: Etat, scenario: Scenario) -> dict[str, Releve]:
    """Titre → relevé : de la courbe aux candidats ; les vides n'y sont pas."""
    r = resolu(etat, scenario)
    toutes = {titre: getattr(releves, cle)(r) for cle, titre in TITRES.items()}
    return {titre: figure for titre, figure in toutes.items() if len(figure.lignes)}


def possible(etat: Etat) -> bool:
    """Il y a des lieux, sans lesquels on ne sait pas qui est loin."""
    return etat.fournie("lieux")


def choix(etat: Etat, territoire: Territoire) -> Choix:
    """Ce que l'on peut choisir sur un territoire."""
    ici = communes_du_territoire(etat["communes"], _bassin(etat, territoire)).sort_values("nom")
    return Choix(
        horizons=desserte.horizons(),
        horizon_defaut=desserte.horizon_defaut(etat),
        communes=dict(zip(ici["code_insee"], ici["nom"], strict=True)),
        fermables={"": "Rien ne s'arrête"} | scenarios.fermables(etat, _bassin(etat, territoire)),
    )


def _bassin(etat: Etat, territoire: Territoire) -> Territoire:
    return scenarios.bassin(etat, territoire)


def _arret(etat: Etat, scenario: Scenario) -> str:
    """Le nom de ce qui s'arrête (`""` : rien)."""
    return choix(etat, scenario.territoire).fermables.get(scenario.ferme, "") if scenario.ferme else ""


def phrases(etat: Etat, scenario: Scenario) -> list[str]:
    """La réponse en une phrase ; puis, s'il y a lieu, l'effet de l'arrêt et un horizon où il y a à gagner."""
    r = resolu(etat, scenario)
    autres = [dires.phrase_fermeture(r, _arret(etat, scenario))]
    if len(r.probleme.candidats) and not r.solution.sites:
        autres.append(dires.phrase_plus_court(etat, scenario, HORIZONS))
    return [dires.phrase(r), *filter(None, autres)]


def chiffres(etat: Etat, scenario: Scenario) -> list[Chiffre]:
    """Les nombres du scénario."""
    return dires.chiffres(resolu(etat, scenario))


def inconnues(etat: Etat, scenario: Scenario) -> list[str]:
    """Ce que la réponse ne sait pas."""
    postes = any(code.startswith(POSTE) for code in choix(etat, scenario.territoire).fermables)
    return [*reserves_implantation.inconnues(resolu(etat, scenario)), *([] if postes else [SANS_POSTE])]


def points(etat: Etat, scenario: Scenario) -> pd.DataFrame:
    """Les signes de la carte : genre (permanence, existant, arrete), code_insee, nom, detail, latitude, longitude."""
    r = resolu(etat, scenario)
    retenus = choix_de_sites.classement(r.probleme, r.solution.sites)
    situes = r.probleme.ouverts[r.probleme.ouverts["latitude"].notna()]
    par_commune = situes.groupby("code_insee", sort=True)
    existants = par_commune[["commune", "latitude", "longitude"]].first().reset_index()
    effectifs = [f"{pluriel(n, 'lieu', 'lieux')} aujourd'hui" for n in par_commune.size()]
    arretes = r.probleme.fermes
    tables = [
        existants.assign(genre="existant", nom=existants["commune"], detail=effectifs),
        arretes.assign(genre="arrete", detail=f"{len(arretes)} à l'arrêt dans ce scénario"),
        retenus.assign(
            genre="permanence", detail=[f"permanence nouvelle, {n}ᵉ par l'apport" for n in retenus["rang"]]
        ),
    ]
    colonnes = ["genre", "code_insee", "nom", "detail", "latitude", "longitude"]
    return pd.concat([t[colonnes].astype({"latitude": "Float64", "longitude": "Float64"}) for t in tables])


def parametres(etat: Etat, scenario: Scenario, lien: str) -> Releve:
    """Tout ce qu'il faut pour refaire le calcul, adresse du scénario comprise."""
    return releves.parametres(resolu(etat, scenario), lien=lien, ferme=_arret(etat, scenario))


def classeur(etat: Etat, scenario: Scenario, lien: str) -> dict[str, Releve]:
    """Les feuilles du classeur : les paramètres, puis chaque tableau de l'écran (un tableur refuse « ? » dans un nom)."""
    feuilles = {titre.removesuffix(" ?"): releve for titre, releve in figures(etat, scenario).items()}
    return {"Paramètres": parametres(etat, scenario, lien)} | feuilles


def fond(etat: Etat, territoire: Territoire) -> FondDeCarte:
    """Le fond de carte du territoire du calcul."""
    return fond_de_carte(etat, _bassin(etat, territoire))


def contours(etat: Etat, scenario: Scenario) -> gpd.GeoDataFrame:
    """Les communes du territoire du calcul, leurs minutes avant et après, et leur contour (EPSG:4326)."""
    r = resolu(etat, scenario)
    tracees = etat["communes"][["code_insee", "geometry"]]
    fusion = effets.avant_apres(r.probleme, r.solution.sites).merge(tracees, on="code_insee")
    return gpd.GeoDataFrame(fusion, geometry="geometry", crs="EPSG:4326")
