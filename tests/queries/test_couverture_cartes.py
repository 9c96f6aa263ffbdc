"""Les cartes de la couverture du petit monde : Amont 8,7 minutes, Aval 6,1, Loin 13,9."""

from inclusion.analysis.couverture import Demande
from inclusion.queries import couverture_cartes as cartes
from tests.conftest import LIEUX
from tests.queries.conftest import Monter
from tests.queries.petit_monde import DEPARTEMENT


def test_les_minutes_rangees_et_la_plus_eloignee_nommee(monde: Monter) -> None:
    etat = monde()
    aplat = cartes.aplat(etat, DEPARTEMENT, Demande(), cartes.MINUTES)
    assert list(aplat.valeurs["rang"]) == [1, 1, 2]
    assert [c.effectif for c in aplat.classes] == [0, 2, 1, 0, 0, 0]
    assert "la plus éloignée est Loin (14 minutes, entre 11 et 17)" in aplat.lecture


def test_besoin_et_eloignement_se_croisent(monde: Monter) -> None:
    """Taux 12,7 ; 16,2 ; 20,35 : un tiers chacun. Avec Amont seul, Loin (27,8 minutes) est au besoin fort et loin."""
    etat = monde()
    table = cartes.besoin_et_eloignement(etat, DEPARTEMENT, Demande(), cartes.BESOIN_AGE).lignes
    assert list(table["rang_besoin"]) == [0, 1, 2]
    assert list(table["rang_eloignement"]) == [0, 0, 1]
    etat = monde(lieux=LIEUX[:1])
    rendu = cartes.besoin_et_eloignement(etat, DEPARTEMENT, Demande(), cartes.BESOIN_AGE)
    assert list(rendu.lignes["rang_eloignement"]) == [0, 1, 2]
    assert rendu.lecture.replace("\u202f", " ").startswith("1 commune au besoin fort et loin")


def test_sans_indice_le_besoin_n_est_lu_que_dans_l_age(monde: Monter) -> None:
    etat = monde()
    assert list(cartes.besoins_possibles(etat)) == [cartes.BESOIN_AGE]
    rendu = cartes.decomposition(etat, DEPARTEMENT, cartes.BESOIN_AGE)
    assert (len(rendu.lignes), rendu.fichier) == (0, "indices_communes.csv")
