"""Ce que l'on peut écrire : le droit de qui demande, fermé tant qu'une faute ferait perdre quelque chose."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from inclusion.data.droits import Droits
from inclusion.data.instantanes import InterditError
from inclusion.model.etat import Etat, LectureSeule
from inclusion.model.schemas import Atteinte, Faute
from inclusion.model.territoires import Niveau, Territoire

PERMIS = Droits(True, "")
ETAT = Etat(
    tables={},
    provenances={},
    parametres={},
    departement=Territoire("84", "Essai", Niveau.DEPARTEMENT),
    part="",
    lieux=pd.DataFrame(),
    a_date=date(2026, 11, 24),
    droits=PERMIS,
)
ECARTEE = Faute("lieux.csv", 2, "date_maj", "hier", "une date")
ABSENTE = replace(ECARTEE, gravite=Atteinte.ABSENTE)


def test_un_jeu_entier_s_ecrit_par_qui_en_a_le_droit() -> None:
    for fautes in ((), (ABSENTE,)):
        etat = replace(ETAT, fautes=fautes)
        assert etat.entier
        assert etat.ecriture == PERMIS


def test_une_ligne_ecartee_ferme_l_ecriture_et_laisse_restaurer() -> None:
    etat = replace(ETAT, fautes=(ABSENTE, ECARTEE))
    assert not etat.entier
    assert not etat.ecriture.ecrire
    assert etat.ecriture.raison.endswith("page « Provenance » : 1\u202fligne écartée (lieux.csv).")
    assert etat.droits.ecrire
    with pytest.raises(InterditError, match="Rien ne s'enregistre"):
        etat.ecriture.exiger()


def test_qui_n_a_pas_le_droit_apprend_cela_d_abord() -> None:
    assert replace(ETAT, droits=LectureSeule(), fautes=(ECARTEE,)).ecriture == LectureSeule()


def test_seul_un_jeu_illisible_empeche_d_ouvrir() -> None:
    assert replace(ETAT, fautes=(ECARTEE,)).illisible == ()
    grave = replace(ECARTEE, gravite=Atteinte.JEU)
    assert replace(ETAT, fautes=(ECARTEE, grave)).illisible == (grave,)
