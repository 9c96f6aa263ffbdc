"""Un fichier déposé, quel qu'il soit → une table de textes ; borné en taille, en colonnes et en mémoire."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from inclusion.data.depots.bilans import bilan_feuille, bilan_json
from inclusion.data.depots.perimetre import Perimetre, de_la_feuille, du_document
from inclusion.data.depots.statistiques_v1 import est_statistiques, fautes
from inclusion.data.depots.tableur import Feuille, TableurIllisibleError, lire_tableur
from inclusion.data.rangees_csv import RangeeError
from inclusion.data.rangees_csv import rangees as rangees_csv
from inclusion.model.anomalies import Anomalie, Gravite

TAILLE_MAX = 60_000_000
COLONNES_MAX = 1_000
LIGNES_MAX = 300_000
PROFONDEUR_MAX = 6
FAUTES_DITES = 5
SEPARATEURS = ",;\t|"
CLE_D_OBJET = "cle"
"""Le nom de colonne donné à la clé d'un objet d'objets JSON : {« Employeur » : {…}}."""


class IllisibleError(ValueError):
    """Un fichier dont rien ne peut être tiré ; le message dit pourquoi et quoi faire."""


@dataclass(frozen=True)
class Brut:
    """Ce qu'un fichier contient, en textes, avant toute interprétation.

    `table` : une colonne par en-tête, "" = vide ; `lignes` : la ligne du fichier de chaque rangée (l'en-tête
    est la ligne 1 ; pour du JSON, le rang de l'objet à partir de 1) ; `anomalies` : lignes mal formées ; `perimetre` :
    ce que l'export dit couvrir, s'il le dit.
    """

    nom: str
    table: pd.DataFrame
    lignes: list[int]
    sorte: str
    encodage: str = "utf-8"
    separateur: str = ""
    feuille: str = ""
    feuilles: tuple[str, ...] = ()
    anomalies: tuple[Anomalie, ...] = ()
    mal_formees: tuple[tuple[int, str], ...] = field(default=())
    perimetre: Perimetre = field(default_factory=Perimetre)

    @property
    def colonnes(self) -> list[str]:
        return list(self.table.columns)


def load_brut(source: Path | bytes, *, nom: str = "", feuille: str | None = None) -> Brut:
    """Lit un CSV, XLSX, ODS, JSON ou GeoJSON ; lève `IllisibleError`."""
    nom = nom or (source.name if isinstance(source, Path) else "fichier")
    octets = _octets(source, nom)
    if not octets.strip():
        raise IllisibleError(f"« {nom} » est vide : rien à lire.")
    if octets.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _tableur(octets, nom, feuille)
    _refuser_ce_qui_n_est_pas_du_texte(octets, nom)
    texte, encodage, anomalies = _texte(octets, nom)
    if texte.lstrip()[:1] in {"{", "["}:
        return _json(texte, nom, encodage)
    return _csv(texte, nom, encodage, anomalies)


def _octets(source: Path | bytes, nom: str) -> bytes:
    if isinstance(source, bytes):
        taille = len(source)
    else:
        try:
            taille = source.stat().st_size
        except OSError as erreur:
            raise IllisibleError(f"« {nom} » ne s'ouvre pas ({erreur.strerror}).") from erreur
    if taille > TAILLE_MAX:
        raise IllisibleError(
            f"« {nom} » pèse {taille // 1_000_000} Mo, plus que les {TAILLE_MAX // 1_000_000} Mo admis : "
            "ne garder que le département, ou couper le fichier."
        )
    if isinstance(source, bytes):
        return source
    try:
        return source.read_bytes()
    except OSError as erreur:
        raise IllisibleError(f"« {nom} » ne s'ouvre pas ({erreur.strerror}).") from erreur


# Textes ----------------------------------------------------------------------------------------------------


def _refuser_ce_qui_n_est_pas_du_texte(octets: bytes, nom: str) -> None:
    debut = octets[:1000].lstrip()
    if debut.startswith(b"%PDF"):
        raise IllisibleError(f"« {nom} » est un PDF : demander le tableau (CSV ou XLSX) à qui l'a produit.")
    if re.match(rb"<(!doctype|html|\?xml)", debut, re.IGNORECASE):
        raise IllisibleError(f"« {nom} » est une page web ou du XML, pas un tableau : demander le CSV.")
    if not octets.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\x00" in octets:
        raise IllisibleError(
            f"« {nom} » contient des octets nuls : ce n'est pas un texte. L'ouvrir dans un tableur et "
            "l'enregistrer en « CSV UTF-8 »."
        )


def _texte(octets: bytes, nom: str) -> tuple[str, str, list[Anomalie]]:
    """Le texte, son encodage, et les lignes qui en ont un autre."""
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return octets.decode("utf-16"), "utf-16", []
        except UnicodeDecodeError as erreur:
            raise IllisibleError(
                f"« {nom} » se dit en UTF-16 et ne l'est pas : l'enregistrer en UTF-8."
            ) from erreur
    try:
        return octets.decode("utf-8-sig"), "utf-8", []
    except UnicodeDecodeError:
        pass
    lues = [_ligne(ligne) for ligne in octets.removeprefix(b"\xef\xbb\xbf").split(b"\n")]
    accentuees = Counter(encodage for _, encodage in lues if encodage != "ascii")
    texte = "\n".join(ligne for ligne, _ in lues)
    if "\x00" in texte:
        raise IllisibleError(f"« {nom} » contient des octets nuls : ce n'est pas un texte.")
    if accentuees["utf-8"] == 0:
        return texte, "cp1252", []
    etrangeres = [rang for rang, (_, encodage) in enumerate(lues, start=1) if encodage == "cp1252"]
    anomalies = [
        Anomalie(
            rang, "", "", "", "ligne d'un autre encodage (CP1252) que le fichier (UTF-8)", Gravite.A_VERIFIER
        )
        for rang in etrangeres
    ]
    return texte, "utf-8", anomalies


def _ligne(octets: bytes) -> tuple[str, str]:
    for encodage in ("ascii", "utf-8", "cp1252"):
        try:
            return octets.decode(encodage), encodage
        except UnicodeDecodeError:
            continue
    return octets.decode("latin-1"), "cp1252"


# CSV -------------------------------------------------------------------------------------------------------


def _csv(texte: str, nom: str, encodage: str, anomalies: list[Anomalie]) -> Brut:
    separateur = _separateur(texte)
    rangees: list[tuple[int, list[str]]] = []
    try:
        for debut, rangee in rangees_csv(texte, separateur):
            if any(cellule.strip() for cellule in rangee):
                rangees.append((debut, rangee))
            if len(rangee) > COLONNES_MAX or len(rangees) > LIGNES_MAX:
                _refuser_le_trop(nom, len(rangee), len(rangees))
    except RangeeError as erreur:
        raise IllisibleError(
            f"« {nom} », ligne {erreur.ligne} : le CSV ne se lit pas ({erreur}). "
            "Un guillemet n'est sans doute pas fermé."
        ) from erreur
    if len(rangees) == 1 and len(rangees[0][1]) == 1:
        raise IllisibleError(f"« {nom} » n'a ni colonnes ni lignes : ce n'est pas un tableau.")
    brut = _tabuler(rangees, nom=nom, sorte="csv")
    return Brut(
        **{
            **brut.__dict__,
            "encodage": encodage,
            "separateur": separateur,
            "anomalies": (*anomalies, *brut.anomalies),
        }
    )


def _separateur(texte: str) -> str:
    """Celui qui coupe les premières lignes en le même nombre, le plus grand, de colonnes."""

    def note(separateur: str) -> tuple[float, int]:
        longueurs: list[int] = []
        try:
            for _, rangee in rangees_csv(texte[:200_000], separateur):
                if rangee:
                    longueurs.append(len(rangee))
                if len(longueurs) >= 30:
                    break
        except RangeeError:
            return (0, 0)
        frequente, fois = Counter(longueurs).most_common(1)[0] if longueurs else (1, 0)
        return (fois / len(longueurs) if frequente > 1 else 0, frequente)

    return max(SEPARATEURS, key=lambda s: (round(note(s)[0], 1), note(s)[1]))


def _tabuler(rangees: list[tuple[int, list[str]]], *, nom: str, sorte: str) -> Brut:
    """L'en-tête, puis les rangées à sa longueur ; celles d'une autre longueur sont mises à part, et dites."""
    if not rangees:
        raise IllisibleError(f"« {nom} » est vide : rien à lire.")
    rang = _rang_en_tete([rangee for _, rangee in rangees[:30]])
    entetes = _uniques([c.strip() for c in rangees[rang][1]])
    while entetes and entetes[-1].startswith("colonne_") and sorte != "csv":
        entetes = entetes[:-1]
    largeur = len(entetes)
    bonnes: list[list[str]] = []
    lignes: list[int] = []
    anomalies: list[Anomalie] = []
    mal_formees: list[tuple[int, str]] = []
    for ligne, rangee in rangees[rang + 1 :]:
        surplus = [c for c in rangee[largeur:] if c.strip()]
        if surplus or (sorte == "csv" and len(rangee) < largeur and not _courte_admise(rangee, largeur)):
            regle = f"{len(rangee)} valeurs pour {largeur} colonnes"
            brute = " | ".join(rangee)
            remede = "Vérifier guillemets et séparateurs de cette ligne."
            anomalies.append(Anomalie(ligne, "", brute[:200], "", regle, Gravite.REFUSE, remede))
            mal_formees.append((ligne, brute))
            continue
        bonnes.append((rangee + [""] * largeur)[:largeur])
        lignes.append(ligne)
    table = pd.DataFrame(bonnes, columns=entetes, dtype="str")
    return Brut(nom, table, lignes, sorte, anomalies=tuple(anomalies), mal_formees=tuple(mal_formees))


def _courte_admise(rangee: list[str], largeur: int) -> bool:
    """Une ligne à qui il ne manque que des cellules de fin, comme en écrivent les tableurs."""
    return len(rangee) >= largeur // 2 and largeur > 2


def _rang_en_tete(rangees: list[list[str]]) -> int:
    """La première ligne presque aussi remplie que la plus remplie, aux textes distincts."""
    remplies = [sum(bool(c.strip()) for c in rangee) for rangee in rangees]
    seuil = max(1, round(0.6 * max(remplies)))
    for rang, rangee in enumerate(rangees):
        textes = [c.strip() for c in rangee if c.strip()]
        if remplies[rang] >= seuil and len(set(textes)) >= 0.8 * len(textes):
            return rang
    return 0


def _uniques(noms: Iterable[str]) -> list[str]:
    """Des noms de colonnes tous différents : `nom`, `nom_2`, `colonne_3` si elle n'en a pas."""
    vus: Counter[str] = Counter()
    uniques: list[str] = []
    for rang, brut in enumerate(noms, start=1):
        nom = unicodedata.normalize("NFC", brut.strip("\ufeff")) or f"colonne_{rang}"
        vus[nom] += 1
        uniques.append(nom if vus[nom] == 1 else f"{nom}_{vus[nom]}")
    return uniques


def _refuser_le_trop(nom: str, colonnes: int, lignes: int) -> None:
    quoi = (
        f"{colonnes} colonnes, plus que les {COLONNES_MAX} admises"
        if colonnes > COLONNES_MAX
        else f"plus de {LIGNES_MAX} lignes ({lignes} lues)"
    )
    raise IllisibleError(f"« {nom} » a {quoi} : ne garder que ce qui concerne le département.")


# Tableurs --------------------------------------------------------------------------------------------------


def _tableur(octets: bytes, nom: str, feuille: str | None) -> Brut:
    try:
        lue: Feuille = lire_tableur(octets, feuille=feuille, colonnes_max=COLONNES_MAX, lignes_max=LIGNES_MAX)
    except TableurIllisibleError as erreur:
        raise IllisibleError(f"« {nom} » : {erreur}") from erreur
    rangees = [(rang, r) for rang, r in enumerate(lue.rangees, start=1) if any(c.strip() for c in r)]
    perimetre = de_la_feuille(rangees)
    bilan = bilan_feuille(rangees, perimetre)
    if bilan:
        lignes, valeurs = zip(*bilan, strict=True)
        brut = Brut(nom, pd.DataFrame(list(valeurs), dtype="str"), list(lignes), "tableur")
    else:
        brut = _tabuler(rangees, nom=nom, sorte="tableur")
    return replace(brut, feuille=lue.nom, feuilles=lue.noms, perimetre=perimetre)


# JSON ------------------------------------------------------------------------------------------------------


def _json(texte: str, nom: str, encodage: str) -> Brut:
    try:
        lu = json.loads(texte)
    except json.JSONDecodeError as erreur:
        raise IllisibleError(
            f"« {nom} », ligne {erreur.lineno}, colonne {erreur.colno} : ce n'est pas du JSON bien formé."
        ) from erreur
    except (RecursionError, ValueError) as erreur:
        raise IllisibleError(f"« {nom} » : JSON trop profond ou aux nombres démesurés.") from erreur
    perimetre = du_document(lu)
    objets, sorte = (_statistiques(lu, nom, perimetre), "json") if est_statistiques(lu) else _objets(lu, nom)
    if len(objets) > LIGNES_MAX:
        _refuser_le_trop(nom, 0, len(objets))
    plats = [dict(_plat(objet)) for objet in objets]
    colonnes = list(dict.fromkeys(cle for objet in plats for cle in objet))
    if len(colonnes) > COLONNES_MAX:
        _refuser_le_trop(nom, len(colonnes), 0)
    if not colonnes:
        raise IllisibleError(f"« {nom} » ne contient aucun objet à lire.")
    rangees = [[objet.get(colonne, "") for colonne in colonnes] for objet in plats]
    table = pd.DataFrame(rangees, columns=_uniques(colonnes), dtype="str")
    lignes = list(range(1, len(table) + 1))
    return Brut(nom, table, lignes, sorte, encodage, perimetre=perimetre)


def _statistiques(lu: Any, nom: str, perimetre: Perimetre) -> list[Mapping[str, Any]]:
    """Les valeurs d'un document de statistiques de La Coop ; lève `IllisibleError` s'il n'est pas conforme."""
    trouvees = fautes(lu)
    if trouvees:
        reste = f" (et {len(trouvees) - FAUTES_DITES} autres)" if len(trouvees) > FAUTES_DITES else ""
        raise IllisibleError(
            f"« {nom} » : ces statistiques n'ont pas la forme que publie l'interface de La Coop (v1). "
            f"{' ; '.join(trouvees[:FAUTES_DITES])}{reste}. Redemander le document à l'interface (/statistiques) et le "
            "déposer sans le retoucher."
        )
    return list(bilan_json(lu, perimetre))


def _objets(lu: Any, nom: str) -> tuple[list[Mapping[str, Any]], str]:
    """Les objets d'une liste, d'une FeatureCollection, d'un objet d'objets ou d'un objet qui porte une liste."""
    if isinstance(lu, dict) and isinstance(lu.get("features"), list):
        return [_entite(e) for e in lu["features"] if isinstance(e, dict)], "geojson"
    if isinstance(lu, list) and all(isinstance(o, dict) for o in lu):
        return lu, "json"
    if isinstance(lu, dict) and lu and all(isinstance(o, dict) for o in lu.values()):
        return [{CLE_D_OBJET: cle, **objet} for cle, objet in lu.items()], "json"
    if isinstance(lu, dict):
        listes = [v for v in lu.values() if isinstance(v, list) and v and all(isinstance(o, dict) for o in v)]
        if len(listes) == 1:
            return listes[0], "json"
    raise IllisibleError(
        f"« {nom} » : JSON sans liste d'objets. Attendu : [{{…}}, {{…}}] ou {{nom : {{…}}}}."
    )


def _entite(entite: Mapping[str, Any]) -> dict[str, Any]:
    """Les propriétés d'une entité GeoJSON, avec la longitude et la latitude de son point (EPSG:4326)."""
    geometrie = entite.get("geometry") if isinstance(entite.get("geometry"), dict) else {}
    proprietes = entite.get("properties") if isinstance(entite.get("properties"), dict) else {}
    xy = geometrie.get("coordinates") if geometrie else None
    point = geometrie and geometrie.get("type") == "Point" and isinstance(xy, list) and len(xy) >= 2
    return {**(proprietes or {}), **({"longitude": xy[0], "latitude": xy[1]} if point and xy else {})}


def _plat(objet: Mapping[str, Any], prefixe: str = "", profondeur: int = 0) -> Iterable[tuple[str, str]]:
    """Les valeurs d'un objet, imbriquées en `a.b` ; une liste de valeurs simples en `x|y`."""
    for cle, valeur in objet.items():
        nom = f"{prefixe}{cle}"
        if isinstance(valeur, dict) and profondeur < PROFONDEUR_MAX:
            yield from _plat(valeur, f"{nom}.", profondeur + 1)
        elif isinstance(valeur, list) and not any(isinstance(v, (dict, list)) for v in valeur):
            yield nom, "|".join(_ecrit(v) for v in valeur)
        else:
            yield nom, _ecrit(valeur)


def _ecrit(valeur: Any) -> str:
    match valeur:
        case None:
            return ""
        case bool():
            return "true" if valeur else "false"
        case float() if valeur.is_integer() and abs(valeur) < 1e15:
            return str(int(valeur))
        case str():
            return valeur.encode("utf-8", "ignore").decode("utf-8")
        case int() | float():
            return str(valeur)
        case _:
            return json.dumps(valeur, ensure_ascii=False)[:2000]
