"""Une feuille d'atelier : ses colonnes utiles, ses équipements ligne par ligne, leurs masses ; rien n'y est perdu."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from inclusion.data.depots.correspondance import Converti
from inclusion.data.depots.fichiers import Brut
from inclusion.data.depots.formats.mots_du_materiel import CATEGORIES, colonne, facteur_kg, trouve
from inclusion.model.anomalies import Anomalie, Gravite
from inclusion.model.formats.nombres import entier, nombre
from inclusion.model.formats.texte import cle

TOTAL = "ligne de total : elle répéterait les autres"
SANS_QUANTITE = "ni équipement ni quantité dans cette ligne"


@dataclass
class Feuille:
    """Une feuille en cours de lecture : ses colonnes utiles, ce qu'on en tire, ce qu'on en dit."""

    brut: Brut
    colonnes: dict[str, str]
    rangees: list[dict[str, str]] = field(default_factory=list)
    lignes: list[int] = field(default_factory=list)
    anomalies: list[Anomalie] = field(default_factory=list)

    def dire(  # noqa: PLR0917 les mots d'une anomalie, dans l'ordre où on la dit
        self, ligne: int, quoi: str, lue: str, gardee: str, regle: str, gravite: Gravite, remede: str = ""
    ) -> None:
        nom = self.colonnes.get(quoi) or quoi
        self.anomalies.append(Anomalie(ligne, nom, lue, gardee, regle, gravite, remede))

    def converti(self, nom_table: str, cibles: dict[str, str]) -> Converti:
        """`cibles` : colonne de la table → colonne utile de la feuille."""
        reprises = {*self.colonnes.values(), *colonnes_d_equipements(self.brut)}
        return Converti(
            nom_table,
            pd.DataFrame(self.rangees, dtype="str"),
            self.lignes,
            {cible: self.colonnes[quoi] for cible, quoi in cibles.items() if self.colonnes.get(quoi)},
            (*self.brut.anomalies, *self.anomalies),
            tuple(c for c in self.brut.colonnes if c not in reprises),
            self.brut.table,
        )


def colonnes_utiles(brut: Brut) -> dict[str, str]:
    """Ce que la feuille a d'utile : rôle → colonne (`""` : elle ne l'a pas)."""
    pas_un_compte = r"\b(poids|masse|pesee|kg|centrales?)\b"
    compte = r"\b(quantites?|qte|nombre|nb|unites|comptes?)\b"
    return {
        "date": colonne(brut, r"\b(date|jour)\b"),
        "lot": colonne(brut, r"\b(lot|bordereau|bon)\b"),
        "materiel": colonne(
            brut,
            r"\b(materiel|categorie|type|equipements?|designation|appareil)\b",
            sauf=rf"{compte}|\b(poids|masse|kg|date|public)\b",
        ),
        "quantite": colonne(brut, compte, sauf=pas_un_compte),
        "net": colonne(brut, r"\b(poids|masse|pesee|kg)\b", sauf=r"\b(tare|brut|date|jour|lot|bordereau|bon)\b"),
        "brut": colonne(brut, r"\bbrut\b"),
        "tare": colonne(brut, r"\btare\b"),
        "origine": colonne(brut, r"\b(origine|provenance|donateur|deposant|apporteur)\b"),
        "mouvement": colonne(brut, r"\b(mouvement|operation|destination|devenir|sens)\b"),
        "emplacement": colonne(brut, r"\b(emplacement|etape|zone|rayon|etat du stock)\b"),
        "statut": colonne(brut, r"\b(statut|produit|dechet)\b"),
        "public": colonne(brut, r"^public$|\bpublic accueilli\b|\bcategorie de public\b"),
        "insee": colonne(brut, r"\binsee\b"),
        "commune": colonne(brut, r"\b(commune|ville)\b", sauf=r"\binsee\b"),
    }  # fmt: skip


def colonnes_d_equipements(brut: Brut) -> dict[str, str]:
    """Les colonnes qui sont elles-mêmes un équipement (« Portables », « Écrans ») : colonne → catégorie."""
    sans = re.compile(r"\b(poids|masse|kg|date|lot|numero|commune)\b")
    dites = {c: trouve(CATEGORIES, c) for c in brut.colonnes if not sans.search(cle(c))}
    pleines = {c: dit for c, dit in dites.items() if dit and _des_nombres(brut.table[c])}
    return pleines if len(pleines) >= 2 else {}


def _des_nombres(valeurs: pd.Series) -> bool:
    pleines = [v for v in valeurs.head(200) if v.strip()]
    return bool(pleines) and all(entier(v.strip()).valeur for v in pleines)


def equipements(feuille: Feuille) -> Iterator[tuple[int, dict[str, str], str, str, bool]]:
    """(ligne, rangée, équipement, quantité, seul de sa ligne) ; totaux et lignes vides sont refusés, et c'est dit."""
    larges = colonnes_d_equipements(feuille.brut) if not feuille.colonnes["materiel"] else {}
    for ligne, rangee in zip(feuille.brut.lignes, feuille.brut.table.to_dict("records"), strict=True):
        if any(cle(str(v)).split(" ")[0] in {"total", "totaux"} for v in rangee.values() if str(v).strip()):
            feuille.dire(
                ligne, "quantite", "total", "", TOTAL, Gravite.REFUSE, "Rien à faire : la laisser de côté."
            )
            continue
        if larges:
            comptes = {c: str(rangee[c]).strip() for c in larges}
            dits = [(c, q) for c, q in comptes.items() if q and q != "0"]
        else:
            dits = [(lue(feuille, rangee, "materiel"), lue(feuille, rangee, "quantite"))]
            dits = [(m, q) for m, q in dits if m or q]
        if not dits:
            feuille.dire(ligne, "quantite", "", "", SANS_QUANTITE, Gravite.REFUSE)
        for materiel, quantite in dits:
            yield ligne, rangee, materiel, quantite, len(dits) == 1


def lue(feuille: Feuille, rangee: dict[str, str], quoi: str) -> str:
    """La cellule d'un rôle ; `""` si la feuille n'a pas cette colonne."""
    nom = feuille.colonnes[quoi]
    return str(rangee[nom]).strip() if nom else ""


def categorie(feuille: Feuille, ligne: int, materiel: str) -> str:
    """La catégorie d'un équipement ; hors liste, « autre », et c'est dit."""
    dite = trouve(CATEGORIES, materiel)
    if dite is None:
        feuille.dire(
            ligne,
            "materiel",
            materiel,
            "autre",
            "équipement hors liste, compté « autre »",
            Gravite.A_VERIFIER,
        )
    return dite or "autre"


def masse(feuille: Feuille, ligne: int, rangee: dict[str, str], quantite: str) -> str:
    """La masse nette en kg : dite, ou brute moins tare ; par équipement, elle est multipliée par la quantité."""
    quoi = "net" if lue(feuille, rangee, "net") else "brut"
    dite, entete = lue(feuille, rangee, quoi), feuille.colonnes[quoi]
    if not dite:
        return ""
    valeur = nombre(dite).valeur
    if not valeur:
        feuille.dire(ligne, quoi, dite, "", "masse illisible", Gravite.A_VERIFIER)
        return ""
    tare = nombre(lue(feuille, rangee, "tare")).valeur if quoi == "brut" else ""
    kilos = (float(valeur) - float(tare or 0)) * facteur_kg(entete)
    compte = entier(quantite).valeur
    if "unitaire" in cle(entete) and compte:
        kilos *= float(compte)
    garde = f"{kilos:.3f}".rstrip("0").rstrip(".")
    if garde != dite:
        feuille.dire(ligne, quoi, dite, garde, "masse nette du lot, en kg", Gravite.CORRIGE)
    return garde
