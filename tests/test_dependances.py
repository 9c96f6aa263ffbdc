"""Ce que l'on installe est ce que l'on a vu : versions exactes et empreintes, accordées à pyproject.toml."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

RACINE = Path(__file__).resolve().parents[1]
LISTES = ["requirements.txt", "requirements-dev.txt"]
EMPREINTE = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def lignes(texte: str) -> list[str]:
    """Chaque exigence avec ses empreintes, sur une seule ligne."""
    suivies = texte.replace("\\\n", " ")
    return [ligne.strip() for ligne in suivies.splitlines() if ligne.strip() and not ligne.startswith("#")]


def exigences(liste: str) -> list[tuple[Requirement, int]]:
    """Chaque exigence d'une liste, et le nombre de ses empreintes."""
    lues = []
    for ligne in lignes((RACINE / liste).read_text("utf-8")):
        dite, *empreintes = ligne.split(" --hash=")
        assert all(EMPREINTE.fullmatch(f"--hash={e.strip()}") for e in empreintes), ligne[:80]
        lues.append((Requirement(dite), len(empreintes)))
    return lues


def epinglees(liste: str) -> set[tuple[str, str, str]]:
    return {(canonicalize_name(e.name), str(e.specifier), str(e.marker or "")) for e, _ in exigences(liste)}


def voulues(groupe: str) -> list[Requirement]:
    lu = tomllib.loads((RACINE / "pyproject.toml").read_text("utf-8"))
    return [Requirement(d) for d in {"": lu["project"]["dependencies"], **lu["dependency-groups"]}[groupe]]


@pytest.mark.parametrize("liste", LISTES)
def test_chaque_ligne_a_une_version_exacte_et_une_empreinte(liste: str) -> None:
    sans = [str(e) for e, combien in exigences(liste) if not combien or not str(e.specifier).startswith("==")]
    assert sans == []


@pytest.mark.parametrize("liste", LISTES)
def test_aucune_ligne_ne_nomme_un_registre(liste: str) -> None:
    texte = (RACINE / liste).read_text("utf-8")
    assert "://" not in texte
    assert "--index-url" not in texte
    assert [str(e) for e, _ in exigences(liste) if e.url] == []


@pytest.mark.parametrize(("liste", "groupe"), [(LISTES[0], ""), (LISTES[1], "dev")])
@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_toute_dependance_de_pyproject_est_epinglee_a_une_version_admise(
    liste: str, groupe: str, version: str
) -> None:
    milieu = {"python_version": version, "python_full_version": f"{version}.0", "sys_platform": "linux"}
    retenues = {
        canonicalize_name(e.name): str(e.specifier).removeprefix("==")
        for e, _ in exigences(liste)
        if e.marker is None or e.marker.evaluate(milieu)
    }
    for voulue in voulues(groupe):
        nom = canonicalize_name(voulue.name)
        assert nom in retenues, nom
        assert voulue.specifier.contains(retenues[nom]), nom


def test_les_essais_tournent_sur_les_versions_que_l_on_installe() -> None:
    """Le Makefile installe la première liste puis la seconde, qui la complète sans rien y changer."""
    installees = {nom: version for nom, version, marque in epinglees(LISTES[0]) if not marque}
    essayees = {nom: version for nom, version, marque in epinglees(LISTES[1]) if not marque}
    communes = installees.keys() & essayees.keys()
    assert len(communes) > 50
    assert {n: installees[n] for n in communes} == {n: essayees[n] for n in communes}


def test_chaque_paquet_de_la_carte_a_son_empreinte() -> None:
    verrou = json.loads((RACINE / "package-lock.json").read_text("utf-8"))["packages"]
    voulus = json.loads((RACINE / "package.json").read_text("utf-8"))["dependencies"]
    poses = {nom.removeprefix("node_modules/"): p for nom, p in verrou.items() if nom}
    assert voulus.items() <= {nom: p["version"] for nom, p in poses.items()}.items()
    assert [nom for nom, p in poses.items() if not p.get("integrity", "").startswith("sha512-")] == []
