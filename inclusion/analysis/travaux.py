"""Ce qu'il faut réparer dans les fiches : une ligne par chose, avec pourquoi et comment."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from inclusion.analysis.qualite import criteres

COLONNES = [
    "priorite",
    "quoi",
    "id",
    "nom",
    "commune",
    "code_insee",
    "siren_epci",
    "pourquoi",
    "comment",
    "source",
]


@dataclass(frozen=True)
class Travail:
    """Une sorte de réparation : son rang (1 d'abord), ce qu'elle empêche, comment la faire."""

    priorite: int
    quoi: str
    pourquoi: str
    comment: str


HORS_COMMUNE = Travail(
    1,
    "point hors de la commune",
    "Le point est à plus de 3 km de la commune que dit la fiche : la carte et les temps de trajet sont faux.",
    "Vérifier la commune et l'adresse, puis corriger latitude et longitude (ou les vider : le point sera la mairie).",
)
DOUBLON = Travail(
    1,
    "doublon possible",
    "Le même lieu compterait deux fois.",
    "Sur la page Qualité : réunir les deux fiches, ou les dire distinctes (la paire n'est plus proposée).",
)
HORAIRES_NON_COMPRIS = Travail(
    1,
    "horaires illisibles",
    "Le texte des horaires n'est pas compris : impossible de dire quand le lieu est ouvert.",
    'Les réécrire, par exemple « Mo-Fr 09:00-12:00,14:00-17:00 » (python -m inclusion horaires "…" aide).',
)
A_ACTUALISER = Travail(
    1,
    "fiche de plus de 18 mois",
    "Le lieu a pu fermer, déménager ou changer d'horaires depuis.",
    "Appeler le lieu, corriger la fiche, et mettre la date du jour dans date_maj.",
)
A_VERIFIER = Travail(
    2, "fiche de 12 à 18 mois", "La fiche vieillit.", "Vérifier avec le lieu et mettre date_maj à jour."
)
# Critère de complétude non rempli → réparation
PAR_CRITERE = {
    "nom": Travail(1, "nom inconnu", "Personne ne peut désigner ce lieu.", "Écrire son nom."),
    "horaires": Travail(
        1,
        "horaires inconnus",
        "Le public ne sait pas quand venir ; le lieu est absent des recherches par jour et par heure.",
        "Demander ses horaires au lieu ; les écrire « Mo-Fr 09:00-12:00 » dans horaires.",
    ),
    "services": Travail(
        1,
        "services inconnus",
        "On ne sait pas ce que ce lieu propose : il est absent des recherches par besoin.",
        "Choisir dans la liste nationale des neuf services.",
    ),
    "position à l'adresse": Travail(
        1,
        "position de la mairie",
        "Le point est celui de la mairie, pas celui du lieu : les distances sont approchées.",
        "Donner l'adresse du lieu, puis sa latitude et sa longitude, et « adresse » dans precision_localisation.",
    ),
    "adresse": Travail(2, "adresse inconnue", "On ne peut pas s'y rendre.", "Écrire le numéro et la voie."),
    "téléphone ou courriel": Travail(
        2,
        "contact inconnu",
        "On ne peut pas joindre le lieu.",
        "Donner le téléphone ou le courriel de la structure.",
    ),
    "modalités d'accès": Travail(
        2, "modalités d'accès inconnues", "Faut-il un rendez-vous ?", "Choisir dans la liste nationale."
    ),
    "modalités d'accompagnement": Travail(
        2,
        "modalités d'accompagnement inconnues",
        "Seul, en atelier, accompagné ?",
        "Choisir dans la liste nationale.",
    ),
    "frais à charge": Travail(
        2,
        "frais inconnus",
        "Gratuit ne se suppose pas.",
        "Choisir : Gratuit, Gratuit sous condition, Payant.",
    ),
    "typologie": Travail(
        2, "typologie inconnue", "Le lieu n'est dans aucune famille.", "Choisir dans la liste nationale."
    ),
    "date de mise à jour": Travail(
        2,
        "date inconnue",
        "On ne sait pas de quand date la fiche.",
        "Écrire dans date_maj le jour de la vérification.",
    ),
    "identifiant SIRET ou RNA": Travail(
        3,
        "SIRET ou RNA inconnu",
        "La fiche se rapproche mal des autres fichiers.",
        "Le chercher, l'écrire dans pivot.",
    ),
    "site web": Travail(
        3, "site web inconnu", "Pas de lien à suivre.", "Donner l'adresse du site, s'il en a un."
    ),
    "présentation": Travail(
        3,
        "présentation absente",
        "La fiche ne dit rien du lieu.",
        "Écrire une phrase dans presentation_resume.",
    ),
}


def travaux(
    lieux: pd.DataFrame, communes: pd.DataFrame, paires: pd.DataFrame, egares: pd.Series
) -> pd.DataFrame:
    """Une ligne par chose à réparer, par priorité puis par commune ; colonnes `COLONNES`.

    `lieux` : décrits (`lieux_decrits`) ; `paires` : les doublons proposés ; `egares` : masque des points hors commune.
    """
    masques = criteres(lieux)
    parts = [
        _lignes(lieux[egares], HORS_COMMUNE),
        _lignes(lieux[lieux["etat_horaires"] == "non_compris"], HORAIRES_NON_COMPRIS),
        _lignes(lieux[(lieux["fraicheur"] == "a_actualiser") & lieux["date_maj"].notna()], A_ACTUALISER),
        _lignes(lieux[lieux["fraicheur"] == "a_verifier"], A_VERIFIER),
        *(_lignes(lieux[~masques[critere]], travail) for critere, travail in PAR_CRITERE.items()),
        _doublons(lieux, paires),
    ]
    epci = dict(zip(communes["code_insee"], communes["siren_epci"], strict=True))
    table = pd.concat(parts, ignore_index=True)
    return table.assign(siren_epci=table["code_insee"].map(epci).fillna(""))[COLONNES].sort_values(
        ["priorite", "quoi", "commune", "nom"], ignore_index=True
    )


def _lignes(lieux: pd.DataFrame, travail: Travail, pourquoi: Mapping[str, str] | None = None) -> pd.DataFrame:
    dits = [(pourquoi or {}).get(i, travail.pourquoi) for i in lieux["id"]]
    gardees = lieux[["id", "nom", "commune", "code_insee", "source"]]
    return gardees.assign(
        priorite=travail.priorite,
        quoi=travail.quoi,
        pourquoi=pd.array(dits, dtype="str"),
        comment=travail.comment,
    )


def _doublons(lieux: pd.DataFrame, paires: pd.DataFrame) -> pd.DataFrame:
    """Une ligne par paire, sur la première des deux fiches, qui nomme l'autre et dit les raisons."""
    fiches = lieux.set_index("id", drop=False)
    noms = fiches["nom"]
    connues = paires[paires["id_a"].isin(noms.index) & paires["id_b"].isin(noms.index)]
    parts = [
        _lignes(
            fiches.loc[[p.id_a]],
            DOUBLON,
            {p.id_a: f"Ressemble à « {noms[p.id_b]} » ({p.id_b}) : {str(p.raisons).replace('|', ', ')}."},
        )
        for p in connues.itertuples()
    ]
    return pd.concat(parts) if parts else _lignes(lieux.iloc[:0], DOUBLON)


def bilan(lieux: pd.DataFrame, groupe: pd.Series, a_reparer: pd.DataFrame) -> pd.DataFrame:
    """La qualité par groupe (EPCI, source) : fiches, complétude et parts (0-1), choses urgentes à réparer.

    `groupe` : le groupe de chaque lieu, même index ; les parts se rapportent aux fiches du groupe.
    """
    urgentes = a_reparer[a_reparer["priorite"] == 1]["id"].value_counts()
    mesures = pd.DataFrame(
        {
            "groupe": groupe,
            "completude": lieux["completude"],
            "a_jour": lieux["fraicheur"].eq("a_jour"),
            "a_l_adresse": lieux["precision_localisation"].eq("adresse"),
            "horaires_connus": lieux["etat_horaires"].eq("connus"),
            "services_connus": lieux["services"].ne(""),
            "urgences": [int(urgentes.get(i, 0)) for i in lieux["id"]],
        }
    )
    par_groupe = mesures.groupby("groupe")
    return (
        par_groupe.mean()
        .assign(fiches=par_groupe.size(), urgences=par_groupe["urgences"].sum().astype(int))
        .reset_index()
        .sort_values(["fiches", "groupe"], ascending=[False, True], ignore_index=True)
    )
