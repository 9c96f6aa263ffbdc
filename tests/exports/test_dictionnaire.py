from pathlib import Path

from inclusion.data.provenance import provenances
from inclusion.exports.dictionnaire import to_markdown
from inclusion.model.schemas import lire_descripteur, schemas


def test_le_dictionnaire_des_tables_est_celui_de_la_description():
    attendu = to_markdown(schemas().values(), provenances(lire_descripteur()))
    ecrit = Path(__file__).parents[2] / "docs" / "tables.md"
    assert ecrit.read_text(encoding="utf-8") == attendu, "relancer : python -m inclusion dictionnaire"


def test_chaque_table_a_sa_section():
    texte = to_markdown(schemas().values(), provenances(lire_descripteur()))
    assert all(f"## `{schema.chemin}`" in texte for schema in schemas().values())
