"""Prendre une source publique, la contrôler et, si on le demande, la verser : le même chemin qu'un dépôt."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from inclusion.data.depots.controle import Rapport, controler
from inclusion.data.depots.importation import Verse, apport, verser
from inclusion.data.instantanes import disque, empreinte
from inclusion.data.lecture import load_jeu
from inclusion.data.sources import Source
from inclusion.data.telechargement import Telecharge, download

TELECHARGES = "sources"


@dataclass(frozen=True, eq=False)
class Actualisation:
    """Ce qu'une source a donné ; `verse` None si rien n'était à enregistrer."""

    source: Source
    pris: Telecharge
    rapport: Rapport
    verse: Verse | None = None


def actualiser(source: Source, dossier: Path, *, enregistrer: bool) -> Actualisation:
    """Télécharge dans `sources/`, contrôle, écrit le rapport à côté, et verse si `enregistrer`.

    Un versement ajoute et corrige ; il ne retire jamais une ligne que la source ne cite plus. Lève `SourceError`,
    `IllisibleError`, `StockageError` : le jeu est alors inchangé.
    """
    with disque.ecriture_dite(dossier):
        pris = download(source, dossier / TELECHARGES)
    pris_le = date.fromisoformat(pris.date[:10])
    marque, jeu = empreinte(dossier), load_jeu(dossier)
    rapport = controler(pris.chemin, jeu=jeu, a_date=pris_le, nom=source.fichier, source=source.producteur)
    _to_rapport(rapport, dossier / TELECHARGES)
    if not enregistrer:
        return Actualisation(source, pris, rapport)
    lignes = apport(
        rapport.table_cible,
        rapport.table,
        source=source.producteur,
        date_donnees=pris_le,
        nature="reel",
        remplacer=False,
    )
    verse = verser(dossier, [lignes], jeu=jeu, attendu=marque, nom=source.fichier)
    return Actualisation(source, pris, rapport, verse)


def _to_rapport(rapport: Rapport, vers: Path) -> None:
    contenu = json.dumps(rapport.to_json(), ensure_ascii=False, indent=1) + "\n"
    disque.remplacer(vers / f"{Path(rapport.nom).stem}.rapport.json", contenu.encode("utf-8"))
