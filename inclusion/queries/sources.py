"""D'où viennent les données, ce qui est plus vieux que sa cadence, et les sources publiques que l'on peut prendre."""

from dataclasses import replace

import pandas as pd

from inclusion.analysis.natures import sans_mention
from inclusion.data.depots import actualisation
from inclusion.data.sources import Source, SourceError, load_sources
from inclusion.model.cadences import en_retard, en_retard_parmi
from inclusion.model.etat import Etat
from inclusion.model.francais import jour, pluriel
from inclusion.model.provenance import LIBELLES_NATURE, Provenance


def retards(etat: Etat) -> list[Provenance]:
    """Les sources réelles dont même le dernier constat est plus vieux que leur cadence ; la démonstration n'en est pas."""
    tardives = en_retard_parmi(list(etat.provenances.values()), etat.a_date)
    return [replace(p, producteur=sans_mention(p.producteur)) for p in tardives]


def ressources(etat: Etat) -> pd.DataFrame:
    """Une ligne par table du jeu : producteur, dates, cadence, licence, lignes, nature."""
    tout = etat
    return pd.DataFrame(
        [
            {
                "Table": p.titre,
                "Nature": LIBELLES_NATURE[p.nature],
                "Lignes": len(tout[nom]),
                "Dont démonstration": _inventees(tout[nom]),
                "Producteur": p.producteur,
                "Données": p.quand if p.nature != "vide" else "",
                "Dernier constat": jour(p.dernier_constat) if p.nature != "vide" else "",
                "Cadence": p.cadence,
                "En retard": "oui" if en_retard(p, etat.a_date) else "",
                "Licence": p.licence,
                "Sources": p.sources,
            }
            for nom, p in tout.provenances.items()
            if nom in tout.tables
        ]
    )


def _inventees(table: pd.DataFrame) -> int:
    return int(table["nature"].eq("demonstration").sum()) if "nature" in table else 0


def sources_publiques(etat: Etat) -> dict[str, Source]:
    """Les sources publiques connues ; aucune si leur description est fautive."""
    try:
        return load_sources(etat.dossier)
    except SourceError:
        return {}


def internet_permis(etat: Etat) -> bool:
    """`parametres.toml` dit « [sources] », « internet = true », et ce visiteur peut écrire ; par défaut, non."""
    return etat.parametres.get("sources", {}).get("internet") is True and etat.droits.ecrire


def prendre(etat: Etat, source: Source) -> str:
    """Prend une source et la verse ; rend ce qui a été fait. Lève `SourceError`, `IllisibleError`, `StockageError`."""
    etat.ecriture.exiger()
    if not internet_permis(etat):
        raise SourceError("Cette application n'a pas le droit d'aller sur Internet.")
    fait = actualisation.actualiser(source, etat.dossier, enregistrer=True)
    garde = f"{pluriel(fait.rapport.lignes_gardees, 'ligne gardée', 'lignes gardées')} sur {fait.rapport.lignes_lues}"
    enregistre = "enregistré" if fait.verse and fait.verse.instantane else "rien de neuf à enregistrer"
    return f"{source.libelle} : {garde}, {enregistre}."
