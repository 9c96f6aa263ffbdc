"""La démonstration : marquée ligne à ligne, reproductible, jamais à la place du réel, et qui s'en va proprement."""

from collections.abc import Mapping
from datetime import date
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from inclusion.data.demonstration import cadre
from inclusion.data.lecture import typee
from inclusion.model.schemas import schemas

A_DATE = date(2026, 10, 31)


def table(nom: str, *lignes: dict[str, str]) -> pd.DataFrame:
    schema = schemas()[nom]
    vides = dict.fromkeys(schema.colonnes, "")
    brute = pd.DataFrame([{**vides, **ligne} for ligne in lignes], columns=schema.colonnes, dtype="str")
    return typee(brute, schema)


REELLE = {"id": "rectorat", "nom": "Rectorat", "type": "etat", "code_territoire": "84", "nature": "reel"}


@pytest.fixture
def tables() -> dict[str, pd.DataFrame]:
    return {"partenaires": table("partenaires", REELLE), "relations": table("relations")}


def theme(rendre: Any, **constantes: Any) -> Any:
    return SimpleNamespace(engendrer=rendre, **constantes)


def partenaires(*ids: str) -> Any:
    def engendrer(
        tables: Mapping[str, pd.DataFrame], *, graine: int, a_date: date
    ) -> dict[str, pd.DataFrame]:
        return {
            "partenaires": pd.DataFrame(
                {"id": ids, "nom": "Atelier fictif", "type": "association", "code_territoire": "84"}
            )
        }

    return theme(engendrer)


def engendrees(tables: Mapping[str, pd.DataFrame], **themes: Any) -> dict[str, pd.DataFrame]:
    return cadre.engendrees(tables, themes, graine=1, a_date=A_DATE)


def test_chaque_ligne_engendree_dit_qu_elle_est_inventee(tables: dict[str, pd.DataFrame]) -> None:
    lignes = engendrees(tables, reseau=partenaires("p1", "p2"))["partenaires"]
    assert lignes["nature"].tolist() == ["demonstration", "demonstration"]
    assert lignes["source"].tolist() == [cadre.SOURCE, cadre.SOURCE]


def test_la_ligne_reelle_reste_la_premiere_et_intacte(tables: dict[str, pd.DataFrame]) -> None:
    apres = cadre.avec(tables, engendrees(tables, reseau=partenaires("p1")))["partenaires"]
    assert apres["id"].tolist() == ["rectorat", "p1"]
    pd.testing.assert_frame_equal(apres.iloc[:1], tables["partenaires"])


def test_une_cle_reelle_ne_se_reprend_pas(tables: dict[str, pd.DataFrame]) -> None:
    with pytest.raises(cadre.DemonstrationError, match=r"clé déjà portée dans « partenaires » : rectorat"):
        engendrees(tables, reseau=partenaires("rectorat"))


def test_deux_themes_ne_portent_pas_la_meme_cle(tables: dict[str, pd.DataFrame]) -> None:
    with pytest.raises(cadre.DemonstrationError, match=r"« reseau » reprend une clé"):
        engendrees(tables, parcours=partenaires("p1"), reseau=partenaires("p1"))


def test_engendrer_deux_fois_ne_cumule_pas(tables: dict[str, pd.DataFrame]) -> None:
    une_fois = {**tables, **cadre.avec(tables, engendrees(tables, reseau=partenaires("p1")))}
    deux_fois = cadre.avec(une_fois, engendrees(une_fois, reseau=partenaires("p1")))
    pd.testing.assert_frame_equal(deux_fois["partenaires"], une_fois["partenaires"])


def test_l_ancienne_demonstration_d_un_theme_disparu_est_retiree(tables: dict[str, pd.DataFrame]) -> None:
    remplies = {**tables, **cadre.avec(tables, engendrees(tables, reseau=partenaires("p1")))}
    assert cadre.avec(remplies, {})["partenaires"]["id"].tolist() == ["rectorat"]


def test_retirer_rend_les_tables_d_avant(tables: dict[str, pd.DataFrame]) -> None:
    remplies = {**tables, **cadre.avec(tables, engendrees(tables, reseau=partenaires("p1", "p2")))}
    nues = cadre.sans(remplies)
    assert list(nues) == ["partenaires"]
    pd.testing.assert_frame_equal(nues["partenaires"], tables["partenaires"])


def test_un_theme_voit_ce_que_ceux_qu_il_nomme_ont_engendre(tables: dict[str, pd.DataFrame]) -> None:
    def relier(t: Mapping[str, pd.DataFrame], *, graine: int, a_date: date) -> dict[str, pd.DataFrame]:
        ids = t["partenaires"]["id"].tolist()
        return {"relations": pd.DataFrame([{"source": ids[0], "cible": ids[1], "type": "finance"}])}

    lignes = engendrees(
        tables, **cadre.ordonnes({"filiere": theme(relier, APRES=("reseau",)), "reseau": partenaires("p1")})
    )
    relation = lignes["relations"].iloc[0]
    assert (relation["source"], relation["cible"], relation["origine"]) == ("rectorat", "p1", cadre.SOURCE)


def test_deux_themes_qui_s_attendent_sont_refuses() -> None:
    with pytest.raises(cadre.DemonstrationError, match="s'attendent l'un l'autre"):
        cadre.ordonnes({"a": theme(None, APRES=("b",)), "b": theme(None, APRES=("a",))})


def test_une_table_sans_nature_ne_recoit_pas_de_demonstration(tables: dict[str, pd.DataFrame]) -> None:
    faux = theme(lambda t, *, graine, a_date: {"mairies": pd.DataFrame({"nom": ["Mairie"]})})
    with pytest.raises(cadre.DemonstrationError, match="ne peut pas dire la nature"):
        engendrees(tables, reseau=faux)


def test_une_ligne_non_conforme_est_refusee_et_dite(tables: dict[str, pd.DataFrame]) -> None:
    faux = theme(lambda t, *, graine, a_date: {"partenaires": pd.DataFrame({"id": ["p"], "type": ["magie"]})})
    with pytest.raises(cadre.DemonstrationError, match="« magie »"):
        engendrees(tables, reseau=faux)


def test_une_colonne_inconnue_est_nommee(tables: dict[str, pd.DataFrame]) -> None:
    faux = theme(lambda t, *, graine, a_date: {"partenaires": pd.DataFrame({"couleur": ["bleu"]})})
    with pytest.raises(cadre.DemonstrationError, match="colonnes inconnues couleur"):
        engendrees(tables, reseau=faux)


def test_la_meme_graine_rend_le_meme_hasard_et_chaque_theme_a_le_sien() -> None:
    def tirage(graine: int, nom: str) -> list[int]:
        return cadre.hasard(graine, nom).integers(0, 1_000_000, 5).tolist()

    assert tirage(84, "reseau") == tirage(84, "reseau")
    assert tirage(84, "reseau") != tirage(85, "reseau")
    assert tirage(84, "reseau") != tirage(84, "filiere")


def test_les_themes_livres_rendent_des_lignes_conformes_deux_fois_les_memes() -> None:
    from inclusion.data.lecture import load_jeu

    tables = load_jeu().tables
    une, deux = (cadre.engendrees(tables, cadre.themes()) for _ in range(2))
    assert list(une) == list(deux)
    for nom, lignes in une.items():
        assert len(lignes), nom
        pd.testing.assert_frame_equal(lignes, deux[nom])
