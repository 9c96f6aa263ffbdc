"""Un texte tel qu'on l'attend : d'une ligne, sans guillemets autour, sans caractère de contrôle."""

import html
import re
import unicodedata

from inclusion.model.anomalies import Lu

VALIDES = ("Mairie d'Apt", "Espace « Jeunes »", "L'Isle-sur-la-Sorgue")
INVALIDES = ("Non renseignée", ' "Mairie"  d\'Apt', "Rue\ndu Blé", "Caf&eacute;", "a\x00b")

INVISIBLES = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060\ufeff\ud800-\udfff]"
)
BLANCS = re.compile(r"\s+")
RETOURS = re.compile(r"[\t-\r\x85\u2028\u2029]+")
VIDES = {
    "",
    "-",
    "--",
    "nan",
    "none",
    "null",
    "n/a",
    "na",
    "nc",
    "non renseigne",
    "non renseigné",
    "non renseignée",
    "neant",
    "#n/a",
    "\\n",
}


def sans_controle(valeur: str) -> str:
    """Le texte composé (NFC), sur une ligne, blancs réunis, sans caractère invisible."""
    return BLANCS.sub(" ", INVISIBLES.sub("", unicodedata.normalize("NFC", valeur))).strip()


def d_une_ligne(valeur: str) -> str:
    """Le texte tel qu'il se compose dans un document : d'une ligne, sans caractère invisible, insécables gardées."""
    return INVISIBLES.sub("", RETOURS.sub(" ", valeur))


def texte(valeur: str) -> Lu:
    """Retire guillemets qui entourent, entités HTML, sauts de ligne, caractères de contrôle, blancs répétés."""
    garde = sans_controle(valeur)
    deplie = sans_controle(html.unescape(garde))
    while len(deplie) > 1 and deplie[0] == deplie[-1] == '"':
        deplie = deplie[1:-1].strip()
    if deplie.count('"') == 1 and deplie[:1] == '"':
        deplie = deplie[1:].strip()
    deplie = sans_controle(deplie)
    if deplie.strip("\"' ").casefold() in VIDES:
        return Lu("", "mot qui veut dire « inconnu »") if valeur.strip() else Lu("")
    return Lu(deplie, "guillemets, sauts de ligne ou blancs retirés" if deplie != valeur.strip(" ") else "")


def cle(valeur: str) -> str:
    """La forme qui sert à comparer deux textes : minuscules sans accent, mots séparés par une espace."""
    decompose = unicodedata.normalize("NFKD", valeur.casefold().replace("œ", "oe").replace("æ", "ae"))
    sans = "".join(c for c in decompose if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", sans).strip()


def identifiant(*morceaux: str) -> str:
    """Un identifiant lisible et stable : `84003-mairie-d-apt`."""
    return "-".join(cle(" ".join(morceaux)).split())
