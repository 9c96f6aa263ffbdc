"""Ce qu'un état a calculé est gardé sur lui : une fois, borné, et jamais d'un visiteur à l'autre."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest

from inclusion.model import memoire
from inclusion.model.etat import Etat, LectureSeule
from inclusion.model.memoire import memorise
from inclusion.model.territoires import Niveau, Territoire

VAUCLUSE = Territoire("84", "Vaucluse", Niveau.DEPARTEMENT)


class Editeur(LectureSeule):
    """Qui peut écrire."""

    def __init__(self) -> None:
        super().__init__(ecrire=True, raison="")


@pytest.fixture
def etat() -> Etat:
    return Etat({}, {}, {}, VAUCLUSE, "", pd.DataFrame(), date(2026, 11, 22))


def compteuse(au_plus: int, **options: float) -> tuple[object, list[object]]:
    """Une fonction mémorisée, et la liste de ce qu'elle a vraiment calculé."""
    faits: list[object] = []

    @memorise(au_plus, **options)
    def double(_etat: Etat, n: int, *, de_plus: int = 0) -> int:
        faits.append((n, de_plus))
        return 2 * n + de_plus

    return double, faits


def test_une_question_posee_deux_fois_ne_se_calcule_qu_une(etat: Etat) -> None:
    double, faits = compteuse(4)
    assert [double(etat, 3), double(etat, 3), double(etat, 4), double(etat, 3, de_plus=1)] == [6, 6, 8, 7]
    assert faits == [(3, 0), (4, 0), (3, 1)]


def test_la_plus_anciennement_lue_est_oubliee_la_premiere(etat: Etat) -> None:
    double, faits = compteuse(2)
    for n in (1, 2, 1, 3, 1, 2):
        double(etat, n)
    assert [n for n, _ in faits] == [1, 2, 3, 2]


def test_ce_qui_est_garde_meurt_avec_son_etat(etat: Etat) -> None:
    double, faits = compteuse(4)
    autre = replace(etat, memoire=memoire.Memoire())
    double(etat, 1)
    double(autre, 1)
    assert len(faits) == 2


def test_un_resultat_trop_vieux_est_recalcule(etat: Etat, monkeypatch: pytest.MonkeyPatch) -> None:
    double, faits = compteuse(4, duree_s=10)
    heure = [100.0]
    monkeypatch.setattr(memoire.time, "monotonic", lambda: heure[0])
    double(etat, 1)
    heure[0] = 110.0
    double(etat, 1)
    assert len(faits) == 1
    heure[0] = 110.1
    double(etat, 1)
    assert len(faits) == 2


def test_une_erreur_n_est_pas_gardee(etat: Etat) -> None:
    essais: list[int] = []

    @memorise(4)
    def capricieuse(_etat: Etat) -> int:
        essais.append(1)
        if len(essais) == 1:
            raise ValueError
        return 7

    with pytest.raises(ValueError):
        capricieuse(etat)
    assert capricieuse(etat) == 7


def test_les_visiteurs_partagent_les_calculs_sans_rien_dire_d_eux(etat: Etat) -> None:
    vus: list[Etat] = []

    @memorise(4)
    def regardee(vu: Etat) -> bool:
        vus.append(vu)
        return vu.droits.ecrire

    editeur = etat.vu_par(Editeur(), qui="agent@exemple.fr", instant=datetime(2026, 11, 22, 9, 30))
    lecteur = editeur.vu_par(LectureSeule())
    assert editeur.droits.ecrire
    assert editeur.qui == "agent@exemple.fr"
    assert editeur.instant == datetime(2026, 11, 22, 9, 30)
    assert lecteur.instant == datetime(2026, 11, 22)
    assert regardee(editeur) is False
    assert regardee(lecteur) is False
    assert vus == [etat]
    assert (vus[0].qui, vus[0].instant) == ("", datetime.min)


def test_deux_visiteurs_qui_demandent_ensemble_n_attendent_qu_un_calcul(etat: Etat) -> None:
    faits: list[int] = []
    commence, reprend = threading.Event(), threading.Event()

    @memorise(4)
    def longue(_etat: Etat) -> int:
        faits.append(1)
        commence.set()
        reprend.wait(10)
        return 1

    fils = [threading.Thread(target=longue, args=(etat,)) for _ in range(2)]
    fils[0].start()
    commence.wait(10)
    fils[1].start()
    reprend.set()
    for fil in fils:
        fil.join(10)
    assert faits == [1]


def test_qui_n_a_rien_dit_ne_peut_pas_ecrire(etat: Etat) -> None:
    with pytest.raises(PermissionError):
        etat.droits.exiger()


def test_un_etat_sans_autre_enregistre_le_dit(etat: Etat) -> None:
    with pytest.raises(KeyError, match="2026-01-01"):
        etat.ouvrir("2026-01-01")


def test_qui_attend_un_calcul_est_prevenu_une_fois_et_jamais_pour_une_reponse_gardee(
    etat: Etat, monkeypatch: pytest.MonkeyPatch
) -> None:
    dits: list[str] = []

    @contextmanager
    def annoncer(dit: str) -> Iterator[None]:
        dits.append(dit)
        yield
        dits.append("fini")

    @memorise(2, attente="Calcul…")
    def lente(_etat: Etat, n: int) -> int:
        dits.append("calcul")
        return n

    jeton = memoire._annoncer.set(annoncer)
    try:
        assert [lente(etat, 1), lente(etat, 1)] == [1, 1]
    finally:
        memoire._annoncer.reset(jeton)
    assert dits == ["Calcul…", "calcul", "fini"]
    assert lente(etat, 2) == 2, "hors d'un écran, rien n'est annoncé"
    assert dits[3:] == ["calcul"]
