"""Contrôler un fichier : chaque ligne est gardée, refusée ou d'ailleurs ; tout ce qui change est dit."""

import json
import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inclusion.data.depots.controle import controler
from inclusion.data.depots.fichiers import IllisibleError
from inclusion.data.depots.rapport import MOTIF, Rapport
from inclusion.data.lecture import JEU_EMBARQUE, Jeu, load_jeu
from inclusion.exports.tables import to_csv
from inclusion.model.anomalies import Gravite
from tests.data.depots.test_fichiers import classeur

A_DATE = date(2026, 11, 22)
SERVICE = "Aide aux démarches administratives"
COLONNES = [
    *("id", "nom", "commune", "code_postal", "code_insee", "adresse", "latitude", "longitude", "services"),
    *("itinerance", "typologie", "telephone", "courriels", "horaires", "date_maj"),
]
SAIN = {
    "id": "pont",
    "nom": "Atelier du Pont",
    "commune": "Avignon",
    "code_postal": "84000",
    "code_insee": "84007",
    "adresse": "1 rue Vide",
    "latitude": "43.9493",
    "longitude": "4.8055",
    "services": SERVICE,
    "itinerance": "Fixe",
    "date_maj": "2026-01-02",
}
HUB = Path(__file__).resolve().parents[4] / "shared/donnees_reelles/lieux/hub-du-sud_paca_2023-05-17.json"


@pytest.fixture(scope="module")
def jeu() -> Jeu:
    return load_jeu(JEU_EMBARQUE)


def lire(jeu: Jeu, *lignes: dict[str, str]) -> Rapport:
    table = pd.DataFrame([{**dict.fromkeys(COLONNES, ""), **ligne} for ligne in lignes])
    return controler(table.to_csv(index=False).encode(), jeu=jeu, a_date=A_DATE, nom="essai.csv")


def regles(rapport: Rapport, colonne: str) -> list[str]:
    return [a.regle for a in rapport.anomalies if a.colonne == colonne]


def test_une_ligne_saine_est_gardee_telle_quelle(jeu: Jeu) -> None:
    rapport = lire(jeu, SAIN)
    assert (rapport.lignes_gardees, rapport.lignes_refusees, rapport.importable) == (1, 0, True)
    assert [a for a in rapport.anomalies if a.colonne != "source"] == []


def test_lues_egalent_gardees_plus_refusees_plus_ailleurs(jeu: Jeu) -> None:
    lyon = {"commune": "Lyon", "code_postal": "69001", "code_insee": "69381", "latitude": "", "longitude": ""}
    rapport = lire(jeu, SAIN, {**SAIN, "id": "muet", "nom": ""}, {**SAIN, "id": "loin", **lyon})
    comptes = (rapport.lignes_gardees, rapport.lignes_refusees, rapport.lignes_hors_departement)
    assert (rapport.lignes_lues, comptes) == (3, (1, 1, 1))
    assert not rapport.importable


def test_une_ligne_refusee_ressort_avec_son_motif_et_rentre_une_fois_corrigee(jeu: Jeu) -> None:
    refusees = lire(jeu, SAIN, {**SAIN, "id": "muet", "nom": ""}).refusees
    assert list(refusees.columns) == [MOTIF, *COLONNES]
    assert "nom" in refusees[MOTIF].iloc[0]
    corrigees = refusees.assign(nom="Atelier retrouvé")
    rapport = controler(to_csv(corrigees), jeu=jeu, a_date=A_DATE, nom="refusees.csv")
    assert (rapport.lignes_gardees, rapport.lignes_refusees) == (1, 0)
    assert rapport.table["nom"].to_list() == ["Atelier retrouvé"]


@pytest.mark.parametrize(
    ("lue", "code", "gravite"),
    [
        ({"code_insee": "", "commune": "avignon"}, "84007", "corrigé"),
        ({"code_insee": "84007.0"}, "84007", "corrigé"),
        ({"code_insee": "", "commune": "Montfavet", "code_postal": "84140"}, "84007", "corrigé"),
        ({"code_insee": "", "commune": "St Didier", "code_postal": "84210"}, "84108", "corrigé"),
        (
            {"code_insee": "", "commune": "", "code_postal": "", "adresse": "1 rue Vide 84400 Apt"},
            "84003",
            "corrigé",
        ),
        (
            {"code_insee": "", "commune": "D 956, 84240 LA TOUR D'AIGUES", "code_postal": ""},
            "84133",
            "corrigé",
        ),
        ({"code_insee": "", "commune": "Avignnon", "code_postal": "84000"}, "84007", "à vérifier"),
    ],
)
def test_la_commune_se_retrouve_par_le_nom_et_le_code_postal(
    jeu: Jeu, lue: dict[str, str], code: str, gravite: str
) -> None:
    rapport = lire(jeu, {**SAIN, "latitude": "", "longitude": "", **lue})
    assert rapport.table["code_insee"].to_list() == [code]
    assert gravite in {
        str(a.gravite) for a in rapport.anomalies if a.colonne in {"code_insee", "commune", "adresse"}
    }


def test_une_position_loin_de_sa_commune_revient_au_chef_lieu_et_le_dit(jeu: Jeu) -> None:
    rapport = lire(jeu, {**SAIN, "latitude": "46.6", "longitude": "2.4"})
    (anomalie,) = [a for a in rapport.anomalies if a.colonne == "latitude"]
    assert (anomalie.ligne, anomalie.valeur_lue, str(anomalie.gravite)) == (2, "46.6 ; 2.4", "à vérifier")
    assert rapport.table["precision_localisation"].to_list() == ["commune"]
    assert abs(float(rapport.table["latitude"].iloc[0]) - 43.95) < 0.05


def test_une_position_a_moins_de_trois_kilometres_reste_ou_elle_est(jeu: Jeu) -> None:
    rapport = lire(jeu, SAIN)
    assert rapport.table["latitude"].to_list() == ["43.9493"]
    assert rapport.table["precision_localisation"].to_list() == ["adresse"]


def test_un_edes_est_une_maison_des_solidarites(jeu: Jeu) -> None:
    rapport = lire(jeu, {**SAIN, "nom": "EDeS d'Avignon", "typologie": ""})
    assert rapport.table["typologie"].to_list() == ["MDS"]


def test_des_horaires_en_toutes_lettres_deviennent_des_horaires_osm(jeu: Jeu) -> None:
    rapport = lire(jeu, {**SAIN, "horaires": "du lundi au vendredi de 9h à 12h"})
    assert rapport.table["horaires"].to_list() == ["Mo-Fr 09:00-12:00"]


def test_chaque_anomalie_dit_ligne_colonne_valeurs_regle_et_gravite(jeu: Jeu) -> None:
    rapport = lire(jeu, SAIN, {**SAIN, "id": "b", "telephone": "04 90 00 00 01"})
    (anomalie,) = [a for a in rapport.to_json()["anomalies"] if a["colonne"] == "telephone"]
    assert anomalie == {
        "ligne": 3,
        "colonne": "telephone",
        "valeur_lue": "04 90 00 00 01",
        "valeur_gardee": "+33490000001",
        "regle": "téléphone en +33",
        "gravite": "corrigé",
        "remede": "",
    }


def test_une_valeur_hors_de_liste_n_est_dite_qu_une_fois_telle_qu_on_l_a_lue(jeu: Jeu) -> None:
    action = "id,id_feuille,axe,nom,statut\na-1,fdr-84,IV,Essai,fini\n"
    rapport = controler(
        action.encode(), jeu=jeu, a_date=A_DATE, nom="actions.csv", nom_format="modele:actions"
    )
    (axe,) = [a for a in rapport.anomalies if a.colonne == "axe"]
    assert (axe.valeur_lue, axe.valeur_gardee, axe.gravite) == ("IV", "", Gravite.REFUSE)
    assert axe.remede == "Attendu : une valeur parmi « I », « II », « III », obligatoire."
    (statut,) = [a for a in rapport.anomalies if a.colonne == "statut"]
    assert (statut.valeur_lue, statut.gravite) == ("fini", Gravite.A_VERIFIER)
    assert statut.remede.startswith("Attendu : une valeur parmi « a_venir »,")


def test_un_courriel_nominatif_de_conseiller_n_est_ni_garde_ni_redit(jeu: Jeu) -> None:
    nominatif = "prenom.nom@conseiller-numerique.fr"
    rapport = lire(jeu, {**SAIN, "courriels": nominatif})
    assert nominatif not in rapport.table.to_csv()
    assert nominatif not in json.dumps(rapport.to_json())


def test_deux_lignes_du_meme_identifiant_en_ont_deux_et_c_est_dit(jeu: Jeu) -> None:
    rapport = lire(jeu, SAIN, SAIN)
    assert rapport.table["id"].to_list() == ["pont", "pont-2"]
    assert regles(rapport, "id") == ["identifiant déjà pris, numéroté"]


def test_deux_lignes_de_memes_commune_et_nom_sont_a_verifier(jeu: Jeu) -> None:
    rapport = lire(jeu, {**SAIN, "id": ""}, {**SAIN, "id": ""})
    (dite,) = [a for a in rapport.anomalies if a.regle == "mêmes commune et nom qu'une autre ligne, numéroté"]
    assert (dite.ligne, dite.gravite) == (3, Gravite.A_VERIFIER)
    assert dite.remede == "Si c'est le même, n'en garder qu'une ligne."


def test_une_commune_introuvable_est_le_motif_du_refus_dans_les_mots_du_fichier(jeu: Jeu) -> None:
    texte = f"nom,commune,code_postal,adresse,services\nAtelier,Port-Perdu,84999,1 rue Vide,{SERVICE}\n"
    rapport = controler(texte.encode(), jeu=jeu, a_date=A_DATE, nom="essai.csv")
    (refus,) = [a for a in rapport.anomalies if a.gravite == Gravite.REFUSE]
    assert (refus.colonne, refus.valeur_lue) == ("commune", "Port-Perdu 84999")
    motif = rapport.refusees[MOTIF].iloc[0]
    assert motif == "commune : « Port-Perdu 84999 », commune introuvable au code officiel géographique"


def test_un_employeur_de_trois_conseillers_donne_trois_postes_dont_les_recrutes_sont_occupes(
    jeu: Jeu,
) -> None:
    contenu = {
        "CCAS d'Essai": {
            "Code postal": "84400",
            "Code INSEE": "84003",
            "Nombre de conseillers attribués": 3,
            "Nombre de conseillers recrutés": 2,
        }
    }
    rapport = controler(json.dumps(contenu).encode(), jeu=jeu, a_date=A_DATE, nom="employeurs.json")
    assert rapport.table_cible == "postes"
    assert sorted(rapport.table["etat"]) == ["occupe", "occupe", "vacant"]
    assert set(rapport.table["code_insee_siege"]) == {"84003"}
    assert (rapport.lignes_lues, rapport.lignes_gardees) == (1, 1)


MORCEAUX = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            *SAIN.values(),
            "Lyon",
            "69001",
            "nan",
            "inf",
            "-1",
            "1e309",
            "<img src=x>",
            '=HYPERLINK("x")',
            "84",
            "2A004",
        ]
    ),
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lignes=st.lists(st.fixed_dictionaries(dict.fromkeys(COLONNES, MORCEAUX)), min_size=1, max_size=5))
def test_aucune_ligne_n_est_jamais_perdue(jeu: Jeu, lignes: list[dict[str, str]]) -> None:
    pleines = [{c: re.sub(r"[\x00\r\ud800-\udfff]", "", v) for c, v in ligne.items()} for ligne in lignes]
    rapport = lire(jeu, SAIN, *pleines)
    assert rapport.lignes_lues == (
        rapport.lignes_gardees + rapport.lignes_refusees + rapport.lignes_hors_departement
    )
    assert len(rapport.table) == rapport.lignes_gardees
    assert not (set(rapport.refusees.index) & set(rapport.hors_departement.index))


@pytest.mark.skipif(not HUB.exists(), reason="le fichier réel du Hub du Sud n'est pas sur cette machine")
def test_le_fichier_du_hub_du_sud_donne_110_lieux_du_vaucluse(jeu: Jeu) -> None:
    rapport = controler(HUB, jeu=jeu, a_date=A_DATE)
    comptes = (rapport.lignes_lues, rapport.lignes_gardees, rapport.lignes_refusees)
    assert (comptes, rapport.format) == ((646, 110, 0), "lieux-hybride")
    assert rapport.table["code_insee"].str.fullmatch(r"84\d{3}").all()
    assert len([a for a in rapport.anomalies if "1970" in a.regle]) == 10
    loin = [a for a in rapport.anomalies if a.regle.startswith("position hors de sa commune")]
    assert {str(a.gravite) for a in loin} == {"à vérifier"}
    lues = [tuple(float(v) for v in a.valeur_lue.split(" ; ")) for a in loin]
    assert any(45.5 < lat < 47.5 and 1.5 < lon < 3.5 for lat, lon in lues)  # le milieu de la France
    assert any(44.7 < lat < 45.9 and 4.7 < lon < 6.4 for lat, lon in lues)  # l'Isère
    quartier = [a for a in rapport.anomalies if "montfavet" in a.valeur_lue.casefold()]
    assert {a.valeur_gardee for a in quartier if a.colonne in {"commune", "code_insee"}} <= {
        "Avignon",
        "84007",
    }


@pytest.mark.skipif(not HUB.exists(), reason="le fichier réel du Hub du Sud n'est pas sur cette machine")
def test_le_fichier_reel_ne_garde_que_des_communes_connues_et_ramene_les_lieux_egares_a_la_mairie(
    jeu: Jeu,
) -> None:
    rapport = controler(HUB, jeu=jeu, a_date=A_DATE)
    table, communes = rapport.table, jeu["communes"].set_index("code_insee")
    assert set(table["code_insee"]) <= set(communes.index)
    egares = {
        a.ligne: tuple(a.valeur_gardee.split(" ; "))
        for a in rapport.anomalies
        if a.regle.startswith("position hors de sa commune")
    }
    assert {347, 350} <= set(egares)  # le centre de la France, l'Isère
    assert all(
        "ramenée au chef-lieu" in a.regle
        for a in rapport.anomalies
        if a.ligne in egares and a.colonne == "latitude"
    )
    for latitude, longitude in egares.values():
        (lieu,) = table[(table["latitude"] == latitude) & (table["longitude"] == longitude)].to_dict(
            "records"
        )
        mairie = communes["chef_lieu"][lieu["code_insee"]]
        assert (float(latitude), float(longitude)) == pytest.approx((mairie.y, mairie.x), abs=1e-6)
        assert lieu["precision_localisation"] == "commune"


NOTICE = [["Export des lieux de médiation"], ["Merci de ne pas renommer les colonnes."]]


def test_un_classeur_qui_commence_par_une_notice_dit_quelle_feuille_prendre(jeu: Jeu) -> None:
    octets = classeur({"Notice": NOTICE, "Lieux 2026": [list(SAIN), list(SAIN.values())], "Vide": []})
    with pytest.raises(
        IllisibleError, match=r"« Notice », « Lieux 2026 » et « Vide ».*Prendre « Lieux 2026 »"
    ):
        controler(octets, jeu=jeu, a_date=A_DATE, nom="lieux.xlsx")
    rapport = controler(octets, jeu=jeu, a_date=A_DATE, nom="lieux.xlsx", feuille="Lieux 2026")
    assert (rapport.table_cible, rapport.lignes_gardees) == ("lieux", 1)


def test_un_classeur_d_une_notice_seule_ne_passe_pas_pour_une_de_nos_tables(jeu: Jeu) -> None:
    """Un titre sans ligne dessous n'est le modèle de rien."""
    with pytest.raises(IllisibleError, match="Aucune autre n'est reconnue"):
        controler(
            classeur({"Mode d'emploi": [["Bonjour"]], "Suite": [["Au revoir"]]}),
            jeu=jeu, a_date=A_DATE, nom="notice.xlsx",
        )  # fmt: skip
