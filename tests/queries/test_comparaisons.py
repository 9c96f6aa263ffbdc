"""Comparer les territoires du petit monde : qui, combien, face à qui."""

import pytest

from inclusion.analysis.comparables import Position
from inclusion.queries import comparaisons
from tests.queries.conftest import Monter
from tests.queries.petit_monde import AMONT, AVAL, CONFINS, DEPARTEMENT, DEUX_RIVES, LOIN


def test_sans_choix_le_departement_regarde_ses_plus_peuplees_d_abord(monde: Monter) -> None:
    etat = monde()
    assert comparaisons.choisis(etat, DEPARTEMENT, []) == [DEPARTEMENT, DEUX_RIVES, CONFINS]
    assert comparaisons.choisis(etat, LOIN, []) == [LOIN, DEPARTEMENT]


def test_on_en_compare_quatre_au_plus_sans_redite_ni_inconnu(monde: Monter) -> None:
    etat = monde()
    codes = ["84901", "99999", "84902", "84903", "200000001", "200000002"]
    assert comparaisons.choisis(etat, AMONT, codes) == [AMONT, AVAL, LOIN, DEUX_RIVES]


def test_les_autres_sont_tous_sauf_soi(monde: Monter) -> None:
    etat = monde()
    assert set(comparaisons.autres(etat, AMONT)) == {"84", "200000001", "200000002", "84902", "84903"}


def test_l_invite_ne_parle_qu_au_departement_sans_choix() -> None:
    assert comparaisons.invite(DEPARTEMENT, []) != ""
    assert comparaisons.invite(DEPARTEMENT, ["84901"]) == comparaisons.invite(AMONT, []) == ""


def test_chaque_rang_aligne_une_meme_mesure(monde: Monter) -> None:
    etat = monde()
    rangs = comparaisons.cote_a_cote(etat, [DEUX_RIVES, CONFINS], 20)
    (habitants,) = [r for r in rangs if r.libelle == "Habitants"]
    assert [(nom.split(" (")[0], m.chiffre.valeur) for nom, m in habitants.valeurs] == [
        ("Deux Rives", 12_000),
        ("Les Confins", 500),
    ]


def test_le_tableau_a_une_ligne_par_territoire_et_par_mesure(monde: Monter) -> None:
    etat = monde()
    table = comparaisons.tableau(etat, [DEUX_RIVES, CONFINS], 20).lignes
    assert len(table) == 2 * len(comparaisons.mesures(etat, DEUX_RIVES, 20))
    bornees = table.dropna(subset=["valeur", "bas", "haut"])
    assert len(bornees)
    assert bornees["bas"].le(bornees["valeur"]).all()
    assert bornees["valeur"].le(bornees["haut"]).all()


def test_nul_ne_ressemble_a_qui_est_cinq_fois_plus_grand(monde: Monter) -> None:
    etat = monde()
    assert comparaisons.qui_ressemblent(etat, AMONT) == []
    assert comparaisons.qui_ressemblent(etat, DEPARTEMENT) == []
    assert comparaisons.ressemblance(etat, AMONT).startswith("Aucune autre commune")
    assert comparaisons.face_aux_semblables(etat, AMONT, 20).lignes.empty


@pytest.mark.parametrize(
    ("population", "semblable"), [(1_000, True), (999, False), (4_000, True), (4_001, False)]
)
def test_semblable_de_la_moitie_au_double_compris(monde: Monter, communes, population, semblable) -> None:
    """Aval a 2 000 habitants sur 50 km² ; Loin en a autant de km²."""
    tailles = communes.assign(relief=False, population=[10_000, 2_000, population])
    etat = monde(communes=tailles)
    assert comparaisons.qui_ressemblent(etat, AVAL) == ([LOIN] if semblable else [])


def test_l_etendue_va_du_plus_petit_au_plus_grand(monde: Monter) -> None:
    etat = monde()
    (m,) = [m for m in comparaisons.mesures(etat, AMONT, 20) if m.chiffre.libelle == "Habitants"]
    autres = [
        x for t in (AVAL, LOIN) for x in comparaisons.mesures(etat, t, 20) if x.chiffre.libelle == "Habitants"
    ]
    assert comparaisons._etendue(m, autres).replace("\u202f", " ") == "de 500 à 2 000"
    assert comparaisons._etendue(m, autres[:1]).replace("\u202f", " ") == "2 000"
    assert comparaisons._etendue(m, []) == "non connu"


def test_le_verdict_dit_le_plus_le_moins_et_l_indiscernable() -> None:
    assert comparaisons._verdict(Position(2, 1, 3)).replace("\u202f", " ") == (
        "plus que 2, moins que 1, indiscernable de 3 (sur 6)"
    )
    assert comparaisons._verdict(Position(0, 0, 0)) == "ne peut pas être comparé"
