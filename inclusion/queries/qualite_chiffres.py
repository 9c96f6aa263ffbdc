"""Huit nombres sur l'état des fiches de lieux."""

import pandas as pd

from inclusion.analysis.qualite import criteres
from inclusion.model.chiffres import Chiffre
from inclusion.model.etat import Etat
from inclusion.model.francais import enumeration, nombre, periode, pluriel, pourcentage
from inclusion.model.territoires import Territoire
from inclusion.queries.qualite import egares_de, fiches, paires


def chiffres_qualite(etat: Etat, territoire: Territoire) -> list[Chiffre]:
    """Huit nombres sur l'état des fiches d'un territoire."""
    lieux = fiches(etat, territoire)
    if lieux.empty:
        return []
    source, constat, total = etat.provenances["lieux"], periode(lieux["date_maj"]), len(lieux)

    def chiffre(cle: str, libelle: str, masque: pd.Series, phrase: str, definition: str) -> Chiffre:
        combien = int(masque.sum())
        part = f"{pourcentage(combien / total)} des {pluriel(total, 'fiche')}{phrase}"
        return Chiffre(cle, libelle, combien, "fiches", part, definition, (source,), date_constat=constat)

    horaires, fraicheurs = lieux["etat_horaires"], lieux["fraicheur"]
    return [
        Chiffre(
            "completude",
            "Complétude",
            100 * float(lieux["completude"].mean()),
            "% des critères",
            f"moyenne de {pluriel(total, 'fiche')}, {len(criteres(lieux[:0]).columns)} critères par fiche.",
            "Part des critères de complétude que remplit une fiche, en moyenne : "
            + enumeration(list(criteres(lieux[:0]).columns))
            + ".",
            (source,),
            date_constat=constat,
        ),
        chiffre(
            "a_jour",
            "Fiches de moins de 6 mois",
            fraicheurs.eq("a_jour"),
            ".",
            "Fiches mises à jour il y a moins de six mois révolus.",
        ),
        chiffre(
            "a_actualiser",
            "Fiches à actualiser",
            fraicheurs.eq("a_actualiser"),
            " : plus de 18 mois, ou sans date.",
            "Fiches sans date de mise à jour, ou mises à jour il y a dix-huit mois ou plus : le lieu a pu fermer.",
        ),
        chiffre(
            "horaires",
            "Horaires inconnus",
            horaires.ne("connus"),
            f", dont {nombre(horaires.eq('non_compris').sum())} illisibles.",
            "Fiches sans horaires, ou dont le texte des horaires n'est pas compris.",
        ),
        chiffre(
            "services",
            "Services inconnus",
            lieux["services"].eq(""),
            ".",
            "Fiches qui ne disent aucun des neuf services de la liste nationale.",
        ),
        chiffre(
            "adresse",
            "Situées à la mairie",
            lieux["precision_localisation"].ne("adresse"),
            ".",
            "Fiches dont le point est celui de la mairie ou de la rue, pas celui du lieu.",
        ),
        Chiffre(
            "doublons",
            "Doublons possibles",
            len(paires(etat, territoire)),
            "paires",
            "de fiches qui se ressemblent, et sur lesquelles personne ne s'est prononcé.",
            "Paires de fiches d'une même commune ou de communes voisines dont le score de ressemblance (noms, adresses, "
            "distance, contacts) atteint 0,7. Rien n'est réuni sans décision.",
            (source,),
            date_constat=constat,
        ),
        chiffre(
            "hors_commune",
            "Points hors commune",
            egares_de(etat, lieux),
            ".",
            "Fiches situées à l'adresse ou à la rue dont le point est à plus de 3 km de la commune qu'elles disent.",
        ),
    ]
