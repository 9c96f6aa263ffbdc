"""La couverture du petit monde : Aval à 6,1 minutes (4,9 à 7,7), Amont à 8,7 (6,9 à 10,8), Loin à 13,9 (11,1 à 17,4)."""

import pytest

from inclusion.analysis.couverture import Demande
from inclusion.model.territoires import Territoire
from inclusion.queries import couverture
from tests.conftest import LIEUX
from tests.queries.conftest import Monter
from tests.queries.petit_monde import AMONT, AVAL, CONFINS, DEPARTEMENT, DEUX_RIVES, LOIN

TOUS = Demande()


@pytest.mark.parametrize(
    ("horizon", "sous", "a_verifier", "au_dela"),
    [(10.0, 2_000, 10_000, 500), (15.0, 12_000, 500, 0), (20.0, 12_500, 0, 0), (30.0, 12_500, 0, 0)],
)
def test_chaque_habitant_est_d_un_seul_cote_de_chaque_seuil(
    monde: Monter, horizon: float, sous: int, a_verifier: int, au_dela: int
) -> None:
    etat = monde()
    lignes = couverture.personnes(etat, DEPARTEMENT, TOUS, horizon=15).lignes
    ligne = lignes.query("grandeur == 'Habitants' and horizon == @horizon").iloc[0]
    assert list(ligne[["sous", "a_verifier", "au_dela", "inconnu", "total"]]) == [
        sous,
        a_verifier,
        au_dela,
        0,
        12_500,
    ]


def test_les_trois_grandeurs_se_suivent_chacune_a_ses_quatre_seuils(monde: Monter) -> None:
    etat = monde()
    lignes = couverture.personnes(etat, DEPARTEMENT, TOUS, horizon=15).lignes
    assert list(lignes["grandeur"]) == ["Habitants"] * 4 + ["65 ans et plus"] * 4 + ["En besoin"] * 4
    assert list(lignes["horizon"]) == [10, 15, 20, 30] * 3
    assert list(lignes.query("horizon == 10")["sous"]) == [2_000, 600, 324]
    assert list(lignes.query("horizon == 10")["au_dela"]) == [500, 200, 102]


def test_la_phrase_dit_le_seuil_demande(monde: Monter) -> None:
    etat = monde()
    dite = (
        couverture.personnes(etat, DEUX_RIVES, TOUS, horizon=10)
        .lecture.replace("\u202f", " ")
        .replace("\xa0", " ")
    )
    assert dite == (
        "à 10 minutes, 2 000 habitants sur 12 000 sont sûrement en deçà (16,7 %), 10 000 à vérifier et 0 sûrement au-delà."
    )


def test_sans_lieu_rien_n_est_reparti_et_la_table_a_apporter_est_dite(monde: Monter) -> None:
    etat = monde(lieux=[])
    rendu = couverture.personnes(etat, DEPARTEMENT, TOUS, horizon=15)
    assert (len(rendu.lignes), rendu.manque, rendu.fichier) == (0, "Aucun lieu n'est connu.", "lieux.csv")


def test_une_demande_sans_reponse_ne_demande_aucun_fichier(monde: Monter) -> None:
    etat = monde()
    rendu = couverture.personnes(etat, DEPARTEMENT, Demande("Loisirs et créations numériques"), horizon=15)
    assert (len(rendu.lignes), rendu.fichier) == (0, "")
    assert rendu.manque == "Aucun lieu dont on sache qu'il répond à cette demande."


@pytest.mark.parametrize(
    ("territoire", "horizon", "loin"),
    [(DEPARTEMENT, 10, 1), (DEPARTEMENT, 20, 0), (AVAL, 5, 1), (LOIN, 13, 1)],
)
def test_les_communes_loin_sont_celles_au_dela_du_temps_estime(
    monde: Monter, territoire: Territoire, horizon: float, loin: int
) -> None:
    etat = monde()
    chiffres = {c.cle: c.valeur for c in couverture.chiffres(etat, territoire, TOUS, horizon=horizon)}
    assert chiffres["communes_loin"] == loin
    assert len(chiffres) == 8


def test_le_temps_median_et_le_besoin_du_departement(monde: Monter) -> None:
    """1 270 + 324 + 101,75 personnes ; plus de la moitié des habitants est à Amont, à 8,7 minutes."""
    etat = monde()
    chiffres = {c.cle: c.valeur for c in couverture.chiffres(etat, DEPARTEMENT, TOUS, horizon=20)}
    assert chiffres["besoin"] == pytest.approx(1_695.75)
    assert chiffres["minutes_medianes"] == pytest.approx(8.67, abs=0.01)
    assert chiffres["lieux_retenus"] == 4


def test_une_ligne_par_commune_en_clair(monde: Monter) -> None:
    etat = monde()
    table = couverture.communes(etat, DEPARTEMENT, TOUS, horizon=15).set_index("Commune")
    assert list(table.index) == ["Amont", "Aval", "Loin"]
    assert list(table["Minutes"]) == [8.7, 6.1, 13.9]
    assert list(table["Au moins"]) == [6.9, 4.9, 11.1]
    assert list(table["Au plus"]) == [10.8, 7.7, 17.4]
    assert list(table["En besoin"]) == [1_270, 324, 102]
    assert list(table["En besoin, pour 100 hab."]) == pytest.approx([12.7, 16.2, 20.35], abs=0.051)
    assert list(table["Lieu le plus proche"])[2] == "Centre social l'Écluse (Aval)"
    assert list(table["Intercommunalité"]) == ["Deux Rives", "Deux Rives", "Les Confins"]
    assert list(table["Au seuil demandé"])[1:] == [
        "à moins de 15 minutes",
        "à vérifier : la fourchette de temps passe par 15 minutes",
    ]


def test_les_plus_loin_par_personnes_et_minutes_de_trop(monde: Monter) -> None:
    """À 8 minutes : Amont 1 270 × 0,667 = 847, Loin 101,75 × 5,89 = 599 ; Aval, en deçà, n'y est pas."""
    etat = monde()
    rendu = couverture.plus_loin(etat, DEPARTEMENT, TOUS, horizon=8)
    assert list(rendu.lignes["nom"]) == ["Amont", "Loin"]
    assert list(rendu.lignes["personnes_minutes"]) == [847, 599]
    assert rendu.lecture == "à Amont, 1 270 personnes en besoin sont à 0,7 minutes de trop.".replace(
        "1 270", "1\u202f270"
    )
    assert couverture.plus_loin(etat, DEPARTEMENT, TOUS, horizon=20).lecture == ""
    assert couverture.plus_loin(etat, DEPARTEMENT, TOUS, horizon=20).manque.endswith(
        "à plus de 20 minutes estimées."
    )


def test_le_besoin_fort_et_loin_demande_les_deux(monde: Monter) -> None:
    """Tout à Aval : Loin à 13,9 minutes, en deçà de 20. Tout à Amont : Loin à 27,8, au plus fort besoin."""
    etat = monde()
    assert couverture.communes_a_surveiller(etat, DEPARTEMENT) == 0
    etat = monde(lieux=LIEUX[:1])
    rendu = couverture.quadrant(etat, DEPARTEMENT, TOUS)
    assert list(rendu.lignes["nom"]) == ["Loin"]
    assert "où vivent 500 habitants" in rendu.lecture
    assert [couverture.communes_a_surveiller(etat, t) for t in (DEPARTEMENT, CONFINS, AMONT)] == [1, 1, 0]


def test_le_nom_du_fichier_dit_si_l_on_a_demande_quelque_chose() -> None:
    assert couverture.nom_du_fichier(DEPARTEMENT, TOUS, 20.0) == "couverture-84-20min"
    assert couverture.nom_du_fichier(LOIN, Demande(jour="samedi"), 15.0) == "couverture-84903-15min-demande"
