"""Les aplats du petit monde : densités de 100, 40 et 10 habitants par km²."""

from inclusion.queries import fonds
from tests.queries.conftest import Monter
from tests.queries.petit_monde import AVAL, DEPARTEMENT


def test_chaque_commune_est_dans_sa_classe_et_les_effectifs_suivent(monde: Monter) -> None:
    """Bornes 15, 30, 55, 125 : Loin dans la première, Aval dans la troisième, Amont dans la quatrième."""
    etat = monde()
    aplat = fonds.aplat(etat, DEPARTEMENT, "densite")
    assert list(aplat.valeurs["valeur"]) == [100, 40, 10]
    assert list(aplat.valeurs["rang"]) == [3, 2, 0]
    assert [c.effectif for c in aplat.classes] == [1, 0, 1, 1, 0, 0]
    assert aplat.valeurs["texte"].iloc[1] == "40 habitants par km²"


def test_une_commune_sans_lieu_est_a_zero_et_la_source_des_lieux_est_dite(monde: Monter) -> None:
    """Aval : 1 lieu pour 2 000 habitants, 5 pour 10 000, borne comprise dans la classe du dessus."""
    etat = monde()
    aplat = fonds.aplat(etat, DEPARTEMENT, "lieux_10_000")
    assert list(aplat.valeurs["valeur"]) == [3, 5, 0]
    assert list(aplat.valeurs["rang"]) == [2, 3, 0]
    assert [len(fonds.aplat(etat, AVAL, v).sources) for v in ("lieux_10_000", "densite")] == [2, 1]


def test_sans_variable_pas_d_aplat(monde: Monter) -> None:
    etat = monde()
    assert fonds.aplat(etat, DEPARTEMENT, "aucun") is None
    assert list(fonds.variables(etat)) == ["aucun", "densite", "part_65_plus", "lieux_10_000"]
