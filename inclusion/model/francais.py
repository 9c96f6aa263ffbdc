"""Nombres, dates et accords à la française (espace fine insécable, virgule décimale)."""

import unicodedata
from datetime import date, datetime
from typing import Any

import pandas as pd
from babel.dates import format_date
from babel.numbers import format_decimal

INSECABLE = "\u202f"
INCONNU = "non connu"


def nombre(valeur: float | None, *, decimales: int = 0) -> str:
    """`1234.5` → « 1 234,5 » ; une valeur manquante s'écrit « non connu »."""
    if valeur is None or pd.isna(valeur):
        return INCONNU
    motif = "#,##0" + ("." + "0" * decimales if decimales else "")
    return str(format_decimal(valeur, format=motif, locale="fr_FR"))


def pourcentage(part: float | None, *, decimales: int = 0) -> str:
    """Une part (0-1) → « 12,3 % »."""
    if part is None or pd.isna(part):
        return INCONNU
    return f"{nombre(100 * part, decimales=decimales)}{INSECABLE}%"


def part_ecrite(part: float | None) -> str:
    """Une part (0-1) à une décimale ; presque rien n'est pas zéro, presque tout n'est pas tout."""
    ecrite = pourcentage(part, decimales=1)
    if part and 0 < part < 1:
        presque = {pourcentage(0, decimales=1): f"moins de {pourcentage(0.001, decimales=1)}"}
        presque[pourcentage(1, decimales=1)] = f"plus de {pourcentage(0.999, decimales=1)}"
        return presque.get(ecrite, ecrite)
    return ecrite


def jour(quand: date | None) -> str:
    """`2024-08-01` → « 1er août 2024 »."""
    if quand is None or pd.isna(quand):
        return "date inconnue"
    texte = format_date(quand, "d MMMM y", locale="fr_FR")
    return "1er" + texte[1:] if texte.startswith("1 ") else texte


def jour_et_heure(quand: datetime) -> str:
    """`2026-11-23T09:05` → « 23 novembre 2026 à 9 h 05 »."""
    return f"{jour(quand.date())} à {quand.hour} h {quand.minute:02d}"


def jour_nomme(quand: date) -> str:
    """`2026-12-01` → « mardi 1er décembre », sans l'année."""
    debut, quantieme, mois = str(format_date(quand, "EEEE d MMMM", locale="fr_FR")).split(" ", 2)
    return f"{debut} {'1er' if quantieme == '1' else quantieme} {mois}"


def mois_nomme(quand: date) -> str:
    """`2024-08-01` → « août 2024 »."""
    return str(format_date(quand, "LLLL y", locale="fr_FR"))


def pluriel(effectif: float, singulier: str, au_pluriel: str = "") -> str:
    """`(2, "lieu", "lieux")` → « 2 lieux » ; en français le pluriel commence à 2."""
    mot = singulier if effectif < 2 else au_pluriel or f"{singulier}s"
    return f"{nombre(effectif)}{INSECABLE}{mot}"


LIENS = ("pour", "par", "sur", "à", "en", "sans")
INVARIABLES = ("mois", "remis", "fois")


def accordee(valeur: float, unite: str) -> str:
    """`(1, "postes attribués")` → « poste attribué » ; ce qui suit « pour », « à »… ou un « de » ne s'accorde pas."""
    if abs(valeur) >= 2:
        return unite
    mots: list[str] = []
    for mot in unite.split(" "):
        complement = mot.startswith("d'") or (mots and mots[-1] in {"de", "du", "des"})
        if mot in LIENS:
            break
        mots.append(mot if complement or mot in INVARIABLES else _singulier(mot))
    return " ".join([*mots, *unite.split(" ")[len(mots) :]])


def _singulier(mot: str) -> str:
    return mot.removesuffix("x") if mot.endswith("eux") else mot.removesuffix("s")


def minuscule(texte: str) -> str:
    """La première lettre en minuscule, sauf d'un sigle : « Postes pourvus » → « postes pourvus », « ETP » → « ETP »."""
    return texte if texte[1:2].isupper() else texte[:1].lower() + texte[1:]


def enumeration(mots: list[str]) -> str:
    """`["a", "b", "c"]` → « a, b et c »."""
    return " et ".join(filter(None, [", ".join(mots[:-1]), *mots[-1:]]))


def insecables(texte: str) -> str:
    """Aucune ligne ne commence par « ; », « : », « ? », « ! », « » » ou « % » : l'espace d'avant ne se coupe pas."""
    for signe in ";?!%":
        texte = texte.replace(f" {signe}", f"{INSECABLE}{signe}")
    for signe in ":»":
        texte = texte.replace(f" {signe}", f"\u00a0{signe}")
    return texte.replace("« ", "«\u00a0")


def sans_accents(texte: Any) -> str:
    """Forme de comparaison : minuscules, sans accents, apostrophes et tirets unifiés."""
    decompose = unicodedata.normalize("NFKD", str(texte).lower().replace("œ", "oe"))
    nu = "".join(c for c in decompose if not unicodedata.combining(c))
    return " ".join(nu.replace("’", " ").replace("'", " ").replace("-", " ").split())


def periode(dates: pd.Series) -> str:
    """La date d'un ensemble de lignes : « 1er août 2024 », « du … au … », ou `""` si aucune n'est connue."""
    connues = dates.dropna()
    if connues.empty:
        return ""
    debut, fin = connues.min().date(), connues.max().date()
    return jour(fin) if debut == fin else f"du {jour(debut)} au {jour(fin)}"
