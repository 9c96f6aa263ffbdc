"""La page Simulateur : le scénario est dans le lien, la réponse en mots simples, le classeur dit les mêmes nombres."""

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from inclusion import queries, visite
from inclusion.data.demonstration import cadre, filiere
from inclusion.data.instantanes import copier
from inclusion.data.instantanes.ecriture import enregistrer
from inclusion.data.lecture import JEU_EMBARQUE, load_jeu
from inclusion.exports import classeurs
from inclusion.model.francais import nombre
from tests.pages_ouvertes import ouvrir, texte

PAGE = "pages/vues/simulateur.py"
# Cent collectés, cinquante traités, tous remis le mois suivant, sans hasard : 200 au cinquième mois
SUR = {
    "collecte": "100", "rendement": "100", "capacite": "50", "cible": "200", "delai": "1", "incertitude": "0",
    "stock": "0", "file": "0",
}  # fmt: skip


def _jeu(dossier: Path, *, demonstration: bool) -> Path:
    copier(JEU_EMBARQUE, dossier)
    jeu = load_jeu(dossier)
    nues = cadre.sans(jeu.tables)
    neuves = (
        cadre.avec(jeu.tables, cadre.engendrees(jeu.tables, {"filiere": filiere})) if demonstration else nues
    )
    if neuves:
        enregistrer(dossier, neuves, motif="essai", jeu=jeu)
    return dossier


@pytest.fixture(scope="module")
def jeux(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    dossier = tmp_path_factory.mktemp("simulateur")
    return {nom: _jeu(dossier / nom, demonstration=nom == "avec") for nom in ("reel", "avec")}


@pytest.fixture(params=["reel", "avec"])
def un_jeu(request: pytest.FixtureRequest, jeux: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("INCLUSION_DONNEES", str(jeux[request.param]))
    return str(request.param)


def chiffre(at: AppTest, libelle: str) -> str:
    (valeur,) = [m.value for m in at.metric if m.label == libelle]
    return str(valeur)


@pytest.mark.parametrize(
    "libelle", ["Vaucluse (département)", "Luberon Monts de Vaucluse (EPCI)", "Sault (84123)"]
)
def test_la_page_s_ouvre_partout_et_dit_d_ou_viennent_ses_reglages(libelle: str, un_jeu: str) -> None:
    dit = texte(ouvrir(PAGE, territoire=libelle))
    attendu = {
        "reel": "des ordres de grandeur à corriger",
        "avec": "Réglages de départ lus sur les douze mois",
    }
    assert attendu[un_jeu] in dit
    assert "Ce que cette page ne sait pas" in dit


def test_le_lien_porte_tout_le_scenario(un_jeu: str) -> None:
    at = ouvrir(PAGE, **SUR)
    assert chiffre(at, "Cible atteinte dans") == "5"
    assert chiffre(at, "Rythme tenu") == "50,0"
    assert "200 seront remis en" in texte(at)
    assert "Ce qui limite, c'est l'atelier" in texte(at)


def test_changer_un_nombre_l_ecrit_dans_le_lien_et_relance_le_calcul(un_jeu: str) -> None:
    at = ouvrir(PAGE, **SUR)
    (cible,) = [n for n in at.number_input if n.label == "Cible : équipements remis"]
    cible.set_value(400).run()
    assert at.query_params["cible"] == "400"
    assert chiffre(at, "Cible atteinte dans") == "9"


def test_un_reglage_impossible_du_lien_est_ignore_et_dit(un_jeu: str) -> None:
    at = ouvrir(PAGE, **SUR | {"rendement": "140"})
    assert any("entier de 0 à 100" in w.value.replace("\\", "") for w in at.warning)


def test_une_cible_hors_de_portee_ne_donne_ni_date_ni_zero(un_jeu: str) -> None:
    at = ouvrir(PAGE, **SUR | {"rendement": "0"})
    assert chiffre(at, "Cible atteinte dans") == "non connu"
    assert "ou jamais" in texte(at)


def test_sans_passage_la_simulation_se_dit_simulation_et_avec_la_demonstration_demonstration(
    un_jeu: str,
) -> None:
    badges = {m.value for m in ouvrir(PAGE, **SUR).markdown if "badge[" in m.value}
    assert any({"reel": "simulation", "avec": "démonstration"}[un_jeu] in b for b in badges)
    assert not any("données réelles" in b for b in badges)


def test_le_meme_lien_donne_deux_fois_la_meme_reponse(un_jeu: str) -> None:
    flou = SUR | {"incertitude": "40", "rendement": "60"}
    assert [m.value for m in ouvrir(PAGE, **flou).metric] == [m.value for m in ouvrir(PAGE, **flou).metric]


def test_l_ecran_et_le_classeur_disent_les_memes_nombres(un_jeu: str) -> None:
    at = ouvrir(PAGE, **SUR | {"incertitude": "30", "categorie": "toutes"})
    reglages = {cle: int(valeur) for cle, valeur in SUR.items()} | {"incertitude": 30}
    reponse = queries.simulateur.reponse(visite.ouvrir(), queries.simulateur.en_scenario(reglages), "toutes")
    chiffres = queries.simulateur.chiffres(reponse)
    octets = classeurs.to_classeur(chiffres, queries.simulateur.classeur(reponse, "le lien"))
    classeur = openpyxl.load_workbook(BytesIO(octets))
    assert classeur.sheetnames == ["Chiffres", "Paramètres", "Trajectoire", "File", "Leviers", "Sources"]
    _, *lignes = classeur["Chiffres"].iter_rows(values_only=True)
    decimales = {c.libelle: c.decimales for c in chiffres}
    for libelle, valeur, *_ in lignes:
        assert chiffre(at, str(libelle)) == nombre(valeur, decimales=decimales[str(libelle)])  # type: ignore[arg-type]
    parametres = dict(r[:2] for r in classeur["Paramètres"].iter_rows(min_row=2, values_only=True))
    assert parametres["Lien du scénario"] == "le lien"
