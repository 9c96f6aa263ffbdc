"""Une faute reste où elle est : toutes les pages s'ouvrent sur un jeu dont des lignes sont fausses, et le disent."""

import csv
import json
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from inclusion.data.demonstration import cadre
from inclusion.data.lecture import load_jeu
from inclusion.model.schemas import lire_descripteur, schemas
from tests.pages_ouvertes import RACINE, jeu_de_demonstration

PAGES = [str(p.relative_to(RACINE)) for p in sorted((RACINE / "pages" / "vues").glob("*.py"))]
FAUSSES = {
    "integer": "beaucoup",
    "number": "beaucoup",
    "year": "jadis",
    "date": "hier",
    "boolean": "peut-être",
}
"""Une valeur qui n'est pas de ce type."""


def tenu_a_la_main(jeu: Path, dossier: Path) -> Path:
    """Le même jeu sans aucun état enregistré : ses tables à côté de leur description, libres d'être retouchées."""
    shutil.copytree(jeu, dossier, ignore=shutil.ignore_patterns("instantanes"))
    descripteur = lire_descripteur(jeu / "datapackage.json")
    for ressource in descripteur["resources"]:
        chemin = schemas()[ressource["name"]].chemin
        shutil.copy2(jeu / ressource["path"], dossier / chemin)
        ressource["path"] = chemin
    del descripteur["instantane"]
    (dossier / "datapackage.json").write_text(json.dumps(descripteur, ensure_ascii=False), encoding="utf-8")
    return dossier


def fausser(dossier: Path) -> int:
    """Rend fausse une valeur de la première ligne de chaque table écrite en CSV ; le nombre de tables touchées."""
    touchees = 0
    for schema in schemas().values():
        chemin = dossier / schema.chemin
        fausse = next(((c.nom, FAUSSES[c.type]) for c in schema.champs if c.type in FAUSSES), None)
        if chemin.suffix != ".csv" or not chemin.exists() or fausse is None:
            continue
        with chemin.open(encoding="utf-8", newline="") as fichier:
            lignes = list(csv.DictReader(fichier))
        if not lignes:
            continue
        lignes[0][fausse[0]] = fausse[1]
        with chemin.open("w", encoding="utf-8", newline="") as fichier:
            ecrit = csv.DictWriter(fichier, fieldnames=list(lignes[0]))
            ecrit.writeheader()
            ecrit.writerows(lignes)
        touchees += 1
    return touchees


@pytest.fixture(scope="module")
def faux(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Le jeu de démonstration, une ligne fausse par table : une intercommunalité en est écartée aussi."""
    jeu = jeu_de_demonstration(tmp_path_factory.mktemp("avec") / "jeu", **cadre.themes())
    dossier = tenu_a_la_main(jeu, tmp_path_factory.mktemp("faux") / "jeu")
    assert fausser(dossier) > 20
    return dossier


@pytest.mark.parametrize("vue", PAGES)
def test_chaque_page_s_ouvre_et_dit_ce_qui_est_ecarte(
    vue: str, faux: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INCLUSION_DONNEES", str(faux))
    at = AppTest.from_file(str(RACINE / "app.py"), default_timeout=120)
    at.switch_page(vue).run()
    assert [e.message for e in at.exception] == []
    assert [e.value for e in at.error if "pas pu être affichée" in e.value] == []
    liens = [lien.proto for lien in at.get("page_link")]
    assert ["provenance" in lien.page for lien in liens if "écartées" in lien.label] == [True]


def test_chaque_ligne_fausse_est_dite_une_fois(faux: Path) -> None:
    fautes = [f for f in load_jeu(faux).fautes if f.valeur in FAUSSES.values()]
    assert len(fautes) == len({f.fichier for f in fautes})
    assert {f.ligne for f in fautes} == {2}
