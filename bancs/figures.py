"""Tous les chiffres, posés à plat : `python -m bancs.figures --vers DOSSIER [--pages PAGE,PAGE]`.

Pour six territoires, sur le jeu livré puis sur un jeu de démonstration qui a deux états enregistrés, à date figée : les
indicateurs, ce que dit chaque page (libellés, valeurs, tableaux, figures) et le contenu du classeur. Deux dossiers écrits
par deux versions du code se comparent par `diff -r` : toute différence doit s'expliquer.
"""

import argparse
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pandas as pd
import time_machine
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from inclusion.commandes import application
from inclusion.data.demonstration import cadre, mentions
from inclusion.data.instantanes.ecriture import copier, enregistrer
from inclusion.data.lecture import JEU_EMBARQUE, load_jeu
from inclusion.model.schemas import lire_descripteur

RACINE = Path(__file__).resolve().parents[1]
PARIS = ZoneInfo("Europe/Paris")
LE_JOUR = datetime(2026, 11, 30, 10, 0, tzinfo=PARIS)
TERRITOIRES = {
    "84": "Vaucluse (département)",
    "200040442": "Luberon Monts de Vaucluse (EPCI)",
    "248400251": "Grand Avignon (EPCI)",
    "248400335": "Vaison Ventoux (EPCI)",
    "84007": "Avignon (84007)",
    "84123": "Sault (84123)",
}
ETATS = (datetime(2026, 3, 2, 9, 30, tzinfo=PARIS), datetime(2026, 9, 14, 17, 5, tzinfo=PARIS))
SANS_CHIFFRE = {"html", "main", "sidebar", "flex_container", "grid_container", "column", "divider"}
DESSINS = {"plotly_chart", "component_instance"}
ABREGE = 4_000
"""Au-delà de tant de signes, une figure n'est gardée que par son empreinte et sa longueur."""


def jeu_de_demonstration(dossier: Path) -> Path:
    """Le jeu livré et sa démonstration, après deux états où des lieux et des postes manquaient."""
    copier(JEU_EMBARQUE, dossier, quand=ETATS[0])
    for quand, part in zip(ETATS, (7, 11), strict=True):
        jeu = load_jeu(dossier)
        lignes = cadre.engendrees(jeu.tables, cadre.themes())
        tables = cadre.avec(jeu.tables, lignes)
        dites = mentions.versements_avec(
            lire_descripteur(dossier / "datapackage.json"), lignes, graine=cadre.GRAINE, a_date=cadre.A_DATE
        )
        moindres = {nom: tables[nom].iloc[:-part] for nom in ("activites",) if nom in tables}
        enregistrer(dossier, {**tables, **moindres}, motif="banc", versements=dites, jeu=jeu, quand=quand)
    jeu = load_jeu(dossier)
    postes = jeu["postes"].assign(etat=jeu["postes"]["etat"].where(jeu["postes"].index % 9 > 0, "vacant"))
    enregistrer(dossier, {"postes": postes}, motif="banc", jeu=jeu, quand=LE_JOUR.replace(hour=8))
    return dossier


def commande(*mots: str) -> str:
    """Ce que dit une commande, son code de sortie en tête."""
    resultat = CliRunner().invoke(application, list(mots))
    return f"code {resultat.exit_code}\n{resultat.output}"


def page(chemin: Path, territoire: str) -> str:
    """Ce que dit une page, élément par élément, dans l'ordre où on la lit."""
    at = AppTest.from_file(str(RACINE / "app.py"), default_timeout=300)
    at.query_params["territoire"] = territoire
    at.switch_page(str(chemin.relative_to(RACINE))).run()
    return "\n".join(_dits([*at.main, *at.sidebar])) + "\n"


def _dits(elements: Iterable[Any]) -> Iterator[str]:
    for element in elements:
        if element.type in SANS_CHIFFRE:
            continue
        if element.type in {"dataframe", "table"}:
            yield f"[{element.type}]\n{_tableau(element.value)}"
        elif element.type == "metric":
            yield f"[metric] {element.label} | {element.value} | {element.delta} | {_en_json(element.proto)}"
        elif element.type in DESSINS:
            yield f"[{element.type}] {_en_json(element.proto)}"
        elif hasattr(element, "value"):
            yield f"[{element.type}] {getattr(element, 'label', '')} | {element.value}"
        else:
            yield f"[{element.type}] {_en_json(element.proto)}"


def _tableau(table: Any) -> str:
    cadre_lu = getattr(table, "data", table)
    return str(pd.DataFrame(cadre_lu).to_csv(index=False))


def _en_json(proto: Any) -> str:
    """Le contenu d'un élément, sans ce qui change d'un lancement à l'autre."""
    dit = str(proto)
    propre = "\n".join(ligne for ligne in dit.splitlines() if not ligne.strip().startswith(("id:", "url:")))
    if len(propre) <= ABREGE:
        return propre.replace("\n", " ; ")
    return f"{len(propre)} signes, {hashlib.sha256(propre.encode()).hexdigest()[:16]}"


def classeur(chemin: Path) -> str:
    """Les feuilles d'un classeur, une ligne par rangée."""
    feuilles = {
        feuille.title: [
            [None if c is None else str(c) for c in rangee] for rangee in feuille.iter_rows(values_only=True)
        ]
        for feuille in openpyxl.load_workbook(chemin).worksheets
    }
    rangees = (f"{nom}\t{json.dumps(r, ensure_ascii=False)}" for nom, lues in feuilles.items() for r in lues)
    return "\n".join(rangees) + "\n"


def poser(jeu: Path, vers: Path, pages: list[Path]) -> None:
    """Écrit dans `vers` tout ce que dit un jeu."""
    vers.mkdir(parents=True, exist_ok=True)
    os.environ["INCLUSION_DONNEES"] = str(jeu)
    for code, libelle in TERRITOIRES.items():
        valeurs, xlsx = vers / f"indicateurs-{code}.csv", vers / f"{code}.xlsx"
        dit = commande("indicateurs", "--territoire", code, "--sortie", str(valeurs))
        (vers / f"indicateurs-{code}.txt").write_text(dit, encoding="utf-8")
        dit = commande(
            "document", "--territoire", code, "--type", "copil", "--format", "xlsx", "--sortie", str(xlsx)
        )
        if xlsx.exists():
            (vers / f"classeur-{code}.txt").write_text(classeur(xlsx), encoding="utf-8")
            xlsx.unlink()
        else:
            (vers / f"classeur-{code}.txt").write_text(dit, encoding="utf-8")
        for nom in ("lieux", "postes", "actions"):
            dit = commande(
                "exporter",
                nom,
                "--forme",
                "xlsx",
                "--vers",
                str(xlsx),
                *(("--territoire", code) if code != "84" else ()),
            )
            (vers / f"export-{nom}-{code}.txt").write_text(
                classeur(xlsx) if xlsx.exists() else dit, encoding="utf-8"
            )
            xlsx.unlink(missing_ok=True)
        for chemin in pages:
            (vers / f"{chemin.stem}-{code}.txt").write_text(page(chemin, libelle), encoding="utf-8")
        print(f"{jeu.name} {code} : {len(pages)} pages", flush=True)


def principal() -> None:
    lus = argparse.ArgumentParser(description=__doc__)
    lus.add_argument("--vers", type=Path, required=True)
    lus.add_argument(
        "--pages", default="", help="les pages à poser, séparées par des virgules (toutes sinon)"
    )
    choix = lus.parse_args()
    voulues = set(filter(None, choix.pages.split(",")))
    pages = [p for p in sorted((RACINE / "pages" / "vues").glob("*.py")) if not voulues or p.stem in voulues]
    jeu = choix.vers / "jeu"
    with time_machine.travel(LE_JOUR, tick=True):
        if not jeu.exists():
            choix.vers.mkdir(parents=True, exist_ok=True)
            jeu_de_demonstration(jeu)
        poser(JEU_EMBARQUE, choix.vers / "livre", pages)
        poser(jeu, choix.vers / "demonstration", pages)


if __name__ == "__main__":
    principal()
