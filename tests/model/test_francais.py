"""Nombres, dates et accords à la française."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from inclusion.model.chiffres import Chiffre
from inclusion.model.francais import (
    accordee,
    enumeration,
    insecables,
    jour,
    minuscule,
    nombre,
    part_ecrite,
    pluriel,
    pourcentage,
    sans_accents,
)

FINE = "\u202f"


@pytest.mark.parametrize(
    ("valeur", "decimales", "ecrit"),
    [
        (1234.5, 1, f"1{FINE}234,5"),
        (568_702, 0, f"568{FINE}702"),
        (1_234_567, 0, f"1{FINE}234{FINE}567"),
        (999, 0, "999"),
        (1000, 0, f"1{FINE}000"),
        (0, 0, "0"),
        (0, 1, "0,0"),
        (-1234, 0, f"-1{FINE}234"),
        (2, 2, "2,00"),
        (1.7056, 1, "1,7"),
    ],
)
def test_un_nombre_s_ecrit_a_la_francaise(valeur: float, decimales: int, ecrit: str) -> None:
    assert nombre(valeur, decimales=decimales) == ecrit


@pytest.mark.parametrize("inconnu", [None, float("nan"), pd.NA])
def test_un_nombre_inconnu_n_est_jamais_un_zero(inconnu: float | None) -> None:
    assert nombre(inconnu) == "non connu"
    assert pourcentage(inconnu) == "non connu"


@pytest.mark.parametrize(
    ("part", "decimales", "ecrit"),
    [(0.123, 1, f"12,3{FINE}%"), (1, 0, f"100{FINE}%"), (0, 0, f"0{FINE}%"), (12.5, 0, f"1{FINE}250{FINE}%")],
)
def test_une_part_s_ecrit_en_pour_cent(part: float, decimales: int, ecrit: str) -> None:
    assert pourcentage(part, decimales=decimales) == ecrit


@pytest.mark.parametrize(
    ("part", "ecrit"),
    [
        (0, f"0,0{FINE}%"),
        (0.0003, f"moins de 0,1{FINE}%"),
        (0.0006, f"0,1{FINE}%"),
        (0.9994, f"99,9{FINE}%"),
        (0.996, f"99,6{FINE}%"),
        (0.9997, f"plus de 99,9{FINE}%"),
        (1, f"100,0{FINE}%"),
        (None, "non connu"),
    ],
)
def test_presque_rien_n_est_pas_zero_et_presque_tout_n_est_pas_tout(part: float | None, ecrit: str) -> None:
    assert part_ecrite(part) == ecrit


@pytest.mark.parametrize(
    ("quand", "ecrit"),
    [
        (date(2024, 8, 1), "1er août 2024"),
        (date(2024, 8, 2), "2 août 2024"),
        (date(2024, 8, 11), "11 août 2024"),
        (date(2024, 8, 21), "21 août 2024"),
        (date(2026, 1, 31), "31 janvier 2026"),
        (date(2026, 2, 1), "1er février 2026"),
        (date(2023, 12, 1), "1er décembre 2023"),
    ],
)
def test_un_jour_s_ecrit_en_toutes_lettres(quand: date, ecrit: str) -> None:
    assert jour(quand) == ecrit


@pytest.mark.parametrize("inconnu", [None, pd.NaT])
def test_un_jour_inconnu_est_dit(inconnu: date | None) -> None:
    assert jour(inconnu) == "date inconnue"


@pytest.mark.parametrize(
    ("effectif", "ecrit"),
    [(0, "0 lieu"), (1, "1 lieu"), (1.5, "2 lieu"), (2, "2 lieux"), (1999, "1 999 lieux")],
)
def test_le_pluriel_commence_a_deux(effectif: float, ecrit: str) -> None:
    assert pluriel(effectif, "lieu", "lieux") == ecrit.replace(" ", FINE)


def test_le_pluriel_ordinaire_ajoute_un_s() -> None:
    assert pluriel(3, "commune") == f"3{FINE}communes"
    assert pluriel(1, "commune") == f"1{FINE}commune"


@pytest.mark.parametrize(
    ("mots", "ecrit"), [([], ""), (["a"], "a"), (["a", "b"], "a et b"), (["a", "b", "c"], "a, b et c")]
)
def test_une_enumeration_finit_par_et(mots: list[str], ecrit: str) -> None:
    assert enumeration(mots) == ecrit


@pytest.mark.parametrize(
    ("une", "autre"),
    [
        ("Médiathèque", "mediatheque"),
        ("L'Isle-sur-la-Sorgue", "l isle sur la sorgue"),
        ("L’Œuvre", "l oeuvre"),
        ("  ÇA   va ", "ca va"),
        ("APT", "apt"),
    ],
)
def test_deux_ecritures_d_un_nom_se_comparent(une: str, autre: str) -> None:
    assert sans_accents(une) == autre


def test_deux_noms_differents_restent_differents() -> None:
    assert sans_accents("Sault") != sans_accents("Saulx")


def test_une_ponctuation_double_ne_se_detache_pas_de_son_mot() -> None:
    assert insecables("À 5 % : « oui » ; non ?") == ("À 5\u202f%\u00a0: «\u00a0oui\u00a0»\u202f; non\u202f?")


def test_un_chiffre_en_pourcent_presque_entier_ne_s_arrondit_pas_a_tout() -> None:
    chiffre = Chiffre("a", "A", 99.98, "% des habitants", "", "", (), decimales=1)
    assert chiffre.ecrite == "plus de 99,9"
    assert replace(chiffre, valeur=100.0).ecrite == "100,0"
    assert replace(chiffre, valeur=None).ecrite == "non connu"
    assert replace(chiffre, unite="minutes").ecrite == "100,0"


@pytest.mark.parametrize(
    ("valeur", "unite", "accordee_"),
    [
        (0, "postes attribués", "poste attribué"),
        (1, "lieux", "lieu"),
        (1, "espaces", "espace"),
        (1.9, "équipements pour 1 000 personnes en besoin", "équipement pour 1 000 personnes en besoin"),
        (1, "heures d'ouverture connues", "heure d'ouverture connue"),
        (1, "mois de remises", "mois de remises"),
        (0.2, "ETP pour 1 000 personnes en besoin", "ETP pour 1 000 personnes en besoin"),
        (2, "postes attribués", "postes attribués"),
    ],
)
def test_une_unite_s_accorde_avec_son_nombre(valeur: float, unite: str, accordee_: str) -> None:
    assert accordee(valeur, unite) == accordee_


def test_un_sigle_garde_sa_majuscule() -> None:
    assert [minuscule(t) for t in ("ETP / 1 000", "Postes pourvus", "À 20 min", "")] == [
        "ETP / 1 000",
        "postes pourvus",
        "à 20 min",
        "",
    ]
