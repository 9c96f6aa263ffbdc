"""Les états enregistrés du jeu : les lister, les comparer, y revenir."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import streamlit as st

from inclusion.analysis.comparaison import Comparaison, comparer, par_epci
from inclusion.data import instantanes as stockage
from inclusion.data.instantanes import Instantane
from inclusion.data.lecture import Jeu, load_jeu
from inclusion.model.schemas import schemas
from inclusion.queries.depots import droits_du_visiteur
from inclusion.queries.jeu import dossier, empreinte
from inclusion.queries.tables import PARCOURS, parcours_montre


@dataclass(frozen=True, eq=False)
class Etats:
    """Les instantanés entiers, ce qui est inachevé (nom → défaut), et les tables retouchées qui ne sont plus lues."""

    entiers: list[Instantane]
    inacheves: dict[str, str]
    delaisses: list[str]
    attendu: str


def instantanes() -> Etats:
    """Les états enregistrés du jeu."""
    d = dossier()
    return Etats(stockage.instantanes(d), stockage.inacheves(d), stockage.delaisses(d), empreinte())


@st.cache_resource(max_entries=4, show_spinner="Lecture de l'instantané…")
def jeu_de(chemin: str, nom: str, marque: str) -> Jeu:  # noqa: ARG001 la marque périme la réponse
    """Le jeu tel que le garde un instantané."""
    return load_jeu(stockage.instantane(Path(chemin), nom).dossier)


def comparaison(noms: tuple[str, str] | None) -> tuple[dict[str, Comparaison], pd.DataFrame] | None:
    """Les différences de chaque table entre deux instantanés, et le nombre de lieux par intercommunalité."""
    if noms is None:
        return None
    a, b = (jeu_de(str(dossier()), nom, empreinte()) for nom in noms)
    tables = {nom: _comparee(a, b, nom) for nom in schemas() if nom != "communes_voisines"}
    return tables, par_epci(a["lieux"], b["lieux"], b["communes"], b["epci"])


def _comparee(avant: Jeu, apres: Jeu, nom: str) -> Comparaison:
    schema = schemas()[nom]
    colonnes = [champ.nom for champ in schema.champs if champ.type != "any"]
    lus = [parcours_montre(jeu) if nom == PARCOURS else jeu[nom] for jeu in (avant, apres)]
    return comparer(lus[0][colonnes], lus[1][colonnes], cle=schema.cle)


def restaurer(nom: str, attendu: str) -> Instantane:
    """Revient à un instantané, si le visiteur en a le droit ; lève `StockageError`."""
    droits_du_visiteur().exiger()
    return stockage.restaurer(dossier(), nom, attendu=attendu)
