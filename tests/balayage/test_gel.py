"""Un lieu nommé comme un gabarit ne fige pas le serveur : la carte est dessinée, le nom y est tel quel."""

import csv
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from inclusion.data.lecture import JEU_EMBARQUE
from inclusion.views.cartes import json_inerte
from tests.balayage.charges import GABARITS, TEXTES
from tests.pages_ouvertes import RACINE

LIMITE_S = 180
"""Sans elle, un serveur figé ferait durer l'essai pour toujours ; la page prend quelques secondes."""
OUVRIR = """
import sys
from tests.balayage.releve import relever
textes, pannes = relever(sys.argv[1], "carte", {})
assert not pannes, pannes
envoye = [t.dit for t in textes if t.endroit == "ComponentInstance.json_args"]
print(any(sys.argv[2] in dit for dit in envoye))
"""


def jeu_avec(nom: str, dossier: Path) -> Path:
    shutil.copytree(JEU_EMBARQUE, dossier)
    with (dossier / "lieux.csv").open(encoding="utf-8-sig", newline="") as fichier:
        lignes = list(csv.DictReader(fichier))
    lignes[0]["nom"] = nom
    with (dossier / "lieux.csv").open("w", encoding="utf-8", newline="") as fichier:
        ecrivain = csv.DictWriter(fichier, list(lignes[0]), lineterminator="\n")
        ecrivain.writeheader()
        ecrivain.writerows(lignes)
    return dossier


@pytest.mark.parametrize("nom", ["Espace {{9**(9**9)}}", "{% raw %}", "{# note"])
def test_un_nom_ecrit_comme_un_gabarit_ne_fige_ni_ne_casse_la_carte(nom: str, tmp_path: Path) -> None:
    dossier = jeu_avec(nom, tmp_path / "jeu")
    inerte = re.sub(r"\{(?=[{%#])", r"\\u007b", nom)  # tel qu'il part, dans un JSON lui-même mis en JSON
    attendu = json.dumps(inerte).strip('"')
    sortie = subprocess.run(
        [sys.executable, "-c", OUVRIR, str(dossier), attendu],
        cwd=RACINE, capture_output=True, text=True, timeout=LIMITE_S, check=False,
    )  # fmt: skip
    assert (sortie.returncode, sortie.stdout.strip()) == (0, "True"), sortie.stderr[-800:]


@pytest.mark.parametrize("texte", TEXTES)
def test_le_json_de_la_carte_se_relit_et_ne_porte_ni_gabarit_ni_balise(texte: str) -> None:
    donnees = {"noms": {texte: [texte, {"x": {}}]}}
    ecrit = json_inerte(donnees)
    assert json.loads(ecrit) == donnees
    assert not any(signe in ecrit for signe in ("{{", "{%", "{#", "<", ">", "&", "'"))


@pytest.mark.parametrize("texte", GABARITS)
def test_jinja_ne_trouve_rien_a_evaluer_dans_le_json_de_la_carte(texte: str) -> None:
    from jinja2 import Template

    ecrit = json_inerte({"nom": texte})
    assert Template(ecrit).render(this="vu") == ecrit
