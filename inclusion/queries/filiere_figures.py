"""Les figures de la filière : diagramme, cascade, cohortes, délais, équité, acteurs, annonces, ruptures."""

import pandas as pd

from inclusion.analysis.filiere import bilan, cohortes, equite, sankey, verification
from inclusion.analysis.filiere.etapes import UNITES, Unite
from inclusion.analysis.positions import etalees, situes
from inclusion.analysis.selection import du_territoire
from inclusion.model.francais import jour, nombre, pluriel, pourcentage
from inclusion.model.nomenclatures import libelle
from inclusion.model.periodes import Periode
from inclusion.model.releves import Releve
from inclusion.model.territoires import Niveau, Territoire
from inclusion.queries.filiere import TOUTES, flux, inventaires, masses_medianes
from inclusion.queries.jeu import chefs_lieux, jeu, provenance
from inclusion.queries.natures import lignes
from inclusion.queries.portee import personnes_en_besoin
from inclusion.queries.territoires import territoires

SANS_FLUX = "Aucun passage de matériel n'est connu dans cette période."
FICHIER = "flux_equipements.csv"
BOUTS = {"public": "Public bénéficiaire", "epci": "Intercommunalité"}


def figures_filiere(periode: Periode, *, categorie: str, unite: str, bout: str) -> dict[str, Releve]:
    """Tous les relevés d'une période, dans l'ordre de l'écran et du classeur."""
    return {
        "Flux": diagramme(periode, categorie=categorie, unite=unite, bout=bout),
        "Stock": cascade(periode, categorie=categorie),
        "Bilan": bilan_par_etape(periode, categorie=categorie, unite=unite),
        "Cohortes": rendements(periode, categorie=categorie),
        "Délais": delais(periode, categorie=categorie),
        "Équité": equite_epci(periode, categorie=categorie),
        "Vérificateur": ruptures(),
    }


def diagramme(
    periode: Periode, *, categorie: str = TOUTES, unite: str = "quantite", bout: str = "public"
) -> Releve:
    """Les liens de l'origine à la remise, une seule unité ; au plus quinze."""
    table, source = flux(categorie)
    noms = dict(zip(jeu()["epci"]["siren"], jeu()["epci"]["nom_court"], strict=True))
    epci = jeu()["communes"].set_index("code_insee")["siren_epci"].map(noms)
    destinations = table["code_insee"].map(epci).fillna("Commune inconnue") if bout == "epci" else None
    liens = sankey.liens(
        table, debut=periode.debut, fin=periode.fin, unite=_unite(unite), destinations=destinations
    )
    ecart = bilan.conservation(table, inventaires(categorie), debut=periode.debut, fin=periode.fin)["ecart"]
    entre = liens.loc[
        liens["cible"].eq("Collecté") & liens["source"].ne(sankey.PRIS_AU_STOCK), "valeur"
    ].sum()
    remis = liens.loc[liens["cible"].eq("Remis") & liens["source"].ne(sankey.PRIS_AU_STOCK), "valeur"].sum()
    mot = UNITES[_unite(unite)]
    return Releve(
        lignes=liens.assign(unite=mot),
        lecture=f"{periode.dite}, {nombre(entre)} {mot} collectés et {nombre(remis)} {mot} remis. Écart d'inventaire : "
        f"{nombre(ecart)} équipements, jamais réparti entre les étapes.",
        sources=(source,),
        colonnes={"source": "De", "cible": "Vers", "valeur": "Valeur", "unite": "Unité"},
        manque=SANS_FLUX,
        fichier=FICHIER,
    )


def bilan_par_etape(periode: Periode, *, categorie: str = TOUTES, unite: str = "quantite") -> Releve:
    """Le bilan de chaque étape : stock de début, entrées, sorties, écart, stock de fin."""
    table, source = flux(categorie)
    compte = bilan.bilan(
        table, inventaires(categorie), debut=periode.debut, fin=periode.fin, unite=_unite(unite)
    )
    somme = ["stock_debut", "entrees", "sorties", "stock_attendu", "stock_fin"]
    par_etape = compte.groupby("noeud", sort=False)[somme].sum().reset_index()
    ecarts = compte.groupby("noeud", sort=False)["ecart"].sum(min_count=1).reset_index(drop=True)
    etape = pd.array([libelle("etape_filiere", n) for n in par_etape["noeud"]], dtype="str")
    alertes = int(compte["alerte"].sum())
    return Releve(
        lignes=par_etape.assign(ecart=ecarts, etape=etape),
        lecture=f"en {UNITES[_unite(unite)]} ; {pluriel(alertes, 'écart')} d'inventaire de plus de 2 % ou de plus de 5 "
        "équipements.",
        sources=(source, provenance("stocks")),
        colonnes={
            "etape": "Étape",
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


def cascade(periode: Periode, *, categorie: str = TOUTES) -> Releve:
    """Du stock de début au stock de fin, en équipements."""
    table, source = flux(categorie)
    stocks = inventaires(categorie)
    debut = float(bilan.bilan(table, stocks, debut=periode.debut, fin=periode.fin)["stock_debut"].sum())
    marches = sankey.cascade(table, stocks, debut=periode.debut, fin=periode.fin, stock_debut=debut)
    fin = float(marches["valeur"].iloc[-1])
    return Releve(
        lignes=marches,
        lecture=f"la filière tenait {nombre(debut)} équipements le {jour(periode.debut)} au matin et en tient {nombre(fin)} "
        f"le {jour(periode.fin)} au soir.",
        sources=(source, provenance("stocks")),
        colonnes={"marche": "Mouvement", "valeur": "Équipements", "total": "Cumul"},
        manque=SANS_FLUX,
        fichier=FICHIER,
    )


def rendements(periode: Periode, *, categorie: str = TOUTES) -> Releve:
    """Par mois de collecte, la part remise à 3, 6 et 12 mois, en fourchette tant que l'horizon n'est pas passé."""
    table, source = flux(categorie)
    cohorte = cohortes.rendements(table, a_date=periode.fin)
    sures = cohorte[cohorte["part_basse_6"].eq(cohorte["part_haute_6"])]
    collectes = float(sures["collectes"].sum())
    remis = float((sures["part_basse_6"] * sures["collectes"]).sum())
    lecture = (
        f"des {nombre(collectes)} équipements collectés depuis six mois ou plus, {pourcentage(remis / collectes)} ont été "
        "remis dans les six mois. Une cohorte plus jeune a une fourchette : ce qui attend peut encore être remis."
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


def delais(periode: Periode, *, categorie: str = TOUTES) -> Releve:
    """Les délais de la collecte à la remise, par tranche de trente jours, lots clos seulement."""
    table, source = flux(categorie)
    table = table[table["date"].le(pd.Timestamp(periode.fin))]
    clos = cohortes.lots_clos(table)
    paires = cohortes.delais(table)
    paires = paires[[cle in clos for cle in zip(paires["id_lot"], paires["categorie"], strict=True)]]
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


def equite_epci(periode: Periode, *, categorie: str = TOUTES) -> Releve:
    """Les remises de chaque intercommunalité pour 1 000 personnes en besoin."""
    table, source = flux(categorie)
    remises = bilan.dans(table[table["etape_vers"].eq("distribue")], periode.debut, periode.fin)
    epci = {t.code: t for t in territoires() if t.niveau == Niveau.EPCI}
    besoins = pd.Series({code: personnes_en_besoin(t)[0] for code, t in epci.items()}, dtype="Float64")
    compte = equite.par_epci(remises, jeu()["communes"], besoins).sort_values("pour_1000", ascending=False)
    dissemblance = equite.indice_de_dissemblance(compte)
    perdues = equite.sans_commune(remises, jeu()["communes"])
    lecture = (
        f"pour que chaque intercommunalité reçoive à proportion de son besoin, il faudrait déplacer "
        f"{pourcentage(dissemblance)} des équipements remis"
        + (f" ; {nombre(perdues)} remis dans une commune inconnue, absents d'ici." if perdues else ".")
        if dissemblance is not None and len(remises)
        else "aucune remise n'est située."
    )
    noms = {code: t.titre for code, t in epci.items()}
    return Releve(
        lignes=compte.assign(
            epci=compte["siren_epci"].map(noms), pour_1000=compte["pour_1000"].astype(float).round(2)
        )
        if len(remises)
        else compte.head(0).assign(epci=""),
        lecture=lecture,
        sources=(source, provenance("communes")),
        colonnes={
            "epci": "Intercommunalité",
            "distribues": "Remis",
            "besoin": "Personnes en besoin",
            "pour_1000": "Pour 1 000 personnes en besoin",
        },
        manque=SANS_FLUX,
        fichier=FICHIER,
    )


def acteurs_filiere(territoire: Territoire) -> Releve:
    """Ressourceries et points de collecte, placés à la mairie de leur commune."""
    table, source = lignes("acteurs_filiere", "role")
    ici = du_territoire(table, jeu()["communes"], territoire)
    sans_position = ici.assign(precision_localisation="commune", latitude=pd.NA, longitude=pd.NA)
    sans_position = sans_position.astype({"latitude": "Float64", "longitude": "Float64"})
    places = etalees(situes(sans_position, chefs_lieux()))
    roles = pd.array([libelle("role_filiere", r) for r in places["role"]], dtype="str")
    comptes = places["role"].value_counts()
    dits = ", ".join(f"{nombre(n)} : {libelle('role_filiere', r).lower()}" for r, n in comptes.items())
    return Releve(
        lignes=places.assign(role_dit=roles, source_dite=places["source"]),
        lecture=f"{pluriel(len(places), 'acteur')} ({dits}). Recensés, ils ne sont pas pour autant engagés dans une filière "
        "solidaire ; chacun est placé à la mairie de sa commune.",
        sources=(source,),
        colonnes={
            "nom": "Acteur",
            "commune": "Commune",
            "role_dit": "Rôle",
            "detail": "Accepte",
            "source_dite": "Source",
        },
        manque="Aucune ressourcerie ni aucun point de collecte n'est connu sur ce territoire.",
        fichier="acteurs_filiere.csv",
    )


def gisements(territoire: Territoire) -> Releve:
    """Les dons annoncés, du plus proche au plus lointain."""
    table, source = lignes("gisements", "date_prevue")
    ici = du_territoire(table, jeu()["communes"], territoire).sort_values("date_prevue")
    attendus = ici[ici["etat"].isin(("annonce", "confirme"))]
    total = float(attendus["quantite"].sum())
    return Releve(
        lignes=ici.assign(
            prevu=pd.array([jour(d) for d in ici["date_prevue"]], dtype="str"),
            categorie_dite=pd.array(
                [libelle("categorie_equipement", c) for c in ici["categorie"]], dtype="str"
            ),
            etat_dit=pd.array([libelle("etat_gisement", e) for e in ici["etat"]], dtype="str"),
        ),
        lecture=f"{nombre(total)} équipements attendus, en {pluriel(len(attendus), 'annonce')} non encore remises.",
        sources=(source,),
        colonnes={
            "prevu": "Prévu le",
            "donateur": "Donateur",
            "categorie_dite": "Catégorie",
            "quantite": "Quantité",
            "etat_dit": "État",
        },
        manque="Aucun don d'équipements n'est annoncé sur ce territoire.",
        fichier="gisements.csv",
    )


def ruptures() -> Releve:
    """Les lignes qui rompent le bilan, et de combien ; toutes périodes, tous équipements."""
    table, source = flux()
    fautes = verification.verifier(_d_origine(table), inventaires(), masses_medianes())
    erreurs = int(fautes["gravite"].eq(verification.ERREUR).sum())
    return Releve(
        lignes=fautes,
        lecture=f"{pluriel(erreurs, 'erreur')} et {pluriel(len(fautes) - erreurs, 'point')} à vérifier."
        if len(fautes)
        else "le bilan tombe juste : aucune ligne ne le rompt.",
        sources=(source, provenance("stocks")),
        colonnes={
            "table": "Table",
            "ligne": "Ligne",
            "id_lot": "Lot",
            "regle": "Règle",
            "gravite": "Gravité",
            "quantite": "De combien",
            "phrase": "Explication",
        },
        manque="Le bilan tombe juste : aucune ligne ne le rompt.",
        fichier=FICHIER,
    )


def _unite(code: str) -> Unite:
    return "masse_kg" if code == "masse_kg" else "quantite"


def _d_origine(table: pd.DataFrame) -> pd.DataFrame:
    """Sans les masses estimées : on ne vérifie que ce qui a été pesé."""
    return table.assign(masse_kg=table["masse_kg"].mask(table["masse_estimee"]))
