"""Où ouvrir et Comparer, sans navigateur : département, LMV, commune de montagne ; le lien, le classeur, la carte."""

import json
import re
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from inclusion import queries, visite
from inclusion.exports import classeurs
from inclusion.exports import scenarios as geojson
from inclusion.model.scenarios import Scenario
from inclusion.model.territoires import Territoire
from tests.pages_ouvertes import FINE, ouvrir

OUVRIR, COMPARER = "pages/vues/ou_ouvrir.py", "pages/vues/comparer.py"
DEPARTEMENT, LMV, SAULT = "Vaucluse (département)", "Luberon Monts de Vaucluse (EPCI)", "Sault (84123)"


@pytest.fixture(autouse=True)
def jeu_embarque(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INCLUSION_DONNEES", raising=False)


def texte(at: AppTest) -> str:
    genres = ("title", "subheader", "markdown", "caption", "info", "warning", "success")
    return "\n".join(str(e.value) for genre in genres for e in at.get(genre)).replace("\\", "")


def reponse(at: AppTest) -> str:
    """La phrase de réponse, celle qui a une flèche."""
    (phrase,) = [m.value.replace("\\", "") for m in at.markdown if "de plus" in m.value and "→" in m.value]
    return str(phrase)


def selecteur(at: AppTest, libelle: str) -> Any:
    (trouve,) = [s for s in at.selectbox if s.label.startswith(libelle)]
    return trouve


def territoire(libelle: str) -> Territoire:
    return next(t for t in queries.territoires(visite.ouvrir()) if t.libelle == libelle)


def tableau(at: AppTest, colonne: str) -> Any:
    return next(t.value for t in at.dataframe if colonne in t.value.columns)


# Où ouvrir


@pytest.mark.parametrize("libelle", [DEPARTEMENT, LMV, SAULT, "Aix-Marseille-Provence (EPCI)"])
def test_chaque_sorte_de_territoire_a_sa_reponse_et_ses_reserves(libelle: str) -> None:
    at = ouvrir(OUVRIR, territoire=libelle)
    assert reponse(at).startswith(f"#### 3{FINE}permanences de plus → ")
    assert "Ce que cette page ne sait pas" in [e.label.split(" (")[0] for e in at.expander]
    assert "à vol d'oiseau" in texte(at)
    assert len(at.metric) <= 8


def test_la_reponse_du_departement_porte_sa_fourchette_et_ses_communes() -> None:
    at = ouvrir(OUVRIR, horizon="10", pour="seniors")
    phrase = reponse(at)
    assert "habitants de 65 ans et plus de plus à 10 minutes ou moins d'un lieu (entre " in phrase
    for commune in tableau(at, "Ajoute")["Commune"]:
        assert commune in phrase


def test_le_gain_du_cartouche_est_celui_de_la_courbe_et_la_somme_des_ajouts() -> None:
    at = ouvrir(OUVRIR, horizon="10", permanences="4")
    courbe, sites = tableau(at, "Gain possible"), tableau(at, "Ajoute")
    (gain,) = [m.value for m in at.metric if m.label == "De plus à 10 min"]
    attendu = int(gain.replace(FINE, ""))
    assert courbe.set_index("Permanences").loc[4, "Gain estimé"] == attendu
    assert sites["Ajoute"].sum() == attendu
    assert courbe["Gain estimé"].is_monotonic_increasing
    assert len(courbe) == 20


def test_une_commune_se_regarde_avec_son_intercommunalite() -> None:
    at = ouvrir(OUVRIR, territoire=SAULT, horizon="10")
    assert "la question porte sur Ventoux Sud" in texte(at)
    assert [m for m in at.metric if m.label == "Une seule, ici"]


def test_quand_il_n_y_a_rien_a_gagner_l_ecran_le_dit_et_propose_un_horizon_plus_court() -> None:
    ecran = texte(ouvrir(OUVRIR, territoire=LMV, horizon="20"))
    assert "→ aucun gain : dans Luberon Monts de Vaucluse, tous sont déjà" in ecran.replace("\u00a0", " ")
    assert "personne de plus" not in ecran
    assert "À 10 minutes, en revanche" in ecran


def test_tous_les_reglages_font_l_aller_retour_par_le_lien() -> None:
    lieu = "lieu:84123-france-services-ventoux-sud-sault"
    demandes: dict[str, str | list[str]] = {
        "territoire": SAULT,
        "horizon": "15",
        "pour": "besoin",
        "permanences": "5",
        "forme": "mercredi",
        "demi": "matin",
        "candidats": "liste",
        "communes": ["84005", "84123"],
        "arret": lieu,
        "vue": "apres",
    }
    at = ouvrir(OUVRIR, **demandes)
    assert not at.warning
    assert [s.value for s in at.selectbox][1:] == [
        "15",
        "besoin",
        "mercredi",
        "liste",
        lieu,
        "matin",
        "apres",
    ]
    assert at.number_input[0].value == 5
    assert at.multiselect[0].value == ["84005", "84123"]
    assert reponse(at).startswith(f"#### 5{FINE}demi-journées de plus")
    assert "s'arrête" in texte(at)


def test_choisir_a_l_ecran_s_ecrit_dans_le_lien_et_le_choix_par_defaut_n_y_est_pas() -> None:
    at = ouvrir(OUVRIR)
    selecteur(at, "Pour qui").select("seniors").run()
    at.number_input[0].set_value(7).run()
    assert at.query_params["pour"] == "seniors"
    assert at.query_params["permanences"] == "7"
    assert "horizon" not in at.query_params
    selecteur(at, "Pour qui").select("tous").run()
    assert "pour" not in at.query_params


@pytest.mark.parametrize("faux", ["0", "21", "trois", "-1", "²"])
def test_un_nombre_de_permanences_impossible_est_ignore_et_c_est_dit(faux: str) -> None:
    at = ouvrir(OUVRIR, permanences=faux)
    assert at.number_input[0].value == 3
    assert any("entier de 1 à 20" in w.value for w in at.warning)


def test_sans_commune_candidate_choisie_l_ecran_dit_quoi_faire() -> None:
    assert "en choisir au moins une" in texte(ouvrir(OUVRIR, candidats="liste"))


def _scenario(**choix: Any) -> Scenario:
    return Scenario(territoire(LMV), **({"horizon": 10.0, "public": "seniors", "nombre": 2} | choix))


def test_le_classeur_relu_porte_les_parametres_le_lien_et_les_chiffres_de_l_ecran() -> None:
    scenario = _scenario()
    octets = classeurs.to_classeur(
        queries.implantation.chiffres(visite.ouvrir(), scenario),
        queries.implantation.classeur(visite.ouvrir(), scenario, "https://exemple.fr/?x=1"),
    )
    classeur = openpyxl.load_workbook(BytesIO(octets))
    assert classeur.sheetnames[:2] == ["Chiffres", "Paramètres"]
    dits = {ligne[0]: ligne[1] for ligne in classeur["Paramètres"].iter_rows(values_only=True)}
    assert dits["Lien du scénario"] == "https://exemple.fr/?x=1"
    assert dits["Territoire choisi"] == "Luberon Monts de Vaucluse"
    assert (dits["Horizon (minutes, compris)"], dits["Permanences nouvelles"]) == ("10", "2")
    (gain,) = [
        ligne[1]
        for ligne in classeur["Chiffres"].iter_rows(values_only=True)
        if ligne[0] == "De plus à 10 min"
    ]
    lignes = list(classeur["Où les ouvrir"].iter_rows(values_only=True))
    rang = lignes[0].index("Ajoute")
    assert gain == sum(ligne[rang] for ligne in lignes[1:])
    assert len(list(classeur["Sources"].iter_rows())) > 1


def test_le_geojson_relu_situe_les_permanences_et_dit_avant_et_apres() -> None:
    scenario = _scenario(ferme="lieu:84035-mediatheque-de-cavaillon")
    parametres = queries.implantation.parametres(visite.ouvrir(), scenario, "lien")
    contenu = json.loads(
        geojson.to_geojson(
            queries.implantation.contours(visite.ouvrir(), scenario),
            queries.implantation.points(visite.ouvrir(), scenario),
            parametres=parametres,
            territoire="LMV",
        )
    )
    par_genre: dict[str, list[Any]] = {}
    for trait in contenu["features"]:
        par_genre.setdefault(trait["properties"]["genre"], []).append(trait)
    assert len(par_genre["commune"]) == 16
    assert {t["geometry"]["type"] for t in par_genre["commune"]} <= {"Polygon", "MultiPolygon"}
    retenues = queries.implantation.figures(visite.ouvrir(), scenario)["Où les ouvrir"].lignes
    assert {t["properties"]["nom"] for t in par_genre["permanence"]} == set(retenues["nom"])
    for trait in par_genre["permanence"]:
        x, y = trait["geometry"]["coordinates"]
        assert 4.6 < x < 5.8 and 43.6 < y < 44.5
    gagnees = [t["properties"] for t in par_genre["commune"] if t["properties"]["etat"] == "gagnee"]
    assert gagnees
    assert all(p["avant"] > 10 >= p["apres"] for p in gagnees)
    assert contenu["parametres"]["Lien du scénario"] == "lien"
    assert contenu["provenances"][0]["nature"] == "données réelles"


def test_la_page_propose_le_classeur_et_la_carte_a_emporter() -> None:
    libelles = [b.label for b in ouvrir(OUVRIR).get("download_button") if b.label.startswith("Ce scénario")]
    assert libelles == ["Ce scénario (XLSX, avec ses paramètres)", "Ce scénario (GeoJSON)"]


def test_le_reste_porte_sa_fourchette() -> None:
    """Trois permanences mettent tout le Vaucluse à 20 minutes, tous les temps longs compris ; une seule, non."""
    dit = texte(ouvrir(OUVRIR, horizon="20", permanences="3")).replace(FINE, " ")
    assert "quelle que soit l'erreur sur les temps ; 99,6 % sans ces permanences." in dit
    assert "quelle que soit l'erreur sur les temps, sur 568 702 dans Vaucluse." in dit
    une = texte(ouvrir(OUVRIR, horizon="20", permanences="1")).replace(FINE, " ")
    assert re.search(r"de 9\d,\d % à .* % selon la fourchette des temps ; 99,6 % sans ces permanences", une)
    assert re.search(r"entre [\d ]+ et [\d ]+, sur 568 702 dans Vaucluse", une)


def test_aucune_ligne_de_la_reponse_ne_commence_par_une_ponctuation() -> None:
    phrase = reponse(ouvrir(OUVRIR, horizon="10", permanences="3"))
    assert not re.search(r" [;:?!»%]", phrase)


# Comparer


def test_le_departement_se_compare_d_office_a_deux_intercommunalites() -> None:
    at = ouvrir(COMPARER, territoire=DEPARTEMENT)
    noms = list(dict.fromkeys(m.label for m in at.metric))
    assert len(noms) == 3
    assert "Grand Avignon" in " ".join(noms)
    assert "les deux intercommunalités les plus peuplées" in texte(at)
    assert "en attendant" not in texte(ouvrir(COMPARER, territoire=DEPARTEMENT, avec=["84123"]))


@pytest.mark.parametrize("libelle", [LMV, SAULT, "Grand Avignon (EPCI)"])
def test_sans_choix_un_territoire_se_compare_au_departement(libelle: str) -> None:
    at = ouvrir(COMPARER, territoire=libelle)
    noms = {m.label for m in at.metric}
    assert len(noms) == 2
    assert "Vaucluse" in noms


def test_une_part_presque_entiere_n_est_pas_dite_entiere() -> None:
    """Vaucluse : 160 habitants sûrement au-delà de 20 minutes, donc moins de 100 % ; LMV : tous en deçà."""
    dit = texte(ouvrir(COMPARER, territoire=LMV)).replace("\u202f", " ").replace("\xa0", " ")
    assert "de 99,3 % à plus de 99,9 %." in dit
    assert "à 100,0 %" not in dit
    assert "55 163 sur 55 163 ; inchangé d'un bout à l'autre de la fourchette des temps." in dit


def test_le_lien_porte_les_territoires_compares_trois_au_plus() -> None:
    at = ouvrir(COMPARER, territoire=LMV, avec=["84", "200035723", "84005", "84123"])
    assert len(at.multiselect[0].value) == 3
    assert len({m.label for m in at.metric}) == 4


def test_chaque_mesure_dit_sa_source_sa_date_et_sa_definition() -> None:
    at = ouvrir(COMPARER, territoire=LMV)
    mesures = len(at.metric) // 2
    sources = [c.value for c in at.caption if c.value.startswith("Source : ") and "Données" in c.value]
    assert mesures >= 8
    assert len(sources) >= mesures


def test_face_aux_semblables_chaque_compte_fait_le_total_et_personne_n_est_classe() -> None:
    at = ouvrir(COMPARER, territoire=LMV)
    verdicts = tableau(at, "Ce que l'on peut dire")["Ce que l'on peut dire"]
    assert verdicts.str.endswith("(sur 3)").all()
    ecran = texte(at)
    assert "ce tableau ne classe personne" in ecran
    assert "Rang" not in {c for t in at.dataframe for c in t.value.columns}
    dessin = (
        queries.comparaisons.intervalles(visite.ouvrir(), territoire(LMV), 20, "lieux_10_000")
        .lignes["nom"]
        .tolist()
    )
    assert dessin == sorted(dessin)


def test_un_territoire_sans_semblable_le_dit_et_un_departement_dit_pourquoi() -> None:
    assert "Aucune autre intercommunalité" in texte(ouvrir(COMPARER, territoire="Ventoux Sud (EPCI)"))
    departement = texte(ouvrir(COMPARER, territoire=DEPARTEMENT))
    assert "qu'un département" in departement
    assert "Choisir un à trois territoires" in departement


def test_le_classeur_de_comparaison_relu_a_une_ligne_par_territoire_et_par_mesure() -> None:
    retenus = queries.comparaisons.choisis(visite.ouvrir(), territoire(LMV), ["84123"])
    octets = classeurs.to_classeur(
        queries.comparaisons.chiffres(visite.ouvrir(), retenus[0], 20),
        {"Comparaison": queries.comparaisons.tableau(visite.ouvrir(), retenus, 20)},
    )
    lignes = list(openpyxl.load_workbook(BytesIO(octets))["Comparaison"].iter_rows(values_only=True))
    entete = lignes[0]
    assert {ligne[0] for ligne in lignes[1:]} == {"Luberon Monts de Vaucluse", "Sault"}
    assert len(lignes) - 1 == 2 * len(queries.comparaisons.mesures(visite.ouvrir(), retenus[0], 20))
    for colonne in ("Source", "Date", "Nature"):
        assert all(ligne[entete.index(colonne)] for ligne in lignes[1:])
    valeurs = {ligne[1]: ligne[entete.index("Valeur")] for ligne in lignes[1:] if ligne[0] == "Sault"}
    assert valeurs["Habitants"] == 1348
