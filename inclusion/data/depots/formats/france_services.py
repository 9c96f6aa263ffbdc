"""Espaces France services : listes officielles de l'ANCT (2023, 2024) et GeoJSON de 2021."""

import re

import pandas as pd

from inclusion.data.depots.correspondance import Converti, appliquer, proposer
from inclusion.data.depots.fichiers import Brut
from inclusion.data.depots.formats import Format
from inclusion.model.anomalies import Anomalie, Gravite
from inclusion.model.formats.horaires_osm import plages_osm, semaine_osm, unir
from inclusion.model.formats.texte import cle

JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
PLAGE = re.compile(r"(\d{1,2})\s*[:hH]\s*(\d{2})?\s*(?:-|–|à|a)\s*(\d{1,2})\s*[:hH]\s*(\d{2})?")
SERVICES = "Aide aux démarches administratives|Accès internet et matériel informatique"
"""Ce que la charte France services demande à chaque espace : aide aux démarches, matériel à disposition."""


def reconnait(brut: Brut) -> float:
    """Des colonnes « fs », ou des noms « France services », avec une commune ou une adresse."""
    colonnes = {cle(c) for c in brut.colonnes}
    if {"lib fs", "id fs"} & colonnes:
        return 0.95
    jours = sum(any(jour in c for c in colonnes) for jour in JOURS)
    noms = brut.table.apply(lambda s: s.str.contains("france services", case=False).mean()).max()
    return 0.9 if noms > 0.5 and (jours >= 5 or len(colonnes) >= 4) and not {"services"} & colonnes else 0


def convertir(brut: Brut) -> Converti:
    """Horaires par jour → OSM ; typologie RFS, dispositif et services de la charte."""
    correspondance = {
        p.colonne: p.cible
        for p in proposer(brut, "lieux")
        if p.cible not in {"typologie", "services", "dispositif_programmes_nationaux", "structure_parente"}
        and not _jour(p.colonne)
    }
    correspondance |= {
        c: "" for c in brut.colonnes if cle(c) in {"prise rdv", "type fs", "groupe fs", "insee dep"}
    }
    lu = appliquer(brut, correspondance, "lieux")
    horaires, anomalies = _horaires(brut)
    table = lu.table.assign(
        typologie=_typologies(lu.table),
        dispositif_programmes_nationaux="France Services",
        services=SERVICES,
        itinerance=_itinerances(brut),
    )
    if horaires is not None:
        table = table.assign(horaires=horaires)
    if "id" in table:
        table = table.assign(id=[f"france-services-{i.strip()}" if i.strip() else "" for i in table["id"]])
    jours = ", ".join(c for c in brut.colonnes if _jour(c))
    return Converti(
        "lieux",
        table,
        lu.lignes,
        {**lu.colonnes_lues, **({"horaires": jours} if jours else {})},
        (*lu.anomalies, *anomalies),
        tuple(c for c in lu.non_repris if not _jour(c) and cle(c) != "format fs"),
        brut.table,
    )


def _jour(colonne: str) -> str:
    return next((j for j in JOURS if j in cle(colonne).split()), "")


def _horaires(brut: Brut) -> tuple[pd.Series | None, list[Anomalie]]:
    """`09:00 - 12:00 / 13:30 - 17:00` par jour → OSM ; une cellule illisible est dite."""
    colonnes = {JOURS.index(_jour(c)): c for c in brut.colonnes if _jour(c)}
    if len(colonnes) < 5:
        return None, []
    lues: list[str] = []
    anomalies: list[Anomalie] = []
    for rang, rangee in enumerate(brut.table.to_dict("records")):
        semaine = {}
        for jour, colonne in colonnes.items():
            plages, reste = _plages(rangee[colonne])
            if plages:
                semaine[jour] = plages
            if reste:
                regle = "horaires non compris : une partie de la journée"
                lue, gardee = rangee[colonne], plages_osm(plages)
                anomalies.append(Anomalie(brut.lignes[rang], colonne, lue, gardee, regle, Gravite.A_VERIFIER))
        lues.append(semaine_osm(semaine))
    return pd.Series(lues, index=brut.table.index, dtype="str"), anomalies


def _plages(cellule: str) -> tuple[tuple[tuple[int, int], ...], str]:
    """Les plages (minutes) d'une cellule, et ce qui n'a pas été compris."""
    plages = [
        (int(h1) * 60 + int(m1 or 0), int(h2) * 60 + int(m2 or 0))
        for h1, m1, h2, m2 in PLAGE.findall(cellule)
    ]
    bonnes = [(d, f) for d, f in plages if d < f <= 1440]
    reste = re.sub(r"ferm[ée]e?|[\s/;,et|.-]+", "", PLAGE.sub("", cellule), flags=re.IGNORECASE)
    return unir(bonnes), reste if len(bonnes) == len(plages) else cellule


def _typologies(lieux: pd.DataFrame) -> pd.Series:
    poste = (
        lieux["nom"].str.contains(r"\bla poste\b", case=False) if "nom" in lieux else pd.Series(dtype=bool)
    )
    return pd.Series("RFS", index=lieux.index, dtype="str").mask(poste, "RFS|LA_POSTE")


def _itinerances(brut: Brut) -> pd.Series:
    """Un bus ou un camion est itinérant ; « Fixe » quand le fichier le dit."""
    dits = next(
        (
            brut.table[c]
            for c in brut.colonnes
            if cle(c) in {"format fs", "itinerance", "itinerant", "format"}
        ),
        None,
    )
    noms = next((brut.table[c] for c in brut.colonnes if cle(c) in {"lib fs", "nom", "libelle"}), None)
    roule = pd.Series(False, index=brut.table.index)
    if noms is not None:
        roule = noms.str.contains(r"\b(?:bus|camion|itin[ée]rant|mobile)\b", case=False)
    if dits is None:
        return pd.Series("", index=brut.table.index, dtype="str").mask(roule, "Itinérant")
    itinerant = dits.str.contains(r"itin|bus|oui|true", case=False)
    fixe = dits.str.contains(r"fixe|non|false|site", case=False)
    return pd.Series("", index=brut.table.index, dtype="str").mask(fixe, "Fixe").mask(itinerant, "Itinérant")


FORMATS = (Format("france-services", "Espaces France services (ANCT)", "lieux", reconnait, convertir),)
