"""Le statut d'un indicateur : la règle publiée, ses bornes, et tout ce qui empêche de juger."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from inclusion.analysis import trajectoires as t
from inclusion.analysis.trajectoires import Point, Trajectoire, evaluer, refus, retard_mois, statut

NOTES = {"Sonne": t.EN_BONNE_VOIE, "Leicht bewölkt": t.LEGER_RETARD, "Wolke": t.RETARD, "Blitz": t.S_ELOIGNE}


def droite(depart: float, pente: float, annees: int = 6, debut: int = 2020) -> list[Point]:
    return [(debut + rang, depart + pente * rang) for rang in range(annees)]


def juge(points: list[Point], cible: float, echeance: float = 2030, sens: int = 1) -> str:
    return statut(points, cible=cible, annee_cible=echeance, sens=sens).statut


# La règle publiée


@pytest.mark.parametrize(
    ("serie", "cible", "echeance", "sens", "note"),
    [
        # Émissions de gaz à effet de serre (indice 1990 = 100), deux cibles
        (
            {2015: 71.913, 2016: 71.539, 2017: 70.35, 2018: 68.1, 2019: 63.707, 2020: 58.51},
            35,
            2030,
            -1,
            "Sonne",
        ),
        (
            {2016: 71.539, 2017: 70.35, 2018: 68.1, 2019: 63.707, 2020: 58.51, 2021: 60.736},
            35,
            2030,
            -1,
            "Wolke",
        ),
        (
            {2016: 71.539, 2017: 70.35, 2018: 68.1, 2019: 63.707, 2020: 58.51, 2021: 60.736},
            0,
            2045,
            -1,
            "Leicht bewölkt",
        ),
        # Infractions pour 100 000 habitants : la série montait, puis la cible fut atteinte
        (
            {2011: 7467.62, 2012: 7465.7, 2013: 7403.6, 2014: 7530.3, 2015: 7796.6, 2016: 7754.8},
            6500,
            2030,
            -1,
            "Blitz",
        ),
        # Part des énergies renouvelables : l'échéance passe, cible atteinte
        ({2015: 15.2, 2016: 15.0, 2017: 16.1, 2018: 16.9, 2019: 17.8, 2020: 19.5}, 18, 2020, 1, "Sonne"),
    ],
)
def test_des_notes_officielles_publiees_sont_retrouvees(
    serie: dict[int, float], cible: float, echeance: int, sens: int, note: str
) -> None:
    """Séries et notes : Statistisches Bundesamt (Destatis), indicateurs de durabilité, 2024 ; dl-de/by-2-0."""
    assert juge(list(serie.items()), cible, echeance, sens) == NOTES[note]


def test_toutes_les_notes_officielles_de_quinze_series_sont_retrouvees(donnees_reelles: Path) -> None:
    oracle = json.loads((donnees_reelles / "trajectoires/destatis_statuts.json").read_text("utf-8"))
    lues = [
        (i["indicator"], annee, NOTES[note], _note(i, int(annee)))
        for i in oracle["items"]
        for annee, note in i["official"].items()
    ]
    assert len(oracle["items"]) == 15
    assert len(lues) > 90
    assert [lue for lue in lues if lue[2] != lue[3]] == []


def _note(serie: dict[str, Any], annee: int) -> str:
    connus = [(int(a), v) for a, v in serie["series"].items() if int(a) <= annee]
    return juge(connus, serie["target"], serie["target_year"], 1 if serie["direction"] == "up" else -1)


# Ses bornes : la série vaut 50 en 2025, elle monte de 4 par an ; en 2030 elle vaudrait 70


@pytest.mark.parametrize(
    ("cible", "attendu", "ecart"),
    [
        (70.0, t.EN_BONNE_VOIE, 0.0),
        (65.0, t.EN_BONNE_VOIE, 0.0),  # dépassée : il ne manque rien
        (50 + 20 / 0.96, t.EN_BONNE_VOIE, 4.0),
        (50 + 20 / 0.95, t.LEGER_RETARD, 5.0),  # 5 % tout juste : léger retard
        (75.0, t.LEGER_RETARD, 20.0),  # 20 % tout juste : léger retard
        (50 + 20 / 0.79, t.RETARD, 21.0),
    ],
)
def test_cinq_et_vingt_pour_cent_separent_les_statuts(cible: float, attendu: str, ecart: float) -> None:
    lue = statut(droite(30, 4), cible=cible, annee_cible=2030, sens=1)
    assert (lue.statut, lue.valeur_projetee) == (attendu, pytest.approx(70))
    assert lue.ecart_pct == pytest.approx(ecart)


def test_une_serie_plate_ou_du_mauvais_sens_s_eloigne() -> None:
    assert juge(droite(50, 0), 70) == t.S_ELOIGNE
    assert juge(droite(50, -1), 70) == t.S_ELOIGNE
    assert juge(droite(50, 1), 20, sens=-1) == t.S_ELOIGNE


def test_une_cible_atteinte_qui_se_degrade_est_en_leger_retard() -> None:
    assert juge(droite(80, 1), 70) == t.EN_BONNE_VOIE
    assert juge(droite(80, 0), 70) == t.EN_BONNE_VOIE
    assert juge(droite(80, -1), 70) == t.LEGER_RETARD
    assert juge(droite(60, -1), 70, sens=-1) == t.EN_BONNE_VOIE


def test_seuls_les_six_derniers_points_comptent_et_un_trou_se_compte_en_annees() -> None:
    ancien = [(1990.0, 500.0), (2000.0, 400.0)]
    assert juge([*ancien, *droite(30, 4)], 70) == t.EN_BONNE_VOIE
    lue = statut([(2015, 10.0), (2020, 30.0), (2025, 50.0)], cible=70, annee_cible=2030, sens=1)
    assert lue.valeur_projetee == pytest.approx(70)


def test_l_echeance_passee_sans_atteinte_est_un_retard_meme_en_avancant() -> None:
    assert juge(droite(30, 4), 70, echeance=2025) == t.RETARD
    assert juge(droite(30, 4), 50, echeance=2025) == t.EN_BONNE_VOIE
    assert juge([(2026, 10.0)], 70, echeance=2025) == t.RETARD


def test_l_ordre_des_points_ne_change_rien() -> None:
    assert juge(droite(30, 4)[::-1], 70) == juge(droite(30, 4), 70)


@pytest.mark.parametrize(
    ("points", "attendu"), [(0, t.SANS_DONNEE), (1, t.PAS_ENCORE), (2, t.JEUNE), (3, t.EN_BONNE_VOIE)]
)
def test_il_faut_trois_points_pour_une_tendance(points: int, attendu: str) -> None:
    assert juge(droite(30, 8, annees=points), 70) == attendu


# Feuille de route jeune : de 0 en janvier 2025 à 24 en janvier 2027, un par mois


@pytest.mark.parametrize(
    ("quand", "valeur", "mois"),
    [
        (2026.0, 12, 0),
        (2026.0, 9, 3),
        (2026.0, 15, -3),
        (2026.0, -5, 12),
        (2026.0, 24, -12),
        (2027.5, 18, 12),
    ],
)
def test_le_retard_se_lit_en_mois_sur_le_chemin_droit(quand: float, valeur: float, mois: float) -> None:
    """En deçà de la référence, le retard est le temps écoulé ; cible atteinte, il n'y en a pas."""
    lu = retard_mois(quand, valeur, depart=(2025.0, 0.0), arrivee=(2027.0, 24.0), sens=1)
    assert lu == pytest.approx(mois)


def test_le_chemin_se_lit_aussi_a_la_baisse() -> None:
    assert retard_mois(2026, 15, depart=(2025, 20), arrivee=(2027, 10), sens=-1) == pytest.approx(0)
    assert retard_mois(2026, 25, depart=(2025, 20), arrivee=(2027, 10), sens=-1) == pytest.approx(12)


@pytest.mark.parametrize(
    ("mois", "dit"),
    [
        (None, ""),
        (0.4, "sur le chemin"),
        (0.5, "1 mois de retard"),
        (-2.6, "3 mois d’avance"),
        (14.2, "14 mois de retard"),
    ],
)
def test_le_retard_se_dit_en_mois_entiers(mois: float | None, dit: str) -> None:
    assert t.retard_dit(mois) == dit


# Un indicateur, une date


CIBLE = {
    "reference": 30.0,
    "date_reference": pd.Timestamp("2020-01-01"),
    "cible": 70.0,
    "date_cible": pd.Timestamp("2030-01-01"),
    "adoptee_par": "Comité",
}


def mesures(*lues: tuple[str, float]) -> pd.DataFrame:
    return pd.DataFrame({"date": pd.to_datetime([d for d, _ in lues]), "valeur": [v for _, v in lues]})


SIX = mesures(*((f"{2020 + rang}-01-01", 30 + 4.0 * rang) for rang in range(6)))


def lire(table: pd.DataFrame, cible: dict[str, Any] | None = CIBLE, **options: Any) -> Trajectoire:
    defauts = {"sens": 1, "frequence": "annuelle", "a_date": date(2025, 2, 1)}
    return evaluer(table, cible, **{**defauts, **options})


def test_six_valeurs_et_une_cible_se_jugent_et_se_situent_sur_le_chemin() -> None:
    lue = lire(SIX)
    assert lue.statut == t.EN_BONNE_VOIE
    assert lue.retard_mois == pytest.approx(0, abs=0.1)


def test_une_valeur_d_apres_la_date_regardee_n_est_pas_connue() -> None:
    assert lire(SIX, a_date=date(2021, 6, 1)).statut == t.JEUNE
    assert lire(SIX, a_date=date(2019, 6, 1)).statut == t.SANS_DONNEE


def test_plusieurs_valeurs_d_une_annee_n_en_font_qu_une() -> None:
    trimestres = mesures(*((f"2024-{mois:02}-01", 40.0 + mois) for mois in (1, 4, 7, 10)))
    assert lire(trimestres, a_date=date(2024, 11, 1)).statut == t.PAS_ENCORE


@pytest.mark.parametrize(
    ("frequence", "dernier_jour"),
    [
        ("mensuelle", "2025-02-16"),
        ("trimestrielle", "2025-05-16"),
        ("semestrielle", "2025-10-01"),
        ("annuelle", "2026-07-01"),
    ],
)
def test_une_donnee_est_en_retard_au_dela_d_une_periode_et_demie(frequence: str, dernier_jour: str) -> None:
    limite = date.fromisoformat(dernier_jour)
    assert lire(SIX, frequence=frequence, a_date=limite).statut == t.EN_BONNE_VOIE
    apres = limite.replace(day=limite.day + 1)
    assert lire(SIX, frequence=frequence, a_date=apres).statut == t.DONNEE_EN_RETARD


def test_une_valeur_sans_date_ne_se_juge_pas() -> None:
    sans_date = pd.DataFrame({"date": pd.to_datetime([None]), "valeur": [50.0]})
    lue = lire(sans_date)
    assert (lue.statut, lue.motif) == (t.DONNEE_EN_RETARD, "la valeur n'est pas datée")


def test_moins_de_dix_observations_ne_donnent_pas_de_statut() -> None:
    assert lire(SIX, effectif=9).statut == t.PETIT_EFFECTIF
    assert lire(SIX, effectif=10).statut == t.EN_BONNE_VOIE
    assert lire(SIX, effectif=None).statut == t.EN_BONNE_VOIE


def test_l_echeance_passee_depuis_la_derniere_valeur_est_un_retard() -> None:
    passee = {**CIBLE, "date_cible": pd.Timestamp("2025-01-15")}
    assert lire(SIX, passee, a_date=date(2025, 1, 15)).motif != t.ECHUE
    lendemain = lire(SIX, passee, a_date=date(2025, 1, 16))
    assert (lendemain.statut, lendemain.motif) == (t.RETARD, t.ECHUE)


def test_sans_cible_la_valeur_se_montre_et_ne_se_juge_pas() -> None:
    assert lire(SIX, None).statut == t.SANS_CIBLE


# La cible refusée


@pytest.mark.parametrize(
    ("change", "sens", "raison"),
    [
        ({}, 1, ""),
        ({"reference": None}, 1, "valeur de référence"),
        ({"date_reference": pd.NaT}, 1, "date de référence"),
        ({"cible": float("nan")}, 1, "valeur à atteindre"),
        ({"date_cible": None}, 1, "échéance"),
        ({"adoptee_par": ""}, 1, "instance qui l'a adoptée"),
        ({"adoptee_par": "", "reference": None}, 1, "valeur de référence, instance"),
        ({}, 0, "n'a pas de sens souhaité"),
        ({}, -1, "moins bonne que la référence"),
        ({"date_cible": pd.Timestamp("2020-01-01")}, 1, "n'est pas après"),
    ],
)
def test_une_cible_incomplete_ou_absurde_est_refusee_avec_la_raison(
    change: dict[str, Any], sens: int, raison: str
) -> None:
    dite = refus({**CIBLE, **change}, sens=sens)
    assert (raison in dite) if raison else dite == ""
    if raison:
        assert lire(SIX, {**CIBLE, **change}, sens=sens).statut == t.CIBLE_REFUSEE


def test_le_chemin_ne_depasse_pas_ses_bouts() -> None:
    assert t.chemin(CIBLE, date(2019, 1, 1)) == 30
    assert t.chemin(CIBLE, date(2025, 1, 1)) == pytest.approx(50, abs=0.05)
    assert t.chemin(CIBLE, date(2031, 1, 1)) == 70
