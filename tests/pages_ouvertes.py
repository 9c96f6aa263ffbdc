"""Ouvrir une page de l'application sur un jeu de données d'essai, avec ou sans démonstration."""

import json
from pathlib import Path
from types import ModuleType

from streamlit.testing.v1 import AppTest

from inclusion.data.demonstration import cadre, mentions
from inclusion.data.instantanes import copier
from inclusion.data.instantanes.ecriture import enregistrer
from inclusion.data.lecture import JEU_EMBARQUE, load_jeu
from inclusion.model.schemas import lire_descripteur

RACINE = Path(__file__).resolve().parents[1]
FINE = "\u202f"


def jeu_nu(dossier: Path) -> Path:
    """Une copie du jeu embarqué, sans aucune ligne de démonstration."""
    copier(JEU_EMBARQUE, dossier)
    jeu = load_jeu(dossier)
    nues = cadre.sans(jeu.tables)
    if nues:
        retraits = mentions.versements_sans(lire_descripteur(dossier / "datapackage.json"), nues)
        enregistrer(dossier, nues, motif="essai", versements=retraits, jeu=jeu)
    return dossier


def retirer(dossier: Path, *tables: str) -> None:
    """Ôte des tables d'un jeu tenu à la main : leur fichier, et ce que la description en déclare."""
    chemin = dossier / "datapackage.json"
    descripteur = lire_descripteur(chemin)
    for ressource in [r for r in descripteur["resources"] if r["name"] in tables]:
        (dossier / ressource["path"]).unlink()
    gardees = [r for r in descripteur["resources"] if r["name"] not in tables]
    chemin.write_text(json.dumps(descripteur | {"resources": gardees}, ensure_ascii=False), encoding="utf-8")


def jeu_de_demonstration(dossier: Path, **modules: ModuleType) -> Path:
    """Le même, avec la démonstration de ces modules seulement."""
    jeu_nu(dossier)
    jeu = load_jeu(dossier)
    lignes = cadre.engendrees(jeu.tables, modules)
    dites = mentions.versements_avec(
        lire_descripteur(dossier / "datapackage.json"), lignes, graine=cadre.GRAINE, a_date=cadre.A_DATE
    )
    enregistrer(dossier, cadre.avec(jeu.tables, lignes), motif="essai", versements=dites, jeu=jeu)
    return dossier


def ouvrir(page: str, **demandes: str | list[str]) -> AppTest:
    """La page, au lien demandé, sans panne ni erreur."""
    at = AppTest.from_file(str(RACINE / "app.py"), default_timeout=120)
    for cle, valeur in demandes.items():
        at.query_params[cle] = valeur
    at.switch_page(page).run()
    assert [e.message for e in at.exception] == []
    assert [e.value for e in at.error] == []
    return at


def texte(at: AppTest) -> str:
    """Tout ce que la page dit, espaces insécables rendues simples."""
    genres = ("title", "subheader", "markdown", "caption", "info", "warning", "success")
    dits = "\n".join(str(e.value) for genre in genres for e in at.get(genre)).replace("\\", "")
    return dits.replace(FINE, " ").replace("\u00a0", " ")
