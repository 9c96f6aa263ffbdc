"""Un appel à trois lots et cinq dossiers, calculé à la main."""

import geopandas as gpd
import pandas as pd
import pytest

from inclusion.analysis import appels_a_projets as dossiers

COLONNES = (
    "structure",
    "lot",
    "statut",
    "codes_territoires",
    "demande_eur",
    "accorde_eur",
    "verse_eur",
    "engagement_heures",
    "realise_heures",
    "engagement_permanences",
    "realise_permanences",
)
LIGNES = (
    ("Alpha", "Permanences", "acceptee", "84901|84902", 1000, 800, 300, 100, 25, 10, 10),
    ("Bêta", "Ateliers", "acceptee", "200000001", 500, 200, None, 50, 60, None, None),
    ("Gamma", "Ateliers", "refusee", "84903", 400, None, None, None, None, 5, None),
    ("Delta", "Équipement", "retiree", "84903", None, None, None, None, None, None, None),
    ("Epsilon", "Permanences", "deposee", "84902", 300, None, None, None, None, None, None),
)


@pytest.fixture
def candidatures() -> pd.DataFrame:
    table = pd.DataFrame(LIGNES, columns=list(COLONNES))
    nombres = {c: table[c].astype("Float64") for c in COLONNES[4:]}
    return table.assign(**nombres)


def test_le_bilan_distingue_demande_accorde_verse_et_reste(candidatures: pd.DataFrame) -> None:
    bilan = dossiers.bilan(candidatures, 5_000)
    assert (bilan.candidatures, bilan.acceptees) == (5, 2)
    assert (bilan.demande_eur, bilan.accorde_eur, bilan.verse_eur) == (2_200, 1_000, 300)
    assert (bilan.reste_a_verser_eur, bilan.enveloppe_libre_eur) == (700, 4_000)
    assert bilan.sans_verse == 1, "Bêta ne dit pas son versé : 700 est un plus haut"


def test_sans_aucun_verse_connu_le_reste_n_est_pas_tout_l_accorde(candidatures: pd.DataFrame) -> None:
    bilan = dossiers.bilan(candidatures.assign(verse_eur=pd.array([None] * 5, dtype="Float64")), 5_000)
    assert (bilan.accorde_eur, bilan.verse_eur, bilan.reste_a_verser_eur, bilan.sans_verse) == (
        1_000,
        None,
        None,
        2,
    )


def test_sans_montant_le_bilan_ne_dit_pas_zero(candidatures: pd.DataFrame) -> None:
    bilan = dossiers.bilan(candidatures.head(0), None)
    assert (bilan.demande_eur, bilan.reste_a_verser_eur, bilan.enveloppe_libre_eur) == (None, None, None)


def test_chaque_statut_est_compte_meme_a_zero(candidatures: pd.DataFrame) -> None:
    table = dossiers.par_statut(candidatures)
    assert dict(zip(table["statut"], table["candidatures"], strict=True)) == {
        "deposee": 1,
        "en_cours": 0,
        "acceptee": 2,
        "refusee": 1,
        "retiree": 1,
    }
    assert table.set_index("statut").loc["acceptee", "accorde_eur"] == 1_000


def test_un_lot_dont_le_seul_dossier_est_retire_a_un_candidat_mais_aucun_dossier_en_cours(
    candidatures: pd.DataFrame,
) -> None:
    lots = "Permanences|Ateliers|Équipement|Aller vers"
    assert dossiers.lots_sans_dossier(lots, candidatures) == ["Aller vers"]
    assert dossiers.lots_sans_dossier(lots, dossiers.vivantes(candidatures)) == ["Équipement", "Aller vers"]


def test_un_appel_sans_lots_connus_n_en_invente_pas(candidatures: pd.DataFrame) -> None:
    assert dossiers.lots_sans_dossier("", candidatures) == []


def test_un_territoire_dont_les_dossiers_sont_refuses_a_un_candidat_mais_aucun_dossier_en_cours(
    candidatures: pd.DataFrame, communes: gpd.GeoDataFrame
) -> None:
    epci = pd.DataFrame({"siren": ["200000001", "200000002"], "nom_court": ["Deux Rives", "Les Confins"]})
    assert dossiers.territoires_sans_dossier(candidatures, communes, epci).empty, "Loin est cité, même refusé"
    vivants = dossiers.vivantes(candidatures)
    assert list(dossiers.territoires_sans_dossier(vivants, communes, epci)["nom_court"]) == ["Les Confins"]


def test_les_engagements_les_moins_tenus_viennent_d_abord(candidatures: pd.DataFrame) -> None:
    table = dossiers.engagements(candidatures)
    assert list(table["structure"]) == ["Alpha", "Bêta"]
    assert list(table["part_heures"]) == [0.25, 1.2]
    assert table["part_permanences"].iloc[0] == 1
    assert pd.isna(table["part_permanences"].iloc[1]), "rien d'engagé : pas de part"


def test_un_engagement_nul_n_a_pas_de_part(candidatures: pd.DataFrame) -> None:
    table = dossiers.engagements(candidatures.assign(engagement_heures=0.0))
    assert table["part_heures"].isna().all()


def test_une_commune_est_nouvelle_si_un_dossier_accepte_la_nomme_et_y_promet_des_permanences(
    candidatures: pd.DataFrame,
) -> None:
    """Aval et Loin ne sont pas couvertes : Alpha nomme Aval ; Gamma, refusé, ne compte pas pour Loin."""
    assert dossiers.communes_nouvelles(candidatures, frozenset({"84902", "84903"})) == {"84902"}


def test_un_dossier_qui_ne_cite_que_l_intercommunalite_n_ouvre_aucune_commune(
    candidatures: pd.DataFrame,
) -> None:
    beta = candidatures[candidatures["structure"].eq("Bêta")].assign(engagement_permanences=12.0)
    assert dossiers.communes_nouvelles(beta, frozenset({"84901", "84902"})) == frozenset()


def test_une_commune_deja_couverte_n_est_pas_nouvelle(candidatures: pd.DataFrame) -> None:
    assert dossiers.communes_nouvelles(candidatures, frozenset({"84903"})) == frozenset()


@pytest.mark.parametrize(
    ("accorde", "communes_", "attendu"), [(1_000, 4, 250), (None, 4, None), (1_000, 0, None)]
)
def test_le_cout_par_commune(accorde: float | None, communes_: int, attendu: float | None) -> None:
    assert dossiers.cout_par_commune_eur(accorde, communes_) == attendu
