"""Un appel du petit monde : trois dossiers, l'argent et les heures comptés à la main."""

from inclusion.model.etat import Etat
from inclusion.queries import appels_a_projets as aap
from tests.queries.conftest import Monter
from tests.queries.petit_monde import AMONT, CONFINS, DEPARTEMENT, LOIN

APPELS = [
    {"id": "z", "nom": "Sans dossier", "cloture": "2026-01-01"},
    {"id": "a", "nom": "Appel", "cloture": "2026-12-01", "enveloppe_eur": 10_000, "lots": "Nord|Sud"},
]
DOSSIERS = [
    {
        "id": "1",
        "id_aap": "a",
        "structure": "P",
        "codes_territoires": "84901",
        "lot": "Nord",
        "statut": "acceptee",
    }
    | {"demande_eur": 4_000, "accorde_eur": 2_000, "verse_eur": 500}
    | {
        "engagement_heures": 100,
        "realise_heures": 50,
        "engagement_permanences": 10,
        "realise_permanences": 4,
    },
    {
        "id": "2",
        "id_aap": "a",
        "structure": "Q",
        "codes_territoires": "84903",
        "lot": "Nord",
        "statut": "acceptee",
    }
    | {"demande_eur": 3_000, "accorde_eur": 3_000}
    | {"engagement_heures": 100, "realise_heures": 10, "engagement_permanences": 5, "realise_permanences": 5},
    {
        "id": "3",
        "id_aap": "a",
        "structure": "R",
        "codes_territoires": "84901",
        "lot": "Sud",
        "statut": "refusee",
    }
    | {"demande_eur": 1_000},
]


def valeurs(etat: Etat, territoire, appel: str = "a"):
    return {c.cle: c.valeur for c in aap.chiffres_appel(etat, appel, territoire)}


def test_les_huit_nombres_de_l_appel(monde: Monter) -> None:
    """8 000 demandés, 5 000 accordés, 500 versés ; 60 heures ; Loin, sans lieu, ouvre pour 5 000 euros."""
    etat = monde(appels_a_projets=APPELS, candidatures=DOSSIERS)
    assert list(valeurs(etat, DEPARTEMENT).values()) == [3, 8_000, 5_000, 500, 4_500, 60, 1, 5_000]


def test_un_dossier_compte_la_ou_il_cite(monde: Monter) -> None:
    etat = monde(appels_a_projets=APPELS, candidatures=DOSSIERS)
    ici = valeurs(etat, AMONT)
    assert [ici[c] for c in ("candidatures", "demande_eur", "accorde_eur", "verse_eur", "reste_eur")] == [
        2,
        5_000,
        2_000,
        500,
        1_500,
    ]
    assert valeurs(etat, LOIN)["communes_nouvelles"] == 1
    assert valeurs(etat, AMONT)["communes_nouvelles"] == 0


def test_sans_candidature_tout_est_inconnu_et_non_nul(monde: Monter) -> None:
    etat = monde(appels_a_projets=APPELS, candidatures=DOSSIERS)
    assert list(valeurs(etat, DEPARTEMENT, "z").values()) == [None] * 8


def test_les_appels_qui_ont_des_dossiers_d_abord(monde: Monter) -> None:
    etat = monde(appels_a_projets=APPELS, candidatures=DOSSIERS)
    assert list(aap.appels(etat)) == ["a", "z"]
    etat = monde()
    assert aap.appels(etat) == {"": "Aucun appel connu"}


def test_l_argent_le_plus_gros_d_abord_et_le_verse_inconnu_dit(monde: Monter) -> None:
    etat = monde(appels_a_projets=APPELS, candidatures=DOSSIERS)
    rendu = aap.argent(etat, "a", DEPARTEMENT)
    assert list(rendu.lignes["structure"]) == ["Q", "P"]
    assert list(rendu.lignes["reste"]) == [3_000, 1_500]
    assert "Versé inconnu pour 1 dossier" in rendu.lecture.replace("\u202f", " ")


def test_le_moins_tenu_d_abord_et_la_moitie_n_est_pas_moins_de_la_moitie(monde: Monter) -> None:
    etat = monde(appels_a_projets=APPELS, candidatures=DOSSIERS)
    rendu = aap.tenue(etat, "a", DEPARTEMENT)
    assert list(rendu.lignes["structure"]) == ["Q", "P"]
    assert list(rendu.lignes["part"]) == [10, 50]
    assert list(rendu.lignes["reste_heures"]) == [90, 50]
    dite = rendu.lecture.replace("\u202f", " ")
    assert dite.startswith("1 dossier a réalisé moins de la moitié")
    assert "9 permanences tenues sur 15 promises" in dite


def test_un_lot_ecarte_n_est_pas_un_lot_sans_candidat(monde: Monter) -> None:
    etat = monde(appels_a_projets=APPELS, candidatures=DOSSIERS)
    assert (
        aap.sans_candidat(etat, "a").phrases[0]
        == "Lot sans dossier retenu ou en cours (refusé ou retiré) : Sud."
    )
    etat = monde(appels_a_projets=APPELS, candidatures=DOSSIERS[:2])
    assert aap.sans_candidat(etat, "a").phrases[0] == "Lot sans candidat : Sud."


def test_les_statuts_d_ici(monde: Monter) -> None:
    etat = monde(appels_a_projets=APPELS, candidatures=DOSSIERS)
    assert aap.statuts(etat, "a", CONFINS).lecture.replace("\u202f", " ") == "1 candidature, dont 1 acceptée."
    table = aap.statuts(etat, "a", DEPARTEMENT).lignes.set_index("statut")["candidatures"]
    assert (table["acceptee"], table["refusee"]) == (2, 1)
