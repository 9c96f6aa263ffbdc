"""La commune et la position de chaque ligne d'un dépôt."""

from collections.abc import Callable
from functools import partial

import geopandas as gpd
import pandas as pd

from inclusion.data.depots.repertoire import Repertoire, nom_compare
from inclusion.model.anomalies import Gravite
from inclusion.model.formats.adresse import decoupee
from inclusion.model.formats.code_insee import departement
from inclusion.model.formats.code_postal import departement_du_code_postal
from inclusion.model.formats.coordonnees import Point, point

TOLERANCE_M = 3_000
INTROUVABLE = "commune introuvable au code officiel géographique"
Noter = Callable[..., None]


def localiser(
    table: pd.DataFrame, repertoire: Repertoire, noter: Noter, nom_table: str
) -> tuple[pd.DataFrame, list[int]]:
    """La table avec ses communes reconnues et ses positions contrôlées ; les rangs hors du département.

    Une position à plus de 3 km du contour de sa commune est « à vérifier » : le chef-lieu la remplace.
    Coordonnées en degrés (EPSG:4326), distances en Lambert-93.
    """
    colonne = next((c for c in ("code_insee", "code_insee_siege") if _attendue(c, table, nom_table)), None)
    if colonne is None:
        return table, []
    table = _adresses(table, noter)
    table, hors = _communes(table, repertoire, noter, colonne)
    if nom_table in {"lieux", "mairies"}:
        table = _positions(table, repertoire, noter, set(hors))
    return table, hors


def _attendue(colonne: str, table: pd.DataFrame, nom_table: str) -> bool:
    return colonne in table or (nom_table in {"lieux", "acteurs_filiere"} and colonne == "code_insee")


def _adresses(table: pd.DataFrame, noter: Noter) -> pd.DataFrame:
    """La commune et le code postal écrits dans l'adresse, ou l'adresse écrite à la place de la commune, à leur place.

    Seules les lignes sans code postal sont touchées : l'adresse des autres n'a rien à leur apprendre.
    """
    voulues = ("adresse", "commune", "code_postal")
    vides = pd.Series("", index=table.index, dtype="str")
    lues = pd.DataFrame({c: table.get(c, vides) for c in voulues}, dtype=object)
    for rang, (adresse, commune, postal) in enumerate(lues.itertuples(index=False)):
        trouvee = None if postal else decoupee(commune) or decoupee(adresse)
        if trouvee is None:
            continue
        colonne = "commune" if decoupee(commune) else "adresse"
        gardes = {
            "adresse": adresse if colonne == "commune" and adresse else trouvee.voie,
            "commune": trouvee.commune if colonne == "commune" or not commune else commune,
            "code_postal": trouvee.code_postal,
        }
        regle = "code postal et commune lus dans l'adresse"
        noter(rang, colonne, lues.loc[rang, colonne], " ; ".join(gardes.values()), regle, Gravite.CORRIGE)
        lues.loc[rang, list(gardes)] = list(gardes.values())
    return table.assign(**{c: lues[c].astype("str") for c in voulues if c in table or lues[c].any()})


def _communes(
    table: pd.DataFrame, repertoire: Repertoire, noter: Noter, colonne: str
) -> tuple[pd.DataFrame, list[int]]:
    vides = pd.Series("", index=table.index, dtype="str")
    codes, noms, postaux = (
        table.get(c, vides).to_numpy(dtype=object) for c in (colonne, "commune", "code_postal")
    )
    gardes: list[tuple[str, str, str]] = []
    hors: list[int] = []
    for rang, (code, nom, postal) in enumerate(zip(codes, noms, postaux, strict=True)):
        trouvee = repertoire.commune(code, nom, postal)
        ailleurs = _ailleurs(trouvee.code if trouvee else code, postal, repertoire.code_departement)
        if ailleurs:
            hors.append(rang)
        if trouvee is None:
            if not ailleurs:
                lue = colonne if code or not nom else "commune"
                _noter_inconnue(noter, rang, (lue, code, nom, postal))
            gardes.append((code if ailleurs else "", nom, postal))
            continue
        if trouvee.regle:
            gravite = Gravite.CORRIGE if trouvee.sure else Gravite.A_VERIFIER
            noter(rang, colonne, code, trouvee.code, trouvee.regle, gravite)
        dits = partial(noter, rang)
        gardes.append(
            (
                trouvee.code,
                _nom(nom, trouvee.code, repertoire, dits),
                _postal(postal, trouvee.code, repertoire, dits),
            )
        )
    colonnes = [
        c for c in (colonne, "commune", "code_postal") if c == colonne or c in table or "nom" in table
    ]
    lus = (
        dict(zip((colonne, "commune", "code_postal"), zip(*gardes, strict=True), strict=True))
        if gardes
        else {}
    )
    return table.assign(
        **{c: pd.Series(lus.get(c, ()), index=table.index, dtype="str") for c in colonnes}
    ), hors


def _ailleurs(code: str, postal: str, du_jeu: str) -> bool:
    """La ligne dit elle-même un autre département."""
    if code:
        return departement(code) != du_jeu
    return bool(postal) and departement_du_code_postal(postal) != du_jeu


def _noter_inconnue(noter: Noter, rang: int, dite: tuple[str, str, str, str]) -> None:
    colonne, *morceaux = dite
    lue = " ".join(v for v in morceaux if v)
    if not lue:
        return
    remede = "Corriger le nom ou le code ; un quartier s'ajoute à la table « rattachements »."
    noter(
        rang,
        colonne,
        lue,
        "",
        INTROUVABLE,
        Gravite.A_VERIFIER,
        remede,
    )


def _nom(lu: str, code: str, repertoire: Repertoire, noter: Noter) -> str:
    """Le nom du COG ; ce qui s'en écarte est corrigé, un tout autre nom est à vérifier."""
    officiel = repertoire.noms[code]
    if not lu or lu == officiel:
        return officiel
    rattachee = code in repertoire.par_nom.get(nom_compare(lu), ())
    meme = nom_compare(lu) == nom_compare(officiel)
    regle = "commune écrite comme au COG" if meme else "quartier ou nom d'usage rattaché à sa commune"
    if not rattachee:
        regle = "nom de commune qui n'est pas celui du code INSEE"
    noter("commune", lu, officiel, regle, Gravite.CORRIGE if rattachee else Gravite.A_VERIFIER)
    return officiel


def _postal(lu: str, code: str, repertoire: Repertoire, noter: Noter) -> str:
    """Le code postal lu s'il est de la commune ; le sien s'il manque et qu'elle n'en a qu'un."""
    siens = repertoire.postaux.get(code, ())
    if not siens or lu in siens:
        return lu
    seul = siens[0] if len(siens) == 1 else ""
    if not lu:
        return seul
    if lu == code or lu in repertoire.noms:
        noter("code_postal", lu, seul, "code INSEE écrit à la place du code postal", Gravite.CORRIGE)
        return seul
    regle = "code postal qui n'est pas de la commune (CEDEX ?)"
    noter("code_postal", lu, lu, regle, Gravite.A_VERIFIER)
    return lu


def _positions(table: pd.DataFrame, repertoire: Repertoire, noter: Noter, hors: set[int]) -> pd.DataFrame:
    vides = pd.Series("", index=table.index, dtype="str")
    points = [
        point(lat, lon)
        for lat, lon in zip(table.get("latitude", vides), table.get("longitude", vides), strict=True)
    ]
    for rang, lu in enumerate(points):
        if lu.regle:
            brut = f"{table.get('latitude', vides)[rang]} ; {table.get('longitude', vides)[rang]}"
            noter(rang, "latitude", brut, _ecrit(lu), lu.regle, lu.gravite)
    ecarts = _ecarts(points, table["code_insee"], repertoire)
    precisions = list(table.get("precision_localisation", vides))
    adresses = table.get("adresse", vides).to_numpy(dtype=object)
    codes = table["code_insee"].to_numpy(dtype=object)
    for rang, ecart_m in enumerate(ecarts):
        if rang not in hors and ecart_m > TOLERANCE_M:
            points[rang] = _au_chef_lieu(points[rang], ecart_m, codes[rang], repertoire, partial(noter, rang))
            precisions[rang] = "commune"
        elif not precisions[rang]:
            precisions[rang] = _precision(points[rang], adresses[rang])
    return table.assign(
        latitude=pd.Series(["" if p.latitude is None else str(p.latitude) for p in points], dtype="str"),
        longitude=pd.Series(["" if p.longitude is None else str(p.longitude) for p in points], dtype="str"),
        precision_localisation=pd.Series(precisions, dtype="str"),
    )


def _precision(lu: Point, adresse: str) -> str:
    """Sans position : à la commune ; une adresse numérotée : à l'adresse ; sinon à la rue."""
    if lu.latitude is None:
        return "commune"
    return "adresse" if any(c.isdigit() for c in adresse) else "rue"


def _ecarts(points: list[Point], codes: pd.Series, repertoire: Repertoire) -> list[float]:
    """Distance (m) de chaque point au contour de sa commune ; 0 dedans, ou si l'un manque."""
    places = gpd.GeoSeries(
        gpd.points_from_xy([p.longitude for p in points], [p.latitude for p in points]), crs=4326
    ).to_crs(2154)
    contours = gpd.GeoSeries(repertoire.contours.reindex(codes).to_list(), crs=2154)
    jugeables = contours.notna() & ~places.is_empty & places.is_valid
    ecarts = places[jugeables].distance(contours[jugeables], align=False)
    return [float(d) for d in ecarts.reindex(places.index).fillna(0)]


def _au_chef_lieu(lu: Point, ecart_m: float, code: str, repertoire: Repertoire, noter: Noter) -> Point:
    garde = Point(*repertoire.chefs_lieux.get(code, (None, None)))
    regle = f"position hors de sa commune : à {ecart_m / 1000:.0f} km, ramenée au chef-lieu"
    noter("latitude", _ecrit(lu), _ecrit(garde), regle, Gravite.A_VERIFIER)
    return garde


def _ecrit(un_point: Point) -> str:
    return "" if un_point.latitude is None else f"{un_point.latitude} ; {un_point.longitude}"
