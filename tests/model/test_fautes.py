"""Ce que les fautes écartent, dit en une ligne."""

from inclusion.model.fautes import illisibles, pertes, resume
from inclusion.model.schemas import Atteinte, Faute

FINE = "\u202f"

DEUX_VALEURS_D_UNE_LIGNE = (
    Faute("lieux.csv", 2, "date_maj", "hier", "une date"),
    Faute("lieux.csv", 2, "latitude", "nord", "un nombre"),
)
AUTRE_LIGNE = Faute("lieux.csv", 3, "date_maj", "hier", "une date")
TABLE = Faute("stocks.csv", None, "", "", "un fichier en UTF-8", Atteinte.TABLE)
COLONNE = Faute("postes.csv", 1, "couleur", "", "seulement les colonnes connues", Atteinte.COLONNE)
ABSENTE = Faute("postes.csv", 1, "etat", "", "cette colonne", Atteinte.ABSENTE)
JEU = Faute("datapackage.json", 1, "", "", "du JSON", Atteinte.JEU)


def test_une_ligne_ou_deux_valeurs_sont_fausses_est_une_ligne() -> None:
    assert resume(DEUX_VALEURS_D_UNE_LIGNE) == f"1{FINE}ligne écartée (lieux.csv)"
    assert resume((*DEUX_VALEURS_D_UNE_LIGNE, AUTRE_LIGNE)) == f"2{FINE}lignes écartées (lieux.csv)"


def test_lignes_tables_et_colonnes_sont_dites_dans_cet_ordre() -> None:
    assert resume((ABSENTE, COLONNE, TABLE, AUTRE_LIGNE)) == (
        f"1{FINE}ligne écartée (lieux.csv), 1{FINE}table écartée (stocks.csv), 1{FINE}colonne non lue (postes.csv), "
        f"1{FINE}colonne absente, vide en attendant (postes.csv)"
    )


def test_deux_fichiers_sont_nommes_et_trois_comptes() -> None:
    fautes = [Faute(f"{nom}.csv", 2, "c", "v", "a") for nom in ("lieux", "postes", "lots")]
    assert resume(fautes[:2]) == f"2{FINE}lignes écartées (lieux.csv et postes.csv)"
    assert resume(fautes) == f"3{FINE}lignes écartées (3{FINE}fichiers)"


def test_une_colonne_absente_ne_perd_rien_tout_le_reste_oui() -> None:
    toutes = (ABSENTE, COLONNE, TABLE, AUTRE_LIGNE, JEU)
    assert pertes(toutes) == (COLONNE, TABLE, AUTRE_LIGNE, JEU)
    assert illisibles(toutes) == (JEU,)
    assert resume(()) == ""
