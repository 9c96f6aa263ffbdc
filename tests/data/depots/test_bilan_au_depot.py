"""Au dépôt, une feuille d'atelier dont une ligne romprait le bilan la voit refusée, et ce qui comptait sur elle aussi."""

from dataclasses import replace
from datetime import date

import pytest

from inclusion.analysis.filiere.admission import JUGES
from inclusion.data.depots.controle import controler
from inclusion.data.depots.rapport import Rapport
from inclusion.data.lecture import Jeu, load_jeu, typee
from inclusion.model.schemas import schemas

A_DATE = date(2026, 11, 24)
MODELE = "date;id_lot;categorie;origine;etape_de;etape_vers;quantite;code_insee;statut_juridique;public_beneficiaire"
JUSTE = "2026-05-01;L1;portable;particulier;gisement;collecte;10;84003;produit;"


@pytest.fixture(scope="module")
def jeu() -> Jeu:
    return load_jeu()


def lire(jeu: Jeu, *lignes: str) -> Rapport:
    return controler("\n".join(lignes).encode(), jeu=jeu, a_date=A_DATE, nom="atelier.csv", juges=JUGES)


def test_la_ligne_fautive_et_celles_qui_comptaient_sur_elle_sont_refusees_avec_leur_raison(jeu: Jeu) -> None:
    rapport = lire(
        jeu,
        MODELE,
        JUSTE,
        "2026-05-02;L1;portable;particulier;collecte;diagnostique;12;84003;produit;",
        "2026-05-03;L1;portable;particulier;diagnostique;pieces;3;84003;produit;",
    )
    assert (rapport.lignes_lues, rapport.lignes_gardees, rapport.lignes_refusees) == (3, 1, 2)
    premier, second = rapport.refusees["motif_refus"]
    assert "il en manque 2" in premier
    assert "Une ligne refusée n'y est pas comptée" in second
    assert [(a.ligne, a.colonne, a.valeur_lue) for a in rapport.anomalies if a.gravite == "refusé"] == [
        (3, "quantite", "12"),
        (4, "quantite", "3"),
    ]


def test_un_lot_qui_tombe_juste_est_verse_en_entier(jeu: Jeu) -> None:
    rapport = lire(
        jeu, MODELE, JUSTE, "2026-05-02;L1;portable;particulier;collecte;diagnostique;10;84003;produit;"
    )
    assert (rapport.format, rapport.lignes_gardees, rapport.lignes_refusees) == (
        "modele:flux_equipements",
        2,
        0,
    )


def test_un_statut_qui_manque_est_a_verifier_et_sa_ligne_gardee(jeu: Jeu) -> None:
    rapport = lire(jeu, MODELE, JUSTE.replace("produit", ""))
    assert rapport.lignes_gardees == 1
    assert "statut inconnu" in {a.regle for a in rapport.anomalies if a.gravite == "à vérifier"}


def test_un_passage_a_venir_est_dit(jeu: Jeu) -> None:
    rapport = lire(jeu, MODELE, JUSTE.replace("2026-05-01", "2027-05-01"))
    assert ("date", "date à venir") in {(a.colonne, a.regle) for a in rapport.anomalies}


def test_une_feuille_de_pesee_est_jugee_comme_le_modele(jeu: Jeu) -> None:
    rapport = lire(
        jeu,
        "Date;N° de lot;Type de matériel;Nombre;Poids brut (kg);Mouvement;Statut;Commune",
        "05/03/2026;L9;PC portable;4;6,6;Réception;Don;Apt",
        "06/03/2026;L9;PC portable;5;8,2;Diagnostic;Don;Apt",
    )
    assert (rapport.format, rapport.lignes_gardees, rapport.lignes_refusees) == ("pesee", 1, 1)
    assert "il en manque 1" in rapport.refusees["motif_refus"].iloc[0]


def test_un_depot_qui_remplace_la_table_se_juge_sans_elle(jeu: Jeu) -> None:
    """Le jeu connaît la collecte ; le dépôt qui remplace ne la porte plus : sa sortie n'a rien d'où sortir."""
    collecte, sortie = JUSTE, JUSTE.replace("gisement;collecte", "collecte;diagnostique")
    connue = lire(jeu, MODELE, collecte).table
    charge = replace(
        jeu,
        tables={**jeu.tables, "flux_equipements": typee(connue, schemas()["flux_equipements"])},
    )
    octets = f"{MODELE}\n{sortie}".encode()
    refus = [
        controler(octets, jeu=charge, a_date=A_DATE, nom="juin.csv", juges=JUGES, remplacer=r).lignes_refusees
        for r in (False, True)
    ]
    assert refus == [0, 1]
