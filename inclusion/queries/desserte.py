"""Le calcul que partagent Couverture, Déserts et Synthèse, gardé en mémoire ; et ce qu'il ne sait pas."""

import pandas as pd

from inclusion.analysis import desserte as calcul
from inclusion.analysis import ruptures
from inclusion.analysis.couverture import JOURS, SERVICES, Demande
from inclusion.analysis.desserte import desserte
from inclusion.analysis.selection import communes_du_territoire, du_territoire
from inclusion.analysis.temps_trajet import moteur, trajet
from inclusion.model.etat import Etat
from inclusion.model.francais import enumeration, nombre, pluriel, pourcentage
from inclusion.model.memoire import memorise
from inclusion.model.nomenclatures import valeurs
from inclusion.model.provenance import Provenance
from inclusion.model.territoires import Niveau, Territoire
from inclusion.queries.portee import horizon_min

INDIFFERENT = ""
SANS_REPONSE = "Aucun lieu dont on sache qu'il répond à cette demande."
SANS_LIEU = "Aucun lieu n'est connu."
# Chaque service en un mot, pour l'en-tête d'une colonne étroite
COURTS = {
    "Aide aux démarches administratives": "Démarches",
    "Maîtrise des outils numériques du quotidien": "Quotidien",
    "Insertion professionnelle via le numérique": "Emploi",
    "Utilisation sécurisée du numérique": "Sécurité",
    "Parentalité et éducation avec le numérique": "Parentalité",
    "Loisirs et créations numériques": "Loisirs",
    "Compréhension du monde numérique": "Comprendre",
    "Accès internet et matériel informatique": "Accès",
    "Acquisition de matériel informatique à prix solidaire": "Matériel",
}


def horizons() -> dict[str, str]:
    """Les seuils de temps que l'on peut demander."""
    return {f"{h:g}": f"{h:g} minutes" for h in calcul.HORIZONS}


def horizon_defaut(etat: Etat) -> str:
    return f"{horizon_min(etat):g}"


def services() -> dict[str, str]:
    return {INDIFFERENT: "N'importe lequel"} | {s: s for s in SERVICES}


def publics() -> dict[str, str]:
    return {INDIFFERENT: "Tous"} | {p: p for p in valeurs("publics_specifiquement_adresses")}


def jours() -> dict[str, str]:
    return dict(JOURS)


def demande(service: str = INDIFFERENT, public: str = INDIFFERENT, jour: str = "tous") -> Demande:
    """Ce que l'on demande à un lieu."""
    return Demande(service, public, jour)


@memorise(8, attente="Calcul des temps de trajet, service par service…")
def par_service(etat: Etat, jour: str) -> pd.DataFrame:
    """Une ligne par commune et par service (voir `ruptures.minutes_par_service`), un jour donné."""
    obs = etat
    reglages = trajet(obs.parametres)
    return ruptures.minutes_par_service(obs["communes"], obs.lieux, reglages, jour=jour)


def services_ici(etat: Etat, territoire: Territoire, jour: str) -> pd.DataFrame:
    """`par_service`, pour les communes d'un territoire."""
    return du_territoire(par_service(etat, jour), etat["communes"], territoire)


def sources_de_temps(etat: Etat) -> tuple[Provenance, ...]:
    """Ce dont dépend un temps de trajet : les lieux, les communes."""
    obs = etat
    return obs.provenances["lieux"], obs.provenances["communes"]


def a_apporter(etat: Etat) -> str:
    """La table à apporter pour que quelque chose se calcule ; `""` si elle est là."""
    return "" if etat.fournie("lieux") else "lieux.csv"


def ou_sans_lieu(etat: Etat, dit: str) -> str:
    """Pourquoi un écran est vide : ce qu'il a à en dire, ou qu'aucun lieu n'est connu."""
    return dit if etat.fournie("lieux") else SANS_LIEU


def noms_lieux(etat: Etat, identifiants: pd.Series) -> pd.Series:
    """« Nom (commune) » de chaque identifiant ; `""` si aucun lieu."""
    lieux = etat.lieux
    noms = dict(zip(lieux["id"], lieux["nom"] + " (" + lieux["commune"] + ")", strict=True))
    return identifiants.map(lambda i: noms.get(i, "")).astype("str")


def ignores(etat: Etat, territoire: Territoire, voulue: Demande) -> list[str]:
    """Ce que la page ne sait pas, chaque fois avec sa part."""
    calculee = desserte(etat, voulue)
    lieux, reserves = etat.lieux, calculee.reserves
    if not reserves.lieux:
        return []
    itinerants = int(lieux["itinerance"].str.contains("Itinérant", regex=False).sum())
    sans_horaires = int(lieux["etat_horaires"].ne("connus").sum())
    sans_capacite = int(calculee.capacite.isna().sum())
    ici = communes_du_territoire(calculee.communes, territoire)
    bord = int(ici["au_bord"].sum())
    lieux_ici = du_territoire(lieux, calculee.communes, territoire)
    return [
        "Ce que chaque lieu fait vraiment : ses services sont ceux que sa fiche déclare, repris de la source"
        f"{_en_bloc(lieux['services'])}. Un service non déclaré n'est pas un service absent.",
        f"Où sont vraiment les lieux : {_sur(reserves.approches, reserves.lieux)} placés à la mairie de leur commune faute "
        f"d'adresse ; {nombre(itinerants)} itinérants comptés à leur commune d'attache, tous les jours"
        + (
            f" ; {nombre(reserves.sans_position)} sans position, absents du calcul."
            if reserves.sans_position
            else "."
        )
        + _ici("placés à la mairie", lieux_ici["precision_localisation"].ne("adresse"), territoire),
        f"Quand ils ouvrent : horaires inconnus pour {_sur(sans_horaires, reserves.lieux)} ; demander un jour les écarte, "
        "sans dire qu'ils sont fermés."
        + _ici("horaires inconnus", lieux_ici["etat_horaires"].ne("connus"), territoire),
        f"Ce qu'ils peuvent accueillir : capacité inconnue pour {_sur(sans_capacite, len(calculee.lieux))}, comptée 0 dans "
        "l'offre accessible ; ailleurs, à défaut d'ETP, 35 heures d'ouverture valent un ETP.",
        f"Les temps réels, à vide et depuis le chef-lieu seulement. {moteur(calculee.reglages)} Estimés, leurs totaux sont "
        "bons, mais le temps d'une seule commune de montagne ne l'est pas (7 minutes d'erreur moyenne, 2,5 en plaine).",
        f"Ce qu'il y a de l'autre côté : aucun lieu des départements voisins n'est connu. Pour {pluriel(bord, 'commune')} "
        f"sur {nombre(len(ici))}, une commune voisine est plus proche que le lieu dit : le temps dit est peut-être "
        "trop long.",
        "Le besoin vrai : il est déduit de l'âge seul, tant qu'aucun indice n'est déposé (indices_communes.csv). Un lieu "
        "qui ne dit pas à quel public il s'adresse est réputé accueillir tout le monde.",
    ]


def declares(lecture: str) -> str:
    """Une lecture de services, et ce que vaut un service que personne ne déclare."""
    return f"{lecture} Un service non déclaré n'est pas un service absent."


def _en_bloc(services: pd.Series) -> str:
    """Les deux listes de services que le plus de fiches partagent mot pour mot, s'il y en a (`""` : aucune)."""
    listes = services.map(lambda dits: "|".join(sorted(filter(None, dits.split("|")))))
    comptes = listes[listes.str.contains("|", regex=False)].value_counts()
    dites = [
        f"{nombre(combien)} fiches sur {nombre(len(services))} disent exactement « "
        f"{enumeration([COURTS.get(s, s) for s in liste.split('|')])} »"
        for liste, combien in comptes.head(2).items()
        if combien > 1
    ]
    return f", souvent en bloc ({' ; '.join(dites)})" if dites else ""


def _ici(quoi: str, concernes: pd.Series, territoire: Territoire) -> str:
    """La même part pour les seuls lieux d'ici (`""` pour le département, qui l'a déjà dite)."""
    if territoire.niveau == Niveau.DEPARTEMENT:
        return ""
    return f" Ici, {quoi} : {_sur(int(concernes.sum()), len(concernes))}."


def _sur(combien: int, total: int) -> str:
    return f"{nombre(combien)} sur {pluriel(total, 'lieu', 'lieux')} ({pourcentage(combien / total if total else None)})"
