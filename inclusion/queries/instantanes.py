"""Les états enregistrés du jeu : les lister, les comparer, y revenir."""

from dataclasses import dataclass

import pandas as pd

from inclusion.analysis.comparaison import Comparaison, comparer, par_epci
from inclusion.data import instantanes as stockage
from inclusion.data.instantanes import Instantane
from inclusion.model.etat import Etat
from inclusion.model.schemas import schemas
from inclusion.queries.tables import PARCOURS, parcours_montre


@dataclass(frozen=True, eq=False)
class Etats:
    """Les instantanés entiers, ce qui est inachevé (nom → défaut), et les tables retouchées qui ne sont plus lues."""

    entiers: list[Instantane]
    inacheves: dict[str, str]
    delaisses: list[str]
    attendu: str


def instantanes(etat: Etat) -> Etats:
    """Les états enregistrés du jeu."""
    d = etat.dossier
    return Etats(list(etat.enregistres), stockage.inacheves(d), stockage.delaisses(d), etat.identifiant)


def comparaison(
    etat: Etat, noms: tuple[str, str] | None
) -> tuple[dict[str, Comparaison], pd.DataFrame] | None:
    """Les différences de chaque table entre deux instantanés, et le nombre de lieux par intercommunalité."""
    if noms is None:
        return None
    a, b = (etat.ouvrir(nom) for nom in noms)
    tables = {nom: _comparee(etat, a, b, nom) for nom in schemas() if nom != "communes_voisines"}
    return tables, par_epci(a["lieux"], b["lieux"], b["communes"], b["epci"])


def _comparee(etat: Etat, avant: Etat, apres: Etat, nom: str) -> Comparaison:
    schema = schemas()[nom]
    colonnes = [champ.nom for champ in schema.champs if champ.type != "any"]
    lus = [parcours_montre(etat, lu) if nom == PARCOURS else lu[nom] for lu in (avant, apres)]
    return comparer(lus[0][colonnes], lus[1][colonnes], cle=schema.cle)


def restaurer(etat: Etat, nom: str, attendu: str) -> Instantane:
    """Revient à un instantané, si le visiteur en a le droit ; lève `StockageError`."""
    etat.droits.exiger()
    return stockage.restaurer(etat.dossier, nom, attendu=attendu)
