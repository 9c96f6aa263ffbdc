"""Ce qu'un export de La Coop couvre : sa période, ses territoires, et les filtres qui le restreignent ; jamais de qui.

D'un filtre on ne garde que le nom : les médiateurs ou bénéficiaires choisis ne sont jamais lus.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from inclusion.model.formats.dates import jour
from inclusion.model.formats.texte import cle

ADMIS = ("periode", "communes", "departements")
FILTRES = {
    "source": "source",
    "lieux d accompagnement": "lieux d'accompagnement",
    "type d accompagnement": "type d'accompagnement",
    "role": "rôle",
    "profil": "profil",
    "thematiques non administratives": "thématiques",
    "thematiques administratives": "thématiques",
    "tags": "étiquettes",
    "beneficiaires": "bénéficiaires",
    "mediateurs": "médiateurs",
    "mediateur": "médiateurs",
    "structures employeuses": "structures employeuses",
}
FILTRES_INTERFACE = {
    "types": "type d'accompagnement",
    "mediateurs": "médiateurs",
    "beneficiaires": "bénéficiaires",
    "lieux": "lieux d'accompagnement",
    "conseiller_numerique": "rôle",
    "demarches_administratives": "démarches administratives",
    "creation": "date de création",
    "modification": "date de modification",
}
AUTRE = "autre filtre"
PAGES = "une page parmi d'autres"


@dataclass(frozen=True)
class Perimetre:
    """Ce que couvre un export (dates AAAA-MM-JJ ; `""` : non dit).

    `arrete` : le jour de l'export ; `filtres` : les noms de ceux qui le restreignent à une part de l'activité ; `seul` :
    son auteur ne coordonne personne, il n'y est que la sienne.
    """

    du: str = ""
    au: str = ""
    arrete: str = ""
    communes: str = ""
    departements: str = ""
    filtres: tuple[str, ...] = ()
    seul: bool = False


def de_la_feuille(rangees: Iterable[tuple[int, list[str]]]) -> Perimetre:
    """Ce que disent les sections « Informations export » et « Filtres » d'une feuille ; rien sans elles."""
    informations, filtres = _sections(rangees)
    if not filtres:
        return Perimetre()
    debut, _, fin = filtres.get("periode", "").partition(" - ")
    role = cle(informations.get("role", ""))
    return Perimetre(
        du=jour(debut).valeur,
        au=jour(fin).valeur,
        arrete=jour(informations.get("date d export", "")).valeur,
        communes=filtres.get("communes", "").replace("Commune : ", ""),
        departements=re.sub(r"Département : (\w+) · [^,]*", r"\1", filtres.get("departements", "")),
        filtres=_noms(FILTRES.get(n, AUTRE) for n, dit in filtres.items() if dit and n not in ADMIS),
        seul=bool(re.match("mediat|conseil", role)) and "coordinat" not in role,
    )


def _sections(rangees: Iterable[tuple[int, list[str]]]) -> tuple[dict[str, str], dict[str, str]]:
    """Nom → valeur des deux sections ; chacune va de son titre à la première rangée qui n'est pas un couple."""
    lues: dict[str, dict[str, str]] = {"informations export": {}, "filtres": {}}
    ici = ""
    for _, rangee in rangees:
        cellules = [c.strip() for c in rangee if c.strip()]
        nom = cle(rangee[0])
        if len(cellules) == 1 and nom not in {*FILTRES, *ADMIS}:
            ici = nom
        elif len(cellules) > 2:
            ici = ""
        elif ici in lues:
            lues[ici].setdefault(nom, "" if cellules[-1] in {"-", rangee[0].strip()} else cellules[-1])
    return lues["informations export"], lues["filtres"]


def du_document(lu: Any) -> Perimetre:
    """Ce que disent les liens et les métadonnées d'un document de l'interface (JSON:API)."""
    if not isinstance(lu, dict):
        return Perimetre()
    choisis = _demandes(_dans(lu, "links", "self", "href") or _dans(lu, "links", "self"))

    def dit(nom: str) -> str:
        return ",".join(choisis.get(f"filter[{nom}]", []))

    autres = (n for n in map(_filtre, choisis) if n and n not in {"du", "au", "communes", "departements"})
    return Perimetre(
        du=jour(dit("du")).valeur,
        au=jour(dit("au")).valeur,
        communes=dit("communes"),
        departements=dit("departements"),
        filtres=_noms([*(FILTRES_INTERFACE.get(n, AUTRE) for n in autres), *_pages(lu)]),
    )


def _demandes(lien: Any) -> dict[str, list[str]]:
    """Les paramètres non vides d'une adresse ; aucun si ce n'en est pas une."""
    try:
        lus = parse_qs(urlsplit(unquote(lien)).query) if isinstance(lien, str) else {}
    except ValueError:
        return {}
    return {nom: valeurs for nom, valeurs in lus.items() if any(v.strip() for v in valeurs)}


def _filtre(parametre: str) -> str:
    """« filter[creation][depuis] » → « creation » ; `""` : ce n'est pas un filtre."""
    trouve = re.match(r"filter\[(\w+)\]", parametre)
    return trouve[1] if trouve else ""


def _pages(lu: Mapping[str, Any]) -> Iterator[str]:
    if any(
        _dans(lu, *ou) for ou in (("meta", "has_next_page"), ("meta", "has_prev_page"), ("links", "next"))
    ):
        yield PAGES


def _dans(objet: Any, *chemin: str) -> Any:
    for nom in chemin:
        objet = objet.get(nom) if isinstance(objet, dict) else None
    return objet


def _noms(dits: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(dits))
