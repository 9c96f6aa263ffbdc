"""Un horaire en français devient de l'OSM, ou le refus est motivé."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inclusion.model.formats.horaires_osm import retirer, semaine_osm, unir
from inclusion.model.formats.horaires_texte import Forme, lire_texte, nomme_des_jours, texte_vers_osm

PAIRES = (
    Path(__file__).resolve().parents[3]
    / "shared"
    / "donnees_reelles"
    / "horaires"
    / "cas_texte_vers_osm.json"
)


def paires() -> list[dict[str, str]]:
    lues: list[dict[str, str]] = json.loads(PAIRES.read_text(encoding="utf-8")) if PAIRES.exists() else []
    return lues


@pytest.mark.parametrize("paire", paires(), ids=lambda paire: f"{paire['type']} : {paire['entree']}")
def test_chaque_paire_reelle_est_retrouvee_au_caractere_pres(paire: dict[str, str]) -> None:
    forme: Forme = "jour" if paire["type"] == "jour" else "semaine"
    assert texte_vers_osm(paire["entree"], forme) == paire["osm"]


def test_les_66_paires_reelles_sont_la() -> None:
    if not PAIRES.exists():
        pytest.skip(f"{PAIRES.name} n'est pas sur cette machine")
    assert len(paires()) == 66


@pytest.mark.parametrize(
    ("texte", "osm"),
    [
        ("9h-12h", "09:00-12:00"),
        ("09:00 - 12:00 / 13:30 - 17:00", "09:00-12:00,13:30-17:00"),
        ("8 h 30 – 12 h", "08:30-12:00"),
        ("9 heures 30 à midi", "09:30-12:00"),
        ("18h-minuit", "18:00-24:00"),
        ("9.30 - 12.00", "09:30-12:00"),
        ("09:00:00-12:00:00", "09:00-12:00"),
        ("0930-1200 et 14h-1730", "09:30-12:00,14:00-17:30"),
        ("entre 9h et 12h", "09:00-12:00"),
        ("9h12-14h", "09:12-14:00"),
        ("9h 12h", "09:00-12:00"),
        ("9h-18h, fermé de 12h à 14h", "09:00-12:00,14:00-18:00"),
        ("2 rue de la Paix 9h-12h, tél. 04 90 00 00 00", "09:00-12:00"),
        ("24h/24", "00:00-24:00"),
        ("fermé", ""),
        ("", ""),
        ("salle 12", ""),
        ("5-7 places", ""),
    ],
)
def test_les_heures_d_un_jour_se_lisent_de_toutes_les_facons(texte: str, osm: str) -> None:
    assert texte_vers_osm(texte, "jour") == osm


@pytest.mark.parametrize(
    ("texte", "osm"),
    [
        ("du lundi au jeudi 9h à 12h et 14h à 17h", "Mo-Th 09:00-12:00,14:00-17:00"),
        ("lun. au ven. 9h-12h", "Mo-Fr 09:00-12:00"),
        ("Lun-Ven: 9h-12h, Sam: 10h-12h", "Mo-Fr 09:00-12:00; Sa 10:00-12:00"),
        ("L au V 9h-17h", "Mo-Fr 09:00-17:00"),
        ("L, M, Me, J 9h-12h", "Mo-Th 09:00-12:00"),
        ("L-M-M-J-V 9h-12h", "Mo-Fr 09:00-12:00"),
        ("Ma Me Ve 10h-12h", "Tu-Fr 10:00-12:00; Th off"),
        ("Lundi - Mardi - Jeudi : 9h-12h", "Mo-Th 09:00-12:00; We off"),
        ("samedi au lundi 9h-12h", "Mo,Sa,Su 09:00-12:00"),
        ("week-end 10h-12h", "Sa,Su 10:00-12:00"),
        ("en semaine 9h-17h", "Mo-Fr 09:00-17:00"),
        ("7j/7 de 8h à 20h", "Mo-Su 08:00-20:00"),
        ("24h/24 et 7j/7", "Mo-Su 00:00-24:00"),
    ],
)
def test_les_jours_se_nomment_de_toutes_les_facons(texte: str, osm: str) -> None:
    assert texte_vers_osm(texte) == osm


@pytest.mark.parametrize(
    ("texte", "osm"),
    [
        ("Lundi : fermé. Mardi : 9h à midi", "Tu 09:00-12:00"),
        ("fermé le lundi\nouvert du mardi au vendredi de 10h à 18h", "Tu-Fr 10:00-18:00"),
        ("du lundi au vendredi sauf mercredi 9h-12h", "Mo-Fr 09:00-12:00; We off"),
        ("9h-17h du lundi au vendredi sauf le mercredi", "Mo-Fr 09:00-17:00; We off"),
        ("du lundi au vendredi 9h-17h sauf mercredi 9h-12h", "Mo-Fr 09:00-17:00; We 09:00-12:00"),
        (
            "du lundi au vendredi 9h-12h 14h-17h, fermé le mercredi après-midi",
            "Mo-Fr 09:00-12:00,14:00-17:00; We 09:00-12:00",
        ),
        ("Lundi au vendredi 9h-18h (fermé de 12h à 14h)", "Mo-Fr 09:00-12:00,14:00-18:00"),
        ("Lundi et mardi : 9h-18h (mardi matin fermé)", "Mo 09:00-18:00; Tu 12:00-18:00"),
        ("du lundi au vendredi, fermé le mercredi, de 9h à 17h", "Mo-Fr 09:00-17:00; We off"),
        ("le lundi fermé, le mardi de 9h à 12h", "Tu 09:00-12:00"),
        ("Lundi et mardi : 9h-18h, mardi fermé le matin", "Mo 09:00-18:00; Tu 12:00-18:00"),
        ("tous les jours sauf le dimanche 10h-18h", "Mo-Sa 10:00-18:00"),
        ("mardi 9h-12h, fermé les jours fériés", "Tu 09:00-12:00; PH off"),
        ("tous les lundis sauf jours fériés 9h-12h", "Mo 09:00-12:00; PH off"),
    ],
)
def test_sauf_et_ferme_retirent_ce_qu_ils_visent(texte: str, osm: str) -> None:
    assert texte_vers_osm(texte) == osm


@pytest.mark.parametrize(
    ("texte", "osm"),
    [
        ("semaine paire : mardi 14h-17h", "week 2-52/2 Tu 14:00-17:00"),
        ("mardi 14h-17h semaines impaires, jeudi 9h-12h", "Th 09:00-12:00; week 1-53/2 Tu 14:00-17:00"),
        ("un samedi sur deux 9h-12h", "week 1-53/2 Sa 09:00-12:00"),
        ("Samedi 9h-12h, dimanche (2e dimanche du mois) : 14h-17h", "Sa 09:00-12:00; Su[2] 14:00-17:00"),
        ("9h-12h le 1er et le dernier samedi du mois", "Sa[1,-1] 09:00-12:00"),
        ("lundi 9h-12h hors premier lundi du mois", "Mo 09:00-12:00; Mo[1] off"),
        ("samedi 9h-12h et 1er samedi du mois 14h-17h", "Sa 09:00-12:00; Sa[1] 09:00-12:00,14:00-17:00"),
    ],
)
def test_une_semaine_sur_deux_et_un_rang_dans_le_mois_se_disent_en_osm(texte: str, osm: str) -> None:
    assert texte_vers_osm(texte) == osm


def test_un_jour_nomme_deux_fois_cumule_ses_plages() -> None:
    assert texte_vers_osm("lundi 9h-12h ; lundi et mardi 11h-14h") == "Mo 09:00-14:00; Tu 11:00-14:00"


def test_des_lignes_separees_se_rattachent_au_dernier_jour_nomme() -> None:
    assert texte_vers_osm("Lundi\n9h-12h\n14h-17h\nMardi fermé\nMercredi\n9h-12h") == (
        "Mo 09:00-12:00,14:00-17:00; We 09:00-12:00"
    )


@pytest.mark.parametrize(
    ("texte", "motif"),
    [
        ("Lundi 14h", "sans sa paire"),
        ("Lundi 9h et 12h", "n'est pas une plage"),
        ("Lundi 17h-9h", "n'est pas avant"),
        ("9h-12h", "aucun jour"),
        ("été : lundi 8h-12h ; hiver : lundi 9h-12h", "saison"),
        ("du 1er juillet au 31 août : lundi 8h-12h", "saison"),
        ("Fermé le lundi, mardi 9h-12h, mercredi 10h-12h", "plusieurs jours"),
        ("9h-12h lundi 14h-17h", "ne se rattachent à aucun jour"),
        ("lundi 9h-12h, jours fériés 10h-12h", "fériés"),
        ("samedi 9h-12h (2e samedi du mois)", "sans heures"),
        ("samedi fermé", "aucune plage"),
    ],
)
def test_ce_qui_se_devinerait_n_est_pas_traduit(texte: str, motif: str) -> None:
    lecture = lire_texte(texte)
    assert lecture.osm == ""
    assert motif in lecture.motif


@pytest.mark.parametrize(
    ("texte", "reserves"),
    [
        ("lundi 9h-12h", ()),
        ("lundi 9h-12h sur rendez-vous", ("sur rendez-vous",)),
        (
            "9h à 17h30 du lundi au vendredi. Fermé pendant les vacances de Noël.",
            ("Fermé pendant les vacances de Noël",),
        ),
        ("mardi sur rendez-vous, jeudi 9h-12h", ("sur rendez-vous", "mardi : heures non dites")),
        ("Lundi: 9h-12h, Mardi: -, Mercredi: 9h-12h", ("mardi : heures non dites",)),
        (
            "Tous les jours 9h-20h",
            ("« tous les jours » lu du lundi au vendredi (écrire « 7j/7 » pour compter le week-end)",),
        ),
        ("un samedi sur deux 9h-12h", ("une semaine sur deux : semaine paire ou impaire non dite",)),
        ("L et M 9h-12h", ("« M » lu mardi",)),
    ],
)
def test_ce_que_l_osm_ne_reprend_pas_est_rendu_en_reserve(texte: str, reserves: tuple[str, ...]) -> None:
    lecture = lire_texte(texte)
    assert lecture.osm
    assert lecture.reserves == reserves


def test_les_reserves_d_un_jour_disent_les_jours_ignores() -> None:
    assert lire_texte("09:00-12:00 hors premier Lundi du mois", "jour").reserves == ("hors premier Lundi",)


@pytest.mark.parametrize(
    "texte", ["Mairie de Mer, jeudi 9h-12h", "Salle de jeu, jeudi 9h-12h", "L'accueil : jeudi 9h-12h"]
)
def test_un_mot_qui_ressemble_a_un_jour_n_en_est_pas_un(texte: str) -> None:
    assert texte_vers_osm(texte) == "Th 09:00-12:00"


def test_un_texte_dit_s_il_nomme_des_jours() -> None:
    assert nomme_des_jours("tous les jours 9h-12h")
    assert nomme_des_jours("mar. 9h")
    assert not nomme_des_jours("9h-12h")


@pytest.mark.parametrize(
    ("semaine", "osm"),
    [
        ({0: ((540, 720),), 1: ((540, 720),)}, "Mo,Tu 09:00-12:00"),
        ({0: ((540, 720),), 1: ((540, 720),), 3: ((540, 720),)}, "Mo-Th 09:00-12:00; We off"),
        ({0: ((540, 720),), 3: ((540, 720),), 6: ((540, 720),)}, "Mo,Th,Su 09:00-12:00"),
        (
            {
                0: ((540, 720),),
                2: ((540, 720),),
                4: ((540, 720),),
                1: ((600, 720),),
                3: ((600, 720),),
                5: ((600, 720),),
            },
            "Mo-Fr 09:00-12:00; Tu,Th,Sa 10:00-12:00",
        ),
        (
            {**dict.fromkeys((0, 2, 5), ((540, 720),)), **dict.fromkeys((1, 3, 4), ((600, 720),))},
            "Mo-Sa 09:00-12:00; Tu,Th,Fr 10:00-12:00",
        ),
        ({}, ""),
    ],
)
def test_un_intervalle_n_enjambe_que_des_jours_ecrases_ensuite(
    semaine: dict[int, tuple[tuple[int, int], ...]], osm: str
) -> None:
    assert semaine_osm(semaine) == osm


def test_les_plages_s_unissent_et_se_retirent() -> None:
    assert unir([(810, 1020), (525, 1020)]) == ((525, 1020),)
    assert unir([(540, 720), (720, 800)]) == ((540, 800),)
    assert retirer([(540, 1080)], [(720, 840)]) == ((540, 720), (840, 1080))


MOTS = (
    *(
        "lundi",
        "mardi",
        "V",
        "M.",
        "au",
        "à",
        "sauf",
        "fermé",
        "9h",
        "12h",
        "14h30",
        "9",
        "1730",
        ":",
        "-",
        "/",
    ),
    *(
        ",",
        ".",
        "et",
        "semaine paire",
        "1er",
        "du mois",
        "matin",
        "sur deux",
        "tous les jours",
        "jours fériés",
    ),
    *("entre", "\n", "été", "(", "24h/24"),
)


@given(st.lists(st.sampled_from(MOTS), max_size=9), st.sampled_from(["jour", "semaine"]))
def test_un_texte_est_traduit_ou_refuse_avec_un_motif(mots: list[str], forme: Forme) -> None:
    lecture = lire_texte(" ".join(mots), forme)
    assert bool(lecture.osm) != bool(lecture.motif)


@given(st.text(max_size=40))
def test_aucun_texte_ne_fait_tomber_la_traduction(texte: str) -> None:
    lecture = lire_texte(texte)
    assert bool(lecture.osm) != bool(lecture.motif)
