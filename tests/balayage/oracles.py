"""Ce que chaque moteur montrerait d'un texte : ce qu'il évalue disparaît, et le piège n'y est plus en entier."""

import html
import json
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any
from urllib.parse import unquote_plus

import pyarrow as pa

from tests.balayage.charges import alteres, presents
from tests.balayage.releve import Texte

MOTEURS = {
    "markdown": r"^(Heading|Markdown|Alert|Metric|Text|Toast)\.(body|delta)$|\.(help|tooltip|help_text)$",
    "plotly": r"^PlotlyChart\.spec$",
    "carte": r"^ComponentInstance\.json_args$",
    "json": r"^BidiComponent\.json$",
    "grille": r"^Dataframe\.arrow_data",
    "adresse": r"\.(query_string|url|page_script_hash)$",
    "texte": r"^(Selectbox|MultiSelect)\.(options|raw_value|raw_values)$|\.(alt|code_text|file_name|placeholder|value)$"
    r"|\.(id|key|form_id)$|^Dataframe\.columns$",
    "etiquette": r"\.(label|text|title|caption|captions|content|options)$",
}
"""Qui lit chaque endroit, dans l'ordre ; « texte » : posé tel quel (options d'une liste, textes de remplacement, clés)."""
MOTEURS = {nom: re.compile(motif) for nom, motif in MOTEURS.items()}
JSON_DE_CARTE = re.compile(r"observatoire\.dessiner\(")
BALISE = re.compile(r"</?(?:br|b|i|extra|sup|sub|em|strong|a|span|s|u)\b[^<>]*>", re.IGNORECASE)
FORMULE_PLOTLY = re.compile(r"^[^$]*\$+[^$]+\$+[^$]*$", re.DOTALL)


def moteur(endroit: str) -> str:
    """Qui lit ce qui est envoyé là ; lève `LookupError` pour un endroit que l'on n'a pas classé."""
    for nom, motif in MOTEURS.items():
        if motif.search(endroit):
            return nom
    raise LookupError(f"Endroit à classer : {endroit}")


def evalues(texte: Texte) -> dict[int, str]:
    """Les pièges qu'un moteur aurait évalués, hors Markdown (que seul le vrai navigateur juge)."""
    nom = moteur(texte.endroit)
    if (texte.page, nom) == (
        "deposer",
        "grille",
    ):  # un dépôt se montre tel que gardé, et dit ce qu'il a corrigé
        return {}
    juge = JUGES.get(nom)
    return juge(texte) if juge else {}


def _texte(texte: Texte) -> dict[int, str]:
    if texte.endroit.endswith((".id", ".columns")):  # des clés, que personne ne lit
        return {}
    fautes = alteres(texte.dit)
    return fautes if not fautes or texte.endroit != "Code.code_text" else alteres(unquote_plus(texte.dit))


def _grille(octets: bytes) -> dict[int, str]:
    """Une table Arrow : chaque cellule est un texte ; `|` d'une liste y devient une virgule."""
    table = pa.ipc.open_stream(BytesIO(octets)).read_all()
    cellules = (str(v) for colonne in table.columns for v in colonne.to_pylist() if v is not None)
    return {r: dit for cellule in cellules for r, dit in alteres(cellule, separateurs="|").items()}


def chaines(valeur: Any) -> Iterator[str]:
    """Toutes les chaînes d'un JSON, clés comprises."""
    if isinstance(valeur, str):
        yield valeur
    elif isinstance(valeur, dict):
        for cle, v in valeur.items():
            yield str(cle)
            yield from chaines(v)
    elif isinstance(valeur, list):
        for v in valeur:
            yield from chaines(v)


def _tous(dits: Iterator[str]) -> dict[int, str]:
    return {rang: lu for dit in dits for rang, lu in alteres(dit).items()}


def _carte(arguments: str) -> dict[int, str]:
    """Le script envoyé à la carte : un JSON relu, et rien d'un piège autour."""
    fautes: dict[int, str] = {}
    for script in chaines(json.loads(arguments)):
        reste, fin = "", 0
        for debut in JSON_DE_CARTE.finditer(script):
            ou = script.index("{", debut.end())
            contenu, longueur = json.JSONDecoder().raw_decode(script[ou:])
            fautes |= _tous(chaines(contenu))
            reste, fin = reste + script[fin:ou], ou + longueur
        reste += script[fin:]
        fautes |= dict.fromkeys(presents(reste), reste[:80])
    return fautes


def _plotly(figure: Any, cle: str = "") -> dict[int, str]:
    if isinstance(figure, dict):
        return {r: lu for nom, v in figure.items() for r, lu in _plotly(v, nom).items()}
    if isinstance(figure, list):
        return {r: lu for v in figure for r, lu in _plotly(v, cle).items()}
    if not isinstance(figure, str) or not presents(figure):
        return {}
    if FORMULE_PLOTLY.match(figure):
        return dict.fromkeys(presents(figure), figure)
    gabarit = re.sub(r"%\{[^}]*\}", "", figure) if cle.endswith("template") else figure
    return alteres(html.unescape(BALISE.sub("", gabarit)))


JUGES: dict[str, Callable[[Texte], dict[int, str]]] = {
    "plotly": lambda t: _plotly(json.loads(t.dit)),
    "carte": lambda t: _carte(t.dit),
    "json": lambda t: _tous(chaines(json.loads(t.dit))),
    "grille": lambda t: _grille(t.dit.encode("latin-1")),
    "texte": _texte,
}
