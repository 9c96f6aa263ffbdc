"""La synthèse du petit monde : huit nombres, ce qui a changé, ce qui demande attention."""

from datetime import timedelta

import pytest

from inclusion.model.etat import Etat
from inclusion.model.territoires import Territoire
from inclusion.queries import synthese
from tests.conftest import LIEUX
from tests.queries.conftest import Monter, Passer
from tests.queries.petit_monde import AVAL, CONFINS, DEPARTEMENT, DEUX_RIVES, INSTANT, LOIN

POSTES = [
    {"id_poste": "p1", "code_insee_siege": "84901", "etat": "occupe"},
    {"id_poste": "p2", "code_insee_siege": "84901", "etat": "vacant"},
    {"id_poste": "p3", "code_insee_siege": "84903", "etat": "rendu"},
    {"id_poste": "p4", "code_insee_siege": "84903", "etat": "rendu"},
]


def valeurs(etat: Etat, territoire: Territoire) -> dict[str, float | None]:
    return {c.cle: c.valeur for c in synthese.chiffres_synthese(etat, territoire)}


@pytest.mark.parametrize(
    ("territoire", "attendus"),
    [
        (DEPARTEMENT, [12_500, 2_800, 4, 1, 1, 100, 4, 12.0]),
        (DEUX_RIVES, [12_000, 2_600, 4, 1, 0, 100, 2, 12.0]),
        (AVAL, [2_000, 600, 1, 0, 0, 100, 0, None]),
        (LOIN, [500, 200, 0, 0, 1, 100, 2, None]),
    ],
)
def test_les_huit_nombres_de_chaque_territoire(
    monde: Monter, territoire: Territoire, attendus: list[float | None]
) -> None:
    """10 h du mardi au samedi (5 × 2 h) et 2 h le lundi : 12 h ; Aval n'a aucun horaire connu : inconnu, pas zéro."""
    etat = monde(postes=POSTES)
    assert list(valeurs(etat, territoire).values()) == pytest.approx(attendus)


def test_sans_table_les_effectifs_sont_inconnus_et_non_nuls(monde: Monter) -> None:
    etat = monde(lieux=[])
    sans = valeurs(etat, DEPARTEMENT)
    assert sans["habitants"] == 12_500
    assert [sans[c] for c in ("lieux", "france_services", "communes_sans_lieu", "postes", "heures")] == [
        None
    ] * 5
    assert synthese.vigilances(etat, DEPARTEMENT) == []


def test_le_passe_est_celui_de_la_veille_et_non_l_etat_du_jour(monde: Monter, passes: Passer) -> None:
    etat = passes(
        monde(),
        {
            "matin": (INSTANT - timedelta(hours=2), {"lieux": LIEUX[:3]}),
            "hier": (INSTANT - timedelta(days=1), {"lieux": LIEUX[:1]}),
            "avant-hier": (INSTANT - timedelta(days=2), {"lieux": LIEUX[:2]}),
        },
    )
    dits = {c.cle: (c.avant, c.avant_le) for c in synthese.chiffres_synthese(etat, DEPARTEMENT)}
    assert dits["lieux"] == (1, "23 novembre 2026")
    assert dits["habitants"] == (12_500, "23 novembre 2026")


def test_d_un_etat_du_jour_seul_un_changement_se_montre(monde: Monter, passes: Passer) -> None:
    etat = passes(monde(), {"matin": (INSTANT - timedelta(hours=2), {"lieux": LIEUX[:3]})})
    avant = {c.cle: c.avant for c in synthese.chiffres_synthese(etat, DEPARTEMENT)}
    assert (avant["lieux"], avant["habitants"]) == (3, None)


def test_une_demonstration_ne_se_compare_pas_au_reel(monde: Monter, passes: Passer) -> None:
    inventes = [{**p, "nature": "demonstration"} for p in POSTES]
    etat = passes(monde(postes=POSTES), {"hier": (INSTANT - timedelta(days=1), {"postes": inventes})})
    avant = {c.cle: c.avant for c in synthese.chiffres_synthese(etat, DEPARTEMENT)}
    assert (avant["lieux"], avant["postes"]) == (4, None)


def test_les_vigilances_du_departement_dans_l_ordre(monde: Monter) -> None:
    etat = monde(postes=POSTES)
    dites = [(v.effectif, v.page, v.filtres) for v in synthese.vigilances(etat, DEPARTEMENT)]
    assert dites == [
        (1, "carte", (("liste", "communes_sans_lieu"),)),
        (1, "donnees", (("table", "postes"), ("etat", "vacant"))),
        (2, "donnees", (("table", "postes"), ("etat", "rendu"))),
        (2, "carte", (("horaires", "inconnus"), ("horaires", "non_compris"))),
        (1, "carte", (("fraicheur", "a_actualiser"),)),
        (4, "carte", (("precision", "commune"), ("precision", "rue"))),
    ]


def test_les_vigilances_d_ici_ne_comptent_que_le_siege_et_les_lieux_d_ici(monde: Monter) -> None:
    etat = monde(postes=POSTES)
    assert [v.effectif for v in synthese.vigilances(etat, CONFINS)] == [1, 2]
    assert [v.effectif for v in synthese.vigilances(etat, AVAL)] == [1, 1, 1]


def test_un_lieu_place_a_son_adresse_n_est_plus_approche(monde: Monter) -> None:
    precis = [
        {**lieu, "precision_localisation": p, "latitude": 44.05, "longitude": 5.05}
        for lieu, p in zip(LIEUX, ["adresse", "rue", "commune", "adresse"], strict=True)
    ]
    etat = monde(lieux=precis)
    assert [v.effectif for v in synthese.vigilances(etat, DEPARTEMENT) if "mairie" in v.phrase] == [2]


def test_une_commune_a_surveiller_et_un_doublon_sont_signales(monde: Monter) -> None:
    """Loin a le plus fort besoin ; son plus proche lieu est à Amont, à 2 × 13,9 = 27,8 minutes."""
    double = {**LIEUX[0], "id": "double"}
    etat = monde(lieux=[LIEUX[0], double])
    dites = {v.page: v.effectif for v in synthese.vigilances(etat, DEPARTEMENT)}
    assert (dites["couverture"], dites["qualite"]) == (1, 1)


def test_les_services_offerts_du_plus_au_moins_puis_par_nom(monde: Monter) -> None:
    etat = monde()
    table = synthese.services_offerts(etat, DEPARTEMENT)
    assert list(zip(table["service"], table["lieux"], strict=True))[:4] == [
        ("Aide aux démarches administratives", 2),
        ("Accès internet et matériel informatique", 1),
        ("Maîtrise des outils numériques du quotidien", 1),
        ("Acquisition de matériel informatique à prix solidaire", 0),
    ]
    assert (len(table), table["lieux"].sum()) == (9, 4)
    assert synthese.services_offerts(etat, LOIN)["lieux"].sum() == 0
