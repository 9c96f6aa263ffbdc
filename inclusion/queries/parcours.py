"""Le parcours de l'usager : ce qui passe d'une étape à la suivante, où, quand, et vers qui l'on réoriente."""

import pandas as pd

from inclusion.analysis import parcours as analyse
from inclusion.analysis.parcours import ETAPES, TOTAL, TOUT, Comptes
from inclusion.analysis.selection import communes_du_territoire
from inclusion.model.etat import Etat
from inclusion.model.francais import enumeration, mois_nomme, nombre, pluriel, pourcentage
from inclusion.model.memoire import memorise
from inclusion.model.nomenclatures import valeurs
from inclusion.model.provenance import Provenance
from inclusion.model.releves import Releve
from inclusion.model.secret import MASQUE, SEUIL
from inclusion.model.territoires import Niveau, Territoire
from inclusion.queries.la_coop import annuelle
from inclusion.queries.natures import a_fournir, lignes

LIBELLES = {
    "repere": "Repérages",
    "oriente": "Orientations",
    "accompagne": "Accompagnements",
    "autonome": "Accompagnements autonomes",
}
COURTS = {"repere": "Repérés", "oriente": "Orientés", "accompagne": "Accomp.", "autonome": "Autonom."}
UNITE = "passages"
SAISIES = "saisies du parcours"
SECRET = f"Tout effectif de 1 à {SEUIL - 1} est masqué, et de quoi le retrouver par différence."
Reponse = tuple[Comptes, tuple[Provenance, ...]]


def periodes(etat: Etat) -> dict[str, str]:
    """Les périodes que l'on peut regarder : tout, puis chaque année, la plus récente d'abord."""
    mois = pd.concat([etat["parcours"]["mois"], etat["activites"]["mois"]])
    annees = sorted(set(mois.str[:4]), reverse=True)
    return {TOUT: "Toute la période"} | {annee: annee for annee in annees}


@memorise(1)
def _comptees(etat: Etat) -> tuple[Reponse, Reponse]:
    parcours, source = lignes(etat, "parcours", "effectif")
    activites, autre = lignes(etat, "activites", "mois")
    sources = (source,) if source.nature != "vide" else ()
    if autre.nature == source.nature or parcours.empty:
        completes = analyse.completees(parcours, activites)
        sources = (*sources, autre) if len(completes) > len(parcours) else sources
    else:
        completes = parcours
    communes, departement = etat["communes"], etat.departement.code
    reorientations = analyse.comptes(
        parcours, communes, departement, selon="structure_redirection", effectif="effectif",
        valeurs=valeurs("structure_redirection"), total=True,
    )  # fmt: skip
    return (analyse.etapes(completes, communes, departement), sources or (source,)), (
        reorientations,
        (source,),
    )


def etapes_comptees(etat: Etat) -> Reponse:
    return _comptees(etat)[0]


def reorientations_comptees(etat: Etat) -> Reponse:
    return _comptees(etat)[1]


def etapes_lues(
    etat: Etat, territoire: Territoire, periode: str
) -> tuple[pd.DataFrame, tuple[Provenance, ...]]:
    """L'entonnoir d'un territoire ; l'étape « autonome » que le parcours ne dit pas est lue à l'année dans La Coop."""
    comptes, sources = etapes_comptees(etat)
    table = analyse.entonnoir(comptes.tranche(territoire.code, periode, ETAPES), comptes.connues)
    dite = None if "autonome" in comptes.connues else annuelle(etat, territoire, periode, "autonomie")
    if dite is None or dite[1].nature not in {s.nature for s in sources}:
        return table, sources
    return analyse.avec_autonomes(table, dite[0]), (*sources, dite[1])


def reorientations_lues(
    etat: Etat, territoire: Territoire, periode: str
) -> tuple[pd.DataFrame, tuple[Provenance, ...], bool]:
    """valeur, effectif, masque ; les sources ; si c'est connu : le parcours saisi, à défaut ce que La Coop a compté.

    Les deux ne s'additionnent pas ; La Coop réelle passe avant un parcours de démonstration.
    """
    comptes, sources = reorientations_comptees(etat)
    dites = bool(comptes.connues - {""})
    annuelles = annuelle(etat, territoire, periode, "redirection")
    if annuelles and (
        not dites or (annuelles[1].nature == "reel" and {s.nature for s in sources} == {"demonstration"})
    ):
        return annuelles[0], (annuelles[1],), True
    return comptes.tranche(territoire.code, periode), sources, dites


def mois_dits(etat: Etat, periode: str) -> str:
    """Les mois sur lesquels porte une période, en clair : « mai 2025 à octobre 2026 » ; vide sans aucun mois."""
    comptes, _ = etapes_comptees(etat)
    mois = [m for m in comptes.periodes if len(m) == 7 and (periode == TOUT or m.startswith(periode))]
    if not mois:
        return ""
    premier, dernier = (mois_nomme(pd.Period(m).start_time.date()) for m in (mois[0], mois[-1]))
    return premier if premier == dernier else f"{premier} à {dernier}"


def origine(etat: Etat, etape: str) -> str:
    """D'où vient le compte d'une étape : le parcours que saisissent les prescripteurs, ou les activités de La Coop."""
    saisies = set(lignes(etat, "parcours", "effectif")[0]["etape"])
    return SAISIES if etape in saisies else "activités de La Coop"


def dit(effectif: float | None, *, masque: bool) -> str:
    """Un effectif à écrire : son nombre, « masqué », ou « non connu »."""
    return MASQUE if masque else nombre(effectif)


def manquent(comptes: Comptes, territoire: Territoire, periode: str) -> str:
    """Ce que dit une lecture des lignes arrivées déjà masquées."""
    combien = comptes.masquees(territoire.code, periode)
    if not combien:
        return ""
    return f" {pluriel(combien, 'compte, déjà masqué', 'comptes, déjà masqués')} à l'import, n'y sont pas."


def entonnoir(etat: Etat, territoire: Territoire, periode: str) -> Releve:
    """Les quatre étapes, ce qui passe de l'une à l'autre et ce qui n'y passe pas."""
    comptes, _ = etapes_comptees(etat)
    table, sources = etapes_lues(etat, territoire, periode)
    vide = not table["effectif"].fillna(0).gt(0).any() and not table["masque"].any()
    table = table.assign(
        etape_dite=table["etape"].map(LIBELLES) + table["masque"].map({True: " (masqué)", False: ""}),
        comptes=table["effectif"].astype("Float64").fillna(0.0),
        perdus=table["perte"].astype("Float64").fillna(0.0),
        dit=[dit(n, masque=m) for n, m in zip(table["effectif"], table["masque"], strict=True)],
        perte_dite=[nombre(p) if pd.notna(p) else "" for p in table["perte"]],
        taux_dit=[pourcentage(t) if pd.notna(t) else "" for t in table["taux"]],
    )
    return Releve(
        lignes=table.head(0) if vide else table,
        lecture=f"{_provenances(etat, table, comptes, periode)}{_passages(table)} {SECRET}"
        f"{manquent(comptes, territoire, periode)}",
        sources=sources,
        colonnes={
            "etape_dite": "Étape",
            "dit": "Passages",
            "taux_dit": "Part de l'étape d'avant",
            "perte_dite": "N'y sont pas passés",
        },
        manque="Aucune étape du parcours n'est connue ici.",
        fichier=a_fournir(etat, "parcours", "effectif"),
    )


def _provenances(etat: Etat, table: pd.DataFrame, comptes: Comptes, periode: str) -> str:
    """La période, et d'où vient chaque étape : d'autres comptes d'accompagnements, plus bas, ont une autre source."""
    connues = table[table["connue"]]["etape"]
    origines = {
        sorte: enumeration([LIBELLES[e].lower() for e in etapes])
        for sorte, etapes in connues.groupby(connues.map(lambda etape: origine(etat, etape)), sort=False)
    }
    dites = " ; ".join(f"{etapes} : {sorte}" for sorte, etapes in origines.items())
    a_l_annee = (
        " Les accompagnements autonomes sont lus dans les répartitions de l'année de La Coop (individuels, au niveau "
        "dit) : ils ne se rapportent pas à l'étape d'avant."
        if "autonome" not in comptes.connues and connues.eq("autonome").any()
        else ""
    )
    quand = mois_dits(etat, periode)
    return f"{quand.capitalize()}. {dites[0].upper()}{dites[1:]}.{a_l_annee} " if quand and dites else ""


def _passages(table: pd.DataFrame) -> str:
    """« Sur 100 repérages, 73 orientations… », étape par étape."""
    connus = table[table["taux"].notna()]
    if connus.empty:
        return "Aucune étape ne se rapporte à la précédente : il manque des étapes, ou elles sont masquées."
    dites = [
        f"{LIBELLES[ligne.etape].lower()} : {pourcentage(ligne.taux)} de l'étape d'avant"
        for ligne in connus.itertuples()
    ]
    pire = connus.loc[connus["perte"].astype("Float64").idxmax()]
    return (
        f"{' ; '.join(dites).capitalize()}. La plus grande perte est avant l'étape "
        f"« {LIBELLES[str(pire['etape'])].lower()} » ({nombre(pire['perte'])})."
    )


def mois_par_mois(etat: Etat, territoire: Territoire) -> Releve:
    """Les quatre étapes, mois par mois, et le décalage apparent de l'une à l'autre."""
    comptes, sources = etapes_comptees(etat)
    series = [
        comptes.serie(territoire.code, etape).assign(etape=etape)
        for etape in ETAPES
        if etape in comptes.connues
    ]
    table = (
        pd.concat(series, ignore_index=True)
        if series
        else pd.DataFrame(columns=["mois", "effectif", "masque", "etape"])
    )
    vide = not table["effectif"].fillna(0).gt(0).any() and not table["masque"].any()
    return Releve(
        lignes=(table.head(0) if vide else table).assign(
            etape_dite=lambda t: t["etape"].map(LIBELLES),
            dit=lambda t: [dit(n, masque=bool(m)) for n, m in zip(t["effectif"], t["masque"], strict=True)],
        ),
        lecture=f"{_retard_dit(etat, territoire)} Un mois masqué laisse un trou dans la courbe.",
        sources=sources,
        colonnes={"mois": "Mois", "etape_dite": "Étape", "dit": "Passages"},
        manque="Aucune étape du parcours n'est connue ici, mois par mois.",
        fichier=a_fournir(etat, "parcours", "effectif"),
    )  # fmt: skip


def retard(etat: Etat, territoire: Territoire, avant: str, apres: str) -> tuple[int, float] | None:
    comptes, _ = etapes_comptees(etat)
    if not {avant, apres} <= comptes.connues:
        return None
    series = [
        [None if pd.isna(n) else float(n) for n in comptes.serie(territoire.code, etape)["effectif"]]
        for etape in (avant, apres)
    ]
    return analyse.retard_mois(*series)


def _retard_dit(etat: Etat, territoire: Territoire) -> str:
    ecart = retard(etat, territoire, "repere", "accompagne")
    if ecart is None:
        return "Aucun délai ne se lit entre repérage et accompagnement : moins de douze mois connus, ou trop irréguliers."
    return (
        f"Les accompagnements suivent les repérages avec {pluriel(ecart[0], 'mois', 'mois')} de décalage apparent "
        f"(corrélation {nombre(ecart[1], decimales=2)})."
    )


def par_territoire(etat: Etat, territoire: Territoire, periode: str) -> Releve:
    """Chaque étape dans chaque intercommunalité (ou chaque commune d'une intercommunalité)."""
    comptes, sources = etapes_comptees(etat)
    noms = _parts(etat, territoire)
    etapes = [e for e in ETAPES if e in comptes.connues]
    tranches = [comptes.tranche(code, periode, etapes).assign(epci=nom) for code, nom in noms.items()]
    table = pd.concat(tranches, ignore_index=True) if tranches and etapes else pd.DataFrame(
        columns=["valeur", "effectif", "masque", "epci"]
    )  # fmt: skip
    dits = table["masque"].astype(bool) | table["effectif"].fillna(0).gt(0)
    table = table[table["epci"].isin(set(table.loc[dits, "epci"]))]
    sans = len(noms) - table["epci"].nunique()
    caches = int(table["masque"].sum())
    suite = (
        f" {pluriel(sans, 'territoire sans donnée', 'territoires sans donnée')} hors du tableau."
        if sans
        else ""
    )
    return Releve(
        lignes=table.assign(
            etape_dite=table["valeur"].map(LIBELLES),
            etape_courte=table["valeur"].map(COURTS),
            dit=[dit(n, masque=bool(m)) for n, m in zip(table["effectif"], table["masque"], strict=True)],
            case=[
                "secret" if m else nombre(n) for n, m in zip(table["effectif"], table["masque"], strict=True)
            ],
            rang=_rangs(table),
        ),
        lecture=f"{pluriel(caches, 'case masquée', 'cases masquées')} (« secret »). {SECRET}{suite}",
        sources=sources,
        colonnes={"epci": "Territoire", "etape_dite": "Étape", "dit": "Passages"},
        manque="Aucune étape du parcours n'est connue dans ce territoire.",
        fichier=a_fournir(etat, "parcours", "effectif"),
    )


def _parts(etat: Etat, territoire: Territoire) -> dict[str, str]:
    """Code → nom : les intercommunalités d'un département, les communes d'une intercommunalité, la commune seule."""
    if territoire.niveau == Niveau.DEPARTEMENT:
        epci = etat["epci"].sort_values("nom_court")
        return dict(zip(epci["siren"], epci["nom_court"], strict=True))
    communes = communes_du_territoire(etat["communes"], territoire).sort_values("nom")
    return dict(zip(communes["code_insee"], communes["nom"], strict=True))


def _rangs(table: pd.DataFrame) -> list[int]:
    """Le fond d'une case : 0 vide ou masquée, puis trois paliers de l'étape, du moins au plus."""
    connus = table["effectif"].astype("Float64").fillna(0.0)
    plafonds = connus.groupby(table["valeur"]).transform("max")
    paliers = (3 * connus // (plafonds + 1)).clip(upper=2) + 1
    return [int(rang) if n else 0 for rang, n in zip(paliers, connus, strict=True)]


def reorientations(etat: Etat, territoire: Territoire, periode: str) -> Releve:
    """Vers quel type de structure l'on réoriente."""
    comptes, _ = reorientations_comptees(etat)
    table, sources, _ = reorientations_lues(etat, territoire, periode)
    parts = table[table["valeur"].ne(TOTAL)].sort_values(["masque", "effectif"], ascending=[True, False])
    vide = not parts["effectif"].fillna(0).gt(0).any() and not parts["masque"].any()
    de_mois = table["valeur"].eq(TOTAL).any()
    return Releve(
        lignes=(parts.head(0) if vide else parts).assign(
            nom=lambda t: t["valeur"],
            combien=lambda t: t["effectif"].astype("Float64").fillna(0.0),
            dit=lambda t: [dit(n, masque=bool(m)) for n, m in zip(t["effectif"], t["masque"], strict=True)],
        ),
        lecture=f"{reorientations_dites(table)} ; une réorientation sort du parcours sans être perdue. {SECRET}"
        f"{manquent(comptes, territoire, periode) if de_mois else ' La Coop les compte à l’année.'}",
        sources=sources,
        colonnes={"nom": "Type de structure", "dit": "Réorientations"},
        manque="Aucune réorientation n'est connue ici. Un export d'activités de La Coop (XLSX), déposé tel quel, les donne "
        "aussi.",
        fichier=a_fournir(etat, "parcours", "structure_redirection"),
    )


def reorientations_dites(table: pd.DataFrame) -> str:
    """« 120 réorientations en tout », ou ce qui en est visible quand des valeurs sont masquées."""
    total = table[table["valeur"].eq(TOTAL)]
    if len(total):
        return (
            f"{dit(total['effectif'].iloc[0], masque=bool(total['masque'].iloc[0]))} réorientations en tout"
        )
    visibles, caches = pluriel(int(table["effectif"].sum()), "réorientation"), int(table["masque"].sum())
    suite = f" au moins : {pluriel(caches, 'valeur masquée n’y est', 'valeurs masquées n’y sont')} pas"
    return f"{visibles}{suite if caches else ' en tout'}"
