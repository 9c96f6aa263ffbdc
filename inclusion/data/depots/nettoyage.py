"""Une table de textes bruts → la même, propre ; tout ce qui change est dit, ligne par ligne."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial

import pandas as pd

from inclusion.data.depots.localisation import localiser
from inclusion.data.depots.repertoire import Repertoire
from inclusion.model.anomalies import MASQUEE, Anomalie, Gravite, Lu
from inclusion.model.formats import (
    adresse_web,
    booleens,
    code_insee,
    code_postal,
    courriel,
    dates,
    listes,
    nombres,
    pivot,
    telephone,
)
from inclusion.model.formats.horaires import horaires
from inclusion.model.formats.texte import cle, identifiant, texte
from inclusion.model.nomenclatures import NOMENCLATURES
from inclusion.model.schemas import Champ, attendu, schemas

Regle = Callable[[str], Lu]
PAR_COLONNE: Mapping[str, Regle] = {
    "code_insee": code_insee.code_insee,
    "code_insee_siege": code_insee.code_insee,
    "code_postal": code_postal.code_postal,
    "telephone": telephone.telephone,
    "courriels": courriel.courriels,
    "site_web": adresse_web.adresses_web,
    "prise_rdv": adresse_web.adresses_web,
    "fiche_acces_libre": adresse_web.adresses_web,
    "pivot": pivot.pivot,
    "horaires": horaires,
}
PAR_TYPE: Mapping[str, Regle] = {
    "number": nombres.nombre,
    "integer": nombres.entier,
    "year": nombres.entier,
    "boolean": booleens.booleen,
}


@dataclass
class Cahier:
    """Les anomalies d'un dépôt, écrites dans les mots du fichier : ses lignes, ses colonnes."""

    lignes: Sequence[int]
    colonnes_lues: Mapping[str, str] = field(default_factory=dict)
    anomalies: list[Anomalie] = field(default_factory=list)

    def noter(  # noqa: PLR0917 les mots d'une anomalie, dans l'ordre où on la dit
        self, rang: int, colonne: str, lue: str, gardee: str, regle: str, gravite: Gravite, remede: str = ""
    ) -> None:
        nom = self.colonnes_lues.get(colonne) or colonne
        self.anomalies.append(Anomalie(self.lignes[rang], nom, lue, gardee, regle, gravite, remede))


@dataclass(frozen=True)
class Nettoye:
    """La table propre (mêmes rangées, mêmes rangs), et les rangs de celles d'un autre département."""

    table: pd.DataFrame
    anomalies: list[Anomalie]
    hors_departement: list[int]


def nettoyer(
    table: pd.DataFrame,
    *,
    nom_table: str,
    lignes: Sequence[int],
    colonnes_lues: Mapping[str, str],
    repertoire: Repertoire,
    source: str,
    a_date: date,
) -> Nettoye:
    """Applique les règles du schéma de `nom_table`, puis celles des communes et des positions.

    `table` : textes, colonnes de la table cible (il peut en manquer) ; `lignes` : ligne du fichier de
    chaque rangée ; `source` : ce qui est écrit quand la ligne ne dit pas la sienne.
    """
    cahier = Cahier(lignes, colonnes_lues)
    propre = table.reset_index(drop=True).fillna("").astype(str)
    for champ in schemas()[nom_table].champs:
        if champ.nom in propre:
            propre[champ.nom] = _colonne(propre[champ.nom], champ, cahier, a_date)
    if nom_table == "lieux":
        propre = _ranges(propre, cahier)
        propre = _typologies(propre, cahier)
    propre, hors = localiser(propre, repertoire, cahier.noter, nom_table)
    propre = _completee(propre, nom_table, source, cahier)
    return Nettoye(propre, sorted(cahier.anomalies, key=lambda a: a.ligne), hors)


def _colonne(valeurs: pd.Series, champ: Champ, cahier: Cahier, a_date: date) -> pd.Series:
    """Une colonne nettoyée par la règle de son nom, sinon de sa liste, sinon de son type."""
    regle = lru_cache(maxsize=50_000)(_regle(champ, a_date))
    brutes = list(
        valeurs.to_numpy(dtype=object)
    )  # parcourir un tableau arrow cellule à cellule est dix fois plus lent
    lus = [regle(brute) for brute in brutes]
    for rang, (brute, lu) in enumerate(zip(brutes, lus, strict=True)):
        if lu.regle:
            lue = MASQUEE if lu.personnelle else brute
            perdue = lu.gravite == Gravite.A_VERIFIER and not lu.valeur and not lu.personnelle
            remede = f"Attendu : {attendu(champ)}." if perdue else ""
            cahier.noter(rang, champ.nom, lue, lu.valeur, lu.regle, lu.gravite, remede)
    return pd.Series([lu.valeur for lu in lus], index=valeurs.index, dtype="str")


def _regle(champ: Champ, a_date: date) -> Regle:  # noqa: PLR0911 une règle par ligne
    if champ.nom in {"latitude", "longitude"} or champ.nom in listes.COLONNES:
        return lambda valeur: Lu(valeur.strip())  # jugées ensemble, plus loin
    if champ.nom in PAR_COLONNE:
        return _apres_texte(PAR_COLONNE[champ.nom])
    if champ.type == "date":
        passee = champ.nom in {"date", "date_maj", "date_constat", "date_reference"}
        return _apres_texte(partial(dates.jour, a_date=a_date if passee else None))
    if champ.type in PAR_TYPE:
        return _apres_texte(PAR_TYPE[champ.type])
    if champ.nomenclature:
        return _apres_texte(partial(_liste, nomenclature=champ.nomenclature, separateur=champ.separateur))
    if champ.nom == "presentation_resume":
        return lambda valeur: _coupe(texte(valeur), 280)
    return texte


def _apres_texte(regle: Regle) -> Regle:
    """La règle, appliquée au texte débarrassé de ses guillemets et blancs ; une seule anomalie est dite."""

    def appliquee(valeur: str) -> Lu:
        propre = texte(valeur)
        lu = regle(propre.valeur)
        return lu if lu.regle else propre

    return appliquee


def _coupe(lu: Lu, longueur: int) -> Lu:
    if len(lu.valeur) <= longueur:
        return lu
    return Lu(lu.valeur[: longueur - 1] + "…", f"texte coupé à {longueur} caractères", Gravite.A_VERIFIER)


def _liste(valeur: str, *, nomenclature: str, separateur: str) -> Lu:
    """Une valeur de liste fermée, par son code ou son libellé, sans casse ni accent."""
    connues = {cle(v.libelle): v.code for v in NOMENCLATURES[nomenclature]}
    connues |= {cle(v.code): v.code for v in NOMENCLATURES[nomenclature]}
    morceaux = [m for m in (valeur.replace(";", "|").split("|") if separateur else [valeur]) if m.strip()]
    gardes = [connues[cle(m)] for m in morceaux if cle(m) in connues]
    garde = (separateur or "|").join(dict.fromkeys(gardes))
    if len(gardes) < len(morceaux):
        return Lu(garde, "valeur hors de la liste retirée", Gravite.A_VERIFIER)
    return Lu(garde, "valeur écrite comme dans la liste" if garde != valeur.strip() else "")


def _ranges(lieux: pd.DataFrame, cahier: Cahier) -> pd.DataFrame:
    """Chaque valeur multiple dans la colonne nationale qui l'admet, écrite comme le schéma v1.0.2."""
    presentes = [c for c in listes.COLONNES if c in lieux]
    resultats: list[dict[str, str]] = []
    for rang, rangee in enumerate(lieux[presentes].astype(object).to_dict("records")):
        ranges = {c: listes.ranger(c, texte(str(rangee[c])).valeur) for c in presentes if rangee[c].strip()}
        nouvelle = {
            c: "|".join(dict.fromkeys(v for r in ranges.values() for v in r.de(c).split("|") if v))
            for c in listes.COLONNES
        }
        for colonne, range_ in ranges.items():
            lue = rangee[colonne]
            for perdue in range_.inconnues:
                regle = "valeur hors de la liste nationale, retirée"
                cahier.noter(rang, colonne, perdue, nouvelle[colonne], regle, Gravite.A_VERIFIER)
            for perdue in range_.sans_equivalent:
                regle = "ancienne valeur sans équivalent au schéma v1.0.2, retirée"
                cahier.noter(rang, colonne, perdue, nouvelle[colonne], regle, Gravite.A_VERIFIER)
            for devinee in range_.devinees:
                regle = "service deviné par mot-clé"
                garde = listes.service_devine(devinee)
                cahier.noter(rang, colonne, devinee, garde, regle, Gravite.A_VERIFIER)
            deplacees = [c for c, _ in range_.places if c != colonne]
            reste = not range_.inconnues and not range_.sans_equivalent
            if deplacees:
                dites = " ; ".join(f"{c} : {range_.de(c)}" for c in dict.fromkeys(deplacees))
                cahier.noter(rang, colonne, lue, dites, "valeur rangée dans sa colonne", Gravite.CORRIGE)
            elif reste and not range_.devinees and range_.de(colonne) != lue:
                regle = "valeurs écrites comme au schéma v1.0.2"
                cahier.noter(rang, colonne, lue, range_.de(colonne), regle, Gravite.CORRIGE)
        resultats.append(nouvelle)
    utiles = [c for c in listes.COLONNES if c in presentes or any(r[c] for r in resultats)]
    return lieux.assign(**{c: pd.Series([r[c] for r in resultats], dtype="str") for c in utiles})


UN_SEUL = "Si c'est le même, n'en garder qu'une ligne."
SOLIDARITES = ("edes", "espace departemental des solidarites", "espace departemental des solidarite")


def _typologies(lieux: pd.DataFrame, cahier: Cahier) -> pd.DataFrame:
    """EDeS → MDS : l'espace départemental des solidarités est la maison des solidarités du schéma."""
    vides = pd.Series("", index=lieux.index, dtype="str")
    typologie, noms = lieux.get("typologie", vides), lieux.get("nom", vides)
    edes = pd.Series([cle(nom).startswith(SOLIDARITES) for nom in noms], index=lieux.index, dtype=bool)
    for rang in lieux.index[edes & (typologie == "")]:
        cahier.noter(rang, "typologie", "", "MDS", "EDeS : typologie MDS", Gravite.CORRIGE)
    return lieux.assign(typologie=typologie.mask(edes & (typologie == ""), "MDS"))


def _completee(table: pd.DataFrame, nom_table: str, source: str, cahier: Cahier) -> pd.DataFrame:
    """Toutes les colonnes de la table cible : source, nature et identifiant s'ils manquent, vide sinon."""
    schema = schemas()[nom_table]
    absentes = {c: pd.Series("", index=table.index, dtype="str") for c in schema.colonnes if c not in table}
    pleine = table.assign(**absentes)[schema.colonnes]
    if "source" in schema.colonnes and nom_table != "relations":
        pleine = _remplie(pleine, "source", source, "source absente : celle du dépôt", cahier)
    if "nature" in schema.colonnes:
        pleine = pleine.assign(nature=pleine["nature"].replace("", "reel"))
    if schema.cle == ("id",):
        pleine = _identifiee(pleine, cahier)
    return pleine


def _remplie(table: pd.DataFrame, colonne: str, valeur: str, regle: str, cahier: Cahier) -> pd.DataFrame:
    if not valeur:
        return table
    for rang in table.index[table[colonne] == ""]:
        cahier.noter(rang, colonne, "", valeur, regle, Gravite.CORRIGE)
    return table.assign(**{colonne: table[colonne].replace("", valeur)})


def _identifiee(table: pd.DataFrame, cahier: Cahier) -> pd.DataFrame:
    """Un identifiant par ligne : construit (commune et nom) s'il manque, numéroté s'il est déjà pris."""
    pris: dict[str, int] = {}
    identifiants: list[str] = []
    for rang, ligne in enumerate(table.astype(object).to_dict("records")):
        lu = ligne["id"]
        garde = lu or identifiant(ligne.get("code_insee", ""), ligne.get("nom", ""))
        pris[garde] = pris.get(garde, 0) + 1
        if garde and pris[garde] > 1:
            garde = f"{garde}-{pris[garde]}"
            pris[garde] = 1
            regle = (
                "identifiant déjà pris, numéroté"
                if lu
                else "mêmes commune et nom qu'une autre ligne, numéroté"
            )
            cahier.noter(rang, "id", lu, garde, regle, Gravite.A_VERIFIER, "" if lu else UN_SEUL)
        elif garde != lu:
            cahier.noter(rang, "id", lu, garde, "identifiant construit : commune et nom", Gravite.CORRIGE)
        identifiants.append(garde)
    return table.assign(id=pd.Series(identifiants, index=table.index, dtype="str"))
