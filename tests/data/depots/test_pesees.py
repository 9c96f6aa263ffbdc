"""Feuilles de pesée et d'inventaire : reconnues, converties, rien de perdu ni d'inventé, aucun nom gardé."""

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from inclusion.data.depots.controle import controler
from inclusion.data.depots.rapport import Rapport
from inclusion.data.lecture import Jeu, load_jeu
from inclusion.exports.modeles import to_xlsx
from inclusion.model.schemas import schemas

A_DATE = date(2026, 11, 24)
ENTETE = "Date;N° de lot;Provenance;Type de matériel;Nombre;Poids brut (kg);Tare (kg);Mouvement;Statut;Public;Commune"


@pytest.fixture(scope="module")
def jeu() -> Jeu:
    return load_jeu()


def lire(jeu: Jeu, *lignes: str) -> Rapport:
    return controler("\n".join(lignes).encode(), jeu=jeu, a_date=A_DATE, nom="feuille.csv")


def une(rapport: Rapport) -> dict[str, Any]:
    (ligne,) = rapport.table.to_dict("records")
    return {str(c): v for c, v in ligne.items()}


def regles(rapport: Rapport) -> set[str]:
    return {a.regle for a in rapport.anomalies}


@pytest.mark.parametrize(
    "entete",
    [
        "Date de pesée;N° de lot;Matériel;Nombre;Poids net (kg);Mouvement",
        "Date;Bon de pesée;Type de matériel;Nombre;Masse;Mouvement",
        "Date;Lot;Poids du matériel (kg);Matériel;Nombre;Mouvement",
    ],
)
def test_une_date_un_bon_un_poids_ne_se_prennent_pas_pour_autre_chose(entete: str, jeu: Jeu) -> None:
    valeurs = {
        "Matériel": "PC portable",
        "Type de matériel": "PC portable",
        "Nombre": "10",
        "Mouvement": "Collecte",
    }
    valeurs |= dict.fromkeys(("Date", "Date de pesée"), "05/03/2026")
    valeurs |= dict.fromkeys(("Lot", "N° de lot", "Bon de pesée"), "L1")
    lue = une(lire(jeu, entete, ";".join(valeurs.get(c, "16,5") for c in entete.split(";"))))
    assert (lue["id_lot"], lue["categorie"], lue["masse_kg"]) == ("L1", "portable", "16.5")


def test_une_pesee_devient_un_passage_masse_nette_tare_deduite(jeu: Jeu) -> None:
    rapport = lire(jeu, ENTETE, "05/03/2026;L1;Mairie d'Apt;PC portable;10;20,5;4;Réception;Don;;Apt")
    assert rapport.format == "pesee"
    lue = une(rapport)
    assert (lue["date"], lue["id_lot"], lue["categorie"], lue["quantite"]) == (
        "2026-03-05",
        "L1",
        "portable",
        "10",
    )
    assert (lue["etape_de"], lue["etape_vers"]) == ("gisement", "collecte")
    assert (lue["masse_kg"], lue["origine"], lue["statut_juridique"]) == ("16.5", "collectivite", "produit")
    assert lue["code_insee"] == "84003"


@pytest.mark.parametrize(
    ("dit", "etapes"),
    [
        ("Diagnostic", ("collecte", "diagnostique")),
        ("Reconditionnable", ("diagnostique", "reconditionnable")),
        ("Remis en état", ("reconditionnable", "reconditionne")),
        ("Mise en stock", ("reconditionne", "stock_pret")),
        ("Remis", ("stock_pret", "distribue")),
        ("Retour SAV", ("distribue", "retour")),
        ("Démontage pour pièces", ("diagnostique", "pieces")),
        ("Recyclage DEEE", ("diagnostique", "recyclage")),
    ],
)
def test_chaque_mouvement_a_ses_deux_etapes(jeu: Jeu, dit: str, etapes: tuple[str, str]) -> None:
    lue = une(lire(jeu, ENTETE, f"05/03/2026;L1;;PC portable;1;;;{dit};;;Apt"))
    assert (lue["etape_de"], lue["etape_vers"]) == etapes


@pytest.mark.parametrize(
    ("dit", "categorie"),
    [
        ("Téléphone portable", "smartphone"),
        ("PC portable écran 15 pouces", "portable"),
        ('Écran plat 19"', "ecran"),
        ("Unités centrales", "fixe"),
        ("iPad", "tablette"),
        ("Imprimante", "autre"),
    ],
)
def test_chaque_equipement_a_sa_categorie(jeu: Jeu, dit: str, categorie: str) -> None:
    lu = dit.replace('"', "")
    assert une(lire(jeu, ENTETE, f"05/03/2026;L1;;{lu};1;;;Réception;;;Apt"))["categorie"] == categorie


def test_un_equipement_hors_liste_est_dit(jeu: Jeu) -> None:
    assert "équipement hors liste, compté « autre »" in regles(
        lire(jeu, ENTETE, "05/03/2026;L1;;Grille-pain;1;;;Apport;;;Apt")
    )


def test_le_nom_d_un_donateur_n_est_jamais_garde(jeu: Jeu) -> None:
    rapport = lire(jeu, ENTETE, "05/03/2026;L1;Camille Exemple;PC portable;1;;;Apport;;;Apt")
    assert une(rapport)["origine"] == "autre"
    assert "Camille" not in rapport.table.to_csv()
    assert not any("Camille" in f"{a.valeur_lue} {a.valeur_gardee}" for a in rapport.anomalies)


def test_sans_numero_de_lot_le_jour_et_l_origine_en_font_un(jeu: Jeu) -> None:
    rapport = lire(jeu, ENTETE, "05/03/2026;;Mairie d'Apt;PC portable;1;;;Apport;;;Apt")
    assert une(rapport)["id_lot"] == "pesee-2026-03-05-collectivite"
    assert "lot construit : jour et origine" in regles(rapport)


def test_un_mouvement_que_l_on_ne_comprend_pas_refuse_la_ligne_et_dit_quoi_ecrire(jeu: Jeu) -> None:
    rapport = lire(jeu, ENTETE, "05/03/2026;L1;;PC portable;1;;;Téléportation;;;Apt")
    assert (rapport.lignes_gardees, rapport.lignes_refusees) == (0, 1)
    (refus,) = [a for a in rapport.anomalies if a.gravite == "refusé"]
    assert (refus.ligne, refus.regle) == (2, "mouvement non compris")
    assert "Collecte, Diagnostic" in refus.remede


def test_une_ligne_de_total_n_est_pas_comptee_deux_fois(jeu: Jeu) -> None:
    rapport = lire(jeu, ENTETE, "05/03/2026;L1;;PC portable;10;;;Apport;;;Apt", "TOTAL;;;;10;;;;;;")
    assert (rapport.lignes_lues, rapport.lignes_gardees, rapport.lignes_refusees) == (2, 1, 1)
    assert rapport.table["quantite"].tolist() == ["10"]


def test_une_colonne_par_equipement_donne_un_passage_par_equipement(jeu: Jeu) -> None:
    """Le poids du chargement n'est pas réparti : il serait inventé."""
    rapport = lire(
        jeu, "Date;Provenance;Portables;Écrans;Tablettes;Poids (kg)", "2026-03-05;Entreprise;4;2;0;18,5"
    )
    assert dict(zip(rapport.table["categorie"], rapport.table["quantite"], strict=True)) == {
        "portable": "4",
        "ecran": "2",
    }
    assert set(rapport.table["masse_kg"]) == {""}
    assert "poids de plusieurs équipements ensemble : il n'est pas réparti" in regles(rapport)
    assert "feuille sans mouvement : comptée comme une collecte" in regles(rapport)


@pytest.mark.parametrize(
    ("entete", "pese", "kilos"),
    [
        ("Poids (t)", "0,5", "500"),
        ("Masse en g", "1650", "1.65"),
        ("Poids unitaire (kg)", "1,65", "16.5"),
        ("Poids net", "12", "12"),
    ],
)
def test_la_masse_est_celle_du_lot_en_kg(jeu: Jeu, entete: str, pese: str, kilos: str) -> None:
    rapport = lire(
        jeu, f"Date;Lot;Provenance;Type;Nombre;{entete}", f"2026-03-05;L1;Entreprise;PC portable;10;{pese}"
    )
    assert une(rapport)["masse_kg"] == kilos


# Inventaire


def test_un_inventaire_devient_un_stock_par_emplacement(jeu: Jeu) -> None:
    rapport = lire(
        jeu,
        "Date;Emplacement;Type;Quantité comptée",
        "30/06/2026;Quai de réception;PC portable;12",
        "30/06/2026;Prêt à donner;PC portable;7",
        "30/06/2026;Grenier;PC portable;1",
    )
    assert rapport.format == "inventaire-materiel"
    assert list(zip(rapport.table["noeud"], rapport.table["quantite"], strict=True)) == [
        ("collecte", "12"),
        ("stock_pret", "7"),
    ]
    assert "emplacement non compris" in regles(rapport)
    assert rapport.lignes_refusees == 1


def test_un_stock_negatif_est_refuse(jeu: Jeu) -> None:
    rapport = lire(jeu, "Date;Emplacement;Type;Quantité", "30/06/2026;Atelier;PC portable;-3")
    assert (rapport.lignes_gardees, rapport.lignes_refusees) == (0, 1)


# Modèle


def test_le_modele_rempli_se_relit_public_beneficiaire_compris(jeu: Jeu) -> None:
    """« Public bénéficiaire » est une catégorie : ce n'est pas une colonne qui nomme une personne."""
    schema = schemas()["flux_equipements"]
    classeur = openpyxl.load_workbook(BytesIO(to_xlsx(schema)))
    valeurs = {
        "date": "2026-03-05", "id_lot": "L1", "categorie": "portable", "etape_de": "stock_pret", "etape_vers": "distribue",
        "quantite": 3, "public_beneficiaire": "Seniors isolés", "code_insee": "84003", "statut_juridique": "produit",
        "source": "essai", "nature": "reel",
    }  # fmt: skip
    for rang, champ in enumerate(schema.champs, start=1):
        classeur["Saisie"].cell(row=2, column=rang, value=valeurs.get(champ.nom))
    sortie = BytesIO()
    classeur.save(sortie)
    rapport = controler(sortie.getvalue(), jeu=jeu, a_date=A_DATE, nom="modele.xlsx")
    assert rapport.format == "modele:flux_equipements"
    assert une(rapport)["public_beneficiaire"] == "Seniors isolés"


def test_une_colonne_qui_nomme_un_beneficiaire_reste_ecartee(jeu: Jeu) -> None:
    rapport = lire(
        jeu,
        f"{ENTETE};Nom du bénéficiaire",
        "05/03/2026;L1;;PC portable;1;;;Remis;Don;Familles;Apt;Camille Exemple",
    )
    assert "Camille" not in rapport.table.to_csv()
    assert "Nom du bénéficiaire" in rapport.non_repris
