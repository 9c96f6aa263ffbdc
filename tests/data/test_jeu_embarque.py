"""Le jeu de données livré : décrit, valide, réel, et sans personne."""

import csv
import json
import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package

from inclusion.model.nomenclatures import valeurs

DATA = Path(__file__).parents[2] / "data"
PARTAGE = Path(__file__).parents[2] / "../shared"
PAQUET: dict[str, Any] = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
RESSOURCES: dict[str, dict[str, Any]] = {r["name"]: r for r in PAQUET["resources"]}
CHAMPS = [(nom, c) for nom, r in RESSOURCES.items() for c in r["schema"]["fields"]]
NOMS_CHAMPS = [f"{nom}.{c['name']}" for nom, c in CHAMPS]
CSV = [nom for nom, r in RESSOURCES.items() if r["path"].endswith(".csv")]
TABLES = [
    *("communes", "communes_voisines", "epci", "mairies", "rattachements", "indices_communes"),
    *("lieux", "decisions_doublons", "postes", "animations", "partenaires"),
    *(
        "relations",
        "appels_a_projets",
        "candidatures",
        "feuilles_de_route",
        "actions",
        "indicateurs",
        "mesures",
    ),
    *("cibles", "decisions", "parcours", "activites", "statistiques_mediation", "flux_equipements"),
    *("lots", "gisements", "stocks", "acteurs_filiere"),
]
CONSTRUITES = {"communes", "communes_voisines", "epci", "mairies"}


def lignes(nom: str) -> list[dict[str, str]]:
    with (DATA / RESSOURCES[nom]["path"]).open(encoding="utf-8", newline="") as fichier:
        return list(csv.DictReader(fichier))


# La description ----------------------------------------------------------------------------------------


def test_toutes_les_tables_du_domaine_sont_decrites() -> None:
    assert list(RESSOURCES) == TABLES


@pytest.mark.parametrize("nom", TABLES)
def test_une_table_dit_sa_provenance(nom: str) -> None:
    ressource = RESSOURCES[nom]
    assert ressource["nature"] in {"reel", "demonstration", "vide"}
    for propriete in ("title", "description", "producteur", "cadence", "sources", "licenses", "created"):
        assert ressource[propriete], propriete
    assert ressource["saisie"] is (nom not in CONSTRUITES)
    if ressource["date_donnees"]:
        assert date.fromisoformat(ressource["date_donnees"]) <= date.fromisoformat(ressource["created"][:10])


@pytest.mark.parametrize(("nom", "champ"), CHAMPS, ids=NOMS_CHAMPS)
def test_un_champ_est_decrit(nom: str, champ: dict[str, Any]) -> None:
    assert len(champ["description"]) > 10
    assert champ["title"]
    if champ["type"] in {"number", "integer"}:
        assert champ["unite"]
    if RESSOURCES[nom]["saisie"]:
        assert champ["example"]


@pytest.mark.parametrize(("nom", "champ"), CHAMPS, ids=NOMS_CHAMPS)
def test_une_liste_fermee_est_sa_nomenclature(nom: str, champ: dict[str, Any]) -> None:
    enum = champ.get("constraints", {}).get("enum")
    if champ.get("separateur"):
        assert enum is None, "une valeur multiple ne se contrôle pas par enum"
    else:
        assert (enum is None) == ("nomenclature" not in champ)
    if enum is not None:
        assert tuple(enum) == valeurs(champ["nomenclature"])


@pytest.mark.parametrize("nom", TABLES)
def test_les_references_designent_des_colonnes_qui_existent(nom: str) -> None:
    schema = RESSOURCES[nom]["schema"]
    cibles = [c for champ in schema["fields"] for c in champ.get("references", []) if c != "departement"]
    cibles += [
        f"{cle['reference']['resource']}.{cle['reference']['fields'][0]}"
        for cle in schema.get("foreignKeys", [])
    ]
    assert [c for c in cibles if c not in NOMS_CHAMPS] == []


def test_les_lieux_portent_les_colonnes_du_schema_national_dans_l_ordre() -> None:
    officiel = PARTAGE / "donnees_reelles/schemas/standard-mediation-num_v1.0.2.schema.json"
    if not officiel.exists():
        pytest.skip("schéma national v1.0.2 absent de ../shared")
    nationales = [c["name"] for c in json.loads(officiel.read_text(encoding="utf-8"))["fields"]]
    assert len(nationales) == 32
    colonnes = [c["name"] for c in RESSOURCES["lieux"]["schema"]["fields"]]
    assert colonnes == [*nationales, "precision_localisation", "capacite_etp", "nature"]


# Les fichiers ------------------------------------------------------------------------------------------


def test_frictionless_valide_toutes_les_tables_csv() -> None:
    descripteur = PAQUET | {"resources": [RESSOURCES[nom] for nom in CSV]}
    rapport = Package(descripteur, basepath=str(DATA)).validate()
    assert rapport.flatten(["title", "rowNumber", "fieldName", "note"]) == []
    assert len(rapport.tasks) == 26


@pytest.mark.parametrize("nom", CSV)
def test_un_csv_s_ouvre_partout(nom: str) -> None:
    octets = (DATA / RESSOURCES[nom]["path"]).read_bytes()
    assert not octets.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in octets
    assert octets.endswith(b"\n")
    octets.decode("utf-8")


@pytest.mark.parametrize("nom", CSV)
def test_une_table_vide_n_a_que_ses_en_tetes_et_les_autres_ont_des_lignes(nom: str) -> None:
    assert (RESSOURCES[nom]["nature"] == "vide") == (lignes(nom) == [])


@pytest.mark.parametrize("nom", CSV)
def test_les_valeurs_multiples_sont_dans_leur_nomenclature(nom: str) -> None:
    champs = [c for c in RESSOURCES[nom]["schema"]["fields"] if c.get("separateur") and c.get("nomenclature")]
    inconnues = [
        (champ["name"], valeur)
        for champ in champs
        for ligne in lignes(nom)
        for valeur in ligne[champ["name"]].split("|")
        if valeur and valeur not in valeurs(champ["nomenclature"])
    ]
    assert inconnues == []


@pytest.mark.parametrize("nom", CSV)
def test_rien_de_personnel(nom: str) -> None:
    texte = (DATA / RESSOURCES[nom]["path"]).read_text(encoding="utf-8")
    assert re.findall(r"[\w.+-]+@[\w-]+\.\w+", texte) == []
    assert re.findall(r"(?<!\d)(?:0|\+33 ?)[67](?:[ .-]?\d{2}){4}(?!\d)", texte) == []


@pytest.mark.parametrize("nom", [nom for nom in CSV if RESSOURCES[nom]["nature"] == "reel"])
def test_une_table_reelle_ne_contient_que_du_reel(nom: str) -> None:
    assert {ligne["nature"] for ligne in lignes(nom) if nom != "epci" and "nature" in ligne} <= {"reel"}


@pytest.mark.parametrize(
    ("nom", "colonne"),
    [("lieux", "date_maj"), ("postes", "date_constat"), ("acteurs_filiere", "date_constat")],
)
def test_une_table_est_datee_de_son_constat_le_plus_ancien(nom: str, colonne: str) -> None:
    assert RESSOURCES[nom]["date_donnees"] == min(ligne[colonne] for ligne in lignes(nom))


# Les faits ---------------------------------------------------------------------------------------------


def test_les_97_lieux_publics_sont_la_et_leurs_identifiants_tiennent() -> None:
    identifiants = [ligne["id"] for ligne in lignes("lieux")]
    assert len(identifiants) == len(set(identifiants)) == 97
    assert {
        "84007-centre-social-la-fenetre",
        "84031-le-fablab-de-carpentras",
        "84123-edes-d-apt-antenne-de-sault",
        "84035-france-services-luberon-monts-de-vaucluse",
    } <= set(identifiants)
    assert all(ligne["id"].startswith(ligne["code_insee"] + "-") for ligne in lignes("lieux"))


def test_les_lieux_sont_ceux_des_sources() -> None:
    """Chacun est dans les faits, et dit la même chose ; des horaires que les faits ont depuis appris y manquent encore."""
    faits = PARTAGE / "faits/lieux.csv"
    if not faits.exists():
        pytest.skip("faits publics absents de ../shared")
    dites = [
        "nom",
        "code_insee",
        "commune",
        "typologie",
        "dispositif_programmes_nationaux",
        "services",
        "itinerance",
        "source",
    ]
    with faits.open(encoding="utf-8", newline="") as fichier:
        sus = {tuple(f[c] for c in dites): f for f in csv.DictReader(fichier)}
    notres = {tuple(x[c] for c in dites): x for x in lignes("lieux")}
    assert [cle for cle in notres if cle not in sus] == []
    assert [x["nom"] for cle, x in notres.items() if x["horaires"] not in {"", sus[cle]["horaires"]}] == []
    publies = {"Hub du Sud, 17 mai 2023": "2023-05-17", "ANCT, data.gouv.fr, 1er août 2024": "2024-08-01"}
    assert [
        x["nom"]
        for x in notres.values()
        if x["date_maj"] not in {q for s, q in publies.items() if s in x["source"]}
    ] == []


def test_un_lieu_dont_on_ne_connait_que_la_commune_le_dit() -> None:
    for lieu in lignes("lieux"):
        assert (lieu["precision_localisation"], lieu["adresse"]) == ("commune", "")
        assert 43.6 < float(lieu["latitude"]) < 44.5
        assert 4.6 < float(lieu["longitude"]) < 5.8


def test_rien_n_est_dit_gratuit_sans_source() -> None:
    assert {lieu["frais_a_charge"] for lieu in lignes("lieux")} == {""}


def test_les_51_postes_dont_38_occupes_viennent_de_31_employeurs() -> None:
    postes = lignes("postes")
    assert len(postes) == len({p["id_poste"] for p in postes}) == 51
    assert Counter(p["etat"] for p in postes) == {"occupe": 38, "vacant": 13}
    assert len({p["structure_employeuse"] for p in postes}) == 31
    departement = [p["etat"] for p in postes if p["structure_employeuse"] == "Département de Vaucluse"]
    assert Counter(departement) == {"occupe": 5, "vacant": 7}


def test_un_poste_n_a_ni_date_ni_montant_que_la_source_ne_dit_pas() -> None:
    tues = ["date_debut_contrat", "date_fin_contrat", "date_fin_convention", "montant_convention_eur"]
    assert {p[colonne] for p in lignes("postes") for colonne in tues} == {""}


def test_la_formation_n_est_dite_que_si_tous_les_recrutes_d_un_employeur_sont_formes() -> None:
    formes = {p["id_poste"] for p in lignes("postes") if p["formation"] == "forme"}
    assert len(formes) == 30
    assert {"commune-d-avignon-05", "avenir-84-02"} <= formes
    assert (
        not {"avenir-84-03", "conseil-departemental-de-vaucluse-01", "ctre-com-action-sociale-d-orange-01"}
        & formes
    )


def test_luberon_monts_de_vaucluse_est_deployee_et_les_treize_autres_non_engagees() -> None:
    feuilles = {f["code_territoire"]: f for f in lignes("feuilles_de_route")}
    epci = {code: f["statut"] for code, f in feuilles.items() if f["perimetre"] == "epci"}
    assert epci.pop("200040442") == "deployee"
    assert len(epci) == 13
    assert set(epci.values()) == {"non_engagee"}
    assert {feuilles[code]["remarque"] for code in epci} == {"statut non connu publiquement"}
    assert feuilles["84"]["statut"] == ""


def test_les_trois_axes_ont_leurs_actions_sans_avancement_invente() -> None:
    actions = lignes("actions")
    assert Counter(a["axe"] for a in actions) == {"I": 3, "II": 4, "III": 3}
    tues = ["statut", "date_debut", "date_fin", "avancement_pct", "budget_eur"]
    assert {a[colonne] for a in actions for colonne in tues} == {""}


def test_un_partenaire_n_a_ni_etape_ni_statut_que_la_source_ne_dit_pas() -> None:
    partenaires = lignes("partenaires")
    assert Counter(p["type"] for p in partenaires)["epci"] == 14
    assert {"departement-de-vaucluse", "caf", "cpam", "carsat", "la-poste"} <= {p["id"] for p in partenaires}
    assert {p["etapes"] + p["statut"] for p in partenaires} == {""}


def test_les_35_indicateurs_sont_definis_dans_l_ordre() -> None:
    numeros = [ligne["code"].split("-") for ligne in lignes("indicateurs")]
    assert [int(numero) for _, numero in numeros] == list(range(1, 36))
    assert Counter(axe for axe, _ in numeros) == {"I": 15, "II": 11, "III": 9}


# Les paramètres ----------------------------------------------------------------------------------------

PARAMETRES = tomllib.loads((DATA / "parametres.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("rubrique", ["trajet", "besoin", "accessibilite", "co2e", "masses"])
def test_un_parametre_dit_son_unite_sa_source_et_sa_date(rubrique: str) -> None:
    for nom, parametre in PARAMETRES[rubrique].items():
        assert parametre["unite"], nom
        assert parametre["source"], nom
        assert "date" in parametre, nom
        bas, haut = parametre.get("bornes", [float("-inf"), float("inf")])
        if "valeur" in parametre and "bornes" in parametre:
            assert bas <= parametre["valeur"] <= haut, nom


def test_les_valeurs_publiees_sont_celles_de_la_methode() -> None:
    assert PARAMETRES["trajet"]["horizons"]["valeur"] == [10, 15, 20, 30]
    assert PARAMETRES["trajet"]["fourchette"]["bornes"] == [0.8, 1.25]
    assert PARAMETRES["besoin"]["taux_65_plus"]["bornes"] == [0.35, 0.50]
    assert {k: v.get("valeur") for k, v in PARAMETRES["co2e"].items()} == {
        "portable": 27,
        "smartphone": 24.6,
        "fixe": None,
        "ecran": None,
        "tablette": None,
    }


def test_une_classe_de_carte_a_une_borne_de_moins_que_de_libelles() -> None:
    for classes in PARAMETRES["classes"]:
        assert classes["bornes"] == sorted(classes["bornes"])
        assert len(classes["libelles"]) == len(classes["bornes"]) + 1


def test_le_relief_est_une_proposition_de_communes_du_departement() -> None:
    relief = PARAMETRES["relief"]
    codes = [c["code_insee"] for c in relief["communes"]]
    assert relief["statut"] == "à valider"
    assert len(codes) == len(set(codes)) == 17
    noms = {m["code_insee"]: m["commune"] for m in lignes("mairies")}
    assert {c["code_insee"]: c["nom"] for c in relief["communes"]} == {code: noms[code] for code in codes}
    assert all(c["raison"] and c["massif"] for c in relief["communes"])
