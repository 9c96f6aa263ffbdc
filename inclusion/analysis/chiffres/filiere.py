"""La filière du matériel : ce qu'elle collecte, ce qu'elle remet, ce qu'elle vaut."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd

from inclusion.analysis.filiere import bilan, chaine, cohortes, effets, equite, reemploi
from inclusion.analysis.filiere.donnees import (
    CATEGORIES,
    TOUTES,
    fiches_de_lots,
    flux,
    inventaires,
    masses_medianes,
)
from inclusion.analysis.portee import personnes_en_besoin
from inclusion.analysis.selection import communes_du_territoire
from inclusion.model.chiffres import Chiffre
from inclusion.model.etat import Etat
from inclusion.model.francais import enumeration, jour, nombre, pluriel, pourcentage
from inclusion.model.periodes import Periode
from inclusion.model.provenance import Provenance
from inclusion.model.territoires import Niveau, Territoire

LOCAUX = ("collectes", "distribues", "distribues_pour_1000")
"""Les chiffres qui sont ceux du territoire regardé ; les autres sont ceux de toute la filière."""


def chiffres_filiere(
    obs: Etat, territoire: Territoire, periode: Periode, categorie: str = TOUTES
) -> list[Chiffre]:
    """Les nombres de la filière ; chacun dit son numérateur et son dénominateur."""
    table, source = flux(obs, categorie)
    return [
        *_volumes(obs, territoire, table, periode, source),
        *_rapports(table, periode, source),
        *_stock_et_delai(table, inventaires(obs, categorie), periode, source),
        *_obligations(obs, table, periode, source, categorie=categorie),
        *_effets(obs, table, periode, source),
    ]


def portee_filiere(territoire: Territoire) -> str:
    """Ce qui est du territoire et ce qui est de toute la filière : un lot change de commune en route."""
    if territoire.niveau == Niveau.DEPARTEMENT:
        return ""
    return (
        f"Collectés, remis et remis pour 1 000 sont ceux de {territoire.titre}. Un lot change de commune entre sa collecte "
        "et sa remise : les autres chiffres et toutes les figures portent sur la filière entière du département."
    )


def _communes(obs: Etat, territoire: Territoire) -> set[str] | None:
    """Les communes d'un territoire ; tout le département compte aussi les passages sans commune."""
    if territoire.niveau == Niveau.DEPARTEMENT:
        return None
    return set(communes_du_territoire(obs["communes"], territoire)["code_insee"])


def _volumes(
    obs: Etat, territoire: Territoire, table: pd.DataFrame, periode: Periode, source: Provenance
) -> Iterable[Chiffre]:
    bornes: dict[str, Any] = {
        "debut": periode.debut,
        "fin": periode.fin,
        "communes": _communes(obs, territoire),
    }
    ici = chaine.effectifs(table, **bornes)
    masse = chaine.effectifs(table, **bornes, unite="masse_kg")
    yield Chiffre(
        cle="collectes",
        libelle="Collectés",
        valeur=ici["collectes"],
        unite="équipements",
        phrase=f"{nombre(masse['collectes'])} kg, pesés ou estimés, {periode.dite}.",
        definition="Équipements entrés dans la filière, comptés une fois : un équipement qui revient après une remise "
        "n'est pas une nouvelle collecte. Masse pesée, à défaut masse médiane de la catégorie.",
        sources=(source,),
    )
    besoin, sources_besoin = personnes_en_besoin(obs, territoire)
    pour_1000 = 1000 * ici["distribues"] / besoin if besoin else None
    yield Chiffre(
        cle="distribues",
        libelle="Remis",
        valeur=ici["distribues"],
        unite="équipements",
        phrase=f"{nombre(ici['distribues'] - ici['redistribues'])} pour la première fois, "
        f"{nombre(ici['redistribues'])} après un retour.",
        definition="Équipements reconditionnés remis à un bénéficiaire dans la période. Un équipement revenu puis "
        "remis de nouveau compte deux remises et un seul équipement. Un lot ne suit pas chaque appareil : les revenus en "
        "repartent d'abord, un équipement n'est jamais compté en trop.",
        sources=(source,),
    )
    yield Chiffre(
        cle="distribues_pour_1000",
        libelle="Remis pour 1 000",
        valeur=pour_1000,
        unite=f"équipements pour {nombre(1000)} personnes en besoin",
        phrase=f"{nombre(ici['distribues'])} remis pour {nombre(besoin)} personnes en besoin."
        if besoin
        else "Le besoin théorique n'est pas connu ici.",
        definition="Équipements remis dans la période, rapportés aux personnes en besoin théorique (taux "
        "d'illectronisme de l'INSEE par âge).",
        sources=(source, *sources_besoin),
        decimales=1,
    )


def _rapport(  # noqa: PLR0917 un cartouche a six parties
    cle: str, libelle: str, rapport: chaine.Rapport, termes: str, definition: str, source: Provenance
) -> Chiffre:
    """Un rapport en % : `termes` nomme numérateur et dénominateur par {n} et {d}."""
    dits = termes.format(n=nombre(rapport.numerateur), d=nombre(rapport.denominateur))
    return Chiffre(
        cle=cle,
        libelle=libelle,
        valeur=None if rapport.part is None else 100 * rapport.part,
        unite="%",
        phrase=dits,
        definition=definition,
        sources=(source,),
    )


def _rapports(table: pd.DataFrame, periode: Periode, source: Provenance) -> Iterable[Chiffre]:
    bornes = {"debut": periode.debut, "fin": periode.fin}
    yield _rapport(
        "taux_reemploi",
        "Taux de réemploi",
        chaine.taux_reemploi(table, **bornes),
        "{n} reconditionnés sur {d} reconditionnés, recyclés ou mis au rebut dans la période, toute la filière ; un "
        "reconditionné recyclé ensuite y est deux fois.",
        "Reconditionnés / (reconditionnés + recyclés + rebut dangereux), passages de la période (indicateur 28). Un "
        "équipement reconditionné deux fois, après un échec ou un retour, n'est compté qu'à la première ; s'il est "
        "ensuite recyclé, il est aussi parmi les recyclés. Les pièces n'y entrent pas.",
        source,
    )
    yield _rapport(
        "taux_reconditionnement",
        "Reconditionnement",
        chaine.taux_reconditionnement(table, **bornes),
        "{n} reconditionnés à ce jour sur {d} diagnostiqués dans la période, toute la filière.",
        "Lots diagnostiqués dans la période : la part de leurs équipements qui a été reconditionnée depuis, chacun compté "
        "une fois, même repris après un échec ou un retour. Un lot récent peut encore progresser.",
        source,
    )
    yield _rapport(
        "taux_distribution",
        "Distribution",
        chaine.taux_distribution(table, **bornes),
        "{n} remis pour la première fois, {d} reconditionnés dans la période, toute la filière.",
        "Équipements remis pour la première fois / équipements reconditionnés pour la première fois, passages de la "
        "période. Plus de 100 % : on remet aussi du stock d'avant. À lire à côté de la part remise à 3, 6 et 12 mois.",
        source,
    )
    yield _rapport(
        "part_accompagnee",
        "Accompagnement",
        chaine.part_accompagnee(table, **bornes),
        "{n} remis avec au moins une séance sur {d} remises où on le sait.",
        "Remises suivies d'au moins une séance / remises dont on sait si elles l'ont été (indicateur 30).",
        source,
    )
    yield _rapport(
        "pannes",
        "Retours à six mois",
        chaine.pannes_a_6_mois(table, a_date=periode.fin),
        "{n} revenus sur {d} remis il y a six mois ou plus.",
        "Équipements revenus dans les six mois de leur remise / équipements remis depuis six mois au moins, depuis le "
        "début (indicateur 35). Un lot ne suit pas chaque appareil : premier remis, premier revenu.",
        source,
    )


def _stock_et_delai(
    table: pd.DataFrame, comptes: tuple[pd.DataFrame, Provenance], periode: Periode, source: Provenance
) -> Iterable[Chiffre]:
    stocks, source_stocks = comptes
    etapes = bilan.bilan(table, stocks, debut=periode.debut, fin=periode.fin)
    pret = float(etapes.loc[etapes["noeud"].eq("stock_pret"), "stock_fin"].sum())
    stock = chaine.mois_de_stock(table, pret, a_date=periode.fin)
    yield Chiffre(
        cle="mois_de_stock",
        libelle="Stock prêt",
        valeur=stock.part,
        unite="mois de remises",
        phrase=f"{nombre(pret)} prêts au {jour(periode.fin)}, {nombre(stock.denominateur, decimales=1)} remis par mois.",
        definition="Équipements prêts à remettre / remises mensuelles moyennes des six derniers mois, ou depuis le premier "
        "passage si la filière est plus jeune (indicateur 31).",
        sources=(source, *([source_stocks] if len(stocks) else [])),
        decimales=1,
    )
    delai, effectif = cohortes.delai_median(table[table["date"].le(pd.Timestamp(periode.fin))])
    yield Chiffre(
        cle="delai_median",
        libelle="Délai médian",
        valeur=delai,
        unite="jours",
        phrase=f"De la collecte à la remise, sur {pluriel(effectif, 'équipement')} de lots clos."
        if effectif
        else "Aucun lot n'est encore clos : tout n'en est pas remis, démonté ou recyclé.",
        definition="Médiane sur les lots dont tout est remis, démonté ou recyclé, depuis le début ; un lot encore ouvert "
        "est écarté, il raccourcirait le délai (indicateur 32). Dans un lot, premier collecté, premier remis.",
        sources=(source,),
    )


def _obligations(
    obs: Etat, table: pd.DataFrame, periode: Periode, source: Provenance, *, categorie: str
) -> Iterable[Chiffre]:
    lots, source_lots = fiches_de_lots(obs, categorie)
    ici = lots[lots["date_depot"].between(pd.Timestamp(periode.debut), pd.Timestamp(periode.fin))]
    yield _rapport(
        "effacement",
        "Effacement attesté",
        reemploi.effacement_certifie(ici),
        f"{{n}} certificats sur {{d}} équipements à mémoire ; cible {pourcentage(1)}.",
        "Équipements dont l'effacement est attesté / équipements portant une mémoire, lots déposés dans la période "
        "(indicateur 33).",
        source_lots,
    )
    annee = periode.fin.year
    public = reemploi.reemploi_public(table, lots, annee=annee)
    ecartes = enumeration(
        [f"{nombre(public.trop_vieux)} de plus de dix ans"] * bool(public.trop_vieux)
        + [f"{nombre(public.age_inconnu)} d'âge inconnu"] * bool(public.age_inconnu)
    )
    seuil = "aucun seuil avant 2023" if public.seuil is None else f"seuil {pourcentage(public.seuil)}"
    dits = f"{{n}} reconditionnés sur {{d}} réformés en {annee} ; {seuil}."
    dits += f" Écartés : {ecartes}." if ecartes else ""
    yield _rapport(
        "reemploi_public",
        "Réemploi public",
        public.rapport,
        dits,
        "Matériel réformé par les donateurs publics et reconditionné, équipements de plus de dix ans exclus (loi REEN "
        "2021-1485, art. 16 ; décret 2023-266 : 50 % à partir de 2025).",
        source_lots,
    )
    cout = effets.cout_par_equipement(_jusqu_a(table, periode.fin), lots)
    yield Chiffre(
        cle="cout",
        libelle="Coût unitaire",
        valeur=cout.part,
        unite="€",
        phrase=f"{nombre(cout.numerateur)} € de lots clos pour {nombre(cout.denominateur)} équipements remis."
        if cout.denominateur
        else "Aucun lot clos n'a un coût et une remise.",
        definition="Coût des lots clos dont on le sait (transport, pièces, atelier, remise) / équipements remis de ces "
        "lots, depuis le début. Un lot ouvert est écarté : il a déjà coûté et n'a pas tout remis. Sous un filtre "
        "d'équipements, un lot mêlé est écarté : sa fiche n'en sépare ni coûts, ni mémoires, ni réformés.",
        sources=(source_lots, source),
    )


def _jusqu_a(table: pd.DataFrame, fin: date) -> pd.DataFrame:
    return table[table["date"].le(pd.Timestamp(fin))]


def remises_de_la_periode(table: pd.DataFrame, periode: Periode) -> pd.DataFrame:
    """Les remises de la période, premières remises comptées depuis le début."""
    return bilan.dans(chaine.premieres_remises(table), periode.debut, periode.fin)


def _effets(obs: Etat, table: pd.DataFrame, periode: Periode, source: Provenance) -> Iterable[Chiffre]:
    remises = remises_de_la_periode(table, periode)
    parametres = obs.parametres
    dechets, sans_masse = effets.dechets_evites_kg(remises, masses_medianes(obs.parametres))
    yield Chiffre(
        cle="dechets_evites",
        libelle="Déchets évités",
        valeur=dechets if dechets or not sans_masse else None,
        unite="kg",
        phrase="Masse des équipements remis pour la première fois"
        + (f", sans {nombre(sans_masse)} de masse inconnue." if sans_masse else "."),
        definition="Équipements remis pour la première fois × masse médiane de leur catégorie "
        f"({_masses(obs)} ; note de méthode du projet, sans borne publiée). Ils remplacent un déchet jusqu'à leur fin de "
        "vie, quelle que soit la part qui remplace un achat neuf ; vide si aucune masse n'est connue.",
        sources=(source,),
    )
    co2e = effets.co2e_evite(remises, parametres)
    connus = co2e[co2e["facteur"].notna()]
    sans = co2e.loc[co2e["facteur"].isna(), "distribues"].sum()
    bas, haut = connus["co2e_bas_kg"].sum(), connus["co2e_haut_kg"].sum()
    facteurs = ", ".join(
        f"{CATEGORIES[c.categorie].lower()} {nombre(c.facteur, decimales=1)}" for c in connus.itertuples()
    )
    yield Chiffre(
        cle="co2e_evite",
        libelle="CO₂e évité",
        valeur=float(connus["co2e_kg"].sum()) if len(connus) else None,
        unite="kg de CO₂e",
        phrase=f"Entre {nombre(bas)} et {nombre(haut)} kg"
        + (f" ; {nombre(sans)} équipements sans facteur publié, non comptés." if sans else "."),
        definition=f"Équipements remis × facteur annuel (kgCO₂e par an d'usage, ADEME 2022 : {facteurs}) × années d'usage "
        f"× part qui remplace un achat neuf. Ces deux derniers sont des hypothèses : "
        f"{_hypothese(obs, 'annees_usage')} ans, {_hypothese(obs, 'part_remplacement')}. Jamais 100 % d'un neuf évité.",
        sources=(source,),
    )


def _masses(obs: Etat) -> str:
    dites = [
        f"{CATEGORIES[c].lower()} {nombre(m, decimales=2)} kg"
        for c, m in masses_medianes(obs.parametres).items()
    ]
    return ", ".join(dites)


def _hypothese(obs: Etat, nom: str) -> str:
    dite = obs.parametres["filiere"][nom]
    basse, haute = (nombre(borne, decimales=1) for borne in dite["bornes"])
    return f"{nombre(dite['valeur'], decimales=1)} (de {basse} à {haute})"


def repere_national(obs: Etat) -> str:
    """La part du département dans la cible nationale d'équipements, au prorata : un ordre de grandeur, pas un objectif.

    Sans population de la France sourcée et datée, la phrase dit ce qui manque, et où l'écrire ; `""` sans cible nationale.
    """
    cible = obs.parametres.get("filiere", {}).get("cible_nationale", {})
    france = obs.parametres.get("reperes", {}).get("population_france", {})
    habitants = float(obs["communes"]["population"].sum())
    if "valeur" not in cible or not habitants:
        return ""
    if "valeur" not in france:
        return (
            f"La cible nationale de France Numérique Ensemble ({nombre(cible['valeur'])} équipements reconditionnés d'ici "
            f"2027) n'est pas rapportée à {obs.departement.nom} : la population de la France, avec sa source et sa date, "
            "n'est pas renseignée ([reperes.population_france] de parametres.toml)."
        )
    part = equite.part_d_une_cible_nationale(cible["valeur"], habitants, france["valeur"])
    return (
        f"Ordre de grandeur, jamais un objectif adopté : la cible nationale de France Numérique Ensemble "
        f"({nombre(cible['valeur'])} équipements reconditionnés d'ici 2027), au prorata des habitants, ferait environ "
        f"{nombre(round(part, -2))} équipements pour {obs.departement.nom} ({france['source']})."
    )
