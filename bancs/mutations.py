"""Ce que les essais laissent passer : `python -m bancs.mutations --n 60 --graine 1 [--sujet inclusion/queries]`.

Change au hasard une seule chose d'un module d'`inclusion/` (hors views) : un opérateur, une comparaison, une constante,
un sens de tri, un agrégat, un nom rendu ; lance les essais qui importent ce module (à défaut, ceux qui importent un
module qui l'importe) et imprime ce qui a survécu. Tout se passe dans une copie : l'arbre de travail n'est jamais touché.
"""

import argparse
import ast
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

RACINE = Path(__file__).resolve().parents[1]
LIMITE_S = 300
OPERATEURS = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "/"),
    ast.Mod: ("%", "*"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
    ast.And: ("and", "or"),
    ast.Or: ("or", "and"),
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
}
METHODES = {
    "eq": "ne",
    "ne": "eq",
    "lt": "le",
    "le": "lt",
    "gt": "ge",
    "ge": "gt",
    "isna": "notna",
    "notna": "isna",
    "sum": "max",
    "max": "min",
    "min": "max",
    "mean": "max",
    "median": "max",
    "count": "nunique",
    "nunique": "count",
    "any": "all",
    "all": "any",
    "first": "last",
    "last": "first",
    "head": "tail",
    "tail": "head",
    "idxmax": "idxmin",
    "idxmin": "idxmax",
    "nlargest": "nsmallest",
    "nsmallest": "nlargest",
}
AGREGATS = {"sum": "max", "max": "min", "min": "max", "any": "all", "all": "any"}
COPIES = ("inclusion", "tests", "pages", "data", "bancs", "outils", "docs", "static", ".streamlit")
FICHIERS = ("app.py", "pyproject.toml", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "package.json")
LENTS = ("tests/navigateur", "tests/balayage")


@dataclass(frozen=True)
class Mutation:
    """Une modification d'un fichier : les octets `debut:fin` de `fichier` (relatif à la racine) deviennent `apres`."""

    fichier: str
    ligne: int
    debut: int
    fin: int
    avant: str
    apres: str

    def appliquee(self, source: bytes) -> bytes:
        return source[: self.debut] + self.apres.encode() + source[self.fin :]

    def __str__(self) -> str:
        return f"{self.fichier}:{self.ligne}  {self.avant} → {self.apres}"


class _Sites(ast.NodeVisitor):
    """Les mutations possibles d'un module ; ni annotation, ni décorateur, ni texte."""

    def __init__(self, fichier: str, source: bytes) -> None:
        self.fichier, self.source = fichier, source
        self.departs = [0]
        for ligne in source.split(b"\n"):
            self.departs.append(self.departs[-1] + len(ligne) + 1)
        self.trouvees: list[Mutation] = []
        self.noms: list[list[str]] = []

    def _debut(self, noeud: ast.expr) -> int:
        return self.departs[noeud.lineno - 1] + noeud.col_offset

    def _fin(self, noeud: ast.expr) -> int:
        return self.departs[(noeud.end_lineno or noeud.lineno) - 1] + (noeud.end_col_offset or 0)

    def _ajoute(self, debut: int, fin: int, apres: str) -> None:
        avant = self.source[debut:fin].decode()
        if avant != apres:
            ligne = self.source.count(b"\n", 0, debut) + 1
            self.trouvees.append(Mutation(self.fichier, ligne, debut, fin, avant, apres))

    def _entre(self, gauche: ast.expr, droite: ast.expr, signe: ast.AST) -> None:
        """Le signe écrit entre deux opérandes."""
        paire = OPERATEURS.get(type(signe))
        if paire is None:
            return
        debut, fin = self._fin(gauche), self._debut(droite)
        mot = re.escape(paire[0]).replace(r"\ ", r"\s+")
        motif = rf"(?<!\w){mot}(?!\w)" if paire[0][0].isalpha() else mot
        trouve = re.search(motif.encode(), self.source[debut:fin])
        if trouve:
            self._ajoute(debut + trouve.start(), debut + trouve.end(), paire[1])

    def visit_BinOp(self, noeud: ast.BinOp) -> None:
        self._entre(noeud.left, noeud.right, noeud.op)
        self.generic_visit(noeud)

    def visit_BoolOp(self, noeud: ast.BoolOp) -> None:
        for gauche, droite in zip(noeud.values, noeud.values[1:], strict=False):
            self._entre(gauche, droite, noeud.op)
        self.generic_visit(noeud)

    def visit_Compare(self, noeud: ast.Compare) -> None:
        for gauche, signe, droite in zip(
            [noeud.left, *noeud.comparators], noeud.ops, noeud.comparators, strict=False
        ):
            self._entre(gauche, droite, signe)
        self.generic_visit(noeud)

    def visit_Constant(self, noeud: ast.Constant) -> None:
        valeur = noeud.value
        if isinstance(valeur, bool):
            self._ajoute(self._debut(noeud), self._fin(noeud), str(not valeur))
        elif isinstance(valeur, int | float):
            self._ajoute(self._debut(noeud), self._fin(noeud), repr(valeur + 1))

    def visit_Call(self, noeud: ast.Call) -> None:
        appele = noeud.func
        if isinstance(appele, ast.Attribute) and appele.attr in METHODES:
            fin = self._fin(appele)
            self._ajoute(fin - len(appele.attr), fin, METHODES[appele.attr])
        if isinstance(appele, ast.Name) and appele.id in AGREGATS:
            self._ajoute(self._debut(appele), self._fin(appele), AGREGATS[appele.id])
        self.generic_visit(noeud)

    def visit_JoinedStr(self, noeud: ast.JoinedStr) -> None:
        """Avant Python 3.12, l'AST ne dit pas où sont les expressions d'un texte : on n'y touche pas."""

    def visit_AnnAssign(self, noeud: ast.AnnAssign) -> None:
        if noeud.value is not None:
            self.visit(noeud.value)

    def visit_FunctionDef(self, noeud: ast.FunctionDef) -> None:
        arguments = [a.arg for a in [*noeud.args.args, *noeud.args.kwonlyargs] if a.arg != "self"]
        poses = [n.id for n in ast.walk(noeud) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
        self.noms.append(list(dict.fromkeys([*arguments, *poses])))
        for defaut in [*noeud.args.defaults, *filter(None, noeud.args.kw_defaults)]:
            self.visit(defaut)
        for instruction in noeud.body:
            self.visit(instruction)
        self.noms.pop()

    def visit_ClassDef(self, noeud: ast.ClassDef) -> None:
        for instruction in noeud.body:
            self.visit(instruction)

    def visit_Return(self, noeud: ast.Return) -> None:
        rendus = noeud.value.elts if isinstance(noeud.value, ast.Tuple) else [noeud.value]
        for rendu in rendus:
            if isinstance(rendu, ast.Name) and self.noms:
                autres = [n for n in self.noms[-1] if n != rendu.id]
                if autres:
                    self._ajoute(self._debut(rendu), self._fin(rendu), autres[-1])
        self.generic_visit(noeud)


def mutations(fichier: str, source: bytes) -> list[Mutation]:
    """Toutes les mutations d'un module, chacune encore du Python bien formé."""
    sites = _Sites(fichier, source)
    sites.visit(ast.parse(source))
    return [m for m in sites.trouvees if _bien_formee(m.appliquee(source))]


def _bien_formee(source: bytes) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def module_de(fichier: str) -> str:
    """« inclusion/queries/postes.py » → « inclusion.queries.postes »."""
    return fichier.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def importes(source: bytes, paquet: str) -> set[str]:
    """Les noms qu'un fichier importe du paquet, modules ou contenus de modules."""
    noms: set[str] = set()
    for noeud in ast.walk(ast.parse(source)):
        if isinstance(noeud, ast.Import):
            noms |= {alias.name for alias in noeud.names}
        elif isinstance(noeud, ast.ImportFrom) and noeud.module and not noeud.level:
            noms |= {noeud.module} | {f"{noeud.module}.{alias.name}" for alias in noeud.names}
    return {nom for nom in noms if nom == paquet or nom.startswith(f"{paquet}.")}


def essais_de(racine: Path, paquet: str) -> dict[str, list[str]]:
    """Fichier du paquet → les essais qui l'importent, à défaut ceux qui importent l'un de ses importateurs."""
    lus = {f: importes(f.read_bytes(), paquet) for f in sorted((racine / "tests").rglob("test_*.py"))}
    directs = {
        f.relative_to(racine).as_posix(): noms
        for f, noms in lus.items()
        if not f.relative_to(racine).as_posix().startswith(LENTS)
    }
    modules = {
        f.relative_to(racine).as_posix(): importes(f.read_bytes(), paquet)
        for f in sorted((racine / paquet).rglob("*.py"))
    }

    def qui(module: str) -> list[str]:
        return [essai for essai, noms in directs.items() if module in noms]

    trouves: dict[str, list[str]] = {}
    for fichier in modules:
        module = module_de(fichier)
        voisins = [f for f, noms in modules.items() if module in noms]
        trouves[fichier] = qui(module) or sorted({e for v in voisins for e in qui(module_de(v))})
    return trouves


def tirees(racine: Path, paquet: str, *, sujet: str, n: int, graine: int) -> list[Mutation]:
    """`n` mutations au hasard, parmi toutes celles des modules du sujet."""
    toutes = [
        m
        for f in sorted((racine / paquet).rglob("*.py"))
        if (nom := f.relative_to(racine).as_posix()).startswith(sujet)
        and not nom.startswith(f"{paquet}/views")
        for m in mutations(nom, f.read_bytes())
    ]
    return random.Random(graine).sample(toutes, min(n, len(toutes)))  # noqa: S311 un tirage, pas un secret


def reussissent(copie: Path, essais: Iterable[str], limite_s: float) -> bool:
    """Les essais passent dans la copie ; sans fin, ils sont arrêtés et comptés en échec."""
    commande = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *essais]
    milieu = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(copie)}
    essai = subprocess.Popen(  # noqa: S603 notre propre commande
        commande,
        cwd=copie,
        env=milieu,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return essai.wait(timeout=limite_s) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        if essai.poll() is None:
            os.killpg(essai.pid, signal.SIGKILL)
            essai.wait()


def copier(racine: Path, copie: Path) -> None:
    """Ce qu'il faut de la racine pour lancer les essais."""
    ignorer = shutil.ignore_patterns("__pycache__", "*.pyc", "node_modules")
    for nom in COPIES:
        if (racine / nom).is_dir():
            shutil.copytree(racine / nom, copie / nom, ignore=ignorer)
    for nom in FICHIERS:
        if (racine / nom).is_file():
            shutil.copy2(racine / nom, copie / nom)


def survivants(
    racine: Path, choisies: Iterable[Mutation], *, paquet: str = "inclusion", limite_s: float = LIMITE_S
) -> Iterator[tuple[Mutation, bool]]:
    """Chaque mutation, et si elle a survécu (aucun essai, ou des essais qui passent encore).

    Lève RuntimeError si les essais échouent déjà sans mutation : ils ne prouveraient rien.
    """
    essais, sains = essais_de(racine, paquet), set()
    with tempfile.TemporaryDirectory(prefix="mutations-") as dossier:
        copie = Path(dossier)
        copier(racine, copie)
        for mutation in choisies:
            siens = tuple(essais[mutation.fichier])
            if siens and siens not in sains:
                if not reussissent(copie, siens, limite_s):
                    raise RuntimeError(f"ces essais échouent déjà sans mutation : {' '.join(siens)}")
                sains.add(siens)
            cible = copie / mutation.fichier
            source = cible.read_bytes()
            cible.write_bytes(mutation.appliquee(source))
            survit = not siens or reussissent(copie, siens, limite_s)
            cible.write_bytes(source)
            yield mutation, survit


def main() -> None:
    lecteur = argparse.ArgumentParser(description="Ce que les essais laissent passer.")
    lecteur.add_argument("--n", type=int, default=60, help="combien de mutations")
    lecteur.add_argument("--graine", type=int, default=1, help="graine du tirage")
    lecteur.add_argument("--sujet", default="inclusion", help="préfixe des fichiers à muter")
    lecteur.add_argument(
        "--limite", type=float, default=LIMITE_S, help="secondes au plus par lancer d'essais"
    )
    dit = lecteur.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # arrêté, il emporte sa copie et ses essais
    choisies = tirees(RACINE, "inclusion", sujet=dit.sujet, n=dit.n, graine=dit.graine)
    tuees = 0
    for mutation, survit in survivants(RACINE, choisies, limite_s=dit.limite):
        if survit:
            print(f"survit  {mutation}", flush=True)
        else:
            tuees += 1
    print(f"{tuees} tuées sur {len(choisies)} (graine {dit.graine}, sujet {dit.sujet}).")


if __name__ == "__main__":
    main()
