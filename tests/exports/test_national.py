"""Le CSV national est validé par le schéma national ; ce que l'on ne sait pas y est dit par les valeurs convenues."""

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from frictionless import Resource, Schema

from inclusion.data.lecture import load_jeu
from inclusion.exports.national import national
from inclusion.exports.tables import to_csv_national

SCHEMA = (
    Path(__file__).parents[2] / "../shared/donnees_reelles/schemas/standard-mediation-num_v1.0.2.schema.json"
)


def fautes(octets: bytes) -> list[str]:
    """Ce que le schéma publié reproche à un CSV."""
    if not SCHEMA.exists():
        pytest.skip("le schéma national v1.0.2 n'est pas sur cette machine")
    descripteur = json.loads(SCHEMA.read_text(encoding="utf-8"))
    rangees = list(csv.reader(StringIO(octets.decode("utf-8"), newline="")))
    schema = Schema.from_descriptor(
        {"fields": descripteur["fields"], "primaryKey": descripteur["primaryKey"]}
    )
    rapport = Resource(data=rangees, schema=schema).validate()
    return [e.message for t in rapport.tasks for e in t.errors]


def une(lieux: pd.DataFrame, **dit: Any) -> pd.Series:
    return national(lieux.iloc[:1].assign(**dit)).iloc[0]


def test_le_schema_publie_valide_le_petit_monde(lieux: pd.DataFrame) -> None:
    assert fautes(to_csv_national(lieux)) == []


def test_le_schema_publie_valide_le_jeu_embarque() -> None:
    assert fautes(to_csv_national(load_jeu()["lieux"])) == []


def test_le_schema_publie_refuse_ce_que_l_export_ecrivait_sans_les_valeurs_convenues(
    lieux: pd.DataFrame,
) -> None:
    """Le contrôle n'est pas complaisant : sans pivot ni adresse, le schéma proteste."""
    brut = national(lieux).assign(pivot="", adresse="")
    assert len(fautes(brut.to_csv(index=False).encode())) == 2 * len(lieux)


def test_le_schema_publie_valide_chaque_label_de_formation(lieux: pd.DataFrame) -> None:
    labels = "ORDI 3.0|Étapes numériques (La Poste)|SUD LABS (PACA)"
    assert fautes(to_csv_national(lieux.assign(formations_labels=labels))) == []


@pytest.mark.parametrize(
    ("colonne", "convenue"),
    [
        ("pivot", "00000000000000"),
        ("adresse", "Non renseignée"),
        ("code_postal", "00000"),
        ("commune", "Non renseignée"),
    ],
)
def test_une_valeur_requise_inconnue_prend_la_valeur_convenue(
    colonne: str, convenue: str, lieux: pd.DataFrame
) -> None:
    assert une(lieux, **{colonne: ""})[colonne] == convenue
    assert une(lieux, **{colonne: "84901"})[colonne] == "84901"


def test_une_date_inconnue_est_le_premier_janvier_1970(lieux: pd.DataFrame) -> None:
    assert une(lieux, date_maj=pd.NaT)["date_maj"] == "1970-01-01"
    assert une(lieux)["date_maj"] == "2026-10-01"


def test_l_etiquette_de_la_poste_perd_son_espace_et_elle_seule(lieux: pd.DataFrame) -> None:
    lu = une(lieux, formations_labels="SUD LABS (PACA)|Étapes numériques (La Poste)")["formations_labels"]
    assert lu == "SUD LABS (PACA)|Étapes numériques(La Poste)"


def test_une_latitude_seule_n_est_pas_une_position(lieux: pd.DataFrame) -> None:
    lu = une(lieux, longitude=float("nan"))
    assert (lu["latitude"], lu["longitude"]) == ("", "")


@pytest.mark.parametrize("longueur", [279, 280, 281, 600])
def test_un_resume_trop_long_est_coupe(longueur: int, lieux: pd.DataFrame) -> None:
    resume = une(lieux, presentation_resume="a" * longueur)["presentation_resume"]
    assert resume == ("a" * 279 if longueur == 279 else "a" * 278 + "…")


def test_un_resume_de_280_caracteres_que_l_on_neutralise_reste_valide(lieux: pd.DataFrame) -> None:
    assert fautes(to_csv_national(lieux.assign(presentation_resume="=" * 280))) == []


def test_une_fiche_inventee_le_dit_dans_sa_source(lieux: pd.DataFrame) -> None:
    assert une(lieux, nature="demonstration", source="Atelier")["source"].startswith("Démonstration")
    assert une(lieux, nature="reel", source="Atelier")["source"] == "Atelier"
