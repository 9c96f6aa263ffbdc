"""`filiere verifier | bilan` : ce qui rompt le bilan, de combien, et les mêmes nombres qu'à l'écran."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from inclusion.analysis.chiffres.filiere import chiffres_filiere
from inclusion.analysis.filiere.donnees import periode_filiere
from inclusion.analysis.observations import observer
from inclusion.commandes import lancer
from inclusion.data.demonstration import cadre, filiere
from inclusion.data.instantanes import copier
from inclusion.data.instantanes.ecriture import enregistrer
from inclusion.data.lecture import JEU_EMBARQUE, load_jeu


class Sortie(NamedTuple):
    code: int
    dit: str
    erreur: str


@pytest.fixture
def commande(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    def executer(*arguments: object) -> Sortie:
        monkeypatch.setattr(sys, "argv", ["inclusion", "filiere", *map(str, arguments)])
        code = lancer()
        lu = capsys.readouterr()
        return Sortie(code, lu.out.replace("\u202f", " "), lu.err.replace("\u202f", " "))

    return executer


@pytest.fixture(scope="module")
def jeu(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Le jeu embarqué et la démonstration de la filière : une série qui tombe juste, un lot qui ne tombe pas juste."""
    return _avec(tmp_path_factory.mktemp("filiere") / "jeu", sans=())


@pytest.fixture(scope="module")
def juste(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """La même démonstration, sans le lot fait pour ne pas tomber juste."""
    return _avec(tmp_path_factory.mktemp("juste") / "jeu", sans=(filiere.LOT_FAUX,))


def _avec(dossier: Path, *, sans: tuple[str, ...]) -> Path:
    copier(JEU_EMBARQUE, dossier)
    lu = load_jeu(dossier)
    lignes = cadre.engendrees(lu.tables, {"filiere": filiere})
    for nom in ("flux_equipements", "lots"):
        lignes[nom] = lignes[nom][~lignes[nom]["id_lot"].isin(sans)]
    if sans:
        lignes["stocks"] = lignes["stocks"][lignes["stocks"]["categorie"].ne("tablette")]
    enregistrer(dossier, cadre.avec(lu.tables, lignes), motif="essai", jeu=lu)
    return dossier


def test_le_verificateur_nomme_la_ligne_et_dit_de_combien(commande, jeu: Path) -> None:  # type: ignore[no-untyped-def]
    sortie = commande("verifier", "--donnees", jeu)
    assert sortie.code == 1
    assert "lot DEMO-ECART : sortie sans entrée" in sortie.dit
    assert "il en manque 2" in sortie.dit
    assert "(démonstration)" in sortie.dit


def test_une_serie_qui_tombe_juste_sort_en_zero(commande, juste: Path) -> None:  # type: ignore[no-untyped-def]
    sortie = commande("verifier", "--donnees", juste)
    assert (sortie.code, sortie.erreur) == (0, "")
    assert "Le bilan tombe juste" in sortie.dit


def test_les_ruptures_s_ecrivent_en_csv(commande, jeu: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    commande("verifier", "--donnees", jeu, "--sortie", tmp_path / "ruptures.csv")
    ecrit = (tmp_path / "ruptures.csv").read_text(encoding="utf-8-sig").splitlines()
    assert ecrit[0].startswith("Table,Ligne,Lot")
    assert len(ecrit) == 3


def test_le_bilan_ecrit_les_nombres_de_l_ecran(commande, jeu: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    sortie = commande("bilan", "--donnees", jeu, "--sortie", tmp_path / "bilan.json")
    assert sortie.code == 0
    ecrit = json.loads((tmp_path / "bilan.json").read_text(encoding="utf-8"))
    obs = observer(load_jeu(jeu), date.today())
    attendus = chiffres_filiere(obs, obs.departement, periode_filiere(obs, "12-mois"))
    assert {cle: dit["valeur"] for cle, dit in ecrit["chiffres"].items()} == {
        c.cle: c.valeur for c in attendus
    }
    for etape in ecrit["bilan"]:
        ecart = etape["Écart d'inventaire"] or 0
        reste = etape["Stock de début"] + etape["Entrées"] - etape["Sorties"] + ecart
        assert reste == pytest.approx(etape["Stock de fin"])
    assert ecrit["nature"] == "demonstration"


@pytest.mark.parametrize(
    ("arguments", "dit"),
    [
        (["--periode", "zut"], "Période « zut » inconnue : 12-mois"),
        (["--categorie", "zut"], "Catégorie « zut » inconnue : toutes"),
        (["--sortie", "/dev/null/x.json"], "ne peut pas être écrit"),
    ],
)
def test_une_demande_impossible_est_dite_et_sort_en_deux(
    commande, jeu: Path, arguments: list[str], dit: str
) -> None:  # type: ignore[no-untyped-def]
    sortie = commande("bilan", "--donnees", jeu, *arguments)
    assert sortie.code == 2
    assert dit in sortie.erreur


def test_sans_passage_la_commande_dit_quelle_table_remplir(commande, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    vide = tmp_path / "jeu"
    copier(JEU_EMBARQUE, vide)
    lu = load_jeu(vide)
    if len(lu["flux_equipements"]):
        enregistrer(vide, {"flux_equipements": lu["flux_equipements"].head(0)}, motif="essai", jeu=lu)
    sortie = commande("verifier", "--donnees", vide)
    assert sortie.code == 2
    assert "flux_equipements.csv" in sortie.erreur
