"""Les postes du petit monde, comptés par état, par employeur et par intercommunalité."""

from inclusion.queries import postes
from tests.queries.conftest import Monter
from tests.queries.petit_monde import CONFINS, DEPARTEMENT, DEUX_RIVES

POSTES = [
    {
        "id_poste": "p1",
        "structure_employeuse": "Mairie",
        "nature_employeur": "commune",
        "code_insee_siege": "84901",
    }
    | {"etat": "occupe", "coordonne": "true"},
    {
        "id_poste": "p2",
        "structure_employeuse": "Mairie",
        "nature_employeur": "commune",
        "code_insee_siege": "84901",
    }
    | {"etat": "vacant", "coordonne": "false"},
    {"id_poste": "p3", "structure_employeuse": "CCAS", "code_insee_siege": "84903", "etat": "rendu"}
    | {"coordonne": "false"},
    {"id_poste": "p4", "structure_employeuse": "Région", "code_insee_siege": "84903", "etat": "occupe"}
    | {"id_lieu_principal": "aval-cs", "coordonne": "false"},
]


def test_les_postes_par_employeur_et_par_etat(monde: Monter) -> None:
    etat = monde(postes=POSTES)
    rendu = postes.employeurs(etat, DEPARTEMENT)
    table = rendu.lignes.set_index("nature")[["occupe", "vacant", "rendu"]]
    assert {n: tuple(r) for n, r in table.iterrows()} == {
        "Commune ou CCAS": (1, 1, 0),
        "Non renseignée": (1, 0, 1),
    }
    assert (
        rendu.lecture.replace("\u202f", " ") == "4 postes chez 3 employeurs ; 2 occupés, 1 vacant et 1 rendu."
    )


def test_un_poste_est_ou_il_exerce_a_defaut_a_son_siege(monde: Monter) -> None:
    """p4 a son siège à Loin mais exerce à Aval : il compte dans les Deux Rives."""
    etat = monde(postes=POSTES)
    rendu = postes.postes_par_epci(etat, DEPARTEMENT)
    table = rendu.lignes.set_index("epci")[["occupe", "vacant", "rendu"]]
    assert {n: tuple(r) for n, r in table.iterrows()} == {"Deux Rives": (2, 1, 0), "Les Confins": (0, 0, 1)}
    assert rendu.lecture.replace("\u202f", " ").startswith("1 poste situé à son lieu d'activité, 3 au siège")
    assert list(postes.postes_par_epci(etat, CONFINS).lignes["rendu"]) == [1]


def test_la_carte_laisse_les_postes_rendus(monde: Monter) -> None:
    etat = monde(postes=POSTES)
    rendu = postes.carte_postes(etat, DEPARTEMENT)
    assert sorted(rendu.lignes["id"]) == ["p1", "p2", "p4"]
    assert dict(zip(rendu.lignes["id"], rendu.lignes["commune"], strict=True)) == {
        "p1": "Amont",
        "p2": "Amont",
        "p4": "Aval",
    }
    assert "dont 2 au siège" in rendu.lecture.replace("\u202f", " ")


def test_sans_poste_la_table_a_apporter_est_dite(monde: Monter) -> None:
    etat = monde()
    rendu = postes.employeurs(etat, DEPARTEMENT)
    assert (len(rendu.lignes), rendu.fichier) == (0, "postes.csv")


def test_la_liste_met_le_reel_avant_la_demonstration_puis_suit_l_employeur(monde: Monter) -> None:
    etat = monde(
        postes=[
            {**POSTES[0], "id_poste": "d", "structure_employeuse": "A", "nature": "demonstration"},
            *POSTES,
        ]
    )
    liste = postes.liste_postes(etat, DEPARTEMENT)
    assert list(liste["Employeur"]) == ["CCAS", "Mairie", "Mairie", "Région", "A"]
    assert len(postes.liste_postes(etat, DEUX_RIVES)) == 4


def test_le_reel_ecarte_la_demonstration_des_comptes(monde: Monter) -> None:
    etat = monde(postes=[{**POSTES[0], "id_poste": "d", "nature": "demonstration"}, *POSTES[1:3]])
    assert [c["total"] for _, c in postes.postes_par_epci(etat, DEPARTEMENT).lignes.iterrows()] == [1, 1]


def test_les_etats_au_pluriel() -> None:
    assert list(postes.etats()) == ["occupe", "vacant", "rendu"]
