"""Axe I : qui atteint un lieu, avec quelle offre, et qui le sert."""

import numpy as np
import pandas as pd

from inclusion.analysis.ancrage import citent
from inclusion.analysis.filiere.cohortes import mediane_ponderee
from inclusion.analysis.horaires import SOIR_MIN, Horaires, lire
from inclusion.analysis.indicateurs.monde import CAPACITES, Monde
from inclusion.analysis.indicateurs.valeur import Valeur, inconnue, part, somme
from inclusion.analysis.inegalites import gini
from inclusion.analysis.reseau import vacance_jours
from inclusion.model.francais import enumeration, nombre, pluriel, pourcentage
from inclusion.model.periodes import Periode
from inclusion.model.seuils import HORIZON_MIN
from inclusion.model.territoires import Territoire

DEMARCHES = "Aide aux démarches administratives"
AIDANTS_CONNECT = "Aidants Connect"
PUBLICS = {
    "seniors": ("Seniors",),
    "allophones": ("Langues étrangères (anglais)", "Langues étrangères (autres)"),
    "handicap": ("Surdité", "Handicaps moteurs", "Handicaps mentaux", "Déficience visuelle"),
    "jeunes": ("Jeunes",),
}
SAMEDI = 5
JOURS_PAR_MOIS = 365.25 / 12
SANS_LIEUX = "aucun lieu n'est connu"
SANS_AGES = "la population par âge n'est pas connue partout"


def population_proche(monde: Monde, territoire: Territoire) -> Valeur:
    """I-01 : Σ P_i·1(T_i ≤ 20) / Σ P_i."""
    return _proches(monde, territoire, "population")


def seniors_proches(monde: Monde, territoire: Territoire) -> Valeur:
    """I-02 : la même part, parmi les 65 ans et plus."""
    return _proches(monde, territoire, "pop_65_plus")


def _proches(monde: Monde, territoire: Territoire, grandeur: str) -> Valeur:
    ici, tables = monde.communes_de(territoire), ("lieux", "communes")
    total = somme(ici[grandeur])
    if monde.lieux.empty or not total:
        return inconnue(SANS_LIEUX if monde.lieux.empty else "population non connue partout", *tables)
    sous = {quoi: float(ici.loc[ici[quoi].le(HORIZON_MIN), grandeur].sum()) for quoi in MINUTES}
    return Valeur(
        100 * sous["minutes"] / total,
        tables,
        numerateur=sous["minutes"],
        denominateur=total,
        effectif=total,
        bas=100 * sous["minutes_hautes"] / total,
        haut=100 * sous["minutes_basses"] / total,
    )


MINUTES = ("minutes", "minutes_basses", "minutes_hautes")


def besoin_eloigne(monde: Monde, territoire: Territoire) -> Valeur:
    """I-03 : Σ Need_i·1(T_i > 20), en personnes."""
    ici, tables = monde.communes_de(territoire), ("lieux", "communes")
    total = somme(ici["besoin"])
    if monde.lieux.empty or total is None:
        return inconnue(SANS_LIEUX if monde.lieux.empty else SANS_AGES, *tables)
    loin = {quoi: float(ici.loc[~ici[quoi].le(HORIZON_MIN), "besoin"].sum()) for quoi in MINUTES}
    return Valeur(
        loin["minutes"],
        tables,
        numerateur=loin["minutes"],
        denominateur=total,
        effectif=total,
        bas=loin["minutes_basses"],
        haut=loin["minutes_hautes"],
        detail=f"{pourcentage(loin['minutes'] / total, decimales=1)} du besoin théorique",
    )


def apl_mediane(monde: Monde, territoire: Territoire) -> Valeur:
    """I-04 : médiane de l'APL-MN, pondérée par le besoin (ETP pour 10 000 personnes en besoin)."""
    connues = _avec_apl(monde, territoire)
    if connues.empty:
        return inconnue("la capacité d'aucun lieu n'est connue", *APL)
    besoin = connues["besoin"].astype(float)
    mediane = mediane_ponderee(connues["apl_mn"].astype(float), besoin)
    return Valeur(mediane, APL, effectif=float(besoin.sum()), detail=_capacite_connue(monde))


def apl_gini(monde: Monde, territoire: Territoire) -> Valeur:
    """I-05 : indice de Gini de l'APL-MN des communes, pondéré par le besoin ; inconnu d'une seule commune."""
    connues = _avec_apl(monde, territoire)
    if connues.empty:
        return inconnue("la capacité d'aucun lieu n'est connue", *APL)
    if len(connues) == 1:
        return inconnue("une seule commune : rien à comparer", *APL)
    besoin = connues["besoin"].to_numpy(dtype=float)
    indice = gini(connues["apl_mn"].to_numpy(dtype=float), besoin)
    return Valeur(indice, APL, effectif=float(besoin.sum()), detail=_capacite_connue(monde))


APL = ("lieux", CAPACITES, "communes")


def _avec_apl(monde: Monde, territoire: Territoire) -> pd.DataFrame:
    ici = monde.communes_de(territoire)
    if monde.desserte.capacite.isna().all():
        return ici.head(0)
    return ici[ici["apl_mn"].notna() & ici["besoin"].gt(0).fillna(False)]


def _capacite_connue(monde: Monde) -> str:
    """Combien de lieux ont une capacité connue : les autres comptent pour zéro."""
    connus = int(monde.desserte.capacite.notna().sum())
    return f"capacité connue pour {nombre(connus)} lieux sur {nombre(len(monde.lieux))}, les autres comptés pour zéro"


def communes_eloignees(monde: Monde, territoire: Territoire) -> Valeur:
    """I-06 : communes dont le lieu le plus proche est à plus de 20 minutes, en nombre."""
    ici, tables = monde.communes_de(territoire), ("lieux", "communes")
    if monde.lieux.empty:
        return inconnue(SANS_LIEUX, *tables)
    loin = {quoi: int((~ici[quoi].le(HORIZON_MIN)).sum()) for quoi in MINUTES}
    return Valeur(
        loin["minutes"],
        tables,
        numerateur=loin["minutes"],
        denominateur=len(ici),
        effectif=len(ici),
        bas=loin["minutes_basses"],
        haut=loin["minutes_hautes"],
        detail=f"{pourcentage(loin['minutes'] / len(ici))} des communes",
    )


def heures_pour_1000(monde: Monde, territoire: Territoire) -> Valeur:
    """I-07 : heures d'ouverture connues par semaine pour 1 000 personnes en besoin."""
    ici, tables = monde.de("lieux", territoire), ("lieux", "communes")
    besoin = somme(monde.communes_de(territoire)["besoin"])
    lus = [h for h in map(lire, ici["horaires"]) if isinstance(h, Horaires)]
    if not lus or not besoin:
        return inconnue("aucun horaire connu ici" if besoin else SANS_AGES, *tables)
    total, tard = (sum(minutes) / 60 for minutes in zip(*map(_minutes, lus), strict=True))
    return Valeur(
        1000 * total / besoin,
        tables,
        numerateur=total,
        denominateur=besoin / 1000,
        effectif=len(lus),
        detail=f"dont {pourcentage(tard / total if total else 0)} après 18 h ou le samedi ; "
        f"horaires connus pour {nombre(len(lus))} lieux sur {nombre(len(ici))}",
    )


def _minutes(horaires: Horaires) -> tuple[float, float]:
    """Minutes d'une semaine moyenne : toutes, et celles d'après 18 h ou du samedi."""
    plages = [
        (fin - debut, fin - debut if jour == SAMEDI else max(0, fin - max(debut, SOIR_MIN)))
        for semaine in horaires.semaines
        for jour, ouvertes in enumerate(semaine)
        for debut, fin in ouvertes
    ]
    toutes, tard = np.array(plages, dtype=float).reshape(-1, 2).sum(axis=0) / len(horaires.semaines)
    return float(toutes), float(tard)


def aide_aux_demarches(monde: Monde, territoire: Territoire) -> Valeur:
    """I-08 : lieux qui proposent l'aide aux démarches administratives / lieux."""
    ici = monde.de("lieux", territoire)
    return _part_des_fiches(ici, citent(ici["services"], [DEMARCHES]), ici["services"].eq(""), "services")


def publics_attendus(monde: Monde, territoire: Territoire) -> Valeur:
    """I-09 : lieux qui disent accueillir l'un des quatre publics / lieux ; chaque public à part dans `detail`."""
    ici = monde.de("lieux", territoire)
    portent = {
        public: citent(ici["publics_specifiquement_adresses"], valeurs)
        | citent(ici["prise_en_charge_specifique"], valeurs)
        for public, valeurs in PUBLICS.items()
    }
    parts = enumeration([f"{p} {nombre(m.sum())}" for p, m in portent.items()])
    muets = ici["publics_specifiquement_adresses"].eq("") & ici["prise_en_charge_specifique"].eq("")
    au_moins_un = pd.DataFrame(portent).any(axis=1)
    return _part_des_fiches(ici, au_moins_un, muets, "publics", detail=f"lieux par public : {parts} ; ")


def aidants_connect(monde: Monde, territoire: Territoire) -> Valeur:
    """I-10 : lieux du dispositif Aidants Connect / lieux ; inconnue si aucune fiche du jeu ne cite ce dispositif."""
    ici = monde.de("lieux", territoire)
    if not citent(monde.lieux["dispositif_programmes_nationaux"], [AIDANTS_CONNECT]).any():
        return inconnue("aucune fiche du jeu ne cite ce dispositif : la source ne le recense pas", "lieux")
    dispositifs = ici["dispositif_programmes_nationaux"]
    return _part_des_fiches(ici, citent(dispositifs, [AIDANTS_CONNECT]), dispositifs.eq(""), "dispositifs")


def _part_des_fiches(
    lieux: pd.DataFrame, portent: pd.Series, muets: pd.Series, quoi: str, *, detail: str = ""
) -> Valeur:
    """La part des lieux qui portent une mention ; inconnue si aucune fiche ne renseigne le champ."""
    if len(lieux) and muets.all():
        return inconnue(f"{quoi} non renseignés dans les fiches", "lieux")
    dit = f"{detail}{quoi} non renseignés pour {pluriel(int(muets.sum()), 'lieu', 'lieux')}"
    return part(float(portent.sum()), len(lieux), "lieux", detail=dit)


def accompagnements(monde: Monde, territoire: Territoire) -> Valeur:
    """I-11 : accompagnements des douze derniers mois connus pour 100 personnes en besoin."""
    (annee, periode), tables = _douze_derniers_mois(monde, territoire), ("activites", "communes")
    besoin = somme(monde.communes_de(territoire)["besoin"])
    if monde.tables["activites"].empty or not besoin:
        return inconnue("aucune activité n'est connue" if besoin else SANS_AGES, *tables)
    total = float(annee["accompagnements"].fillna(0).sum())
    return Valeur(
        100 * total / besoin,
        tables,
        numerateur=total,
        denominateur=besoin / 100,
        effectif=besoin,
        periode=periode,
        detail=_masques(annee),
    )


def part_demarches(monde: Monde, territoire: Territoire) -> Valeur:
    """I-12 : accompagnements d'aide aux démarches / accompagnements dont la thématique est dite, sur douze mois."""
    annee, periode = _douze_derniers_mois(monde, territoire)
    nombres, dite = annee["accompagnements"].fillna(0), annee["thematique"].ne("")
    siens, ventiles, tous = (
        float(nombres[lesquels].sum()) for lesquels in (annee["thematique"].eq(DEMARCHES), dite, dite.notna())
    )
    if not ventiles:
        pourquoi = "aucune thématique n'est dite" if tous else "aucun accompagnement connu ici"
        return inconnue(pourquoi, "activites")
    hors = (
        f"{pourcentage(1 - ventiles / tous)} des accompagnements, sans thématique dite, ne sont pas comptés"
        if ventiles < tous
        else ""
    )
    detail = " ; ".join(filter(None, (hors, _masques(annee))))
    return part(siens, ventiles, "activites", detail=detail, periode=periode)


def _masques(annee: pd.DataFrame) -> str:
    """Ce que le secret a retiré de la somme : un plancher se dit."""
    caches = int(annee["accompagnements"].isna().sum())
    return f"plancher : {pluriel(caches, 'compte masqué', 'comptes masqués')} en plus" if caches else ""


def _douze_derniers_mois(monde: Monde, territoire: Territoire) -> tuple[pd.DataFrame, Periode]:
    """Les activités du territoire sur la période, la même pour tous les territoires."""
    ici, periode = monde.de("activites", territoire), monde.douze_mois("activites")
    return ici[ici["mois"].between(f"{periode.debut:%Y-%m}", f"{periode.fin:%Y-%m}")], periode


def postes_pourvus(monde: Monde, territoire: Territoire) -> Valeur:
    """I-15 : ETP des postes occupés / ETP des postes occupés ou vacants ; un temps inconnu vaut un poste."""
    ici = monde.de("postes", territoire)
    etp = ici["capacite_etp"].astype("Float64").fillna(1.0)
    occupes, vacants = (float(etp[ici["etat"].eq(etat)].sum()) for etat in ("occupe", "vacant"))
    attente = vacance_jours(ici, monde.a_date).dropna()
    duree = (
        f"vacance médiane de {nombre(float(attente.median()) / JOURS_PAR_MOIS, decimales=1)} mois"
        if len(attente)
        else "durée de vacance non connue"
    )
    return part(occupes, occupes + vacants, "postes", detail=duree)
