"""Chaque table a son modèle de saisie : en-têtes, aide, listes déroulantes."""

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter, range_boundaries
from typer.testing import CliRunner

from inclusion.commandes import application
from inclusion.exports.modeles import LIGNES_A_SAISIR, to_xlsx
from inclusion.model.schemas import Champ, Schema, attendu, schemas, valeurs_admises

SCHEMAS = list(schemas().values())
parametre = pytest.mark.parametrize("schema", SCHEMAS, ids=[s.nom for s in SCHEMAS])


def classeur(schema: Schema) -> Any:
    return openpyxl.load_workbook(BytesIO(to_xlsx(schema)))


def a_liste(champ: Champ) -> tuple[str, ...]:
    return ("true", "false") if champ.type == "boolean" else valeurs_admises(champ)


@parametre
def test_les_en_tetes_sont_les_colonnes_du_schema(schema: Schema) -> None:
    saisie = classeur(schema)["Saisie"]
    assert [c.value for c in saisie[1]] == schema.colonnes
    assert saisie.max_row == 1, "un modèle est vide"
    assert saisie.freeze_panes == "A2"


@parametre
def test_chaque_en_tete_porte_son_aide(schema: Schema) -> None:
    for cellule, champ in zip(classeur(schema)["Saisie"][1], schema.champs, strict=True):
        aide = cellule.comment.text
        assert champ.titre in aide
        assert attendu(champ) in aide
        assert ("Obligatoire" in aide) == champ.requis


@parametre
def test_chaque_enumeration_a_sa_liste_deroulante_et_elle_seule(schema: Schema) -> None:
    ouvert = classeur(schema)
    proposees = {}
    for validation in ouvert["Saisie"].data_validations.dataValidation:
        colonne, premiere, _, derniere = range_boundaries(str(validation.sqref))
        assert validation.type == "list"
        assert (premiere, derniere) == (2, LIGNES_A_SAISIR + 1), "toute la colonne, sauf son en-tête"
        proposees[schema.champs[colonne - 1].nom] = _lues(ouvert["Listes"], validation.formula1)
    assert proposees == {champ.nom: a_liste(champ) for champ in schema.champs if a_liste(champ)}


def _lues(listes: Any, formule: str) -> tuple[str, ...]:
    """Les valeurs de la plage `Listes!$C$2:$C$9`."""
    plage = formule.removeprefix("=").partition("!")[2].replace("$", "")
    return tuple(ligne[0].value for ligne in listes[plage])


@parametre
def test_une_liste_a_valeurs_multiples_est_proposee_sans_etre_imposee(schema: Schema) -> None:
    champs = {get_column_letter(rang): champ for rang, champ in enumerate(schema.champs, start=1)}
    for validation in classeur(schema)["Saisie"].data_validations.dataValidation:
        champ = champs[str(validation.sqref).partition("2")[0]]
        assert (validation.errorStyle == "warning") == bool(champ.separateur)


@parametre
def test_la_feuille_d_aide_decrit_chaque_colonne(schema: Schema) -> None:
    aide = classeur(schema)["Aide"]
    lignes = [[c.value or "" for c in ligne] for ligne in aide.iter_rows(min_row=2)]
    assert [ligne[0] for ligne in lignes] == schema.colonnes
    for ligne, champ in zip(lignes, schema.champs, strict=True):
        assert ligne[1] == champ.titre
        assert ligne[3] == champ.unite
        assert ligne[5] == ("oui" if champ.requis else "non")


@parametre
def test_un_code_se_saisit_en_texte_et_une_date_en_date(schema: Schema) -> None:
    saisie = classeur(schema)["Saisie"]
    for rang, champ in enumerate(schema.champs, start=1):
        largeur = saisie.column_dimensions[get_column_letter(rang)]
        if largeur.min is not None:  # openpyxl regroupe les colonnes de même format
            assert largeur.number_format == ("yyyy-mm-dd" if champ.type == "date" else "@")


def test_la_commande_ecrit_un_classeur_par_table(tmp_path: Path) -> None:
    sortie = CliRunner().invoke(application, ["modeles", "--vers", str(tmp_path / "modeles")])
    assert sortie.exit_code == 0, sortie.output
    ecrits = {fichier.stem for fichier in (tmp_path / "modeles").glob("*.xlsx")}
    assert ecrits == set(schemas())
