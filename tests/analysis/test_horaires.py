"""Les questions posées à un horaire OSM, sur des semaines calculées à la main.

Le 9 mars 2026 est un lundi de semaine ISO 11 (impaire) ; le 14 juillet 2026, férié, est un mardi.
"""

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.analysis.horaires import (
    Horaires,
    NonCompris,
    duree_en_francais,
    etat,
    lire,
    minutes_hebdomadaires,
    ouvert_a,
    ouvert_le_jour,
    ouvert_le_samedi,
    ouvert_le_soir,
    plage_en_francais,
    semaine,
)
from inclusion.model.formats.horaires_texte import texte_vers_osm

PARTAGE = Path(__file__).resolve().parents[3] / "shared"
HUB_DU_SUD = PARTAGE / "donnees_reelles" / "lieux" / "hub-du-sud_paca_2023-05-17.json"
LIEUX_CONSTATES = PARTAGE / "faits" / "lieux.csv"

BUREAU = "Mo-Fr 09:00-12:00,13:30-17:00"
LUNDI = datetime(2026, 3, 9)
VENDREDI = datetime(2026, 3, 13)
QUATORZE_JUILLET = datetime(2026, 7, 14)


def a(jour: datetime, heures: int, minutes: int = 0) -> datetime:
    return jour + timedelta(hours=heures, minutes=minutes)


def semaine_lue(texte: str) -> tuple[tuple[tuple[int, int], ...], ...]:
    lus = lire(texte)
    assert isinstance(lus, Horaires)
    assert len(lus.semaines) == 1
    return lus.semaines[0]


@pytest.mark.parametrize(
    ("texte", "minutes"),
    [
        (BUREAU, 5 * (180 + 210)),
        ("Mo,Th 09:00-12:00", 2 * 180),
        ("Mo-Fr 09:00-12:00; We off", 4 * 180),
        ("Mo-Fr 09:00-12:00; Tu 10:00-12:00", 4 * 180 + 120),
        ("We-Fr 09:00-10:00; Tu 10:00-12:00", 3 * 60 + 120),
        ("Th 08:45-17:00,13:30-17:00", 8 * 60 + 15),
        ("Mo 08:30-13:00,13:00-17:00", 8 * 60 + 30),
        ("24/7", 7 * 24 * 60),
        ("week 1-53/2 Mo 09:00-12:00", 90),
        ("Mo-Fr 09:00-12:00; week 2-52/2 Sa 09:00-11:00", 5 * 180 + 60),
        ("Mo-Fr 09:00-12:00; PH off", 5 * 180),
        ("Su 22:00-02:00", 4 * 60),
        ("Mo-Fr 09:00-12:00;", 5 * 180),
        ("off", 0),
    ],
)
def test_les_minutes_d_une_semaine_moyenne_se_comptent_une_seule_fois(texte: str, minutes: int) -> None:
    assert minutes_hebdomadaires(texte) == minutes


@pytest.mark.parametrize("manquant", [None, "", "   ", float("nan")])
def test_un_horaire_absent_est_inconnu_et_non_ferme(manquant: str | float | None) -> None:
    assert lire(manquant) is None
    assert minutes_hebdomadaires(manquant) is None
    assert ouvert_a(manquant, LUNDI) is None
    assert ouvert_le_samedi(manquant) is None
    assert ouvert_le_soir(manquant) is None
    assert etat(manquant, LUNDI) == "horaires inconnus"
    assert semaine(manquant).empty


@pytest.mark.parametrize(
    ("texte", "motif"),
    [
        ("lundi 9h-12h", "syntaxe OSM"),
        ("Mo-Fr 9-12", "syntaxe OSM"),
        ("We,Th 12:00-14:00-17:00", "syntaxe OSM"),
        ("Mo-Fr 09:00-19:00; Sa 17:00", "syntaxe OSM"),
        ("Mo 25:00-26:00", "syntaxe OSM"),
        ("Mo 09:00-12:00 \ud800", "syntaxe OSM"),
        ("Mo-Fr", "sans heures"),
        ("Mo 09:00-12:00; Tu", "sans heures"),
        ("Mo 09:00+", "fin n'est pas dite"),
        ("Mo-Fr sunrise-sunset", "solaires"),
        ("Mo-Fr 09:00-12:00; SH off", "vacances scolaires"),
        ("2026 Mar 09 10:00-12:00", "année précise"),
        ("Mo-Fr 09:00-12:00 unknown", "incertaine"),
        ("Mo 10:00-16:00/01:30", "se répète"),
    ],
)
def test_ce_qui_se_devinerait_est_dit_non_compris(texte: str, motif: str) -> None:
    lu = lire(texte)
    assert isinstance(lu, NonCompris)
    assert motif in lu.motif
    assert minutes_hebdomadaires(texte) is None
    assert ouvert_a(texte, LUNDI) is None
    assert ouvert_le_jour(texte, "lundi") is None
    assert etat(texte, LUNDI) == f"horaires non compris : {texte}"
    assert semaine(texte).empty


def test_un_commentaire_ne_rend_pas_l_horaire_illisible() -> None:
    assert minutes_hebdomadaires('Mo 09:00-12:00 "sur rendez-vous; SH 2026"') == 180


def test_la_semaine_type_donne_les_plages_en_minutes_de_lundi_a_dimanche() -> None:
    assert semaine_lue("Mo 09:00-12:00,13:30-17:00; Sa 10:00-11:00") == (
        ((540, 720), (810, 1020)),
        *(((),) * 4),
        ((600, 660),),
        (),
    )


def test_une_plage_de_nuit_est_coupee_a_minuit() -> None:
    lue = semaine_lue("Su 22:00-02:00")
    assert lue[6] == ((1320, 1440),)
    assert lue[0] == ((0, 120),)


def test_un_horaire_qui_alterne_garde_toutes_ses_semaines() -> None:
    lu = lire("week 1-53/2 Mo 09:00-12:00")
    assert isinstance(lu, Horaires)
    assert lu.varie
    assert [bool(semaine_du[0]) for semaine_du in lu.semaines] == [True, False] * 26


@pytest.mark.parametrize(
    ("heures", "minutes", "ouvert"),
    [(8, 59, False), (9, 0, True), (11, 59, True), (12, 0, False), (13, 30, True), (17, 0, False)],
)
def test_le_debut_d_une_plage_est_ouvert_et_sa_fin_fermee(heures: int, minutes: int, ouvert: bool) -> None:
    assert ouvert_a(BUREAU, a(LUNDI, heures, minutes)) is ouvert


def test_un_instant_d_un_autre_fuseau_est_ramene_a_l_heure_de_paris() -> None:
    hiver = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
    ete = datetime(2026, 7, 6, 7, 0, tzinfo=UTC)
    assert ouvert_a(BUREAU, hiver) is True
    assert ouvert_a(BUREAU, hiver - timedelta(minutes=1)) is False
    assert ouvert_a(BUREAU, ete) is True
    assert ouvert_a(BUREAU, ete - timedelta(minutes=1)) is False


def test_une_semaine_sur_deux_n_est_ouverte_que_les_semaines_impaires() -> None:
    assert ouvert_a("week 1-53/2 Mo 09:00-12:00", a(LUNDI, 10)) is True
    assert ouvert_a("week 1-53/2 Mo 09:00-12:00", a(LUNDI + timedelta(weeks=1), 10)) is False


@pytest.mark.parametrize("texte", [f"{BUREAU}; PH off", f"PH off; {BUREAU}"])
def test_les_jours_feries_francais_sont_fermes_ou_que_soit_la_regle(texte: str) -> None:
    assert ouvert_a(texte, a(QUATORZE_JUILLET, 10)) is False
    assert ouvert_a(texte, a(QUATORZE_JUILLET + timedelta(days=1), 10)) is True


def test_un_ferie_dont_l_horaire_ne_dit_rien_est_ouvert_mais_a_verifier() -> None:
    assert ouvert_a(BUREAU, a(QUATORZE_JUILLET, 10)) is True
    assert etat(BUREAU, a(QUATORZE_JUILLET, 10)) == "ouvert, ferme à 12 h (jour férié, à vérifier)"
    veille = a(QUATORZE_JUILLET, 18) - timedelta(days=1)
    assert etat(BUREAU, veille) == "fermé, ouvre demain à 9 h (jour férié, à vérifier)"


def test_les_onze_jours_feries_de_2026_sont_connus() -> None:
    fermes = [
        jour.strftime("%d/%m")
        for jour in (datetime(2026, 1, 1, 12) + timedelta(days=n) for n in range(365))
        if not ouvert_a("24/7; PH off", jour)
    ]
    assert fermes == [
        "01/01",
        "06/04",
        "01/05",
        "08/05",
        "14/05",
        "25/05",
        "14/07",
        "15/08",
        "01/11",
        "11/11",
        "25/12",
    ]


@pytest.mark.parametrize(
    ("texte", "instant", "phrase"),
    [
        (BUREAU, a(LUNDI, 14), "ouvert, ferme à 17 h"),
        (BUREAU, a(LUNDI, 12, 30), "fermé, ouvre à 13 h 30"),
        (BUREAU, a(LUNDI, 17), "fermé, ouvre demain à 9 h"),
        ("Mo 13:30-17:00", a(VENDREDI, 18), "fermé, ouvre lundi à 13 h 30"),
        ("Mo 13:30-17:00", a(LUNDI, 17), "fermé, ouvre le lundi 16 mars à 13 h 30"),
        ("Jul Mo 09:00-12:00", a(LUNDI, 9), "fermé, ouvre le lundi 6 juillet à 9 h"),
        ("week 1-53/2 Su 09:00-12:00", datetime(2026, 3, 20), "fermé, ouvre le dimanche 29 mars à 9 h"),
        ("Mo 20:00-24:00", a(LUNDI, 21), "ouvert, ferme à minuit"),
        ("Mo 20:00-02:00", a(LUNDI, 21), "ouvert, ferme demain à 2 h"),
        ('Mo 09:00-10:00 "a", Mo 10:00-12:00 "b"', a(LUNDI, 9, 30), "ouvert, ferme à 12 h"),
        ("24/7", LUNDI, "ouvert en permanence"),
        ("Mo off", LUNDI, "fermé, aucune ouverture prévue dans l'année"),
    ],
)
def test_l_etat_se_dit_en_une_phrase(texte: str, instant: datetime, phrase: str) -> None:
    assert etat(texte, instant) == phrase


@pytest.mark.parametrize(
    ("texte", "soir"),
    [("Mo 14:00-18:00", False), ("Mo 14:00-18:01", True), ("Sa 17:00-19:00", True), ("Su 22:00-02:00", True)],
)
def test_le_soir_commence_apres_18_heures(texte: str, soir: bool) -> None:
    assert ouvert_le_soir(texte) is soir


@pytest.mark.parametrize(
    ("texte", "samedi"),
    [
        ("Mo-Sa 09:00-12:00", True),
        (BUREAU, False),
        ("Mo-Sa 09:00-12:00; Sa off", False),
        ("Sa[1] 09:00-12:00", True),
    ],
)
def test_le_samedi_compte_meme_s_il_ne_revient_qu_une_fois_par_mois(texte: str, samedi: bool) -> None:
    assert ouvert_le_samedi(texte) is samedi


def test_un_jour_se_nomme_en_francais_ou_par_son_rang() -> None:
    assert ouvert_le_jour("Tu 09:00-12:00", "Mardi") is True
    assert ouvert_le_jour("Tu 09:00-12:00", 1) is True
    assert ouvert_le_jour("Tu 09:00-12:00", "lundi") is False


def test_la_semaine_s_ecrit_en_francais() -> None:
    table = semaine("Mo 09:00-12:00,13:30-17:00; Fr 00:00-24:00; Sa 18:00-24:00")
    assert list(table["jour"]) == ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
    assert list(table["plages"]) == [
        "9 h – 12 h, 13 h 30 – 17 h",
        "fermé",
        "fermé",
        "fermé",
        "toute la journée",
        "18 h – minuit",
        "fermé",
    ]


def test_une_semaine_qui_alterne_dit_quand() -> None:
    plages = semaine("Mo 09:00-10:00; week 1-53/2 Tu 09:00-12:00; Sa[1] 10:00-11:00")["plages"]
    assert plages[0] == "9 h – 10 h"
    assert plages[1] == "9 h – 12 h (semaines impaires), fermé (semaines paires)"
    assert set(plages[5].removesuffix(" (selon la date)").split(" ou ")) == {"fermé", "10 h – 11 h"}


def test_les_durees_et_les_plages_se_disent_comme_on_les_lit() -> None:
    assert [duree_en_francais(minutes) for minutes in (45, 60, 2025)] == ["45 min", "1 h", "33 h 45"]
    assert plage_en_francais((545, 720)) == "9 h 05 – 12 h"


@given(st.text(alphabet='MoTuWeFrSa-,;:+[]/ 0123456789PHwekofné"\x00\ud800', max_size=30))
def test_aucun_texte_ne_fait_tomber_la_lecture(texte: str) -> None:
    minutes = minutes_hebdomadaires(texte)
    assert minutes is None or 0 <= minutes <= 7 * 24 * 60
    assert (ouvert_a(texte, LUNDI) is None) == (minutes is None)


@given(
    st.lists(
        st.sampled_from(
            [
                *(
                    "lundi",
                    "mardi au jeudi",
                    "1er samedi du mois",
                    "dimanche",
                    "semaines paires",
                    "sur deux",
                    "sauf",
                ),
                *("fermé", "9h-12h", "14h30-17h", "24h/24", "18h-minuit", ",", "\n", "jours fériés", "matin"),
            ]
        ),
        max_size=8,
    )
)
def test_tout_ce_que_le_francais_donne_est_un_horaire_compris(mots: list[str]) -> None:
    osm = texte_vers_osm(" ".join(mots))
    assert not osm or isinstance(lire(osm), Horaires)


def test_seul_un_horaire_fautif_des_lieux_constates_n_est_pas_compris() -> None:
    if not LIEUX_CONSTATES.exists():
        pytest.skip(f"{LIEUX_CONSTATES.name} n'est pas sur cette machine")
    with LIEUX_CONSTATES.open(encoding="utf-8") as fichier:
        textes = {ligne["horaires"] for ligne in csv.DictReader(fichier)} - {""}
    assert len(textes) == 52
    (fautif,) = [texte for texte in textes if not isinstance(lire(texte), Horaires)]
    assert "We 09:30-13:00-18:00" in fautif, "deux fermetures pour une ouverture"


def test_seuls_les_horaires_fautifs_du_hub_du_sud_ne_sont_pas_compris() -> None:
    if not HUB_DU_SUD.exists():
        pytest.skip(f"{HUB_DU_SUD.name} n'est pas sur cette machine")
    lieux = json.loads(HUB_DU_SUD.read_text(encoding="utf-8"))
    textes = {lieu["horaires"] for lieu in lieux if lieu.get("horaires")}
    assert len(textes) == 293
    assert {texte for texte in textes if not isinstance(lire(texte), Horaires)} == {
        "Mo-Fr 09:00-19:00; Sa 17:00",
        "Mo-Th 09:00-12:00,13:00-18:00; Fr 09:00-13:00,13:00-18:00; Sa 10:00",
        "We,Th 12:00-14:00-17:00; Mo 09:00-12:00,14:00-17:00; Tu 09:00-12:00; Fr 12:00",
        "Tu-Th 08:45-13:45; Mo 08:45-12:00-13:45; Fr 08:45-13:45-17:00",
        "Mo,Tu 09:30-13:00,14:00-18:00; We 09:30-13:00-18:00; Th 09:30-12:00,16:00-18:00; "
        "Fr 09:30-13:00,14:00-17:00",
        "Tu-Fr 09:00-12:00,14:00-17:00; Mo 14-17;9-12,14-17",
        "Tu-Fr 10:00-19:00; Th 14-18:10-19; Sa 10:00-18:14,18:10-19:00",
    }
