"""Feuille de pesée d'un atelier ou d'une ressourcerie → passages de la filière."""

from inclusion.data.depots.correspondance import Converti
from inclusion.data.depots.fichiers import Brut
from inclusion.data.depots.formats import Format
from inclusion.data.depots.formats.feuille_atelier import (
    Feuille,
    categorie,
    colonnes_d_equipements,
    colonnes_utiles,
    equipements,
    lue,
    masse,
)
from inclusion.data.depots.formats.mots_du_materiel import ENTREE, MOUVEMENTS, ORIGINES, STATUTS, trouve
from inclusion.model.anomalies import Gravite
from inclusion.model.formats.dates import jour
from inclusion.model.formats.texte import identifiant

REMEDE = "Écrire Collecte, Diagnostic, Reconditionné, Stock, Remis, Retour, Pièces ou Recyclage."


def reconnait(brut: Brut) -> float:
    """Une date, des équipements comptés et pesés ; ou comptés, avec leur provenance ou leur mouvement."""
    c = colonnes_utiles(brut)
    comptes = bool(colonnes_d_equipements(brut)) or bool(c["materiel"] and c["quantite"])
    pese = bool(c["net"] or c["brut"])
    venu = bool(c["origine"] or c["mouvement"])
    return 0.8 if c["date"] and comptes and (pese or venu) and not c["emplacement"] else 0


def convertir(brut: Brut) -> Converti:
    """Un passage par ligne et par équipement ; sans mouvement dit, une collecte. Le nom du donateur n'est pas gardé."""
    feuille = Feuille(brut, colonnes_utiles(brut))
    for ligne, rangee, materiel, quantite, seul in equipements(feuille):
        passage = _mouvement(feuille, ligne, rangee)
        if passage is None:
            continue
        de, vers = passage
        feuille.rangees.append(
            {
                "date": lue(feuille, rangee, "date"),
                "id_lot": _lot(feuille, ligne, rangee),
                "categorie": categorie(feuille, ligne, materiel),
                "origine": _origine(feuille, ligne, rangee),
                "etape_de": de,
                "etape_vers": vers,
                "quantite": quantite,
                "masse_kg": masse(feuille, ligne, rangee, quantite)
                if seul
                else _chargement(feuille, ligne, rangee),
                "statut_juridique": trouve(STATUTS, lue(feuille, rangee, "statut")) or "",
                "public_beneficiaire": lue(feuille, rangee, "public") if vers == "distribue" else "",
            }
            | _commune(feuille, rangee)
        )
        feuille.lignes.append(ligne)
    cibles = {
        "date": "date",
        "id_lot": "lot",
        "categorie": "materiel",
        "origine": "origine",
        "quantite": "quantite",
    }
    cibles |= {
        "masse_kg": "net",
        "statut_juridique": "statut",
        "etape_vers": "mouvement",
        "code_insee": "insee",
    }
    return feuille.converti("flux_equipements", cibles)


def _mouvement(feuille: Feuille, ligne: int, rangee: dict[str, str]) -> tuple[str, str] | None:
    lu = lue(feuille, rangee, "mouvement")
    if not feuille.colonnes["mouvement"]:
        regle = "feuille sans mouvement : comptée comme une collecte"
        feuille.dire(ligne, "etape_vers", "", "collecte", regle, Gravite.A_VERIFIER, REMEDE)
        return ENTREE
    dit = trouve(MOUVEMENTS, lu)
    if dit is None:
        feuille.dire(ligne, "mouvement", lu, "", "mouvement non compris", Gravite.REFUSE, REMEDE)
    return dit


def _lot(feuille: Feuille, ligne: int, rangee: dict[str, str]) -> str:
    """Le lot dit ; à défaut, un par jour et par origine."""
    dit = lue(feuille, rangee, "lot")
    if dit:
        return dit
    date = jour(lue(feuille, rangee, "date")).valeur
    origine = trouve(ORIGINES, lue(feuille, rangee, "origine")) or "origine-inconnue"
    construit = f"pesee-{identifiant(date, origine)}" if date else ""
    feuille.dire(ligne, "lot", "", construit, "lot construit : jour et origine", Gravite.CORRIGE)
    return construit


def _origine(feuille: Feuille, ligne: int, rangee: dict[str, str]) -> str:
    """La sorte de donateur ; son nom, qui peut être celui d'une personne, n'est jamais repris."""
    lu = lue(feuille, rangee, "origine")
    dite = trouve(ORIGINES, lu)
    if lu and dite is None:
        feuille.dire(
            ligne,
            "origine",
            "(nom non repris)",
            "autre",
            "origine non comprise, comptée « autre »",
            Gravite.A_VERIFIER,
        )
        return "autre"
    return dite or ""


def _chargement(feuille: Feuille, ligne: int, rangee: dict[str, str]) -> str:
    """Le poids d'un chargement mêlé ne se répartit pas entre ses équipements."""
    dite = lue(feuille, rangee, "net") or lue(feuille, rangee, "brut")
    if dite:
        regle = "poids de plusieurs équipements ensemble : il n'est pas réparti"
        feuille.dire(
            ligne, "net", dite, "", regle, Gravite.A_VERIFIER, "Peser chaque sorte d'équipement à part."
        )
    return ""


def _commune(feuille: Feuille, rangee: dict[str, str]) -> dict[str, str]:
    dites = {"code_insee": lue(feuille, rangee, "insee"), "commune": lue(feuille, rangee, "commune")}
    return dites if feuille.colonnes["insee"] or feuille.colonnes["commune"] else {}


FORMATS = (Format("pesee", "Feuille de pesée du matériel", "flux_equipements", reconnait, convertir),)
