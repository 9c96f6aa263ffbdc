"""Ce que le contrôle d'un fichier déposé en dit : combien de lignes, lesquelles, pourquoi."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from inclusion.data.depots.fusion import Lot
from inclusion.model.anomalies import Anomalie, Gravite
from inclusion.model.francais import nombre, pluriel

MOTIF = "motif_refus"
EXEMPLES = 3


@dataclass(frozen=True, eq=False)
class Rapport:
    """Le contrôle d'un fichier ; toujours : lues = gardées + refusées + hors du département.

    `table` : les lignes à verser, textes, colonnes de la table cible ; `refusees` et `hors_departement` : les lignes
    du fichier telles qu'elles y sont, la première avec son `motif_refus`, à corriger puis à déposer de nouveau. `aussi` :
    d'autres tables que le même dépôt remplit ; `lots` : table → les lignes que ce dépôt y remplace (voir `fusionner`) ;
    `producteur` : celui que le format fait connaître (`""` : il faut le déclarer).
    """

    nom: str
    format: str
    libelle_format: str
    table_cible: str
    lignes_lues: int
    lignes_gardees: int
    anomalies: tuple[Anomalie, ...]
    table: pd.DataFrame
    refusees: pd.DataFrame
    hors_departement: pd.DataFrame
    non_repris: tuple[str, ...] = ()
    departement: str = ""
    aussi: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    lots: Mapping[str, Lot] = field(default_factory=dict)
    producteur: str = ""

    @property
    def lignes_refusees(self) -> int:
        return len(self.refusees)

    @property
    def lignes_hors_departement(self) -> int:
        return len(self.hors_departement)

    @property
    def importable(self) -> bool:
        """Quelque chose à verser, et rien de refusé."""
        return self.lignes_refusees == 0 and (self.lignes_gardees > 0 or self.lignes_lues == 0)

    def to_json(self) -> dict[str, Any]:
        """Le rapport, aux clés fixées par la commande `controler`."""
        return {
            "fichier": self.nom,
            "format": self.format,
            "table": self.table_cible,
            "departement": self.departement,
            "lignes_lues": self.lignes_lues,
            "lignes_gardees": self.lignes_gardees,
            "lignes_refusees": self.lignes_refusees,
            "lignes_hors_departement": self.lignes_hors_departement,
            "colonnes_non_reprises": list(self.non_repris),
            "anomalies": [
                {
                    "ligne": a.ligne,
                    "colonne": a.colonne,
                    "valeur_lue": a.valeur_lue,
                    "valeur_gardee": a.valeur_gardee,
                    "regle": a.regle,
                    "gravite": str(a.gravite),
                    "remede": a.remede,
                }
                for a in self.anomalies
            ],
        }

    def en_texte(self) -> Iterator[str]:
        """Le rapport à lire au terminal : les comptes, puis chaque règle et ses premiers exemples."""
        yield f"« {self.nom} » : {self.libelle_format} → table « {self.table_cible} »"
        yield (
            f"{pluriel(self.lignes_lues, 'ligne lue', 'lignes lues')} = {nombre(self.lignes_gardees)} gardées "
            f"+ {nombre(self.lignes_refusees)} refusées + {nombre(self.lignes_hors_departement)} hors du département "
            f"{self.departement}"
        )
        if self.non_repris:
            yield f"Colonnes que rien ne reprend : {', '.join(self.non_repris)}"
        for gravite in reversed(Gravite):
            par_regle = defaultdict(list)
            for anomalie in self.anomalies:
                if anomalie.gravite == gravite:
                    par_regle[anomalie.regle.split(" : ")[0]].append(anomalie)
            for regle, siennes in sorted(par_regle.items(), key=lambda paire: -len(paire[1])):
                yield f"[{gravite}] {regle} : {pluriel(len(siennes), 'fois', 'fois')}"
                yield from (f"    {a}" for a in siennes[:EXEMPLES])
                if len(siennes) > EXEMPLES:
                    yield f"    … et {pluriel(len(siennes) - EXEMPLES, 'autre')}"
