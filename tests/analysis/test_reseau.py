"""Les postes : un petit monde de cinq postes, calculé à la main au 23 novembre 2026."""

from datetime import date

import geopandas as gpd
import pandas as pd
import pytest

from inclusion.analysis import reseau

A_DATE = date(2026, 11, 23)
COLONNES = (
    "id_poste",
    "code_insee_siege",
    "etat",
    "id_lieu_principal",
    "ids_lieux_secondaires",
    "date_fin_contrat",
    "date_fin_convention",
    "capacite_etp",
)
# Amont a deux conseillers, dont un employé à Amont qui reçoit à Aval ; Loin a un poste vacant.
POSTES = (
    ("amont", "84901", "occupe", "amont-mediatheque", "", "2027-02-23", "", 1.0),
    ("aval", "84901", "occupe", "aval-cs", "", "2027-05-24", "2027-02-24", 0.5),
    ("siege", "84901", "occupe", "", "", "", "", None),
    ("vide", "84903", "vacant", "", "", "2026-11-13", "2026-11-22", None),
    ("rendu", "84903", "rendu", "", "", "2026-01-01", "", None),
)
# Qui atteint quoi : Loin n'atteint que le lieu d'Aval.
ATTEIGNABLES = pd.DataFrame(
    {
        "code_insee": ["84901", "84902", "84902", "84903"],
        "id_lieu": ["amont-mediatheque", "amont-mediatheque", "aval-cs", "aval-cs"],
    }
)


@pytest.fixture
def postes() -> pd.DataFrame:
    table = pd.DataFrame(POSTES, columns=list(COLONNES))
    return table.assign(
        date_fin_contrat=pd.to_datetime(table["date_fin_contrat"].replace("", None)),
        date_fin_convention=pd.to_datetime(table["date_fin_convention"].replace("", None)),
        capacite_etp=table["capacite_etp"].astype("Float64"),
    )


def colonne(table: pd.DataFrame, nom: str) -> dict[str, object]:
    return dict(zip(table["id_poste"], table[nom], strict=True))


# Où


def test_un_poste_est_compte_a_son_lieu_d_activite_et_non_chez_son_employeur(
    postes: pd.DataFrame, lieux: pd.DataFrame, communes: gpd.GeoDataFrame
) -> None:
    situes = reseau.rattaches(postes, lieux, communes)
    assert colonne(situes, "code_insee")["aval"] == "84902"
    assert colonne(situes, "rattachement")["aval"] == "lieu d'activité"


def test_sans_lieu_connu_un_poste_reste_au_siege_et_le_dit(
    postes: pd.DataFrame, lieux: pd.DataFrame, communes: gpd.GeoDataFrame
) -> None:
    situes = reseau.rattaches(postes, lieux, communes)
    assert colonne(situes, "code_insee")["siege"] == "84901"
    assert colonne(situes, "rattachement")["siege"] == "siège de l'employeur"


def test_un_lieu_hors_de_la_table_renvoie_au_siege(
    postes: pd.DataFrame, lieux: pd.DataFrame, communes: gpd.GeoDataFrame
) -> None:
    situes = reseau.rattaches(postes.assign(id_lieu_principal="inconnu"), lieux, communes)
    assert set(situes["rattachement"]) == {"siège de l'employeur"}


def test_chaque_poste_a_l_intercommunalite_de_sa_commune(
    postes: pd.DataFrame, lieux: pd.DataFrame, communes: gpd.GeoDataFrame
) -> None:
    epci = colonne(reseau.rattaches(postes, lieux, communes), "siren_epci")
    assert (epci["aval"], epci["vide"]) == ("200000001", "200000002")


# Combien


def test_les_postes_se_comptent_par_etat_et_les_plus_nombreux_viennent_d_abord(postes: pd.DataFrame) -> None:
    table = reseau.par_etat(postes, "code_insee_siege")
    assert table.to_dict("records") == [
        {"code_insee_siege": "84901", "occupe": 3, "vacant": 0, "rendu": 0, "total": 3},
        {"code_insee_siege": "84903", "occupe": 0, "vacant": 1, "rendu": 1, "total": 2},
    ]


def test_les_etp_ne_comptent_que_les_postes_occupes_dont_la_quotite_est_connue(postes: pd.DataFrame) -> None:
    assert reseau.etp_pour_1_000(postes, 3_000) == pytest.approx(0.5)


def test_sans_aucune_quotite_connue_les_etp_sont_inconnus_et_non_nuls(postes: pd.DataFrame) -> None:
    assert reseau.etp_pour_1_000(postes.assign(capacite_etp=pd.NA), 3_000) is None


@pytest.mark.parametrize("besoin", [None, 0])
def test_sans_besoin_connu_le_rapport_est_inconnu(postes: pd.DataFrame, besoin: float | None) -> None:
    assert reseau.etp_pour_1_000(postes, besoin) is None


def test_un_territoire_sans_poste_a_zero_etp(postes: pd.DataFrame) -> None:
    assert reseau.etp_pour_1_000(postes.head(0), 3_000) == 0


def test_une_coordination_inconnue_n_est_pas_une_absence_de_coordination() -> None:
    table = pd.DataFrame(
        {
            "typologie": ["coordo", "conum", "conum", "conum", ""],
            "coordonne": pd.array([True, True, False, None, None], dtype="boolean"),
            "nature_employeur": ["association", "commune", "commune", "epci", ""],
        }
    )
    attendus = ["coordinateur", "coordonne", "non_coordonne", "inconnu", "inconnu"]
    assert list(reseau.coordination(table)) == attendus


def test_le_perimetre_d_un_coordinateur_est_celui_de_son_employeur() -> None:
    table = pd.DataFrame(
        {
            "typologie": "coordo",
            "coordonne": pd.array([None] * 4, dtype="boolean"),
            "nature_employeur": ["departement", "epci", "commune", ""],
        }
    )
    assert [reseau.COORDINATIONS[c] for c in reseau.coordination(table)] == [
        "Coordinateur départemental",
        "Coordinateur intercommunal",
        "Coordinateur communal",
        "Coordinateur",
    ]


# Jusqu'à quand


def test_le_financement_suit_la_date_de_convention_et_reste_inconnu_sans_elle(postes: pd.DataFrame) -> None:
    etats = dict(zip(postes["id_poste"], reseau.financement(postes, A_DATE), strict=True))
    assert etats == {
        "amont": "inconnu",
        "aval": "finance",
        "siege": "inconnu",
        "vide": "echu",
        "rendu": "inconnu",
    }


def test_une_convention_qui_finit_aujourd_hui_finance_encore(postes: pd.DataFrame) -> None:
    fin = postes.assign(date_fin_convention=pd.Timestamp(A_DATE))
    assert set(reseau.financement(fin, A_DATE)) == {"finance"}


def test_la_vacance_se_compte_depuis_le_dernier_contrat_et_pour_les_seuls_vacants(
    postes: pd.DataFrame,
) -> None:
    durees = dict(zip(postes["id_poste"], reseau.vacance_jours(postes, A_DATE), strict=True))
    assert durees["vide"] == 10
    assert all(pd.isna(durees[p]) for p in ("amont", "aval", "siege", "rendu"))


@pytest.mark.parametrize(
    ("contrat_reel", "convention_reelle", "attendue"),
    [
        (None, None, "date_fin_contrat"),
        (None, "2027-02-15", "date_fin_convention"),
        ("2027-03-01", "2027-02-15", "date_fin_contrat"),
    ],
)
def test_une_convention_reelle_passe_avant_un_contrat_de_demonstration(
    contrat_reel: str | None, convention_reelle: str | None, attendue: str
) -> None:
    table = pd.DataFrame(
        {
            "nature": ["reel", "demonstration"],
            "date_fin_contrat": pd.to_datetime([contrat_reel, "2027-01-01"]),
            "date_fin_convention": pd.to_datetime([convention_reelle, "2027-01-01"]),
        }
    )
    assert reseau.fin_dite(table) == attendue


def test_les_fins_tombent_dans_le_premier_horizon_qui_les_contient(postes: pd.DataFrame) -> None:
    """23/02/2027 est à trois mois tout juste, le 24 à plus de trois mois ; 24/05/2027 à plus de six."""
    fins = reseau.echeances(postes, A_DATE)
    assert [(f.id_poste, f.sorte, f.horizon_mois) for f in fins.itertuples()] == [
        ("amont", "contrat", 3),
        ("aval", "convention", 6),
        ("aval", "contrat", 12),
    ]


@pytest.mark.parametrize(
    ("fin", "horizons"),
    [("2026-11-22", [0]), ("2026-11-23", [3]), ("2027-11-23", [12]), ("2027-11-24", [])],
)
def test_les_bornes_de_l_annee_a_venir(postes: pd.DataFrame, fin: str, horizons: list[int]) -> None:
    seul = postes.head(1).assign(date_fin_contrat=pd.Timestamp(fin))
    assert list(reseau.echeances(seul, A_DATE)["horizon_mois"]) == horizons


def test_un_poste_dont_deux_choses_finissent_ne_compte_qu_une_fois_a_la_premiere(
    postes: pd.DataFrame,
) -> None:
    """Aval voit finir sa convention (6 mois) puis son contrat (12 mois) : un poste, de 3 à 6 mois."""
    fins = reseau.echeances(postes, A_DATE)
    assert reseau.postes_par_horizon(fins) == {3: 1, 6: 1}


def test_une_fin_deja_passee_se_dit_a_part_et_laisse_le_poste_a_son_autre_fin(postes: pd.DataFrame) -> None:
    echu = postes.assign(
        date_fin_contrat=postes["date_fin_contrat"].mask(
            postes["id_poste"].eq("aval"), pd.Timestamp("2026-01-01")
        )
    )
    fins = reseau.echeances(echu, A_DATE)
    assert reseau.postes_par_horizon(fins) == {reseau.ECHUE: 1, 3: 1, 6: 1}


# Ce que leur fin emporte


def test_une_fin_de_contrat_retire_la_commune_qui_n_avait_que_ce_conseiller(postes: pd.DataFrame) -> None:
    """À trois mois, Amont perd le sien ; Aval garde celui qu'il a chez lui, et Loin aussi."""
    assert reseau.communes_perdues(postes, ATTEIGNABLES, A_DATE, 3) == {"84901"}


def test_la_convention_compte_comme_le_contrat(postes: pd.DataFrame) -> None:
    assert reseau.communes_perdues(postes, ATTEIGNABLES, A_DATE, 6) == {"84901", "84902", "84903"}


def test_un_lieu_secondaire_garde_la_commune_a_portee(postes: pd.DataFrame) -> None:
    """Le poste sans fin reçoit aussi à la médiathèque d'Amont : Amont et Aval ne perdent rien, Loin si."""
    renforces = postes.assign(
        ids_lieux_secondaires=postes["ids_lieux_secondaires"].mask(
            postes["id_poste"].eq("siege"), "ailleurs|amont-mediatheque"
        )
    )
    assert reseau.communes_perdues(renforces, ATTEIGNABLES, A_DATE, 12) == {"84903"}


def test_un_contrat_deja_echu_d_un_poste_occupe_ne_retire_rien(postes: pd.DataFrame) -> None:
    echus = postes.assign(date_fin_contrat=pd.Timestamp("2026-01-01"), date_fin_convention=pd.NaT)
    assert reseau.communes_perdues(echus, ATTEIGNABLES, A_DATE, 12) == frozenset()


def test_un_poste_vacant_ne_sert_aucune_commune(postes: pd.DataFrame) -> None:
    vacants = postes.assign(etat="vacant")
    assert reseau.communes_perdues(vacants, ATTEIGNABLES, A_DATE, 12) == frozenset()


# Coordination


def test_la_coordination_se_compte_par_mois_par_type_et_par_territoire() -> None:
    animations = pd.DataFrame(
        {
            "date": pd.to_datetime(["2026-09-01", "2026-09-30", "2026-10-01", "2026-09-15"]),
            "type": ["animation", "animation", "animation", "evenement"],
            "code_territoire": ["84901", "200000001", "84901", "84"],
            "nb_structures": pd.array([3, None, 5, 9], dtype="Int64"),
            "nb_participants": pd.array([10, 4, 6, 50], dtype="Int64"),
        }
    )
    table = reseau.activite_mensuelle(animations, frozenset({"200000001", "84901"}))
    assert table.to_dict("records") == [
        {"mois": "2026-09", "type": "animation", "temps": 2, "structures": 3, "participants": 14},
        {"mois": "2026-10", "type": "animation", "temps": 1, "structures": 5, "participants": 6},
    ]


def test_la_coordination_se_compte_territoire_par_territoire_et_le_departement_a_part() -> None:
    """Une animation à Amont (Deux Rives), une pour Deux Rives, un partenariat départemental ; rien aux Confins."""
    animations = pd.DataFrame(
        {
            "type": ["animation", "animation", "partenariat"],
            "code_territoire": ["84901", "200000001", "84"],
        }
    )
    epci = pd.DataFrame({"siren": ["200000001", "200000002"], "nom_court": ["Deux Rives", "Les Confins"]})
    communes = pd.DataFrame({"code_insee": ["84901", "84903"], "siren_epci": ["200000001", "200000002"]})
    table = reseau.activite_par_territoire(animations, epci, communes)
    assert table["temps"].tolist() == [0, 0, 1, 2, 0, 0, 0, 0, 0]
    assert table["epci"].drop_duplicates().tolist() == ["Tout le département", "Deux Rives", "Les Confins"]
