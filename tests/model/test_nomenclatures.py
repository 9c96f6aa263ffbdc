"""Les listes fermées : complètes, écrites comme le schéma national, sans double emploi."""

import json
import re
from pathlib import Path

import pytest

from inclusion.model.nomenclatures import (
    FAMILLES,
    GROUPES_SERVICES,
    NOMENCLATURES,
    TYPOLOGIES_PAR_FAMILLE,
    famille,
    libelle,
    valeurs,
)

SCHEMA_NATIONAL = (
    Path(__file__).parents[2] / "../shared/donnees_reelles/schemas/standard-mediation-num_v1.0.2.schema.json"
)
MULTIVALUEES = [
    "services",
    "publics_specifiquement_adresses",
    "prise_en_charge_specifique",
    "frais_a_charge",
    "itinerance",
    "dispositif_programmes_nationaux",
    "formations_labels",
    "modalites_acces",
    "modalites_accompagnement",
]


@pytest.mark.parametrize(
    ("nom", "effectif"),
    [
        ("services", 9),
        ("publics_specifiquement_adresses", 5),
        ("prise_en_charge_specifique", 7),
        ("modalites_accompagnement", 4),
        ("modalites_acces", 6),
        ("frais_a_charge", 3),
        ("itinerance", 2),
        ("dispositif_programmes_nationaux", 11),
        ("formations_labels", 10),
        ("typologie", 92),
        ("statut_action", 8),
        ("fraicheur", 4),
        ("famille", 8),
    ],
)
def test_une_liste_a_tous_ses_elements_une_seule_fois(nom: str, effectif: int) -> None:
    assert len(NOMENCLATURES[nom]) == len(set(valeurs(nom))) == effectif


@pytest.mark.parametrize("nom", NOMENCLATURES)
def test_une_valeur_s_ecrit_avec_l_apostrophe_droite_et_sans_barre(nom: str) -> None:
    for valeur in NOMENCLATURES[nom]:
        assert valeur.code == valeur.code.strip()
        assert valeur.libelle
        assert not set("’|") & set(valeur.code + valeur.libelle)


@pytest.mark.parametrize("nom", NOMENCLATURES)
def test_un_code_n_a_pas_deux_sens_dans_une_liste(nom: str) -> None:
    assert len({v.code for v in NOMENCLATURES[nom]}) == len(NOMENCLATURES[nom])


@pytest.mark.parametrize("nom", MULTIVALUEES)
def test_le_schema_officiel_admet_chacune_de_nos_valeurs(nom: str) -> None:
    if not SCHEMA_NATIONAL.exists():
        pytest.skip("schéma national v1.0.2 absent de ../shared")
    champs = {c["name"]: c for c in json.loads(SCHEMA_NATIONAL.read_text(encoding="utf-8"))["fields"]}
    # Le motif officiel a perdu une espace ; la description du même champ la porte.
    motif = champs[nom]["constraints"]["pattern"].replace("numériques\\(La Poste", "numériques \\(La Poste")
    assert [v for v in valeurs(nom) if not re.fullmatch(motif, v)] == []
    assert re.fullmatch(motif, "|".join(valeurs(nom)))
    assert len(valeurs(nom)) == motif.count("|") - 1, "une valeur du motif nous manque"


def test_chaque_service_est_dans_un_seul_groupe() -> None:
    groupes = [service for groupe in GROUPES_SERVICES.values() for service in groupe]
    assert sorted(groupes) == sorted(valeurs("services"))


def test_chaque_typologie_est_dans_une_seule_famille() -> None:
    rattachees = [typologie for liste in TYPOLOGIES_PAR_FAMILLE.values() for typologie in liste]
    assert sorted(rattachees) == sorted(valeurs("typologie"))
    assert list(TYPOLOGIES_PAR_FAMILLE) == [f.code for f in FAMILLES]


@pytest.mark.parametrize(
    ("typologies", "dispositifs", "attendue"),
    [
        ("RFS", "", "france_services"),
        ("LA_POSTE", "France Services", "france_services"),
        ("LA_POSTE", "", "la_poste"),
        ("MUNI", "Conseillers numériques|France Services", "france_services"),
        ("MUNI", "Conseillers numériques", "mairie_collectivite"),
        ("BIB", "Conseillers numériques", "mediatheque"),
        ("MDS", "", "solidarites"),
        ("CSC", "", "social_association"),
        ("ASSO|TIERS_LIEUX", "", "tiers_lieu_fablab"),
        ("TIERS_LIEUX|ASSO", "", "tiers_lieu_fablab"),
        ("MUNI|BIB", "", "mediatheque"),
        ("Autre", "", "autre"),
        ("", "", "autre"),
    ],
)
def test_un_lieu_a_une_seule_famille(typologies: str, dispositifs: str, attendue: str) -> None:
    assert famille(typologies, dispositifs) == attendue


def test_une_typologie_inconnue_est_refusee() -> None:
    with pytest.raises(KeyError):
        famille("MAIRIE", "")


def test_un_libelle_se_lit_et_le_vide_se_dit() -> None:
    assert libelle("typologie", "CCAS") == "Centres communaux d'action sociale"
    assert libelle("statut_feuille_de_route", "deployee") == "Déployée"
    assert libelle("services", "") == "Non renseigné"
    assert libelle("statut_action", "") == "Sans statut"
    with pytest.raises(KeyError):
        libelle("services", "Informatique")
