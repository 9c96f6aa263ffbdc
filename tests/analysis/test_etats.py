"""L'état auquel le présent se compare : celui du comité, d'un autre jour, ou du matin même."""

from datetime import date, datetime

from inclusion.analysis.etats import etat_a_comparer, etat_dit

AUJOURD_HUI = date(2026, 11, 22)
MATIN = ("matin", datetime(2026, 11, 22, 9, 5))
OCTOBRE = ("octobre", datetime(2026, 10, 3, 10))
AOUT = ("aout", datetime(2026, 8, 19, 18))


def test_l_etat_du_dernier_comite_l_emporte_puis_celui_d_un_autre_jour_puis_celui_du_jour() -> None:
    etats = [MATIN, OCTOBRE, AOUT]
    assert etat_a_comparer(etats, AUJOURD_HUI, comite=date(2026, 8, 19)) == AOUT
    assert etat_a_comparer(etats, AUJOURD_HUI, comite=date(2026, 8, 1)) == OCTOBRE
    assert etat_a_comparer([MATIN], AUJOURD_HUI) == MATIN
    assert etat_a_comparer([], AUJOURD_HUI) is None


def test_l_etat_du_jour_se_dit_avec_son_heure() -> None:
    assert etat_dit(MATIN[1], AUJOURD_HUI) == "22 novembre 2026 à 9 h 05"
    assert etat_dit(OCTOBRE[1], AUJOURD_HUI) == "3 octobre 2026"
