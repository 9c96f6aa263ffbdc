"""La page Parcours : avec la démonstration, et sur un petit export réel de La Coop calculé à la main."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from inclusion.data.demonstration import parcours
from inclusion.data.depots.formats.la_coop_reunion import reunir
from inclusion.data.instantanes.ecriture import enregistrer
from inclusion.data.lecture import load_jeu, typee
from inclusion.model.schemas import schemas
from tests import pages_ouvertes
from tests.pages_ouvertes import FINE, RACINE, jeu_de_demonstration, texte

PARCOURS = "pages/vues/parcours.py"
CAVAILLON = "84035"
TERRITOIRES = ("Vaucluse (département)", "Ventoux Sud (EPCI)", "Cavaillon (84035)", "Sault (84123)")
AIDE, INSERTION = "Structure d'aide sociale", "Structure d'insertion professionnelle"


def _ecrit(dossier: Path, tables: dict[str, pd.DataFrame]) -> Path:
    jeu = load_jeu(dossier)
    ecrites = {nom: typee(table, schemas()[nom]) for nom, table in tables.items()}
    enregistrer(dossier, ecrites, motif="essai", versements={}, jeu=jeu)
    return dossier


def _ligne(mois: str, autonomie: str, redirection: str, combien: int) -> list[dict[str, str]]:
    base = {
        "mois": mois,
        "code_insee": CAVAILLON,
        "type": "Accompagnement individuel",
        "thematique": "",
        "canal": "",
        "duree": "",
        "autonomie": autonomie,
        "redirection": redirection,
    }
    return [base] * combien


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Trois mois à Cavaillon : 4 autonomes par mois (12 dans l'année), 15 réorientations, 60 accompagnements."""
    lignes = [
        ligne
        for mois in ("2026-03", "2026-04", "2026-05")
        for ligne in (
            *_ligne(mois, "Autonome", "", 4),
            *_ligne(mois, "Avec guidage", AIDE, 3),
            *_ligne(mois, "Avec guidage", INSERTION, 2),
            *_ligne(mois, "Avec guidage", "", 11),
        )
    ]
    return _exporte(tmp_path_factory.mktemp("export") / "jeu", lignes)


def _exporte(dossier: Path, lignes: list[dict[str, str]]) -> Path:
    """Un jeu où ces accompagnements ont été importés, un par ligne."""
    shutil.copytree(RACINE / "data", dossier)
    tires = pd.DataFrame(lignes).assign(accompagnements="1", source="export", nature="reel")
    annexe = tires[["redirection"]].assign(thematique="", demarche="", materiel="", reunit=True, arrete="")
    reunis = reunir(tires.drop(columns="redirection"), annexe).tables
    return _ecrit(dossier, {nom: _complete(nom, table) for nom, table in reunis.items()})


def _complete(nom: str, table: pd.DataFrame) -> pd.DataFrame:
    return table.reindex(columns=list(schemas()[nom].colonnes), fill_value="").astype("str")


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return jeu_de_demonstration(tmp_path_factory.mktemp("demonstration") / "jeu", parcours=parcours)


def ouvrir(dossier: Path, monkeypatch: pytest.MonkeyPatch, **demandes: str) -> AppTest:
    monkeypatch.setenv("INCLUSION_DONNEES", str(dossier))
    return pages_ouvertes.ouvrir(PARCOURS, **demandes)


def chiffre(at: AppTest, libelle: str) -> str:
    (valeur,) = [m.value for m in at.metric if m.label.replace("\\", "") == libelle]
    return str(valeur).replace(FINE, " ")


def tableau(at: AppTest, colonne: str) -> pd.DataFrame:
    return next(t.value for t in at.dataframe if colonne in t.value.columns)


@pytest.mark.parametrize("territoire", TERRITOIRES)
def test_la_page_s_ouvre_pour_chaque_sorte_de_territoire(
    territoire: str, demonstration: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = ouvrir(demonstration, monkeypatch, territoire=territoire)
    assert "Ce que cette page ne sait pas" in texte(at)
    assert len(at.metric) == 8


def test_sans_parcours_la_page_dit_quoi_apporter(monkeypatch: pytest.MonkeyPatch) -> None:
    at = ouvrir(RACINE / "data", monkeypatch)
    assert any("parcours.csv" in i.value.replace("\\", "") for i in at.info)
    assert "non connu" in {m.value for m in at.metric}


def test_chaque_compte_d_accompagnements_dit_sa_source_et_ses_mois(
    demonstration: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Le parcours saisi et La Coop ne comptent pas la même chose : les cartes ne portent pas le même nom."""
    at = ouvrir(demonstration, monkeypatch)
    noms = {m.label.replace("\\", "") for m in at.metric}
    assert {"Accomp. (parcours)", "Accomp. (La Coop)"} <= noms
    assert {"Autonomes (parcours)", "Autonomes (La Coop)"} <= noms
    dit = texte(at)
    assert "saisies du parcours, mai 2025 à octobre 2026" in dit
    assert "activités de La Coop, mai 2025 à octobre 2026" in dit
    assert "saisies du parcours, janvier 2026 à octobre 2026" in texte(
        ouvrir(demonstration, monkeypatch, periode="2026")
    )


def test_les_autonomes_ne_sont_pas_ceux_que_le_secret_a_tronques_mois_par_mois(
    export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """4 par mois : aucun mois ne garde le niveau « Autonome » ; l'année en dit 12."""
    at = ouvrir(export, monkeypatch)
    assert chiffre(at, "Autonomes") == "12"
    assert chiffre(at, "Accomp. (La Coop)") == "60"
    assert "lus dans les répartitions de l'année de La Coop" in texte(at)


def test_les_reorientations_que_compte_la_coop_se_lisent_sans_table_de_parcours(
    export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """3 + 2 par mois sur trois mois : 9 vers l'aide sociale, 6 vers l'insertion."""
    at = ouvrir(export, monkeypatch, territoire="Cavaillon (84035)")
    assert chiffre(at, "Réorientations") == "15"
    table = tableau(at, "Réorientations")
    assert dict(zip(table["Type de structure"], table["Réorientations"], strict=True)) == {
        AIDE: "9",
        INSERTION: "6",
    }


def test_des_statistiques_sans_activites_disent_aussi_les_reorientations(
    export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = shutil.copytree(export, tmp_path / "jeu")
    vide = pd.DataFrame(columns=list(schemas()["activites"].colonnes), dtype="str")
    at = ouvrir(_ecrit(dossier, {"activites": vide}), monkeypatch, territoire="Cavaillon (84035)")
    assert chiffre(at, "Réorientations") == "15"
    assert chiffre(at, "Accomp. (La Coop)") == "60"


def test_les_accompagnements_d_une_annee_ne_perdent_pas_les_mois_trop_rares(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """20 en mars, 3 en avril, 8 et 20 en mai et juin : avril et mai sont masqués (de quoi le retrouver), l'année dit 51."""
    par_mois = {"2026-03": 20, "2026-04": 3, "2026-05": 8, "2026-06": 20}
    lignes = [
        ligne for mois, combien in par_mois.items() for ligne in _ligne(mois, "Avec guidage", "", combien)
    ]
    at = ouvrir(_exporte(tmp_path / "jeu", lignes), monkeypatch)
    assert chiffre(at, "Accomp. (La Coop)") == "51"
    assert "2 comptes, déjà masqués à l'import, n'y sont pas" in texte(at)


def test_une_commune_sans_activite_n_a_pas_de_reorientation_inventee(
    export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = ouvrir(export, monkeypatch, territoire="Sault (84123)")
    assert chiffre(at, "Réorientations") in {"non connu", "0"}
    assert "15 réorientations" not in texte(at)


def test_les_statistiques_montrees_sont_celles_d_une_seule_periode(
    export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """L'export va de mars à mai ; La Coop publie de janvier à mai : un seul total est dit, et les mois d'une seule."""
    dossier = shutil.copytree(export, tmp_path / "jeu")
    bilans = load_jeu(dossier)["statistiques_mediation"].astype("str").replace({"<NA>": "", "NaT": ""})
    publiees = pd.DataFrame(
        [
            ("total", "Accompagnements", "accompagnements", "90"),
            ("mois", "2026-01", "accompagnements", "30"),
            ("mois", "2026-03", "accompagnements", "60"),
        ],
        columns=["repartition", "valeur", "compte", "effectif"],
    ).assign(debut="2026-01-01", fin="2026-05-31", code_insee="", source="La Coop", nature="reel")
    _ecrit(dossier, {"statistiques_mediation": pd.concat([bilans, publiees])[list(bilans.columns)]})
    at = ouvrir(dossier, monkeypatch, selon="mois")
    dit = texte(at)
    assert "La Coop, du 1er janvier 2026 au 31 mai 2026. En tout : 90 accompagnements." in dit
    table = tableau(at, "Ce que l'on compte")
    assert dict(zip(table["Mois"], table["Effectif"], strict=True)) == {
        "janvier 2026": "30",
        "mars 2026": "60",
    }
    assert "du 1er mars 2026 au 31 mai 2026" in texte(ouvrir(dossier, monkeypatch, selon="autonomie"))


@pytest.mark.parametrize(("permise", "reserve"), [("false", "est masqué"), ("true", "vous pouvez l'écrire")])
def test_la_table_du_parcours_ne_montre_ses_petits_effectifs_qu_a_qui_peut_l_ecrire(
    permise: str, reserve: str, demonstration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = Path(shutil.copytree(demonstration, tmp_path / "jeu"))
    for reglages in dossier.rglob("parametres.toml"):
        reglages.write_text(f"{reglages.read_text('utf-8')}\n[edition]\npermise = {permise}\n", "utf-8")
    monkeypatch.setenv("INCLUSION_DONNEES", str(dossier))
    at = pages_ouvertes.ouvrir("pages/vues/donnees.py", table="parcours")
    lus = pd.to_numeric(tableau(at, "Effectif")["Effectif"], errors="coerce")
    assert lus.max() > 5
    assert bool(lus.between(1, 4).any()) == (permise == "true")
    assert reserve in texte(at)
