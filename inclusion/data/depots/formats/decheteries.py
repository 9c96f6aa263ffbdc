"""Déchèteries et points de collecte (FNE Vaucluse et tableaux semblables) → acteurs de la filière."""

import re

import pandas as pd

from inclusion.data.depots.correspondance import Converti
from inclusion.data.depots.fichiers import Brut
from inclusion.data.depots.formats import Format
from inclusion.model.anomalies import Anomalie, Gravite
from inclusion.model.formats.texte import cle

DEEE = {"deee", "d3e", "dechets electriques et electroniques"}
SANS_DEEE = "le fichier ne dit pas que cette déchèterie prend les équipements électriques et électroniques"
REMEDE = (
    "Écrire « oui » dans la colonne DEEE si elle les prend ; sinon elle n'est pas un acteur de la filière."
)


def reconnait(brut: Brut) -> float:
    """Des noms de déchèteries, ou une colonne qui dit si les DEEE sont pris."""
    colonnes = {cle(c) for c in brut.colonnes}
    noms = brut.table.apply(lambda s: s.str.contains("d[ée]ch[èe]t+erie", case=False).mean()).max()
    return 0.95 if DEEE & colonnes else 0.85 if noms > 0.5 else 0


def convertir(brut: Brut) -> Converti:
    """Point de collecte DEEE quand la colonne le dit ; les autres déchèteries sont refusées, motif à l'appui."""
    connues = {cle(c): c for c in brut.colonnes}

    def colonne(*noms: str) -> str:
        return next((connues[n] for n in noms if n in connues), "")

    vides = pd.Series("", index=brut.table.index, dtype="str")
    villes = brut.table.get(colonne("city", "commune", "ville"), vides)
    coupees = villes.str.extract(r"^\s*(\d{5})?\s*(.*)$").fillna("")
    prend = brut.table.get(next((connues[c] for c in connues if c in DEEE), ""), vides)
    c = {"nom": colonne("name", "nom", "libelle"), "commune": colonne("city", "commune", "ville")}
    table = pd.DataFrame(
        {
            "id": "",
            "nom": brut.table[c["nom"]],
            "code_insee": brut.table.get(colonne("code insee", "insee"), vides),
            "commune": coupees[1],
            "code_postal": brut.table.get(colonne("code postal", "cp"), vides).where(
                coupees[0] == "", coupees[0]
            ),
            "role": ["point_de_collecte_deee" if re.fullmatch(r"(?i)true|oui|1|x", p) else "" for p in prend],
            "detail": brut.table.get(colonne("address", "adresse"), vides),
        },
        index=brut.table.index,
    )
    lues = {**c, "role": next((connues[n] for n in connues if n in DEEE), "DEEE"), "code_insee": c["commune"]}
    reprises = {*c.values(), lues["role"]}
    reste = tuple(col for col in brut.colonnes if col not in reprises)
    prises = (table["role"] != "").to_list()
    refusees = [
        Anomalie(ligne, lues["role"], lu, "", SANS_DEEE, Gravite.REFUSE, REMEDE)
        for ligne, lu, prise in zip(brut.lignes, prend, prises, strict=True)
        if not prise
    ]
    gardees = [ligne for ligne, prise in zip(brut.lignes, prises, strict=True) if prise]
    anomalies = (*brut.anomalies, *refusees)
    return Converti("acteurs_filiere", table[prises], gardees, lues, anomalies, reste, brut.table)


FORMATS = (
    Format("decheteries", "Déchèteries et points de collecte", "acteurs_filiere", reconnait, convertir),
)
