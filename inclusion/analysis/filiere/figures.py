"""Les figures de la filière, toutes étapes : diagramme, cascade, bilan, cohortes, délais, équité."""

import pandas as pd

from inclusion.analysis.filiere import bilan, cohortes, equite, sankey
from inclusion.analysis.filiere.donnees import TOUTES, flux, inventaires, unite_de
from inclusion.analysis.filiere.etapes import UNITES, Unite
from inclusion.analysis.filiere.figures_lots import ruptures
from inclusion.analysis.observations import noms_epci, territoires
from inclusion.analysis.portee import personnes_en_besoin
from inclusion.model.etat import Etat
from inclusion.model.francais import jour, nombre, pluriel, pourcentage
from inclusion.model.nomenclatures import libelle
from inclusion.model.periodes import Periode
from inclusion.model.provenance import Provenance
from inclusion.model.releves import Releve
from inclusion.model.territoires import Niveau

SANS_FLUX = "Aucun passage de matériel n'est connu dans cette période."
FICHIER = "flux_equipements.csv"
BOUTS = {"public": "Public bénéficiaire", "epci": "Intercommunalité"}
NEGATIF, EN_ALERTE = "stock négatif : erreur", "écart à expliquer"


def figures_filiere(
    obs: Etat, periode: Periode, *, categorie: str, unite: str, bout: str
) -> dict[str, Releve]:
    """Tous les relevés d'une période, dans l'ordre de l'écran et du classeur ; la clé nomme la feuille."""
    return {
        "Flux": diagramme(obs, periode, categorie=categorie, unite=unite, bout=bout),
        "Stock": cascade(obs, periode, categorie=categorie),
        "Bilan": bilan_par_etape(obs, periode, categorie=categorie, unite=unite),
        "Cohortes": rendements(obs, periode, categorie=categorie),
        "Délais": delais(obs, periode, categorie=categorie),
        "Équité": equite_epci(obs, periode, categorie=categorie),
        "Vérificateur": ruptures(obs),
    }


def titres_filiere(obs: Etat, periode: Periode, *, categorie: str, unite: str) -> dict[str, str]:
    """Le titre de chaque figure, pour l'écran et les documents ; celui du diagramme dit période, unité et écart."""
    mot = UNITES[unite_de(unite)]
    return {
        "Flux": f"De l'origine à la remise, {periode.dite}, en {mot} ; "
        f"écart d'inventaire : {_ecart(obs, periode, categorie=categorie, unite=unite)}",
        "Stock": "Le stock, du début à la fin",
        "Bilan": f"Le bilan de chaque étape, en {mot}",
        "Cohortes": "La part remise à 3, 6 et 12 mois",
        "Délais": "Le délai, de la collecte à la remise",
        "Équité": "À qui vont les équipements",
        "Vérificateur": "Le vérificateur : ce qui rompt le bilan",
    }


def _ecart(obs: Etat, periode: Periode, *, categorie: str, unite: str) -> str:
    """L'écart de la période ; non connu si rien n'a été compté."""
    stocks, _ = inventaires(obs, categorie)
    compte = bilan.bilan(
        flux(obs, categorie)[0], stocks, debut=periode.debut, fin=periode.fin, unite=unite_de(unite)
    )
    return nombre(compte["ecart"].astype("Float64").sum(min_count=1))


def _sources(source: Provenance, stocks: tuple[pd.DataFrame, Provenance]) -> tuple[Provenance, ...]:
    """Les passages, et les inventaires s'il y en a."""
    table, dite = stocks
    return (source, dite) if len(table) else (source,)


def diagramme(
    obs: Etat,
    periode: Periode,
    *,
    categorie: str = TOUTES,
    unite: str = "quantite",
    bout: str = "public",
) -> Releve:
    """Les liens de l'origine à la remise, une seule unité ; au plus quinze."""
    table, source = flux(obs, categorie)
    stocks = inventaires(obs, categorie)
    noms = noms_epci(obs)
    epci = obs["communes"].set_index("code_insee")["siren_epci"].map(noms)
    destinations = table["code_insee"].map(epci).fillna("commune inconnue") if bout == "epci" else None
    liens = sankey.liens(
        table,
        debut=periode.debut,
        fin=periode.fin,
        unite=unite_de(unite),
        destinations=destinations,
        stocks=stocks[0],
    )
    collectes = liens["cible"].eq("Collecté") & ~liens["source"].isin((sankey.PRIS_AU_STOCK, sankey.TROUVES))
    remis = liens["cible"].str.startswith(sankey.REMIS)
    echecs = liens["cible"].eq(sankey.ECHEC).any()
    mot = UNITES[unite_de(unite)]
    return Releve(
        lignes=liens.assign(unite=mot, valeur=_net(liens["valeur"])),
        lecture=f"toute la filière, {nombre(liens.loc[collectes, 'valeur'].sum())} {mot} collectés et "
        f"{nombre(liens.loc[remis, 'valeur'].sum())} {mot} remis. L'écart d'inventaire et la variation de stock ont leurs "
        "propres nœuds : rien n'est réparti entre les étapes."
        + (
            f" « {sankey.ECHEC} » : sans ceux repris en atelier, avec ceux démontés ou recyclés ensuite."
            if echecs
            else ""
        ),
        sources=_sources(source, stocks),
        colonnes={"source": "De", "cible": "Vers", "valeur": "Valeur", "unite": "Unité"},
        manque=SANS_FLUX,
        fichier=FICHIER,
    )


def bilan_par_etape(
    obs: Etat, periode: Periode, *, categorie: str = TOUTES, unite: str = "quantite"
) -> Releve:
    """Le bilan de chaque étape : stock de début, entrées, sorties, écart, stock de fin."""
    table, source = flux(obs, categorie)
    stocks = inventaires(obs, categorie)
    compte = bilan.bilan(table, stocks[0], debut=periode.debut, fin=periode.fin, unite=unite_de(unite))
    somme = ["stock_debut", "entrees", "sorties", "stock_attendu", "stock_fin"]
    groupes = compte.groupby("noeud", sort=False)
    par_etape = groupes[somme].sum().reset_index()
    par_etape = par_etape.assign(
        ecart=groupes["ecart"].sum(min_count=1).reset_index(drop=True).astype("Float64").round(2),
        **{c: _net(par_etape[c]) for c in somme},
        etape=pd.array([libelle("etape_filiere", n) for n in par_etape["noeud"]], dtype="str"),
        constat=pd.array([_constat(c, unite_de(unite)) for _, c in groupes], dtype="str"),
    )
    alertes = int(compte["alerte"].sum())
    negatifs = int(_negatif(compte, unite_de(unite)).sum())
    return Releve(
        lignes=par_etape,
        lecture=f"stock de fin = stock de début + entrées − sorties + écart, en {UNITES[unite_de(unite)]} ; "
        f"{pluriel(alertes, 'écart')} d'inventaire de plus de 2 % ou de plus de 5 équipements, "
        f"{pluriel(negatifs, 'stock négatif', 'stocks négatifs')} par étape et catégorie.",
        sources=_sources(source, stocks),
        colonnes={
            "etape": "Étape",
            "constat": "Constat",
            "stock_debut": "Stock de début",
            "entrees": "Entrées",
            "sorties": "Sorties",
            "stock_attendu": "Stock attendu",
            "ecart": "Écart d'inventaire",
            "stock_fin": "Stock de fin",
        },
        manque=SANS_FLUX,
        fichier=FICHIER,
    )


def _net(valeurs: pd.Series) -> pd.Series:
    """Au centième près : une somme de masses n'a pas de poussière, ni de zéro négatif."""
    return valeurs.astype(float).round(2) + 0.0


def _negatif(compte: pd.DataFrame, unite: Unite) -> pd.Series:
    """Un stock négatif est une erreur de saisie : on ne sort pas ce qui n'est pas entré.

    En kg, deux pesées d'un même matériel ne tombent jamais juste : l'erreur commence à 2 % de ce que l'étape a tenu.
    """
    tenu = compte["stock_debut"].astype(float).clip(lower=0) + compte["entrees"].astype(float)
    marge = 1e-9 + (bilan.SEUIL_ECART_PART * tenu if unite == "masse_kg" else 0.0)
    return (compte["stock_fin"].astype(float) < -marge) | (compte["stock_attendu"].astype(float) < -marge)


def _constat(compte: pd.DataFrame, unite: Unite) -> str:
    return NEGATIF if _negatif(compte, unite).any() else EN_ALERTE if compte["alerte"].any() else ""


def cascade(obs: Etat, periode: Periode, *, categorie: str = TOUTES) -> Releve:
    """Du stock de début au stock de fin, en équipements."""
    table, source = flux(obs, categorie)
    stocks = inventaires(obs, categorie)
    debut = float(bilan.bilan(table, stocks[0], debut=periode.debut, fin=periode.fin)["stock_debut"].sum())
    marches = sankey.cascade(table, stocks[0], debut=periode.debut, fin=periode.fin, stock_debut=debut)
    fin = float(marches["valeur"].iloc[-1])
    return Releve(
        lignes=marches,
        lecture=f"la filière tenait {nombre(debut)} équipements le {jour(periode.debut)} au matin et en tient {nombre(fin)} "
        f"le {jour(periode.fin)} au soir.",
        sources=_sources(source, stocks),
        colonnes={"marche": "Mouvement", "valeur": "Équipements", "total": "Cumul"},
        manque=SANS_FLUX,
        fichier=FICHIER,
    )


def rendements(obs: Etat, periode: Periode, *, categorie: str = TOUTES) -> Releve:
    """Par mois de collecte, la part remise à 3, 6 et 12 mois, en fourchette tant que l'horizon n'est pas passé."""
    table, source = flux(obs, categorie)
    cohorte = cohortes.rendements(table, a_date=periode.fin)
    sures = cohorte[cohorte["part_basse_6"].eq(cohorte["part_haute_6"])]
    collectes = float(sures["collectes"].sum())
    remis = float((sures["part_basse_6"] * sures["collectes"]).sum())
    lecture = (
        f"des {nombre(collectes)} équipements dont le sort à six mois est connu, {pourcentage(remis / collectes)} ont été "
        "remis dans les six mois. Une cohorte plus jeune a une fourchette : ce qui attend peut encore être remis. "
        "Dans un lot, premier collecté, premier sorti."
        if collectes
        else "aucune cohorte n'a encore six mois."
    )
    return Releve(
        lignes=cohorte,
        lecture=lecture,
        sources=(source,),
        colonnes={"mois": "Mois de collecte", "collectes": "Collectés", "en_cours": "En attente"}
        | {
            f"part_{borne}_{h}": f"Remis à {h} mois, {dit}"
            for h in cohortes.HORIZONS_MOIS
            for borne, dit in (("basse", "au moins"), ("haute", "au plus"))
        },
        manque=SANS_FLUX,
        fichier=FICHIER,
    )


def delais(obs: Etat, periode: Periode, *, categorie: str = TOUTES) -> Releve:
    """Les délais de la collecte à la remise, par tranche de trente jours, lots clos seulement."""
    table, source = flux(obs, categorie)
    table = table[table["date"].le(pd.Timestamp(periode.fin))]
    paires = cohortes.delais_des_lots_clos(table)
    tranche = (paires["jours"].astype(float) // 30).astype(int)
    comptes = paires.groupby(tranche)["quantite"].sum()
    comptes = (
        comptes.reindex(range(int(comptes.index.max()) + 1), fill_value=0.0) if len(comptes) else comptes
    )
    mediane, effectif = cohortes.delai_median(table)
    return Releve(
        lignes=pd.DataFrame(
            {
                "tranche": pd.array([f"{30 * t} à {30 * t + 29} jours" for t in comptes.index], dtype="str"),
                "quantite": comptes.to_numpy(),
            }
        ),
        lecture=f"la moitié des {nombre(effectif)} équipements des lots clos a été remise en {nombre(mediane)} jours au "
        "plus.",
        sources=(source,),
        colonnes={"tranche": "Délai", "quantite": "Équipements"},
        manque="Aucun lot n'est clos : le délai de la collecte à la remise n'est pas encore connu.",
        fichier=FICHIER,
    )


def equite_epci(obs: Etat, periode: Periode, *, categorie: str = TOUTES) -> Releve:
    """Les remises de chaque intercommunalité pour 1 000 personnes en besoin."""
    table, source = flux(obs, categorie)
    remises = bilan.dans(table[table["etape_vers"].eq("distribue")], periode.debut, periode.fin)
    epci = {t.code: t for t in territoires(obs) if t.niveau == Niveau.EPCI}
    besoins = pd.Series({code: personnes_en_besoin(obs, t)[0] for code, t in epci.items()}, dtype="Float64")
    compte = equite.par_epci(remises, obs["communes"], besoins).sort_values("pour_1000", ascending=False)
    noms = noms_epci(obs) | {code: t.titre for code, t in epci.items()}
    return Releve(
        lignes=compte.assign(
            epci=pd.array([noms[c] for c in compte["siren_epci"]], dtype="str"),
            pour_1000=compte["pour_1000"].astype(float).round(1),
            besoin=compte["besoin"].astype(float).round(),
        ).head(len(compte) if len(remises) else 0),
        lecture=_lecture_equite(compte, equite.sans_commune(remises, obs["communes"])),
        sources=(source, obs.provenances["communes"]),
        colonnes={
            "epci": "Intercommunalité",
            "distribues": "Remis",
            "besoin": "Personnes en besoin",
            "pour_1000": "Pour 1 000 personnes en besoin",
        },
        manque=SANS_FLUX,
        fichier=FICHIER,
    )


def _lecture_equite(compte: pd.DataFrame, perdues: float) -> str:
    dissemblance = equite.indice_de_dissemblance(compte)
    if dissemblance is None:
        return "aucune remise n'est située."
    return (
        f"pour que chaque intercommunalité reçoive à proportion de son besoin, il faudrait déplacer "
        f"{pourcentage(dissemblance)} des équipements remis"
        + (f" ; {nombre(perdues)} remis dans une commune inconnue, absents d'ici." if perdues else ".")
    )
