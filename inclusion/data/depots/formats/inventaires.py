"""Feuille d'inventaire d'un atelier ou d'une ressourcerie → stocks de la filière."""

from inclusion.data.depots.correspondance import Converti
from inclusion.data.depots.fichiers import Brut
from inclusion.data.depots.formats import Format
from inclusion.data.depots.formats.feuille_atelier import (
    Feuille,
    categorie,
    colonnes_utiles,
    equipements,
    lue,
    masse,
)
from inclusion.data.depots.formats.mots_du_materiel import EMPLACEMENTS, trouve
from inclusion.model.anomalies import Gravite

REMEDE = "Écrire À diagnostiquer, Diagnostiqué, Atelier, Reconditionné, Prêt, Échec au test ou Retour."


def reconnait(brut: Brut) -> float:
    """Une date, un emplacement, des équipements comptés."""
    c = colonnes_utiles(brut)
    comptes = bool(c["materiel"] and c["quantite"])
    return 0.8 if c["date"] and c["emplacement"] and comptes and not c["mouvement"] else 0


def convertir(brut: Brut) -> Converti:
    """Un stock compté par ligne : une date, une étape, un équipement."""
    feuille = Feuille(brut, colonnes_utiles(brut))
    for ligne, rangee, materiel, quantite, _ in equipements(feuille):
        lu = lue(feuille, rangee, "emplacement")
        etape = trouve(EMPLACEMENTS, lu)
        if etape is None:
            feuille.dire(ligne, "emplacement", lu, "", "emplacement non compris", Gravite.REFUSE, REMEDE)
            continue
        feuille.rangees.append(
            {
                "date": lue(feuille, rangee, "date"),
                "noeud": etape,
                "categorie": categorie(feuille, ligne, materiel),
                "quantite": quantite,
                "masse_kg": masse(feuille, ligne, rangee, quantite),
            }
        )
        feuille.lignes.append(ligne)
    cibles = {
        "date": "date",
        "noeud": "emplacement",
        "categorie": "materiel",
        "quantite": "quantite",
        "masse_kg": "net",
    }
    return feuille.converti("stocks", cibles)


FORMATS = (Format("inventaire-materiel", "Feuille d'inventaire du matériel", "stocks", reconnait, convertir),)
