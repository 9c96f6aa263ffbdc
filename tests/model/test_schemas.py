"""`conforme` nomme toutes les fautes d'une table d'un coup, en français, avec leur ligne."""

import re
from typing import Any

import pandas as pd
import pytest

from inclusion.data.lecture import typee
from inclusion.model.schemas import (
    Faute,
    Schema,
    attendu,
    conforme,
    lire_descripteur,
    schema,
    schemas,
    valeurs_admises,
)

ESSAI = schema(
    {
        "name": "essais",
        "path": "essais.csv",
        "title": "Essais",
        "schema": {
            "primaryKey": ["code"],
            "fields": [
                {
                    "name": "code",
                    "type": "string",
                    "constraints": {"required": True, "unique": True, "pattern": "^[A-Z]{2}$"},
                    "example": "AB",
                },
                {"name": "effectif", "type": "integer", "constraints": {"minimum": 0, "maximum": 10}},
                {"name": "part", "type": "number", "constraints": {"minimum": 0, "maximum": 1}},
                {"name": "ouvert", "type": "boolean"},
                {"name": "quand", "type": "date"},
                {"name": "etat", "type": "string", "constraints": {"enum": ["occupe", "vacant"]}},
                {"name": "services", "type": "string", "nomenclature": "services", "separateur": "|"},
                {"name": "resume", "type": "string", "constraints": {"maxLength": 5}},
            ],
        },
    }
)
JUSTE = {
    "code": "AB", "effectif": "3", "part": "0.5", "ouvert": "true", "quand": "2024-02-29", "etat": "vacant",
    "services": "Aide aux démarches administratives|Accès internet et matériel informatique", "resume": "court",
}  # fmt: skip
VIDE = dict.fromkeys(JUSTE, "") | {"code": "CD"}


def fautes(*lignes: dict[str, str], un_schema: Schema = ESSAI) -> list[Faute]:
    """Les fautes d'une table dont la première rangée est à la ligne 2 du fichier."""
    table = pd.DataFrame(list(lignes), dtype="str")
    return conforme(table, un_schema, fichier="essais.csv", lignes=list(range(2, 2 + len(lignes))))


def test_une_table_juste_n_a_aucune_faute() -> None:
    assert fautes(JUSTE, VIDE) == []


def test_toutes_les_fautes_de_toutes_les_colonnes_sont_dites_a_la_fois() -> None:
    fausse = {
        "code": "abc", "effectif": "onze", "part": "0,5", "ouvert": "oui", "quand": "01/08/2024", "etat": "parti",
        "services": "Coiffure", "resume": "beaucoup trop long",
    }  # fmt: skip
    dites = fautes(JUSTE, fausse)
    assert {(f.ligne, f.colonne, f.valeur) for f in dites} == {(3, c, v) for c, v in fausse.items()}
    assert len(dites) == len(fausse), "une faute, une phrase"


def test_chaque_faute_se_lit_en_francais_avec_son_fichier_et_sa_ligne() -> None:
    (dite,) = fautes(JUSTE, VIDE | {"effectif": "onze"})
    assert str(dite) == (
        "essais.csv, ligne 3, colonne « effectif » : « onze ». Attendu : un nombre entier, au moins 0, au plus 10."
    )


@pytest.mark.parametrize(
    ("colonne", "valeur", "attendus"),
    [
        ("code", "abc", "de la forme prévue"),
        ("effectif", "11", "au plus 10"),
        ("part", "0,5", "point décimal"),
        ("ouvert", "oui", "true ou false"),
        ("quand", "01/08/2024", "AAAA-MM-JJ"),
        ("etat", "parti", "« occupe », « vacant »"),
        ("services", "Coiffure", "séparées par « | »"),
        ("resume", "trop long", "5"),
    ],
)
def test_la_faute_dit_ce_qui_etait_attendu(colonne: str, valeur: str, attendus: str) -> None:
    (dite,) = fautes(VIDE | {colonne: valeur})
    assert attendus in dite.attendu
    assert not re.search(r"\b(constraint|type is|value|required|enum)\b", str(dite)), "rien d'anglais"


@pytest.mark.parametrize(
    ("colonne", "valeur", "juste"),
    [
        ("effectif", "-1", False), ("effectif", "0", True), ("effectif", "10", True), ("effectif", "11", False),
        ("effectif", "1.5", False), ("effectif", "1 000", False),
        ("part", "-0.01", False), ("part", "0", True), ("part", "1", True), ("part", "1.01", False),
        ("part", "NaN", False), ("part", "INF", False),
        ("quand", "2024-02-29", True), ("quand", "2023-02-29", False),
        ("ouvert", "true", True), ("ouvert", "false", True), ("ouvert", "vrai", False),
        ("code", "AB", True), ("code", "ABC", False), ("code", "A", False), ("code", "ab", False),
        ("resume", "12345", True), ("resume", "123456", False),
        ("etat", "occupe", True), ("etat", "Occupé", False),
    ],
)  # fmt: skip
def test_les_bornes_sont_tenues(colonne: str, valeur: str, juste: bool) -> None:
    assert (fautes(VIDE | {colonne: valeur}) == []) == juste


@pytest.mark.parametrize(
    ("colonne", "valeur"),
    [("ouvert", v) for v in ("True", "TRUE", "1", "0", "False", "FALSE")]
    + [("quand", "2024-2-9"), ("effectif", "+3"), ("effectif", "3 "), ("part", "1e-1"), ("part", " 0.5")],
)
def test_ce_que_le_controle_accepte_la_lecture_le_comprend(colonne: str, valeur: str) -> None:
    """Sinon la valeur se perdrait en silence."""
    ligne = VIDE | {colonne: valeur}
    assert fautes(ligne) or typee(pd.DataFrame([ligne], dtype="str"), ESSAI)[colonne].notna().all()


def test_une_valeur_obligatoire_manquante_est_dite() -> None:
    dites = fautes(JUSTE, JUSTE | {"code": ""})
    assert {(f.ligne, f.colonne) for f in dites} == {(3, "code")}
    assert any("obligatoire" in f.attendu for f in dites)


def test_une_cle_prise_deux_fois_nomme_la_seconde_ligne() -> None:
    dites = fautes(JUSTE, VIDE, JUSTE)
    assert {(f.ligne, f.colonne) for f in dites} == {(4, "code")}
    assert any("unique" in f.attendu or "aucune autre ligne" in f.attendu for f in dites)


def test_une_cle_prise_deux_fois_est_une_seule_faute() -> None:
    assert len(fautes(JUSTE, JUSTE)) == 1


def test_une_cle_de_plusieurs_colonnes_se_juge_ensemble() -> None:
    mesure = {
        "id_indicateur": "a1", "code_territoire": "84", "date": "2024-01-01", "valeur": "1", "source": "s",
        "nature": "reel",
    }  # fmt: skip
    mesures = schemas()["mesures"]
    assert fautes(mesure, mesure | {"date": "2024-02-01"}, un_schema=mesures) == []
    (dite,) = fautes(mesure, mesure | {"valeur": "2"}, un_schema=mesures)
    assert (dite.ligne, dite.colonne) == (3, "id_indicateur, code_territoire, date")


def test_une_colonne_manquante_et_une_colonne_inconnue_sont_dites_ensemble() -> None:
    ligne = {k: v for k, v in JUSTE.items() if k not in {"part", "etat"}} | {"couleur": "bleu"}
    dites = fautes(ligne)
    assert [(f.ligne, f.colonne) for f in dites] == [(1, "part"), (1, "etat"), (1, "couleur")]
    assert "absente du fichier" in dites[0].attendu
    assert "« essais »" in dites[2].attendu


def test_l_ordre_des_colonnes_est_libre() -> None:
    assert fautes(dict(reversed(JUSTE.items()))) == []


def test_une_colonne_ecrite_deux_fois_est_dite() -> None:
    table = pd.DataFrame([[*JUSTE.values(), "AB"]], columns=[*JUSTE, "code"], dtype="str")
    dites = conforme(table, ESSAI, fichier="essais.csv", lignes=[2])
    assert [(f.ligne, f.colonne) for f in dites] == [(1, "code")]


def test_dans_une_valeur_multiple_seules_les_valeurs_hors_liste_sont_fautives() -> None:
    dites = fautes(VIDE | {"services": "Aide aux démarches administratives|Coiffure|Bricolage"})
    assert [f.valeur for f in dites] == ["Coiffure", "Bricolage"]


def test_les_lignes_dites_sont_celles_du_fichier() -> None:
    table = pd.DataFrame([JUSTE, VIDE | {"etat": "parti"}], dtype="str")
    (dite,) = conforme(table, ESSAI, fichier="essais.csv", lignes=[2, 9])
    assert dite.ligne == 9


def test_une_table_sans_ligne_est_juste() -> None:
    assert (
        conforme(pd.DataFrame(columns=list(JUSTE), dtype="str"), ESSAI, fichier="essais.csv", lignes=[]) == []
    )


def test_le_controle_ne_modifie_pas_la_table_recue() -> None:
    table = pd.DataFrame([JUSTE], dtype="str")
    avant = table.copy(deep=True)
    conforme(table, ESSAI, fichier="essais.csv", lignes=[2])
    pd.testing.assert_frame_equal(table, avant)


@pytest.mark.parametrize("code", ["01004", "2A004", "2B033", "97401", "84007"])
def test_un_code_insee_garde_sa_forme(code: str) -> None:
    assert re.fullmatch(_motif("lieux", "code_insee"), code)


@pytest.mark.parametrize("code", ["1004", "2C004", "20004", "84 007", "840070", "84007.0"])
def test_un_code_insee_abime_par_un_tableur_est_refuse(code: str) -> None:
    assert not re.fullmatch(_motif("lieux", "code_insee"), code)


def _motif(table: str, colonne: str) -> str:
    return next(str(c.contraintes["pattern"]) for c in schemas()[table].champs if c.nom == colonne)


# La description elle-même

CHAMPS = [(nom, c) for nom, s in schemas().items() for c in s.champs]


@pytest.mark.parametrize(("table", "champ"), CHAMPS, ids=[f"{t}.{c.nom}" for t, c in CHAMPS])
def test_chaque_colonne_est_nommee_et_decrite_en_francais(table: str, champ: Any) -> None:
    assert re.fullmatch(r"[a-z0-9_]+", champ.nom)
    assert champ.titre != champ.nom
    assert len(champ.description) > 3
    assert attendu(champ)
    assert not {"^", "\\"} & set(attendu(champ)), "une forme se dit en mots"
    assert "forme prévue" not in attendu(champ) or "pattern" not in champ.contraintes, (
        "une forme se dit en mots"
    )


@pytest.mark.parametrize("nom", list(schemas()))
def test_la_cle_d_une_table_est_parmi_ses_colonnes(nom: str) -> None:
    assert set(schemas()[nom].cle) <= set(schemas()[nom].colonnes)


def test_une_enumeration_de_la_description_est_celle_de_sa_nomenclature() -> None:
    differentes = [
        f"{t}.{c.nom}" for t, c in CHAMPS if c.nomenclature and c.valeurs and c.valeurs != valeurs_admises(c)
    ]
    assert differentes == []


def test_chaque_reference_designe_une_colonne_qui_existe() -> None:
    rompues = [
        f"{table}.{champ.nom} : {cible}"
        for table, champ in CHAMPS
        for cible in champ.references
        if cible != "departement"
        and cible.partition(".")[2] not in schemas()[cible.partition(".")[0]].colonnes
    ]
    assert rompues == []


def test_chaque_ressource_dit_sa_nature_son_producteur_et_sa_licence() -> None:
    for ressource in lire_descripteur()["resources"]:
        assert ressource["nature"] in {"reel", "demonstration", "vide"}
        assert ressource["producteur"]
        assert ressource["licenses"]
