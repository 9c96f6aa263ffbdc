"""Le besoin : en personnes d'après l'âge ; un score quand des indicateurs sont là, sans jamais rien inventer."""

import tomllib

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inclusion.analysis.besoins import (
    PREREGLAGES,
    SENS,
    besoin_theorique,
    composantes,
    premieres_partout,
    rang_centile,
    score,
)
from inclusion.data.lecture import JEU_EMBARQUE

PARAMETRES = tomllib.loads((JEU_EMBARQUE / "parametres.toml").read_text(encoding="utf-8"))
TOUTES = list(SENS)


def nombres(*valeurs: float | None) -> pd.Series:
    return pd.Series(valeurs, dtype="Float64")


def test_le_besoin_lie_a_l_age_se_calcule_a_la_main(communes: pd.DataFrame) -> None:
    """Amont : 0,02·2 000/4 + 0,07·6 000 + 0,42·2 000 = 10 + 420 + 840 ; de 0,35 à 0,50 : 1 130 à 1 430."""
    besoin = besoin_theorique(communes, PARAMETRES)
    assert besoin.loc[0].tolist() == pytest.approx([1_270, 1_130, 1_430])
    assert besoin["besoin"].tolist() == pytest.approx([1_270, 2 + 70 + 252, 0.25 + 17.5 + 84])


def test_une_classe_d_age_inconnue_rend_le_besoin_inconnu(communes: pd.DataFrame) -> None:
    besoin = besoin_theorique(
        communes.assign(pop_65_plus=pd.array([2_000, None, 200], dtype="Int64")), PARAMETRES
    )
    assert besoin["besoin"].isna().tolist() == [False, True, False]


def test_le_rang_est_la_part_au_dessous_plus_la_moitie_des_egales() -> None:
    """1, 2, 2, 4 : (0 + 0,5)/4, (1 + 1)/4 deux fois, (3 + 0,5)/4."""
    assert rang_centile(nombres(1, 2, 2, 4)).tolist() == [12.5, 50, 50, 87.5]
    assert rang_centile(nombres(1, 2, 2, 4), sens=-1).tolist() == [87.5, 50, 50, 12.5]


def test_le_rang_se_prend_dans_la_reference_quand_il_y_en_a_une() -> None:
    assert rang_centile(nombres(2.5, 0, 9), nombres(1, 2, 3, 4)).tolist() == [50, 0, 100]


def test_une_valeur_inconnue_n_a_pas_de_rang() -> None:
    rangs = rang_centile(nombres(1, None, 3))
    assert rangs.isna().tolist() == [False, True, False]
    assert rang_centile(nombres(None, None)).isna().all()


@pytest.mark.parametrize("indice", [nom for nom in SENS if nom != "age"])
def test_un_indice_plus_grand_dit_un_besoin_plus_grand(communes: pd.DataFrame, indice: str) -> None:
    """Pauvreté, sans-diplôme, chômage, NON-couverture très haut débit : tous montent avec le besoin."""
    indices = pd.DataFrame(
        {"code_insee": ["84901", "84902", "84903"], "indice": indice, "valeur": [10.0, 20.0, 30.0]}
    )
    rangs = composantes(communes, indices)
    assert rangs[indice].tolist() == pytest.approx([100 / 6, 50, 500 / 6])
    assert rangs.drop(columns=["age", indice]).isna().all(axis=None)


def test_l_age_est_la_part_des_65_ans_et_plus(communes: pd.DataFrame) -> None:
    """20 %, 30 %, 40 % : dans cet ordre, même si Amont a le plus de personnes âgées."""
    sans = pd.DataFrame({"code_insee": [], "indice": [], "valeur": []})
    assert composantes(communes, sans)["age"].tolist() == pytest.approx([100 / 6, 50, 500 / 6])


def rangs(**colonnes: list[float | None]) -> pd.DataFrame:
    codes = [f"c{n}" for n in range(len(next(iter(colonnes.values()))))]
    vides: dict[str, list[float | None]] = {nom: [None] * len(codes) for nom in SENS}
    return pd.DataFrame(vides | colonnes, index=codes).astype("Float64")


EGAUX = PREREGLAGES["demarches"]


def test_le_score_est_la_moyenne_ponderee_des_rangs_connus() -> None:
    trois = rangs(age=[80], pauvrete_ircom=[60], sans_diplome=[10])
    note = score(trois, EGAUX).loc["c0"]
    assert note["score"] == pytest.approx(50)
    assert (note["connues"], note["composantes"]) == (3, 5)
    assert [note["part_age"], note["part_pauvrete_ircom"], note["part_sans_diplome"]] == pytest.approx(
        [80 / 3, 20, 10 / 3]
    )
    ponderee = score(trois, {**EGAUX, "age": 3}).loc["c0"]
    assert ponderee["score"] == pytest.approx((3 * 80 + 60 + 10) / 5)


def test_les_absentes_font_la_fourchette_du_10e_au_90e_centile() -> None:
    """(80 + 60 + 10 + 2·10)/5 = 34 et (80 + 60 + 10 + 2·90)/5 = 66."""
    note = score(rangs(age=[80], pauvrete_ircom=[60], sans_diplome=[10]), EGAUX).loc["c0"]
    assert [note["score_bas"], note["score_haut"]] == pytest.approx([34, 66])


@pytest.mark.parametrize(
    "connues",
    [
        {"age": [80.0], "pauvrete_ircom": [60.0]},
        {"pauvrete_ircom": [60.0], "sans_diplome": [10.0], "demandeurs_emploi": [10.0]},
    ],
)
def test_pas_de_score_sans_l_age_ni_avec_moins_de_trois_composantes(
    connues: dict[str, list[float | None]],
) -> None:
    note = score(rangs(**connues), EGAUX)
    assert note[["score", "score_bas", "score_haut"]].isna().all(axis=None)
    assert note.filter(like="part_").isna().all(axis=None)


centiles = st.one_of(st.none(), st.floats(0, 100))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(*[centiles] * 5), min_size=1, max_size=6),
    st.lists(st.integers(0, 5), min_size=5, max_size=5),
)
def test_le_score_reste_dans_sa_fourchette_de_0_a_100_et_ses_parts_le_recomposent(
    lignes: list[tuple[float | None, ...]], poids: list[int]
) -> None:
    tires = rangs(**{nom: [ligne[k] for ligne in lignes] for k, nom in enumerate(TOUTES)})
    if not any(poids):
        return
    note = score(tires, dict(zip(TOUTES, poids, strict=True)))
    dites = note.dropna(subset=["score"])
    assert (dites["score_bas"] <= dites["score_haut"] + 1e-9).all()
    assert dites["score"].between(-1e-9, 100 + 1e-9).all()
    assert dites.filter(like="part_").sum(axis=1).to_numpy(float) == pytest.approx(
        dites["score"].to_numpy(float)
    )
    utiles = [nom for nom, w in zip(TOUTES, poids, strict=True) if w]
    sures = dites[tires.loc[dites.index, utiles].notna().all(axis=1)]
    assert sures["score_bas"].to_numpy(float) == pytest.approx(sures["score_haut"].to_numpy(float))


def test_une_commune_reste_premiere_si_tous_les_prereglages_la_mettent_en_tete() -> None:
    """c0 domine partout ; c1 est première en emploi et dernière en âge ; c2 l'inverse."""
    tires = rangs(
        age=[90, 10, 80],
        pauvrete_ircom=[90, 50, 50],
        sans_diplome=[90, 50, 50],
        demandeurs_emploi=[90, 85, 10],
        non_couverture_thd=[90, 50, 50],
    )
    assert premieres_partout(tires, nombre=1) == ["c0"]
    assert premieres_partout(tires, nombre=2) == ["c0"]
    assert premieres_partout(tires, nombre=3) == ["c0", "c1", "c2"]


def test_chaque_prereglage_pese_des_composantes_connues_et_au_moins_trois() -> None:
    for poids in PREREGLAGES.values():
        assert set(poids) == set(SENS)
        assert sum(p > 0 for p in poids.values()) >= 3
