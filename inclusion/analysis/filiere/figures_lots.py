"""Les lots à l'écran : où en est chacun, par où il est passé, ce qui rompt le bilan."""

import pandas as pd

from inclusion.analysis.filiere import lots, verification
from inclusion.analysis.filiere.donnees import fiches_de_lots, flux, inventaires, masses_medianes
from inclusion.model.etat import Etat
from inclusion.model.francais import jour, nombre, pluriel
from inclusion.model.nomenclatures import libelle
from inclusion.model.releves import Releve

STATUT_INCONNU = "statut non dit"
SANS_FLUX = "Aucun passage de matériel n'est connu."
FICHIER = "flux_equipements.csv"
TABLES = {"flux_equipements": "Passages", "stocks": "Inventaires"}


def suivi_des_lots(obs: Etat) -> Releve:
    """Chaque lot : statut juridique, ce qui en est entré, remis, perdu, ce qui reste, à quels publics."""
    table, source = flux(obs)
    fiches, source_fiches = fiches_de_lots(obs)
    suivi = lots.suivi(table, fiches)
    comptes = [_statut(s) for s in suivi["statut_juridique"]]
    dits = {s: comptes.count(s) for s in dict.fromkeys(comptes)}
    ouverts = int(suivi["reste"].gt(0).sum())
    return Releve(
        lignes=suivi.assign(
            statut_dit=pd.array(comptes, dtype="str"),
            au=pd.array([jour(d) for d in suivi["dernier"]], dtype="str"),
        ),
        lecture=f"{pluriel(len(suivi), 'lot')} ("
        + ", ".join(f"{s.lower()} : {nombre(n)}" for s, n in dits.items())
        + f") ; {pluriel(ouverts, 'lot')} encore {'ouvert' if ouverts < 2 else 'ouverts'}. "
        "Un déchet ne se remet pas sans préparation au réemploi.",
        sources=(source, source_fiches) if len(fiches) else (source,),
        colonnes={
            "id_lot": "Lot",
            "statut_dit": "Statut juridique",
            "collectes": "Collectés",
            "remis": "Remis",
            "pertes": "Pièces, recyclage, rebut",
            "reste": "Encore là",
            "publics": "À qui",
            "au": "Dernier passage",
        },
        manque=SANS_FLUX,
        fichier=FICHIER,
    )


def _statut(codes: str) -> str:
    """« produit », ou « dechet, produit » quand la collecte dit les deux."""
    connus = [libelle("statut_juridique", c) for c in codes.split(", ") if c]
    return " et ".join(connus) or STATUT_INCONNU


def choix_de_lots(obs: Etat) -> dict[str, str]:
    """Les lots que l'on peut suivre : identifiant → libellé, les remis d'abord, puis le plus récent ; vide sans flux."""
    suivi = lots.suivi(flux(obs)[0], fiches_de_lots(obs)[0])
    suivi = pd.concat([suivi[suivi["remis"].gt(0)], suivi[~suivi["remis"].gt(0)]])
    return {ligne.id_lot: f"{ligne.id_lot}, {jour(ligne.premier)}" for ligne in suivi.itertuples()}


def trace_du_lot(obs: Etat, id_lot: str) -> Releve:
    """Le chemin d'un lot, du dépôt à la catégorie de public qui le reçoit ; aucune personne n'y est nommée."""
    table, source = flux(obs)
    fiches, source_fiches = fiches_de_lots(obs)
    passages = lots.trace(table, id_lot)
    noms = dict(zip(obs["communes"]["code_insee"], obs["communes"]["nom"], strict=True))
    fiche = fiches[fiches["id_lot"].eq(id_lot)]
    return Releve(
        lignes=passages.assign(
            le=pd.array([jour(d) for d in passages["date"]], dtype="str"),
            de=pd.array([libelle("etape_filiere", e) for e in passages["etape_de"]], dtype="str"),
            vers=pd.array([libelle("etape_filiere", e) for e in passages["etape_vers"]], dtype="str"),
            quoi=pd.array([libelle("categorie_equipement", c) for c in passages["categorie"]], dtype="str"),
            statut=pd.array([_statut(s) for s in passages["statut_juridique"].fillna("")], dtype="str"),
            ou=pd.array([noms.get(c, "") for c in passages["code_insee"]], dtype="str"),
        ),
        lecture=_depot(fiche) + f"{pluriel(len(passages), 'passage')}, du dépôt à la catégorie de public.",
        sources=(source, source_fiches) if len(fiche) else (source,),
        colonnes={
            "le": "Date",
            "quoi": "Équipements",
            "de": "De",
            "vers": "Vers",
            "quantite": "Quantité",
            "masse_kg": "Masse (kg)",
            "statut": "Statut juridique",
            "ou": "Commune",
            "public_beneficiaire": "À qui",
        },
        manque="Ce lot n'a aucun passage connu.",
        fichier=FICHIER,
    )


def _depot(fiche: pd.DataFrame) -> str:
    """Le dépôt, tel que la fiche du lot le dit."""
    if fiche.empty:
        return "ce lot n'a pas de fiche (lots.csv) : son dépôt n'est connu que par ses passages. "
    lot = fiche.iloc[0]
    origine = libelle("origine_equipement", lot["origine"]).lower() if lot["origine"] else "origine non dite"
    qui = f"{origine}, {lot['deposant']}" if lot["deposant"] else origine
    quand = f"déposé le {jour(lot['date_depot'])}" if not pd.isna(lot["date_depot"]) else "déposé"
    return f"lot {quand} ({qui}), statut à l'entrée : {_statut(lot['statut_juridique'] or '').lower()}. "


def ruptures(obs: Etat) -> Releve:
    """Les lignes qui rompent le bilan, et de combien ; toutes périodes, tous équipements."""
    table, source = flux(obs)
    stocks, source_stocks = inventaires(obs)
    pesees = table.assign(masse_kg=table["masse_kg"].mask(table["masse_estimee"]))
    fautes = verification.verifier(pesees, stocks, masses_medianes(obs.parametres))
    erreurs = int(fautes["gravite"].eq(verification.ERREUR).sum())
    return Releve(
        lignes=fautes.assign(table=pd.array([TABLES[t] for t in fautes["table"]], dtype="str")),
        lecture=f"{pluriel(erreurs, 'erreur')} et {pluriel(len(fautes) - erreurs, 'point')} à vérifier, toutes périodes ; "
        "la ligne est celle du fichier."
        if len(fautes)
        else "le bilan tombe juste : aucune ligne ne le rompt.",
        sources=(source, source_stocks) if len(stocks) else (source,),
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
        fichier="",
    )
