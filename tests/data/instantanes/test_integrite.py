"""Un état enregistré se contrôle quand on le lit : rien de supprimé, de tronqué ni de retouché n'est servi sans un mot."""

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from inclusion.commandes import lancer
from inclusion.data.instantanes import (
    InstantaneInconnuError,
    JeuFautifError,
    adopter,
    copier,
    enregistrer,
    inacheves,
    instantanes,
    restaurer,
)
from inclusion.data.lecture import JEU_EMBARQUE, load_jeu, load_table


@pytest.fixture(scope="module")
def modele(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Un jeu à deux états : celui d'origine (97 lieux), et le courant (trois)."""
    dossier = tmp_path_factory.mktemp("modele") / "jeu"
    copier(JEU_EMBARQUE, dossier)
    enregistrer(dossier, {"lieux": load_jeu(dossier)["lieux"].head(3)}, motif="trois lieux")
    return dossier


@pytest.fixture
def dossier(modele: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(modele, tmp_path / "jeu"))


def courant(dossier: Path) -> Path:
    return next(i.dossier for i in instantanes(dossier) if i.courant)


def origine(dossier: Path) -> str:
    return next(i.nom for i in instantanes(dossier) if i.motif == "état d'origine")


def sans_derniere_ligne(fichier: Path) -> None:
    fichier.write_bytes(b"".join(fichier.read_bytes().splitlines(keepends=True)[:-1]))


def un_dossier(fichier: Path) -> None:
    fichier.unlink()
    fichier.mkdir()


# Dégât fait à un fichier de l'état courant → ce que la faute en dit.
DEGATS: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "table supprimée": ("lieux.csv", Path.unlink, "fichier supprimé"),
    "table tronquée d'une ligne": ("lieux.csv", sans_derniere_ligne, "retouché ou abîmé"),
    "table vidée": ("lieux.csv", lambda f: f.write_bytes(b""), "0 octets"),
    "autre encodage": ("lieux.csv", lambda f: f.write_bytes(f.read_text("utf-8").encode("utf-16")), "abîmé"),
    "table qui est un dossier": ("lieux.csv", un_dossier, "c'est un dossier"),
    "contours tronqués": ("communes.parquet", lambda f: f.write_bytes(f.read_bytes()[:9_000]), "9000 octets"),
}


@pytest.mark.parametrize(("fichier", "degat", "dit"), DEGATS.values(), ids=list(DEGATS))
def test_un_etat_abime_est_dit_avec_son_remede_et_restaurer_marche(
    fichier: str, degat: Callable[[Path], object], dit: str, dossier: Path
) -> None:
    assert load_jeu(dossier).fautes == ()
    nom, abime = origine(dossier), courant(dossier)
    degat(abime / fichier)
    for lu in (dossier, abime):  # l'état courant, et le même regardé comme un état passé
        jeu = load_jeu(lu)
        (faute,) = [f for f in jeu.fautes if f.fichier == fichier]
        assert dit in faute.attendu
        assert "restaurer DOSSIER NOM" in faute.attendu
        assert jeu[Path(fichier).stem].empty, "un chiffre faux n'est pas servi : il est inconnu"
    assert restaurer(dossier, nom).courant
    assert load_jeu(dossier).fautes == ()
    assert len(load_jeu(dossier)["lieux"]) == 97
    assert abime.exists(), "ce qui reste de l'état abîmé n'est pas effacé"
    assert "état modifié hors de l'application" not in [i.motif for i in instantanes(dossier)]


def remplace_par_un_dossier(description: Path) -> None:
    description.unlink()
    description.mkdir()
    (description / "note.txt").write_text("à garder", encoding="utf-8")


@pytest.mark.parametrize(
    "degat",
    [
        lambda d: d.write_bytes(b""),
        lambda d: d.write_bytes(b"[]"),
        lambda d: d.write_bytes(d.read_text("utf-8").encode("utf-16")),
        lambda d: d.write_bytes(d.read_bytes()[:200]),
        Path.unlink,
        remplace_par_un_dossier,
    ],
    ids=["vide", "liste", "utf-16", "tronquée", "supprimée", "dossier"],
)
def test_restaurer_marche_quand_la_description_du_jeu_ne_se_lit_pas(
    degat: Callable[[Path], object], dossier: Path
) -> None:
    noms = [i.nom for i in instantanes(dossier)]
    garde = (dossier / "datapackage.json").read_bytes()
    degat(dossier / "datapackage.json")
    abimee = (dossier / "datapackage.json").exists()
    assert load_jeu(dossier).fautes[0].fichier == "datapackage.json"
    restaurer(dossier, noms[0])
    assert load_jeu(dossier).fautes == ()
    assert (dossier / "datapackage.json").read_bytes() == garde
    assert [i.nom for i in instantanes(dossier)] == noms
    assert len(list(dossier.glob("datapackage.json.illisible-*"))) == int(abimee), "rien n'est effacé"


def test_un_etat_dont_la_description_ou_le_dossier_manque_est_une_faute_pour_le_jeu_qui_le_designe(
    dossier: Path,
) -> None:
    nom, etat = origine(dossier), courant(dossier)
    (etat / "datapackage.json").write_bytes(b"[]")
    (faute,) = {f.fichier for f in load_jeu(dossier).fautes if f.fichier.startswith("instantanes")}
    assert faute == f"instantanes/{etat.name}/datapackage.json"
    assert inacheves(dossier) == {etat.name: "description illisible"}
    shutil.rmtree(etat)
    assert f"instantanes/{etat.name}/datapackage.json" in {f.fichier for f in load_jeu(dossier).fautes}
    restaurer(dossier, nom)
    assert load_jeu(dossier).fautes == ()


def test_rien_ne_s_enregistre_par_dessus_un_etat_abime(dossier: Path) -> None:
    jeu = load_jeu(dossier)
    (courant(dossier) / "postes.csv").unlink()
    with pytest.raises(JeuFautifError, match=r"postes\.csv.*fichier supprimé"):
        enregistrer(dossier, {"lieux": jeu["lieux"].head(1)}, motif="essai")
    assert len(list((dossier / "instantanes").iterdir())) == 2


def test_une_table_seule_d_un_etat_abime_n_est_pas_servie(dossier: Path) -> None:
    assert len(load_table(courant(dossier), "lieux")) == 3
    sans_derniere_ligne(courant(dossier) / "lieux.csv")
    assert load_table(courant(dossier), "lieux").empty
    assert load_table(dossier, "lieux").empty


# Un jeu que l'on tient soi-même ne porte pas d'empreinte


def test_un_jeu_tenu_dans_un_tableur_se_retouche_librement(tmp_path: Path) -> None:
    copier(JEU_EMBARQUE, tmp_path / "jeu")
    sans_derniere_ligne(tmp_path / "jeu" / "lieux.csv")
    (tmp_path / "jeu" / "mesures.csv").unlink()
    jeu = load_jeu(tmp_path / "jeu")
    assert jeu.fautes == ()
    assert len(jeu["lieux"]) == 96
    assert jeu.absentes == ("mesures",)


# Adopter une retouche


def test_adopter_fait_un_etat_d_une_retouche_conforme_et_garde_les_autres(dossier: Path) -> None:
    assert adopter(dossier) is None, "rien n'a été retouché"
    avant = origine(dossier)
    sans_derniere_ligne(courant(dossier) / "lieux.csv")
    pose = adopter(dossier)
    assert pose is not None
    assert (pose.motif, pose.courant, pose.lignes["lieux"]) == ("état modifié hors de l'application", True, 2)
    assert load_jeu(dossier).fautes == ()
    assert len(load_jeu(dossier)["lieux"]) == 2
    assert restaurer(dossier, avant).lignes["lieux"] == 97


@pytest.mark.parametrize(
    ("fichier", "degat", "dit"),
    [
        ("lieux.csv", Path.unlink, "fichier supprimé"),
        ("lieux.csv", lambda f: f.write_bytes(b"id,nom\r\n1,2\r\n"), "cette colonne"),
        ("communes.parquet", lambda f: f.write_bytes(f.read_bytes()[:9_000]), "tronqué"),
        ("lieux.csv", un_dossier, "c'est un dossier"),
    ],
)
def test_ce_qui_manque_ou_ne_se_lit_pas_ne_s_adopte_pas(
    fichier: str, degat: Callable[[Path], object], dit: str, dossier: Path
) -> None:
    degat(courant(dossier) / fichier)
    with pytest.raises(JeuFautifError, match=dit):
        adopter(dossier)
    assert len(list((dossier / "instantanes").iterdir())) == 2


def test_un_etat_abime_ne_se_restaure_pas(dossier: Path) -> None:
    nom, abime = origine(dossier), courant(dossier)
    sans_derniere_ligne(abime / "lieux.csv")
    restaurer(dossier, nom)
    with pytest.raises(InstantaneInconnuError, match=r"modifié depuis son écriture \(lieux\.csv\)"):
        restaurer(dossier, abime.name)


# Au terminal


@pytest.fixture
def commande(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    def executer(*arguments: object) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["inclusion", *map(str, arguments)])
        code = lancer()
        lu = capsys.readouterr()
        return code, lu.out + lu.err

    return executer


def test_au_terminal_adopter_dit_combien_de_lignes_changent(
    commande: Callable[..., tuple[int, str]], dossier: Path
) -> None:
    assert commande("adopter", dossier) == (
        0,
        "Rien à adopter : le jeu est tel que l'application l'a enregistré.\n",
    )
    sans_derniere_ligne(courant(dossier) / "lieux.csv")
    code, dit = commande("adopter", dossier)
    assert code == 0
    assert "lieux : 3 lignes enregistrées, 2 adoptées." in dit
    (courant(dossier) / "postes.csv").unlink()
    code, dit = commande("adopter", dossier)
    assert code == 2
    assert "postes.csv" in dit


DESCRIPTIONS = {"liste": b"[]", "vide": b"", "sans nom": json.dumps({"resources": [{"path": "a"}]}).encode()}
COMMANDES: tuple[tuple[str, ...], ...] = (
    ("controler", "FICHIER", "--jeu", "JEU"),
    ("importer", "FICHIER", "--vers", "JEU"),
    ("demonstration", "retirer", "--vers", "JEU"),
    ("demonstration", "engendrer", "--vers", "JEU"),
    ("exporter", "lieux", "--forme", "csv", "--vers", "SORTIE", "--donnees", "JEU"),
    ("exporter", "tout", "--forme", "paquet", "--vers", "SORTIE", "--donnees", "JEU"),
    ("couverture", "--sortie", "SORTIE", "--donnees", "JEU"),
    ("indicateurs", "--sortie", "SORTIE", "--donnees", "JEU"),
    ("document", "--sortie", "SORTIE", "--format", "xlsx", "--donnees", "JEU"),
    ("filiere", "bilan", "--donnees", "JEU"),
    ("comparer", "JEU", "ETAT"),
    ("trajets", "--vers", "JEU"),
    ("adopter", "JEU"),
)


@pytest.mark.parametrize("octets", DESCRIPTIONS.values(), ids=list(DESCRIPTIONS))
@pytest.mark.parametrize("arguments", COMMANDES, ids=" ".join)
def test_aucune_commande_ne_tombe_sur_une_description_abimee(
    arguments: tuple[str, ...],
    octets: bytes,
    commande: Callable[..., tuple[int, str]],
    dossier: Path,
    tmp_path: Path,
) -> None:
    noms = {
        "JEU": dossier, "FICHIER": JEU_EMBARQUE / "lieux.csv", "SORTIE": tmp_path / "s", "ETAT": origine(dossier),
    }  # fmt: skip
    (dossier / "datapackage.json").write_bytes(octets)
    code, dit = commande(*(noms.get(a, a) for a in arguments))
    assert code in {1, 2}, dit
    assert "datapackage.json" in dit
    assert not (tmp_path / "s").exists()
