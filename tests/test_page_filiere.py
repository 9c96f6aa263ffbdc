"""La page Filière, avec et sans démonstration : mêmes nombres à l'écran et au classeur, états vides, lots suivis."""

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from pptx import Presentation
from streamlit.testing.v1 import AppTest

from inclusion import queries, visite
from inclusion.analysis.documents.composition import CLASSEUR, COPIL
from inclusion.analysis.documents.reseau import RETENUS_FILIERE
from inclusion.data.demonstration import filiere
from inclusion.exports import classeurs
from inclusion.exports.documents_pptx import to_pptx
from inclusion.exports.documents_xlsx import to_xlsx
from inclusion.model.francais import nombre
from tests.pages_ouvertes import FINE, jeu_de_demonstration, ouvrir, texte

PAGE = "pages/vues/filiere.py"
DEPARTEMENT, LMV = "Vaucluse (département)", "Luberon Monts de Vaucluse (EPCI)"
TERRITOIRES = (DEPARTEMENT, LMV, "Aix-Marseille-Provence (EPCI)", "Sault (84123)")


@pytest.fixture(scope="module")
def avec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return jeu_de_demonstration(tmp_path_factory.mktemp("avec") / "jeu", filiere=filiere)


def tableau(at: AppTest, colonne: str) -> pd.DataFrame:
    return next(t.value for t in at.dataframe if colonne in t.value.columns)


@pytest.mark.parametrize("libelle", TERRITOIRES)
def test_la_page_s_ouvre_pour_chaque_sorte_de_territoire(libelle: str, un_jeu: Path) -> None:
    at = ouvrir(PAGE, territoire=libelle)
    assert "Ce que cette page ne sait pas" in texte(at)
    assert any(m.label == "À 20 min d'un dépôt" for m in at.metric)


def test_sans_passage_la_page_dit_la_table_a_fournir_et_donne_les_modeles(sans_demonstration: None) -> None:
    at = ouvrir(PAGE)
    infos = " ".join(i.value.replace("\\", "") for i in at.info)
    assert "flux_equipements.csv" in infos
    assert "gisements.csv" in infos
    modeles = [b.label for b in at.get("download_button") if b.label.startswith("Modèle «")]
    assert len(modeles) == 5
    assert "démonstration" not in texte(at)


def test_le_prorata_national_est_un_ordre_de_grandeur_avec_et_sans_passages(un_jeu: Path) -> None:
    assert "Ordre de grandeur, jamais un objectif adopté" in texte(ouvrir(PAGE))


@pytest.mark.parametrize("code", ["84", "200040442"])
def test_l_ecran_le_pptx_et_le_xlsx_disent_les_memes_nombres_de_filiere(
    code: str, avec_demonstration: None
) -> None:
    territoire = next(t for t in queries.territoires(visite.ouvrir()) if code == t.code)
    ecran = queries.filiere.ecran_filiere(visite.ouvrir(), territoire)
    assert ecran is not None
    a_l_ecran = {c.cle: (c.libelle, c.valeur, c.decimales) for c in ecran.chiffres}
    presentation = queries.documents.document(visite.ouvrir(), territoire, COPIL, "", lambda _: None)
    nombres = [n.chiffre for n in presentation.section("filiere").nombres]
    assert {c.cle for c in nombres} == set(RETENUS_FILIERE)
    partie = presentation.section("filiere").titre
    vue = next(
        v for v in Presentation(BytesIO(to_pptx(presentation))).slides
        if v.shapes.title is not None and v.shapes.title.text_frame.text == partie
    )  # fmt: skip
    ecrits = {forme.text_frame.text for forme in vue.shapes if forme.has_text_frame}
    for cle in RETENUS_FILIERE:
        libelle, valeur, decimales = a_l_ecran[cle]
        dit = nombre(valeur, decimales=decimales)
        assert any(libelle in e and dit in e for e in ecrits), (libelle, dit, ecrits)
    classeur = queries.documents.document(visite.ouvrir(), territoire, CLASSEUR, "", lambda _: None)
    feuille = pd.read_excel(BytesIO(to_xlsx(classeur)), sheet_name="Chiffres", engine="openpyxl")
    ecrites = feuille[feuille["Partie"].eq(classeur.section("filiere").titre)].set_index("Chiffre")["Valeur"]
    assert set(ecrites.index) == {libelle for libelle, _, _ in a_l_ecran.values()}
    for libelle, valeur, decimales in a_l_ecran.values():
        assert nombre(ecrites[libelle], decimales=decimales) == nombre(valeur, decimales=decimales)


def test_tout_ce_qui_vient_des_passages_inventes_porte_la_mention(avec_demonstration: None) -> None:
    ecran = queries.filiere.ecran_filiere(visite.ouvrir(), queries.territoires(visite.ouvrir())[0])
    assert ecran is not None
    assert {c.nature for c in ecran.chiffres} == {"demonstration"}
    assert all(r.sources[0].nature == "demonstration" for r in ecran.figures.values())
    assert ecran.carte is not None and ecran.carte.sources[0].nature == "demonstration"


def test_les_points_de_depot_sont_reels_meme_avec_la_demonstration(un_jeu: Path) -> None:
    chiffres = queries.filiere.chiffres_depots(visite.ouvrir(), queries.territoires(visite.ouvrir())[0])
    assert [c.nature for c in chiffres] == ["reel", "reel"]
    quinze, vingt = (c.valeur for c in chiffres)
    assert quinze is not None and vingt is not None and 0 < quinze < vingt <= 100


# Écran, classeur, documents : les mêmes nombres


def feuilles(octets: bytes) -> dict[str, list[dict[str, Any]]]:
    classeur = openpyxl.load_workbook(BytesIO(octets))
    lues = {}
    for feuille in classeur.worksheets:
        entete, *lignes = list(feuille.iter_rows(values_only=True))
        lues[feuille.title] = [dict(zip(entete, ligne, strict=True)) for ligne in lignes]
    return lues


@pytest.mark.parametrize(
    "demandes",
    [
        {},
        {"territoire": LMV},
        {"periode": "2026", "categorie": "portable", "unite": "masse_kg", "bout": "epci"},
    ],
)
def test_l_ecran_et_le_classeur_disent_les_memes_nombres(
    demandes: dict[str, str], avec_demonstration: None
) -> None:
    at = ouvrir(PAGE, **demandes)
    territoire = next(
        t
        for t in queries.territoires(visite.ouvrir())
        if t.libelle == demandes.get("territoire", DEPARTEMENT)
    )
    reglages = {cle: valeur for cle, valeur in demandes.items() if cle != "territoire"}
    ecran = queries.filiere.ecran_filiere(visite.ouvrir(), territoire, **reglages)
    assert ecran is not None
    classeur = feuilles(classeurs.to_classeur(ecran.chiffres, ecran.figures))
    affiches = {m.label: str(m.value) for m in at.metric}
    decimales = {c.libelle: c.decimales for c in ecran.chiffres}
    for ligne in classeur["Chiffres"]:
        dit = nombre(ligne["Valeur"], decimales=decimales[ligne["Chiffre"]])
        dit += f"{FINE}%" if ligne["Unité"].startswith("%") else ""
        assert affiches[ligne["Chiffre"]] == dit, ligne
    for feuille, colonne in (
        ("Flux", "De"),
        ("Bilan", "Étape"),
        ("Stock", "Mouvement"),
        ("Vérificateur", "Règle"),
    ):
        a_l_ecran = tableau(at, colonne)
        au_classeur = pd.DataFrame(classeur[feuille])
        assert list(au_classeur.columns) == list(a_l_ecran.columns)
        for nom in au_classeur.select_dtypes("number").columns:
            attendu = a_l_ecran[nom].astype(float).tolist()
            assert au_classeur[nom].astype(float).tolist() == pytest.approx(attendu, nan_ok=True), (
                feuille,
                nom,
            )


def test_le_titre_et_le_tableau_du_diagramme_disent_les_memes_sommes_que_les_cartouches(
    avec_demonstration: None,
) -> None:
    at = ouvrir(PAGE)
    liens = tableau(at, "De")
    affiches = {
        m.label: int(str(m.value).replace(FINE, "")) for m in at.metric if m.label in {"Collectés", "Remis"}
    }
    remis = liens.loc[liens["Vers"].str.startswith("Remis : "), "Valeur"].sum()
    entres = liens.loc[
        liens["Vers"].eq("Collecté") & ~liens["De"].str.startswith(("Pris", "Écart")), "Valeur"
    ].sum()
    assert (entres, remis) == (affiches["Collectés"], affiches["Remis"])
    assert 0 < len(liens) <= 15
    assert "en équipements ; écart d'inventaire : -3" in texte(at)


def test_une_seule_unite_par_diagramme(avec_demonstration: None) -> None:
    assert set(tableau(ouvrir(PAGE, unite="masse_kg"), "De")["Unité"]) == {"kg"}


# Ce que la page explique


def test_le_verificateur_dit_la_ligne_le_lot_et_de_combien(avec_demonstration: None) -> None:
    dit = texte(ouvrir(PAGE))
    assert "lot DEMO-ECART** — sortie sans entrée (erreur)" in dit
    assert "il en manque 2" in dit
    assert set(tableau(ouvrir(PAGE), "Constat")["Constat"]) >= {"stock négatif : erreur"}


def test_un_lot_se_suit_par_le_lien_jusqu_a_la_categorie_de_public(avec_demonstration: None) -> None:
    lot = "DEMO-2026-03-portable"
    trace = tableau(ouvrir(PAGE, lot=lot), "Masse (kg)")
    assert trace["De"].iloc[0] == "Gisement"
    remises = trace[trace["Vers"].eq("Distribué")]
    assert len(remises) and remises["À qui"].ne("").all()
    assert set(trace["Statut juridique"]) == {"Produit", "Déchet"}


def test_chaque_lot_dit_son_statut_juridique(avec_demonstration: None) -> None:
    lots = tableau(ouvrir(PAGE), "Encore là")
    assert lots["Statut juridique"].ne("").all()
    assert lots["Lot"].is_unique


def test_a_l_intercommunalite_la_page_dit_ce_qui_reste_de_toute_la_filiere(avec_demonstration: None) -> None:
    assert "portent sur la filière entière du département" in texte(ouvrir(PAGE, territoire=LMV))
    assert "portent sur la filière entière" not in texte(ouvrir(PAGE))


def test_le_document_d_une_intercommunalite_dit_ce_qui_est_de_toute_la_filiere(
    avec_demonstration: None,
) -> None:
    """Un taux de réemploi départemental sur la vue de Luberon Monts de Vaucluse se lirait comme le sien."""

    def reperes(code: str) -> dict[str, str]:
        ici = next(t for t in queries.territoires(visite.ouvrir()) if t.code == code)
        lu = queries.documents.document(visite.ouvrir(), ici, "copil", "", lambda _: None).section("filiere")
        return {n.chiffre.cle: n.chiffre.repere for n in lu.nombres}

    dits = reperes("200040442")
    assert {cle for cle, dit in dits.items() if dit == "Filière entière du département."} == {
        *("taux_reemploi", "part_accompagnee", "mois_de_stock", "delai_median", "co2e_evite")
    }
    assert set(reperes("84").values()) == {""}


def test_le_calendrier_des_dons_compte_ce_qui_est_attendu(avec_demonstration: None) -> None:
    dons = tableau(ouvrir(PAGE), "Donateur")
    attendus = dons[dons["État"].str.startswith(("Annoncé", "Confirmé"))]["Quantité"].sum()
    assert f"{attendus} équipements attendus" in texte(ouvrir(PAGE))
