"""`couverture` : à combien de minutes chaque commune est d'un lieu qui répond, et combien d'habitants cela fait."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from inclusion.analysis.chiffres.couverture import chiffres_couverture
from inclusion.analysis.couverture import SERVICES, Demande
from inclusion.analysis.desserte import Desserte, desserte
from inclusion.analysis.observations import observer, territoires
from inclusion.console import arreter, pour_lire
from inclusion.data.lecture import dossier_du_jeu, load_jeu
from inclusion.data.tableaux_csv import TableauError, to_tableau
from inclusion.exports.textes import inertes
from inclusion.model.chiffres import nature
from inclusion.model.etat import Etat
from inclusion.model.francais import nombre, pluriel
from inclusion.model.nomenclatures import valeurs
from inclusion.model.seuils import HORIZON_MIN
from inclusion.model.territoires import AIDE_TERRITOIRE, Territoire, TerritoireError, resolu

COLONNES = (
    "code_insee",
    "nom",
    "siren_epci",
    "population",
    "pop_65_plus",
    "besoin",
    "besoin_bas",
    "besoin_haut",
    "minutes",
    "minutes_basses",
    "minutes_hautes",
    "zone",
    "id_lieu",
    "lieu",
    "commune_lieu",
    "minutes_ensuite",
    "apl_mn",
    "au_bord",
    "nature",
)
PRECISION = 6


class Jour(StrEnum):
    """Les jours que l'on peut demander (les codes de `JOURS`)."""

    TOUS = "tous"
    MERCREDI = "mercredi"
    SAMEDI = "samedi"
    SOIR = "soir"


def couverture(  # noqa: PLR0917 les options de la commande
    sortie: Annotated[Path, typer.Option(help="CSV écrit, une ligne par commune.")],
    territoire: Annotated[str, typer.Option(help=AIDE_TERRITOIRE)] = "",
    horizon: Annotated[float, typer.Option(help="Seuil de temps, en minutes, compris.", min=0)] = HORIZON_MIN,
    service: Annotated[str, typer.Option(help="Un service de la nomenclature nationale.")] = "",
    public: Annotated[str, typer.Option(help="Un public de la nomenclature nationale.")] = "",
    jour: Annotated[Jour, typer.Option(help="Le jour où le lieu doit être ouvert.")] = Jour.TOUS,
    donnees: Annotated[
        Path | None, typer.Option(help="Jeu de données (INCLUSION_DONNEES par défaut).")
    ] = None,
) -> None:
    """Écrit le temps estimé de chaque commune au lieu le plus proche qui répond, et résume."""
    _dans(service, SERVICES, "service")
    _dans(public, valeurs("publics_specifiquement_adresses"), "public")
    jeu = load_jeu(donnees or dossier_du_jeu())
    pour_lire(jeu.fautes)
    obs = observer(jeu, date.today())
    ici = _resolu(territoire, obs)
    calculee = desserte(obs, Demande(service, public, jour.value))
    try:
        to_tableau(table(obs, calculee, ici, horizon=horizon), sortie)
    except TableauError as erreur:
        arreter(str(erreur), 2)
    typer.echo(f"{ici.titre} : {pluriel(len(calculee.de(ici)), 'commune')}, {sortie.name}")
    for chiffre in chiffres_couverture(calculee, ici, horizon=horizon):
        valeur = nombre(chiffre.valeur, decimales=chiffre.decimales)
        typer.echo(f"{chiffre.libelle} : {valeur} {chiffre.unite} ({chiffre.phrase.rstrip('.')})")


def table(obs: Etat, calculee: Desserte, ici: Territoire, *, horizon: float) -> pd.DataFrame:
    """COLONNES, une ligne par commune : unités du calcul (minutes, personnes), vide si inconnu, textes inoffensifs."""
    lignes = calculee.de(ici, horizon=horizon)
    lieux = obs.lieux.drop_duplicates("id").set_index("id")
    complete = lignes.assign(
        lieu=lignes["id_lieu"].map(lieux["nom"]),
        commune_lieu=lignes["id_lieu"].map(lieux["commune"]),
        nature=nature((calculee.source_capacite, *calculee.sources)),
    )
    calcules = ["minutes", "minutes_basses", "minutes_hautes", "minutes_ensuite", "apl_mn"]
    besoins = ["besoin", "besoin_bas", "besoin_haut"]
    arrondies = complete.assign(
        **{c: complete[c].astype("Float64").round(PRECISION) for c in [*calcules, *besoins]}
    )
    return inertes(pd.DataFrame(arrondies[list(COLONNES)]))


def _resolu(demande: str, obs: Etat) -> Territoire:
    try:
        return resolu(demande, territoires(obs))
    except TerritoireError as erreur:
        arreter(str(erreur), 2)


def _dans(valeur: str, admises: tuple[str, ...], quoi: str) -> None:
    if valeur and valeur not in admises:
        arreter(f"Le {quoi} « {valeur} » n'est pas dans la nomenclature : {' ; '.join(admises)}.", 2)
