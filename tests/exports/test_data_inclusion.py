"""data·inclusion : chaque structure et chaque service passe le schéma publié, sans rien inventer."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import pytest

from inclusion.data.lecture import load_jeu
from inclusion.exports.data_inclusion import services, structures, to_json
from inclusion.model.provenance import Provenance

SCHEMAS = Path(__file__).parents[2] / "../shared/donnees_reelles/schemas"
SOURCE = Provenance("Lieux", "ANCT", "Licence Ouverte 2.0", None)


def valider(elements: list[dict[str, Any]], sorte: str) -> None:
    chemin = SCHEMAS / f"data-inclusion_v1_{sorte}.json"
    if not chemin.exists():
        pytest.skip(f"le schéma data·inclusion v1 ({sorte}) n'est pas sur cette machine")
    schema = json.loads(chemin.read_text(encoding="utf-8"))
    juge = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    assert [e.message for un in elements for e in juge.iter_errors(un)] == []
    assert {cle for un in elements for cle in un} <= set(schema["properties"])


def un(lieux: pd.DataFrame, **dit: Any) -> pd.DataFrame:
    return lieux.iloc[:1].assign(**dit)


def test_les_schemas_publies_valident_le_petit_monde_et_le_jeu_embarque(lieux: pd.DataFrame) -> None:
    for table in (lieux, load_jeu()["lieux"]):
        valider(structures(table), "structure")
        valider(services(table), "service")


def test_les_schemas_publies_valident_une_fiche_toute_remplie(lieux: pd.DataFrame) -> None:
    pleine = un(
        lieux,
        pivot="13003013300016",
        precision_localisation="adresse",
        telephone="+33490000000",
        courriels="contact@exemple.fr|autre@exemple.fr",
        site_web="https://exemple.fr|https://autre.fr",
        services="Acquisition de matériel informatique à prix solidaire|Parentalité et éducation avec le numérique",
        publics_specifiquement_adresses="Jeunes|Seniors",
        frais_a_charge="Gratuit",
        modalites_acces="Se présenter|Contacter par mail|Envoyer un mail avec une fiche de prescription",
        modalites_accompagnement="À distance|Dans un atelier collectif",
        presentation_detail="Un atelier pour chacun.",
        typologie="RFS|CCAS",
        prise_rdv="https://rdv.exemple.fr",
    )
    valider(structures(pleine), "structure")
    valider(services(pleine), "service")
    (structure,) = structures(pleine)
    assert structure["siret"] == "13003013300016"
    assert structure["reseaux_porteurs"] == ["ccas-cias", "conseillers-numeriques", "france-service"]
    materiel, parentalite = services(pleine)
    assert materiel["thematiques"] == ["numerique--acquerir-un-equipement"]
    assert materiel["modes_accueil"] == ["a-distance", "en-presentiel"]
    assert materiel["modes_mobilisation"] == ["envoyer-un-courriel", "se-presenter"]
    assert (materiel["frais"], materiel["publics"]) == ("gratuit", ["jeunes", "seniors"])
    assert parentalite["structure_id"] == structure["id"]


def test_la_position_de_la_mairie_n_est_pas_donnee_pour_celle_du_lieu(lieux: pd.DataFrame) -> None:
    assert structures(un(lieux))[0]["latitude"] is None
    assert structures(un(lieux, precision_localisation="adresse"))[0]["latitude"] == 44.05


def test_un_pivot_inconnu_n_est_pas_un_siret(lieux: pd.DataFrame) -> None:
    for pivot in ("", "0" * 14, "W842001234"):
        assert structures(un(lieux, pivot=pivot))[0]["siret"] is None


@pytest.mark.parametrize(
    ("frais", "attendu"),
    [
        ("Gratuit", "gratuit"),
        ("Payant", "payant"),
        ("", None),
        ("Gratuit sous condition", None),
        ("Gratuit|Payant", None),
    ],
)
def test_des_frais_sans_equivalent_restent_inconnus_et_sont_precises(
    frais: str, attendu: str | None, lieux: pd.DataFrame
) -> None:
    (service,) = services(un(lieux, frais_a_charge=frais))
    assert service["frais"] == attendu
    assert service["frais_precisions"] == (frais.replace("|", ", ") or None)


def test_une_fiche_inventee_n_est_jamais_publiee(lieux: pd.DataFrame) -> None:
    marquee = lieux.assign(nature=["demonstration", "reel", "reel", "reel"])
    lu = json.loads(to_json(marquee, SOURCE, territoire="Amont"))
    assert len(lu["structures"]) == 3
    assert lu["provenance"]["fiches_de_demonstration_ecartees"] == 1
    assert (lu["provenance"]["territoire"], lu["provenance"]["date_donnees"]) == ("Amont", "inconnue")
