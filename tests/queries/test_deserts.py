"""Les déserts du petit monde, à 15 minutes : Loin n'atteint que les démarches d'Aval (13,9) ; le reste est à 27,8."""

import pytest

from inclusion.model.territoires import Territoire
from inclusion.queries import deserts
from tests.conftest import LIEUX
from tests.queries.conftest import Monter
from tests.queries.petit_monde import CONFINS, DEPARTEMENT, DEUX_RIVES, LOIN


@pytest.mark.parametrize(
    ("territoire", "attendus"),
    [(DEPARTEMENT, [3, 2, 3, 2]), (DEUX_RIVES, [3, 2, 2, 2]), (LOIN, [3, 0, 1, 0])],
)
def test_les_quatre_nombres(monde: Monter, territoire: Territoire, attendus: list[int]) -> None:
    """Démarches à deux lieux (Amont et Aval), Quotidien et Accès à un seul ; sans Aval, Loin est à 27,8 minutes."""
    etat = monde()
    assert [c.valeur for c in deserts.chiffres(etat, territoire, "tous", horizon=15)] == attendus


def test_une_commune_est_servie_jusqu_au_seuil_meme(monde: Monter) -> None:
    """Dans Amont, ½·√100 km à 45 km/h et 1,3 de détour font 8,667 minutes."""
    etat = monde()
    juste = 1.3 * 5 / 45 * 60
    complets = {c.cle: c.valeur for c in deserts.chiffres(etat, DEPARTEMENT, "tous", horizon=juste)}
    dessous = {c.cle: c.valeur for c in deserts.chiffres(etat, DEPARTEMENT, "tous", horizon=juste - 0.01)}
    assert (complets["communes_completes"], dessous["communes_completes"]) == (1, 0)


def test_sans_lieu_les_quatre_nombres_sont_inconnus(monde: Monter) -> None:
    etat = monde(lieux=[])
    assert [c.valeur for c in deserts.chiffres(etat, DEPARTEMENT, "tous", horizon=15)] == [None] * 4
    assert deserts.matrice(etat, DEPARTEMENT, "tous", horizon=15).lignes.empty
    assert deserts.matrice(etat, DEPARTEMENT, "tous", horizon=15).fichier == "lieux.csv"


def test_la_matrice_du_departement_est_une_part_par_intercommunalite(monde: Monter) -> None:
    etat = monde()
    table = deserts.matrice(etat, DEPARTEMENT, "tous", horizon=15).lignes.set_index("ligne")
    assert list(table.index) == ["Deux Rives", "Les Confins"]
    assert list(table["Accès"]) == ["100", "0"]
    assert list(table["ton Accès"]) == [0, 2]
    assert list(table["Démarches"]) == ["100", "100"]
    assert list(table["Emploi"]) == ["—", "—"]
    assert list(table["ton Emploi"]) == [3, 3]


@pytest.mark.parametrize(("part", "ton"), [(100, 0), (90, 0), (89.9, 1), (50, 1), (49.9, 2), (0, 2)])
def test_les_tons_changent_a_90_et_a_50_compris(part: float, ton: int) -> None:
    assert deserts._ton(part) == ton


def test_une_part_d_intercommunalite_pese_les_habitants(monde: Monter) -> None:
    """À 8,5 minutes, d'un lieu à Aval seul : 2 000 habitants sur 12 000."""
    etat = monde(lieux=LIEUX[2:3])
    table = deserts.matrice(etat, DEPARTEMENT, "tous", horizon=8.5).lignes.set_index("ligne")
    assert list(table["Démarches"]) == ["17", "0"]


def test_la_matrice_d_une_intercommunalite_dit_minutes_et_doute(monde: Monter) -> None:
    etat = monde()
    table = deserts.matrice(etat, DEUX_RIVES, "tous", horizon=10).lignes.set_index("ligne")
    assert dict(table["Démarches"]) == {"Amont": "9 ?", "Aval": "6"}
    assert dict(table["ton Démarches"]) == {"Amont": 1, "Aval": 0}
    assert dict(table["Accès"]) == {"Amont": "9 ?", "Aval": "14 +"}
    assert dict(table["ton Accès"]) == {"Amont": 1, "Aval": 2}
    assert dict(table["ton Emploi"]) == {"Amont": 3, "Aval": 3}


def test_les_communes_demunies_du_plus_au_moins_de_services_puis_d_habitants(monde: Monter) -> None:
    """À 10 minutes : Loin n'atteint rien (3), Aval ni Quotidien ni Accès (2), Amont atteint tout."""
    etat = monde()
    rendu = deserts.communes_demunies(etat, DEPARTEMENT, "tous", horizon=10)
    assert list(rendu.lignes["nom"]) == ["Loin", "Aval"]
    assert list(rendu.lignes["combien"]) == [3, 2]
    assert list(rendu.lignes["lesquels"]) == ["Démarches, Quotidien et Accès", "Quotidien et Accès"]
    assert list(rendu.lignes["epci"]) == ["Les Confins", "Deux Rives"]
    assert "jusqu'à 3 à la fois" in rendu.lecture
    egales = deserts.communes_demunies(etat, DEPARTEMENT, "tous", horizon=1).lignes
    assert list(egales["nom"]) == ["Amont", "Aval", "Loin"]


def test_les_minutes_par_service_se_retrouvent_dans_le_fichier(monde: Monter) -> None:
    etat = monde()
    table = deserts.communes(etat, CONFINS, "tous")
    assert len(table) == 1
    assert table["Aide aux démarches administratives"].iloc[0] == 13.9
    assert table["Accès internet et matériel informatique"].iloc[0] == pytest.approx(27.8, abs=0.05)
    assert table["Loisirs et créations numériques"].isna().all()


def test_le_samedi_seule_la_mediatheque_repond(monde: Monter) -> None:
    """Les lieux aux horaires inconnus ne sont pas comptés ouverts ; le bus n'ouvre que le lundi."""
    etat = monde()
    (declares, *_) = deserts.chiffres(etat, DEPARTEMENT, "samedi", horizon=15)
    assert declares.valeur == 1
