"""Employeurs et structures d'accueil de conseillers numériques : un objet par employeur → un poste par ligne."""

import re

import pandas as pd

from inclusion.data.depots.correspondance import Converti
from inclusion.data.depots.fichiers import CLE_D_OBJET, Brut
from inclusion.data.depots.formats import Format
from inclusion.data.depots.fusion import Lot
from inclusion.model.anomalies import Anomalie, Gravite
from inclusion.model.formats.nombres import entier
from inclusion.model.formats.texte import cle, identifiant

NATURES = (
    (r"\b(communaute|agglomeration|metropole|cc|ca|epci|intercommunal\w*)\b", "epci"),
    (r"\b(commune|mairie|ville|ccas|centre communal)\b", "commune"),
    (r"\b(departement|conseil departemental)\b", "departement"),
    (r"\b(region|conseil regional)\b", "region"),
    (r"\b(prefecture|etat)\b", "etat"),
    (r"\b(la poste|msa|caf|cpam|chambre|france travail|pole emploi)\b", "operateur"),
    (r"\b(association|assoc|centre social|mission locale|maison|foyer|ligue)\b", "association"),
    (r"\b(sas|sarl|sa|scop|scic)\b", "entreprise"),
)


SOURCE = "Employeurs de conseillers numériques, ANCT, export public"
ANCIENNE_SOURCE = f"{SOURCE}, 13 septembre 2023"
"""La source des mêmes postes dans les premiers jeux de travail."""
COMPLETES = (
    "id_lieu_principal",
    "coordonne",
    "date_debut_contrat",
    "date_fin_contrat",
    "date_fin_convention",
)
"""Ce que l'export ne dit pas : un poste où l'une de ces colonnes est remplie a été complété depuis, il est gardé."""


def _colonnes(brut: Brut) -> dict[str, str]:
    """Les colonnes utiles, par ce qu'elles disent."""
    motifs = {
        "nom": r"^(cle|nom.*|structure.*|employeur.*|raison sociale)$",
        "insee": r"insee",
        "postal": r"code postal|^cp$",
        "attribues": r"attribue|valide|demande",
        "recrutes": r"recrute|en poste|en activite",
        "formes": r"^nb.* formes|\bformes\b",
    }
    return {
        quoi: next((c for c in brut.colonnes if re.search(motif, cle(c))), "")
        for quoi, motif in motifs.items()
    }


def reconnait(brut: Brut) -> float:
    """Un nombre de conseillers attribués par employeur."""
    colonnes = _colonnes(brut)
    parle = any("conseiller" in cle(c) for c in brut.colonnes)
    return 0.95 if parle and colonnes["nom"] and colonnes["attribues"] and colonnes["recrutes"] else 0


def convertir(brut: Brut) -> Converti:
    """N postes attribués → N lignes, les R premiers occupés ; dates et lieux inconnus, laissés vides.

    L'investissement de l'État est un total par employeur : il n'est pas réparti entre les postes. Un export dit tous les
    employeurs à la fois : il remplace les postes du précédent, sauf ceux que l'on a complétés.
    """
    c = _colonnes(brut)
    postes: list[dict[str, str]] = []
    lignes: list[int] = []
    anomalies: list[Anomalie] = []
    numeros: dict[str, int] = {}
    for rang, employeur in enumerate(brut.table.to_dict("records")):
        nom = employeur[c["nom"]].strip()
        attribues, recrutes, formes = (
            _nombre(employeur, c[quoi]) for quoi in ("attribues", "recrutes", "formes")
        )
        if recrutes > attribues:
            regle, lue = "plus de recrutés que de postes attribués", f"{recrutes} pour {attribues}"
            anomalies.append(Anomalie(brut.lignes[rang], c["recrutes"], lue, lue, regle, Gravite.A_VERIFIER))
        for numero in range(max(attribues, recrutes)):
            racine = identifiant(nom) or "employeur"
            numeros[racine] = numeros.get(racine, 0) + 1
            postes.append(
                {
                    "id_poste": f"{racine}-{numeros[racine]:02}",
                    "structure_employeuse": nom,
                    "nature_employeur": nature(nom),
                    "code_insee_siege": employeur.get(c["insee"], ""),
                    "commune": "",
                    "code_postal": employeur.get(c["postal"], ""),
                    "etat": "occupe" if numero < recrutes else "vacant",
                    "typologie": "conum",
                    "formation": "forme" if numero < min(formes, recrutes) else "",
                    "source": SOURCE,
                }
            )
            lignes.append(brut.lignes[rang])
        if attribues == recrutes == 0:
            regle = "aucun poste attribué ni recruté : l'employeur ne donne aucune ligne"
            anomalies.append(Anomalie(brut.lignes[rang], c["attribues"], "0", "", regle, Gravite.REFUSE))
    colonnes = {
        "structure_employeuse": c["nom"],
        "code_insee_siege": c["insee"],
        "code_postal": c["postal"],
        "etat": c["recrutes"],
        "formation": c["formes"],
    }
    repris = {*c.values(), CLE_D_OBJET}
    return Converti(
        "postes",
        pd.DataFrame(postes, dtype="str"),
        lignes,
        colonnes,
        (*brut.anomalies, *anomalies),
        tuple(col for col in brut.colonnes if col not in repris),
        pd.DataFrame(postes, dtype="str"),
    )


def _nombre(employeur: dict[str, str], colonne: str) -> int:
    return max(0, int(entier(employeur.get(colonne, "")).valeur or 0))


def nature(nom: str) -> str:
    """La nature d'un employeur que dit son nom ; vide s'il n'en dit rien."""
    return next((n for motif, n in NATURES if re.search(motif, cle(nom))), "")


FORMATS = (
    Format(
        "employeurs-conseillers",
        "Employeurs de conseillers numériques (ANCT)",
        "postes",
        reconnait,
        convertir,
        lots={"postes": Lot(("source",), vides=COMPLETES, autrefois=(ANCIENNE_SOURCE,))},
    ),
)
