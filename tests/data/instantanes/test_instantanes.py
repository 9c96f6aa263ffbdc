"""Enregistrer, lister, restaurer : rien ne se perd, rien ne se voit à moitié."""

import errno
import json
import os
import re
import shutil
import threading
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from inclusion.data import instantanes as stockage
from inclusion.data.ecriture import en_textes, normalisee, to_octets
from inclusion.data.instantanes import (
    ConflitError,
    DisquePleinError,
    InstantaneInconnuError,
    JeuFautifError,
    LectureSeuleError,
    OccupeError,
    StockageError,
    Versement,
    adopter,
    copier,
    disque,
    empreinte,
    enregistrer,
    inacheves,
    instantanes,
    restaurer,
)
from inclusion.data.instantanes.verrou import verrou
from inclusion.data.lecture import JEU_EMBARQUE, load_jeu
from inclusion.model.schemas import lire_descripteur, schemas
from tests.pages_ouvertes import retirer

PARIS = ZoneInfo("Europe/Paris")
MIDI = datetime(2026, 11, 23, 12, 0, 0, tzinfo=PARIS)
SOIR = datetime(2026, 11, 23, 20, 0, 0, tzinfo=PARIS)


GARDEES = {"communes", "communes_voisines", "epci", "lieux", "postes", "indicateurs", "mesures"}


@pytest.fixture(scope="module")
def modele(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Une copie du jeu embarqué, allégée des tables dont ces tests n'ont pas besoin."""
    dossier = tmp_path_factory.mktemp("modele") / "jeu"
    copier(JEU_EMBARQUE, dossier)
    retirer(dossier, *set(schemas()) - GARDEES)
    return dossier


@pytest.fixture
def dossier(modele: Path, tmp_path: Path) -> Path:
    """Un jeu que personne n'a encore changé."""
    return Path(shutil.copytree(modele, tmp_path / "jeu"))


def lieux(dossier: Path, combien: int) -> dict[str, pd.DataFrame]:
    return {"lieux": load_jeu(dossier)["lieux"].head(combien)}


def ressource(dossier: Path, nom: str) -> dict[str, Any]:
    return next(r for r in lire_descripteur(dossier / "datapackage.json")["resources"] if r["name"] == nom)


def test_une_copie_dit_la_meme_chose_que_le_jeu_copie(tmp_path: Path) -> None:
    copier(JEU_EMBARQUE, tmp_path / "copie")
    copie, origine = load_jeu(tmp_path / "copie"), load_jeu(JEU_EMBARQUE)
    assert copie.fautes == ()
    assert copie.provenances == origine.provenances
    for nom in schemas():
        pd.testing.assert_frame_equal(copie[nom], origine[nom])


def test_un_enregistrement_fige_l_origine_puis_ecrit_un_etat_complet_et_autonome(dossier: Path) -> None:
    pose = enregistrer(dossier, lieux(dossier, 3), motif="essai", quand=MIDI)
    assert [(i.nom, i.motif, i.lignes["lieux"], i.courant) for i in instantanes(dossier)] == [
        ("2026-11-23T120000-2", "essai", 3, True),
        ("2026-11-23T120000", "état d'origine", 97, False),
    ]
    assert pose.tables == ("lieux",)
    assert (pose.dossier / "parametres.toml").is_file()
    seul = load_jeu(pose.dossier.rename(dossier.parent / "seul"))
    assert seul.fautes == ()
    assert set(seul.absentes) == set(schemas()) - GARDEES
    assert len(seul["lieux"]) == 3
    assert len(seul["communes"]) == 151


def test_le_jeu_lit_le_nouvel_etat_et_garde_ses_autres_tables(dossier: Path) -> None:
    avant = load_jeu(dossier)
    enregistrer(dossier, lieux(dossier, 3), motif="essai")
    apres = load_jeu(dossier)
    assert apres.fautes == ()
    assert apres["lieux"]["id"].to_list() == avant["lieux"]["id"].to_list()[:3]
    for nom in set(schemas()) - {"lieux"}:
        pd.testing.assert_frame_equal(apres[nom], avant[nom])


def test_le_deuxieme_enregistrement_ne_fige_pas_deux_fois(dossier: Path) -> None:
    enregistrer(dossier, lieux(dossier, 3), motif="un", quand=MIDI)
    enregistrer(dossier, lieux(dossier, 2), motif="deux", quand=SOIR)
    assert [i.motif for i in instantanes(dossier)] == ["deux", "un", "état d'origine"]


def test_une_table_retouchee_a_la_main_est_figee_avant_d_etre_remplacee(dossier: Path) -> None:
    pose = enregistrer(dossier, lieux(dossier, 3), motif="un", quand=MIDI)
    fichier, voulus = pose.dossier / "lieux.csv", lieux(dossier, 2)
    fichier.write_bytes(fichier.read_bytes().replace(b"reel", b"demonstration"))
    with pytest.raises(JeuFautifError, match="adopter"):
        enregistrer(dossier, voulus, motif="deux", quand=SOIR)
    adopter(dossier, quand=SOIR)
    enregistrer(dossier, voulus, motif="deux", quand=SOIR)
    motifs = [(i.motif, i.lignes["lieux"]) for i in instantanes(dossier)]
    assert motifs[:2] == [("deux", 2), ("état modifié hors de l'application", 3)]
    garde = load_jeu(instantanes(dossier)[1].dossier)["lieux"]
    assert set(garde["nature"]) == {"demonstration"}


def test_restaurer_rend_l_etat_d_origine_sans_rien_effacer(dossier: Path) -> None:
    avant = load_jeu(dossier)
    enregistrer(dossier, lieux(dossier, 3), motif="essai", quand=MIDI)
    restaure = restaurer(dossier, "2026-11-23T120000")
    assert restaure.courant
    pd.testing.assert_frame_equal(load_jeu(dossier)["lieux"], avant["lieux"])
    assert len(instantanes(dossier)) == 2
    restaurer(dossier, "2026-11-23T120000-2")
    assert len(load_jeu(dossier)["lieux"]) == 3


def test_restaurer_un_nom_inconnu_dit_ceux_qui_existent(dossier: Path) -> None:
    enregistrer(dossier, lieux(dossier, 3), motif="essai", quand=MIDI)
    for nom in ("2020-01-01T000000", "../..", ""):
        with pytest.raises(InstantaneInconnuError, match="2026-11-23T120000-2, 2026-11-23T120000"):
            restaurer(dossier, nom)


def test_un_instantane_retouche_ne_se_restaure_pas(dossier: Path) -> None:
    enregistrer(dossier, lieux(dossier, 3), motif="essai", quand=MIDI)
    origine = dossier / "instantanes" / "2026-11-23T120000"
    (origine / "postes.csv").write_text("rien", encoding="utf-8")
    with pytest.raises(InstantaneInconnuError, match=r"modifié depuis son écriture \(postes\.csv\)"):
        restaurer(dossier, origine.name)
    assert len(load_jeu(dossier)["lieux"]) == 3


def test_un_dossier_a_demi_ecrit_est_ignore_et_signale(dossier: Path) -> None:
    pose = enregistrer(dossier, lieux(dossier, 3), motif="essai", quand=MIDI)
    racine = dossier / "instantanes"
    (racine / ".en-cours-2026-11-23T130000-1-2").mkdir()
    (racine / "2026-11-23T140000").mkdir()
    shutil.copytree(pose.dossier, racine / "2026-11-23T150000")
    (racine / "2026-11-23T150000" / "postes.csv").unlink()
    (racine / "2026-11-23T160000").mkdir()
    (racine / "2026-11-23T160000" / "datapackage.json").write_text("{", encoding="utf-8")
    assert len(instantanes(dossier)) == 2
    assert inacheves(dossier) == {
        ".en-cours-2026-11-23T130000-1-2": "écriture interrompue",
        "2026-11-23T140000": "sans description",
        "2026-11-23T150000": "fichier manquant : postes.csv",
        "2026-11-23T160000": "description illisible",
    }
    with pytest.raises(InstantaneInconnuError, match=r"fichier manquant : postes\.csv"):
        restaurer(dossier, "2026-11-23T150000")


def test_une_table_retouchee_a_la_racine_apres_coup_est_signalee(dossier: Path) -> None:
    assert stockage.delaisses(dossier) == []
    enregistrer(dossier, lieux(dossier, 3), motif="essai")
    assert stockage.delaisses(dossier) == []
    bascule = (dossier / "datapackage.json").stat().st_mtime
    os.utime(dossier / "lieux.csv", (bascule + 1, bascule + 1))
    assert stockage.delaisses(dossier) == ["lieux.csv"]


# Deux personnes


def test_qui_a_lu_un_etat_depasse_recoit_un_conflit_et_rien_n_est_perdu(dossier: Path) -> None:
    vu = empreinte(dossier)
    enregistrer(dossier, lieux(dossier, 3), motif="elle", attendu=vu)
    with pytest.raises(ConflitError, match="ont changé"):
        enregistrer(dossier, lieux(dossier, 2), motif="lui", attendu=vu)
    assert len(load_jeu(dossier)["lieux"]) == 3
    enregistrer(dossier, lieux(dossier, 2), motif="lui", attendu=empreinte(dossier))
    assert len(load_jeu(dossier)["lieux"]) == 2


def test_restaurer_un_etat_depasse_est_aussi_un_conflit(dossier: Path) -> None:
    enregistrer(dossier, lieux(dossier, 3), motif="un", quand=MIDI)
    vu = empreinte(dossier)
    enregistrer(dossier, lieux(dossier, 2), motif="deux", quand=SOIR)
    with pytest.raises(ConflitError):
        restaurer(dossier, "2026-11-23T120000", attendu=vu)


def test_sur_plusieurs_ecrivains_qui_ont_lu_le_meme_etat_un_seul_ecrit(dossier: Path) -> None:
    vu, table = empreinte(dossier), lieux(dossier, 3)
    issues: list[str] = []

    def ecrire(qui: int) -> None:
        try:
            enregistrer(dossier, table, motif=f"écrivain {qui}", attendu=vu)
            issues.append("écrit")
        except ConflitError:
            issues.append("conflit")

    fils = [threading.Thread(target=ecrire, args=(n,)) for n in range(3)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sorted(issues) == ["conflit", "conflit", "écrit"]
    assert len(instantanes(dossier)) == 2


def test_un_verrou_tenu_est_dit_et_un_fichier_de_verrou_qui_traine_ne_bloque_personne(dossier: Path) -> None:
    (dossier / ".verrou").write_text("12345", encoding="utf-8")
    with (
        verrou(dossier, attente_s=0),
        pytest.raises(OccupeError, match="en cours"),
        verrou(dossier, attente_s=0),
    ):
        pass
    with verrou(dossier, attente_s=0):
        pass


# Ce qui ne s'écrit pas


def test_un_dossier_en_lecture_seule_est_dit_avant_d_ecrire(
    dossier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disque.os, "access", lambda *_: False)
    assert not stockage.peut_ecrire(dossier)
    with pytest.raises(LectureSeuleError, match="INCLUSION_DONNEES"):
        enregistrer(dossier, lieux(dossier, 3), motif="essai")
    assert not (dossier / "instantanes").exists()


@pytest.mark.parametrize(
    ("code", "dite", "phrase"),
    [
        (errno.EROFS, LectureSeuleError, "Donner le droit d'y écrire"),
        (errno.EACCES, LectureSeuleError, "Donner le droit d'y écrire"),
        (errno.ENOSPC, DisquePleinError, "Le disque est plein : rien n'a été changé"),
        (errno.EDQUOT, DisquePleinError, "Le quota de disque est atteint : rien n'a été changé"),
    ],
)
def test_un_disque_qui_refuse_ou_qui_est_plein_est_dit_et_rien_n_en_reste(
    code: int, dite: type[StockageError], phrase: str, dossier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuser(*_: object) -> None:
        raise OSError(code, "refusé")

    table = lieux(dossier, 3)
    monkeypatch.setattr(disque.os, "fsync", refuser)
    with pytest.raises(dite, match=phrase) as refus:
        enregistrer(dossier, table, motif="essai")
    assert ("droit" in str(refus.value)) == (dite is LectureSeuleError)
    monkeypatch.undo()
    assert len(load_jeu(dossier)["lieux"]) == 97
    assert instantanes(dossier) == []
    assert inacheves(dossier) == {}
    assert not list(dossier.rglob(".datapackage*"))


def test_un_dossier_a_creer_vaut_ce_que_vaut_son_parent(tmp_path: Path) -> None:
    assert stockage.peut_ecrire(tmp_path / "a" / "b")


def test_une_table_non_conforme_ou_qui_casse_une_reference_n_est_pas_enregistree(dossier: Path) -> None:
    jeu = load_jeu(dossier)
    doubles = pd.concat([jeu["lieux"].head(2), jeu["lieux"].head(1)])
    with pytest.raises(JeuFautifError, match="clé unique"):
        enregistrer(dossier, {"lieux": doubles}, motif="essai", jugees=True)
    fautif = jeu["lieux"].head(2).assign(code_postal="84")
    with pytest.raises(JeuFautifError, match="code_postal"):
        enregistrer(dossier, {"lieux": fautif}, motif="essai")
    ailleurs = jeu["postes"].head(2).assign(code_insee_siege="99999")
    with pytest.raises(JeuFautifError, match="99999"):
        enregistrer(dossier, {"postes": ailleurs}, motif="essai")
    with pytest.raises(JeuFautifError, match="siren"):
        enregistrer(dossier, {"epci": jeu["epci"].iloc[1:]}, motif="essai")
    with pytest.raises(JeuFautifError, match="cette colonne"):
        enregistrer(dossier, {"lieux": jeu["lieux"].drop(columns="nom")}, motif="essai")
    assert not (dossier / "instantanes").exists()


def test_un_jeu_fautif_ne_s_enregistre_pas_ce_qui_en_est_ecarte_serait_perdu(dossier: Path) -> None:
    """Une saisie sur trois lieux, dont un écarté pour sa date, n'en garderait que deux."""
    fichier, avant = dossier / "lieux.csv", (dossier / "lieux.csv").read_bytes()
    lignes = avant.decode().splitlines(keepends=True)
    fichier.write_bytes("".join([*lignes[:-1], re.sub(r",20(\d\d-\d\d-\d\d)", r",\1", lignes[-1])]).encode())
    jeu = load_jeu(dossier)
    (faute,) = jeu.fautes
    for tables in ({"lieux": jeu["lieux"]}, {"postes": jeu["postes"]}):
        with pytest.raises(JeuFautifError, match=f"lieux.csv, ligne {faute.ligne}"):
            enregistrer(dossier, tables, motif="essai", jeu=jeu)
    fichier.write_bytes(avant)
    enregistrer(dossier, {"lieux": load_jeu(dossier)["lieux"].head(2)}, motif="réparé")
    assert load_jeu(dossier).fautes == ()


# Provenance


def test_une_table_illisible_n_est_pas_remplacee_par_une_saisie(dossier: Path) -> None:
    sains = lieux(dossier, 3)
    fichier = dossier / "lieux.csv"
    fichier.write_text(fichier.read_text(encoding="utf-8") + "a" * 200_000 + "\n", encoding="utf-8")
    with pytest.raises(JeuFautifError, match="cellule démesurée"):
        enregistrer(dossier, sains, motif="réparation", quand=MIDI)
    assert instantanes(dossier) == []


def test_verser_dans_une_table_vide_lui_donne_la_source_et_la_date_du_versement(dossier: Path) -> None:
    mesures = pd.DataFrame([dict.fromkeys(schemas()["mesures"].colonnes, "")])
    jeu = load_jeu(dossier)
    mesures = mesures.assign(
        id_indicateur=jeu["indicateurs"]["code"].iloc[0], code_territoire="84", date=pd.Timestamp("2026-01-01"),
        valeur=1.0, source="Préfecture", nature="demonstration",
    )  # fmt: skip
    versement = Versement("Préfecture", date(2026, 6, 30))
    enregistrer(dossier, {"mesures": mesures}, motif="essai", versements={"mesures": versement})
    dite = load_jeu(dossier).provenances["mesures"]
    assert (dite.producteur, dite.sources, dite.quand, dite.nature) == (
        "Préfecture",
        "Préfecture",
        "30 juin 2026",
        "demonstration",
    )


def test_fusionner_ajoute_la_source_et_garde_la_date_la_plus_ancienne(dossier: Path) -> None:
    avant = load_jeu(dossier).provenances["lieux"]
    for jour in (date(2026, 6, 30), date(2026, 9, 30)):
        versements = {"lieux": Versement("Préfecture", jour)}
        enregistrer(dossier, lieux(dossier, 3), motif="essai", versements=versements)
    dite = load_jeu(dossier).provenances["lieux"]
    assert dite.sources == f"{avant.sources} ; Préfecture"
    assert dite.producteur == f"{avant.producteur} ; Préfecture"
    assert dite.date_donnees == avant.date_donnees == date(2023, 5, 17)
    assert dite.millesime == "", "le millésime d'avant ne décrit plus ces lignes"
    assert ressource(dossier, "lieux")["sources"][-1]["date_donnees"] == "2026-09-30"


def test_remplacer_remplace_aussi_la_provenance(dossier: Path) -> None:
    versement = Versement("Préfecture", None, remplace=True)
    enregistrer(dossier, lieux(dossier, 3), motif="essai", versements={"lieux": versement})
    dite = load_jeu(dossier).provenances["lieux"]
    assert (dite.producteur, dite.sources, dite.quand) == ("Préfecture", "Préfecture", "date inconnue")


@pytest.mark.parametrize(
    ("remplace", "attendu"),
    [(False, "ANCT, Hub du Sud ; producteur non déclaré"), (True, "producteur non déclaré")],
)
def test_un_nom_de_fichier_n_est_pas_un_producteur(remplace: bool, attendu: str, dossier: Path) -> None:
    versement = Versement("lieux.csv", None, remplace=remplace, declaree=False)
    enregistrer(dossier, lieux(dossier, 3), motif="essai", versements={"lieux": versement})
    dite = load_jeu(dossier).provenances["lieux"]
    assert dite.producteur == attendu
    assert dite.sources.endswith("lieux.csv")


def test_vider_une_table_la_dit_sans_donnee(dossier: Path) -> None:
    enregistrer(dossier, lieux(dossier, 0), motif="essai")
    assert load_jeu(dossier).provenances["lieux"].nature == "vide"


# L'empreinte


@pytest.mark.parametrize("figer", [False, True])
def test_l_empreinte_suit_les_fichiers_que_la_description_designe(figer: bool, dossier: Path) -> None:
    lu = dossier
    if figer:
        lu = enregistrer(dossier, lieux(dossier, 3), motif="essai").dossier
    vues = [empreinte(dossier)]
    for nom in (lu / "lieux.csv", dossier / "parametres.toml", dossier / "datapackage.json"):
        nom.write_bytes(nom.read_bytes() + b"\n")
        vues.append(empreinte(dossier))
    assert len(set(vues)) == 4
    (dossier / ".verrou").write_text("autre chose", encoding="utf-8")
    (dossier / "note.txt").write_text("sans rapport", encoding="utf-8")
    assert empreinte(dossier) == vues[-1]


def test_l_empreinte_d_un_dossier_sans_description_se_lit(tmp_path: Path) -> None:
    vide = empreinte(tmp_path)
    (tmp_path / "datapackage.json").write_text("{", encoding="utf-8")
    assert empreinte(tmp_path) != vide


# L'écriture d'une table


def test_une_table_ecrite_puis_relue_est_la_meme(dossier: Path) -> None:
    jeu = load_jeu(dossier)
    piege = 'a "b", c\nd; =1+1 | é'
    table = (
        jeu["lieux"].head(2).assign(nom=piege, latitude=pd.array([44.123456789012, None], dtype="Float64"))
    )
    enregistrer(dossier, {"lieux": table}, motif="essai")
    pd.testing.assert_frame_equal(load_jeu(dossier)["lieux"], table)


def test_les_nombres_les_dates_et_les_booleens_s_ecrivent_comme_le_schema_les_lit(dossier: Path) -> None:
    jeu = load_jeu(dossier)
    for nom, schema in schemas().items():
        if schema.chemin.endswith(".csv"):
            textes = en_textes(jeu[nom], schema)
            pd.testing.assert_frame_equal(normalisee(textes, schema), textes)
    epci = to_octets(jeu["epci"], schemas()["epci"]).decode("utf-8")
    assert {"true", "false"} <= set(epci.replace("\r\n", ",").split(","))
    assert en_textes(jeu["lieux"], schemas()["lieux"])["date_maj"].str.fullmatch(r"\d{4}-\d\d-\d\d").all()


def test_une_ressource_etrangere_et_une_adresse_sont_gardees(dossier: Path) -> None:
    chemin = dossier / "datapackage.json"
    decrit = json.loads(chemin.read_text(encoding="utf-8"))
    (dossier / "sous").mkdir()
    (dossier / "sous" / "note.txt").write_text("bonjour", encoding="utf-8")
    decrit["resources"] += [
        {"name": "note", "path": "sous/note.txt"},
        {"name": "dehors", "path": "../../secret.txt"},
        {"name": "loin", "path": ["a.csv", "b.csv"]},
    ]
    chemin.write_text(json.dumps(decrit), encoding="utf-8")
    (dossier.parent.parent / "secret.txt").write_text("secret", encoding="utf-8")
    pose = enregistrer(dossier, lieux(dossier, 3), motif="essai")
    assert (pose.dossier / "note.txt").read_text(encoding="utf-8") == "bonjour"
    assert not any(
        "secret" in f.read_text(encoding="utf-8", errors="ignore") for f in pose.dossier.glob("*.txt")
    )
