"""La filière du matériel : ce qu'elle collecte, ce qu'elle remet, ce qu'elle vaut."""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from inclusion.analysis.filiere import bilan, chaine, cohortes, effets, equite, reemploi
from inclusion.analysis.selection import communes_du_territoire
from inclusion.model.chiffres import Chiffre
from inclusion.model.francais import jour, nombre, pluriel
from inclusion.model.periodes import Periode
from inclusion.model.provenance import Provenance
from inclusion.model.territoires import Niveau, Territoire
from inclusion.queries.jeu import jeu
from inclusion.queries.natures import lignes
from inclusion.queries.portee import personnes_en_besoin
from inclusion.queries.territoires import departement

DOUZE_MOIS, TOUT = "12-mois", "tout"
UNITES_FILIERE: dict[str, str] = {"quantite": "Équipements", "masse_kg": "Kilogrammes"}
TOUTES = "toutes"


def flux(categorie: str = TOUTES) -> tuple[pd.DataFrame, Provenance]:
    """Les passages, masse complétée par la masse médiane quand elle n'est pas pesée, et leur provenance."""
    table, source = lignes("flux_equipements", "etape_vers")
    table = bilan.avec_masses(table, masses_medianes())
    return (table if categorie == TOUTES else table[table["categorie"].eq(categorie)]), source


def masses_medianes() -> dict[str, float]:
    """Masse médiane par catégorie, en kg."""
    return {c: p["valeur"] for c, p in jeu().parametres.get("masses", {}).items() if "valeur" in p}


def inventaires(categorie: str = TOUTES) -> pd.DataFrame:
    table, _ = lignes("stocks", "noeud")
    return table if categorie == TOUTES else table[table["categorie"].eq(categorie)]


def periodes_filiere() -> dict[str, str]:
    """Les périodes que l'on peut regarder : code → libellé, la plus utile d'abord ; vide sans flux."""
    table, _ = flux()
    if table.empty:
        return {}
    annees = sorted(table["date"].dt.year.unique(), reverse=True)
    return (
        {DOUZE_MOIS: "Douze derniers mois"}
        | {str(a): f"Année {a}" for a in annees}
        | {TOUT: "Depuis le début"}
    )


def periode_filiere(code: str) -> Periode:
    """La période d'un code ; elle s'arrête au dernier passage ou inventaire connu."""
    table, _ = flux()
    dates = pd.concat([table["date"], inventaires()["date"]])
    premier, dernier = dates.min().date(), dates.max().date()
    if code == TOUT:
        return Periode(premier, dernier)
    if code == DOUZE_MOIS:
        return Periode(
            (pd.Timestamp(dernier) - pd.DateOffset(months=12) + pd.Timedelta(days=1)).date(), dernier
        )
    return Periode(date(int(code), 1, 1), min(date(int(code), 12, 31), dernier))


def categories_filiere() -> dict[str, str]:
    """Les catégories d'équipement qui ont des flux."""
    table, _ = flux()
    dites = {"portable": "Ordinateurs portables", "fixe": "Ordinateurs fixes", "ecran": "Écrans"}
    dites |= {"tablette": "Tablettes", "smartphone": "Smartphones", "autre": "Autres"}
    return {TOUTES: "Tous les équipements"} | {c: dites[c] for c in dites if c in set(table["categorie"])}


def chiffres_filiere(territoire: Territoire, periode: Periode, categorie: str = TOUTES) -> list[Chiffre]:
    """Les nombres de la filière ; chacun dit son numérateur et son dénominateur."""
    table, source = flux(categorie)
    return [
        *_volumes(territoire, table, periode, source),
        *_rapports(table, periode, source),
        *_stock_et_delai(table, inventaires(categorie), periode, source),
        *_obligations(table, periode, source),
        *_effets(table, periode, source),
    ]


def _ici(table: pd.DataFrame, territoire: Territoire) -> pd.DataFrame:
    codes = communes_du_territoire(jeu()["communes"], territoire)["code_insee"]
    return table if territoire.niveau == Niveau.DEPARTEMENT else table[table["code_insee"].isin(codes)]


def _volumes(
    territoire: Territoire, table: pd.DataFrame, periode: Periode, source: Provenance
) -> Iterable[Chiffre]:
    locaux = _ici(table, territoire)
    ici = chaine.effectifs(locaux, debut=periode.debut, fin=periode.fin)
    masse = chaine.effectifs(locaux, debut=periode.debut, fin=periode.fin, unite="masse_kg")
    yield Chiffre(
        cle="collectes",
        libelle="Collectés",
        valeur=ici["collectes"],
        unite="équipements",
        phrase=f"{nombre(masse['collectes'])} kg, {periode.dite}.",
        definition="Équipements entrés dans la filière, comptés une fois : un équipement qui revient après une remise "
        "n'est pas une nouvelle collecte. Masse pesée, à défaut masse médiane de la catégorie.",
        sources=(source,),
    )
    besoin, sources_besoin = personnes_en_besoin(territoire)
    pour_1000 = 1000 * ici["distribues"] / besoin if besoin else None
    yield Chiffre(
        cle="distribues",
        libelle="Remis",
        valeur=ici["distribues"],
        unite="équipements",
        phrase=f"{nombre(ici['distribues'] - ici['redistribues'])} pour la première fois, "
        f"{nombre(ici['redistribues'])} après un retour.",
        definition="Équipements reconditionnés remis à un bénéficiaire dans la période. Un équipement revenu puis "
        "remis de nouveau compte deux remises et un seul équipement.",
        sources=(source,),
    )
    yield Chiffre(
        cle="distribues_pour_1000",
        libelle="Remis pour 1 000 personnes en besoin",
        valeur=pour_1000,
        unite="équipements pour 1 000 personnes",
        phrase=f"{nombre(ici['distribues'])} remis pour {nombre(besoin)} personnes en besoin théorique."
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
        "{n} reconditionnés sur {d} traités, toute la filière.",
        "Reconditionnés / (reconditionnés + recyclés + rebut dangereux), passages de la période (indicateur 28).",
        source,
    )
    yield _rapport(
        "taux_reconditionnement",
        "Reconditionnés parmi les diagnostiqués",
        chaine.taux_reconditionnement(table, **bornes),
        "{n} reconditionnés sur {d} diagnostiqués, toute la filière.",
        "Lots diagnostiqués dans la période : la part de leurs équipements qui a été reconditionnée depuis. Un lot "
        "récent peut encore progresser.",
        source,
    )
    yield _rapport(
        "part_accompagnee",
        "Remis avec accompagnement",
        chaine.part_accompagnee(table, **bornes),
        "{n} accompagnés sur {d} remises où on le sait.",
        "Remises suivies d'au moins une séance / remises dont on sait si elles l'ont été (indicateur 30).",
        source,
    )
    yield _rapport(
        "pannes",
        "Revenus dans les six mois",
        chaine.pannes_a_6_mois(table, a_date=periode.fin),
        "{n} revenus sur {d} remis il y a six mois ou plus.",
        "Équipements revenus dans les six mois de leur remise / équipements remis depuis six mois au moins, depuis le "
        "début (indicateur 35).",
        source,
    )


def _stock_et_delai(
    table: pd.DataFrame, stocks: pd.DataFrame, periode: Periode, source: Provenance
) -> Iterable[Chiffre]:
    etapes = bilan.bilan(table, stocks, debut=periode.debut, fin=periode.fin)
    pret = float(etapes.loc[etapes["noeud"].eq("stock_pret"), "stock_fin"].sum())
    stock = chaine.mois_de_stock(table, pret, a_date=periode.fin)
    yield Chiffre(
        cle="mois_de_stock",
        libelle="Stock prêt",
        valeur=stock.part,
        unite="mois de remises",
        phrase=f"{nombre(pret)} prêts au {jour(periode.fin)}, {nombre(stock.denominateur, decimales=1)} remis par mois.",
        definition="Équipements prêts à remettre / remises mensuelles moyennes des six derniers mois (indicateur 31).",
        sources=(source,),
        decimales=1,
    )
    delai, effectif = cohortes.delai_median(table[table["date"].le(pd.Timestamp(periode.fin))])
    yield Chiffre(
        cle="delai_median",
        libelle="Délai médian de la collecte à la remise",
        valeur=delai,
        unite="jours",
        phrase=f"Sur {pluriel(effectif, 'équipement')} de lots clos."
        if effectif
        else "Aucun lot n'est encore clos : tout n'en est pas remis, démonté ou recyclé.",
        definition="Médiane sur les lots dont tout est remis, démonté ou recyclé, depuis le début ; un lot encore ouvert "
        "est écarté, il raccourcirait le délai (indicateur 32).",
        sources=(source,),
    )


def _obligations(table: pd.DataFrame, periode: Periode, source: Provenance) -> Iterable[Chiffre]:
    lots, source_lots = lignes("lots", "id_lot")
    lots = lots[lots["id_lot"].isin(table["id_lot"])]
    ici = lots[lots["date_depot"].between(pd.Timestamp(periode.debut), pd.Timestamp(periode.fin))]
    yield _rapport(
        "effacement",
        "Effacements certifiés",
        reemploi.effacement_certifie(ici),
        "{n} attestés sur {d} équipements à mémoire ; cible 100 %.",
        "Équipements dont l'effacement est attesté / équipements portant une mémoire, lots déposés dans la période "
        "(indicateur 33).",
        source_lots,
    )
    annee = periode.fin.year
    public = reemploi.reemploi_public(table, lots, annee=annee)
    dits = f"{{n}} reconditionnés sur {{d}} réformés en {annee} ; seuil {nombre(100 * public.seuil)} %."
    dits += f" Écartés : {nombre(public.trop_vieux)} de plus de dix ans" if public.trop_vieux else ""
    dits += (
        f", {nombre(public.age_inconnu)} d'âge inconnu."
        if public.age_inconnu
        else "."
        if public.trop_vieux
        else ""
    )
    yield _rapport(
        "reemploi_public",
        "Réemploi du matériel public",
        public.rapport,
        dits,
        "Matériel réformé par les donateurs publics et reconditionné, équipements de plus de dix ans exclus (loi REEN "
        "2021-1485, art. 16 ; décret 2023-266 : 50 % à partir de 2025).",
        source_lots,
    )
    cout = effets.cout_par_equipement(chaine.premieres_remises(_jusqu_a(table, periode.fin)), lots)
    yield Chiffre(
        cle="cout",
        libelle="Coût par équipement remis",
        valeur=cout.part,
        unite="€",
        phrase=f"{nombre(cout.numerateur)} € pour {nombre(cout.denominateur)} équipements remis.",
        definition="Coût des lots dont on le sait (transport, pièces, atelier, remise) / équipements remis de ces lots, "
        "depuis le début.",
        sources=(source_lots, source),
    )


def _jusqu_a(table: pd.DataFrame, fin: date) -> pd.DataFrame:
    return table[table["date"].le(pd.Timestamp(fin))]


def remises_de_la_periode(table: pd.DataFrame, periode: Periode) -> pd.DataFrame:
    """Les remises de la période, premières remises comptées depuis le début."""
    return bilan.dans(chaine.premieres_remises(table), periode.debut, periode.fin)


def _effets(table: pd.DataFrame, periode: Periode, source: Provenance) -> Iterable[Chiffre]:
    remises = remises_de_la_periode(table, periode)
    parametres = jeu().parametres
    dechets, sans_masse = effets.dechets_evites_kg(remises, masses_medianes())
    yield Chiffre(
        cle="dechets_evites",
        libelle="Déchets évités",
        valeur=dechets,
        unite="kg",
        phrase="Masse des équipements remis pour la première fois"
        + (f", sans {nombre(sans_masse)} de masse inconnue." if sans_masse else "."),
        definition="Équipements remis pour la première fois × masse médiane de leur catégorie.",
        sources=(source,),
    )
    co2e = effets.co2e_evite(remises, parametres)
    connus = co2e[co2e["facteur"].notna()]
    sans = co2e.loc[co2e["facteur"].isna(), "distribues"].sum()
    bas, haut = connus["co2e_bas_kg"].sum(), connus["co2e_haut_kg"].sum()
    facteurs = ", ".join(f"{c.categorie} {nombre(c.facteur, decimales=1)}" for c in connus.itertuples())
    yield Chiffre(
        cle="co2e_evite",
        libelle="CO₂e évité",
        valeur=float(connus["co2e_kg"].sum()) if len(connus) else None,
        unite="kg de CO₂e",
        phrase=f"Entre {nombre(bas)} et {nombre(haut)} kg"
        + (f" ; {nombre(sans)} équipements sans facteur publié, non comptés." if sans else "."),
        definition=f"Équipements remis × facteur annuel (kgCO₂e par an d'usage, ADEME 2022 : {facteurs}) × années d'usage "
        f"× part qui remplace un achat neuf. Ces deux derniers sont des hypothèses : "
        f"{_hypothese('annees_usage')} ans, {_hypothese('part_remplacement')}. Jamais 100 % d'un neuf évité.",
        sources=(source,),
    )


def _hypothese(nom: str) -> str:
    dite = jeu().parametres["filiere"][nom]
    basse, haute = (nombre(borne, decimales=1) for borne in dite["bornes"])
    return f"{nombre(dite['valeur'], decimales=1)} (de {basse} à {haute})"


def repere_national() -> str:
    """La part du département dans la cible nationale d'équipements, au prorata : un ordre de grandeur, pas un objectif."""
    cible = jeu().parametres.get("filiere", {}).get("cible_nationale", {})
    france = jeu().parametres.get("reperes", {}).get("population_france", {})
    habitants = float(jeu()["communes"]["population"].sum())
    if "valeur" not in cible or "valeur" not in france or not habitants:
        return ""
    part = equite.part_d_une_cible_nationale(cible["valeur"], habitants, france["valeur"])
    return (
        f"Ordre de grandeur, jamais un objectif adopté : la cible nationale de France Numérique Ensemble "
        f"({nombre(cible['valeur'])} équipements reconditionnés d'ici 2027), au prorata des habitants, ferait environ "
        f"{nombre(round(part, -2))} équipements pour {departement(jeu()).nom} ({france['source']})."
    )
