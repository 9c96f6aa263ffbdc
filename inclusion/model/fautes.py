"""Ce que les fautes d'un jeu écartent, et comment le dire en une ligne."""

from collections.abc import Iterable, Sequence

from inclusion.model.francais import enumeration, pluriel
from inclusion.model.schemas import Atteinte, Faute

FICHIERS_DITS = 2
VERIFIER = "python -m inclusion verifier"
A_CORRIGER = (
    "Rien ne s'enregistre dans ce jeu tant que ses fautes ne sont pas corrigées : le réécrire les effacerait."
)
NOMS = {
    Atteinte.LIGNE: ("ligne écartée", "lignes écartées"),
    Atteinte.TABLE: ("table écartée", "tables écartées"),
    Atteinte.COLONNE: ("colonne non lue", "colonnes non lues"),
    Atteinte.MENTION: ("mention écartée", "mentions écartées"),
    Atteinte.ABSENTE: ("colonne absente, vide en attendant", "colonnes absentes, vides en attendant"),
}


def illisibles(fautes: Iterable[Faute]) -> tuple[Faute, ...]:
    """Celles qui empêchent d'ouvrir le jeu : sa description, ses réglages, ses territoires."""
    return tuple(f for f in fautes if f.gravite == Atteinte.JEU)


def pertes(fautes: Iterable[Faute]) -> tuple[Faute, ...]:
    """Celles dont on perdrait l'objet à réécrire le jeu : toutes, sauf une colonne facultative absente."""
    return tuple(f for f in fautes if f.gravite != Atteinte.ABSENTE)


def resume(fautes: Sequence[Faute]) -> str:
    """« 2 lignes écartées (lieux.csv), 1 table écartée (stocks.csv) » ; `""` sans faute.

    Une ligne où deux valeurs sont fausses est une ligne.
    """
    return ", ".join(
        f"{pluriel(len(objets), *NOMS[atteinte])} ({_fichiers([fichier for fichier, _ in objets])})"
        for atteinte in NOMS
        if (objets := list(dict.fromkeys(_objet(f) for f in fautes if f.gravite == atteinte)))
    )


def _objet(faute: Faute) -> tuple[str, str]:
    """Le fichier, et ce qui y est touché."""
    match faute.gravite:
        case Atteinte.LIGNE:
            return faute.fichier, str(faute.ligne)
        case Atteinte.TABLE:
            return faute.table or faute.fichier, ""
        case _:
            return faute.fichier, faute.colonne


def _fichiers(noms: Sequence[str]) -> str:
    distincts = sorted(set(noms))
    return enumeration(distincts) if len(distincts) <= FICHIERS_DITS else pluriel(len(distincts), "fichier")
