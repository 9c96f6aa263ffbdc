"""Toute ligne refusée, dans tous les formats, porte une anomalie « refusé » à son numéro, et elle seule."""

import json
from datetime import date

import pytest

from inclusion.data.depots.controle import controler
from inclusion.data.depots.formats.la_coop_statistiques import COLONNES as STATISTIQUES
from inclusion.data.depots.rapport import Rapport
from inclusion.data.depots.reconnaissance import formats
from inclusion.data.lecture import JEU_EMBARQUE, Jeu, load_jeu
from inclusion.model.anomalies import Gravite
from inclusion.model.schemas import schemas

A_DATE = date(2026, 11, 28)
EMPLOYEUR = "Nom;Nb de conseillers attribués;Nb de conseillers recrutés;Code commune Insee"
LIEUX = "id,nom,commune,code_postal,adresse,services"
FICHIERS = {
    "lieux-v1.0.2": f"{LIEUX},frais_a_charge,itinerance\na,,Apt,84400,1 rue Vide,,,",
    "lieux-v0.1.1": f"{LIEUX},labels_nationaux,publics_accueillis\na,,Apt,84400,1 rue Vide,,,",
    "lieux-hybride": f"{LIEUX},labels_nationaux,frais_a_charge\na,,Apt,84400,1 rue Vide,,,",
    "france-services": "id_fs;lib_fs;adresse;code_postal;insee_com\n1;;1 rue Vide;84400;84003",
    "employeurs-conseillers": f"{EMPLOYEUR}\nMairie d'Apt;0;0;84003",
    "bibliotheques": "Code_bib;Libelle1;Ville;CP\n1;;Apt;84400",
    "decheteries": "name;city;postalCode;DEEE\nDéchèterie d'Apt;Apt;84400;false",
    "data-inclusion": "source,id,nom,date_maj,lien_source,commune,code_postal\ns,a,,2026-01-02,,Apt,84400",
    "indices-communes": "code_insee,TX_POVERTY\n84003,",
    "la-coop-activites": (
        "Date,Type,Participants,Canaux d’accompagnement,Thématique(s) d’accompagnement,Durée (min),Commune,Code postal,"
        "Code Insee\nhier,,,,,,Apt,84400,84003"
    ),
    "la-coop-statistiques": f"{','.join(STATISTIQUES)}\nx,x,x,x,x,x,,",
    "pesee": "Date;Type de matériel;Nombre;Poids brut (kg);Mouvement\n05/03/2026;PC portable;10;20;Envol",
    "inventaire-materiel": "Date;Emplacement;Type de matériel;Nombre\n05/03/2026;Lune;PC portable;10",
    "tableau": "Nom du lieu,Ville,CP\n,Apt,84400",
} | {f"modele:{s.nom}": f"{','.join(s.colonnes)}\n{',?' * (len(s.colonnes) - 1)}" for s in schemas().values()}


@pytest.fixture(scope="module")
def jeu() -> Jeu:
    return load_jeu(JEU_EMBARQUE)


def lignes_dites_refusees(rapport: Rapport) -> set[int]:
    return {a.ligne for a in rapport.anomalies if a.gravite == Gravite.REFUSE}


@pytest.mark.parametrize("nom", formats())
def test_une_ligne_refusee_porte_son_anomalie_dans_chaque_format(nom: str, jeu: Jeu) -> None:
    rapport = controler(FICHIERS[nom].encode(), jeu=jeu, a_date=A_DATE, nom="essai.csv", nom_format=nom)
    assert (rapport.lignes_lues, rapport.lignes_refusees) == (1, 1)
    assert lignes_dites_refusees(rapport) == {2}


def test_une_ligne_mal_formee_est_refusee_et_dite(jeu: Jeu) -> None:
    texte = f"{LIEUX}\na,A,Apt,84400,1 rue Vide,Accès internet et matériel informatique\nb,B,Apt,84400,,,,,de trop\n"
    rapport = controler(texte.encode(), jeu=jeu, a_date=A_DATE, nom="essai.csv")
    assert rapport.lignes_refusees == 1
    assert lignes_dites_refusees(rapport) == {3}


def test_un_indice_absent_d_une_commune_est_dit_et_les_autres_communes_restent(jeu: Jeu) -> None:
    texte = "code_insee,nom,TX_POVERTY\n84003,Apt,36.9\n84004,Aubignan,\n,,\n01001,Ailleurs,\n"
    rapport = controler(texte.encode(), jeu=jeu, a_date=A_DATE, nom="taux.csv")
    comptes = (rapport.lignes_gardees, rapport.lignes_refusees, rapport.lignes_hors_departement)
    refus = {a.ligne: a.regle for a in rapport.anomalies if a.gravite == Gravite.REFUSE}
    assert (rapport.lignes_lues - sum(comptes), comptes[0], comptes[2]) == (0, 1, 1)
    assert refus[3] == "aucun indice renseigné"
    assert len(refus) == rapport.lignes_refusees


def test_un_employeur_sans_poste_est_refuse_ici_et_simplement_hors_du_departement_ailleurs(jeu: Jeu) -> None:
    employeurs = {
        nom: {
            "Nb de conseillers attribués": attribues,
            "Nb de conseillers recrutés": 0,
            "Code commune Insee": code,
        }
        for nom, attribues, code in (("Mairie", 1, 84003), ("Ici", 0, "84007"), ("Jura", 0, 39434))
    }
    octets = json.dumps(employeurs).encode()
    rapport = controler(octets, jeu=jeu, a_date=A_DATE, nom="employeurs.json")
    comptes = (rapport.lignes_gardees, rapport.lignes_refusees, rapport.lignes_hors_departement)
    assert comptes == (1, 1, 1)
    assert lignes_dites_refusees(rapport) == {2}
