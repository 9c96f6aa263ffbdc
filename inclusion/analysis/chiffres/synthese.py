"""Les huit nombres de la synthèse d'un territoire."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from inclusion.analysis.chiffres.couverture import a_portee
from inclusion.analysis.couverture import Demande
from inclusion.analysis.desserte import Desserte, desserte
from inclusion.analysis.observations import lignes
from inclusion.analysis.portee import horizon_min
from inclusion.analysis.portrait import FRANCE_SERVICES, Portrait, portrait
from inclusion.analysis.selection import du_territoire
from inclusion.model.chiffres import Chiffre
from inclusion.model.etat import Etat
from inclusion.model.francais import INSECABLE, nombre, periode, pluriel, pourcentage
from inclusion.model.territoires import Niveau, Territoire

NON_FOURNI = "table non fournie."
Mesure = TypeVar("Mesure")


def chiffres_synthese(obs: Etat, territoire: Territoire, desservi: Desserte | None = None) -> list[Chiffre]:
    """Les huit nombres de la synthèse, comparés au département ; `desservi` : la desserte, si elle est déjà calculée."""
    ici, partout = _portrait(obs, territoire), _portrait(obs, obs.departement)
    ailleurs = territoire.niveau != Niveau.DEPARTEMENT
    chiffres = [
        *_population(obs, ici, partout),
        *_offre(obs, territoire, ici, partout),
        _portee(obs, territoire, desservi or desserte(obs, Demande())),
        *_moyens(obs, territoire, ici, partout),
    ]
    return chiffres if ailleurs else [c.sans_repere() for c in chiffres]


def _portrait(obs: Etat, territoire: Territoire) -> Portrait:
    return portrait(
        territoire,
        communes=obs["communes"],
        lieux=obs.lieux if obs.fournie("lieux") else None,
        postes=lignes(obs, "postes", "etat")[0] if obs.fournie("postes") else None,
    )


def _population(obs: Etat, ici: Portrait, partout: Portrait) -> Iterable[Chiffre]:
    communes = obs.provenances["communes"]
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


def _offre(obs: Etat, territoire: Territoire, ici: Portrait, partout: Portrait) -> Iterable[Chiffre]:
    lieux, communes = obs.provenances["lieux"], obs.provenances["communes"]
    table = du_territoire(obs.lieux, obs["communes"], territoire)
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
                f"dans {pluriel(ici.communes - o.communes_sans_lieu, 'commune')} sur {nombre(ici.communes)} ; "
                f"{nombre(ici.lieux_pour_10_000, decimales=1)} pour {nombre(10_000)} habitants."
            ),
            rien="aucun lieu recensé ici.",
        ),
        definition="Lieux publics d'inclusion ou de médiation numérique présents dans la table « lieux » : un lieu "
        "compte une fois, où qu'il soit cité. Un lieu fermé depuis son constat peut y figurer.",
        sources=(lieux,),
        repere=_dit(
            partout.offre,
            lambda o: (
                f"Département : {nombre(o.lieux)}, soit {nombre(partout.lieux_pour_10_000, decimales=1)} pour "
                f"{nombre(10_000)}."
            ),
        ),
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
        phrase=_dit(offre, lambda _: f"sur {nombre(ici.communes)}, sans lieu recensé."),
        definition="Communes dans lesquelles aucun lieu de la table « lieux » n'est situé ; un lieu voisin ou un bus "
        "de passage peut les desservir.",
        sources=(lieux, communes),
        repere=_dit(
            partout.offre,
            lambda o: f"Département : {nombre(o.communes_sans_lieu)} sur {nombre(partout.communes)}.",
        ),
        date_constat=constat,
    )


def _portee(obs: Etat, territoire: Territoire, desservi: Desserte) -> Chiffre:
    horizon = horizon_min(obs)
    ici, partout = (a_portee(desservi, t, horizon=horizon) for t in (territoire, obs.departement))
    return replace(ici, repere=f"Département : {nombre(partout.valeur, decimales=1)}{INSECABLE}%.")


def _moyens(obs: Etat, territoire: Territoire, ici: Portrait, partout: Portrait) -> Iterable[Chiffre]:
    lieux = obs.provenances["lieux"]
    tous, postes = lignes(obs, "postes", "etat")
    postes_ici = du_territoire(tous, obs["communes"], territoire, colonne="code_insee_siege")
    connus = du_territoire(obs.lieux, obs["communes"], territoire).query("etat_horaires == 'connus'")
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
