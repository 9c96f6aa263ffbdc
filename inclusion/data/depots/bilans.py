"""Les statistiques de La Coop, en JSON (interface v1) ou en classeur : un document à sections → une ligne par valeur.

Seules sont lues les sections nommées ici. Le nom et le prénom de qui exporte, les médiateurs et bénéficiaires des
filtres, les étiquettes libres, les lieux et le profil des bénéficiaires ne sont jamais repris.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from inclusion.data.depots.perimetre import Perimetre
from inclusion.model.formats.texte import cle

COLONNES = ("section", "libelle", "compte", "nombre", "du", "au", "communes", "departements")
ACCOMPAGNEMENTS, ACTIVITES = "accompagnements", "activites"
Bilan = dict[str, str]
LISTES_JSON = {
    ("accompagnements_par_mois",): ("mois", ACCOMPAGNEMENTS),
    ("activites", "thematiques"): ("thematique", ACTIVITES),
    ("activites", "thematiques_demarches"): ("demarche", ACTIVITES),
    ("activites", "type_lieu"): ("canal", ACTIVITES),
    ("activites", "durees"): ("duree", ACTIVITES),
    ("activites", "materiels"): ("materiel", ACTIVITES),
}
NOMBRES_JSON = {
    ("totaux", "accompagnements", "total"): ("total", "Accompagnements", ACCOMPAGNEMENTS),
    ("totaux", "activites", "total"): ("total", "Activités", ACTIVITES),
    ("totaux", "accompagnements", "individuels", "total"): (
        "type",
        "Accompagnement individuel",
        ACCOMPAGNEMENTS,
    ),
    ("totaux", "accompagnements", "collectifs", "total"): ("type", "Atelier collectif", ACCOMPAGNEMENTS),
    ("totaux", "accompagnements", "demarches", "total"): (
        "type",
        "Aide aux démarches administratives",
        ACCOMPAGNEMENTS,
    ),
}
SECTIONS = {
    "thematiques mediation numerique": ("thematique", ACTIVITES),
    "thematiques demarches administratives": ("demarche", ACTIVITES),
    "materiel utilises": ("materiel", ACTIVITES),
    "materiels utilises": ("materiel", ACTIVITES),
    "canaux des activites": ("canal", ACTIVITES),
    "durees des activites": ("duree", ACTIVITES),
}
LIGNES = {
    "accompagnements au total": ("total", "Accompagnements", ACCOMPAGNEMENTS),
    "nombre total d activites": ("total", "Activités", ACTIVITES),
    "accompagnements individuels": ("type", "Accompagnement individuel", ACCOMPAGNEMENTS),
    "nombre total de participants aux ateliers": ("type", "Atelier collectif", ACCOMPAGNEMENTS),
    "aides aux demarches administratives": ("type", "Aide aux démarches administratives", ACCOMPAGNEMENTS),
}
GENERALES = (
    "statistiques generales",
    "statistiques sur vos activites",
    "statistiques sur vos accompagnements",
)
PAR_MOIS = "accompagnements sur les 12 derniers mois"
MOIS = ("jan", "fev", "mar", "avr", "mai", "juin", "juil", "aou", "sep", "oct", "nov", "dec")


def bilan_json(lu: Any, perimetre: Perimetre) -> list[Bilan]:
    """Les valeurs d'un document de statistiques de La Coop, conforme (`statistiques_v1.fautes`)."""
    attributs = _a(lu, ("data", "attributes"))
    valeurs = [
        (section, libelle, compte, _a(attributs, chemin))
        for chemin, (section, libelle, compte) in NOMBRES_JSON.items()
    ]
    valeurs += [
        (section, str(v.get("label") or v.get("value") or ""), compte, v.get("count"))
        for chemin, (section, compte) in LISTES_JSON.items()
        for v in _a(attributs, chemin) or []
        if isinstance(v, dict)
    ]
    return _dates([_ligne(v, perimetre) for v in valeurs if v[3] is not None], perimetre)


def _a(objet: Any, chemin: Iterable[str]) -> Any:
    for nom in chemin:
        objet = objet.get(nom) if isinstance(objet, dict) else None
    return objet


def _ligne(valeur: tuple[str, str, str, Any], ou: Perimetre) -> Bilan:
    section, libelle, compte, nombre = valeur
    dites = (section, libelle, compte, str(nombre), ou.du, ou.au, ou.communes, ou.departements)
    return dict(zip(COLONNES, dites, strict=True))


def bilan_feuille(rangees: Iterable[tuple[int, list[str]]], perimetre: Perimetre) -> list[tuple[int, Bilan]]:
    """Les valeurs d'une feuille « Statistiques » de La Coop, chacune avec sa ligne ; aucune si ce n'en est pas une."""
    lues = [(ligne, [c.strip() for c in rangee]) for ligne, rangee in rangees]
    titres = {cle(rangee[0]) for _, rangee in lues if rangee and not any(rangee[1:])}
    if not ("filtres" in titres and any(t.startswith(GENERALES[0]) for t in titres)):
        return []
    valeurs = list(_valeurs_feuille(lues))
    bilans = _dates([_ligne(valeur, perimetre) for _, valeur in valeurs], perimetre)
    return list(zip([ligne for ligne, _ in valeurs], bilans, strict=True))


def _valeurs_feuille(
    lues: list[tuple[int, list[str]]],
) -> Iterator[tuple[int, tuple[str, str, str, str]]]:
    """(ligne, (section, libellé, compte, nombre)) des seules sections connues ; un titre inconnu n'est pas lu."""
    section: tuple[str, str] | None = None
    generale = False
    for rang, (ligne, rangee) in enumerate(lues):
        nom = cle(rangee[0])
        if not any(rangee[1:]):
            section, generale = SECTIONS.get(nom), nom.startswith(GENERALES)
        elif nom == PAR_MOIS and rang + 1 < len(lues):
            suivante, nombres = lues[rang + 1]
            for mois, nombre in zip(rangee[1:], nombres[1:], strict=False):
                if mois:
                    yield suivante, ("mois", mois, ACCOMPAGNEMENTS, nombre)
        elif generale and nom in LIGNES:
            yield ligne, (*LIGNES[nom], rangee[1])
        elif section:
            yield ligne, (section[0], rangee[0], section[1], rangee[1])


def _dates(bilans: list[Bilan], perimetre: Perimetre) -> list[Bilan]:
    """Les mois datés (« Oct. » → 2025-10) quand la fin de la période, ou le jour de l'export, est connue."""
    mois = [b["libelle"] for b in bilans if b["section"] == "mois"]
    dates = dict(zip(mois, _mois_dates(mois, perimetre.au or perimetre.arrete), strict=True))
    return [b | {"libelle": dates[b["libelle"]]} if b["section"] == "mois" else b for b in bilans]


def _mois_dates(libelles: list[str], fin: str) -> list[str]:
    """Des mois qui se suivent, le dernier au plus tard à `fin` (AAAA-MM-JJ) ; tels quels si rien ne les date."""
    dits = [_annee_et_mois(libelle) for libelle in libelles]
    if any(annee for annee, _ in dits):
        return [f"{a}-{m:02}" if a and m else libelle for (a, m), libelle in zip(dits, libelles, strict=True)]
    dernier = dits[-1][1] if dits else 0
    if not fin or not dernier or len(dits) > 12:
        return libelles
    annee = int(fin[:4]) - (dernier > int(fin[5:7]))
    return [
        f"{annee - (m > dernier)}-{m:02}" if m else libelle
        for (_, m), libelle in zip(dits, libelles, strict=True)
    ]


def _annee_et_mois(libelle: str) -> tuple[int, int]:
    """L'année et le mois d'un libellé (« 2025-10 », « 10/2025 », « Oct. 2025 », « Oct. ») ; 0 : non dit."""
    dit = cle(libelle)
    annee = re.search(r"\b(20\d\d)\b", dit)
    reste = dit.replace(annee[1], "").strip() if annee else dit
    mois = (
        int(reste) if reste.isdigit() else next((i for i, m in enumerate(MOIS, 1) if reste.startswith(m)), 0)
    )
    return (int(annee[1]) if annee else 0), mois if 1 <= mois <= 12 else 0
