"""Lire un dossier de données : tout comprendre, ne rien perdre, tout dire."""

import csv
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point, box

from inclusion.data import lecture
from inclusion.data.lecture import JEU_EMBARQUE, load_jeu, load_table
from inclusion.model.fautes import illisibles, pertes
from inclusion.model.schemas import Atteinte, lire_descripteur, schemas
from tests.pages_ouvertes import retirer

LIEU = {
    "id": "ailleurs", "nom": "Ici", "commune": "Ambérieu-en-Bugey", "code_insee": "01004", "code_postal": "01500",
    "source": "saisie", "date_maj": "2024-08-01", "nature": "reel", "latitude": "45.95", "longitude": "5.35",
}  # fmt: skip


def ecrire(dossier: Path, table: str, lignes: Sequence[dict[str, str]], *, encodage: str = "utf-8") -> Path:
    """Écrit une table ; une colonne non dite est vide."""
    chemin = dossier / schemas()[table].chemin
    with chemin.open("w", encoding=encodage, newline="") as fichier:
        ecrivain = csv.DictWriter(fichier, schemas()[table].colonnes, restval="", lineterminator="\n")
        ecrivain.writeheader()
        ecrivain.writerows(lignes)
    return chemin


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """Un jeu minuscule : sa description, qui dit chaque table vide, et rien d'autre."""
    descripteur = lire_descripteur(JEU_EMBARQUE / "datapackage.json")
    vides = [r | {"nature": "vide"} for r in descripteur["resources"]]
    (tmp_path / "datapackage.json").write_text(
        json.dumps(descripteur | {"resources": vides}), encoding="utf-8"
    )
    return tmp_path


def dites(dossier: Path) -> list[tuple[str, int | None, str, str]]:
    return [(f.fichier, f.ligne, f.colonne, f.valeur) for f in load_jeu(dossier).fautes]


def communes(*codes: str) -> gpd.GeoDataFrame:
    """Des communes aux contours de carton."""
    return gpd.GeoDataFrame(
        {
            "code_insee": list(codes),
            "nom": [f"Commune {c}" for c in codes],
            "siren_epci": "",
            "code_departement": [c[:2] for c in codes],
            "codes_postaux": "",
            **{
                nom: pd.array([1] * len(codes), dtype="Int64")
                for nom in (
                    "population",
                    "pop_0_19",
                    "pop_20_64",
                    "pop_65_plus",
                    "residences_principales",
                    "logements",
                )
            },
            "superficie_km2": 1.0,
            "chef_lieu": gpd.GeoSeries([Point(5, 45)] * len(codes), crs="EPSG:4326"),
            "chef_lieu_origine": "mairie",
        },
        geometry=[box(4.9, 44.9, 5.1, 45.1)] * len(codes),
        crs="EPSG:4326",
    )


# Ce qui est juste est gardé


def test_le_jeu_embarque_se_lit_sans_faute() -> None:
    jeu = load_jeu()
    assert [str(f) for f in jeu.fautes] == []
    assert jeu.absentes == ()
    assert (jeu.code_departement, jeu.nom_departement) == ("84", "Vaucluse")
    assert set(jeu.tables) == set(schemas())


@pytest.mark.parametrize("code", ["01004", "2A004", "97401"])
def test_les_codes_gardent_leurs_zeros_et_leurs_lettres(dossier: Path, code: str) -> None:
    communes(code).to_parquet(dossier / "communes.parquet")
    ecrire(dossier, "lieux", [LIEU | {"code_insee": code, "code_postal": "01500", "pivot": "00000000000000"}])
    jeu = load_jeu(dossier)
    assert [str(f) for f in jeu.fautes] == []
    lieu = jeu["lieux"].iloc[0]
    assert (lieu["code_insee"], lieu["code_postal"], lieu["pivot"]) == (code, "01500", "00000000000000")
    assert jeu["communes"]["code_insee"].tolist() == [code]
    assert jeu.code_departement == code[:2]


def test_chaque_colonne_a_son_type(dossier: Path) -> None:
    ecrire(
        dossier,
        "lieux",
        [LIEU | {"capacite_etp": "0.5"}, LIEU | {"id": "autre", "latitude": "", "longitude": ""}],
    )
    lieux = load_jeu(dossier)["lieux"]
    assert lieux["latitude"].tolist()[0] == 45.95
    assert pd.isna(lieux["latitude"].iloc[1])
    assert lieux["date_maj"].iloc[0] == pd.Timestamp("2024-08-01")
    assert lieux["capacite_etp"].iloc[0] == 0.5
    assert lieux["telephone"].tolist() == ["", ""], "le vide d'un texte est un texte vide"


def test_le_mot_na_et_le_mot_null_restent_des_mots(dossier: Path) -> None:
    ecrire(dossier, "lieux", [LIEU | {"nom": "NA", "commune": "null", "adresse": "nan"}])
    lieu = load_jeu(dossier)["lieux"].iloc[0]
    assert (lieu["nom"], lieu["commune"], lieu["adresse"]) == ("NA", "null", "nan")


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig"])
def test_la_marque_d_ordre_d_un_tableur_est_admise(dossier: Path, encodage: str) -> None:
    ecrire(dossier, "lieux", [LIEU], encodage=encodage)
    jeu = load_jeu(dossier)
    assert jeu.fautes == ()
    assert jeu["lieux"]["commune"].tolist() == ["Ambérieu-en-Bugey"]


def test_les_fins_de_ligne_de_windows_sont_admises(dossier: Path) -> None:
    chemin = ecrire(dossier, "lieux", [LIEU])
    chemin.write_bytes(chemin.read_bytes().replace(b"\n", b"\r\n"))
    assert load_jeu(dossier)["lieux"]["nature"].tolist() == ["reel"]


def test_une_cellule_a_saut_de_ligne_est_gardee_entiere(dossier: Path) -> None:
    ecrire(dossier, "lieux", [LIEU | {"presentation_detail": "un\ndeux, « trois »"}])
    assert load_jeu(dossier)["lieux"]["presentation_detail"].tolist() == ["un\ndeux, « trois »"]


def test_une_ligne_blanche_a_la_fin_n_est_pas_une_faute(dossier: Path) -> None:
    chemin = ecrire(dossier, "lieux", [LIEU])
    chemin.write_text(chemin.read_text(encoding="utf-8") + "\n\n", encoding="utf-8")
    jeu = load_jeu(dossier)
    assert jeu.fautes == ()
    assert len(jeu["lieux"]) == 1


# Ce qui manque est dit, sans faute


def test_une_table_absente_est_vide_aux_bons_types_et_nommee(dossier: Path) -> None:
    jeu = load_jeu(dossier)
    assert jeu.fautes == ()
    assert set(jeu.absentes) == set(schemas())
    assert jeu["lieux"].columns.tolist() == schemas()["lieux"].colonnes
    assert str(jeu["lieux"]["latitude"].dtype) == "Float64"
    assert str(jeu["lieux"]["date_maj"].dtype).startswith("datetime64")
    assert jeu.code_departement == ""


def test_un_jeu_sans_parametres_prend_ceux_du_projet(dossier: Path) -> None:
    assert load_jeu(dossier).parametres == load_jeu().parametres


def test_les_parametres_du_dossier_l_emportent(dossier: Path) -> None:
    (dossier / "parametres.toml").write_text('[[relief.communes]]\ncode_insee = "01004"\n', encoding="utf-8")
    communes("01004", "01005").to_parquet(dossier / "communes.parquet")
    assert load_jeu(dossier)["communes"]["relief"].tolist() == [True, False]


def test_sans_communes_les_tables_qui_citent_le_departement_ne_sont_pas_fautives(tmp_path: Path) -> None:
    """Une référence que rien ne permet de juger n'est pas jugée."""
    shutil.copytree(JEU_EMBARQUE, tmp_path / "jeu")
    retirer(tmp_path / "jeu", "communes", "communes_voisines")
    assert [str(f) for f in load_jeu(tmp_path / "jeu").fautes] == []


# Ce qui est faux est dit, avec sa ligne


def test_les_fautes_de_tous_les_fichiers_sont_dites_ensemble(dossier: Path) -> None:
    ecrire(dossier, "lieux", [LIEU | {"latitude": "nord"}, LIEU | {"id": "b", "date_maj": "hier"}])
    ecrire(
        dossier,
        "postes",
        [{"id_poste": "a-1", "structure_employeuse": "A", "code_insee_siege": "84007", "etat": "parti",
          "source": "s", "nature": "reel"}],
    )  # fmt: skip
    assert sorted(dites(dossier)) == [
        ("lieux.csv", 2, "latitude", "nord"),
        ("lieux.csv", 3, "date_maj", "hier"),
        ("postes.csv", 2, "etat", "parti"),
    ]


# Une faute reste où elle est


POSTE = {
    "id_poste": "a-1", "structure_employeuse": "A", "code_insee_siege": "01004", "etat": "occupe",
    "id_lieu_principal": "ailleurs", "source": "s", "nature": "reel",
}  # fmt: skip


def test_une_ligne_fautive_est_seule_ecartee(dossier: Path) -> None:
    ecrire(dossier, "lieux", [LIEU, LIEU | {"id": "b", "date_maj": "hier"}, LIEU | {"id": "c"}])
    jeu = load_jeu(dossier)
    assert jeu["lieux"]["id"].tolist() == ["ailleurs", "c"]
    assert jeu["lieux"].index.tolist() == [0, 1]
    assert [(f.ligne, f.gravite) for f in jeu.fautes] == [(3, Atteinte.LIGNE)]
    assert (illisibles(jeu.fautes), len(pertes(jeu.fautes))) == ((), 1)


def test_ce_qui_renvoie_a_une_ligne_ecartee_n_est_pas_en_faute(dossier: Path) -> None:
    """La date du lieu est fausse, le poste qui y travaille est juste : une faute, et non deux."""
    communes("01004").to_parquet(dossier / "communes.parquet")
    ecrire(dossier, "lieux", [LIEU | {"date_maj": "hier"}])
    ecrire(dossier, "postes", [POSTE])
    assert dites(dossier) == [("lieux.csv", 2, "date_maj", "hier")]
    assert load_jeu(dossier)["postes"]["id_poste"].tolist() == ["a-1"]


def test_le_code_d_une_ligne_trop_courte_reste_connu(dossier: Path) -> None:
    communes("01004").to_parquet(dossier / "communes.parquet")
    ecrire(dossier, "postes", [POSTE])
    chemin = ecrire(dossier, "lieux", [])
    chemin.write_text(chemin.read_text(encoding="utf-8") + "ailleurs,coupé\n", encoding="utf-8")
    assert dites(dossier) == [("lieux.csv", 2, "", "ailleurs,coupé")]


def test_ce_qui_renvoie_a_une_table_illisible_n_est_pas_en_faute(dossier: Path) -> None:
    communes("01004").to_parquet(dossier / "communes.parquet")
    (dossier / "lieux.csv").write_bytes("é".encode("cp1252"))
    ecrire(dossier, "postes", [POSTE])
    jeu = load_jeu(dossier)
    assert [(f.fichier, f.gravite) for f in jeu.fautes] == [("lieux.csv", Atteinte.TABLE)]
    assert jeu["postes"]["id_poste"].tolist() == ["a-1"]


def test_des_communes_voisines_illisibles_n_accusent_personne(dossier: Path) -> None:
    communes("26001").to_parquet(dossier / "communes.parquet")
    (dossier / "communes_voisines.parquet").write_bytes(b"tronque")
    ecrire(dossier, "lieux", [LIEU])
    assert dites(dossier) == [("communes_voisines.parquet", None, "", "")]
    (dossier / "communes_voisines.parquet").unlink()
    assert dites(dossier) == [("lieux.csv", 2, "code_insee", "01004")], "absentes, elles ne complètent rien"


def test_une_ligne_dont_un_code_ne_designe_rien_est_ecartee(dossier: Path) -> None:
    communes("01004").to_parquet(dossier / "communes.parquet")
    ecrire(dossier, "lieux", [LIEU | {"id": "b", "code_insee": "01005"}, LIEU])
    jeu = load_jeu(dossier)
    assert jeu["lieux"]["id"].tolist() == ["ailleurs"]
    assert [(f.ligne, f.gravite) for f in jeu.fautes] == [(2, Atteinte.LIGNE)]


def test_une_cle_prise_deux_fois_garde_la_premiere_ligne(dossier: Path) -> None:
    ecrire(dossier, "lieux", [LIEU, LIEU | {"nom": "Là"}])
    jeu = load_jeu(dossier)
    assert jeu["lieux"]["nom"].tolist() == ["Ici"]
    assert [f.ligne for f in jeu.fautes] == [3]


def test_une_colonne_facultative_absente_est_vide_et_dite(dossier: Path) -> None:
    """Le jeu d'avant la colonne s'ouvre, et peut s'enregistrer : rien n'y est perdu."""
    chemin = ecrire(dossier, "lieux", [LIEU | {"horaires": "", "capacite_etp": ""}])
    lignes = [ligne.split(",") for ligne in chemin.read_text(encoding="utf-8").splitlines()]
    for nom in ("horaires", "capacite_etp"):
        rang = lignes[0].index(nom)
        for ligne in lignes:
            ligne.pop(rang)
    chemin.write_text("\n".join(map(",".join, lignes)) + "\n", encoding="utf-8")
    jeu = load_jeu(dossier)
    assert [(f.ligne, f.colonne, f.gravite) for f in jeu.fautes] == [
        (1, "horaires", Atteinte.ABSENTE),
        (1, "capacite_etp", Atteinte.ABSENTE),
    ]
    assert jeu["lieux"]["id"].tolist() == ["ailleurs"]
    assert jeu["lieux"]["horaires"].tolist() == [""]
    assert jeu["lieux"]["capacite_etp"].isna().all()
    assert list(jeu["lieux"].columns) == schemas()["lieux"].colonnes
    assert pertes(jeu.fautes) == ()


def test_une_colonne_obligatoire_absente_ecarte_la_table(dossier: Path) -> None:
    chemin = ecrire(dossier, "lieux", [LIEU])
    chemin.write_text(chemin.read_text(encoding="utf-8").replace("code_insee", "insee"), encoding="utf-8")
    jeu = load_jeu(dossier)
    assert jeu["lieux"].empty
    assert [(f.colonne, f.gravite) for f in jeu.fautes] == [
        ("code_insee", Atteinte.TABLE),
        ("insee", Atteinte.COLONNE),
    ]


def test_une_colonne_inconnue_n_est_pas_lue_et_compte_comme_une_perte(dossier: Path) -> None:
    chemin = ecrire(dossier, "lieux", [LIEU])
    lignes = chemin.read_text(encoding="utf-8").splitlines()
    chemin.write_text("\n".join([f"{lignes[0]},couleur", f"{lignes[1]},bleu"]) + "\n", encoding="utf-8")
    jeu = load_jeu(dossier)
    assert [(f.colonne, f.gravite) for f in pertes(jeu.fautes)] == [("couleur", Atteinte.COLONNE)]
    assert jeu["lieux"]["id"].tolist() == ["ailleurs"]
    assert list(jeu["lieux"].columns) == schemas()["lieux"].colonnes


def test_sans_communes_ni_intercommunalites_lisibles_le_jeu_ne_s_ouvre_pas(dossier: Path) -> None:
    (dossier / "communes.parquet").write_bytes(b"tronque")
    (dossier / "epci.csv").write_bytes(b"\xff")
    assert [f.fichier for f in illisibles(load_jeu(dossier).fautes)] == ["communes.parquet", "epci.csv"]


def test_une_mention_mal_ecrite_ne_coute_que_la_mention(dossier: Path) -> None:
    ecrire(dossier, "lieux", [LIEU])
    decrit = json.loads((dossier / "datapackage.json").read_text(encoding="utf-8"))
    for ressource in decrit["resources"]:
        if ressource["name"] == "lieux":
            ressource |= {"producteur": 3, "sources": [{"title": ["a"]}], "cadence": "annuelle"}
    (dossier / "datapackage.json").write_text(json.dumps(decrit), encoding="utf-8")
    jeu = load_jeu(dossier)
    assert {f.gravite for f in jeu.fautes} == {Atteinte.MENTION}
    assert jeu["lieux"]["id"].tolist() == ["ailleurs"]
    dite = jeu.provenances["lieux"]
    assert (dite.producteur, dite.sources, dite.cadence) == ("producteur non déclaré", "", "annuelle")


@pytest.mark.parametrize("faux", [{"path": "../lieux.csv"}, {"nature": "vrai"}, {"hash": 3}])
def test_une_table_mal_decrite_est_seule_ecartee(dossier: Path, faux: dict[str, object]) -> None:
    """On ne lit pas au hasard un fichier dont la description est fausse."""
    communes("01004").to_parquet(dossier / "communes.parquet")
    ecrire(dossier, "lieux", [LIEU])
    ecrire(dossier, "postes", [POSTE])
    decrit = json.loads((dossier / "datapackage.json").read_text(encoding="utf-8"))
    decrit["resources"] = [r | (faux if r["name"] == "lieux" else {}) for r in decrit["resources"]]
    (dossier / "datapackage.json").write_text(json.dumps(decrit), encoding="utf-8")
    jeu = load_jeu(dossier)
    assert [(f.table, f.gravite) for f in jeu.fautes] == [("lieux", Atteinte.TABLE)]
    assert jeu["lieux"].empty
    assert jeu["postes"]["id_poste"].tolist() == ["a-1"]


def test_deux_ressources_du_meme_nom_ecartent_la_table(dossier: Path) -> None:
    ecrire(dossier, "lieux", [LIEU])
    decrit = json.loads((dossier / "datapackage.json").read_text(encoding="utf-8"))
    decrit["resources"].append({"name": "lieux", "path": "autres.csv"})
    (dossier / "datapackage.json").write_text(json.dumps(decrit), encoding="utf-8")
    jeu = load_jeu(dossier)
    assert [(f.table, f.gravite) for f in jeu.fautes] == [("lieux", Atteinte.TABLE)]
    assert jeu["lieux"].empty


def test_un_csv_qui_n_est_pas_en_utf_8_est_dit(dossier: Path) -> None:
    ecrire(dossier, "lieux", [LIEU], encodage="cp1252")
    (faute,) = load_jeu(dossier).fautes
    assert faute.fichier == "lieux.csv"
    assert "UTF-8" in faute.attendu


def test_une_ligne_trop_courte_et_une_trop_longue_sont_dites_avec_leur_ligne(dossier: Path) -> None:
    chemin = ecrire(dossier, "lieux", [LIEU])
    chemin.write_text(chemin.read_text(encoding="utf-8") + "a,b\n" + "," * 60 + "\n", encoding="utf-8")
    fautes = load_jeu(dossier).fautes
    assert [(f.fichier, f.ligne) for f in fautes] == [("lieux.csv", 3), ("lieux.csv", 4)]
    assert fautes[0].attendu == f"{len(schemas()['lieux'].colonnes)} valeurs, 2 lues"
    assert "a,b" in str(fautes[0])


def test_apres_une_cellule_a_sauts_de_ligne_la_ligne_dite_est_celle_du_fichier(dossier: Path) -> None:
    """Le lieu aux trois lignes occupe les lignes 2 à 4 ; la ligne courte est la 5, la date fausse la 6."""
    chemin = ecrire(dossier, "lieux", [LIEU | {"presentation_detail": "un\ndeux\ntrois"}])
    fausse = (
        ecrire(dossier, "lieux", [LIEU | {"id": "b", "date_maj": "hier"}])
        .read_text(encoding="utf-8")
        .splitlines()
    )
    ecrire(dossier, "lieux", [LIEU | {"presentation_detail": "un\ndeux\ntrois"}])
    chemin.write_text(chemin.read_text(encoding="utf-8") + "a,b\n" + fausse[1] + "\n", encoding="utf-8")
    assert [(ligne, colonne) for _, ligne, colonne, _ in dites(dossier)] == [(5, ""), (6, "date_maj")]


def test_un_fichier_vide_est_dit(dossier: Path) -> None:
    (dossier / "lieux.csv").write_text("", encoding="utf-8")
    assert dites(dossier) == [("lieux.csv", None, "", "")]


def test_un_csv_au_point_virgule_est_dit_sans_se_perdre(dossier: Path) -> None:
    chemin = ecrire(dossier, "lieux", [LIEU])
    chemin.write_text(chemin.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")
    (faute,) = load_jeu(dossier).fautes
    assert (faute.fichier, faute.ligne, faute.gravite) == ("lieux.csv", 1, Atteinte.TABLE)
    assert "séparées par des virgules" in faute.attendu


def test_une_colonne_ecrite_deux_fois_est_dite(dossier: Path) -> None:
    chemin = ecrire(dossier, "lieux", [LIEU])
    lignes = chemin.read_text(encoding="utf-8").splitlines()
    chemin.write_text("\n".join([f"{lignes[0]},nom", f"{lignes[1]},Ici"]) + "\n", encoding="utf-8")
    assert ("lieux.csv", 1, "nom", "") in dites(dossier)


def test_un_code_qui_ne_designe_rien_est_dit(dossier: Path) -> None:
    communes("01004").to_parquet(dossier / "communes.parquet")
    ecrire(dossier, "lieux", [LIEU, LIEU | {"id": "b", "code_insee": "01005"}])
    assert dites(dossier) == [("lieux.csv", 3, "code_insee", "01005")]


def test_un_parquet_illisible_est_dit(dossier: Path) -> None:
    (dossier / "communes.parquet").write_bytes(b"ceci n'est pas un parquet")
    ((fichier, ligne, _, _),) = dites(dossier)
    assert (fichier, ligne) == ("communes.parquet", None)


def test_un_parquet_sans_une_colonne_est_dit(dossier: Path) -> None:
    communes("01004").drop(columns="population").to_parquet(dossier / "communes.parquet")
    assert dites(dossier) == [("communes.parquet", None, "population", "")]


def test_une_commune_ecrite_deux_fois_est_dite(dossier: Path) -> None:
    communes("01004", "01004").to_parquet(dossier / "communes.parquet")
    assert dites(dossier) == [("communes.parquet", None, "code_insee", "")]


def test_un_dossier_sans_description_est_dit(tmp_path: Path) -> None:
    ((fichier, *_),) = dites(tmp_path)
    assert fichier == "datapackage.json"


def test_une_description_mal_formee_est_dite_avec_sa_ligne(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text('{\n"name": ', encoding="utf-8")
    ((fichier, ligne, *_),) = dites(tmp_path)
    assert (fichier, ligne) == ("datapackage.json", 2)


def test_des_parametres_mal_formes_sont_dits(dossier: Path) -> None:
    (dossier / "parametres.toml").write_text("relief = ", encoding="utf-8")
    ((fichier, *_),) = dites(dossier)
    assert fichier == "parametres.toml"


def test_une_date_fausse_dans_la_description_est_dite(dossier: Path) -> None:
    descripteur = json.loads((dossier / "datapackage.json").read_text(encoding="utf-8"))
    descripteur["resources"][0]["date_donnees"] = "hier"
    (dossier / "datapackage.json").write_text(json.dumps(descripteur), encoding="utf-8")
    assert "datapackage.json" in {fichier for fichier, *_ in dites(dossier)}


# Le dossier lu est celui que l'on demande


def test_inclusion_donnees_designe_un_autre_dossier(dossier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from inclusion import visite

    ecrire(dossier, "lieux", [LIEU])
    monkeypatch.setenv("INCLUSION_DONNEES", str(dossier))
    assert visite.ouvrir().dossier == dossier
    assert visite.ouvrir()["lieux"]["id"].tolist() == ["ailleurs"]
    monkeypatch.setenv("INCLUSION_DONNEES", "")
    assert visite.ouvrir().dossier == JEU_EMBARQUE


def test_le_jeu_de_travail_passe_avant_le_jeu_embarque_et_apres_le_dossier_demande(
    dossier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("INCLUSION_DONNEES", raising=False)
    monkeypatch.setattr(lecture, "JEU_DE_TRAVAIL", dossier)
    assert lecture.dossier_du_jeu() == dossier
    monkeypatch.setenv("INCLUSION_DONNEES", str(JEU_EMBARQUE))
    assert lecture.dossier_du_jeu() == JEU_EMBARQUE


def test_un_fichier_modifie_est_relu(dossier: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from inclusion import visite

    monkeypatch.setenv("INCLUSION_DONNEES", str(dossier))
    ecrire(dossier, "lieux", [LIEU])
    assert len(visite.ouvrir()["lieux"]) == 1
    ecrire(dossier, "lieux", [LIEU, LIEU | {"id": "b"}])
    assert len(visite.ouvrir()["lieux"]) == 2


def test_une_seule_ligne_de_demonstration_marque_la_table_quoi_que_dise_la_description(
    tmp_path: Path,
) -> None:
    dossier = tmp_path / "jeu"
    shutil.copytree(JEU_EMBARQUE, dossier)
    entete = (dossier / "stocks.csv").read_text(encoding="utf-8").strip()
    assert load_jeu(dossier).provenances["stocks"].nature == "vide"
    (dossier / "stocks.csv").write_text(
        f"{entete}\n2026-03-31,stock_pret,portable,15,,essai,demonstration\n", encoding="utf-8"
    )
    assert load_jeu(dossier).provenances["stocks"].nature == "demonstration"


@pytest.mark.parametrize("nom", ["actions", "lieux", "decisions"])
def test_une_table_lue_seule_est_celle_du_jeu(nom: str) -> None:
    pd.testing.assert_frame_equal(load_table(JEU_EMBARQUE, nom), load_jeu(JEU_EMBARQUE)[nom])


def test_une_table_absente_se_lit_vide(tmp_path: Path) -> None:
    assert load_table(tmp_path, "actions").empty
