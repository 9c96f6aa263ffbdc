"""La borne d'une cellule est la nôtre, quel que soit le réglage global du module `csv`."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from inclusion.data import lecture
from inclusion.data.depots.fichiers import IllisibleError, load_brut
from inclusion.data.rangees_csv import CELLULE_MAX, RangeeError, rangees
from inclusion.data.tableaux_csv import TableauError, load_tableau
from inclusion.model.schemas import schemas


@pytest.fixture(
    params=[None, 2**31 - 1], ids=["réglage ordinaire", "réglage levé par une autre bibliothèque"]
)
def reglage(request: pytest.FixtureRequest) -> Iterator[None]:
    """Le réglage du processus, remis après coup."""
    avant = csv.field_size_limit()
    csv.field_size_limit(request.param or CELLULE_MAX)
    yield
    csv.field_size_limit(avant)


DEMESURE = "nom,commune\n" + "a" * (CELLULE_MAX + 1) + ",Apt\n"


@pytest.mark.usefixtures("reglage")
def test_une_cellule_d_un_caractere_de_trop_est_refusee_et_sa_ligne_dite() -> None:
    with pytest.raises(RangeeError, match="démesurée") as erreur:
        list(rangees(DEMESURE))
    assert erreur.value.ligne == 2


@pytest.mark.usefixtures("reglage")
def test_une_cellule_juste_a_la_borne_est_lue() -> None:
    assert [len(r[0]) for _, r in rangees("a" * CELLULE_MAX + ",Apt\n")] == [CELLULE_MAX]


@pytest.mark.usefixtures("reglage")
def test_chacun_de_nos_lecteurs_refuse_la_cellule_demesuree_en_francais(tmp_path: Path) -> None:
    chemin = tmp_path / "partenaires.csv"
    chemin.write_text(DEMESURE, encoding="utf-8")
    with pytest.raises(IllisibleError, match=r"ligne 2 .*cellule démesurée"):
        load_brut(chemin)
    with pytest.raises(TableauError, match="ligne 2 "):
        load_tableau(chemin, ["nom", "commune"])
    lue = lecture._lire_csv(chemin, schemas()["partenaires"])
    table, fautes = lue.table, lue.fautes
    assert table.empty
    assert [(f.ligne, "démesurée" in f.attendu) for f in fautes] == [(2, True)]


def test_une_rangee_sur_deux_lignes_garde_le_numero_de_la_premiere() -> None:
    assert list(rangees('a;b\n"x\ny";1\n;\nz;2\n', ";")) == [
        (1, ["a", "b"]),
        (2, ["x\ny", "1"]),
        (4, ["", ""]),
        (5, ["z", "2"]),
    ]
