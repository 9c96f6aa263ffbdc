"""Fermer un lieu du petit monde : ce qui ne tient qu'à lui."""

from inclusion.queries import fermetures
from tests.queries.conftest import Monter
from tests.queries.petit_monde import AVAL, CONFINS, DEPARTEMENT, LOIN


def test_les_seuls_de_leur_intercommunalite_par_service(monde: Monter) -> None:
    etat = monde()
    rendu = fermetures.seuls(etat, DEPARTEMENT, "tous")
    assert list(zip(rendu.lignes["epci"], rendu.lignes["service"], rendu.lignes["nom"], strict=True)) == [
        ("Deux Rives", "Accès internet et matériel informatique", "Bus des Deux Rives"),
        ("Deux Rives", "Maîtrise des outils numériques du quotidien", "Médiathèque d'Amont"),
    ]
    assert len(fermetures.seuls(etat, AVAL, "tous").lignes) == 2
    assert fermetures.seuls(etat, CONFINS, "tous").lignes.empty


def test_les_indispensables_par_habitants_touches(monde: Monter) -> None:
    """Le bus et la médiathèque : 12 000 habitants à 15 minutes ; Aval : les 500 de Loin, dont Amont est à 27,8."""
    etat = monde()
    table = fermetures.indispensables(etat, DEPARTEMENT, "tous", horizon=15).lignes
    assert list(table["id"]) == ["amont-bus", "amont-mediatheque", "aval-cs"]
    assert list(table["population"]) == [12_000, 12_000, 500]
    assert list(table["communes"]) == [2, 2, 1]
    assert list(table["lesquels"]) == ["Accès", "Quotidien", "Démarches"]
    (seul,) = fermetures.indispensables(etat, LOIN, "tous", horizon=15).lignes["id"]
    assert seul == "aval-cs"
    assert fermetures.indispensables(etat, LOIN, "tous", horizon=5).lecture == ""


def test_fermer_aval_eloigne_aval_et_loin_dont_un_seul_passe_le_seuil(monde: Monter) -> None:
    etat = monde()
    rendu = fermetures.fermeture(etat, "aval-cs", "tous", horizon=15)
    table = rendu.lignes.set_index("nom")
    assert set(table.index) == {"Aval", "Loin"}
    assert dict(table["avant"]) == {"Aval": 6, "Loin": 14}
    assert dict(table["apres"]) == {"Aval": "14", "Loin": "28"}
    assert dict(table["passe"]) == {"Aval": "", "Loin": "oui"}
    dite = rendu.lecture.replace("\u202f", " ").replace("\xa0", " ")
    assert "2 500 habitants auraient plus de chemin" in dite
    assert "dont 500 (20 %)" in dite


def test_fermer_le_seul_qui_offre_un_service_n_en_laisse_aucun(monde: Monter) -> None:
    etat = monde()
    table = fermetures.fermeture(etat, "amont-mediatheque", "tous", horizon=15).lignes
    assert set(table["apres"]) == {"aucun lieu connu"}
    assert set(table["court"]) == {"Quotidien"}


def test_sans_choix_ou_sans_effet_on_le_dit(monde: Monter) -> None:
    etat = monde()
    assert fermetures.fermeture(etat, "", "tous", horizon=15).manque.startswith("Choisir un lieu")
    sans_effet = fermetures.fermeture(etat, "amont-asso", "tous", horizon=15)
    assert sans_effet.lignes.empty
    assert sans_effet.manque.startswith("Si Atelier libre (Amont) fermait")


def test_on_peut_fermer_un_lieu_d_ici_a_defaut_n_importe_lequel(monde: Monter) -> None:
    etat = monde()
    assert list(fermetures.fermables(etat, AVAL)) == ["", "aval-cs"]
    assert list(fermetures.fermables(etat, LOIN)) == [
        "",
        "amont-asso",
        "amont-bus",
        "amont-mediatheque",
        "aval-cs",
    ]
