"""La synthèse d'un territoire : huit nombres, et ce qui demande attention."""

from collections.abc import Callable, Iterable
from typing import TypeVar

import pandas as pd

from inclusion.analysis.portrait import FRANCE_SERVICES, Portrait, communes_sans_lieu, portrait
from inclusion.analysis.qualite import A_ACTUALISER
from inclusion.analysis.selection import communes_du_territoire, du_territoire
from inclusion.model.chiffres import Chiffre, Vigilance
from inclusion.model.francais import nombre, periode, pluriel, pourcentage
from inclusion.model.nomenclatures import valeurs
from inclusion.model.territoires import Niveau, Territoire
from inclusion.queries.jeu import fournie, jeu, lieux_du_jeu, provenance
from inclusion.queries.natures import lignes
from inclusion.queries.territoires import departement

NON_FOURNI = "table non fournie."
Mesure = TypeVar("Mesure")


def chiffres_synthese(territoire: Territoire) -> list[Chiffre]:
    """Les huit nombres de la synthèse, comparés au département."""
    ici, partout = _portrait(territoire), _portrait(departement(jeu()))
    ailleurs = territoire.niveau != Niveau.DEPARTEMENT
    chiffres = [
        *_population(ici, partout),
        *_offre(territoire, ici, partout),
        *_moyens(territoire, ici, partout),
    ]
    return chiffres if ailleurs else [c.sans_repere() for c in chiffres]


def _portrait(territoire: Territoire) -> Portrait:
    return portrait(
        territoire,
        communes=jeu()["communes"],
        lieux=lieux_du_jeu() if fournie("lieux") else None,
        postes=lignes("postes", "etat")[0] if fournie("postes") else None,
    )


def _population(ici: Portrait, partout: Portrait) -> Iterable[Chiffre]:
    communes = provenance("communes")
    part_habitants = ici.habitants / partout.habitants if ici.habitants and partout.habitants else None
    yield Chiffre(
        cle="habitants",
        libelle="Habitants",
        valeur=ici.habitants,
        unite="habitants",
        phrase=f"{pluriel(ici.communes, 'commune')}, population municipale.",
        definition="Somme des populations municipales des communes. La population municipale ne compte chaque "
        "personne qu'une fois.",
        sources=(communes,),
        date_constat=communes.millesime_de("population"),
        repere=f"{_part(part_habitants)} des habitants du département.",
    )
    yield Chiffre(
        cle="seniors",
        libelle="65 ans et plus",
        valeur=ici.pop_65_plus,
        unite="personnes",
        phrase=f"{pourcentage(ici.part_65_plus, decimales=1)} des habitants recensés en 2021.",
        definition="Personnes de 65 ans et plus au recensement de 2021, sommées des quartiers IRIS aux communes ; "
        "la part se rapporte aux habitants du même recensement.",
        sources=(communes,),
        repere=f"Département : {pourcentage(partout.part_65_plus, decimales=1)}.",
        date_constat=communes.millesime_de("ages"),
    )


def _offre(territoire: Territoire, ici: Portrait, partout: Portrait) -> Iterable[Chiffre]:
    lieux, communes = provenance("lieux"), provenance("communes")
    table = du_territoire(lieux_du_jeu(), jeu()["communes"], territoire)
    constat = periode(table["date_maj"]) or lieux.quand
    offre = ici.offre
    yield Chiffre(
        cle="lieux",
        libelle="Lieux de médiation",
        valeur=None if offre is None else offre.lieux,
        unite="lieux",
        phrase=_dit(
            offre,
            lambda o: (
                f"dans {pluriel(ici.communes - o.communes_sans_lieu, 'commune')} sur {nombre(ici.communes)}."
            ),
            rien="aucun lieu recensé ici.",
        ),
        definition="Lieux publics d'inclusion ou de médiation numérique présents dans la table « lieux » : un lieu "
        "compte une fois, où qu'il soit cité. Un lieu fermé depuis son constat peut y figurer.",
        sources=(lieux,),
        repere=_dit(partout.offre, lambda o: f"{nombre(o.lieux)} dans le département."),
        date_constat=constat,
    )
    yield Chiffre(
        cle="lieux_10_000",
        libelle=f"Lieux / {nombre(10_000)} hab.",
        valeur=ici.lieux_pour_10_000,
        unite=f"lieux pour {nombre(10_000)} habitants",
        decimales=1,
        phrase=_dit(offre, lambda o: f"{pluriel(o.lieux, 'lieu', 'lieux')} pour {nombre(ici.habitants)}."),
        definition="Nombre de lieux recensés divisé par la population municipale, multiplié par 10\u202f000.",
        sources=(lieux, communes),
        repere=f"Département : {nombre(partout.lieux_pour_10_000, decimales=1)}.",
        date_constat=constat,
    )
    labels = table[table["dispositif_programmes_nationaux"].str.contains(FRANCE_SERVICES, regex=False)]
    yield Chiffre(
        cle="france_services",
        libelle="France services",
        valeur=None if offre is None else offre.france_services,
        unite="espaces",
        phrase=_dit(
            offre,
            lambda o: f"{nombre(o.france_services)} des {pluriel(o.lieux, 'lieu', 'lieux')}, bus compris.",
            rien="aucun lieu recensé ici.",
        ),
        definition="Lieux portant le dispositif national « France Services » (fixes et itinérants).",
        sources=(lieux,),
        repere=_dit(partout.offre, lambda o: f"{nombre(o.france_services)} dans le département."),
        date_constat=periode(labels["date_maj"]) or lieux.quand,
    )
    yield Chiffre(
        cle="communes_sans_lieu",
        libelle="Communes sans lieu",
        valeur=None if offre is None else offre.communes_sans_lieu,
        unite="communes",
        phrase=_dit(
            offre, lambda o: f"{nombre(o.communes_sans_lieu)} sur {nombre(ici.communes)} sans lieu recensé."
        ),
        definition="Communes dans lesquelles aucun lieu de la table « lieux » n'est situé ; un lieu voisin ou un bus "
        "de passage peut les desservir.",
        sources=(lieux, communes),
        repere=_dit(
            partout.offre,
            lambda o: f"Département : {nombre(o.communes_sans_lieu)} sur {nombre(partout.communes)}.",
        ),
        date_constat=constat,
    )


def _moyens(territoire: Territoire, ici: Portrait, partout: Portrait) -> Iterable[Chiffre]:
    lieux = provenance("lieux")
    tous, postes = lignes("postes", "etat")
    postes_ici = du_territoire(tous, jeu()["communes"], territoire, colonne="code_insee_siege")
    connus = du_territoire(lieux_du_jeu(), jeu()["communes"], territoire).query("etat_horaires == 'connus'")
    offre, reseau = ici.offre, ici.reseau
    yield Chiffre(
        cle="postes",
        libelle="Conseillers numériques",
        valeur=None if reseau is None else reseau.attribues,
        unite="postes attribués",
        phrase=_dit(
            reseau,
            lambda r: f"{pluriel(r.occupes, 'occupé')} sur {pluriel(r.attribues, 'attribué')}.",
            rien="aucun employeur n'a son siège ici.",
        ),
        definition="Postes de conseillers numériques attribués par l'État à un employeur dont le siège est dans le "
        "territoire ; le lieu d'activité n'est pas connu, un poste peut donc servir ailleurs.",
        sources=(postes,),
        repere=_dit(
            partout.reseau, lambda r: f"Département : {nombre(r.occupes)} sur {nombre(r.attribues)}."
        ),
        date_constat=periode(postes_ici["date_constat"]) or postes.quand,
    )
    yield Chiffre(
        cle="heures",
        libelle="Heures par semaine",
        valeur=offre.heures_semaine if offre and offre.horaires_connus else None,
        unite="heures d'ouverture connues",
        phrase=_dit(
            offre,
            lambda o: (
                f"horaires connus pour {nombre(o.horaires_connus)} sur {pluriel(o.lieux, 'lieu', 'lieux')}."
            ),
            rien="aucun lieu recensé ici.",
        ),
        definition="Somme des heures d'ouverture d'une semaine ordinaire des lieux dont les horaires sont connus et "
        "compris ; les autres ne comptent pas pour zéro, ils ne comptent pas.",
        sources=(lieux,),
        repere=_dit(
            partout.offre,
            lambda o: f"Département : {nombre(o.horaires_connus)} horaires connus sur {nombre(o.lieux)}.",
        ),
        date_constat=periode(connus["date_maj"]) or lieux.quand,
    )


def _dit(mesure: Mesure | None, phrase: Callable[[Mesure], str], *, rien: str = "") -> str:
    """La phrase d'une mesure ; `rien` quand elle est nulle, « table non fournie » quand elle n'est pas connue."""
    if mesure is None:
        return NON_FOURNI
    return rien if rien and not mesure else phrase(mesure)


def _part(part: float | None) -> str:
    """Une part du département ; trop petite pour être écrite, elle n'est pas nulle."""
    return (
        f"moins de {pourcentage(0.001, decimales=1)}"
        if part and part < 0.001
        else pourcentage(part, decimales=1)
    )


def vigilances(territoire: Territoire) -> list[Vigilance]:
    """Les points de vigilance ; une ligne à zéro, ou dont la table manque, n'apparaît pas."""
    lieux = _vigilances_lieux(territoire) if fournie("lieux") else []
    postes = _vigilances_postes(territoire) if fournie("postes") else []
    return [ligne for ligne in [*lieux[:1], *postes, *lieux[1:]] if ligne.effectif]


def _vigilances_lieux(territoire: Territoire) -> list[Vigilance]:
    communes = jeu()["communes"]
    lieux = du_territoire(lieux_du_jeu(), communes, territoire)
    sans_lieu = len(communes_sans_lieu(communes_du_territoire(communes, territoire), lieux))
    inconnus = int(lieux["etat_horaires"].ne("connus").sum())
    anciennes = int(lieux["fraicheur"].eq(A_ACTUALISER).sum())
    approchees = int(lieux["precision_localisation"].ne("adresse").sum())
    return [
        Vigilance(
            pluriel(sans_lieu, "commune sans lieu recensé", "communes sans lieu recensé"),
            sans_lieu,
            "carte",
            (("liste", "communes_sans_lieu"),),
        ),
        Vigilance(
            pluriel(inconnus, "lieu sans horaires connus", "lieux sans horaires connus"),
            inconnus,
            "carte",
            (("horaires", "inconnus"), ("horaires", "non_compris")),
        ),
        Vigilance(
            pluriel(
                anciennes, "fiche à actualiser (plus de 18 mois)", "fiches à actualiser (plus de 18 mois)"
            ),
            anciennes,
            "carte",
            (("fraicheur", A_ACTUALISER),),
        ),
        Vigilance(
            pluriel(
                approchees,
                "lieu placé à la mairie, faute d'adresse connue",
                "lieux placés à la mairie, faute d'adresse connue",
            ),
            approchees,
            "carte",
            (("precision", "commune"), ("precision", "rue")),
        ),
    ]


def _vigilances_postes(territoire: Territoire) -> list[Vigilance]:
    postes = du_territoire(
        lignes("postes", "etat")[0], jeu()["communes"], territoire, colonne="code_insee_siege"
    )
    vacants, rendus = (int(postes["etat"].eq(etat).sum()) for etat in ("vacant", "rendu"))
    return [
        Vigilance(
            pluriel(
                vacants, "poste de conseiller numérique vacant", "postes de conseillers numériques vacants"
            ),
            vacants,
            "donnees",
            (("table", "postes"), ("etat", "vacant")),
        ),
        Vigilance(
            pluriel(rendus, "poste de conseiller numérique rendu", "postes de conseillers numériques rendus"),
            rendus,
            "donnees",
            (("table", "postes"), ("etat", "rendu")),
        ),
    ]


def services_offerts(territoire: Territoire) -> pd.DataFrame:
    """service, lieux : combien de lieux du territoire offrent chacun des neuf services (0 compris)."""
    lieux = du_territoire(lieux_du_jeu(), jeu()["communes"], territoire)
    offerts = lieux["services"].str.split("|").explode().value_counts()
    table = pd.DataFrame({"service": valeurs("services")})
    return table.assign(lieux=table["service"].map(offerts).fillna(0).astype(int)).sort_values(
        ["lieux", "service"], ascending=[False, True], ignore_index=True
    )
