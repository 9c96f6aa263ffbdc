"""Les mots de La Coop, dans ses exports et dans son interface, → ceux de nos listes ; `""` : non dit."""

import re

from inclusion.model.formats.texte import cle
from inclusion.model.nomenclatures import valeurs

INDIVIDUEL, ATELIER = valeurs("type_activite")
DEMARCHES = "Aide aux démarches administratives"
AUTONOMIES = valeurs("autonomie")
AUTONOME = AUTONOMIES[-1]
CLASSES_MIN = (30, 60, 120)
ALIAS = {
    "email": "E-mail",
    "reseaux sociaux": "Réseaux sociaux communication",
    "entrepreneuriat": "Accompagner un professionnel",
    "securite numerique": "Prévention en sécurité numérique",
    "intelligence artificielle": "Intelligence artificielle (IA)",
    "gere ses contenus numeriques": "Gérer ses contenus numériques",
}
LES_DEMARCHES = (
    ("papiers", "Papiers - Élections - Citoyenneté"),
    ("famille", "Famille - Scolarité"),
    ("social sante", "Social - Santé"),
    ("travail formation", "Travail - Formation - Entreprise"),
    ("logement", "Logement"),
    ("transports", "Transports - Mobilité"),
    ("argent", "Argent - Impôts"),
    ("justice", "Justice"),
    ("etrangers", "Étrangers - Europe"),
    ("loisirs", "Loisirs - Sports - Culture"),
    ("associations", "Associations"),
)
DEMARCHE = re.compile("|".join(mot for mot, _ in LES_DEMARCHES))
MATERIELS = {
    cle(m): m for m in ("Ordinateur", "Téléphone", "Tablette", "Autre matériel", "Pas de matériel")
} | {"autre": "Autre matériel", "aucun": "Pas de matériel"}
REDIRECTIONS = (
    ("operateur", "Opérateur ou organisme en charge de la démarche administrative"),
    ("mediation numerique", "Autre structure de médiation numérique"),
    ("aide sociale", "Structure d'aide sociale"),
    ("insertion professionnelle", "Structure d'insertion professionnelle"),
    ("aide aux demarches", "Structure d'aide aux démarches administratives (France Services…)"),
    ("administration", "Administration (mairie, préfecture…)"),
    ("autre", "Autre"),
)
DUREES = valeurs("duree_activite")
CANAUX = {
    "lieu activite": "Lieu d'activité",
    "domicile": "À domicile",
    "a distance": "À distance",
    "autre": "Autre lieu",
}
THEMES = {cle(t): t for t in valeurs("thematique_mediation")} | ALIAS
LIEUX = {cle(c): c for c in valeurs("canal_activite")} | CANAUX


def type_d_activite(lu: str) -> str:
    """Un atelier est collectif ; une aide aux démarches est un accompagnement individuel."""
    dit = cle(lu)
    if "collectif" in dit:
        return ATELIER
    return INDIVIDUEL if "individuel" in dit or "demarche" in dit else lu


def accompagnements(lu: str) -> int:
    """« 12 » : douze participants ; « 2/7 » : la ligne de l'un des sept ; rien : un."""
    if "/" in lu:
        return 1
    trouve = re.fullmatch(r"(\d+)(?:[.,]0+)?", lu.strip())
    return int(trouve[1]) if trouve else 1


def thematiques(lu: str) -> list[str]:
    """Les thématiques d'une cellule, dans l'ordre, sans redite ; une démarche nommée est une aide aux démarches."""
    return list(dict.fromkeys(filter(None, map(thematique, _morceaux(lu)))))


def _morceaux(lu: str) -> list[str]:
    """Les valeurs d'une cellule (une par ligne, ou séparées par `|` ou `;`), comparables."""
    return [cle(morceau) for morceau in re.split(r"[\n|;]", lu) if morceau.strip()]


def demarches(lu: str) -> list[str]:
    """Les démarches administratives d'une cellule de thématiques, sans redite."""
    dites = [m for m in _morceaux(lu) if m not in THEMES]
    return [nom for mot, nom in LES_DEMARCHES if any(dite.startswith(mot) for dite in dites)]


def materiels(lu: str) -> list[str]:
    """Le matériel d'une cellule, sans redite ; ce qui n'est pas dans la liste n'est pas repris."""
    return list(dict.fromkeys(MATERIELS[m] for m in _morceaux(lu) if m in MATERIELS))


def thematique(dite: str) -> str:
    """La thématique d'un mot comparable (`cle`)."""
    return THEMES.get(dite) or (DEMARCHES if DEMARCHE.match(dite) else "")


def canal(lu: str) -> str:
    return LIEUX.get(cle(lu), "")


def duree(lu: str) -> str:
    """Des minutes (« 90 », « 1 h 30 », « 1h », « 45 min ») → la classe de durée."""
    trouve = re.fullmatch(
        r"(?:(\d+)\s*h(?:eures?)?)?\s*(?:(\d+)(?:[.,]0+)?\s*(?:min(?:utes?)?)?)?", lu.strip()
    )
    if not trouve or not any(trouve.groups()):
        return ""
    minutes = 60 * int(trouve[1] or 0) + int(trouve[2] or 0)
    return DUREES[sum(minutes >= borne for borne in CLASSES_MIN)]


def autonomie(lu: str, type_lu: str) -> str:
    """« 1/3 » à « 3/3 », ou le mot ; l'étoile d'un atelier est son niveau, pas l'autonomie de quelqu'un."""
    if type_d_activite(type_lu) == ATELIER:
        return ""
    trouve = re.fullmatch(r"([123])\s*/\s*3", lu.strip())
    if trouve:
        return AUTONOMIES[int(trouve[1]) - 1]
    mots = {"entierement accompagne": AUTONOMIES[0], "partiellement autonome": AUTONOMIES[1]}
    return (mots | {cle(a): a for a in AUTONOMIES}).get(cle(lu), "")


def redirection(structure: str, reoriente: str) -> str:
    """Le type de structure vers laquelle on réoriente ; « Autre » si l'on réoriente sans dire vers où."""
    dite = cle(structure)
    trouvee = next((valeur for mot, valeur in REDIRECTIONS if mot in dite), "")
    return trouvee or ("Autre" if cle(reoriente) in {"oui", "true", "vrai"} else "")
