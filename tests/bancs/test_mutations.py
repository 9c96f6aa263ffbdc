"""Le banc de mutations, sur un paquet jouet : une règle éprouvée tue son mutant, une règle oubliée le laisse vivre."""

from pathlib import Path

import pytest

from bancs.mutations import essais_de, mutations, survivants, tirees

SOURCE = '''"""Deux règles."""


def double(x: int) -> int:
    return x + x


def oubliee(x: int) -> bool:
    return x < 3
'''
ESSAI = "from jouet.regles import double\n\n\ndef test_le_double_de_trois():\n    assert double(3) == 6\n"


@pytest.fixture
def racine(tmp_path: Path) -> Path:
    """Un paquet `inclusion` jouet et son essai ; `relais` importe `regles`, `seul` n'est importé par personne."""
    fichiers = {
        "inclusion/__init__.py": "",
        "inclusion/regles.py": SOURCE,
        "inclusion/dessous.py": "SEUIL = 3\n",
        "inclusion/relais.py": "from inclusion.dessous import SEUIL\n",
        "inclusion/seul.py": "N = 1\n",
        "inclusion/views/__init__.py": "N = 1\n",
        "tests/test_regles.py": ESSAI.replace("jouet", "inclusion"),
        "tests/test_relais.py": "from inclusion.relais import SEUIL\n\n\ndef test_le_seuil():\n    assert SEUIL == 3\n",
    }
    for nom, contenu in fichiers.items():
        (tmp_path / nom).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / nom).write_text(contenu, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("avant", "apres"),
    [
        ("y = (a) + (b)", "y = (a) - (b)"),
        ("y = a <= b", "y = a < b"),
        ("y = a not in b", "y = a in b"),
        ("y = a and b", "y = a or b"),
        ("y = 20", "y = 21"),
        ("y = t.sort_values('é', ascending=False)", "y = t.sort_values('é', ascending=True)"),
        ("y = t['é'].sum()", "y = t['é'].max()"),
        ("y = t['é'].le(b)", "y = t['é'].lt(b)"),
    ],
)
def test_une_mutation_change_un_seul_signe_a_sa_place(avant: str, apres: str) -> None:
    source = avant.encode()
    assert apres in [m.appliquee(source).decode() for m in mutations("x.py", source)]


def test_un_nom_rendu_devient_un_autre_nom_de_la_fonction() -> None:
    source = b"def f(pire, meilleur):\n    return pire\n"
    assert [m.appliquee(source) for m in mutations("x.py", source)] == [
        b"def f(pire, meilleur):\n    return meilleur\n"
    ]


def test_ni_annotation_ni_decorateur_ni_texte_ne_sont_changes() -> None:
    source = b'@cache(max_entries=2)\ndef f(x: int | None) -> str:\n    """1 + 1"""\n    return f"{x + 1}"\n'
    assert mutations("x.py", source) == []


def test_un_module_que_rien_n_importe_est_eprouve_a_un_saut(racine: Path) -> None:
    essais = essais_de(racine, "inclusion")
    assert essais["inclusion/regles.py"] == ["tests/test_regles.py"]
    assert essais["inclusion/dessous.py"] == ["tests/test_relais.py"]
    assert essais["inclusion/seul.py"] == []


def test_le_mutant_eprouve_meurt_et_l_oublie_survit_sans_toucher_l_arbre(racine: Path) -> None:
    choisies = mutations("inclusion/regles.py", SOURCE.encode())
    rendus = {m.avant: survit for m, survit in survivants(racine, choisies)}
    assert rendus == {"+": False, "<": True, "3": True}
    assert (racine / "inclusion/regles.py").read_text("utf-8") == SOURCE


def test_un_mutant_sans_fin_est_arrete_et_compte_tue(racine: Path) -> None:
    sans_fin = b"def double(x):\n    while x > 9:\n        pass\n    return x + x\n"
    (racine / "inclusion/regles.py").write_bytes(sans_fin)
    (choisie,) = [m for m in mutations("inclusion/regles.py", sans_fin) if m.avant == ">"]
    vive = choisie.__class__(**{**choisie.__dict__, "apres": "<"})
    assert [survit for _, survit in survivants(racine, [vive], limite_s=10)] == [False]


def test_des_essais_deja_rouges_ne_prouvent_rien(racine: Path) -> None:
    (racine / "tests/test_regles.py").write_text(
        "import inclusion.regles\n\n\ndef test_rouge():\n    assert 0\n"
    )
    with pytest.raises(RuntimeError, match="déjà sans mutation"):
        list(survivants(racine, mutations("inclusion/regles.py", SOURCE.encode())))


def test_le_tirage_suit_sa_graine_et_laisse_les_vues(racine: Path) -> None:
    un = tirees(racine, "inclusion", sujet="inclusion", n=99, graine=1)
    assert {m.fichier for m in un} == {
        "inclusion/regles.py",
        "inclusion/dessous.py",
        "inclusion/seul.py",
    }
    assert tirees(racine, "inclusion", sujet="inclusion", n=2, graine=1) == un[:2]
    assert (
        tirees(racine, "inclusion", sujet="inclusion/seul", n=99, graine=1)[0].fichier == "inclusion/seul.py"
    )
