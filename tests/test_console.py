"""Ce que disent les commandes d'un jeu fautif."""

import pytest
import typer

from inclusion.console import pour_ecrire, pour_lire
from inclusion.model.schemas import Atteinte, Faute


def fautes(n: int) -> list[Faute]:
    return [Faute("lieux.csv", 2 + i, "date_maj", "hier", "une date") for i in range(n)]


@pytest.mark.parametrize(("n", "dites", "fin"), [(20, 20, "une date."), (22, 20, "… et 2 autres : « python")])
def test_vingt_fautes_sont_dites_et_les_autres_comptees(
    n: int, dites: int, fin: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as arret:
        pour_ecrire(fautes(n))
    assert arret.value.exit_code == 2
    _, *lignes = capsys.readouterr().err.splitlines()
    assert sum(ligne.startswith("lieux.csv, ligne") for ligne in lignes) == dites
    assert fin in lignes[-1]


def test_une_seule_de_trop_se_dit_au_singulier(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        pour_ecrire(fautes(21))
    assert "… et 1 autre : « python" in capsys.readouterr().err


def test_l_etat_qui_a_des_fautes_est_nomme(capsys: pytest.CaptureFixture[str]) -> None:
    pour_lire(fautes(1), quoi="L'état « midi »")
    assert capsys.readouterr().err.startswith(
        "Attention. L'état « midi » : 1\u202fligne écartée (lieux.csv)."
    )
    with pytest.raises(typer.Exit) as arret:
        pour_lire([Faute("epci.csv", None, "", "", "un CSV", Atteinte.JEU)], quoi="L'état « midi »", code=1)
    assert arret.value.exit_code == 1
    assert capsys.readouterr().err.startswith("L'état « midi » ne se lit pas : epci.csv")
    pour_lire([])
    assert capsys.readouterr().err == ""
