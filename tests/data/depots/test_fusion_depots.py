"""Verser des lignes : par la clé, sans rien effacer de connu."""

import pandas as pd

from inclusion.data.depots.fusion import Fusion, Lot, fusionner
from inclusion.model.schemas import schemas

LIEUX, ANIMATIONS, FLUX = (schemas()[nom] for nom in ("lieux", "animations", "flux_equipements"))


def lieux(*lignes: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [dict.fromkeys(LIEUX.colonnes, "") | ligne for ligne in lignes], columns=LIEUX.colonnes, dtype="str"
    )


def bilan(f: Fusion) -> tuple[int, int, int, int]:
    return f.ajoutees, f.changees, f.identiques, f.retirees


AVANT = lieux(
    {"id": "a", "nom": "Amont", "telephone": "+33400000001", "latitude": "44.1", "longitude": "5.1",
     "precision_localisation": "adresse"},
    {"id": "b", "nom": "Aval"},
    {"id": "c", "nom": "Confins"},
)  # fmt: skip


def test_une_ligne_de_meme_cle_est_mise_a_jour_une_autre_ajoutee_les_autres_gardees() -> None:
    versees = lieux(
        {"id": "d", "nom": "Neuf"}, {"id": "b", "nom": "Aval-le-Bas"}, {"id": "c", "nom": "Confins"}
    )
    f = fusionner(AVANT, versees, LIEUX)
    assert f.table["id"].to_list() == ["a", "b", "c", "d"]
    assert f.table["nom"].to_list() == ["Amont", "Aval-le-Bas", "Confins", "Neuf"]
    assert bilan(f) == (1, 1, 1, 0)
    assert f.change


def test_une_valeur_vide_n_efface_pas_une_valeur_connue() -> None:
    f = fusionner(AVANT, lieux({"id": "a", "nom": "Amont-la-Ville"}), LIEUX)
    assert f.table["telephone"].iloc[0] == "+33400000001"
    assert f.table["nom"].iloc[0] == "Amont-la-Ville"


def test_une_position_se_prend_ou_se_garde_tout_entiere() -> None:
    sans = fusionner(AVANT, lieux({"id": "a", "precision_localisation": "commune"}), LIEUX).table.iloc[0]
    assert (sans["latitude"], sans["precision_localisation"]) == ("44.1", "adresse")
    avec = lieux({"id": "a", "latitude": "44.2", "longitude": "5.2"})
    situee = fusionner(AVANT, avec, LIEUX).table.iloc[0]
    assert (situee["latitude"], situee["longitude"], situee["precision_localisation"]) == ("44.2", "5.2", "")


def test_verser_deux_fois_le_meme_fichier_ne_change_rien() -> None:
    versees = lieux({"id": "d", "nom": "Neuf"}, {"id": "b", "nom": "Aval-le-Bas"})
    une_fois = fusionner(AVANT, versees, LIEUX).table
    deux_fois = fusionner(une_fois, versees, LIEUX)
    assert not deux_fois.change
    assert bilan(deux_fois) == (0, 0, 2, 0)


def test_remplacer_ne_garde_que_les_lignes_versees() -> None:
    f = fusionner(
        AVANT, lieux({"id": "a", "nom": "Amont"}, {"id": "d", "nom": "Neuf"}), LIEUX, remplacer=True
    )
    assert f.table["id"].to_list() == ["a", "d"]
    assert f.table["telephone"].iloc[0] == "", "une table remplacée ne garde rien de l'ancienne"
    assert bilan(f) == (1, 1, 0, 2)


def test_une_table_vide_se_remplit_et_un_depot_vide_ne_change_rien() -> None:
    assert bilan(fusionner(AVANT.head(0), AVANT, LIEUX)) == (3, 0, 0, 0)
    assert not fusionner(AVANT, AVANT.head(0), LIEUX).change


def test_une_table_sans_cle_recoit_les_lignes_qu_elle_n_a_pas_deja_autant_de_fois() -> None:
    vide = dict.fromkeys(ANIMATIONS.colonnes, "")
    un, deux = {**vide, "date": "2026-01-01"}, {**vide, "date": "2026-01-02"}
    avant = pd.DataFrame([un, un], dtype="str")
    versees = pd.DataFrame([un, un, un, deux], dtype="str")
    f = fusionner(avant, versees, ANIMATIONS)
    assert f.table["date"].to_list() == ["2026-01-01"] * 3 + ["2026-01-02"]
    assert bilan(f) == (2, 0, 2, 0)
    assert not fusionner(f.table, versees, ANIMATIONS).change
    assert bilan(fusionner(avant, versees.tail(1), ANIMATIONS, remplacer=True)) == (1, 0, 0, 2)


def test_une_animation_deja_connue_deposee_sous_un_autre_nom_de_fichier_ne_s_ajoute_pas() -> None:
    vide = dict.fromkeys(ANIMATIONS.colonnes, "") | {"type": "animation", "code_territoire": "84"}
    mai = pd.DataFrame([vide | {"date": "2026-05-04", "source": "mai.csv"}], dtype="str")
    juin = mai.assign(source="juin.csv", nb_participants="12")
    f = fusionner(mai, juin, ANIMATIONS)
    assert bilan(f) == (0, 1, 0, 0)
    assert f.table["nb_participants"].to_list() == ["12"]


def passages(*lignes: dict[str, str]) -> pd.DataFrame:
    vide = dict.fromkeys(FLUX.colonnes, "") | {"id_lot": "L1", "quantite": "5", "source": "mai.csv"}
    return pd.DataFrame([vide | ligne for ligne in lignes], columns=FLUX.colonnes, dtype="str")


def test_un_passage_deja_connu_depose_sous_un_autre_nom_de_fichier_ne_s_ajoute_pas() -> None:
    """Un export mensuel cumulé : mai, puis mai et juin."""
    mai = passages({"date": "2026-05-01"}, {"date": "2026-05-01"})
    cumul = passages({"date": "2026-05-01"}, {"date": "2026-05-01"}, {"date": "2026-06-01"}).assign(
        source="juin.csv"
    )
    f = fusionner(mai, cumul, FLUX)
    assert bilan(f) == (1, 0, 2, 0)
    assert f.table["source"].to_list() == ["mai.csv", "mai.csv", "juin.csv"]
    assert not fusionner(f.table, cumul, FLUX).change


def test_un_passage_repese_ou_complete_est_mis_a_jour_pas_ajoute() -> None:
    """Deux remises du même jour : celle des jeunes gagne ses accompagnés, celle des seniors ne bouge pas."""
    connus = passages(
        {"public_beneficiaire": "Jeunes", "masse_kg": "9"},
        {"public_beneficiaire": "Seniors", "masse_kg": "8"},
    )
    versees = passages(
        {"public_beneficiaire": "Seniors", "masse_kg": "8"},
        {"public_beneficiaire": "Jeunes", "accompagnes": "3"},
    )
    f = fusionner(connus, versees, FLUX)
    assert bilan(f) == (0, 1, 1, 0)
    assert f.table["public_beneficiaire"].to_list() == ["Jeunes", "Seniors"]
    assert f.table["accompagnes"].to_list() == ["3", ""]
    assert f.table["masse_kg"].to_list() == ["9", "8"]


def test_la_table_recue_n_est_pas_modifiee() -> None:
    temoin = AVANT.copy()
    fusionner(AVANT, lieux({"id": "b", "nom": "Autre"}), LIEUX)
    pd.testing.assert_frame_equal(AVANT, temoin)


def postes(*lignes: dict[str, str]) -> pd.DataFrame:
    schema = schemas()["postes"]
    return pd.DataFrame(
        [dict.fromkeys(schema.colonnes, "") | {"source": "export"} | ligne for ligne in lignes],
        columns=schema.colonnes,
        dtype="str",
    )


def test_un_export_remplace_le_precedent_sauf_les_postes_completes_depuis() -> None:
    """« Ville » s'appelle désormais « Commune » ; son second poste avait reçu une date ; un poste saisi n'en vient pas."""
    avant = postes(
        {"id_poste": "ville-01", "etat": "occupe"},
        {"id_poste": "ville-02", "etat": "occupe", "date_fin_contrat": "2027-01-31"},
        {"id_poste": "ccas-01", "etat": "occupe", "date_fin_contrat": "2026-12-31"},
        {"id_poste": "saisi-01", "etat": "vacant", "source": "Comité"},
    )
    versees = postes({"id_poste": "commune-01", "etat": "occupe"}, {"id_poste": "ccas-01", "etat": "vacant"})
    f = fusionner(avant, versees, schemas()["postes"], lot=Lot(("source",), vides=("date_fin_contrat",)))
    rendus = f.table.set_index("id_poste")
    assert sorted(rendus.index) == ["ccas-01", "commune-01", "saisi-01", "ville-02"]
    assert list(rendus.loc["ccas-01", ["etat", "date_fin_contrat"]]) == ["vacant", "2026-12-31"]
    assert bilan(f) == (1, 1, 0, 1)


def test_un_export_remplace_aussi_les_postes_d_un_jeu_plus_ancien() -> None:
    """Le premier jeu écrivait la date dans la source : ses deux postes sont du même lot, un poste saisi n'en est pas."""
    avant = postes(
        {"id_poste": "ville-01", "etat": "occupe", "source": "Export du 13 septembre"},
        {"id_poste": "ville-02", "etat": "vacant", "source": "Export du 13 septembre"},
        {"id_poste": "saisi-01", "etat": "vacant", "source": "Comité"},
    )
    versees = postes(
        {"id_poste": "commune-01", "etat": "occupe"}, {"id_poste": "commune-02", "etat": "occupe"}
    )
    f = fusionner(
        avant, versees, schemas()["postes"], lot=Lot(("source",), autrefois=("Export du 13 septembre",))
    )
    assert sorted(f.table["id_poste"]) == ["commune-01", "commune-02", "saisi-01"]
    assert bilan(f) == (2, 0, 0, 2)
