"""La synthèse d'un territoire : huit nombres, et ce qui demande attention."""

from collections.abc import Iterable

import pandas as pd

from inclusion.analysis.portrait import Portrait, communes_sans_lieu, portrait
from inclusion.analysis.qualite import A_ACTUALISER
from inclusion.analysis.selection import communes_du_territoire, du_territoire
from inclusion.model.chiffres import Chiffre, Vigilance
from inclusion.model.francais import jour, nombre, pluriel, pourcentage
from inclusion.model.nomenclatures import valeurs
from inclusion.model.provenance import Provenance
from inclusion.model.territoires import Niveau, Territoire
from inclusion.queries.jeu import jeu, lieux_du_jeu, provenance
from inclusion.queries.territoires import departement


def portrait_de(territoire: Territoire) -> Portrait:
    """Les effectifs d'un territoire."""
    tout = jeu()
    return portrait(territoire, communes=tout["communes"], lieux=lieux_du_jeu(), postes=tout["postes"])


def chiffres_synthese(territoire: Territoire) -> list[Chiffre]:
    """Les huit nombres de la synthèse, comparés au département."""
    ici, partout = portrait_de(territoire), portrait_de(departement(jeu()))
    ailleurs = territoire.niveau != Niveau.DEPARTEMENT
    return [
        *_population(ici, partout, ailleurs=ailleurs),
        *_offre(territoire, ici, partout, ailleurs=ailleurs),
        *_moyens(territoire, ici, partout, ailleurs=ailleurs),
    ]


def _population(ici: Portrait, partout: Portrait, *, ailleurs: bool) -> Iterable[Chiffre]:
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
        repere=f"{_part(part_habitants)} des habitants du département." if ailleurs else "",
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
        repere=f"Département : {pourcentage(partout.part_65_plus, decimales=1)}." if ailleurs else "",
        date_constat=communes.millesime_de("ages"),
    )


def _offre(territoire: Territoire, ici: Portrait, partout: Portrait, *, ailleurs: bool) -> Iterable[Chiffre]:
    lieux, communes = provenance("lieux"), provenance("communes")
    constat = _constat(du_territoire(lieux_du_jeu(), jeu()["communes"], territoire)["date_maj"], lieux)
    yield Chiffre(
        cle="lieux",
        libelle="Lieux de médiation",
        valeur=ici.lieux,
        unite="lieux",
        phrase=f"dans {pluriel(ici.communes - ici.communes_sans_lieu, 'commune')} sur {nombre(ici.communes)}."
        if ici.lieux
        else "aucun lieu recensé ici.",
        definition="Lieux publics d'inclusion ou de médiation numérique présents dans la table « lieux » : un lieu "
        "compte une fois, où qu'il soit cité. Un lieu fermé depuis son constat peut y figurer.",
        sources=(lieux,),
        repere=f"{nombre(partout.lieux)} dans le département." if ailleurs else "",
        date_constat=constat,
    )
    yield Chiffre(
        cle="lieux_10_000",
        libelle="Lieux / 10 000 hab.",
        valeur=ici.lieux_pour_10_000,
        unite="lieux pour 10 000 habitants",
        decimales=1,
        phrase=f"{pluriel(ici.lieux, 'lieu', 'lieux')} pour {nombre(ici.habitants)}.",
        definition="Nombre de lieux recensés divisé par la population municipale, multiplié par 10 000.",
        sources=(lieux, communes),
        repere=f"Département : {nombre(partout.lieux_pour_10_000, decimales=1)}." if ailleurs else "",
        date_constat=constat,
    )
    france_services = du_territoire(lieux_du_jeu(), jeu()["communes"], territoire)
    labels = france_services[
        france_services["dispositif_programmes_nationaux"].str.contains("France Services")
    ]
    yield Chiffre(
        cle="france_services",
        libelle="France services",
        valeur=ici.france_services,
        unite="espaces",
        phrase=f"{nombre(ici.france_services)} des {pluriel(ici.lieux, 'lieu', 'lieux')}, bus compris."
        if ici.france_services
        else "aucun espace France services recensé ici.",
        definition="Lieux portant le dispositif national « France Services » (fixes et itinérants).",
        sources=(lieux,),
        repere=f"{nombre(partout.france_services)} dans le département." if ailleurs else "",
        date_constat=_constat(labels["date_maj"], lieux),
    )
    yield Chiffre(
        cle="communes_sans_lieu",
        libelle="Communes sans lieu",
        valeur=ici.communes_sans_lieu,
        unite="communes",
        phrase=f"{nombre(ici.communes_sans_lieu)} sur {nombre(ici.communes)} sans lieu recensé.",
        definition="Communes dans lesquelles aucun lieu de la table « lieux » n'est situé ; un lieu voisin ou un bus "
        "de passage peut les desservir.",
        sources=(lieux, communes),
        repere=f"Département : {nombre(partout.communes_sans_lieu)} sur {nombre(partout.communes)}."
        if ailleurs
        else "",
        date_constat=constat,
    )


def _moyens(territoire: Territoire, ici: Portrait, partout: Portrait, *, ailleurs: bool) -> Iterable[Chiffre]:
    lieux, postes = provenance("lieux"), provenance("postes")
    postes_ici = du_territoire(jeu()["postes"], jeu()["communes"], territoire, colonne="code_insee_siege")
    yield Chiffre(
        cle="postes",
        libelle="Conseillers numériques",
        valeur=ici.postes,
        unite="postes attribués",
        phrase=f"{pluriel(ici.postes_occupes, 'occupé')} sur {pluriel(ici.postes, 'attribué')}."
        if ici.postes
        else "aucun employeur n'a son siège ici.",
        definition="Postes de conseillers numériques attribués par l'État à un employeur dont le siège est dans le "
        "territoire ; le lieu d'activité n'est pas connu, un poste peut donc servir ailleurs.",
        sources=(postes,),
        repere=f"Département : {nombre(partout.postes_occupes)} sur {nombre(partout.postes)}."
        if ailleurs
        else "",
        date_constat=_constat(postes_ici["date_constat"], postes),
    )
    connus = f"{nombre(ici.lieux_horaires_connus)} sur {pluriel(ici.lieux, 'lieu', 'lieux')}"
    yield Chiffre(
        cle="heures",
        libelle="Heures par semaine",
        valeur=ici.heures_semaine if ici.lieux_horaires_connus else None,
        unite="heures d'ouverture connues",
        phrase=f"horaires connus pour {connus}." if ici.lieux else "aucun lieu recensé ici.",
        definition="Somme des heures d'ouverture d'une semaine ordinaire des lieux dont les horaires sont connus et "
        "compris ; les autres ne comptent pas pour zéro, ils ne comptent pas.",
        sources=(lieux,),
        repere=f"Département : {nombre(partout.lieux_horaires_connus)} horaires connus sur {nombre(partout.lieux)}."
        if ailleurs
        else "",
        date_constat=_constat(
            du_territoire(lieux_du_jeu(), jeu()["communes"], territoire).query("etat_horaires == 'connus'")[
                "date_maj"
            ],
            lieux,
        ),
    )


def _part(part: float | None) -> str:
    """Une part du département ; trop petite pour être écrite, elle n'est pas nulle."""
    return (
        f"moins de {pourcentage(0.001, decimales=1)}"
        if part and part < 0.001
        else pourcentage(part, decimales=1)
    )


def _constat(dates: pd.Series, source: Provenance) -> str:
    """La vraie date des lignes comptées : une date, ou « du … au … » ; sans ligne, celle de la table."""
    connues = dates.dropna()
    if connues.empty:
        return source.quand
    debut, fin = connues.min().date(), connues.max().date()
    return jour(fin) if debut == fin else f"du {jour(debut)} au {jour(fin)}"


def vigilances(territoire: Territoire) -> list[Vigilance]:
    """Les points de vigilance ; une ligne à zéro disparaît."""
    communes = jeu()["communes"]
    lieux = du_territoire(lieux_du_jeu(), communes, territoire)
    ici = communes_du_territoire(communes, territoire)
    postes = du_territoire(jeu()["postes"], communes, territoire, colonne="code_insee_siege")
    sans_lieu = len(communes_sans_lieu(ici, lieux))
    inconnus = int(lieux["etat_horaires"].ne("connus").sum())
    anciennes = int(lieux["fraicheur"].eq(A_ACTUALISER).sum())
    approchees = int(lieux["precision_localisation"].ne("adresse").sum())
    vacants = int(postes["etat"].eq("vacant").sum())
    rendus = int(postes["etat"].eq("rendu").sum())
    lignes = [
        Vigilance(
            pluriel(sans_lieu, "commune sans lieu recensé", "communes sans lieu recensé"),
            sans_lieu,
            "carte",
            (("liste", "Communes sans lieu"),),
        ),
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
    return [ligne for ligne in lignes if ligne.effectif]


def services_offerts(territoire: Territoire) -> pd.DataFrame:
    """service, lieux : combien de lieux du territoire offrent chacun des neuf services (0 compris), du plus au moins."""
    lieux = du_territoire(lieux_du_jeu(), jeu()["communes"], territoire)
    offerts = lieux["services"].str.split("|").explode().value_counts()
    table = pd.DataFrame({"service": valeurs("services")})
    return table.assign(lieux=table["service"].map(offerts).fillna(0).astype(int)).sort_values(
        ["lieux", "service"], ascending=[False, True], ignore_index=True
    )
