"""Les mots d'un atelier → ceux de nos tables : équipements, mouvements, emplacements, origines, statuts, unités."""

import re
from collections.abc import Sequence
from typing import TypeVar

from inclusion.data.depots.fichiers import Brut
from inclusion.model.formats.texte import cle

T = TypeVar("T")

CATEGORIES = (
    (r"\b(smartphones?|telephones?|gsm|iphones?)\b", "smartphone"),
    (r"\b(tablettes?|ipads?)\b", "tablette"),
    (r"\b((ultra)?portables?|laptops?|notebooks?|netbooks?|chromebooks?|macbooks?)\b", "portable"),
    (r"\b(ecrans?|moniteurs?|lcd|tft)\b", "ecran"),
    (r"\b(fixes?|uc|unites? centrales?|tours?|desktops?|ordinateurs?|pc|imacs?|tout en un)\b", "fixe"),
    (r"\b(autres?|divers)\b", "autre"),
)
"""Dans cet ordre : un « téléphone portable » est un téléphone, un « ordinateur portable » un portable."""

MOUVEMENTS = (
    (r"\bdangereu|\bbatteries?\b", ("diagnostique", "rebut_dangereux")),
    (
        r"\brecycl|\bdeee\b|\bd3e\b|eco ?organisme|ecosystem|\bbenne\b|\benlevement",
        ("diagnostique", "recyclage"),
    ),
    (r"\bpieces?\b|\bdemont", ("diagnostique", "pieces")),
    (r"\bretours?\b|\bsav\b", ("distribue", "retour")),
    (r"\breconditionnables?\b|\bbon pour\b|\ba reparer\b", ("diagnostique", "reconditionnable")),
    (r"\breconditionn|\bremis en etat|\brepar", ("reconditionnable", "reconditionne")),
    (r"\bstock\b|\bprets?\b", ("reconditionne", "stock_pret")),
    (r"\bdistribu|\bremis|\bdonnes?\b|\bvente|\bvendus?\b|\battribu|\bsortie", ("stock_pret", "distribue")),
    (r"\bdiagnosti|\btri\b|\btries?\b|\btest", ("collecte", "diagnostique")),
    (r"\bcollect|\breception|\brecus?\b|\bentree|\bdepot|\bapport|\barriv", ("gisement", "collecte")),
)
ENTREE = ("gisement", "collecte")

EMPLACEMENTS = (
    (r"\bretours?\b|\bsav\b", "retour"),
    (r"\bechec|\brefuse", "echec_test"),
    (r"\ba (diagnostiquer|trier|tester)\b|\breception|\bquai\b|\bentree|\bcollect", "collecte"),
    (r"\ba (reparer|reconditionner)\b|\batelier\b|\breconditionnables?\b", "reconditionnable"),
    (r"\bprets?\b|\ba (distribuer|donner|remettre|vendre)\b|\bboutique\b|\bstock\b", "stock_pret"),
    (r"\breconditionn|\brepares?\b", "reconditionne"),
    (r"\bdiagnosti|\btestes?\b|\btries?\b", "diagnostique"),
)

ORIGINES = (
    (r"\bdecheteri|\bpoints? d apport\b", "decheterie"),
    (r"\bassociation|\bassoc?\b|\bemmaus\b|\bressourceri|\brecycleri|\bfoyer\b", "association"),
    (
        r"\b(collectivite|mairie|commune|ville|departement|region|communaute|agglomeration|metropole|prefecture|etat|"
        r"ccas|college|lycee|ecole|universite|hopital|caf|cpam|msa|france travail)\b",
        "collectivite",
    ),
    (r"\b(particuliers?|habitants?|prives?|m|mme|mr)\b", "particulier"),
    (r"\b(entreprises?|societe|sas|sarl|sa|scop|banque|cabinet)\b", "entreprise"),
    (r"\bautres?\b", "autre"),
)

STATUTS = (
    (r"\bdechets?\b|\bdeee\b|\bd3e\b|\bbenne\b|\bjete", "dechet"),
    (r"\bproduits?\b|\bdons?\b|\breemploi\b", "produit"),
)


def trouve(motifs: Sequence[tuple[str, T]], dit: str) -> T | None:
    """Ce que le premier motif reconnaît dans un texte ; None si aucun."""
    lu = cle(dit)
    return next((sens for motif, sens in motifs if re.search(motif, lu)), None)


def colonne(brut: Brut, motif: str, *, sauf: str = "") -> str:
    """La première colonne dont le nom dit le motif, sans dire `sauf` (`""` : aucune)."""
    return next(
        (c for c in brut.colonnes if re.search(motif, cle(c)) and not (sauf and re.search(sauf, cle(c)))), ""
    )


def facteur_kg(entete: str) -> float:
    """Ce qui ramène une colonne de masses en kg, d'après l'unité que dit son en-tête ; le kg à défaut."""
    lu = cle(entete)
    if re.search(r"\b(tonnes?|t)\b", lu):
        return 1000.0
    return 0.001 if re.search(r"\b(grammes?|g|gr)\b", lu) else 1.0
